/* What the pages that draw share: an element made with its properties, a sentence with its values filled in. */

/** Makes an element; what is no property of it becomes an attribute. Children that are empty are left out. */
export function element(name, properties = {}, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

/** Fills `{name}` in a sentence; what has no value stays as it is. */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}
