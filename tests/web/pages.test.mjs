/* The scripts of pages, each in a page of its own: what a reader does, and what then stands there. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { find, open, press, settled, texts, type, until } from "./page.mjs";

/* ---- every page ---- */

const HEADER = `<a data-find href="/tra-cuu/">Tìm</a><form class="dh-headsearch" hidden><input name="q"></form>
  <details class="dh-drop"><summary>Xem</summary><a href="/x/">x</a></details>`;

test("the key / opens the box of the header, Escape closes it and gives the focus back", async () => {
  await open("dienhinh.js", { body: `${HEADER}<input id="o">` });
  const box = find(".dh-headsearch");
  assert.ok(press(document.body, "/").defaultPrevented);
  assert.ok(!box.hidden && document.activeElement === box.elements.q);
  press(box.elements.q, "Escape");
  assert.ok(box.hidden && document.activeElement === find("[data-find]"));
  assert.ok(!press(find("#o"), "/").defaultPrevented, "it can be typed");
  assert.ok(box.hidden);
});

test("an empty question of the header is not sent", async () => {
  await open("dienhinh.js", { body: HEADER });
  const send = () => {
    const event = new Event("submit", { cancelable: true });
    find(".dh-headsearch").dispatchEvent(event);
    return event.defaultPrevented;
  };
  assert.ok(send());
  find(".dh-headsearch").elements.q.value = "gạo";
  assert.ok(!send());
});

test("a box that drops is closed by Escape, and by leaving it", async () => {
  await open("dienhinh.js", { body: `${HEADER}<button>khác</button>` });
  const drop = find("details.dh-drop");
  drop.open = true;
  press(find("details a"), "Escape");
  assert.ok(!drop.open && document.activeElement === find("summary"));
  drop.open = true;
  find("button").focus();
  assert.ok(!drop.open);
});

test("a link into a closed box opens it, one to the box takes the focus there", async () => {
  const body = `<details class="dh-fold" id="hop"><summary>Hộp</summary><p id="trong">chữ</p></details>`;
  await open("dienhinh.js", { body, url: "https://vi.du/#trong" });
  assert.ok(find("details").open);
  await open("dienhinh.js", { body, url: "https://vi.du/#hop" });
  assert.ok(find("details").open && document.activeElement === find("summary"));
  await open("dienhinh.js", { body, url: "https://vi.du/#khac" });
  assert.ok(!find("details").open);
});

test("a page that is not there asks for the words of its address", async () => {
  const body = `<form data-lost><input name="q"></form>`;
  await open("dienhinh.js", { body, url: "https://vi.du/dien-hinh/nguy%E1%BB%85n-van_mot.html" });
  assert.equal(find("input").value, "nguyễn van mot");
  await open("dienhinh.js", { body, url: "https://vi.du/%E0%A4%A/" });
  assert.equal(find("input").value, "");
});

test("a button that copies shows itself where it can, and says that it did", async () => {
  const body = `<p><span data-copied="Câu trích">…</span><button data-copy data-done="Đã chép" hidden>Chép</button></p>`;
  await open("dienhinh.js", { body });
  assert.ok(find("button").hidden, "nothing can be copied here");
  const copied = [];
  await open("dienhinh.js", {
    body,
    before: (window) =>
      Object.defineProperty(window.navigator, "clipboard", { value: { writeText: async (text) => copied.push(text) } }),
  });
  assert.ok(!find("button").hidden);
  find("button").click();
  await settled();
  assert.deepEqual([copied, find("button").textContent], [["Câu trích"], "Đã chép"]);
});

test("paper says when it was printed", async () => {
  await open("dienhinh.js", { body: `<span data-printed data-said="In ngày"></span>` });
  dispatchEvent(new Event("beforeprint"));
  assert.match(find("span").textContent, /^ · In ngày \d+\/\d+\/\d{4}$/);
});

