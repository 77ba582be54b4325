/* The form of a record: what is wrong stands at its field as one types, and nothing typed is lost. Without this
   script the same is done by the buttons. */
const PATIENCE = 400;

function isCombobox(control) {
  return control.getAttribute("role") === "combobox";
}

/** Tells whether a control says something else than the page came with. */
export function isTouched(control) {
  if (control.type === "file" || isCombobox(control)) return false;
  if (control.options) return Array.from(control.options).some((option) => option.defaultSelected && !option.selected);
  if (control.type === "checkbox") return control.checked !== control.defaultChecked;
  return "defaultValue" in control && control.value !== control.defaultValue;
}

/** Returns the name of the place where the faults of a field are shown: its own, or the nearest above it. */
export function placeOf(field, names) {
  let name = field;
  while (name && !names.includes(name)) name = name.slice(0, Math.max(0, name.lastIndexOf(".")));
  return names.indexOf(name);
}

function reveal(line) {
  for (let part = line.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
}

function button({ deed, button: said }) {
  return Object.assign(document.createElement("button"), {
    type: "submit",
    name: "do",
    value: deed,
    textContent: said,
  });
}

class RecordForm {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    this.waiting = 0;
    this.turn = 0; // of several checks only the last may be shown
  }

  show(faults) {
    const places = Array.from(this.form.querySelectorAll("[data-said]")),
      names = places.map((place) => place.dataset.said);
    places.forEach((place) => place.replaceChildren());
    for (const [field, told] of Object.entries(faults))
      for (const fault of told) {
        const line = document.createElement("li");
        line.textContent = fault.text;
        if (fault.deed) line.append(" ", button(fault));
        places[placeOf(field, names)].append(line);
        reveal(line);
      }
  }

  async check() {
    const mine = ++this.turn,
      sent = new FormData(this.form);
    for (const file of this.form.querySelectorAll("[type=file]")) sent.delete(file.name); // goes by its own button
    sent.set("do", "check");
    let faults = null;
    try {
      const answer = await fetch(`${location.pathname}?as=json`, { method: "POST", body: sent });
      if (answer.ok) faults = await answer.json();
    } catch {
      /* the desk was closed */
    }
    if (mine !== this.turn) return;
    if (faults) this.show(faults);
    this.status.className = faults ? "" : "lost"; // else what is typed is on this page alone
    this.status.textContent = faults ? this.form.dataset.saved : this.form.dataset.lost;
  }

  listen() {
    this.form.addEventListener("input", (event) => {
      if (isCombobox(event.target)) return; // nothing is chosen yet
      this.status.textContent = "";
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.check(), PATIENCE);
    });
  }
}

const form = document.getElementById("ban-ghi");
if (form) {
  const record = new RecordForm(form);
  record.listen();
  if (Array.from(form.elements).some(isTouched)) record.check(); // typed while the page was still arriving
}
