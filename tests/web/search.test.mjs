/* The search over a small index written by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Files, Search } from "./scripts/search.js";

const ONE = "b0000001",
  TWO = "b0000002";
/* Two items: «Gạo ngon» has both words as neighbours in its name, «Gạo của người ngon miệng» in its text. */
const INDEX = {
  "muc-luc.json": { t: 1, n: 2, d: 1, f: ["2025"] },
  "t/0.json": {
    "gao ngon": { n: { "gao5 ngon0": ONE } },
    gao: { n: ONE, t: TWO },
    ngon: { n: ONE, t: TWO },
    "so 12": { n: ONE },
    12: { n: ONE },
    nguoi: { t: TWO },
  },
  "am-tiet.json": { s: ["gao", "ngon", "nguoi"], a: [["HTX", "hợp tác xã"]] },
  "d/0.json": {
    [ONE]: ["b", "/a/", "Gạo ngon", "", "", "", "", "Gạo ngon Sóc Trăng"],
    [TWO]: ["b", "/b/", "Người trồng gạo", "", "", "", "", ""],
  },
  "f/2025.json": { k: ONE + TWO, v: { nam: [[0], [1]] }, d: { nam: ["2025", "2024"] } },
};

function search(files = INDEX) {
  return new Search({ get: async (path) => files[path] || {} });
}

test("what holds all neighbours is found whole, alone", async () => {
  const found = await search().find("gạo ngon");
  assert.deepEqual([found.how, found.keys], ["whole", [ONE]]);
});

test("what bears the name stands before what only holds it", async () => {
  const names = { ...INDEX["t/0.json"], gao: { n: ONE, h: TWO }, "=gao": { e: TWO } };
  assert.deepEqual((await search({ ...INDEX, "t/0.json": names }).find("gạo")).keys, [TWO, ONE]);
  assert.deepEqual((await search().find("gạo")).keys, [ONE, TWO], "without such a name by weight");
});

test("without marks it is found as well", async () => {
  assert.deepEqual((await search().find("GAO NGON")).keys, [ONE]);
});

test("words that are nowhere neighbours are found where all of them stand", async () => {
  const found = await search().find("ngon nguoi");
  assert.deepEqual([found.how, found.keys], ["every", [TWO]]);
});

test("a slip is mended and said", async () => {
  const found = await search().find("gao ngom");
  assert.deepEqual([found.how, found.instead, found.keys], ["respelt", "gao ngon", [ONE]]);
});

test("a number that no document bears leads to its digits, and is not respelt", async () => {
  const found = await search().find("12/QĐ-UBND");
  assert.deepEqual([found.how, found.keys], ["number", [ONE]]);
});

test("nothing asked is nothing found, and no file is read", async () => {
  const found = await search({}).find(" … ");
  assert.deepEqual([found.keys, found.how], [[], "near"]);
});

test("facets come by key, newest first", async () => {
  const { order, values } = await search().columns();
  assert.deepEqual(order, [ONE, TWO]);
  assert.deepEqual(values.get(TWO), { nam: ["2024"] });
});

test("an item that is gone is left out of what is shown", async () => {
  assert.deepEqual((await search().show([ONE, "b9999999"])).length, 1);
});

test("a file is asked for once, again after a failure, and is empty where there is none", async () => {
  const answers = [
    new Error("no network"),
    { ok: true, json: () => ({ s: ["gao"] }) },
    { status: 404 },
    { status: 500 },
  ];
  const asked = [];
  globalThis.fetch = async (path) => {
    asked.push(path);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const files = new Files("/tim/");
  await assert.rejects(files.get("a.json"));
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(await files.get("a.json"), { s: ["gao"] });
  assert.deepEqual(await files.get("a.json"), { s: ["gao"] });
  assert.deepEqual(await files.get("b.json"), {});
  await assert.rejects(files.get("c.json"), /c\.json 500/);
  assert.deepEqual(asked, ["/tim/a.json", "/tim/a.json", "/tim/b.json", "/tim/c.json"]);
});