test("a page is read aloud where there is a voice, a second press stops it", async () => {
  const said = [],
    speech = Object.assign(new EventTarget(), {
      getVoices: () => [{ lang: "en-US" }, { lang: "vi-VN" }],
      speak: (words) => said.push(words),
      cancel: () => said.push("stop"),
    });
  const body = `<h1>Tên</h1><button data-speak data-stop="Dừng" hidden>Nghe</button><div class="dh-text"><p>Một.</p></div>`;
  const before = (window) => {
    window.speechSynthesis = globalThis.speechSynthesis = speech;
    globalThis.SpeechSynthesisUtterance = class {
      constructor(text) {
        this.text = text;
      }
    };
  };
  await open("dienhinh.js", { body, before });
  const button = find("button");
  assert.ok(!button.hidden);
  button.click();
  assert.deepEqual(
    [said.map(({ text }) => text), said[0].voice.lang, button.textContent],
    [["Tên", "Một."], "vi-VN", "Dừng"],
  );
  said[1].onend();
  assert.equal(button.textContent, "Nghe");
  button.click();
  button.click();
  assert.deepEqual([said[said.length - 1], button.textContent], ["stop", "Nghe"]);
});

test("the last pages read are kept only where a worker may run, and a sheet when it is asked for", async () => {
  const body = `<script data-worker="../sw.js"></script><button data-save data-done="Đã giữ" hidden>Giữ</button>`;
  const kept = [];
  function before(window) {
    const serviceWorker = { register: async (address) => kept.push(address) };
    Object.defineProperty(window.navigator, "serviceWorker", { value: serviceWorker });
    globalThis.caches = { open: async (name) => ({ add: async (path) => kept.push(`${name} ${path}`) }) };
  }
  await open("dienhinh.js", { body, before });
  assert.deepEqual([kept, find("button").hidden], [[], true], "no secure connection");
  await open("dienhinh.js", {
    body,
    url: "https://vi.du/mo-hinh/lua/",
    before: (window) => {
      before(window);
      globalThis.isSecureContext = true;
    },
  });
  find("button").click();
  await settled();
  assert.deepEqual(kept, ["../sw.js", "dienhinh-saved /mo-hinh/lua/"]);
  assert.deepEqual([find("button").textContent, find("button").disabled], ["Đã giữ", true]);
});

/* ---- the choice of colours ---- */

test("what a reader chose is shown on the next page, and what is spoilt is the usual", async () => {
  await open("display.js", { before: (window) => window.localStorage.setItem("dienhinh.display", '{"theme":"dark"}') });
  assert.deepEqual({ ...document.documentElement.dataset }, { theme: "dark" });
  window.dienhinhDisplay.keep({ theme: "auto", size: "large", contrast: "normal" });
  assert.deepEqual({ ...document.documentElement.dataset }, { size: "large" });
  assert.equal(JSON.parse(localStorage.getItem("dienhinh.display")).size, "large");
  await open("display.js", { before: (window) => window.localStorage.setItem("dienhinh.display", "{") });
  assert.deepEqual(window.dienhinhDisplay.read(), { theme: "auto", size: "normal", contrast: "normal" });
});

/* ---- lists ---- */

const LIST = `<form data-filter-for="ds" hidden><input type="search">
    <select data-sift="cap" data-silent="1"><option value=""></option><option value="xa">Xã</option></select>
    <p role="status" data-count="mục" data-none="Không có" data-silent="{count} mục không nói"></p></form>
  <h2>Một</h2><ul id="ds"><li class="dh-card" data-tells data-cap="xa tinh">Nguyễn Văn Một, Đông Hải</li>
    <li class="dh-card" data-tells>Trần Thị Hai</li></ul>`;

test("a list is filtered without marks, and what is asked stays in the address", async () => {
  await open("list_filter.js", { body: LIST, url: "https://vi.du/x/?a=1" });
  const items = () => Array.from(document.querySelectorAll("li"), (item) => !item.hidden);
  assert.ok(!find("form").hidden);
  type(find("input"), "DONG hai");
  assert.deepEqual([items(), find("[role=status]").textContent], [[true, false], "1 mục"]);
  assert.equal(location.search, "?a=1&q=DONG+hai");
  type(find("input"), "không đâu");
  assert.deepEqual([items(), find("[role=status]").textContent], [[false, false], "Không có"]);
  assert.ok(find("ul").hidden);
  type(find("input"), "");
  assert.deepEqual([items(), find("[role=status]").textContent, location.search], [[true, true], "", "?a=1"]);
});

