/* The pages that search: what stands in the address, in the history and in the list. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { find, open, press, settled, texts, type } from "./page.mjs";

const KEYS = Array.from({ length: 12 }, (_, at) => `b${String(at).padStart(7, "0")}`);
const ROWS = Object.fromEntries(
  KEYS.map((key, at) => [
    key,
    ["b", `/dien-hinh/${at}/`, `Gạo ${at}`, "", "Đông Hải", "2025", "Nông nghiệp", "Lúa gạo", ""],
  ]),
);
const COLUMNS = {
  k: KEYS.join(""),
  v: { nam: KEYS.map((_, at) => [at % 2]) },
  d: { nam: ["2025", "2024"] },
};
const FILES = {
  "/tim/muc-luc.json": { t: 1, n: KEYS.length, d: 1, f: ["1"] },
  "/tim/t/0.json": { gao: { n: KEYS.join("") } },
  "/tim/am-tiet.json": { s: ["gao"], a: [] },
  "/tim/d/0.json": ROWS,
  "/tim/f/1.json": COLUMNS,
  "/tim/f/ten.json": {},
};
const SAID = {
  title: "Tra cứu",
  title_for: "{query} – Tra cứu",
  empty: "Gõ",
  searching: "Đang tìm",
  failed: "Không tải được",
  perhaps: "Có phải",
  everything: "Tất cả",
  all: "Cả {count}",
  show: "Xem {count}",
  groups: [["Câu chuyện", "b"]],
  kinds: { b: "Câu chuyện" },
  facets: { loai: "Loại", nam: "Năm" },
};
for (const name of "count near every respelt none none_filtered number_near number_unknown".split(" "))
  SAID[name] = `${name} {count}`;
const BODY = `<script type="application/json" id="tim-loi">${JSON.stringify(SAID)}</script>
  <section id="o-tra-cuu" data-files="/tim/" data-home="/" hidden><form><input name="q" type="search"></form>
  <p role="status" tabindex="-1"></p><p data-also hidden></p><nav hidden></nav>
  <details><summary>Lọc</summary><div></div></details><ol></ol><button data-more hidden>Thêm</button></section>`;

function page(address, further = {}) {
  const { files, ...rest } = further;
  return open("search_page.js", { body: BODY, url: `https://vi.du${address}`, files: { ...FILES, ...files }, ...rest });
}
const shown = () => texts("ol h2");
const status = () => find("[role=status]").textContent;

test("an address that asks is answered, ten at a time, the words asked for marked", async () => {
  await page("/tra-cuu/?q=g%E1%BA%A1o");
  assert.deepEqual([shown().length, status(), document.title], [10, "count 12", "gạo – Tra cứu"]);
  assert.equal(find("ol mark").textContent, "Gạo");
  assert.equal(find("ol a").getAttribute("href"), "/dien-hinh/0/");
  find("[data-more]").click();
  await settled();
  assert.deepEqual([shown().length, find("[data-more]").hidden], [12, true]);
  assert.equal(document.activeElement, document.querySelectorAll("ol a")[10]);
  assert.equal(history.state.shown, 12, "Back returns to it");
});

test("nothing asked reads no index and says what to do", async () => {
  const { asked } = await page("/tra-cuu/");
  assert.deepEqual([shown(), status(), asked], [[], "Gõ", ["/tim/muc-luc.json"]]);
});

test("a word typed slowly is one entry of the history; Enter leads to the results", async () => {
  await page("/tra-cuu/");
  const entries = history.length;
  for (const text of ["ga", "gao"]) {
    type(find("input"), text);
    await settled(300);
  }
  assert.deepEqual([history.length, location.search], [entries + 1, "?q=gao"]);
  find("form").dispatchEvent(new Event("submit", { cancelable: true }));
  await settled();
  assert.equal(document.activeElement, find("[role=status]"));
});

test("a filter narrows, stands in the address, and says how many it would show", async () => {
  await page("/tra-cuu/?q=gao&nam=2024");
  assert.equal(status(), "count 6");
  const ticks = Array.from(document.querySelectorAll("fieldset input"), (tick) => [tick.value, tick.checked]);
  assert.deepEqual(ticks, [
    ["b", false],
    ["2025", false],
    ["2024", true],
  ]);
  assert.equal(find(".dh-done").textContent, "Xem 6");
  find("[value='2025']").checked = true;
  find("details").dispatchEvent(new Event("change"));
  await settled();
  assert.deepEqual([location.search, status()], ["?q=gao&nam=2025&nam=2024", "count 12"]);
});

test("what cannot be fetched is said; what stands stays, and can be asked for further", async () => {
  let isDown = false;
  const rows = () => (isDown ? new Error("no network") : ROWS);
  const files = { "/tim/muc-luc.json": { ...FILES["/tim/muc-luc.json"], d: 7 } };
  for (const key of KEYS) files[`/tim/d/${key.slice(1)}.json`] = rows;
  await page("/tra-cuu/?q=gao", { files });
  assert.equal(shown().length, 10);
  isDown = true;
  find("[data-more]").click();
  await settled();
  assert.deepEqual([shown().length, status(), find("[data-more]").hidden], [10, "Không tải được", false]);
  isDown = false;
  find("[data-more]").click();
  await settled();
  assert.equal(shown().length, 12);
});

test("without an index the page says so and shows nothing", async () => {
  await page("/tra-cuu/?q=gao", { files: { "/tim/muc-luc.json": new Error("no network") } });
  assert.deepEqual([status(), shown(), find("ol").getAttribute("aria-busy")], ["Không tải được", [], "false"]);
});

test("a page returned to shows as much as it did", async () => {
  const before = (window) => window.history.replaceState({ shown: 12, opened: {}, side: false }, "");
  await page("/tra-cuu/?q=gao", { before });
  assert.equal(shown().length, 12);
});

test("a result says its kind, name, summary, place, day and field, and shows its picture", async () => {
  const row = ["b", "/dien-hinh/0/", "Lúa", "Ông Gạo", "Đông Hải", "2025", "Nông nghiệp", "Gạo sạch", "anh.webp"];
  const files = { "/tim/d/0.json": { ...ROWS, [KEYS[0]]: row } };
  await page("/tra-cuu/?q=gao", { files });
  const first = find("ol li");
  assert.deepEqual(
    Array.from(first.children, (part) => part.textContent),
    ["Câu chuyện", "Lúa", "Ông Gạo", "Gạo sạch", "Đông Hải · 2025 · Nông nghiệp", ""],
  );
  assert.ok(first.classList.contains("is-pictured"));
  assert.equal(first.querySelector("img").getAttribute("src"), "/dien-hinh/0/anh.webp");
  assert.deepEqual(texts("ol li:first-child mark"), ["Gạo", "Gạo"]);
  assert.equal(texts("ol li:nth-child(2) > *").length, 4, "a name its title holds is not said twice");
});

test("results of several kinds are shown in groups, each a link with its filter", async () => {
  const keys = [...KEYS.slice(0, 3), "m0000000"];
  const files = {
    "/tim/t/0.json": { gao: { n: keys.join("") } },
    "/tim/d/0.json": { ...ROWS, m0000000: ["m", "/mo-hinh/0/", "Gạo", "", "", "", "", "", ""] },
  };
  const body = BODY.replace('[["Câu chuyện","b"]]', '[["Câu chuyện","b"],["Mô hình","m"]]');
  await page("/tra-cuu/?q=gao", { files, body });
  const links = Array.from(document.querySelectorAll("nav a"), (link) => [link.textContent, link.getAttribute("href")]);
  assert.deepEqual(links, [
    ["Tất cả 4", "/tra-cuu/?q=gao"],
    ["Câu chuyện 3", "/tra-cuu/?q=gao&loai=b"],
    ["Mô hình 1", "/tra-cuu/?q=gao&loai=m"],
  ]);
  assert.equal(find("nav [aria-current]").textContent, "Tất cả 4");
});

test("a facet of many values shows the first, and all by a button that moves on", async () => {
  const years = Array.from({ length: 12 }, (_, at) => String(2025 - at));
  const columns = { k: KEYS.join(""), v: { nam: KEYS.map((_, at) => [at]) }, d: { nam: years } };
  await page("/tra-cuu/?q=gao&nam=2014", { files: { "/tim/f/1.json": columns } });
  assert.equal(texts("[name=nam]").length, 9, "eight, and the one chosen");
  find(".dh-more").click();
  assert.equal(texts("[name=nam]").length, 12);
  assert.equal(document.activeElement, document.querySelectorAll("[name=nam]")[9]);
  assert.equal(history.state.opened.nam, true);
});

test("what nothing holds is said, with what the filters have to do with it", async () => {
  await page("/tra-cuu/?q=gao&nam=1999");
  assert.deepEqual([status(), shown()], ["none_filtered 0", []]);
  assert.ok(find("[value='1999']").checked, "it can be taken back");
  await page("/tra-cuu/?q=xyzt");
  assert.equal(status(), "none 0");
});

/* ---- names in the lists of decisions ---- */

