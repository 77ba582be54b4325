/* What a query that found nothing may have meant. Nothing here asks for a file: every respelling is
   only a guess, which the search then tries. All texts are folded: small letters without marks. */

/* A syllable of Vietnamese without marks: what may begin it, the vowels, what may end it. */
const VOWELS = [
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
].join("|");
const SYLLABLE = new RegExp(`^(?:[bcdghklmnprstvx]|[cgknpt]h|gi|ngh?|qu|tr)?(?:${VOWELS})$`);
/* Names and words said and written in two ways, by region. */
const REGIONAL = `
  nhut-nhat phuoc-phuc huynh-hoang vo-vu sanh-sinh chanh-chinh nhon-nhan tanh-tinh lanh-linh thoi-thai buu-bao
  ngai-nghia kieng-canh kieng-kinh trang-truong yen-an tong-tung bon-ban dang-duong hue-hoa phung-phuong oai-uy
  huong-hong thanh-thinh mang-menh goi-gui nham-nhiem cang-cuong binh-benh linh-lenh quoi-qui hap-hop dong-dung
  thau-thu tho-thu dom-dam
`
  .trim()
  .split(/\s+/)
  .map((pair) => pair.split("-"));
/* Words that say little by themselves: a query of many does without them. */
const LITTLE = new Set(`cua va cac nhung o tai cho ve trong voi la co duoc thi nay do tu den theo nhu`.split(/\s+/));

export function isSyllable(word) {
  return SYLLABLE.test(word);
}

export function isLittle(word) {
  return LITTLE.has(word);
}

/** Telex and VNI with the keyboard off: `ddieenr` and `d9ie6n3` are dien. */
function untyped(word) {
  if (!/^[a-z][a-z0-9]*$/.test(word)) return word;
  const at = word.search(/[aeiouyw]/);
  let plain = word;
  if (/[0-9]/.test(word)) plain = word.replace(/[1-9]/g, "");
  else if (at >= 0) {
    const head = word.slice(0, at).replace(/^dd/, "d");
    const vowels = word.slice(at).replace(/^w/, "u");
    const tail = vowels.charAt(0) + vowels.slice(1).replace(/[sfrxjzw]/g, "");
    plain = head + tail.replace(/aa/, "a").replace(/ee/, "e").replace(/oo/, "o");
    if (!isSyllable(plain)) plain = plain.replace(/d$/, "").replace(/([aeo])([a-z]+)\1$/, "$1$2");
  }
  return plain !== word && isSyllable(plain) ? plain : word;
}

/** Returns the ways to part joined syllables, those with the fewest parts first. */
function parted(word, known, most) {
  const found = [];
  if (!/^[a-z]{4,60}$/.test(word)) return found;
  const fewest = new Array(word.length + 1).fill(Infinity);
  fewest[word.length] = 0;
  for (let at = word.length - 1; at >= 0; at--) {
    for (let end = at + 1; end <= Math.min(word.length, at + 7); end++) {
      if (known.has(word.slice(at, end))) fewest[at] = Math.min(fewest[at], 1 + fewest[end]);
    }
  }
  function walk(from, parts, left) {
    if (found.length >= most) return;
    if (from === word.length) {
      found.push(parts);
      return;
    }
    for (let end = Math.min(word.length, from + 7); end > from; end--) {
      const part = word.slice(from, end);
      if (known.has(part) && fewest[end] <= left - 1) walk(end, [...parts, part], left - 1);
    }
  }
  if (fewest[0] !== Infinity) walk(0, [], fewest[0]);
  return found.filter((parts) => parts.length > 1);
}

/** Tells whether one letter was left out, added or changed, or two neighbours were swapped. */
function isNear(one, two) {
  if (Math.abs(one.length - two.length) > 1 || one === two) return false;
  const shorter = Math.min(one.length, two.length);
  let from = 0,
    ends = 0;
  while (from < one.length && one[from] === two[from]) from++;
  while (ends < shorter - from && one[one.length - 1 - ends] === two[two.length - 1 - ends]) ends++;
  const a = one.slice(from, one.length - ends),
    b = two.slice(from, two.length - ends);
  return (
    (a.length + b.length <= 2 && a.length < 2 && b.length < 2) || (a.length === 2 && a[0] === b[1] && a[1] === b[0])
  );
}