test("of what does not say it, a filter says so", async () => {
  await open("list_filter.js", { body: LIST, url: "https://vi.du/x/?q=" });
  find("select").value = "xa";
  find("select").dispatchEvent(new Event("change", { bubbles: true }));
  assert.equal(find("[role=status]").textContent, "1 mục. 1 mục không nói");
});

test("the filter of an address is applied at once", async () => {
  await open("list_filter.js", { body: LIST, url: "https://vi.du/x/?q=hai" });
  assert.deepEqual(texts("li:not([hidden])").length, 2, "both hold it: Đông Hải and Thị Hai");
  await open("list_filter.js", { body: LIST, url: "https://vi.du/x/?q=tran" });
  assert.deepEqual(texts("li:not([hidden])"), ["Trần Thị Hai"]);
});

/* ---- the reader's own list ---- */

const BUTTON = `<button data-list="Ông Một" data-summary="Việc" data-done="Bỏ" hidden>Giữ</button><a hidden>Xem</a>`;
const LIST_PAGE = `<div id="muc-da-chon" data-remove="Bỏ" data-count="{count} trang" data-empty="Chưa có" data-gone="Đã gỡ">
  </div><p id="muc-lam-gi"><button id="danh-sach-chep" data-done="Đã chép">Chép</button>
  <button id="danh-sach-xoa" data-sure="Xóa?">Xóa</button></p>`;

function kept(...addresses) {
  const items = addresses.map((address) => ({ address, title: `Trang ${address}`, summary: "" }));
  return (window) => window.localStorage.setItem("dienhinh-list", JSON.stringify(items));
}

test("a page is put on the list and taken off, and what is spoilt is begun anew", async () => {
  const before = (window) => window.localStorage.setItem("dienhinh-list", "{{");
  await open("own_list.js", { body: BUTTON, url: "https://vi.du/dien-hinh/mot/?q=x", before });
  const button = find("button");
  assert.ok(!button.hidden);
  button.click();
  const [item] = JSON.parse(localStorage.getItem("dienhinh-list"));
  assert.deepEqual(item, { address: "https://vi.du/dien-hinh/mot/", title: "Ông Một", summary: "Việc" });
  assert.deepEqual([button.textContent, button.getAttribute("aria-pressed"), find("a").hidden], ["Bỏ", "true", false]);
  button.click();
  assert.deepEqual([localStorage.getItem("dienhinh-list"), button.textContent, find("a").hidden], ["[]", "Giữ", true]);
});

test("the list is shown, and after one is taken off the next has the focus", async () => {
  const files = { "/a/": "<p>a</p>", "/b/": "<p>b</p>" };
  await open("my_list.js", { body: LIST_PAGE, before: kept("/a/", "/b/"), files });
  assert.deepEqual([texts("li a"), texts("[role=status]")], [["Trang /a/", "Trang /b/"], ["2 trang"]]);
  find("li button").click();
  assert.deepEqual(texts("li a"), ["Trang /b/"]);
  assert.equal(document.activeElement, find("li button"));
  find("li button").click();
  assert.deepEqual([texts("#muc-da-chon"), find("#muc-lam-gi").hidden], [["Chưa có"], true]);
  assert.equal(document.activeElement, find("p.dh-empty"));
});

test("whoever was taken down loses their name here too; without a network nothing is lost", async () => {
  const notice = '<meta name="robots" content="noindex">';
  const files = { "/a/": notice, "/b/": 404, "/c/": 500, "/d/": new Error("no network"), "/e/": "<p>e</p>" };
  await open("my_list.js", { body: LIST_PAGE, before: kept(...Object.keys(files)), files });
  assert.deepEqual(texts("li a"), ["Trang /c/", "Trang /d/", "Trang /e/"]);
  assert.equal(texts(".dh-missing").length, 1, "the last redraw leaves one");
});