const WORDS = {
  short: "Gõ cả họ",
  searching: "Đang tìm",
  near: "Gần giống",
  none: "Không có {query}",
  told: "Có trang",
  failed: "Không tải được",
  count: "{count} dòng",
  unit: "Đơn vị",
  award: "Hình thức",
  decision: "Quyết định",
};
const LOOK_UP = `<script type="application/json" id="tim-loi">${JSON.stringify(WORDS)}</script>
  <section id="o-tra-ten" data-files="/tim/" data-home="/" data-parts="1" hidden><form><input name="q">
  <select name="nam"><option value=""></option></select><select name="hinh-thuc"><option value=""></option></select></form>
  <p role="status"></p><ul data-near></ul><table hidden><tbody></tbody></table></section>`;
const ROW = (year) => ["Trần Văn Gạo", "", "UBND xã", "Bằng khen", `12/${year}`, year, `/quyet-dinh/${year}/`, ""];
const REGISTER = { r: { "gao tran van": [ROW("2025"), ROW("2024")] }, p: { "gao van": { "Trần Văn Gạo": 2 } } };

function lookUp(address, files = {}) {
  const all = { ...FILES, "/tim/ds/0.json": REGISTER, ...files };
  return open("look_up.js", { body: LOOK_UP, url: `https://vi.du${address}`, files: all });
}

