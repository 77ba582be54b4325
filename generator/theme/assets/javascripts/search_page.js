/* The page /tra-cuu/: results, filters, and what is shown kept in the address and the history. */
import { element, filled } from "./elements.js";
import { Files, Search } from "./search.js";
import { fold, syllable } from "./syllables.js";

const STEP = 10;
const VALUES_SHOWN = 8;
const PATIENCE = 250;

/** Returns a text with the words asked for marked; a query with accents marks only words spelt as it is. */
export function marked(text, run) {
  const isSpelt = run.some(([folded, spelling]) => spelling !== `${folded}0`),
    how = isSpelt ? 1 : 0,
    wanted = new Set(run.map((word) => word[how]));
  return text
    .split(/([\p{L}\p{N}\p{M}]+)/u)
    .map((piece, at) => (at % 2 && wanted.has(syllable(piece)[how]) ? element("mark", { textContent: piece }) : piece));
}

/** What is asked for by filters: values by facet, of which an item has to hold one each. */
class Filters {
  constructor(facets, chosen) {
    this.facets = facets;
    this.chosen = chosen;
  }

  static of(facets, parameters) {
    const chosen = {};
    for (const facet of facets) {
      const values = parameters.getAll(facet).filter(Boolean);
      if (values.length) chosen[facet] = values;
    }
    return new Filters(facets, chosen);
  }

  get any() {
    return Object.keys(this.chosen).length > 0;
  }

  /** Tells whether an item passes all filters but that of one facet. */
  passes(columns, key, but = "") {
    return this.facets.every((facet) => {
      const wanted = this.chosen[facet];
      return !wanted || facet === but || valuesOf(columns, key, facet).some((value) => wanted.includes(value));
    });
  }
}

function valuesOf(columns, key, facet) {
  if (facet === "loai") return [key[0]];
  const row = columns.values.get(key);
  return (row && row[facet]) || [];
}

class SearchPage {
  constructor(root) {
    this.words = JSON.parse(document.getElementById("tim-loi").textContent);
    this.facets = Object.keys(this.words.facets);
    this.search = new Search(new Files(root.dataset.files));
    this.home = root.dataset.home;
    this.form = root.querySelector("form");
    this.input = this.form.elements.q;
    this.status = root.querySelector("[role=status]");
    this.list = root.querySelector("ol");
    this.more = root.querySelector("button[data-more]");
    this.side = root.querySelector("details");
    this.also = root.querySelector("[data-also]");
    this.groups = root.querySelector("nav");
    this.shown = 0;
    this.keys = [];
    this.run = [];
    this.opened = {};
    this.turn = 0; // of several questions only the last may answer
    this.waiting = 0;
    this.typing = false; // one entry of the history for a word, however slowly it is typed
  }

  /* ---- the address ---- */

  state() {
    const asked = new URLSearchParams(location.search);
    return { q: (asked.get("q") || "").slice(0, 300), filters: Filters.of(this.facets, asked) };
  }

  address(q, chosen) {
    const parts = new URLSearchParams();
    if (q) parts.set("q", q);
    for (const facet of this.facets) for (const value of chosen[facet] || []) parts.append(facet, value);
    const text = parts.toString();
    return location.pathname + (text ? `?${text}` : "");
  }

  /** How much was shown and where the reader stood belongs to the entry of the history: Back returns to it. */
  keep(further = {}) {
    const kept = { shown: this.shown, opened: this.opened, side: this.side.open };
    history.replaceState({ ...history.state, ...kept, ...further }, "");
  }

  go(isReplacing) {
    const chosen = {};
    for (const tick of this.side.querySelectorAll("input:checked"))
      chosen[tick.name] = [...(chosen[tick.name] || []), tick.value];
    const isDrawn = this.side.querySelector("fieldset");
    const to = this.address(this.input.value.trim().slice(0, 300), isDrawn ? chosen : this.state().filters.chosen);
    if (to !== location.pathname + location.search) history[isReplacing ? "replaceState" : "pushState"](null, "", to);
    return this.update();
  }

  /* ---- results ---- */

  /** Until what was asked for stands in the list, the list says that it is being filled. */
  busy(is) {
    this.list.setAttribute("aria-busy", is);
  }

  result([kind, address, title, name, ...rest]) {
    const [place, date, field, summary, cover] = rest,
      there = this.home + address.slice(1);
    const image = { src: there + cover, alt: "", loading: "lazy", width: 112, height: 112 };
    const isNamed = name && !fold(title).includes(fold(name));
    return element("li", cover ? { className: "is-pictured" } : {}, [
      element("p", { className: "dh-kicker", textContent: this.words.kinds[kind] }),
      element("h2", {}, [element("a", { href: there }, marked(title, this.run))]),
      isNamed && element("p", { className: "dh-find__name" }, marked(name, this.run)),
      summary && element("p", {}, marked(summary, this.run)),
      element("p", { className: "dh-meta", textContent: [place, date, field].filter(Boolean).join(" · ") }),
      cover && element("img", { className: "dh-find__cover", ...image }),
    ]);
  }

