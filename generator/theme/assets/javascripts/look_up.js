/* The page /tra-cuu/danh-sach/: a name in the lists of all decisions. */
import { element, filled } from "./elements.js";
import { respellings } from "./respelling.js";
import { Files, Search } from "./search.js";
import { numberOf, syllables } from "./syllables.js";

const CONTROLS = ["q", "nam", "hinh-thuc"];
const LONGEST = 200;
const PAGES = 5;

/** Returns what a name stands under in the lists: its syllables in order of the alphabet. */
export function keyOf(text) {
  return syllables(text)
    .map(([folded]) => folded)
    .sort()
    .join(" ");
}

class LookUpPage {
  constructor(root) {
    this.words = JSON.parse(document.getElementById("tim-loi").textContent);
    this.files = new Files(root.dataset.files);
    this.search = new Search(this.files);
    this.parts = Number(root.dataset.parts);
    this.home = root.dataset.home;
    this.form = root.querySelector("form");
    this.status = root.querySelector("[role=status]");
    this.near = root.querySelector("[data-near]");
    this.table = root.querySelector("table");
    this.body = root.querySelector("tbody");
    this.rows = [];
    this.turn = 0; // of several questions only the last may answer
  }

  /** Resolves to the lists a name of this key may stand in: `r` rows by key, `p` names alike by key. */
  listOf(key) {
    return this.files.get(`ds/${numberOf(key) % this.parts}.json`);
  }

  /** Offers the values that stand in a column of the rows found, last first. */
  offer(control, column) {
    const values = Array.from(new Set(this.rows.map((row) => row[column]).filter(Boolean)))
      .sort()
      .reverse();
    const chosen = control.value;
    const options = values.map((value) => element("option", { value, textContent: value }));
    control.replaceChildren(control.options[0], ...options);
    control.value = values.includes(chosen) ? chosen : "";
  }

  row([name, , unit, award, number, , decision, story]) {
    const { words, home } = this;
    return element("tr", {}, [
      element("th", { scope: "row" }, [
        story ? element("a", { href: home + story.slice(1), textContent: name }) : name,
      ]),
      element("td", { textContent: unit || "–", "data-label": words.unit }),
      element("td", { textContent: award || "–", "data-label": words.award }),
      element("td", { "data-label": words.decision }, [
        element("a", { href: home + decision.slice(1), textContent: number }),
      ]),
    ]);
  }

  draw() {
    const { nam: year, "hinh-thuc": award } = this.form.elements;
    const shown = this.rows.filter(
      (row) => (!year.value || row[5] === year.value) && (!award.value || row[3] === award.value),
    );
    this.body.replaceChildren(...shown.map((row) => this.row(row)));
    this.table.hidden = !shown.length;
    if (this.rows.length) this.status.textContent = filled(this.words.count, { count: shown.length });
  }

  /** Says that a name stands in no list, but in these links. */
  leadTo(said, links) {
    this.status.textContent = said;
    this.near.replaceChildren(...links.map((link) => element("li", {}, [link])));
  }

  async update() {
    const mine = ++this.turn,
      asked = new URLSearchParams(location.search),
      text = (asked.get("q") || "").slice(0, LONGEST),
      key = keyOf(text),
      { words } = this;
    this.rows = [];
    this.near.replaceChildren();
    if (!key.includes(" ")) {
      this.status.textContent = key ? words.short : "";
      this.draw();
      return;
    }
    this.status.textContent = words.searching;
    try {
      const file = await this.listOf(key);
      if (mine !== this.turn) return;
      this.rows = (file.r || {})[key] || [];
      const others = Object.entries((file.p || {})[key] || {});
      this.show(text, others, asked);
      if (!this.rows.length && !others.length) this.otherwise(text, mine).catch(() => {}); // what was said stands
    } catch {
      if (mine !== this.turn) return;
      this.status.textContent = words.failed;
      this.table.hidden = true;
    }
  }

  /** Shows the rows found, what they can be narrowed by, and names written alike. */
  show(text, others, asked) {
    const { words } = this;
    const isFound = this.rows.length || others.length;
    this.leadTo(isFound ? words.near : filled(words.none, { query: text }), others.map(alike));
    this.offer(this.form.elements.nam, 5);
    this.offer(this.form.elements["hinh-thuc"], 3);
    for (const name of CONTROLS.slice(1)) if (asked.get(name)) this.form.elements[name].value = asked.get(name);
    this.draw();
  }

  /** Whoever is on no list may have a story, with a commendation whose list nobody published; or was mistyped. */
  async otherwise(text, mine) {
    const found = await this.search.find(text);
    const pages = found.how === "whole" ? await this.search.show(found.keys.slice(0, PAGES)) : [];
    if (mine !== this.turn) return;
    if (pages.length) {
      const links = pages.map((row) => element("a", { href: this.home + row[1].slice(1), textContent: row[2] }));
      this.leadTo(filled(this.words.told, { query: text }), links);
      return;
    }
    const names = await this.respelt(text);
    if (mine !== this.turn || !names.length) return;
    const links = names.map((name) => element("a", { href: addressOf(name), textContent: name }));
    this.leadTo(this.words.near, links);
  }

  /** Names typed with the keyboard off, or written otherwise in another region: Nhật and Nhựt. */
  async respelt(text) {
    const folded = syllables(text).map((each) => each[0]);
    const tried = respellings(folded, new Set(), new Set(), []).kinds.flat();
    const known = await Promise.all(
      tried.map(async (list) => {
        const key = [...list].sort().join(" ");
        const file = await this.listOf(key);
        return Boolean((file.r || {})[key]);
      }),
    );
    return tried.filter((_, at) => known[at]).map((list) => list.join(" "));
  }

  go() {
    const parts = new URLSearchParams();
    for (const name of CONTROLS) {
      const value = this.form.elements[name].value.trim().slice(0, LONGEST);
      if (value) parts.set(name, value);
    }
    history.pushState(null, "", `${location.pathname}?${parts}`);
    return this.update();
  }

  start() {
    this.form.elements.q.value = new URLSearchParams(location.search).get("q") || "";
    return this.update();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.go();
    });
    this.form.addEventListener("change", (event) => {
      if (event.target.tagName === "SELECT") this.go();
    });
    addEventListener("popstate", () => this.start());
  }
}

function addressOf(name) {
  return `?q=${encodeURIComponent(name)}`;
}

/** Returns a link to a name written alike, with how often it stands in the lists. */
function alike([name, count]) {
  return element("a", { href: addressOf(name) }, [`${name} `, element("b", { textContent: count })]);
}

const root = document.getElementById("o-tra-ten");
if (root) {
  const page = new LookUpPage(root);
  page.listen();
  root.hidden = false;
  page.start();
}