test("a name is found in any order and narrowed by year", async () => {
  await lookUp("/?q=gao+tran+van");
  assert.deepEqual([texts("tbody th"), status()], [["Trần Văn Gạo", "Trần Văn Gạo"], "2 dòng"]);
  assert.deepEqual(texts("[name=nam] option"), ["", "2025", "2024"]);
  find("[name=nam]").value = "2024";
  find("[name=nam]").dispatchEvent(new Event("change", { bubbles: true }));
  await settled();
  assert.deepEqual([texts("tbody a"), location.search], [["12/2024"], "?q=gao+tran+van&nam=2024"]);
});

test("one word is too short; a part of a name leads to the names that hold it", async () => {
  await lookUp("/?q=gao");
  assert.deepEqual([status(), find("table").hidden], ["Gõ cả họ", true]);
  await lookUp("/?q=van+gao");
  assert.deepEqual([status(), texts("[data-near] a")], ["Gần giống", ["Trần Văn Gạo 2"]]);
});

test("a name typed with the keyboard off is found; one that is nowhere is said not to be", async () => {
  await lookUp("/?q=traanf+vawn+gaoj");
  assert.deepEqual([status(), texts("[data-near] a")], ["Gần giống", ["tran van gao"]]);
  await lookUp("/?q=le+thi+khong");
  assert.deepEqual([status(), texts("[data-near] a")], ["Không có le thi khong", []]);
});

test("a register that cannot be fetched is said", async () => {
  await lookUp("/?q=tran+gao", { "/tim/ds/0.json": 500 });
  assert.deepEqual([status(), find("table").hidden], ["Không tải được", true]);
});

test("Escape and letters elsewhere do nothing to the box", async () => {
  await page("/tra-cuu/?q=gao");
  press(find("input"), "Escape");
  assert.equal(shown().length, 10);
});