  /** Shows the next results; each as soon as it and all above it are there: nothing moves under a finger. */
  async next(mine, count) {
    const part = this.keys.slice(this.shown, this.shown + count);
    this.shown += part.length;
    this.more.hidden = true;
    this.busy(true);
    const rows = part.map((key) => this.search.one(key));
    rows.forEach((row) => row.catch(() => {})); // told at its place
    for (const asked of rows) {
      const row = await asked;
      if (mine === this.turn && row) this.list.append(this.result(row));
    }
    if (mine !== this.turn) return;
    this.more.hidden = this.shown >= this.keys.length;
    this.busy(false);
  }

  async showMore() {
    const at = this.shown,
      mine = this.turn,
      asked = this.next(mine, STEP);
    this.keep();
    try {
      await asked;
    } catch {
      this.failedFurther(mine);
      return;
    }
    const item = this.list.children[at];
    if (item) item.querySelector("a").focus();
  }

  /** What stands stays, and the rest can be asked for again. */
  failedFurther(mine) {
    if (mine !== this.turn) return;
    this.shown = this.list.children.length;
    this.status.textContent = this.words.failed;
    this.more.hidden = false;
    this.busy(false);
  }

  failed(mine) {
    if (mine !== this.turn) return;
    this.clear();
    this.status.textContent = this.words.failed;
  }

  clear() {
    this.list.replaceChildren();
    this.offer([]);
    this.more.hidden = this.groups.hidden = true;
    this.busy(false);
  }

  /** Offers other texts to ask for. */
  offer(texts) {
    const links = texts.flatMap((text, at) => [
      at ? ", " : " ",
      element("a", { href: this.address(text, this.state().filters.chosen), textContent: text }),
    ]);
    this.also.replaceChildren(...(links.length ? [this.words.perhaps, ...links] : []));
    this.also.hidden = !links.length;
  }

  /** Says how many were found, and how. */
  verdict(found, query, isFiltered) {
    const { words } = this,
      count = this.keys.length;
    let said = words.count;
    if (found && found.how === "number") said = count ? words.number_near : words.number_unknown;
    else if (!count) said = isFiltered ? words.none_filtered : words.none;
    else if (found)
      said = { whole: words.count, near: words.near, every: words.every, respelt: words.respelt }[found.how];
    else if (!query && !isFiltered && !this.side.open) said = "";
    return filled(said, { query, count: count.toLocaleString("vi"), instead: found && found.instead });
  }

  /** Resolves when the results stand; `kept` is what the history knows of a page returned to. */
  async update(kept) {
    const mine = ++this.turn,
      asked = this.state(),
      isAsked = asked.filters.any || Boolean(asked.q.trim());
    document.documentElement.classList.toggle("is-asked", isAsked);
    if (this.input.value !== asked.q && document.activeElement !== this.input) this.input.value = asked.q;
    document.title = asked.q ? filled(this.words.title_for, { query: asked.q }) : this.words.title;
    if (!isAsked && !this.side.open) {
      this.keys = [];
      this.clear();
      this.status.textContent = this.words.empty;
      return;
    }
    this.status.textContent = this.words.searching;
    this.busy(true);
    try {
      const answer = await this.answer(asked);
      if (mine !== this.turn) return;
      this.show(answer, asked);
      const { shown, top } = kept || {};
      await this.next(mine, shown || STEP);
      if (top && mine === this.turn) scrollTo(0, top);
    } catch {
      this.failed(mine);
    }
  }

  /** Resolves to what was found, and the facets where they are shown or chosen. */
  async answer({ q, filters }) {
    const query = q.trim(),
      isNarrowed = filters.any || this.side.open || !query;
    const [found, columns, names] = await Promise.all([
      query ? this.search.find(q) : null,
      isNarrowed ? this.search.columns() : null,
      isNarrowed ? this.search.names() : null,
    ]);
    return { found, columns, names };
  }

  /** Shows all but the results themselves: how many, of which groups and facets, what else may be meant. */
  show({ found, columns, names }, { q, filters }) {
    const pool = found ? found.keys : columns.order;
    this.run = found ? found.run : [];
    this.keys = filters.any ? pool.filter((key) => filters.passes(columns, key)) : pool;
    this.list.replaceChildren();
    this.shown = 0;
    this.status.textContent = this.verdict(found, q.trim(), filters.any);
    this.offer((found && found.also) || []);
    this.drawGroups(columns, filters, pool);
    if (columns) this.drawFacets(columns, names, filters, pool);
  }

  /* ---- filters ---- */

  drawFacets(columns, names, filters, pool) {
    const focus = document.activeElement && document.activeElement.id,
      redraw = () => this.drawFacets(columns, names, filters, pool);
    const sets = this.facets.map((facet) => {
      const counts = counted(columns, filters, pool, facet);
      return counts.size ? this.facet(facet, counts, names, filters, redraw) : null;
    });
    const text = filled(this.words.show, { count: this.keys.length });
    const done = element("button", { type: "button", className: "dh-done", textContent: text });
    done.addEventListener("click", () => {
      this.side.open = false;
      this.form.scrollIntoView();
    });
    this.side.querySelector("div").replaceChildren(...sets.filter(Boolean), done);
    if (focus && document.getElementById(focus)) document.getElementById(focus).focus();
  }

