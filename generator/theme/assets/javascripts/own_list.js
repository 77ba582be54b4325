/* The reader's own list of pages. It stands on this device alone, and goes to nobody. */
const KEY = "dienhinh-list";

/** Returns the pages on the list, {address, title, summary} each; none where the list is spoilt. */
export function readList() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) || "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function keepsAnything() {
  try {
    return Boolean(window.localStorage);
  } catch {
    return false;
  }
}

/** Keeps the list; returns whether it could be kept. */
export function keepList(items) {
  try {
    localStorage.setItem(KEY, JSON.stringify(items));
    return true;
  } catch {
    return false;
  }
}

export function isOn(list, address) {
  return list.some((item) => item.address === address);
}

export function without(list, address) {
  return list.filter((item) => item.address !== address);
}

/** Shows a button that puts its page on the list and takes it off: `data-list` is the title, `data-done` what the
    button says then. */
function offer(button) {
  const address = location.origin + location.pathname,
    said = button.textContent;
  function tell() {
    const is = isOn(readList(), address);
    button.setAttribute("aria-pressed", is);
    button.textContent = is ? button.dataset.done : said;
    button.nextElementSibling.hidden = !is;
  }
  button.hidden = false;
  tell();
  button.addEventListener("click", () => {
    const items = readList();
    const page = { address, title: button.dataset.list, summary: button.dataset.summary };
    if (keepList(isOn(items, address) ? without(items, address) : [...items, page])) tell();
  });
}

if (keepsAnything()) document.querySelectorAll("[data-list]").forEach(offer);
