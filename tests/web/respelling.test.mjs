/* What a query that found nothing may have meant, without a browser. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isLittle, isSyllable, respellings } from "./scripts/respelling.js";

function tried(words, known = [], short = []) {
  const found = respellings(words, new Set(known), new Set(words.filter((word) => !known.includes(word))), short);
  return found.kinds.flat().map((each) => each.join(" "));
}

test("a syllable of Vietnamese is one, letters at random are none", () => {
  for (const word of ["nghieng", "quoc", "duong", "an", "y"]) assert.ok(isSyllable(word), word);
  for (const word of ["ddieenr", "hinhf", "xyz", "strong"]) assert.ok(!isSyllable(word), word);
});

test("keys of telex are read as the letters they make", () => {
  assert.ok(tried(["ddieenr", "hinhf"], ["dien", "hinh"]).includes("dien hinh"));
});

test("joined words are parted at syllables the index holds", () => {
  assert.ok(tried(["nguyenvanbi"], ["nguyen", "van", "bi"]).includes("nguyen van bi"));
});

test("what stands as it is typed is not respelt into itself", () => {
  assert.ok(!tried(["gao", "ngon"], ["gao", "ngon"]).includes("gao ngon"));
});

test("little words are known, and a query of several does without them", () => {
  assert.ok(isLittle("cua") && !isLittle("gao"));
  assert.ok(tried(["gao", "cua", "soc", "trang"], ["gao", "cua", "soc", "trang"]).includes("gao soc trang"));
});

test("a short form is written out, and a long one shortened", () => {
  const short = [["htx", "hop tac xa"]];
  assert.ok(tried(["htx", "gao"], ["gao"], short).includes("hop tac xa gao"));
  assert.ok(tried(["hop", "tac", "xa", "gao"], ["hop", "tac", "xa", "gao"], short).includes("htx gao"));
});

test("words said otherwise in another region are tried", () => {
  assert.ok(tried(["phuoc"], ["phuoc", "phuc"]).includes("phuc"));
});

test("letters that were swapped, left out or added are slips where the index does not hold the word", () => {
  const known = ["nguyen", "thanh", "thuan"];
  assert.ok(tried(["nguyne"], known).includes("nguyen"));
  assert.ok(tried(["thnh", "thuan"], known).includes("thanh thuan"));
  assert.ok(tried(["thannh"], known).includes("thanh"));
});

test("no guess is offered twice, and never what was typed", () => {
  const said = tried(["ddieenr", "hinhf"], ["dien", "hinh"]);
  assert.equal(new Set(said).size, said.length);
  assert.ok(!said.includes("ddieenr hinhf"));
});