  /** Returns the ticks of one facet: the values most items have, and those chosen; all of them by a button. */
  facet(facet, counts, names, filters, redraw) {
    const chosen = filters.chosen[facet] || [],
      told = facet === "loai" ? this.words.kinds : names[facet] || {},
      called = (value) => told[value] || value,
      idOf = (value) => `loc-${facet}-${value}`;
    const values = Array.from(counts.keys()).sort((a, b) =>
      facet === "nam" ? b.localeCompare(a) : counts.get(b) - counts.get(a) || called(a).localeCompare(called(b), "vi"),
    );
    const few = this.opened[facet] ? values : values.filter((value, at) => at < VALUES_SHOWN || chosen.includes(value));
    const ticks = few.map((value) => {
      const properties = { type: "checkbox", id: idOf(value), name: facet, value, checked: chosen.includes(value) };
      return element("label", { htmlFor: idOf(value) }, [
        element("input", properties),
        ` ${called(value)} `,
        element("b", { textContent: counts.get(value) }),
      ]);
    });
    const set = element("fieldset", {}, [element("legend", { textContent: this.words.facets[facet] }), ...ticks]);
    if (few.length < values.length) {
      const text = filled(this.words.all, { count: values.length });
      const all = element("button", { type: "button", className: "dh-more", textContent: text });
      all.addEventListener("click", () => {
        this.opened[facet] = true;
        this.keep();
        redraw();
        const first = document.getElementById(idOf(values[few.length]));
        if (first) first.focus();
      });
      set.append(all);
    }
    return set;
  }

  /** Links that show one group of results: its kinds chosen, all other filters as they are. */
  drawGroups(columns, filters, pool) {
    const counts = {},
      chosen = [...(filters.chosen.loai || [])].sort().join("");
    for (const key of pool)
      if (!columns || filters.passes(columns, key, "loai")) counts[key[0]] = (counts[key[0]] || 0) + 1;
    const every = [this.words.everything, "", Object.keys(counts)];
    const groups = this.words.groups.map(([name, kinds]) => [name, [...kinds].sort().join(""), [...kinds]]);
    const rows = [every, ...groups]
      .map(([name, loai, kinds]) => [name, loai, kinds.reduce((sum, kind) => sum + (counts[kind] || 0), 0)])
      .filter(([, , count]) => count);
    const links = rows.map(([name, loai, count]) => {
      const href = this.address(this.input.value.trim(), { ...filters.chosen, loai: [...loai] });
      const number = element("b", { textContent: count.toLocaleString("vi") });
      const current = loai === chosen ? { "aria-current": "true" } : {};
      return element("li", {}, [element("a", { href, ...current }, [`${name} `, number])]);
    });
    this.groups.hidden = rows.length < 3;
    this.groups.replaceChildren(element("ul", {}, links));
  }

  /* ---- the reader ---- */

  listen() {
    const { form, input, side } = this;
    input.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => {
        this.go(this.typing);
        this.typing = true;
      }, PATIENCE);
    });
    input.addEventListener("blur", () => {
      this.typing = false;
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      clearTimeout(this.waiting);
      const shown = this.go(this.typing);
      this.typing = false;
      await shown;
      this.status.focus(); // then the results are what is read, not the box
    });
    side.addEventListener("change", () => {
      this.typing = false;
      this.go(false);
    });
    side.addEventListener("toggle", () => {
      if (side.open && !side.querySelector("fieldset")) this.update(history.state);
    });
    this.more.addEventListener("click", () => this.showMore());
    addEventListener("pagehide", () => this.keep({ top: scrollY }));
    addEventListener("popstate", () => {
      this.typing = false;
      input.value = this.state().q;
      this.update(history.state);
    });
  }

  async start() {
    const kept = history.state,
      came = document.referrer && new URL(document.referrer).origin === location.origin;
    this.opened = (kept && kept.opened) || {};
    this.side.open = kept && "side" in kept ? kept.side : matchMedia("(min-width: 60em)").matches;
    await this.update(kept);
    if (!kept && came && this.state().q.trim()) this.status.focus({ preventScroll: true });
  }
}

/** Returns how many items of the pool have each value of a facet, those chosen counted even where none has it. */
function counted(columns, filters, pool, facet) {
  const counts = new Map();
  for (const key of pool) {
    if (!filters.passes(columns, key, facet)) continue;
    for (const value of valuesOf(columns, key, facet)) counts.set(value, (counts.get(value) || 0) + 1);
  }
  for (const value of filters.chosen[facet] || []) if (!counts.has(value)) counts.set(value, 0);
  return counts;
}

const root = document.getElementById("o-tra-cuu");
if (root) {
  const page = new SearchPage(root);
  history.scrollRestoration = "manual";
  page.listen();
  root.hidden = false;
  page.start();
}
