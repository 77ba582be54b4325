/* The manifest of a release, its signature, the pieces of a kit, and addresses as people write them. */
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { digestsOfPieces, Manifest, pathOf, signed } from "./scripts/manifest.js";

const ROOT = new URL("https://vi.du/"),
  CANONICAL = new URL("https://www.dienhinh.example/ct/");
const PATHS = [
  "index.html",
  "dien-hinh/nguyen-van-mot/index.html",
  "dien-hinh/nguyen-van-mot/v/0123456789abcdef.json",
  "nhung/nguyen-van-mot/index.html",
  "mo-hinh/lua-sach/index.html",
  "cam-nang/lua-sach/index.html",
  "du-lieu/khen thưởng.csv",
];

function bytes(text) {
  return new TextEncoder().encode(text);
}

function written(paths) {
  const rows = paths.map((path, at) => `${at === 4 ? "carried " : ""}${String(at).repeat(64)} 10 ${path}`);
  return bytes(["dienhinh manifest 1", "release 20260101-1", "commit abc", "", ...rows, ""].join("\n"));
}
const manifest = new Manifest(written(PATHS));
const means = (text) => pathOf(text, manifest, ROOT, CANONICAL);

test("a manifest is read, paths with a space and files carried over too", () => {
  assert.deepEqual([manifest.release, manifest.commit, manifest.byPath.size], ["20260101-1", "abc", PATHS.length]);
  assert.equal(manifest.byHash.get("6".repeat(64)), PATHS[6]);
  assert.equal(manifest.byPath.get(PATHS[4]), "4".repeat(64));
  assert.throws(() => new Manifest(bytes("<!doctype html>")));
});

test("an address is taken as people write it", () => {
  const page = PATHS[1];
  for (const text of [
    "https://vi.du/dien-hinh/nguyen-van-mot/",
    "https://vi.du/dien-hinh/nguyen-van-mot",
    "HTTP://VI.DU/dien-hinh/nguyen-van-mot/index.html?a=b#c",
    "vi.du/dien-hinh/nguyen-van-mot",
    "www.vi.du/dien-hinh/nguyen-van-mot/",
    "<https://dienhinh.example/ct/dien-hinh/nguyen-van-mot/>",
    "/dien-hinh/nguyen-van-mot/",
    "dien-hinh/nguyen-van-mot",
    "nguyen-van-mot",
    "Nguyen-Van-Mot",
    "“nguyen-van-mot”",
  ])
    assert.equal(means(text), page, text);
  assert.equal(means("https://vi.du"), "index.html");
  assert.equal(means("/"), "index.html");
  assert.equal(means("/du-lieu/khen%20th%C6%B0%E1%BB%9Fng.csv"), PATHS[6]);
  assert.equal(means("0123456789ABCDEF"), PATHS[2]);
});

test("what is another site's is told from what is not there", () => {
  for (const text of [
    "https://khac.vn/dien-hinh/nguyen-van-mot/",
    "ftp://vi.du/x",
    "dienhinh.example/khac/",
    "khac.vn",
  ])
    assert.equal(means(text), null, text);
  for (const text of ["/khong-co/", "lua-sach", "0123456789abcde0", "https://", "%E0%A4%A"])
    assert.equal(means(text), "", text);
});

function string(part) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  return Buffer.concat([length, part]);
}

/** Signs as `ssh-keygen -Y sign` does. */
function signature(privateKey, publicKey, message, hash = "sha512") {
  const digest = createHash(hash).update(message).digest();
  const told = [Buffer.from("file"), Buffer.alloc(0), Buffer.from(hash)];
  const blob = Buffer.concat([Buffer.from("SSHSIG"), ...told.map(string), string(digest)]);
  const made = Buffer.concat([string(Buffer.from("ssh-ed25519")), string(sign(null, blob, privateKey))]);
  const whole = Buffer.concat([
    Buffer.from("SSHSIG"),
    Buffer.from([0, 0, 0, 1]),
    string(publicKey),
    ...told.map(string),
    string(made),
  ]);
  return `-----BEGIN SSH SIGNATURE-----\n${whole.toString("base64")}\n-----END SSH SIGNATURE-----\n`;
}

function keys() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x, "base64url");
  const wire = Buffer.concat([string(Buffer.from("ssh-ed25519")), string(raw)]);
  return { privateKey, wire, line: `ssh-ed25519 ${wire.toString("base64")} so@example` };
}

test("a signature is good for its manifest and its key alone", async () => {
  const ours = keys(),
    other = keys();
  for (const hash of ["sha512", "sha256"]) {
    const text = signature(ours.privateKey, ours.wire, manifest.bytes, hash);
    assert.equal(await signed(manifest, text, ours.line), "good", hash);
    assert.equal(await signed(new Manifest(written(PATHS.slice(1))), text, ours.line), "bad");
    assert.equal(await signed(manifest, text, other.line), "bad");
  }
  const forged = signature(other.privateKey, ours.wire, manifest.bytes);
  assert.equal(await signed(manifest, forged, ours.line), "bad");
});

test("what is no signature is not called a bad one", async () => {
  for (const text of ["", "<html>", "-----BEGIN-----\nAAAA\n-----END-----"])
    assert.equal(await signed(manifest, text, keys().line), "unchecked", text);
});

function piece(name, content, method = 0) {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(content.length, 18);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(4, 28);
  return Buffer.concat([head, Buffer.from(name), Buffer.alloc(4), content]);
}

test("the pieces of a kit are told by their hashes; what is no zip has none", async () => {
  const one = Buffer.from("một"),
    two = Buffer.alloc(300, 7);
  const kit = Buffer.concat([piece("a.txt", one), piece("b.bin", two), Buffer.from("PK\x01\x02…")]);
  const hashes = await digestsOfPieces(new Uint8Array(kit).buffer);
  assert.deepEqual(
    hashes,
    [one, two].map((each) => createHash("sha256").update(each).digest("hex")),
  );
  assert.deepEqual(await digestsOfPieces(new ArrayBuffer(0)), []);
  assert.deepEqual(await digestsOfPieces(new Uint8Array(Buffer.from("x".repeat(90))).buffer), []);
});
