/* Checks, in the reader's own browser, whether a page or file is one of this release: its SHA-256 must
   stand in manifest.txt. Where the release is signed, the signature over the manifest is checked too.
   It takes what people hold in hand: an address without scheme or slash, a page's short name, the code of
   a version, a saved file, a piece of a press kit. Whatever happens, no verdict outlives its question. */
import { element, filled } from "./elements.js";
import { digest, digestsOfPieces, Manifest, pathOf, signed } from "./manifest.js";

const READ = 400000;
const PAGES = 40;
const KITS = 5;
const KIT = "bo-bao-chi.zip";
const INDEX = /index\.html$/;

/** Tells whether a path is a page's. */
function isPage(path) {
  return /(^|\/)index\.html$/.test(path);
}

class Verification {
  constructor(box) {
    this.box = box;
    this.words = JSON.parse(box.querySelector("script[type='application/json']").textContent);
    this.root = new URL(box.dataset.root, location.href);
    this.canonical = box.dataset.site ? new URL(box.dataset.site) : this.root;
    this.form = box.querySelector("form");
    this.address = this.form.elements.address;
    this.file = box.querySelector("input[type=file]");
    this.status = box.querySelector("[role=status]");
    this.asked = null;
    this.turn = 0; // of several questions only the last may be answered
  }

  /** Shows a sentence; `{link}` in it becomes a link to a file of the site. */
  say(text, kind = "", link = "") {
    const [before, after] = text.split("{link}");
    this.status.className = `dh-verdict${kind ? ` is-${kind}` : ""}`;
    this.status.replaceChildren(before);
    if (after === undefined) return;
    const textContent = `/${link.replace(INDEX, "")}`;
    this.status.append(element("a", { href: new URL(link, this.root).href, textContent }), after);
  }

  /** Says what was found, of which release, and how its signature stands. */
  verdict(manifest, said, { good = false, link = "", version = "" } = {}) {
    const { words } = this;
    const release = manifest.release ? filled(words.release, { release: manifest.release }) : words.no_release;
    const sentence = filled(words[said], version ? { release, version } : { release });
    const isGood = good && manifest.signed !== "bad";
    this.say(`${sentence} ${words[`signature_${manifest.signed}`]}`, isGood ? "good" : "bad", link);
  }

  /** Resolves to the manifest, read once, with how it is `signed`. */
  manifest() {
    if (!this.asked) {
      this.asked = this.read();
      this.asked.catch(() => {
        this.asked = null; // may be there the next time
      });
    }
    return this.asked;
  }

  async read() {
    const answer = await fetch(new URL("manifest.txt", this.root));
    if (!answer.ok) throw new Error("manifest");
    const manifest = new Manifest(await answer.arrayBuffer());
    manifest.signed = this.box.dataset.key ? await this.signature(manifest) : "unsigned";
    return manifest;
  }

  async signature(manifest) {
    let text;
    try {
      const answer = await fetch(new URL("manifest.txt.sig", this.root));
      if (!answer.ok) return "unsigned";
      text = await answer.text();
    } catch {
      return "unchecked";
    }
    return signed(manifest, text, this.box.dataset.key);
  }

  async bytesOf(path) {
    const answer = await fetch(new URL(path.replace(/(^|\/)index\.html$/, "$1"), this.root));
    return answer.ok ? answer.arrayBuffer() : null;
  }

  pathOf(text, manifest) {
    return pathOf(text, manifest, this.root, this.canonical);
  }

  /** Runs a check, which resolves to a function that speaks; only the last one asked for may. */
  async check(work) {
    const mine = ++this.turn;
    this.say(this.words.working);
    const speak = await work().catch(() => () => this.say(this.words.failed, "bad"));
    if (mine === this.turn) speak();
  }

  /** Takes back what was said: the question has changed. */
  forget() {
    this.turn += 1;
    this.say("");
  }

