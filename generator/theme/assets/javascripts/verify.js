/* Checks, in the reader's own browser, whether a page or file is one of this release: its SHA-256 must
   stand in manifest.txt. Where the release is signed, the signature over the manifest is checked too.
   It takes what people hold in hand: an address without scheme or slash, a page's short name, the code of
   a version, a saved file, a piece of a press kit. Whatever happens, no verdict outlives its question. */
(function () {
  "use strict";
  var box = document.querySelector("[data-verify]");
  if (!box) return;
  var words = JSON.parse(box.querySelector("script[type='application/json']").textContent);
  var root = new URL(box.dataset.root, location.href);
  var form = box.querySelector("form"),
    address = form.elements.address,
    file = box.querySelector("input[type=file]");
  var status = box.querySelector("[role=status]"),
    manifest = null;
  if (!window.crypto || !crypto.subtle) {
    say(words.insecure, "bad");
    return;
  }
  box.querySelectorAll("[data-needs-script]").forEach(function (part) {
    part.hidden = false;
  });

  /* Shows a sentence; `{link}` in it becomes a link to a file of the site. */
  function say(text, kind, link) {
    status.className = "dh-verdict" + (kind ? " is-" + kind : "");
    var parts = text.split("{link}");
    status.replaceChildren(parts[0]);
    if (parts.length < 2) return;
    var there = document.createElement("a");
    there.href = new URL(link, root).href;
    there.textContent = "/" + link.replace(/index\.html$/, "");
    status.append(there, parts[1]);
  }
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      return name in values ? values[name] : whole;
    });
  }
  function hex(buffer) {
    return Array.from(new Uint8Array(buffer), function (byte) {
      return byte.toString(16).padStart(2, "0");
    }).join("");
  }
  function digest(bytes) {
    return crypto.subtle.digest("SHA-256", bytes).then(hex);
  }

  /* The manifest, read once: files by path and by hash. */
  function known() {
    if (manifest) return manifest;
    manifest = fetch(new URL("manifest.txt", root))
      .then(function (answer) {
        if (!answer.ok) throw new Error("manifest");
        return answer.arrayBuffer();
      })
      .then(function (bytes) {
        var rows = new TextDecoder().decode(bytes).split("\n");
        if (rows[0] !== "dienhinh manifest 1") throw new Error("manifest");
        var found = {
          release: rows[1].slice(8),
          commit: rows[2].slice(7),
          byPath: new Map(),
          byHash: new Map(),
          bytes: bytes,
        };
        rows.slice(4).forEach(function (row) {
          var parts = row.replace(/^carried /, "").split(" ");
          if (parts.length < 3) return;
          var path = parts.slice(2).join(" ");
          found.byPath.set(path, parts[0]);
          if (!found.byHash.has(parts[0])) found.byHash.set(parts[0], path);
        });
        return signature(found);
      });
    manifest.catch(function () {
      manifest = null;
    });
    return manifest;
  }

  /* OpenSSH's signature format: "SSHSIG", version, key, namespace, reserved, hash, signature. */
  function reader(bytes, at) {
    var view = new DataView(bytes.buffer, bytes.byteOffset);
    return function () {
      var length = view.getUint32(at),
        start = at + 4;
      at = start + length;
      return bytes.slice(start, at);
    };
  }
  function packed(parts) {
    var out = [];
    parts.forEach(function (part) {
      out.push((part.length >>> 24) & 255, (part.length >>> 16) & 255, (part.length >>> 8) & 255, part.length & 255);
      part.forEach(function (byte) {
        out.push(byte);
      });
    });
    return out;
  }
  function base64(text) {
    return Uint8Array.from(atob(text), function (letter) {
      return letter.charCodeAt(0);
    });
  }
  function signature(found) {
    var key = box.dataset.key;
    if (!key) {
      found.signed = "unsigned";
      return found;
    }
    return fetch(new URL("manifest.txt.sig", root))
      .then(function (answer) {
        return answer.ok ? answer.text() : Promise.reject(new Error("unsigned"));
      })
      .then(function (text) {
        var bytes = base64(text.replace(/-----[^-]+-----/g, "").replace(/\s/g, ""));
        var next = reader(bytes, 10),
          signer = next(),
          namespace = next(),
          reserved = next(),
          hash = next(),
          signed = next();
        var ours = base64(key.trim().split(/\s+/)[1]);
        if (hex(signer) !== hex(ours)) throw new Error("key");
        var keyPart = reader(signer, 0);
        keyPart();
        var signaturePart = reader(signed, 0);
        signaturePart();
        var algorithm = new TextDecoder().decode(hash) === "sha256" ? "SHA-256" : "SHA-512";
        var magic = Array.from("SSHSIG", function (letter) {
          return letter.charCodeAt(0);
        });
        return Promise.all([
          crypto.subtle.importKey("raw", keyPart(), "Ed25519", false, ["verify"]),
          crypto.subtle.digest(algorithm, found.bytes),
        ]).then(function (both) {
          var told = new Uint8Array(magic.concat(packed([namespace, reserved, hash, new Uint8Array(both[1])])));
          return crypto.subtle.verify("Ed25519", both[0], signaturePart(), told);
        });
      })
      .then(
        function (good) {
          found.signed = good ? "good" : "bad";
          return found;
        },
        function (fault) {
          found.signed = fault.message === "unsigned" ? "unsigned" : fault.message === "key" ? "bad" : "unchecked";
          return found;
        },
      );
  }
  function verdict(found, key, kind, link, more) {
    var release = found.release ? fill(words.release, { release: found.release }) : words.no_release;
    say(
      fill(words[key], Object.assign({ release: release }, more)) + " " + words["signature_" + found.signed],
      found.signed === "bad" ? "bad" : kind,
      link,
    );
  }
  /* Runs a check; only the last one asked for may speak. */
  var turn = 0;
  function checked(work) {
    var mine = ++turn;
    say(words.working);
    function tell(speak) {
      if (mine === turn) speak();
    }
    Promise.resolve()
      .then(work)
      .then(tell, function () {
        tell(function () {
          say(words.failed, "bad");
        });
      });
  }
  function bytesOf(path) {
    return fetch(new URL(path.replace(/(^|\/)index\.html$/, "$1"), root)).then(function (answer) {
      return answer.ok ? answer.arrayBuffer() : null;
    });
  }

  /* The path of the file an address means, as people write addresses; null where it is not ours, "" where none. */
  function pathOf(text, found) {
    var path,
      canonical = box.dataset.site ? new URL(box.dataset.site) : root,
      plain = text.replace(/[\u200b\ufeff\s<>"“”]/g, "");
    if (/^[0-9a-f]{16}$/i.test(plain)) {
      var kept = Array.from(found.byPath.keys()).filter(function (each) {
        return each.slice(-22) === "/" + plain.toLowerCase() + ".json";
      });
      return kept[0] || "";
    }
    var hosts = [root.host, canonical.host].map(function (host) {
      return host.replace(/^www\./, "");
    });
    var first = plain
      .replace(/^[a-z]+:\/\//i, "")
      .replace(/^www\./i, "")
      .split(/[/?#]/)[0]
      .toLowerCase();
    var is_whole =
      /^[a-z]+:\/\//i.test(plain) ||
      hosts.indexOf(first) >= 0 ||
      (/^[^/]+\.[a-z]{2,}(:\d+)?(\/|$)/i.test(plain) && !found.byPath.has(plain));
    try {
      if (is_whole) {
        var url = new URL(/^[a-z]+:\/\//i.test(plain) ? plain : "https://" + plain);
        var base = hosts.indexOf(url.host.replace(/^www\./, ""));
        if (base < 0 || !/^https?:$/.test(url.protocol)) return null;
        var from = (base === 0 ? root : canonical).pathname;
        if ((url.pathname + "/").indexOf(from) !== 0) return null;
        path = url.pathname.slice(from.length);
      } else {
        path = plain.split(/[?#]/)[0].replace(/^\/+/, "");
        if (("/" + path).indexOf(root.pathname) === 0) path = ("/" + path).slice(root.pathname.length);
      }
    } catch {
      return "";
    }
    try {
      path = decodeURIComponent(path);
    } catch {
      /* kept as it was typed: it is no file's path */
    }
    path = path.normalize("NFC");
    var bare = path.replace(/\/+$/, "").replace(/(^|\/)index\.html?$/i, "");
    var tries = [path, (bare ? bare + "/" : "") + "index.html", bare, bare.toLowerCase() + "/index.html"];
    var known_path = tries.find(function (each) {
      return found.byPath.has(each);
    });
    if (known_path) return known_path;
    var named = /^[a-z0-9-]+$/i.test(bare)
      ? Array.from(found.byPath.keys()).filter(function (each) {
          var parts = each.split("/"); /* a page of a record, not its card to embed */
          return (
            parts.length === 3 && parts[0] !== "nhung" && parts[1] === bare.toLowerCase() && parts[2] === "index.html"
          );
        })
      : [];
    return named.length === 1 ? named[0] : "";
  }
  function checkAddress(text) {
    checked(function () {
      if (!text.trim())
        return function () {
          say(words.empty_address, "bad");
        };
      return known().then(function (found) {
        var path = pathOf(text, found);
        if (path === null)
          return function () {
            say(words.not_ours, "bad");
          };
        if (path === "")
          return function () {
            verdict(found, "unknown_address", "bad");
          };
        return bytesOf(path)
          .then(function (bytes) {
            return bytes && digest(bytes);
          })
          .then(function (hash) {
            var version = /^(.*\/)v\/([0-9a-f]{16})\.json$/.exec(path),
              same = found.byPath.get(path) === hash;
            return function () {
              if (hash === null) verdict(found, "missing", "bad", path);
              else if (!same) verdict(found, "different", "bad", path);
              else if (version)
                verdict(found, "same_version", "good", version[1] + "index.html", { version: version[2] });
              else verdict(found, "same", "good", path);
            };
          });
      });
    });
  }

  /* The pieces of a press kit, which is packed without compression: name and SHA-256 of each. */
  function piecesOf(kit) {
    var view = new DataView(kit),
      at = 0,
      pieces = [];
    while (at + 30 <= kit.byteLength && view.getUint32(at, true) === 0x04034b50) {
      var size = view.getUint32(at + 18, true),
        name = view.getUint16(at + 26, true),
        extra = view.getUint16(at + 28, true);
      var start = at + 30 + name + extra;
      if (view.getUint16(at + 8, true) === 0) pieces.push(kit.slice(start, start + size));
      at = start + size;
    }
    return Promise.all(pieces.map(digest));
  }
  /* The pages of ours a file speaks of. */
  function pagesIn(bytes, found) {
    var text = new TextDecoder().decode(bytes.slice(0, 400000)),
      hosts = [root.origin, box.dataset.site && new URL(box.dataset.site).origin];
    var paths = (text.match(/https?:\/\/[^\s"'<>{}\\^`|]+/g) || [])
      .filter(function (url) {
        return hosts.some(function (host) {
          return host && url.indexOf(host + "/") === 0;
        });
      })
      .map(function (url) {
        return pathOf(url.replace(/[).,;]+$/, ""), found);
      });
    if (address.value.trim()) paths.unshift(pathOf(address.value, found));
    return Array.from(
      new Set(
        paths.filter(function (path) {
          return path && /(^|\/)index\.html$/.test(path);
        }),
      ),
    ).slice(0, 40);
  }
  function kitWith(hash, pages, found) {
    var kits = pages
      .map(function (path) {
        return path.replace(/index\.html$/, "bo-bao-chi.zip");
      })
      .filter(function (path) {
        return found.byPath.has(path);
      });
    return kits.slice(0, 5).reduce(function (before, path) {
      return before.then(function (there) {
        if (there) return there;
        return bytesOf(path).then(function (kit) {
          return (
            kit &&
            digest(kit).then(function (whole) {
              if (whole !== found.byPath.get(path)) return null; /* a kit that is not ours vouches for nothing */
              return piecesOf(kit).then(function (hashes) {
                return hashes.indexOf(hash) >= 0 ? path : null;
              });
            })
          );
        });
      });
    }, Promise.resolve(null));
  }
  function checkFile(chosen) {
    checked(function () {
      if (!chosen.size)
        return function () {
          say(words.empty_file, "bad");
        };
      return Promise.all([known(), chosen.arrayBuffer()]).then(function (both) {
        var found = both[0],
          bytes = both[1];
        return digest(bytes).then(function (hash) {
          var path = found.byHash.get(hash);
          if (path !== undefined)
            return function () {
              verdict(found, "same_file", "good", path);
            };
          var pages = pagesIn(bytes, found);
          return kitWith(hash, pages, found).then(function (kit) {
            return function () {
              if (kit) verdict(found, "same_piece", "good", kit);
              else if (pages.length) verdict(found, "other_version", "bad", pages[0]);
              else verdict(found, "unknown_file", "bad");
            };
          });
        });
      });
    });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    checkAddress(address.value);
  });
  address.addEventListener("input", function () {
    turn += 1;
    say("");
  });
  file.addEventListener("change", function () {
    if (file.files[0]) checkFile(file.files[0]);
    else {
      turn += 1;
      say("");
    }
  });
  ["dragover", "drop"].forEach(function (name) {
    box.addEventListener(name, function (event) {
      event.preventDefault();
      if (name === "drop" && event.dataTransfer.files[0]) checkFile(event.dataTransfer.files[0]);
    });
  });
  var asked = new URLSearchParams(location.search).get("dia-chi");
  if (asked) {
    address.value = asked.slice(0, 2000);
    checkAddress(address.value);
  }
})();