function replaced(list, at, count, parts) {
  return [...list.slice(0, at), ...parts, ...list.slice(at + count)];
}

/** Yields a list of words with each short form written out, and each long one shortened. */
function* otherForms(list, short) {
  for (const [one, two] of short)
    for (const [from, to] of [
      [one, two],
      [two, one],
    ]) {
      const count = from.split(" ").length;
      for (const at of list.keys())
        if (list.slice(at, at + count).join(" ") === from) yield replaced(list, at, count, to.split(" "));
    }
}

/** Yields a list of words with a letter and a number joined or parted: `loai 2` and `loai2`. */
function* numbersJoined(base) {
  for (const [at, word] of base.entries()) {
    const after = base[at + 1] || "";
    if (/^[a-z]+$/.test(word) && /^\d+[a-z]?$/.test(after)) yield replaced(base, at, 2, [word + after]);
    const digits = /^([a-z]+)(\d+)$/.exec(word) || /^(\d+)([a-z]+)$/.exec(word);
    if (digits) yield replaced(base, at, 1, digits.slice(1));
  }
}

/** Yields a list of words with one of them parted into syllables of the index. */
function* wordsParted(base, known) {
  for (const [at, word] of base.entries()) {
    let others = parted(word, known, 6);
    if (!others.length && !isSyllable(word))
      others = parted(word.replace(/[fjwz]/g, "").replace(/([aeod])\1/g, "$1"), known, 4);
    for (const parts of others) yield replaced(base, at, 1, parts);
  }
}

/** Returns a list of words with every word parted that is no syllable. */
function allParted(base, known) {
  return base.flatMap((word) => (isSyllable(word) ? [word] : parted(word, known, 1)[0] || [word]));
}

/** Returns a list of words with the other region's word for one of them, and for all of them. */
function regional(base) {
  const found = [];
  let all = base;
  for (const [at, word] of base.entries())
    for (const [one, two] of REGIONAL) {
      const other = one === word ? two : two === word ? one : "";
      if (!other) continue;
      found.push(replaced(base, at, 1, [other]));
      all = replaced(all, at, 1, [other]);
    }
  return [...found, all];
}

/** Returns the words of the index that a word may be a slip of, or the beginning of. */
function nearWords(word, known, isAlone) {
  return Array.from(known)
    .filter((other) => isNear(word, other) || (isAlone && other.length > word.length && other.startsWith(word)))
    .sort((a, b) => b.startsWith(word) - a.startsWith(word) || a.length - b.length)
    .slice(0, 8);
}

/** Returns lists of words to try instead: `kinds`, the likeliest first (the last are mistyped words: `slips`),
    and `doubtful`, to be tried when nothing else is found. `words` are folded; `known` are the syllables of the
    index, `missing` those of the query it does not hold, `short` pairs of a short form and what it stands for. */
export function respellings(words, known, missing, short) {
  const seen = new Set([words.join(" ")]);
  function unseen(lists, most) {
    const fresh = lists.filter((list) => {
      const text = list.join(" "),
        isNew = list.length && !seen.has(text);
      seen.add(text);
      return isNew;
    });
    return fresh.slice(0, most);
  }
  const typed = words.map(untyped),
    bases = typed.join(" ") === words.join(" ") ? [words] : [typed, words],
    first = bases[0];
  const shorter = bases
    .map((base) => base.filter((word) => !isLittle(word)))
    .filter((list, at) => list.length > 1 && list.length < bases[at].length);
  const kinds = [
    [typed],
    bases.flatMap((base) => [...numbersJoined(base)]),
    bases.flatMap((base) => [...otherForms(base, short)]),
    [...bases.flatMap((base) => [...wordsParted(base, known)]), ...bases.map((base) => allParted(base, known))],
    shorter,
    regional(first),
  ].map((lists) => unseen(lists, 8));
  const slips = [],
    doubtful = [];
  for (const [at, word] of first.entries()) {
    if (!/^[a-z]+$/.test(word) || word.length < 2) continue;
    const into = missing.has(word) ? slips : doubtful;
    for (const other of nearWords(word, known, first.length === 1)) into.push(replaced(first, at, 1, [other]));
  }
  const tried = unseen(slips, 16);
  return {
    slips: tried.length,
    kinds: [...kinds, tried].filter((lists) => lists.length),
    doubtful: unseen(doubtful, 16),
  };
}