  async addressVerdict(text) {
    if (!text.trim()) return () => this.say(this.words.empty_address, "bad");
    const manifest = await this.manifest(),
      path = this.pathOf(text, manifest);
    if (path === null) return () => this.say(this.words.not_ours, "bad");
    if (path === "") return () => this.verdict(manifest, "unknown_address");
    const bytes = await this.bytesOf(path);
    if (!bytes) return () => this.verdict(manifest, "missing", { link: path });
    if ((await digest(bytes)) !== manifest.byPath.get(path))
      return () => this.verdict(manifest, "different", { link: path });
    const [, page, version] = /^(.*\/)v\/([0-9a-f]{16})\.json$/.exec(path) || [];
    if (!version) return () => this.verdict(manifest, "same", { good: true, link: path });
    return () => this.verdict(manifest, "same_version", { good: true, link: `${page}index.html`, version });
  }

  /** Returns the pages of ours a file speaks of, the one asked for first. */
  pagesIn(bytes, manifest) {
    const text = new TextDecoder().decode(bytes.slice(0, READ)),
      hosts = [this.root.origin, this.canonical.origin];
    const links = (text.match(/https?:\/\/[^\s"'<>{}\\^`|]+/g) || [])
      .filter((url) => hosts.some((host) => url.startsWith(`${host}/`)))
      .map((url) => url.replace(/[).,;]+$/, ""));
    if (this.address.value.trim()) links.unshift(this.address.value);
    const paths = links.map((url) => this.pathOf(url, manifest)).filter((path) => path && isPage(path));
    return Array.from(new Set(paths)).slice(0, PAGES);
  }

  /** Resolves to the press kit of one of these pages that holds a file of this hash. */
  async kitWith(hash, pages, manifest) {
    const kits = pages.map((path) => path.replace(INDEX, KIT)).filter((path) => manifest.byPath.has(path));
    for (const path of kits.slice(0, KITS)) {
      const kit = await this.bytesOf(path);
      if (!kit || (await digest(kit)) !== manifest.byPath.get(path)) continue; // a kit not ours vouches for nothing
      if ((await digestsOfPieces(kit)).includes(hash)) return path;
    }
    return "";
  }

  async fileVerdict(file) {
    if (!file.size) return () => this.say(this.words.empty_file, "bad");
    const [manifest, bytes] = await Promise.all([this.manifest(), file.arrayBuffer()]);
    const hash = await digest(bytes),
      path = manifest.byHash.get(hash);
    if (path !== undefined) return () => this.verdict(manifest, "same_file", { good: true, link: path });
    const pages = this.pagesIn(bytes, manifest),
      kit = await this.kitWith(hash, pages, manifest);
    if (kit) return () => this.verdict(manifest, "same_piece", { good: true, link: kit });
    if (pages.length) return () => this.verdict(manifest, "other_version", { link: pages[0] });
    return () => this.verdict(manifest, "unknown_file");
  }

  checkAddress(text) {
    return this.check(() => this.addressVerdict(text));
  }

  checkFile(file) {
    return this.check(() => this.fileVerdict(file));
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.checkAddress(this.address.value);
    });
    this.address.addEventListener("input", () => this.forget());
    this.file.addEventListener("change", () => {
      if (this.file.files[0]) this.checkFile(this.file.files[0]);
      else this.forget();
    });
    this.box.addEventListener("dragover", (event) => event.preventDefault());
    this.box.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files[0]) this.checkFile(event.dataTransfer.files[0]);
    });
  }

  start() {
    if (!window.crypto || !crypto.subtle) {
      this.say(this.words.insecure, "bad");
      return;
    }
    this.box.querySelectorAll("[data-needs-script]").forEach((part) => {
      part.hidden = false;
    });
    this.listen();
    const asked = new URLSearchParams(location.search).get("dia-chi");
    if (!asked) return;
    this.address.value = asked.slice(0, 2000);
    this.checkAddress(this.address.value);
  }
}

const box = document.querySelector("[data-verify]");
if (box) new Verification(box).start();
