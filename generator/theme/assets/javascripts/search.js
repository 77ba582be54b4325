/* The search: it asks for small static files (see generator/publish/search) and sends nothing to anybody.
   What a query that finds nothing may have meant is guessed by respelling.js. */
import { isLittle, respellings } from "./respelling.js";
import { fold, numberOf, syllable, syllables, wordsOf } from "./syllables.js";

const WEIGHT = { n: 12, s: 9, h: 8, p: 4, m: 2, t: 1 };
const KEY = 8;
const MOST_SYLLABLES = 12;

/** The files of the index below an address, each asked for once; one that is not there is empty. */
export class Files {
  constructor(base) {
    this.base = base;
    this.asked = new Map();
  }

  get(path) {
    if (!this.asked.has(path)) {
      const answer = this.fetched(path);
      answer.catch(() => this.asked.delete(path)); // may be there the next time
      this.asked.set(path, answer);
    }
    return this.asked.get(path);
  }

  async fetched(path) {
    const answer = await fetch(this.base + path);
    if (answer.ok) return answer.json();
    if (answer.status === 404) return {};
    throw new Error(`${path} ${answer.status}`);
  }
}

export function keysOf(joined) {
  const keys = [];
  for (let at = 0; at < joined.length; at += KEY) keys.push(joined.slice(at, at + KEY));
  return keys;
}

/** What the lists of one word add to the hits: an item's field weighs, a rare word more, its own spelling more. */
class Posting {
  constructor(lists, spelling, items) {
    this.spelling = spelling;
    this.lists = [];
    for (const [field, told] of Object.entries(lists)) {
      const spelt = typeof told === "string" ? { "": told } : told;
      for (const [how, keys] of Object.entries(spelt)) this.lists.push([field, how, keysOf(keys)]);
    }
    this.lists.sort((a, b) => WEIGHT[b[0]] - WEIGHT[a[0]]);
    this.total = this.lists.reduce((sum, [, , keys]) => sum + keys.length, 0);
    this.rarity = Math.log(1 + items / (this.total || 1));
  }

  addTo(found, part, bits) {
    for (const [field, how, keys] of this.lists) {
      const exact = !this.spelling || !how ? 1 : how === this.spelling ? 1.6 : 0.7;
      for (const key of keys) {
        const hit = found.get(key) || { score: 0, hits: 0, named: 0, bits: 0 };
        hit.bits |= bits;
        hit.score += WEIGHT[field] * this.rarity * exact * part;
        if (part === 1) {
          hit.hits += 1;
          if (field === "n" || field === "s") hit.named += 1;
        }
        found.set(key, hit);
      }
    }
  }
}

/** Tells whether a query asks for a number of a decision or document, and not for a day. */
function isNumber(text) {
  const plain = fold(text).trim();
  return (
    !/^([a-z\s]+\s)?(19|20)\d\d$/.test(plain) &&
    !/^\d{1,2}\s*[/.-]\s*\d{1,2}(\s*[/.-]\s*\d{4})?$/.test(plain) &&
    /^((quyet dinh|bang khen|chi thi|ke hoach|cong van|van ban|qd|so)[\s:]+)*\d[\d.]*\s*([/-]\s*[a-z0-9][a-z0-9\s/.-]*)?$/.test(
      plain,
    )
  );
}

/** Returns a respelling with the reader's own words where they stay. */
function spoken(words, said, forms) {
  const own = said.map((word) => syllable(word)[0]),
    shorter = Math.min(own.length, words.length);
  let from = 0,
    ends = 0;
  while (from < shorter && own[from] === words[from]) from++;
  while (ends < shorter - from && own[own.length - 1 - ends] === words[words.length - 1 - ends]) ends++;
  const fresh = words.slice(from, words.length - ends).join(" ");
  return [...said.slice(0, from), forms[fresh] || fresh, ...said.slice(said.length - ends)].join(" ");
}

export class Search {
  constructor(files) {
    this.files = files;
    this.head = files.get("muc-luc.json");
    this.head.catch(() => {}); // who asks is told
  }

  async posting(token, spelling) {
    const [head, file] = await this.fileOf(token);
    return new Posting(file[token] || {}, spelling, head.n);
  }

