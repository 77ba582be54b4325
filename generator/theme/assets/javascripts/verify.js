/* Checks, in the reader's own browser, whether a page or file is one of this release: its SHA-256 must
   stand in manifest.txt. Where the release is signed, the signature over the manifest is checked too. */
(function () {
  "use strict";
  var box = document.querySelector("[data-verify]");
  if (!box) return;
  var words = JSON.parse(box.querySelector("script[type='application/json']").textContent);
  var root = new URL(box.dataset.root, location.href);
  var form = box.querySelector("form"), address = form.elements.address, file = box.querySelector("input[type=file]");
  var status = box.querySelector("[role=status]"), manifest = null;
  if (!window.crypto || !crypto.subtle) { say(words.insecure, "bad"); return; }
  box.querySelectorAll("[data-needs-script]").forEach(function (part) { part.hidden = false; });

  function say(text, kind, link) {
    status.textContent = text;
    status.className = "dh-verdict" + (kind ? " is-" + kind : "");
    if (link) {
      var there = document.createElement("a");
      there.href = new URL(link, root).href;
      there.textContent = "/" + link.replace(/index\.html$/, "");
      status.append(" ", there);
    }
  }
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  }
  function hex(buffer) {
    return Array.from(new Uint8Array(buffer), function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }
  function digest(bytes) { return crypto.subtle.digest("SHA-256", bytes).then(hex); }

  /* The manifest, read once: files by path and by hash. */
  function known() {
    if (manifest) return manifest;
    manifest = fetch(new URL("manifest.txt", root)).then(function (answer) {
      if (!answer.ok) throw new Error("manifest");
      return answer.arrayBuffer();
    }).then(function (bytes) {
      var rows = new TextDecoder().decode(bytes).split("\n");
      if (rows[0] !== "dienhinh manifest 1") throw new Error("manifest");
      var found = { release: rows[1].slice(8), commit: rows[2].slice(7), byPath: new Map(), byHash: new Map(), bytes: bytes };
      rows.slice(4).forEach(function (row) {
        var parts = row.replace(/^carried /, "").split(" ");
        if (parts.length < 3) return;
        var path = parts.slice(2).join(" ");
        found.byPath.set(path, parts[0]);
        if (!found.byHash.has(parts[0])) found.byHash.set(parts[0], path);
      });
      return signature(found);
    });
    manifest.catch(function () { manifest = null; });
    return manifest;
  }

  /* OpenSSH's signature format: "SSHSIG", version, key, namespace, reserved, hash, signature. */
  function reader(bytes, at) {
    var view = new DataView(bytes.buffer, bytes.byteOffset);
    return function () {
      var length = view.getUint32(at), start = at + 4;
      at = start + length;
      return bytes.slice(start, at);
    };
  }
  function packed(parts) {
    var out = [];
    parts.forEach(function (part) {
      out.push((part.length >>> 24) & 255, (part.length >>> 16) & 255, (part.length >>> 8) & 255, part.length & 255);
      part.forEach(function (byte) { out.push(byte); });
    });
    return out;
  }
  function base64(text) { return Uint8Array.from(atob(text), function (letter) { return letter.charCodeAt(0); }); }
  function signature(found) {
    var key = box.dataset.key;
    if (!key) { found.signed = "unsigned"; return found; }
    return fetch(new URL("manifest.txt.sig", root)).then(function (answer) {
      return answer.ok ? answer.text() : Promise.reject(new Error("unsigned"));
    }).then(function (text) {
      var bytes = base64(text.replace(/-----[^-]+-----/g, "").replace(/\s/g, ""));
      var next = reader(bytes, 10), signer = next(), namespace = next(), reserved = next(), hash = next(), signed = next();
      var ours = base64(key.trim().split(/\s+/)[1]);
      if (hex(signer) !== hex(ours)) throw new Error("key");
      var keyPart = reader(signer, 0); keyPart();
      var signaturePart = reader(signed, 0); signaturePart();
      var algorithm = new TextDecoder().decode(hash) === "sha256" ? "SHA-256" : "SHA-512";
      var magic = Array.from("SSHSIG", function (letter) { return letter.charCodeAt(0); });
      return Promise.all([
        crypto.subtle.importKey("raw", keyPart(), "Ed25519", false, ["verify"]),
        crypto.subtle.digest(algorithm, found.bytes)
      ]).then(function (both) {
        var told = new Uint8Array(magic.concat(packed([namespace, reserved, hash, new Uint8Array(both[1])])));
        return crypto.subtle.verify("Ed25519", both[0], signaturePart(), told);
      });
    }).then(function (good) {
      found.signed = good ? "good" : "bad";
      return found;
    }, function (fault) {
      found.signed = fault.message === "unsigned" ? "unsigned" : fault.message === "key" ? "bad" : "unchecked";
      return found;
    });
  }
  function verdict(found, key, kind, link) {
    var release = found.release ? fill(words.release, { release: found.release }) : words.no_release;
    say(fill(words[key], { release: release }) + " " + words["signature_" + found.signed],
      found.signed === "bad" ? "bad" : kind, link);
  }

  function check_address(text) {
    var url;
    try {
      url = new URL(text.trim(), root);
      var canonical = box.dataset.site && new URL(box.dataset.site);
      if (canonical && url.origin === canonical.origin) url = new URL(url.pathname.slice(canonical.pathname.length), root);
    } catch (error) { url = null; }
    if (!url || url.origin !== root.origin || url.pathname.indexOf(root.pathname) !== 0) { say(words.not_ours, "bad"); return; }
    var path = decodeURIComponent(url.pathname.slice(root.pathname.length));
    if (path === "" || path.slice(-1) === "/") path += "index.html";
    say(words.working);
    Promise.all([known(), fetch(new URL(path.replace(/index\.html$/, ""), root)).then(function (answer) {
      return answer.ok ? answer.arrayBuffer() : null;
    })]).then(function (both) {
      if (!both[1] || !both[0].byPath.has(path)) { verdict(both[0], "unknown_address", "bad"); return; }
      return digest(both[1]).then(function (hash) {
        var same = both[0].byPath.get(path) === hash;
        verdict(both[0], same ? "same" : "different", same ? "good" : "bad", path);
      });
    }).catch(function () { say(words.failed, "bad"); });
  }
  function check_file(chosen) {
    say(words.working);
    Promise.all([known(), chosen.arrayBuffer().then(digest)]).then(function (both) {
      var path = both[0].byHash.get(both[1]);
      if (path === undefined) verdict(both[0], "unknown_file", "bad");
      else verdict(both[0], "same_file", "good", path);
    }).catch(function () { say(words.failed, "bad"); });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    check_address(address.value);
  });
  file.addEventListener("change", function () { if (file.files[0]) check_file(file.files[0]); });
  ["dragover", "drop"].forEach(function (name) {
    box.addEventListener(name, function (event) {
      event.preventDefault();
      if (name === "drop" && event.dataTransfer.files[0]) check_file(event.dataTransfer.files[0]);
    });
  });
})();
