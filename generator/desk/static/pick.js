/* A field with more to choose from than a list can show: one types a part of the name, with or without accents, and
   takes it from what is found. Without this script the button beside the box does the same. */
const PATIENCE = 120;

function withAttributes(element, given) {
  for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
  return element;
}

function made(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

/** A combobox over the box that a place comes with. What is taken goes into a select, or is ticked among boxes. */
class Picker {
  constructor(place, number) {
    this.place = place;
    this.boxes = place.closest(".boxes");
    this.select = this.boxes ? null : place.parentElement.querySelector("select");
    this.input = place.querySelector("input");
    this.list = made("ul", { id: `chon-${number}`, hidden: true });
    this.said = withAttributes(made("small"), { role: "status" });
    this.found = [];
    this.at = -1;
    this.turn = 0; // of several questions only the last may answer
    this.waiting = 0;
  }

  start() {
    const { place, input, list, select } = this;
    place.querySelector("button").remove();
    place.querySelectorAll("small").forEach((each) => each.remove());
    input.removeAttribute("name");
    input.type = "text";
    withAttributes(list, { role: "listbox", "aria-label": input.getAttribute("aria-label") });
    place.append(list, this.said);
    withAttributes(input, {
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
    });
    if (select) {
      input.id = select.id;
      select.removeAttribute("id");
      select.hidden = true;
      input.removeAttribute("aria-label");
      input.value = this.chosen();
    }
    this.listen();
  }

  chosen() {
    const option = this.select && this.select.selectedOptions[0];
    return option && option.value ? option.textContent : "";
  }

  close() {
    this.turn += 1;
    clearTimeout(this.waiting);
    this.list.hidden = true;
    this.at = -1;
    this.said.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  async ask() {
    const mine = ++this.turn,
      asked = this.select && this.input.value === this.chosen() ? "" : this.input.value;
    try {
      const answer = await fetch(`/chon/${this.place.dataset.from}/?q=${encodeURIComponent(asked)}`);
      const told = answer.ok ? await answer.json() : null;
      if (told && mine === this.turn) this.open(told, asked);
    } catch {
      this.close();
    }
  }

  open(told, asked) {
    this.found = told.options;
    this.said.textContent = told.told;
    if (told.add) this.said.append(" ", this.another(told, asked));
    this.list.replaceChildren(...this.found.map((option, index) => this.row(option, index)));
    this.list.hidden = !this.found.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.point(asked.trim() && this.found.length ? 0 : -1);
  }

  /** A link to the page that adds what is not there yet. */
  another(told, asked) {
    const href = `${told.add}?ten=${encodeURIComponent(asked)}`;
    const link = made("a", { href, target: "_blank", textContent: told.button });
    link.addEventListener("mousedown", (event) => event.preventDefault()); // leaving the box would take it away
    return link;
  }

  row(option, index) {
    const line = made("li", { textContent: option.name });
    withAttributes(line, { role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false" });
    line.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    line.addEventListener("click", () => this.take(option));
    return line;
  }

  point(next) {
    const lines = this.list.children;
    if (lines[this.at]) lines[this.at].setAttribute("aria-selected", "false");
    this.at = next;
    const line = lines[next];
    if (!line) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    line.setAttribute("aria-selected", "true");
    line.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", line.id);
  }

  take(option) {
    if (this.select) this.put(option);
    else this.tick(option);
    this.close();
  }

  /** Chooses an option of the select; without one, none. */
  put(option) {
    const { select } = this;
    Array.from(select.options)
      .slice(1)
      .forEach((each) => each.remove());
    if (option) select.add(new Option(option.name, option.value, true, true));
    else select.selectedIndex = 0;
    this.input.value = this.chosen();
    select.dispatchEvent(new Event("input", { bubbles: true }));
  }

  tick(option) {
    const boxes = Array.from(this.boxes.querySelectorAll("[type=checkbox]"));
    const box = boxes.find((each) => each.value === option.value) || this.newBox(option);
    box.checked = true;
    this.input.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  newBox(option) {
    const label = made("label"),
      box = made("input", { type: "checkbox", name: this.boxes.dataset.name, value: option.value });
    label.append(box, ` ${option.name}`);
    this.place.before(label);
    return box;
  }

  onKey(event) {
    const { list, found } = this,
      last = found.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) this.ask();
      else if (event.key === "ArrowDown") this.point(this.at < last ? this.at + 1 : 0);
      else this.point(this.at > 0 ? this.at - 1 : last);
    } else if (event.key === "Enter") {
      event.preventDefault(); // it takes what is marked; it does not send the form
      if (!list.hidden && found[this.at]) this.take(found[this.at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      if (this.select) this.input.value = this.chosen();
      this.close();
    }
  }

  onLeaving(event) {
    if (this.place.contains(event.relatedTarget)) return; // to the link beside it
    this.close();
    if (!this.select) this.input.value = "";
    else if (!this.input.value.trim() && this.chosen()) this.put(null);
    else this.input.value = this.chosen();
  }

  listen() {
    const { input, place } = this;
    input.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.ask(), PATIENCE);
    });
    input.addEventListener("click", () => {
      if (this.list.hidden) this.ask();
    });
    input.addEventListener("keydown", (event) => this.onKey(event));
    place.addEventListener("focusout", (event) => this.onLeaving(event));
  }
}

document.querySelectorAll("[data-from]").forEach((place, number) => new Picker(place, number).start());
