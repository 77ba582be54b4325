/* A page for a script to run in: a document without a browser, and files that answer what the script asks for. */
import { JSDOM } from "jsdom";

const BROWSER = [
  "window document location history localStorage Event KeyboardEvent MouseEvent FocusEvent FormData File Option",
  "HTMLElement HTMLScriptElement Node",
]
  .join(" ")
  .split(" ");
let opened = 0;

function answered(found) {
  if (found instanceof Error) throw found;
  if (found === undefined) return new Response("", { status: 404 });
  if (typeof found === "number") return new Response("", { status: found });
  if (typeof found === "string" || found instanceof Uint8Array) return new Response(found);
  return new Response(JSON.stringify(found));
}

/** Opens a page and runs a script in it; returns what the script exports, the `asked` addresses, and `settled`, which
    waits for what the script waits for. `files` are bodies by address: an object is JSON, a number a status, an Error
    no network, a function is asked for one of these with the request's options. */
export async function open(script, { body = "", url = "https://vi.du/", files = {}, before = () => {} } = {}) {
  const { window } = new JSDOM(`<!doctype html><body>${body}</body>`, { url, pretendToBeVisual: true });
  const asked = [];
  const globals = Object.fromEntries(BROWSER.map((name) => [name, window[name]]));
  Object.assign(globals, {
    navigator: window.navigator,
    addEventListener: window.addEventListener.bind(window),
    dispatchEvent: window.dispatchEvent.bind(window),
    matchMedia: () => ({ matches: false }),
    scrollTo: () => {},
    scrollY: 0,
    isSecureContext: false,
    confirm: () => true,
    print: () => {},
    fetch: async (address, options) => {
      const there = new URL(address, window.location.href);
      asked.push(there.pathname + there.search);
      const found = files[there.pathname];
      return answered(typeof found === "function" ? found(options) : found);
    },
  });
  window.crypto || Object.defineProperty(window, "crypto", { value: globalThis.crypto });
  window.Element.prototype.scrollIntoView = () => {};
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  before(window);
  const exported = await import(`./scripts/${script}?${++opened}`);
  await settled();
  return { ...exported, asked, settled, window };
}

/** Waits until nothing is waited for that a file answers. */
export async function settled(milliseconds = 0) {
  await new Promise((done) => setTimeout(done, milliseconds));
  for (let turn = 0; turn < 20; turn++) await new Promise((done) => setImmediate(done));
}

/** Waits until something holds that another thread works at, such as cryptography; a test that waits in vain ends. */
export async function until(holds) {
  for (let turn = 0; turn < 2000 && !holds(); turn++) await new Promise((done) => setTimeout(done, 5));
}

export function find(selector) {
  return document.querySelector(selector);
}

export function texts(selector) {
  return Array.from(document.querySelectorAll(selector), (each) => each.textContent);
}

export function type(input, text) {
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

export function press(target, key) {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  return event;
}
