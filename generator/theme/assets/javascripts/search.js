/* The search of the page /tra-cuu/ and the look-up of names of /tra-cuu/danh-sach/. It asks for
   small static files (see generator/publish/search) and sends nothing to anybody. The first part
   is the twin of generator/syllables.py. */
(function () {
  "use strict";

  /* ---- text ---- */
  var TONES = "\u0300\u0309\u0303\u0301\u0323";
  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[đð]/g, "d");
  }
  function syllable(word) {
    var letters = "", tone = 0;
    Array.from(word.toLowerCase().normalize("NFD")).forEach(function (part) {
      var at = TONES.indexOf(part);
      if (at >= 0) tone = at + 1; else letters += part;
    });
    return [fold(word), letters.normalize("NFC") + tone];
  }
  function syllables(text) {
    var joined = text.normalize("NFC").replace(/(\d)\.(?=\d{3}(?!\d))/g, "$1"); /* 1.000 is 1000 */
    return (joined.match(/[\p{L}\p{N}\p{M}]+/gu) || []).map(syllable);
  }
  function numberOf(token) {
    var value = 0x811c9dc5;
    new TextEncoder().encode(token).forEach(function (byte) {
      value = Math.imul(value ^ byte, 0x01000193) >>> 0;
    });
    return value;
  }

  /* ---- files ---- */
  function Files(base) {
    var asked = {};
    this.get = function (path) {
      if (!asked[path]) {
        asked[path] = fetch(base + path).then(function (answer) {
          if (answer.ok) return answer.json();
          if (answer.status === 404) return {};
          throw new Error(path + " " + answer.status);
        });
        asked[path].catch(function () { delete asked[path]; });
      }
      return asked[path];
    };
  }

  /* ---- finding ---- */
  var WEIGHT = { n: 12, s: 9, h: 8, p: 4, m: 2, t: 1 }, KEY = 8, MOST_SYLLABLES = 12;
  function keysOf(joined) {
    var keys = [];
    for (var at = 0; at < joined.length; at += KEY) keys.push(joined.slice(at, at + KEY));
    return keys;
  }
  function Search(files) {
    var head = files.get("muc-luc.json");
    function posting(token) {
      return head.then(function (h) {
        return files.get("t/" + (numberOf(token) % h.t) + ".json");
      }).then(function (file) { return file[token] || {}; });
    }
    function score(found, token, spelling, part) {
      return Promise.all([head, posting(token)]).then(function (both) {
        var lists = [], total = 0;
        Object.keys(both[1]).forEach(function (name) {
          var spelt = both[1][name];
          if (typeof spelt === "string") spelt = { "": spelt };
          Object.keys(spelt).forEach(function (how) {
            lists.push([name, how, spelt[how]]);
            total += spelt[how].length / KEY;
          });
        });
        return function () {
          var rare = Math.log(1 + both[0].n / (total || 1));
          lists.sort(function (a, b) { return WEIGHT[b[0]] - WEIGHT[a[0]]; });
          lists.forEach(function (list) {
            var exact = !spelling || !list[1] ? 1 : list[1] === spelling ? 1.6 : 0.7;
            keysOf(list[2]).forEach(function (key) {
              var hit = found.get(key) || { score: 0, hits: 0, named: 0 };
              hit.score += WEIGHT[list[0]] * rare * exact * part;
              if (part === 1) {
                hit.hits += 1;
                if (list[0] === "n" || list[0] === "s") hit.named += 1;
              }
              found.set(key, hit);
            });
          });
        };
      });
    }
    /* Resolves to {keys, whole}: keys of items best first; whole is how many hold every pair. */
    this.find = function (text) {
      var run = syllables(text.slice(0, 300)).slice(0, MOST_SYLLABLES), found = new Map(), tokens = [], loose = [];
      var marked = run.some(function (s) { return s[1] !== s[0] + "0"; });
      if (!run.length) return Promise.resolve({ keys: [], whole: 0, run: run });
      if (run.length === 1) tokens.push([run[0][0], run[0][1]]);
      for (var i = 0; i + 1 < run.length; i++) tokens.push([run[i][0] + " " + run[i + 1][0], run[i][1] + " " + run[i + 1][1]]);
      run.forEach(function (s) { if (run.length > 1) loose.push([s[0], s[1]]); });
      function add(list, part) {
        var seen = {};
        return Promise.all(list.filter(function (t) {
          var fresh = !seen[t[0]];
          seen[t[0]] = true;
          return fresh;
        }).map(function (t) { return score(found, t[0], marked ? t[1] : "", part); })).then(function (adders) {
          adders.forEach(function (adder) { adder(); });
          return adders.length;
        });
      }
      var numbers = loose.filter(function (t) { return /\d/.test(t[0]); });
      return add(tokens, 1).then(function (wanted) {
        function done() {
          var whole = 0;
          found.forEach(function (hit) {
            if (hit.hits >= wanted) { hit.score *= 2; whole += 1; }
            if (hit.named >= wanted) hit.score *= 1.5;
          });
          var keys = Array.from(found.keys()).sort(function (a, b) {
            var one = found.get(a), two = found.get(b);
            return (two.hits >= wanted) - (one.hits >= wanted) || two.score - one.score;
          });
          return { keys: keys, whole: whole, run: run };
        }
        var enough = 0;
        found.forEach(function (hit) { if (hit.hits >= wanted) enough += 1; });
        if (enough && !numbers.length) return done();
        return add(enough ? numbers : loose, 0.3).then(done);
      });
    };
    /* Resolves to what the result of a key shows, or to nothing if the item is gone. */
    this.one = function (key) {
      return head.then(function (h) {
        return files.get("d/" + key.slice(1, 1 + h.d) + ".json");
      }).then(function (file) { return file[key]; });
    };
    this.show = function (keys) {
      return Promise.all(keys.map(this.one)).then(function (rows) { return rows.filter(Boolean); });
    };
    /* Resolves to the facet columns: keys in order, newest first, and each facet's values by key. */
    this.columns = function () {
      return head.then(function (h) {
        return Promise.all(h.f.map(function (name) { return files.get("f/" + name + ".json"); }));
      }).then(function (shares) {
        var order = [], values = new Map();
        shares.forEach(function (share) {
          keysOf(share.k).forEach(function (key, at) {
            var row = {};
            Object.keys(share.v).forEach(function (facet) {
              row[facet] = share.v[facet][at].map(function (n) { return share.d[facet][n]; });
            });
            order.push(key);
            values.set(key, row);
          });
        });
        return { order: order, values: values };
      });
    };
    this.names = function () { return files.get("f/ten.json"); };
  }

  /* ---- drawing ---- */
  function element(name, properties, children) {
    var made = document.createElement(name);
    Object.keys(properties || {}).forEach(function (key) {
      if (key in made && key !== "list") made[key] = properties[key]; else made.setAttribute(key, properties[key]);
    });
    (children || []).forEach(function (child) { if (child) made.append(child); });
    return made;
  }
  /* Marks the words asked for; a query with accents marks only words spelt as it is. */
  function marked(text, run) {
    var wanted = {}, parts = [], spelt = run.some(function (s) { return s[1] !== s[0] + "0"; });
    run.forEach(function (s) { wanted[s[spelt ? 1 : 0]] = true; });
    text.split(/([\p{L}\p{N}\p{M}]+)/u).forEach(function (piece, at) {
      parts.push(at % 2 && wanted[syllable(piece)[spelt ? 1 : 0]] ? element("mark", { textContent: piece }) : piece);
    });
    return parts;
  }
  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  /* ---- the page /tra-cuu/ ---- */
  function searchPage(root) {
    var words = JSON.parse(document.getElementById("tim-loi").textContent);
    var files = new Files(root.dataset.files), search = new Search(files), home = root.dataset.home;
    var form = root.querySelector("form"), input = form.elements.q, status = root.querySelector("[role=status]");
    var list = root.querySelector("ol"), more = root.querySelector("button[data-more]"), side = root.querySelector("details");
    var shown = 0, keys = [], run = [], turn = 0, opened = {};
    var FACETS = Object.keys(words.facets);

    function state() {
      var asked = new URLSearchParams(location.search), filters = {};
      FACETS.forEach(function (name) {
        var values = asked.getAll(name).filter(Boolean);
        if (values.length) filters[name] = values;
      });
      return { q: (asked.get("q") || "").slice(0, 300), filters: filters };
    }
    function address(q, filters) {
      var parts = new URLSearchParams();
      if (q) parts.set("q", q);
      FACETS.forEach(function (name) { (filters[name] || []).forEach(function (value) { parts.append(name, value); }); });
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
        return valuesOf(columns, key, facet).some(function (value) { return wanted.indexOf(value) >= 0; });
      });
    }
    function result(row) {
      var meta = [words.kinds[row[0]], row[4], row[5], row[6]].filter(Boolean);
      return [
        element("p", { className: "dh-kicker", textContent: meta[0] }),
        element("h2", {}, [element("a", { href: home + row[1].slice(1) }, marked(row[2], run))]),
        row[3] && fold(row[2]).indexOf(fold(row[3])) < 0 ? element("p", { className: "dh-find__name" }, marked(row[3], run)) : null,
        row[7] ? element("p", {}, marked(row[7], run)) : null,
        element("p", { className: "dh-meta", textContent: meta.slice(1).join(" · ") })
      ].filter(Boolean);
    }
    function next(mine) {
      var part = keys.slice(shown, shown + 10);
      shown += part.length;
      more.hidden = shown >= keys.length;
      return Promise.all(part.map(function (key) { /* each fills its own place as soon as it is there */
        var place = list.appendChild(element("li", { hidden: true }));
        return search.one(key).then(function (row) {
          if (mine !== turn || !row) { place.remove(); return; }
          place.append.apply(place, result(row));
          place.hidden = false;
        });
      }));
    }
    function drawFacets(columns, names, filters, pool, count) {
      var box = side.querySelector("div"), focus = document.activeElement && document.activeElement.id;
      var drawn = FACETS.map(function (facet) {
        var counts = new Map(), chosen = filters[facet] || [];
        pool.forEach(function (key) {
          if (!passes(columns, filters, key, facet)) return;
          valuesOf(columns, key, facet).forEach(function (value) { counts.set(value, (counts.get(value) || 0) + 1); });
        });
        chosen.forEach(function (value) { if (!counts.has(value)) counts.set(value, 0); });
        if (!counts.size) return null;
        var called = function (value) { return facet === "loai" ? words.kinds[value] || value : (names[facet] || {})[value] || value; };
        var values = Array.from(counts.keys()).sort(function (a, b) {
          return facet === "nam" ? b.localeCompare(a) : counts.get(b) - counts.get(a) || called(a).localeCompare(called(b), "vi");
        });
        var few = opened[facet] ? values : values.filter(function (value, at) { return at < 8 || chosen.indexOf(value) >= 0; });
        var set = element("fieldset", {}, [element("legend", { textContent: words.facets[facet] })].concat(few.map(function (value) {
          var id = "loc-" + facet + "-" + value;
          var tick = element("input", { type: "checkbox", id: id, name: facet, value: value, checked: chosen.indexOf(value) >= 0 });
          return element("label", { htmlFor: id }, [tick, " " + called(value) + " ", element("b", { textContent: counts.get(value) })]);
        })));
        if (few.length < values.length) {
          var button = element("button", { type: "button", className: "dh-more", textContent: filled(words.all, { count: values.length }) });
          button.addEventListener("click", function () {
            opened[facet] = true;
            drawFacets(columns, names, filters, pool, count);
            var first = document.getElementById("loc-" + facet + "-" + values[few.length]);
            if (first) first.focus();
          });
          set.append(button);
        }
        return set;
      });
      var done = element("button", { type: "button", className: "dh-done", textContent: filled(words.show, { count: count }) });
      done.addEventListener("click", function () { side.open = false; form.scrollIntoView(); });
      box.replaceChildren.apply(box, drawn.filter(Boolean).concat(done));
      if (focus && document.getElementById(focus)) document.getElementById(focus).focus();
    }
    function failed(mine) {
      if (mine !== turn) return;
      status.textContent = words.failed;
      list.replaceChildren();
      more.hidden = true;
    }
    function update() {
      var mine = ++turn, now = state(), filtered = Object.keys(now.filters).length > 0;
      if (input.value !== now.q && document.activeElement !== input) input.value = now.q;
      document.title = now.q ? filled(words.title_for, { query: now.q }) : words.title;
      if (!now.q.trim() && !filtered && !side.open) {
        keys = []; list.replaceChildren(); more.hidden = true; status.textContent = "";
        return Promise.resolve();
      }
      status.textContent = words.searching;
      var facets = filtered || side.open || !now.q.trim() ? Promise.all([search.columns(), search.names()]) : Promise.resolve(null);
      return Promise.all([now.q.trim() ? search.find(now.q) : null, facets]).then(function (both) {
        if (mine !== turn) return;
        var found = both[0], known = both[1], pool = found ? found.keys : known[0].order, whole = found ? found.whole : pool.length;
        run = found ? found.run : [];
        if (found && whole) pool = pool.slice(0, whole);
        keys = filtered ? pool.filter(function (key) { return passes(known[0], now.filters, key); }) : pool;
        list.replaceChildren();
        shown = 0;
        status.textContent = !keys.length ? filled(filtered ? words.none_filtered : words.none, { query: now.q })
          : found && !whole ? filled(words.near, { query: now.q }) : filled(words.count, { count: keys.length.toLocaleString("vi") });
        if (known) drawFacets(known[0], known[1], now.filters, pool, keys.length);
        return next(mine);
      }).catch(function () { failed(mine); });
    }
    function go(replace) {
      var filters = {};
      side.querySelectorAll("input:checked").forEach(function (tick) { (filters[tick.name] = filters[tick.name] || []).push(tick.value); });
      if (!side.querySelector("fieldset")) filters = state().filters; /* not drawn yet */
      var to = address(input.value.trim().slice(0, 300), filters);
      if (to !== location.pathname + location.search) history[replace ? "replaceState" : "pushState"](null, "", to);
      update();
    }
    var waiting, typing = false; /* one entry of the history for a word, however slowly it is typed */
    input.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () { go(typing); typing = true; }, 250);
    });
    form.addEventListener("submit", function (event) { event.preventDefault(); clearTimeout(waiting); go(typing); typing = false; });
    input.addEventListener("blur", function () { typing = false; });
    side.addEventListener("change", function () { typing = false; go(false); });
    side.addEventListener("toggle", function () { if (side.open) update(); });
    more.addEventListener("click", function () {
      var at = shown;
      next(turn).then(function () { var item = list.children[at]; if (item) item.querySelector("a").focus(); });
    });
    window.addEventListener("popstate", function () { typing = false; input.value = state().q; update(); });
    root.hidden = false;
    if (window.matchMedia("(min-width: 60em)").matches) side.open = true;
    else update();
    if (side.open) update();
  }

  /* ---- the page /tra-cuu/danh-sach/ ---- */
  function lookUpPage(root) {
    var words = JSON.parse(document.getElementById("tim-loi").textContent);
    var files = new Files(root.dataset.files), home = root.dataset.home;
    var form = root.querySelector("form"), status = root.querySelector("[role=status]"), body = root.querySelector("tbody");
    var near = root.querySelector("[data-near]"), table = root.querySelector("table"), rows = [], turn = 0;
    function keyOf(text) { return syllables(text).map(function (s) { return s[0]; }).sort().join(" "); }
    function option(select, values) {
      var kept = select.value;
      select.replaceChildren.apply(select, [select.options[0]].concat(values.map(function (value) {
        return element("option", { value: value, textContent: value });
      })));
      select.value = values.indexOf(kept) >= 0 ? kept : "";
    }
    function unique(at) {
      return Array.from(new Set(rows.map(function (row) { return row[at]; }).filter(Boolean))).sort().reverse();
    }
    function draw() {
      var year = form.elements.nam.value, award = form.elements["hinh-thuc"].value;
      var kept = rows.filter(function (row) { return (!year || row[5] === year) && (!award || row[3] === award); });
      body.replaceChildren.apply(body, kept.map(function (row) {
        var name = row[7] ? element("a", { href: home + row[7].slice(1), textContent: row[0] }) : row[0];
        return element("tr", {}, [
          element("th", { scope: "row" }, [name]),
          element("td", { textContent: row[2] || "–", "data-label": words.unit }),
          element("td", { textContent: row[3] || "–", "data-label": words.award }),
          element("td", { "data-label": words.decision }, [element("a", { href: home + row[6].slice(1), textContent: row[4] })])
        ]);
      }));
      table.hidden = !kept.length;
      if (rows.length) status.textContent = filled(words.count, { count: kept.length });
    }
    function update() {
      var mine = ++turn, asked = new URLSearchParams(location.search), text = (asked.get("q") || "").slice(0, 200), key = keyOf(text);
      rows = [];
      near.replaceChildren();
      if (!key) { status.textContent = ""; draw(); return; }
      status.textContent = words.searching;
      files.get("ds/" + (numberOf(key) % Number(root.dataset.parts)) + ".json").then(function (file) {
        if (mine !== turn) return;
        rows = (file.r || {})[key] || [];
        var others = Object.entries((file.p || {})[key] || {});
        status.textContent = rows.length || others.length ? words.near : filled(words.none, { query: text });
        option(form.elements.nam, unique(5));
        option(form.elements["hinh-thuc"], unique(3));
        ["nam", "hinh-thuc"].forEach(function (name) { if (asked.get(name)) form.elements[name].value = asked.get(name); });
        near.replaceChildren.apply(near, others.map(function (pair) {
          return element("li", {}, [element("a", { href: "?q=" + encodeURIComponent(pair[0]) }, [pair[0] + " ", element("b", { textContent: pair[1] })])]);
        }));
        draw();
      }).catch(function () { if (mine === turn) { status.textContent = words.failed; table.hidden = true; } });
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
    form.addEventListener("submit", function (event) { event.preventDefault(); go(); });
    form.addEventListener("change", function (event) { if (event.target.tagName === "SELECT") go(); });
    window.addEventListener("popstate", function () {
      form.elements.q.value = new URLSearchParams(location.search).get("q") || "";
      update();
    });
    root.hidden = false;
    form.elements.q.value = new URLSearchParams(location.search).get("q") || "";
    update();
  }

  window.dienhinh = { fold: fold, syllables: syllables, numberOf: numberOf, Search: Search, Files: Files };
  var page = document.getElementById("o-tra-cuu"), names = document.getElementById("o-tra-ten");
  if (page) searchPage(page);
  if (names) lookUpPage(names);
})();
