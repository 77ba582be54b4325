/* How the search reads words: the twin of generator/core/syllables.py. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, numberOf, syllable, syllables } from "./scripts/syllables.js";

test("marks, Đ and capitals fold away; y at the end of an open syllable is i", () => {
  assert.equal(fold("ĐIỂN Hình Ðẹp"), "dien hinh dep");
  assert.deepEqual(syllable("kỹ"), ["ki", "ky3"]);
  assert.equal(syllable("quý")[0], "qui");
  assert.equal(syllable("thúy")[0], "thuy");
});

test("a number written with points is one word, a decimal comma parts it", () => {
  assert.deepEqual(
    syllables("1.790 xã, 80,8 triệu").map(([folded]) => folded),
    ["1790", "xa", "80", "8", "trieu"],
  );
});

test("the hash of a word is FNV-1a of its bytes", () => {
  assert.equal(numberOf(""), 0x811c9dc5);
  assert.equal(numberOf("a"), 0xe40c292c);
  assert.equal(numberOf("foobar"), 0xbf9cf968);
});