test("a list is emptied only by who is sure", async () => {
  await open("my_list.js", { body: LIST_PAGE, before: kept("/a/"), files: { "/a/": "" } });
  globalThis.confirm = () => false;
  find("#danh-sach-xoa").click();
  assert.equal(texts("li").length, 1);
  globalThis.confirm = () => true;
  find("#danh-sach-xoa").click();
  assert.equal(texts("li").length, 0);
});

/* ---- two models side by side ---- */

const WORDS = {
  title: "So sánh",
  silent: "Không nói",
  failed: "Không tải được",
  before: "{before} → {after}",
  needs: { money: "Tiền" },
  bands: { low: "ít" },
  rows: ["title", "steps", "results", "needs", "adopters", "contact"].map((name) => [name, name]),
};
const COMPARE = `<form id="o-so-sanh" data-files="/tep/" data-pages="/mo-hinh/" hidden>
    <select name="a"><option value=""></option><option value="lua">Lúa</option></select>
    <select name="b"><option value=""></option><option value="tom">Tôm</option></select></form>
  <script type="application/json" id="so-sanh-chu">${JSON.stringify(WORDS)}</script>
  <p id="so-sanh-loi"></p><div id="so-sanh-bang"></div>`;
const RICE = {
  id: "lua",
  name: "Lúa",
  title: "Lúa sạch",
  steps: [{ title: "Cày", time: "tháng 1" }, { title: "Cấy" }],
  results: [
    { indicator: "Năng suất", before: "5", after: "6", unit: "tấn" },
    { indicator: "Hộ", after: "40" },
  ],
  needs: { money: "low" },
  adopters: [
    { name: "Xã A", role: "origin" },
    { name: "Xã B", since: "2024" },
  ],
  contact: { office: "Phòng Nông nghiệp" },
};

test("a model's fields read in lines; what it does not say is said so", async () => {
  await open("compare.js", {
    body: COMPARE,
    url: "https://vi.du/?a=lua&b=tom",
    files: { "/tep/lua.json": RICE, "/tep/tom.json": { id: "tom", name: "Tôm", title: "Tôm sạch" } },
  });
  assert.deepEqual(texts("thead th"), ["Lúa", "Tôm"]);
  assert.equal(find("tbody td a").getAttribute("href"), "/mo-hinh/lua/");
  assert.deepEqual(texts("ol li"), ["Cày (tháng 1)", "Cấy"]);
  assert.deepEqual(texts("ul li"), ["Năng suất: 5 → 6 tấn", "Hộ: 40"]);
  assert.ok(
    texts("td").includes("Tiền: ít") && texts("td").includes("Xã B, 2024") && texts("td").includes("Phòng Nông nghiệp"),
  );
  assert.equal(texts("td small").length, 5);
});

test("a choice stands in the address; what cannot be fetched is said, and nothing half shown", async () => {
  await open("compare.js", {
    body: COMPARE,
    files: { "/tep/lua.json": RICE, "/tep/tom.json": new Error("no network") },
  });
  assert.ok(!find("form").hidden && !find("table"));
  find("[name=a]").value = "lua";
  find("form").dispatchEvent(new Event("change"));
  await settled();
  assert.deepEqual([location.search, texts("thead th")], ["?a=lua", ["Lúa"]]);
  find("[name=b]").value = "tom";
  find("form").dispatchEvent(new Event("change"));
  await settled();
  assert.deepEqual([find("#so-sanh-loi").textContent, find("table")], ["Không tải được", null]);
});

/* ---- verification ---- */

function sha(text) {
  return createHash("sha256").update(text).digest("hex");
}
const SAID = {};
for (const name of [
  "working failed insecure empty_address empty_file not_ours unknown_address missing different same same_version",
  "same_file same_piece other_version unknown_file release no_release signature_unsigned",
]
  .join(" ")
  .split(" "))
  SAID[name] = `${name}{link}`;
