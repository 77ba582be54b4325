/* The page /so-sanh/: two models side by side, read from their files for machines; which two stands in the address. */
import { element, filled } from "./elements.js";

const CHOICES = ["a", "b"];

function joined(parts, mark) {
  return parts.filter(Boolean).join(mark);
}

class Comparison {
  constructor(form) {
    this.form = form;
    this.words = JSON.parse(document.getElementById("so-sanh-chu").textContent);
    this.status = document.getElementById("so-sanh-loi");
    this.box = document.getElementById("so-sanh-bang");
    this.turn = 0; // of several choices only the last may show
  }

  /** Returns how one part of a field of several parts reads in a line. */
  line(name, part) {
    if (name === "steps") return joined([part.title, part.time && `(${part.time})`], " ");
    if (name === "costs") return joined([part.item, part.amount, part.paid_by], " · ");
    if (name === "roles") return `${part.who}: ${part.does}`;
    if (name === "adopters") return part.role === "origin" ? "" : joined([part.name, part.since], ", ");
    if (name !== "results") return String(part);
    const after = joined([part.after, part.unit], " ");
    const told = part.before ? filled(this.words.before, { before: part.before, after }) : after;
    return `${part.indicator}: ${told}`;
  }

  lines(model, name) {
    const value = model[name];
    if (!value) return [];
    if (name === "contact") return [value.office];
    if (name === "needs") {
      const { needs, bands } = this.words;
      return Object.keys(needs)
        .filter((way) => value[way])
        .map((way) => `${needs[way]}: ${bands[value[way]]}`);
    }
    return [value]
      .flat()
      .map((part) => this.line(name, part))
      .filter(Boolean);
  }

  cell(model, name) {
    const said = this.lines(model, name);
    if (name === "title") {
      const href = `${this.form.dataset.pages + model.id}/`;
      return element("td", {}, [element("a", { href, textContent: said[0] })]);
    }
    if (!said.length) return element("td", {}, [element("small", { textContent: this.words.silent })]);
    if (said.length === 1) return element("td", { textContent: said[0] });
    const items = said.map((line) => element("li", { textContent: line }));
    return element("td", {}, [element(name === "steps" ? "ol" : "ul", {}, items)]);
  }

  /** What is compared stands in a line of its own: on a phone both columns then have half the width. */
  table(models) {
    const heads = models.map((model) => element("th", { scope: "col", textContent: model.name }));
    const groups = this.words.rows.map(([name, said]) => {
      const title = element("th", { scope: "rowgroup", colSpan: models.length, textContent: said });
      const cells = models.map((model) => this.cell(model, name));
      return element("tbody", {}, [element("tr", {}, [title]), element("tr", {}, cells)]);
    });
    return element("table", {}, [
      element("caption", { className: "dh-hidden", textContent: this.words.title }),
      element("thead", {}, [element("tr", {}, heads)]),
      ...groups,
    ]);
  }

  async model(id) {
    const answer = await fetch(`${this.form.dataset.files + encodeURIComponent(id)}.json`);
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  async update() {
    const mine = ++this.turn,
      ids = CHOICES.map((name) => this.form.elements[name].value).filter(Boolean);
    this.status.textContent = "";
    if (!ids.length) {
      this.box.replaceChildren();
      return;
    }
    let shown = [],
      said = "";
    try {
      shown = [this.table(await Promise.all(ids.map((id) => this.model(id))))];
    } catch {
      said = this.words.failed;
    }
    if (mine !== this.turn) return;
    this.box.replaceChildren(...shown);
    this.status.textContent = said;
  }

  /** Shows what the address asks for. */
  take() {
    const asked = new URLSearchParams(location.search);
    for (const name of CHOICES) this.form.elements[name].value = asked.get(name) || "";
    return this.update();
  }

  listen() {
    this.form.addEventListener("change", () => {
      const there = new URL(location.href);
      for (const name of CHOICES) {
        if (this.form.elements[name].value) there.searchParams.set(name, this.form.elements[name].value);
        else there.searchParams.delete(name);
      }
      history.pushState(null, "", there);
      this.update();
    });
    addEventListener("popstate", () => this.take());
  }
}

const form = document.getElementById("o-so-sanh");
if (form) {
  const comparison = new Comparison(form);
  comparison.listen();
  form.hidden = false;
  comparison.take();
}
