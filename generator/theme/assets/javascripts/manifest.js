/* The manifest of a release, read in the reader's browser: its files by path and by hash, and the signature over it. */
const FIRST_LINE = "dienhinh manifest 1";

export function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Resolves to the SHA-256 of bytes, in hexadecimal. */
export async function digest(bytes) {
  return hex(await crypto.subtle.digest("SHA-256", bytes));
}

/** What `manifest.txt` says: `release`, `commit`, `byPath` and `byHash`. */
export class Manifest {
  constructor(bytes) {
    const [first, release, commit, , ...rows] = new TextDecoder().decode(bytes).split("\n");
    if (first !== FIRST_LINE) throw new Error("manifest");
    this.bytes = bytes;
    this.release = release.slice("release ".length);
    this.commit = commit.slice("commit ".length);
    this.byPath = new Map();
    this.byHash = new Map();
    for (const row of rows) {
      const [hash, size, ...path] = row.replace(/^carried /, "").split(" ");
      if (!size || !path.length) continue;
      this.byPath.set(path.join(" "), hash);
      if (!this.byHash.has(hash)) this.byHash.set(hash, path.join(" "));
    }
  }

  /** Returns the paths of the files that pass a test. */
  paths(test) {
    return Array.from(this.byPath.keys()).filter(test);
  }
}

/** Returns a function that reads the next string of OpenSSH's wire format: its length in four bytes, then itself. */
function strings(bytes, start = 0) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = start;
  return () => {
    const from = at + 4;
    at = from + view.getUint32(at);
    return bytes.slice(from, at);
  };
}

function packed(parts) {
  const out = [];
  for (const part of parts) {
    const length = part.length;
    out.push((length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255, ...part);
  }
  return out;
}

function base64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Resolves to how `signature` (OpenSSH's armoured format) stands to a manifest and the key of the site, an OpenSSH
    public key of Ed25519: `good`, `bad`, or `unchecked` where this browser cannot tell. */
export async function signed(manifest, signature, key) {
  let next, ours;
  try {
    const bytes = base64(signature.replace(/-----[^-]+-----/g, "").replace(/\s/g, ""));
    next = strings(bytes, "SSHSIG".length + 4); // the version of the format
    ours = base64(key.trim().split(/\s+/)[1]);
  } catch {
    return "unchecked";
  }
  try {
    const [signer, namespace, reserved, hash, blob] = [next(), next(), next(), next(), next()];
    if (hex(signer) !== hex(ours)) return "bad";
    const keyPart = strings(signer),
      signaturePart = strings(blob);
    keyPart(); // the name of the algorithm
    signaturePart();
    const algorithm = new TextDecoder().decode(hash) === "sha256" ? "SHA-256" : "SHA-512";
    const message = new Uint8Array(await crypto.subtle.digest(algorithm, manifest.bytes));
    const magic = Array.from(new TextEncoder().encode("SSHSIG"));
    const told = new Uint8Array([...magic, ...packed([namespace, reserved, hash, message])]);
    const known = await crypto.subtle.importKey("raw", keyPart(), "Ed25519", false, ["verify"]);
    return (await crypto.subtle.verify("Ed25519", known, signaturePart(), told)) ? "good" : "bad";
  } catch {
    return "unchecked";
  }
}

/** Resolves to the SHA-256 of each piece of a press kit, which is a zip without compression. */
export function digestsOfPieces(kit) {
  const view = new DataView(kit),
    pieces = [];
  for (let at = 0; at + 30 <= kit.byteLength && view.getUint32(at, true) === 0x04034b50; ) {
    const size = view.getUint32(at + 18, true),
      start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
    if (view.getUint16(at + 8, true) === 0) pieces.push(kit.slice(start, start + size));
    at = start + size;
  }
  return Promise.all(pieces.map(digest));
}

/** Returns the path of the file an address means, as people write addresses; null where it is not of this site, ""
    where there is no such file. `root` is where the site stands here, `canonical` its own address. */
export function pathOf(text, manifest, root, canonical) {
  const plain = text.replace(/[\u200b\ufeff\s<>"“”]/g, "");
  if (/^[0-9a-f]{16}$/i.test(plain))
    return manifest.paths((path) => path.endsWith(`/${plain.toLowerCase()}.json`))[0] || "";
  const within = isWhole(plain, manifest, root, canonical)
    ? pathWithin(plain, root, canonical)
    : pathBelow(plain, root);
  return within ? knownPath(decoded(within).normalize("NFC"), manifest) : within;
}

function bareHost(host) {
  return host.replace(/^www\./i, "").toLowerCase();
}

/** Tells whether an address names its host. */
function isWhole(plain, manifest, root, canonical) {
  const first = bareHost(plain.replace(/^[a-z]+:\/\//i, "").replace(/^www\./i, "")).split(/[/?#]/)[0];
  return (
    /^[a-z]+:\/\//i.test(plain) ||
    [root, canonical].some((base) => bareHost(base.host) === first) ||
    (/^[^/]+\.[a-z]{2,}(:\d+)?(\/|$)/i.test(plain) && !manifest.byPath.has(plain))
  );
}

function pathWithin(plain, root, canonical) {
  let url;
  try {
    url = new URL(/^[a-z]+:\/\//i.test(plain) ? plain : `https://${plain}`);
  } catch {
    return "";
  }
  const base = [root, canonical].find((each) => bareHost(each.host) === bareHost(url.host));
  if (!base || !/^https?:$/.test(url.protocol) || !`${url.pathname}/`.startsWith(base.pathname)) return null;
  return url.pathname.slice(base.pathname.length) || "index.html";
}

function pathBelow(plain, root) {
  const path = plain.split(/[?#]/)[0].replace(/^\/+/, "");
  const below = `/${path}`.startsWith(root.pathname) ? `/${path}`.slice(root.pathname.length) : path;
  return below || "index.html";
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // as it was typed: it is no file's path
  }
}

/** Returns the path of the file a path means: itself, the page below it, or the one page of that short name. */
function knownPath(path, manifest) {
  const bare = path.replace(/\/+$/, "").replace(/(^|\/)index\.html?$/i, "");
  const tries = [path, `${bare ? `${bare}/` : ""}index.html`, bare, `${bare.toLowerCase()}/index.html`];
  const known = tries.find((each) => manifest.byPath.has(each));
  if (known || !/^[a-z0-9-]+$/i.test(bare)) return known || "";
  const named = manifest.paths((each) => {
    const [folder, name, file, ...deeper] = each.split("/"); // a page of a record, not its card to embed
    return folder !== "nhung" && name === bare.toLowerCase() && file === "index.html" && !deeper.length;
  });
  return named.length === 1 ? named[0] : "";
}
