/* What a query that found nothing may have meant. Nothing here asks for a file: every respelling is
   only a guess, which the search then tries. All texts are folded: small letters without marks. */
(function () {
  "use strict";
  /* A syllable of Vietnamese without marks: what may begin it, the vowels, what may end it. */
  var SYLLABLE = new RegExp(
    "^(?:[bcdghklmnprstvx]|[cgknpt]h|gi|ngh?|qu|tr)?(?:" +
      [
        "a(?:c|ch|i|m|n|ng|nh|o|p|t|u|y)?",
        "e(?:c|ch|m|n|ng|nh|o|p|t|u)?",
        "i(?:a|ch|c|m|n|nh|ng|p|t|u)?",
        "ie(?:c|m|n|ng|p|t|u)",
        "o(?:c|i|m|n|ng|p|t)?",
        "oo(?:c|ng)",
        "oa(?:c|ch|i|m|n|ng|nh|o|p|t|y)?",
        "oe(?:n|o|t)?",
        "u(?:a|c|i|m|n|ng|p|t|u)?",
        "ua(?:n|ng|t|y)",
        "ue(?:ch|nh)?",
        "uo(?:c|i|m|n|ng|p|t|u)?",
        "u?y(?:a|ch|en|et|nh|t|u)?",
        "y(?:em|en|et|eu)",
      ].join("|") +
      ")$",
  );
  /* Names and words said and written in two ways, by region. */
  var REGIONAL = [
    ["nhut", "nhat"],
    ["phuoc", "phuc"],
    ["huynh", "hoang"],
    ["vo", "vu"],
    ["sanh", "sinh"],
    ["chanh", "chinh"],
    ["nhon", "nhan"],
    ["tanh", "tinh"],
    ["lanh", "linh"],
    ["thoi", "thai"],
    ["buu", "bao"],
    ["ngai", "nghia"],
    ["kieng", "canh"],
    ["kieng", "kinh"],
    ["trang", "truong"],
    ["yen", "an"],
    ["tong", "tung"],
    ["bon", "ban"],
    ["dang", "duong"],
    ["hue", "hoa"],
    ["phung", "phuong"],
    ["oai", "uy"],
    ["huong", "hong"],
    ["thanh", "thinh"],
    ["mang", "menh"],
    ["goi", "gui"],
    ["nham", "nhiem"],
    ["cang", "cuong"],
    ["binh", "benh"],
    ["linh", "lenh"],
    ["quoi", "qui"],
    ["hap", "hop"],
    ["dong", "dung"],
    ["thau", "thu"],
    ["tho", "thu"],
    ["dom", "dam"],
  ];
  var LITTLE = {
    cua: 1,
    va: 1,
    cac: 1,
    nhung: 1,
    o: 1,
    tai: 1,
    cho: 1,
    ve: 1,
    trong: 1,
    voi: 1,
    la: 1,
    co: 1,
    duoc: 1,
    thi: 1,
    nay: 1,
    do: 1,
    tu: 1,
    den: 1,
    theo: 1,
    nhu: 1,
  };

  function isSyllable(word) {
    return SYLLABLE.test(word);
  }

  /* Telex and VNI with the keyboard off: `ddieenr` and `d9ie6n3` are dien. */
  function untyped(word) {
    if (!/^[a-z][a-z0-9]*$/.test(word)) return word;
    var at = word.search(/[aeiouyw]/),
      plain = word;
    if (/[0-9]/.test(word)) plain = word.replace(/[1-9]/g, "");
    else if (at >= 0) {
      var head = word.slice(0, at).replace(/^dd/, "d"),
        tail = word.slice(at);
      tail = tail.replace(/^w/, "u").charAt(0) + tail.slice(1).replace(/[sfrxjzw]/g, "");
      tail = tail.replace(/aa/, "a").replace(/ee/, "e").replace(/oo/, "o");
      plain = head + tail;
      if (!isSyllable(plain)) plain = plain.replace(/d$/, "").replace(/([aeo])([a-z]+)\1$/, "$1$2");
    }
    return plain !== word && isSyllable(plain) ? plain : word;
  }

  /* The ways to part joined syllables, those with the fewest first. */
  function parted(word, known, most) {
    var found = [];
    if (!/^[a-z]{4,60}$/.test(word)) return found;
    var fewest = new Array(word.length + 1).fill(Infinity);
    fewest[word.length] = 0;
    for (var at = word.length - 1; at >= 0; at--) {
      for (var end = at + 1; end <= Math.min(word.length, at + 7); end++) {
        if (known.has(word.slice(at, end))) fewest[at] = Math.min(fewest[at], 1 + fewest[end]);
      }
    }
    (function walk(from, parts, left) {
      if (found.length >= most) return;
      if (from === word.length) {
        found.push(parts);
        return;
      }
      for (var end = Math.min(word.length, from + 7); end > from; end--) {
        if (known.has(word.slice(from, end)) && fewest[end] <= left - 1)
          walk(end, parts.concat(word.slice(from, end)), left - 1);
      }
    })(0, [], fewest[0] === Infinity ? -1 : fewest[0]);
    return found.filter(function (parts) {
      return parts.length > 1;
    });
  }

  /* Whether one letter was left out, added, changed, or two were swapped. */
  function isNear(one, two) {
    if (Math.abs(one.length - two.length) > 1 || one === two) return false;
    var from = 0,
      ends = 0;
    while (from < one.length && one[from] === two[from]) from++;
    while (ends < Math.min(one.length, two.length) - from && one[one.length - 1 - ends] === two[two.length - 1 - ends])
      ends++;
    var a = one.slice(from, one.length - ends),
      b = two.slice(from, two.length - ends);
    return (
      (a.length + b.length <= 2 && a.length < 2 && b.length < 2) || (a.length === 2 && a[0] === b[1] && a[1] === b[0])
    );
  }

  /* Returns lists of words to try instead: `kinds`, the likeliest first (the last are mistyped words: `slips`),
     and `doubtful`, to be tried when nothing else is found. `words` are folded; `known` are the syllables of the
     index, `missing` those of the query it does not hold, `short` pairs of a short form and what it stands for. */
  function respellings(words, known, missing, short) {
    var kinds = [],
      seen = {};
    seen[words.join(" ")] = true;
    function kind(lists) {
      kinds.push(unseen(lists, 8));
    }
    function unseen(lists, most) {
      return lists
        .filter(function (list) {
          var text = list.join(" "),
            is_new = list.length && !seen[text];
          seen[text] = true;
          return is_new;
        })
        .slice(0, most);
    }
    function other_form(list) {
      var found = [];
      short.forEach(function (pair) {
        [
          [pair[0], pair[1]],
          [pair[1], pair[0]],
        ].forEach(function (way) {
          var from = way[0].split(" "),
            to = way[1].split(" ");
          list.forEach(function (_, at) {
            if (list.slice(at, at + from.length).join(" ") === way[0]) found.push(replaced(list, at, from.length, to));
          });
        });
      });
      return found;
    }
    function replaced(list, at, count, parts) {
      return list.slice(0, at).concat(parts, list.slice(at + count));
    }
    var typed = words.map(untyped),
      bases = typed.join(" ") === words.join(" ") ? [words] : [typed, words];
    kind([typed]);
    var joined = [],
      apart = [],
      wide = [];
    bases.forEach(function (base) {
      base.forEach(function (word, at) {
        var after = base[at + 1] || "";
        if (/^[a-z]+$/.test(word) && /^\d+[a-z]?$/.test(after)) joined.push(replaced(base, at, 2, [word + after]));
        var digits = /^([a-z]+)(\d+)$/.exec(word) || /^(\d+)([a-z]+)$/.exec(word);
        if (digits) joined.push(replaced(base, at, 1, [digits[1], digits[2]]));
        var others = parted(word, known, 6);
        if (!others.length && !isSyllable(word))
          others = parted(word.replace(/[fjwz]/g, "").replace(/([aeod])\1/g, "$1"), known, 4);
        others.forEach(function (parts) {
          apart.push(replaced(base, at, 1, parts));
        });
      });
      var whole = base.map(function (word) {
        return isSyllable(word) ? [word] : parted(word, known, 1)[0] || [word];
      });
      wide.push([].concat.apply([], whole));
    });
    kind(joined);
    kind([].concat.apply([], bases.map(other_form)));
    kind(apart.concat(wide));
    kind(
      bases
        .map(function (base) {
          return base.filter(function (word) {
            return !LITTLE[word];
          });
        })
        .filter(function (list, at) {
          return list.length > 1 && list.length < bases[at].length;
        }),
    );
    var regional = [],
      all = bases[0];
    bases[0].forEach(function (word, at) {
      REGIONAL.forEach(function (pair) {
        var other = pair[0] === word ? pair[1] : pair[1] === word ? pair[0] : "";
        if (!other) return;
        regional.push(replaced(bases[0], at, 1, [other]));
        all = replaced(all, at, 1, [other]);
      });
    });
    kind(regional.concat([all]));
    var slips = [],
      doubtful = [],
      last = bases[0].length - 1;
    bases[0].forEach(function (word, at) {
      if (!/^[a-z]+$/.test(word) || word.length < 2) return;
      var near = Array.from(known).filter(function (other) {
        return isNear(word, other) || (last === 0 && other.length > word.length && other.indexOf(word) === 0);
      });
      near.sort(function (a, b) {
        return (b.indexOf(word) === 0) - (a.indexOf(word) === 0) || a.length - b.length;
      });
      var into = missing.has(word) ? slips : doubtful;
      near.slice(0, 8).forEach(function (other) {
        into.push(replaced(bases[0], at, 1, [other]));
      });
    });
    slips = unseen(slips, 16);
    kinds.push(slips);
    return {
      slips: slips.length,
      kinds: kinds.filter(function (lists) {
        return lists.length;
      }),
      doubtful: unseen(doubtful, 16),
    };
  }

  window.dienhinhRespelling = {
    respellings: respellings,
    isSyllable: isSyllable,
    isLittle: function (word) {
      return word in LITTLE;
    },
  };
})();
