/* The page /danh-sach-cua-toi/: what the reader kept, from this device alone.
   A page that was taken down loses its name. */
import { element } from "./elements.js";
import { keepList, readList, without } from "./own_list.js";

const NOTICE = '<meta name="robots" content="noindex">';

/** Resolves to whether a page was taken down: its address answers with a notice, or not at all. */
async function isGone(address) {
  const answer = await fetch(address);
  if (answer.status === 404 || answer.status === 410) return true;
  return answer.ok && (await answer.text()).includes(NOTICE);
}

class ListPage {
  constructor(box) {
    this.box = box;
    this.tools = document.getElementById("muc-lam-gi");
    this.said = box.dataset;
  }

  row(item) {
    const button = element("button", {
      type: "button",
      className: "dh-copy",
      textContent: this.said.remove,
      "aria-label": `${this.said.remove}: ${item.title}`,
    });
    const line = element("li", {}, [
      element("a", { href: item.address, textContent: item.title }),
      " ",
      element("span", { textContent: item.summary || "" }),
      " ",
      button,
      element("small", { textContent: item.address }),
    ]);
    button.addEventListener("click", () => {
      const place = Array.from(line.parentElement.children).indexOf(line);
      this.drop(item.address);
      const left = this.box.querySelectorAll("li button");
      (left[Math.min(place, left.length - 1)] || this.box.querySelector("p")).focus();
    });
    return line;
  }

  drop(address) {
    keepList(without(readList(), address));
    this.show();
  }

  show() {
    const items = readList();
    this.tools.hidden = !items.length;
    if (!items.length) {
      const empty = element("p", { className: "dh-empty", tabIndex: -1, textContent: this.said.empty });
      this.box.replaceChildren(empty);
      return;
    }
    const text = this.said.count.replace("{count}", items.length);
    this.box.replaceChildren(
      element("p", { className: "dh-small", role: "status", textContent: text }),
      element(
        "ol",
        { className: "dh-rows" },
        items.map((item) => this.row(item)),
      ),
    );
  }

  /** Whoever was taken down is taken off the list too. */
  async check(item) {
    if (!(await isGone(item.address).catch(() => false))) return;
    this.drop(item.address);
    this.box.append(element("p", { className: "dh-missing", textContent: this.said.gone }));
  }

  listen() {
    document.getElementById("danh-sach-chep").addEventListener("click", async ({ currentTarget: button }) => {
      const text = readList().map((item) => `${item.title}\n${item.address}`);
      await navigator.clipboard.writeText(text.join("\n\n"));
      button.textContent = button.dataset.done;
    });
    document.getElementById("danh-sach-xoa").addEventListener("click", ({ currentTarget: button }) => {
      if (!confirm(button.dataset.sure)) return;
      keepList([]);
      this.show();
    });
  }
}

const box = document.getElementById("muc-da-chon");
if (box) {
  const page = new ListPage(box);
  page.listen();
  page.show();
  readList().forEach((item) => page.check(item));
}
