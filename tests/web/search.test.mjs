/* How the search reads words: the twin of generator/core/syllables.py. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { dienhinh } = load("respelling.js", "search.js");

test("marks, Đ and capitals fold away; y at the end of an open syllable is i", () => {
  assert.equal(dienhinh.fold("ĐIỂN Hình Ðẹp"), "dien hinh dep");
  assert.deepEqual([...dienhinh.syllable("kỹ")], ["ki", "ky3"]);
  assert.equal(dienhinh.syllable("quý")[0], "qui");
  assert.equal(dienhinh.syllable("thúy")[0], "thuy");
});

test("a number written with points is one word, a decimal comma parts it", () => {
  assert.deepEqual(
    Array.from(dienhinh.syllables("1.790 xã, 80,8 triệu"), (pair) => pair[0]),
    ["1790", "xa", "80", "8", "trieu"],
  );
});

test("the hash of a word is FNV-1a of its bytes", () => {
  assert.equal(dienhinh.numberOf(""), 0x811c9dc5);
  assert.equal(dienhinh.numberOf("a"), 0xe40c292c);
  assert.equal(dienhinh.numberOf("foobar"), 0xbf9cf968);
});

test("words of the site are filled in by name", () => {
  assert.equal(dienhinh.filled("{count} kết quả cho «{q}»", { count: 3, q: "gạo" }), "3 kết quả cho «gạo»");
});
