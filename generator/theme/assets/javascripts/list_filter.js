/* The filter of a list: accents, đ and capitals do not matter. Without scripts the whole list shows and the box
   stays hidden. What is asked stays in the address: Back and a shared link keep it. */
const ITEMS = "[data-key], .dh-card, .dh-tiles li, .dh-az li, .dh-names li, [data-tells], tbody tr";

/** Returns a text as the keys of lists are written: small letters without marks, one space between words. */
export function plain(text) {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/đ/g, "d")
    .replace(/\s+/g, " ")
    .trim();
}

/** What a control asks for; nothing where it is a box that is not ticked. */
function wanted(control) {
  return control.type !== "checkbox" || control.checked ? control.value : "";
}

export class ListFilter {
  constructor(form) {
    this.form = form;
    this.list = document.getElementById(form.dataset.filterFor);
    this.input = form.querySelector("input[type=search]");
    this.status = form.querySelector("[role=status]");
    this.sieves = Array.from(form.querySelectorAll("[data-sift]"));
    if (!this.isWhole) return;
    this.items = Array.from(this.list.querySelectorAll(ITEMS), (item) => ({
      item,
      key: item.dataset.key || plain(item.textContent),
    }));
    this.groups = new Set(this.items.map(({ item }) => item.parentElement));
  }

  /** Whether the page has all that a filter needs. */
  get isWhole() {
    return Boolean(this.list && this.input && this.status);
  }

  passes(item) {
    return this.sieves.every((control) => {
      const held = (item.dataset[control.dataset.sift] || "").split(" ");
      return !wanted(control) || held.includes(wanted(control));
    });
  }

  /** Tells whether nobody wrote down what is asked for: of such an item it cannot be said that it does not fit. */
  isSilent(item) {
    return this.sieves.some(
      (control) => control.dataset.silent && wanted(control) && !item.dataset[control.dataset.sift],
    );
  }

  apply() {
    const words = plain(this.input.value).split(" ").filter(Boolean);
    let shown = 0,
      silent = 0;
    for (const { item, key } of this.items) {
      item.hidden = !(this.passes(item) && words.every((word) => key.includes(word)));
      if (!item.hidden) shown += 1;
      else if (this.isSilent(item)) silent += 1;
    }
    for (const group of this.groups) {
      group.hidden = Array.from(group.children).every((item) => item.hidden);
      const head = group.previousElementSibling;
      if (head && head.tagName === "H2") head.hidden = group.hidden;
    }
    this.say(words.length || this.sieves.some(wanted), shown, silent);
  }

  say(isAsked, shown, silent) {
    const said = this.status.dataset;
    const found = shown ? `${shown} ${said.count}` : said.none;
    const untold = silent && said.silent ? `. ${said.silent.replace("{count}", silent)}` : "";
    this.status.textContent = (isAsked ? found : "") + untold;
  }

  keepInAddress() {
    const there = new URL(location.href),
      text = this.input.value.trim();
    if (text) there.searchParams.set("q", text);
    else there.searchParams.delete("q");
    history.replaceState(history.state, "", there);
  }

  start() {
    this.form.hidden = false;
    this.form.addEventListener("change", () => this.apply());
    this.input.addEventListener("input", () => {
      this.keepInAddress();
      this.apply();
    });
    this.input.value = new URLSearchParams(location.search).get("q") || this.input.value;
    this.apply();
  }
}

for (const form of document.querySelectorAll("[data-filter-for]")) {
  const filter = new ListFilter(form);
  if (filter.isWhole) filter.start();
}