  /** Resolves to the items whose name or title is what is asked for, and nothing more. */
  async named(run) {
    const name = `=${run.map(([folded]) => folded).join(" ")}`;
    const [, file] = await this.fileOf(name);
    return new Set(keysOf((file[name] || {}).e || ""));
  }

  /** Resolves to the head of the index, and the file a token is in. */
  async fileOf(token) {
    const head = await this.head;
    return [head, await this.files.get(`t/${numberOf(token) % head.t}.json`)];
  }

  /** Adds to `found` what the index holds of words [token, spelling, bits]; returns the words it does not hold. */
  async add(found, words, isSpelt, part) {
    const bits = new Map();
    for (const [token, , bit] of words) bits.set(token, bits.get(token) | bit);
    const once = words.filter(([token], at) => words.findIndex(([other]) => other === token) === at);
    const postings = await Promise.all(once.map(([token, spelling]) => this.posting(token, isSpelt ? spelling : "")));
    postings.forEach((posting, at) => posting.addTo(found, part, bits.get(once[at][0])));
    return { count: once.length, missing: once.filter((_, at) => !postings[at].total).map(([token]) => token) };
  }

  /** Resolves to how the items answer a run of syllables: `keys` best first; `whole` is how many hold every
      pair of neighbours, `every` how many hold every syllable; `missing` are those no item holds. With
      `pairsOnly` nothing is asked about syllables alone. */
  async match(run, pairsOnly = false) {
    const found = new Map(),
      missing = new Set(),
      isSpelt = run.some(([folded, spelling]) => spelling !== `${folded}0`);
    const pairs = run.length === 1 ? [[...run[0], 1]] : [];
    for (let i = 0; i + 1 < run.length; i++)
      pairs.push([`${run[i][0]} ${run[i + 1][0]}`, `${run[i][1]} ${run[i + 1][1]}`, 3 << i]);
    const loose = run.length > 1 ? run.map(([folded, spelling], at) => [folded, spelling, 1 << at]) : [];
    const needed = run.reduce(
      (bits, [folded], at) => (!isLittle(folded) || run.length < 3 ? bits | (1 << at) : bits),
      0,
    );
    const { count: wanted } = await this.add(found, pairs, isSpelt, 1);
    const isEnough = Array.from(found.values()).some((hit) => hit.hits >= wanted);
    const numbers = loose.filter(([folded]) => /\d/.test(folded));
    if (!pairsOnly && (!isEnough || numbers.length)) {
      const added = await this.add(found, isEnough ? numbers : loose, isSpelt, 0.3);
      added.missing.forEach((token) => missing.add(token));
    }
    return { ...ranked(found, wanted, needed), run, missing };
  }

  /** Resolves to what an unfinished last word may become: words that follow the one before it in what is found. */
  async completed(run, near, known) {
    if (run.length < 2) return [];
    const before = run[run.length - 2][0],
      begun = run[run.length - 1][0],
      ends = new Map();
    for (const row of await this.show(near.keys.slice(0, 20))) {
      const said = syllables([row[2], row[3], row[7]].join(" . "));
      said.forEach(([folded], at) => {
        if (at && said[at - 1][0] === before && folded !== begun && folded.startsWith(begun))
          ends.set(folded, (ends.get(folded) || 0) + 1);
      });
    }
    for (const word of known) if (word !== begun && word.startsWith(begun) && !ends.has(word)) ends.set(word, 0);
    const head = run.slice(0, -1).map(([folded]) => folded);
    return Array.from(ends.keys())
      .sort((a, b) => ends.get(b) - ends.get(a) || a.length - b.length || a.localeCompare(b))
      .slice(0, 48)
      .map((end) => [...head, end]);
  }

  /** Tries lists of respellings in turn; resolves to the first that answers, with the others of its kind. */
  async firstOf(kinds, pairsOnly, count, said) {
    for (const lists of kinds) {
      const matches = await Promise.all(
        lists.map((words) => this.match(syllables(words.join(" ")).slice(0, MOST_SYLLABLES), pairsOnly)),
      );
      const good = matches
        .map((match, at) => ({ ...match, instead: spoken(lists[at], said.words, said.forms) }))
        .filter((match) => match[count])
        .sort((a, b) => b.named - a.named || b[count] - a[count]);
      if (good.length)
        return {
          ...good[0],
          how: "respelt",
          keys: good[0].keys.slice(0, good[0][count]),
          also: good.slice(1, 5).map((match) => match.instead),
        };
    }
    return null;
  }

