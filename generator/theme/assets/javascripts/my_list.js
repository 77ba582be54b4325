/* The page /danh-sach-cua-toi/: what the reader kept, from this device alone.
   A page that was taken down loses its name. */
(function () {
  "use strict";
  var box = document.getElementById("muc-da-chon");
  if (!box) return;
  var tools = document.getElementById("muc-lam-gi"),
    KEY = "dienhinh-list";
  function read() {
    try {
      var found = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  }
  function write(items) {
    try {
      localStorage.setItem(KEY, JSON.stringify(items));
    } catch {
      /* a device that keeps nothing */
    }
  }
  function without(address) {
    write(
      read().filter(function (item) {
        return item.address !== address;
      }),
    );
  }
  function make(name, text, properties) {
    var made = Object.assign(document.createElement(name), properties || {});
    if (text) made.textContent = text;
    return made;
  }
  function row(item) {
    var line = make("li"),
      link = make("a", item.title, { href: item.address }),
      button = make("button", box.dataset.remove, { type: "button", className: "dh-copy" });
    button.setAttribute("aria-label", box.dataset.remove + ": " + item.title);
    button.addEventListener("click", function () {
      var place = Array.prototype.indexOf.call(line.parentElement.children, line);
      without(item.address);
      show();
      var left = box.querySelectorAll("li button");
      (left[Math.min(place, left.length - 1)] || box.querySelector("p")).focus();
    });
    line.append(link, " ", make("span", item.summary || ""), " ", button, make("small", item.address));
    return line;
  }
  function show() {
    var items = read();
    tools.hidden = !items.length;
    if (!items.length) {
      box.replaceChildren(make("p", box.dataset.empty, { className: "dh-empty", tabIndex: -1 }));
      return;
    }
    var list = make("ol", "", { className: "dh-rows" });
    items.forEach(function (item) {
      list.append(row(item));
    });
    var count = make("p", box.dataset.count.replace("{count}", items.length), { className: "dh-small" });
    count.setAttribute("role", "status");
    box.replaceChildren(count, list);
  }
  /* Whoever was taken down is taken off the list too: their page answers with a notice, or not at all. */
  function ask(item) {
    fetch(item.address)
      .then(function (answer) {
        if (answer.status === 404 || answer.status === 410) return true;
        return answer.ok
          ? answer.text().then(function (text) {
              return text.includes('<meta name="robots" content="noindex">');
            })
          : false;
      })
      .then(function (gone) {
        if (!gone) return;
        without(item.address);
        show();
        box.append(make("p", box.dataset.gone, { className: "dh-missing" }));
      })
      .catch(function () {});
  }
  document.getElementById("danh-sach-chep").addEventListener("click", function (event) {
    var button = event.currentTarget,
      text = read()
        .map(function (item) {
          return item.title + "\n" + item.address;
        })
        .join("\n\n");
    navigator.clipboard.writeText(text).then(function () {
      button.textContent = button.dataset.done;
    });
  });
  document.getElementById("danh-sach-xoa").addEventListener("click", function (event) {
    if (!confirm(event.currentTarget.dataset.sure)) return;
    write([]);
    show();
  });
  show();
  read().forEach(ask);
})();
