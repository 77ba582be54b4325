/* Loads scripts of the theme as a page would, into a window of their own, and returns what they offer. */
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

const FOLDER = process.env.DIENHINH_SCRIPTS;

export function load(...names) {
  const window = { TextEncoder, URL, Promise };
  window.window = window;
  const context = createContext(window);
  for (const name of names) runInContext(readFileSync(`${FOLDER}/${name}`, "utf8"), context, { filename: name });
  return window;
}
