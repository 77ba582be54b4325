/* The search: it asks for small static files (see generator/publish/search) and sends nothing to
   anybody. The first part is the twin of generator/core/syllables.py; what a query that finds nothing may
   have meant is guessed by respelling.js. */
(function () {
  "use strict";
  var respelling = window.dienhinhRespelling;

  /* ---- text ---- */
  var OPEN_Y = /^(?:qu|[bcdghklmnpstvxr]|[cgknpt]h|ngh?|tr|)y$/; /* written i as well: kỹ, kĩ */
  var TONES = "\u0300\u0309\u0303\u0301\u0323";
  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[đð]/g, "d");
  }
  function syllable(word) {
    var letters = "",
      tone = 0;
    Array.from(word.toLowerCase().normalize("NFD")).forEach(function (part) {
      var at = TONES.indexOf(part);
      if (at >= 0) tone = at + 1;
      else letters += part;
    });
    return [
      fold(word).replace(OPEN_Y, function (open) {
        return open.slice(0, -1) + "i";
      }),
      letters.normalize("NFC") + tone,
    ];
  }
  function wordsOf(text) {
    var joined = text.normalize("NFC").replace(/(\d)\.(?=\d{3}(?!\d))/g, "$1"); /* 1.000 is 1000 */
    return joined.match(/[\p{L}\p{N}\p{M}]+/gu) || [];
  }
  function syllables(text) {
    return wordsOf(text).map(syllable);
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
        asked[path].catch(function () {
          delete asked[path];
        });
      }
      return asked[path];
    };
  }

  /* ---- finding ---- */
  var WEIGHT = { n: 12, s: 9, h: 8, p: 4, m: 2, t: 1 },
    KEY = 8,
    MOST_SYLLABLES = 12;
  function keysOf(joined) {
    var keys = [];
    for (var at = 0; at < joined.length; at += KEY) keys.push(joined.slice(at, at + KEY));
    return keys;
  }
  function Search(files) {
    var head = files.get("muc-luc.json");
    function posting(token) {
      return head
        .then(function (h) {
          return files.get("t/" + (numberOf(token) % h.t) + ".json");
        })
        .then(function (file) {
          return file[token] || {};
        });
    }
    function score(found, token, spelling, part, bits) {
      return Promise.all([head, posting(token)]).then(function (both) {
        var lists = [],
          total = 0;
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
          lists.sort(function (a, b) {
            return WEIGHT[b[0]] - WEIGHT[a[0]];
          });
          lists.forEach(function (list) {
            var exact = !spelling || !list[1] ? 1 : list[1] === spelling ? 1.6 : 0.7;
            keysOf(list[2]).forEach(function (key) {
              var hit = found.get(key) || { score: 0, hits: 0, named: 0, bits: 0 };
              hit.bits |= bits;
              hit.score += WEIGHT[list[0]] * rare * exact * part;
              if (part === 1) {
                hit.hits += 1;
                if (list[0] === "n" || list[0] === "s") hit.named += 1;
              }
              found.set(key, hit);
            });
          });
          return total > 0;
        };
      });
    }
    /* Resolves to how the items answer a run of syllables: `keys` best first; `whole` is how many hold every
       pair of neighbours, `every` how many hold every syllable; `missing` are those no item holds. With
       `pairs_only` nothing is asked about syllables alone. */
    function match(run, pairs_only) {
      var found = new Map(),
        tokens = [],
        loose = [],
        missing = new Set(),
        needed = 0;
      var spelt = run.some(function (s) {
        return s[1] !== s[0] + "0";
      });
      if (run.length === 1) tokens.push([run[0][0], run[0][1], 1]);
      for (var i = 0; i + 1 < run.length; i++)
        tokens.push([run[i][0] + " " + run[i + 1][0], run[i][1] + " " + run[i + 1][1], 3 << i]);
      run.forEach(function (s, at) {
        if (run.length > 1) loose.push([s[0], s[1], 1 << at]);
        if (!respelling.isLittle(s[0]) || run.length < 3) needed |= 1 << at;
      });
      function add(list, part) {
        var bits = {};
        list.forEach(function (t) {
          bits[t[0]] |= t[2];
        });
        var once = list.filter(function (t, at) {
          return (
            list.findIndex(function (o) {
              return o[0] === t[0];
            }) === at
          );
        });
        return Promise.all(
          once.map(function (t) {
            return score(found, t[0], spelt ? t[1] : "", part, bits[t[0]]);
          }),
        ).then(function (adders) {
          adders.forEach(function (adder, at) {
            if (!adder() && part < 1) missing.add(once[at][0]);
          });
          return adders.length;
        });
      }
      var numbers = loose.filter(function (t) {
        return /\d/.test(t[0]);
      });
      return add(tokens, 1).then(function (wanted) {
        function done() {
          var whole = 0,
            every = 0,
            named = 0;
          found.forEach(function (hit) {
            if (hit.hits >= wanted) {
              hit.score *= 2;
              whole += 1;
            }
            hit.every = (hit.bits & needed) === needed;
            if (hit.every) every += 1;
            if (hit.named >= wanted) {
              hit.score *= 1.5;
              named = 1;
            }
          });
          var keys = Array.from(found.keys()).sort(function (a, b) {
            var one = found.get(a),
              two = found.get(b);
            return (two.hits >= wanted) - (one.hits >= wanted) || two.every - one.every || two.score - one.score;
          });
          return { keys: keys, whole: whole, every: every, named: named, run: run, missing: missing, found: found };
        }
        var enough = 0;
        found.forEach(function (hit) {
          if (hit.hits >= wanted) enough += 1;
        });
        if (pairs_only || (enough && !numbers.length)) return done();
        return add(enough ? numbers : loose, 0.3).then(done);
      });
    }
    /* Resolves to what an unfinished last word may become: words that follow the one before it in what is found. */
    function completed(search, run, near, known) {
      if (run.length < 2) return Promise.resolve([]);
      var before = run[run.length - 2][0],
        begun = run[run.length - 1][0],
        head = run.slice(0, -1).map(function (s) {
          return s[0];
        });
      return search.show(near.keys.slice(0, 20)).then(function (rows) {
        var ends = new Map();
        rows.forEach(function (row) {
          var said = syllables([row[2], row[3], row[7]].join(" . "));
          said.forEach(function (s, at) {
            if (at && said[at - 1][0] === before && s[0] !== begun && s[0].indexOf(begun) === 0)
              ends.set(s[0], (ends.get(s[0]) || 0) + 1);
          });
        });
        known.forEach(function (word) {
          if (word !== begun && word.indexOf(begun) === 0 && !ends.has(word)) ends.set(word, 0);
        });
        return Array.from(ends.keys())
          .sort(function (a, b) {
            return ends.get(b) - ends.get(a) || a.length - b.length || a.localeCompare(b);
          })
          .slice(0, 48)
          .map(function (end) {
            return head.concat(end);
          });
      });
    }
    /* Returns a respelling with the reader's own words where they stay. */
    function spoken(words, said, forms) {
      var own = said.map(function (word) {
          return syllable(word)[0];
        }),
        from = 0,
        ends = 0,
        shorter = Math.min(own.length, words.length);
      while (from < shorter && own[from] === words[from]) from++;
      while (ends < shorter - from && own[own.length - 1 - ends] === words[words.length - 1 - ends]) ends++;
      var new_words = words.slice(from, words.length - ends).join(" ");
      return said
        .slice(0, from)
        .concat(forms[new_words] || new_words, said.slice(said.length - ends))
        .join(" ");
    }
    /* Tries lists of respellings in turn; resolves to the first that answers, with the others of its kind. */
    function first_of(kinds, pairs_only, count, said) {
      if (!kinds.length) return Promise.resolve(null);
      return Promise.all(
        kinds[0].map(function (words) {
          return match(syllables(words.join(" ")).slice(0, MOST_SYLLABLES), pairs_only);
        }),
      ).then(function (matches) {
        var good = [];
        matches.forEach(function (m, at) {
          if (m[count]) good.push(Object.assign(m, { instead: spoken(kinds[0][at], said.words, said.forms) }));
        });
        good.sort(function (a, b) {
          return b.named - a.named || b[count] - a[count];
        });
        if (!good.length) return first_of(kinds.slice(1), pairs_only, count, said);
        return Object.assign(good[0], {
          how: "respelt",
          keys: good[0].keys.slice(0, good[0][count]),
          also: good.slice(1, 5).map(function (m) {
            return m.instead;
          }),
        });
      });
    }
    /* Whether a query asks for a number of a decision or document, and not for a day. */
    function is_number(text) {
      var plain = fold(text).trim();
      return (
        !/^([a-z\s]+\s)?(19|20)\d\d$/.test(plain) &&
        !/^\d{1,2}\s*[/.-]\s*\d{1,2}(\s*[/.-]\s*\d{4})?$/.test(plain) &&
        /^((quyet dinh|bang khen|chi thi|ke hoach|cong van|van ban|qd|so)[\s:]+)*\d[\d.]*\s*([/-]\s*[a-z0-9][a-z0-9\s/.-]*)?$/.test(
          plain,
        )
      );
    }
    /* Resolves to {keys, how, run, instead, also}. `how` they were found: `whole` with every pair of neighbours,
       `respelt` by another spelling (`instead`; `also` are more of its kind), `every` with all words somewhere,
       `number` with the digits asked for though no document bears the number, `near` with some of the words. */
    this.find = function (text) {
      var search = this,
        run = syllables(text.slice(0, 300)).slice(0, MOST_SYLLABLES);
      if (!run.length) return Promise.resolve({ keys: [], whole: 0, run: run, how: "near" });
      return match(run).then(function (m) {
        if (m.whole) return Object.assign(m, { how: "whole", keys: m.keys.slice(0, m.whole) });
        if (is_number(text)) {
          var bits = 0;
          run.forEach(function (s, at) {
            if (/\d/.test(s[0])) bits |= 1 << at;
          });
          return Object.assign(m, {
            how: "number",
            keys: m.keys.filter(function (key) {
              return (m.found.get(key).bits & bits) === bits;
            }),
          });
        }
        return files.get("am-tiet.json").then(function (file) {
          var said = { words: wordsOf(text).slice(0, MOST_SYLLABLES), forms: {} },
            short = (file.a || []).map(function (pair) {
              return pair.map(function (form) {
                var folded = syllables(form)
                  .map(function (s) {
                    return s[0];
                  })
                  .join(" ");
                said.forms[folded] = form;
                return folded;
              });
            });
          var known = new Set(file.s || []),
            words = run.map(function (s) {
              return s[0];
            });
          return completed(search, run, m, known).then(function (ends) {
            var others = respelling.respellings(words, known, m.missing, short),
              kinds = others.kinds;
            var last = words[words.length - 1];
            if (ends.length && (m.missing.has(last) || !m.every))
              kinds.splice(others.slips ? -1 : kinds.length, 0, ends);
            return first_of(kinds, true, "whole", said)
              .then(function (better) {
                if (better) return better;
                if (m.every) return Object.assign(m, { how: "every", keys: m.keys.slice(0, m.every) });
                return first_of(others.doubtful.length ? [others.doubtful] : [], true, "whole", said);
              })
              .then(function (better) {
                return better || first_of(kinds, false, "every", said);
              })
              .then(function (better) {
                return better || Object.assign(m, { how: "near" });
              });
          });
        });
      });
    };
    /* Resolves to what the result of a key shows, or to nothing if the item is gone. */
    this.one = function (key) {
      return head
        .then(function (h) {
          return files.get("d/" + key.slice(1, 1 + h.d) + ".json");
        })
        .then(function (file) {
          return file[key];
        });
    };
    this.show = function (keys) {
      return Promise.all(keys.map(this.one)).then(function (rows) {
        return rows.filter(Boolean);
      });
    };
    /* Resolves to the facet columns: keys in order, newest first, and each facet's values by key. */
    this.columns = function () {
      return head
        .then(function (h) {
          return Promise.all(
            h.f.map(function (name) {
              return files.get("f/" + name + ".json");
            }),
          );
        })
        .then(function (shares) {
          var order = [],
            values = new Map();
          shares.forEach(function (share) {
            keysOf(share.k).forEach(function (key, at) {
              var row = {};
              Object.keys(share.v).forEach(function (facet) {
                row[facet] = share.v[facet][at].map(function (n) {
                  return share.d[facet][n];
                });
              });
              order.push(key);
              values.set(key, row);
            });
          });
          return { order: order, values: values };
        });
    };
    this.names = function () {
      return files.get("f/ten.json");
    };
  }

  /* ---- drawing ---- */
  function element(name, properties, children) {
    var made = document.createElement(name);
    Object.keys(properties || {}).forEach(function (key) {
      if (key in made && key !== "list") made[key] = properties[key];
      else made.setAttribute(key, properties[key]);
    });
    (children || []).forEach(function (child) {
      if (child) made.append(child);
    });
    return made;
  }
  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (_, name) {
      return values[name];
    });
  }

  window.dienhinh = {
    fold: fold,
    syllables: syllables,
    syllable: syllable,
    numberOf: numberOf,
    keysOf: keysOf,
    Search: Search,
    Files: Files,
    element: element,
    filled: filled,
  };
})();
