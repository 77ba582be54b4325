/* The page /tra-cuu/danh-sach/: a name in the lists of all decisions. */
(function () {
  "use strict";
  var syllables = dienhinh.syllables,
    numberOf = dienhinh.numberOf,
    element = dienhinh.element,
    filled = dienhinh.filled,
    Files = dienhinh.Files;
  function lookUpPage(root) {
    var words = JSON.parse(document.getElementById("tim-loi").textContent);
    var files = new Files(root.dataset.files),
      search = new dienhinh.Search(files),
      home = root.dataset.home;
    var form = root.querySelector("form"),
      status = root.querySelector("[role=status]"),
      body = root.querySelector("tbody");
    var near = root.querySelector("[data-near]"),
      table = root.querySelector("table"),
      rows = [],
      turn = 0;
    function keyOf(text) {
      return syllables(text)
        .map(function (s) {
          return s[0];
        })
        .sort()
        .join(" ");
    }
    function option(select, values) {
      var kept = select.value;
      select.replaceChildren.apply(
        select,
        [select.options[0]].concat(
          values.map(function (value) {
            return element("option", { value: value, textContent: value });
          }),
        ),
      );
      select.value = values.indexOf(kept) >= 0 ? kept : "";
    }
    function unique(at) {
      return Array.from(
        new Set(
          rows
            .map(function (row) {
              return row[at];
            })
            .filter(Boolean),
        ),
      )
        .sort()
        .reverse();
    }
    function draw() {
      var year = form.elements.nam.value,
        award = form.elements["hinh-thuc"].value;
      var kept = rows.filter(function (row) {
        return (!year || row[5] === year) && (!award || row[3] === award);
      });
      body.replaceChildren.apply(
        body,
        kept.map(function (row) {
          var name = row[7] ? element("a", { href: home + row[7].slice(1), textContent: row[0] }) : row[0];
          return element("tr", {}, [
            element("th", { scope: "row" }, [name]),
            element("td", { textContent: row[2] || "–", "data-label": words.unit }),
            element("td", { textContent: row[3] || "–", "data-label": words.award }),
            element("td", { "data-label": words.decision }, [
              element("a", { href: home + row[6].slice(1), textContent: row[4] }),
            ]),
          ]);
        }),
      );
      table.hidden = !kept.length;
      if (rows.length) status.textContent = filled(words.count, { count: kept.length });
    }
    function update() {
      var mine = ++turn,
        asked = new URLSearchParams(location.search),
        text = (asked.get("q") || "").slice(0, 200),
        key = keyOf(text);
      rows = [];
      near.replaceChildren();
      if (key.indexOf(" ") < 0) {
        status.textContent = key ? words.short : "";
        draw();
        return;
      }
      status.textContent = words.searching;
      files
        .get("ds/" + (numberOf(key) % Number(root.dataset.parts)) + ".json")
        .then(function (file) {
          if (mine !== turn) return;
          rows = (file.r || {})[key] || [];
          var others = Object.entries((file.p || {})[key] || {});
          status.textContent = rows.length || others.length ? words.near : filled(words.none, { query: text });
          if (!rows.length && !others.length) told(text, mine);
          option(form.elements.nam, unique(5));
          option(form.elements["hinh-thuc"], unique(3));
          ["nam", "hinh-thuc"].forEach(function (name) {
            if (asked.get(name)) form.elements[name].value = asked.get(name);
          });
          near.replaceChildren.apply(
            near,
            others.map(function (pair) {
              return element("li", {}, [
                element("a", { href: "?q=" + encodeURIComponent(pair[0]) }, [
                  pair[0] + " ",
                  element("b", { textContent: pair[1] }),
                ]),
              ]);
            }),
          );
          draw();
        })
        .catch(function () {
          if (mine === turn) {
            status.textContent = words.failed;
            table.hidden = true;
          }
        });
    }
    /* Whoever is on no list may have a story, with a commendation whose list nobody published. */
    function told(text, mine) {
      search
        .find(text)
        .then(function (found) {
          return found.how === "whole" ? search.show(found.keys.slice(0, 5)) : [];
        })
        .then(function (pages) {
          if (mine !== turn) return;
          if (!pages.length) {
            respelt(text, mine);
            return;
          }
          status.textContent = filled(words.told, { query: text });
          near.replaceChildren.apply(
            near,
            pages.map(function (row) {
              return element("li", {}, [element("a", { href: home + row[1].slice(1), textContent: row[2] })]);
            }),
          );
        })
        .catch(function () {});
    }
    /* Names typed with the keyboard off, or written otherwise in another region: Nhật and Nhựt. */
    function respelt(text, mine) {
      var folded = syllables(text).map(function (s) {
        return s[0];
      });
      var tries = [].concat.apply([], window.dienhinhRespelling.respellings(folded, new Set(), new Set(), []).kinds);
      Promise.all(
        tries.map(function (list) {
          var key = list.slice().sort().join(" ");
          return files.get("ds/" + (numberOf(key) % Number(root.dataset.parts)) + ".json").then(function (file) {
            return (file.r || {})[key] ? list.join(" ") : "";
          });
        }),
      )
        .then(function (found) {
          found = found.filter(Boolean);
          if (mine !== turn || !found.length) return;
          status.textContent = words.near;
          near.replaceChildren.apply(
            near,
            found.map(function (name) {
              return element("li", {}, [element("a", { href: "?q=" + encodeURIComponent(name), textContent: name })]);
            }),
          );
        })
        .catch(function () {});
    }
    function go() {
      var parts = new URLSearchParams();
      ["q", "nam", "hinh-thuc"].forEach(function (name) {
        var value = form.elements[name].value.trim().slice(0, 200);
        if (value) parts.set(name, value);
      });
      history.pushState(null, "", location.pathname + "?" + parts);
      update();
    }
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      go();
    });
    form.addEventListener("change", function (event) {
      if (event.target.tagName === "SELECT") go();
    });
    window.addEventListener("popstate", function () {
      form.elements.q.value = new URLSearchParams(location.search).get("q") || "";
      update();
    });
    root.hidden = false;
    form.elements.q.value = new URLSearchParams(location.search).get("q") || "";
    update();
  }

  var names = document.getElementById("o-tra-ten");
  if (names) lookUpPage(names);
})();