SAID.signature_unsigned = "unsigned";
const VERIFY = `<div data-verify data-root="/"><script type="application/json">${JSON.stringify(SAID)}</script>
  <form data-needs-script hidden><input name="address"><input type="file"></form><p role="status"></p></div>`;
const PAGE = "<p>một</p>";
const MANIFEST = [
  "dienhinh manifest 1",
  "release r1",
  "commit c",
  "",
  `${sha(PAGE)} 10 dien-hinh/mot/index.html`,
  "",
].join("\n");

/** Whether a verdict stands: its question may have been worked at in another thread. */
function isSaid() {
  const said = find("[role=status]").textContent;
  return said !== "" && !said.startsWith("working");
}

async function asked(text, files) {
  await open("verify.js", { body: VERIFY, files: { "/manifest.txt": MANIFEST, ...files } });
  find("[name=address]").value = text;
  find("form").dispatchEvent(new Event("submit", { cancelable: true }));
  await until(isSaid);
  return [find("[role=status]").className, find("[role=status]").textContent.replace(/\/.*/, "")];
}

test("a page is the one of the release, another, gone, unknown, or not ours", async () => {
  assert.deepEqual(await asked("mot", { "/dien-hinh/mot/": PAGE }), ["dh-verdict is-good", "same"]);
  assert.deepEqual(await asked("mot", { "/dien-hinh/mot/": "<p>hai</p>" }), ["dh-verdict is-bad", "different"]);
  assert.deepEqual(await asked("mot", {}), ["dh-verdict is-bad", "missing"]);
  assert.equal((await asked("hai", {}))[0], "dh-verdict is-bad");
  assert.match((await asked("https://khac.vn/", {}))[1], /^not_ours/);
  assert.match((await asked(" ", {}))[1], /^empty_address/);
});

test("without the manifest nothing is called right or wrong, and it is asked for again", async () => {
  const files = { "/manifest.txt": new Error("no network"), "/dien-hinh/mot/": PAGE };
  await open("verify.js", { body: VERIFY, files, url: "https://vi.du/?dia-chi=mot" });
  await until(isSaid);
  assert.match(find("[role=status]").textContent, /^failed/);
  files["/manifest.txt"] = MANIFEST;
  find("form").dispatchEvent(new Event("submit", { cancelable: true }));
  await until(isSaid);
  assert.match(find("[role=status]").textContent, /^same/);
});

test("what was said goes when the question changes", async () => {
  await asked("mot", { "/dien-hinh/mot/": PAGE });
  type(find("[name=address]"), "hai");
  assert.deepEqual([find("[role=status]").textContent, find("[role=status]").className], ["", "dh-verdict"]);
});

/** Chooses a file, as a reader does; jsdom lets nobody set what is chosen. */
async function chosen(content, files) {
  await open("verify.js", { body: VERIFY, files: { "/manifest.txt": MANIFEST, ...files } });
  const bytes = new TextEncoder().encode(content);
  const file = { size: bytes.length, arrayBuffer: async () => bytes.buffer };
  Object.defineProperty(find("[type=file]"), "files", { value: [file] });
  find("[type=file]").dispatchEvent(new Event("change"));
  await until(isSaid);
  return find("[role=status]").textContent.replace(/\/[^ ]*/, "");
}

test("a saved file is one of the release, another version of a page it speaks of, or unknown", async () => {
  assert.match(await chosen(PAGE, {}), /^same_file/);
  assert.match(await chosen("<a href='https://vi.du/dien-hinh/mot/'>.", {}), /^other_version/);
  assert.match(await chosen("<a href='https://khac.vn/dien-hinh/mot/'>.", {}), /^unknown_file/);
  assert.match(await chosen("", {}), /^empty_file/);
});

test("without cryptography of the browser nothing is offered", async () => {
  const real = globalThis.crypto;
  Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true, writable: true });
  await open("verify.js", { body: VERIFY });
  Object.defineProperty(globalThis, "crypto", { value: real, configurable: true, writable: true });
  assert.ok(find("form").hidden);
  assert.match(find("[role=status]").textContent, /^insecure/);
});
