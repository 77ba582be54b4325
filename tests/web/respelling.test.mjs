/* What a query that found nothing may have meant, without a browser. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { dienhinhRespelling } = load("respelling.js");

function tried(words, known = [], short = []) {
  const found = dienhinhRespelling.respellings(
    words,
    new Set(known),
    new Set(words.filter((word) => !known.includes(word))),
    short,
  );
  return found.kinds.flat().map((each) => each.join(" "));
}

test("a syllable of Vietnamese is one, letters at random are none", () => {
  for (const word of ["nghieng", "quoc", "duong", "an", "y"]) assert.ok(dienhinhRespelling.isSyllable(word), word);
  for (const word of ["ddieenr", "hinhf", "xyz", "strong"]) assert.ok(!dienhinhRespelling.isSyllable(word), word);
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
