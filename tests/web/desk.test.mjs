/* The desk: faults at their fields while one types, and choosing among many by keyboard. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { find, open, press, settled, texts, type } from "./page.mjs";

const FORM = `<form id="ban-ghi" data-saved="Đã lưu nháp" data-lost="Chưa lưu được">
  <p data-status></p><ul data-said=""></ul>
  <details><summary>Tên</summary><input name="name" value="Một"><ul data-said="subject"></ul></details>
  <input type="file" name="photo"></form>`;

test("what is wrong stands at its field, or at the nearest that has room, and is unfolded", async () => {
  const fault = { text: "Thiếu tên", deed: "mend:1", button: "Sửa" };
  const files = { "/ban-ghi/": { "subject.names.0": [fault], kind: [{ text: "Chưa chọn loại" }] } };
  const { asked } = await open("desk.js", { body: FORM, url: "https://vi.du/ban-ghi/", files });
  assert.deepEqual(asked, [], "nothing was typed");
  type(find("[name=name]"), "");
  await settled(450);
  assert.deepEqual(asked, ["/ban-ghi/?as=json"]);
  assert.deepEqual(
    [texts("[data-said=subject] li"), texts("[data-said=''] li")],
    [["Thiếu tên Sửa"], ["Chưa chọn loại"]],
  );
  assert.ok(find("details").open);
  const button = find("li button");
  assert.deepEqual([button.type, button.name, button.value], ["submit", "do", "mend:1"]);
  assert.equal(find("[data-status]").textContent, "Đã lưu nháp");
});

test("a file does not go along with a check", async () => {
  let sent;
  const files = { "/": ({ body }) => ((sent = Array.from(body.keys())), {}) };
  await open("desk.js", { body: FORM, files });
  type(find("[name=name]"), "x");
  await settled(450);
  assert.deepEqual(sent, ["name", "do"]);
});

test("what was typed while the page was still arriving is checked at once", async () => {
  const before = (window) => {
    window.document.querySelector("[name=name]").value = "Hai";
  };
  const { asked } = await open("desk.js", { body: FORM, files: { "/": {} }, before });
  assert.deepEqual(asked, ["/?as=json"]);
});

test("a desk that is gone is said, as is one that refuses", async () => {
  for (const answer of [new Error("no network"), 401]) {
    await open("desk.js", { body: FORM, files: { "/": answer } });
    type(find("[name=name]"), "Ba");
    await settled(450);
    assert.deepEqual([find("[data-status]").className, find("[data-status]").textContent], ["lost", "Chưa lưu được"]);
  }
});

/* ---- choosing among many ---- */

const SELECT = `<div><label for="o">Đơn vị</label><select id="o" name="unit"><option value=""></option>
  <option value="xa-a" selected>Xã A</option></select>
  <span data-from="units"><input name="find" aria-label="Tìm đơn vị"><button>Tìm</button><small>gõ</small></span></div>`;
const FOUND = {
  options: [
    { name: "Xã B", value: "xa-b" },
    { name: "Xã Bình", value: "xa-binh" },
  ],
  told: "2 nơi",
  add: "/danh-muc/units/moi/",
  button: "Thêm nơi này",
};
const picker = (body = SELECT) => open("pick.js", { body, files: { "/chon/units/": FOUND } });
const pointed = () => find(`#${find("[role=combobox]").getAttribute("aria-activedescendant")}`).textContent;

test("a part of a name is typed, arrows point, Enter takes, and the select holds it", async () => {
  await picker();
  const box = find("[role=combobox]"),
    changes = [];
  find("select").addEventListener("input", (event) => changes.push(event.target.value));
  assert.deepEqual([box.value, box.id, find("select").hidden, box.hasAttribute("name")], ["Xã A", "o", true, false]);
  type(box, "b");
  await settled(160);
  assert.deepEqual(
    [texts("[role=option]"), box.getAttribute("aria-expanded"), pointed()],
    [["Xã B", "Xã Bình"], "true", "Xã B"],
  );
  press(box, "ArrowDown");
  assert.equal(pointed(), "Xã Bình");
  press(box, "ArrowDown");
  assert.equal(pointed(), "Xã B");
  press(box, "ArrowUp");
  assert.ok(press(box, "Enter").defaultPrevented, "the form is not sent");
  assert.deepEqual([find("select").value, box.value, changes], ["xa-binh", "Xã Bình", ["xa-binh"]]);
  assert.ok(find("[role=listbox]").hidden);
});

test("Escape keeps what was chosen; leaving an emptied box chooses nothing", async () => {
  await picker();
  const box = find("[role=combobox]");
  type(box, "b");
  await settled(160);
  press(box, "Escape");
  assert.deepEqual([box.value, find("select").value, find("[role=listbox]").hidden], ["Xã A", "xa-a", true]);
  box.value = "";
  box.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  assert.deepEqual([find("select").value, box.value], ["", ""]);
});

test("what is not there leads to the page that adds it, with the name typed", async () => {
  await picker();
  type(find("[role=combobox]"), "Xã mới");
  await settled(160);
  assert.equal(find("[role=status] a").getAttribute("href"), "/danh-muc/units/moi/?ten=X%C3%A3%20m%E1%BB%9Bi");
});

test("among boxes what is taken is ticked, once", async () => {
  const boxes = `<div class="boxes" data-name="fields"><label><input type="checkbox" name="fields" value="xa-b"> Xã B</label>
    <span data-from="units"><input name="find" aria-label="Tìm"><button>Tìm</button></span></div>`;
  await picker(boxes);
  const box = find("[role=combobox]");
  for (const name of ["Xã B", "Xã Bình", "Xã Bình"]) {
    type(box, "b");
    await settled(160);
    Array.from(document.querySelectorAll("[role=option]"))
      .find((option) => option.textContent === name)
      .click();
  }
  const ticked = Array.from(document.querySelectorAll(":checked"), (each) => `${each.name}=${each.value}`);
  assert.deepEqual([ticked, box.value], [["fields=xa-b", "fields=xa-binh"], ""]);
});