  /** Resolves to {keys, how, run, instead, also}. `how` they were found: `whole` with every pair of neighbours,
      `respelt` by another spelling (`instead`; `also` are more of its kind), `every` with all words somewhere,
      `number` with the digits asked for though no document bears the number, `near` with some of the words. */
  async find(text) {
    const all = syllables(text.slice(0, 300)),
      run = all.slice(0, MOST_SYLLABLES);
    if (!run.length) return { keys: [], whole: 0, run, how: "near" };
    const [match, named] = await Promise.all([
      this.match(run),
      all.length > MOST_SYLLABLES ? new Set() : this.named(run).catch(() => new Set()), // without, by weight alone
    ]);
    if (match.whole) {
      const keys = match.keys.slice(0, match.whole);
      keys.sort((a, b) => named.has(b) - named.has(a)); // the place before what happened there
      return { ...match, how: "whole", keys };
    }
    if (isNumber(text)) {
      const bits = run.reduce((sum, [folded], at) => (/\d/.test(folded) ? sum | (1 << at) : sum), 0);
      const keys = match.keys.filter((key) => (match.found.get(key).bits & bits) === bits);
      return { ...match, how: "number", keys };
    }
    return this.otherwise(text, run, match);
  }

  /** What `find` resolves to where nothing holds the query as it was typed. */
  async otherwise(text, run, match) {
    const file = await this.files.get("am-tiet.json"),
      said = { words: wordsOf(text).slice(0, MOST_SYLLABLES), forms: {} },
      known = new Set(file.s || []),
      words = run.map(([folded]) => folded),
      last = words[words.length - 1];
    const short = (file.a || []).map((pair) =>
      pair.map((form) => {
        const folded = syllables(form)
          .map((each) => each[0])
          .join(" ");
        said.forms[folded] = form;
        return folded;
      }),
    );
    const ends = await this.completed(run, match, known);
    const { kinds, doubtful, slips } = respellings(words, known, match.missing, short);
    if (ends.length && (match.missing.has(last) || !match.every)) kinds.splice(slips ? -1 : kinds.length, 0, ends);
    const better = await this.firstOf(kinds, true, "whole", said);
    if (better) return better;
    if (match.every) return { ...match, how: "every", keys: match.keys.slice(0, match.every) };
    return (
      (await this.firstOf(doubtful.length ? [doubtful] : [], true, "whole", said)) ||
      (await this.firstOf(kinds, false, "every", said)) || { ...match, how: "near" }
    );
  }

  /** Resolves to what the result of a key shows, or to nothing if the item is gone. */
  async one(key) {
    const head = await this.head;
    const file = await this.files.get(`d/${key.slice(1, 1 + head.d)}.json`);
    return file[key];
  }

  async show(keys) {
    const rows = await Promise.all(keys.map((key) => this.one(key)));
    return rows.filter(Boolean);
  }

  /** Resolves to the facet columns: keys in order, newest first, and each facet's values by key. */
  async columns() {
    const head = await this.head;
    const shares = await Promise.all(head.f.map((name) => this.files.get(`f/${name}.json`)));
    const order = [],
      values = new Map();
    for (const share of shares)
      keysOf(share.k).forEach((key, at) => {
        const row = {};
        for (const facet of Object.keys(share.v)) row[facet] = share.v[facet][at].map((n) => share.d[facet][n]);
        order.push(key);
        values.set(key, row);
      });
    return { order, values };
  }

  names() {
    return this.files.get("f/ten.json");
  }
}

/** Returns the keys of the hits, best first, with how many hold all that was `wanted` and all `needed` syllables. */
function ranked(found, wanted, needed) {
  let whole = 0,
    every = 0,
    named = 0;
  for (const hit of found.values()) {
    hit.every = (hit.bits & needed) === needed;
    if (hit.every) every += 1;
    if (hit.hits >= wanted) {
      hit.score *= 2;
      whole += 1;
    }
    if (hit.named >= wanted) {
      hit.score *= 1.5;
      named = 1;
    }
  }
  const keys = Array.from(found.keys()).sort((a, b) => {
    const one = found.get(a),
      two = found.get(b);
    return (two.hits >= wanted) - (one.hits >= wanted) || two.every - one.every || two.score - one.score;
  });
  return { keys, whole, every, named, found };
}
