/* How the search reads words: the twin of generator/core/syllables.py; a test compares the two. */
const OPEN_Y = /^(?:qu|[bcdghklmnpstvxr]|[cgknpt]h|ngh?|tr|)y$/; // written i as well: kỹ, kĩ
const TONES = "\u0300\u0309\u0303\u0301\u0323";

/** Returns a text in small letters without marks; đ becomes d. */
export function fold(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[đð]/g, "d");
}

/** Returns a word folded, and as it is spelt: with its marks, its tone as a number at the end. */
export function syllable(word) {
  let letters = "",
    tone = 0;
  for (const part of word.toLowerCase().normalize("NFD")) {
    const at = TONES.indexOf(part);
    if (at >= 0) tone = at + 1;
    else letters += part;
  }
  return [fold(word).replace(OPEN_Y, (open) => `${open.slice(0, -1)}i`), letters.normalize("NFC") + tone];
}

/** Returns the words of a text as they are written; a number written with points is one word. */
export function wordsOf(text) {
  const joined = text.normalize("NFC").replace(/(\d)\.(?=\d{3}(?!\d))/g, "$1"); // 1.000 is 1000
  return joined.match(/[\p{L}\p{N}\p{M}]+/gu) || [];
}

export function syllables(text) {
  return wordsOf(text).map(syllable);
}

/** Returns the FNV-1a hash of a word: it says in which file of the index the word is. */
export function numberOf(token) {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(token)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
