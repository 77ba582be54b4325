/* The service worker: the network first, what was withdrawn forgotten, and copies that are old not shown. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";

const DAY = 864e5;

class Cache {
  constructor() {
    this.held = new Map();
  }
  async match(request) {
    return this.held.get(request.url);
  }
  async put(request, response) {
    this.held.set(request.url, response);
  }
  async add(request) {
    this.held.set(request.url, answer("added"));
  }
  async delete(request) {
    return this.held.delete(request.url);
  }
  async keys() {
    return Array.from(this.held.keys(), (url) => ({ url }));
  }
}

function answer(body, status = 200, age = 0) {
  const date = new Date(Date.now() - age).toUTCString();
  const made = { body, status, ok: status === 200, headers: { get: () => date } };
  return { ...made, clone: () => answer(body, status, age) };
}

/** Runs a worker; returns how it is asked for an address, and its caches by name. */
function worker(name, network) {
  const listeners = {},
    held = new Map(),
    waited = [];
  const caches = {
    open: async (each) => held.get(each) || held.set(each, new Cache()).get(each),
    match: async (request) =>
      Array.from(held.values())
        .map((cache) => cache.held.get(request.url))
        .find(Boolean),
    keys: async () => Array.from(held.keys()),
    delete: async (each) => held.delete(each),
  };
  const self = {
    addEventListener: (kind, listener) => (listeners[kind] = listener),
    location: { origin: "https://vi.du" },
    skipWaiting: () => {},
    clients: { claim: () => {} },
    registration: { unregister: async () => (self.isGone = true) },
  };
  const fetch = async (request) => {
    const found = network(request.url);
    if (!found) throw new Error("no network");
    return found;
  };
  runInContext(
    readFileSync(new URL(`./scripts/${name}`, import.meta.url), "utf8"),
    createContext({ self, caches, fetch, URL, Date, Infinity }),
  );
  async function ask(path, { mode = "navigate", method = "GET", origin = "https://vi.du" } = {}) {
    let given;
    listeners.fetch({
      request: { url: origin + path, mode, method },
      respondWith: (promise) => (given = promise),
      waitUntil: (promise) => waited.push(promise),
    });
    try {
      const response = await given;
      await Promise.all(waited.splice(0));
      return response && response.body;
    } catch (fault) {
      return fault.message;
    }
  }
  return { ask, caches, held, self, listeners };
}

test("a page comes from the network, and without it from what was read last", async () => {
  let network = () => answer("mới");
  const { ask } = worker("worker.js", (url) => network(url));
  assert.equal(await ask("/a/"), "mới");
  network = () => null;
  assert.equal(await ask("/a/"), "mới");
  assert.equal(await ask("/b/"), "no network");
});

test("what was withdrawn is forgotten, wherever it was kept", async () => {
  let network = () => answer("trang");
  const { ask, caches } = worker("worker.js", (url) => network(url));
  await (await caches.open("dienhinh-saved")).add({ url: "https://vi.du/a/" });
  for (const status of [404, 410]) {
    network = () => answer("trang");
    await ask("/a/");
    network = () => answer("", status);
    await ask("/a/");
    network = () => null;
    assert.equal(await ask("/a/"), "no network");
  }
});

test("a copy older than a fortnight is not shown: it may be withdrawn", async () => {
  let network = () => answer("cũ", 200, 15 * DAY);
  const { ask } = worker("worker.js", (url) => network(url));
  await ask("/a/");
  network = () => null;
  assert.equal(await ask("/a/"), "no network");
});

test("twenty pages are kept, the last read; those saved stay", async () => {
  const { ask, caches, held } = worker("worker.js", () => answer("trang"));
  await (await caches.open("dienhinh-saved")).add({ url: "https://vi.du/giu/" });
  await ask("/giu/");
  for (let at = 0; at < 25; at++) await ask(`/${at}/`);
  const kept = Array.from(held.get("dienhinh-pages").held.keys());
  assert.deepEqual([kept.length, kept[0], kept[19]], [20, "https://vi.du/5/", "https://vi.du/24/"]);
  assert.equal(held.get("dienhinh-saved").held.size, 1);
});

test("styles and scripts are asked for once; nothing else is touched", async () => {
  let asked = 0;
  const { ask } = worker("worker.js", () => ((asked += 1), answer("kiểu")));
  for (let turn = 0; turn < 3; turn++) await ask("/assets/stylesheets/a.css", { mode: "no-cors" });
  assert.equal(asked, 1);
  assert.equal(await ask("/du-lieu/a.csv", { mode: "cors" }), undefined);
  assert.equal(await ask("/a/", { method: "POST" }), undefined);
  assert.equal(await ask("/a/", { origin: "https://khac.vn" }), undefined);
});

test("switched off, it takes away what it kept and goes", async () => {
  const { listeners, caches, held, self } = worker("worker_off.js", () => null);
  await caches.open("dienhinh-pages");
  await caches.open("of-another");
  let done;
  listeners.activate({ waitUntil: (promise) => (done = promise) });
  await done;
  assert.deepEqual([Array.from(held.keys()), self.isGone], [["of-another"], true]);
});
