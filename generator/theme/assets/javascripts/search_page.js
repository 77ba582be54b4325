/* The page /tra-cuu/: results, filters, and what is shown kept in the address and the history. */
(function () {
  "use strict";
  var Files = dienhinh.Files,
    Search = dienhinh.Search,
    fold = dienhinh.fold,
    syllable = dienhinh.syllable,
    element = dienhinh.element,
    filled = dienhinh.filled;
  /* Marks the words asked for; a query with accents marks only words spelt as it is. */
  function marked(text, run) {
    var wanted = {},
      parts = [],
      spelt = run.some(function (s) {
        return s[1] !== s[0] + "0";
      });
    run.forEach(function (s) {
      wanted[s[spelt ? 1 : 0]] = true;
    });
    text.split(/([\p{L}\p{N}\p{M}]+)/u).forEach(function (piece, at) {
      parts.push(at % 2 && wanted[syllable(piece)[spelt ? 1 : 0]] ? element("mark", { textContent: piece }) : piece);
    });
    return parts;
  }
  function searchPage(root) {
    var words = JSON.parse(document.getElementById("tim-loi").textContent);
    var files = new Files(root.dataset.files),
      search = new Search(files),
      home = root.dataset.home;
    var form = root.querySelector("form"),
      input = form.elements.q,
      status = root.querySelector("[role=status]");
    var list = root.querySelector("ol"),
      more = root.querySelector("button[data-more]"),
      side = root.querySelector("details");
    var shown = 0,
      keys = [],
      run = [],
      turn = 0,
      opened = {},
      also = root.querySelector("[data-also]"),
      groups = root.querySelector("nav");
    var FACETS = Object.keys(words.facets);

    function state() {
      var asked = new URLSearchParams(location.search),
        filters = {};
      FACETS.forEach(function (name) {
        var values = asked.getAll(name).filter(Boolean);
        if (values.length) filters[name] = values;
      });
      return { q: (asked.get("q") || "").slice(0, 300), filters: filters };
    }
    function address(q, filters) {
      var parts = new URLSearchParams();
      if (q) parts.set("q", q);
      FACETS.forEach(function (name) {
        (filters[name] || []).forEach(function (value) {
          parts.append(name, value);
        });
      });
      var text = parts.toString();
      return location.pathname + (text ? "?" + text : "");
    }
    function valuesOf(columns, key, facet) {
      if (facet === "loai") return [key[0]];
      var row = columns.values.get(key);
      return (row && row[facet]) || [];
    }
    function passes(columns, filters, key, but) {
      return FACETS.every(function (facet) {
        var wanted = filters[facet];
        if (!wanted || facet === but) return true;
        return valuesOf(columns, key, facet).some(function (value) {
          return wanted.indexOf(value) >= 0;
        });
      });
    }
    function result(row) {
      var cover = row[8]
        ? element("img", {
            className: "dh-find__cover",
            src: home + row[1].slice(1) + row[8],
            alt: "",
            loading: "lazy",
            width: 112,
            height: 112,
          })
        : null;
      var meta = [words.kinds[row[0]], row[4], row[5], row[6]].filter(Boolean);
      return [
        element("p", { className: "dh-kicker", textContent: meta[0] }),
        element("h2", {}, [element("a", { href: home + row[1].slice(1) }, marked(row[2], run))]),
        row[3] && fold(row[2]).indexOf(fold(row[3])) < 0
          ? element("p", { className: "dh-find__name" }, marked(row[3], run))
          : null,
        row[7] ? element("p", {}, marked(row[7], run)) : null,
        element("p", { className: "dh-meta", textContent: meta.slice(1).join(" · ") }),
        cover,
      ].filter(Boolean);
    }
    /* How much was shown and where the reader stood belongs to the entry of the history: Back returns to it. */
    function keep(more_of_it) {
      history.replaceState(
        Object.assign({}, history.state, { shown: shown, opened: opened, side: side.open }, more_of_it),
        "",
      );
    }
    /* Until what was asked for stands in the list, the list says that it is being filled. */
    function busy(is) {
      list.setAttribute("aria-busy", is);
    }
    function next(mine, count) {
      var part = keys.slice(shown, shown + (count || 10));
      shown += part.length;
      more.hidden = true;
      busy(true);
      /* each shows as soon as it and all above it are there: nothing moves under the reader's finger */
      return part
        .map(function (key) {
          return search.one(key);
        })
        .reduce(function (above, asked) {
          return above.then(function () {
            return asked.then(function (row) {
              if (mine !== turn || !row) return;
              var place = list.appendChild(element("li", {}, result(row)));
              place.classList.toggle("is-pictured", Boolean(row[8]));
            });
          });
        }, Promise.resolve())
        .then(function () {
          if (mine !== turn) return;
          more.hidden = shown >= keys.length;
          busy(false);
        });
    }
    function drawFacets(columns, names, filters, pool, count) {
      var box = side.querySelector("div"),
        focus = document.activeElement && document.activeElement.id;
      var drawn = FACETS.map(function (facet) {
        var counts = new Map(),
          chosen = filters[facet] || [];
        pool.forEach(function (key) {
          if (!passes(columns, filters, key, facet)) return;
          valuesOf(columns, key, facet).forEach(function (value) {
            counts.set(value, (counts.get(value) || 0) + 1);
          });
        });
        chosen.forEach(function (value) {
          if (!counts.has(value)) counts.set(value, 0);
        });
        if (!counts.size) return null;
        var called = function (value) {
          return facet === "loai" ? words.kinds[value] || value : (names[facet] || {})[value] || value;
        };
        var values = Array.from(counts.keys()).sort(function (a, b) {
          return facet === "nam"
            ? b.localeCompare(a)
            : counts.get(b) - counts.get(a) || called(a).localeCompare(called(b), "vi");
        });
        var few = opened[facet]
          ? values
          : values.filter(function (value, at) {
              return at < 8 || chosen.indexOf(value) >= 0;
            });
        var set = element(
          "fieldset",
          {},
          [element("legend", { textContent: words.facets[facet] })].concat(
            few.map(function (value) {
              var id = "loc-" + facet + "-" + value;
              var tick = element("input", {
                type: "checkbox",
                id: id,
                name: facet,
                value: value,
                checked: chosen.indexOf(value) >= 0,
              });
              return element("label", { htmlFor: id }, [
                tick,
                " " + called(value) + " ",
                element("b", { textContent: counts.get(value) }),
              ]);
            }),
          ),
        );
        if (few.length < values.length) {
          var button = element("button", {
            type: "button",
            className: "dh-more",
            textContent: filled(words.all, { count: values.length }),
          });
          button.addEventListener("click", function () {
            opened[facet] = true;
            keep();
            drawFacets(columns, names, filters, pool, count);
            var first = document.getElementById("loc-" + facet + "-" + values[few.length]);
            if (first) first.focus();
          });
          set.append(button);
        }
        return set;
      });
      var done = element("button", {
        type: "button",
        className: "dh-done",
        textContent: filled(words.show, { count: count }),
      });
      done.addEventListener("click", function () {
        side.open = false;
        form.scrollIntoView();
      });
      box.replaceChildren.apply(box, drawn.filter(Boolean).concat(done));
      if (focus && document.getElementById(focus)) document.getElementById(focus).focus();
    }
    /* Links that show one group of results: its kinds chosen, all other filters as they are. */
    function drawGroups(columns, filters, pool) {
      var counts = {},
        chosen = (filters.loai || []).slice().sort().join(""),
        but = Object.assign({}, filters);
      delete but.loai;
      pool.forEach(function (key) {
        if (columns ? passes(columns, filters, key, "loai") : true) counts[key[0]] = (counts[key[0]] || 0) + 1;
      });
      function total(letters) {
        return letters.reduce(function (sum, letter) {
          return sum + (counts[letter] || 0);
        }, 0);
      }
      var all = [words.everything, Object.keys(counts).join("")],
        rows = [all]
          .concat(words.groups)
          .map(function (group) {
            var letters = group[1].split("");
            return { name: group[0], letters: group === all ? [] : letters.sort(), count: total(letters) };
          })
          .filter(function (group) {
            return group.count;
          });
      groups.hidden = rows.length < 3;
      groups.replaceChildren(
        element(
          "ul",
          {},
          rows.map(function (group) {
            var link = element(
              "a",
              { href: address(input.value.trim(), Object.assign({}, but, { loai: group.letters })) },
              [group.name + " ", element("b", { textContent: group.count.toLocaleString("vi") })],
            );
            if (group.letters.join("") === chosen) link.setAttribute("aria-current", "true");
            return element("li", {}, [link]);
          }),
        ),
      );
    }
    /* What stands stays, and the rest can be asked for again. */
    function failed_further(mine) {
      if (mine !== turn) return;
      shown = list.children.length;
      status.textContent = words.failed;
      more.hidden = false;
      busy(false);
    }
    function failed(mine) {
      if (mine !== turn) return;
      groups.hidden = true;
      busy(false);
      status.textContent = words.failed;
      list.replaceChildren();
      also.replaceChildren();
      more.hidden = true;
    }
    function offer(texts) {
      var links = [];
      texts.forEach(function (text, at) {
        links.push(at ? ", " : " ", element("a", { href: address(text, state().filters), textContent: text }));
      });
      also.replaceChildren.apply(also, links.length ? [words.perhaps].concat(links) : []);
      also.hidden = !links.length;
    }
    function verdict(found, now, filtered) {
      var values = { query: now.q.trim(), count: keys.length.toLocaleString("vi"), instead: found && found.instead };
      if (found && found.how === "number")
        return filled(keys.length ? words.number_near : words.number_unknown, values);
      if (!keys.length) return filled(filtered ? words.none_filtered : words.none, values);
      if (!found) return now.q || filtered || side.open ? filled(words.count, values) : "";
      return filled(
        { whole: words.count, near: words.near, every: words.every, respelt: words.respelt }[found.how],
        values,
      );
    }
    /* Resolves when the results stand; `kept` is what the history knows of a page returned to. */
    function update(kept) {
      var mine = ++turn,
        now = state(),
        filtered = Object.keys(now.filters).length > 0;
      document.documentElement.classList.toggle("is-asked", filtered || Boolean(now.q.trim()));
      if (input.value !== now.q && document.activeElement !== input) input.value = now.q;
      document.title = now.q ? filled(words.title_for, { query: now.q }) : words.title;
      if (!now.q.trim() && !filtered && !side.open) {
        keys = [];
        list.replaceChildren();
        offer([]);
        more.hidden = groups.hidden = true;
        busy(false);
        status.textContent = words.empty;
        return Promise.resolve();
      }
      status.textContent = words.searching;
      busy(true);
      var facets =
        filtered || side.open || !now.q.trim()
          ? Promise.all([search.columns(), search.names()])
          : Promise.resolve(null);
      return Promise.all([now.q.trim() ? search.find(now.q) : null, facets])
        .then(function (both) {
          if (mine !== turn) return;
          var found = both[0],
            known = both[1],
            pool = found ? found.keys : known[0].order;
          run = found ? found.run : [];
          keys = filtered
            ? pool.filter(function (key) {
                return passes(known[0], now.filters, key);
              })
            : pool;
          list.replaceChildren();
          shown = 0;
          status.textContent = verdict(found, now, filtered);
          offer((found && found.also) || []);
          drawGroups(known && known[0], now.filters, pool);
          if (known) drawFacets(known[0], known[1], now.filters, pool, keys.length);
          return next(mine, kept && kept.shown).then(function () {
            if (kept && kept.top && mine === turn) scrollTo(0, kept.top);
          });
        })
        .catch(function () {
          failed(mine);
        });
    }
    function go(replace) {
      var filters = {};
      side.querySelectorAll("input:checked").forEach(function (tick) {
        (filters[tick.name] = filters[tick.name] || []).push(tick.value);
      });
      if (!side.querySelector("fieldset")) filters = state().filters; /* not drawn yet */
      var to = address(input.value.trim().slice(0, 300), filters);
      if (to !== location.pathname + location.search) history[replace ? "replaceState" : "pushState"](null, "", to);
      return update();
    }
    var waiting,
      typing = false; /* one entry of the history for a word, however slowly it is typed */
    input.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () {
        go(typing);
        typing = true;
      }, 250);
    });
    form.addEventListener("submit", function (event) {
      /* then the results are what is read, not the box */
      event.preventDefault();
      clearTimeout(waiting);
      go(typing).then(function () {
        status.focus();
      });
      typing = false;
    });
    input.addEventListener("blur", function () {
      typing = false;
    });
    side.addEventListener("change", function () {
      typing = false;
      go(false);
    });
    side.addEventListener("toggle", function () {
      if (side.open && !side.querySelector("fieldset")) update(history.state);
    });
    more.addEventListener("click", function () {
      var at = shown,
        mine = turn;
      next(mine).then(
        function () {
          var item = list.children[at];
          if (item) item.querySelector("a").focus();
        },
        function () {
          failed_further(mine);
        },
      );
      keep();
    });
    window.addEventListener("pagehide", function () {
      keep({ top: scrollY });
    });
    window.addEventListener("popstate", function () {
      typing = false;
      input.value = state().q;
      update(history.state);
    });
    history.scrollRestoration = "manual";
    var kept = history.state,
      came = document.referrer && new URL(document.referrer).origin === location.origin;
    root.hidden = false;
    opened = (kept && kept.opened) || {};
    side.open = kept && "side" in kept ? kept.side : window.matchMedia("(min-width: 60em)").matches;
    update(kept).then(function () {
      if (!kept && came && state().q.trim()) status.focus({ preventScroll: true });
    });
  }

  var page = document.getElementById("o-tra-cuu");
  if (page) searchPage(page);
})();
