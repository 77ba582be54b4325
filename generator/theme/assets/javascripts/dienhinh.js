/* The filter of lists: accents, đ and capitals do not matter. Without this script the whole list shows and the box
   stays hidden. */
(function () {
  "use strict";
  /* The box in the header: the magnifying glass or the key / opens it, Escape closes it. Without
     this script the glass is a link to the search page. On that page its own box is meant. */
  var glass = document.querySelector("[data-find]"),
    box = document.querySelector(".dh-headsearch");
  var own = document.querySelector(".dh-findform input[type=search]");
  function open(event) {
    event.preventDefault();
    if (!own) box.hidden = false;
    (own || box.elements.q).focus();
  }
  if (glass && box) {
    glass.addEventListener("click", function (event) {
      if (box.hidden) open(event);
      else {
        event.preventDefault();
        box.hidden = true;
      }
    });
    box.addEventListener("submit", function (event) {
      if (!box.elements.q.value.trim()) event.preventDefault();
    });
    box.addEventListener("keydown", function (event) {
      if (event.key === "Escape") {
        box.hidden = true;
        glass.focus();
      }
    });
    document.addEventListener("keydown", function (event) {
      var at = event.target;
      if (
        event.key === "/" &&
        !event.ctrlKey &&
        !event.metaKey &&
        !event.altKey &&
        !/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)
      )
        open(event);
    });
  }
  /* Boxes that drop from the header open without a script. With one, Escape closes them and gives the focus
     back, and so does a click or a step of Tab outside. */
  var drops = document.querySelectorAll("details.dh-drop");
  drops.forEach(function (drop) {
    drop.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !drop.open) return;
      drop.open = false;
      drop.querySelector("summary").focus();
    });
  });
  ["click", "focusin"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      drops.forEach(function (drop) {
        if (drop.open && !drop.contains(event.target)) drop.open = false;
      });
    });
  });
  /* The last pages read stay on the device for when there is no network; a model's sheet, as long as it is wanted. */
  var worker = document.currentScript && document.currentScript.dataset.worker;
  if (worker && "serviceWorker" in navigator && isSecureContext) {
    navigator.serviceWorker.register(worker).catch(function () {});
    document.querySelectorAll("[data-save]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        caches
          .open("dienhinh-saved")
          .then(function (cache) {
            return cache.add(location.pathname);
          })
          .then(function () {
            button.textContent = button.dataset.done;
            button.disabled = true;
          });
      });
    });
  }
  /* A list of the reader's own, which never leaves the device; its page is /danh-sach-cua-toi/. */
  var LIST = "dienhinh-list";
  function listed() {
    try {
      var found = JSON.parse(localStorage.getItem(LIST) || "[]");
      return Array.isArray(found) ? found : [];
    } catch {
      return []; /* spoilt: begun anew */
    }
  }
  function keeps() {
    try {
      return Boolean(window.localStorage);
    } catch {
      return false; /* a device that keeps nothing for a site */
    }
  }
  document.querySelectorAll("[data-list]").forEach(function (button) {
    var here = location.origin + location.pathname,
      said = button.textContent;
    function is_here(item) {
      return item.address === here;
    }
    function tell() {
      var on = listed().some(is_here);
      button.setAttribute("aria-pressed", on);
      button.textContent = on ? button.dataset.done : said;
      button.nextElementSibling.hidden = !on;
    }
    if (!keeps()) return;
    button.hidden = false;
    tell();
    button.addEventListener("click", function () {
      var items = listed();
      if (items.some(is_here))
        items = items.filter(function (item) {
          return !is_here(item);
        });
      else items.push({ address: here, title: button.dataset.list, summary: button.dataset.summary });
      try {
        localStorage.setItem(LIST, JSON.stringify(items));
      } catch {
        return;
      }
      tell();
    });
  });
  /* What scrolls by itself can be reached by the keyboard; what has room needs no stop. */
  function reachable() {
    document.querySelectorAll(".dh-table, .dh-counts, .dh-chart").forEach(function (part) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    });
  }
  reachable();
  addEventListener("load", reachable);
  addEventListener("resize", reachable);
  /* Reading aloud, where the device has a Vietnamese voice; a second press stops it. */
  var speakers = document.querySelectorAll("[data-speak]");
  function vietnamese() {
    return speechSynthesis.getVoices().find(function (voice) {
      return voice.lang.toLowerCase().startsWith("vi");
    });
  }
  function offer_voice() {
    speakers.forEach(function (button) {
      button.hidden = !vietnamese();
    });
  }
  if (speakers.length && "speechSynthesis" in window) {
    offer_voice();
    speechSynthesis.addEventListener("voiceschanged", offer_voice);
    addEventListener("pagehide", function () {
      speechSynthesis.cancel();
    });
    speakers.forEach(function (button) {
      var said = button.textContent;
      function stop() {
        speechSynthesis.cancel();
        button.textContent = said;
      }
      button.addEventListener("click", function () {
        if (button.textContent !== said) return stop();
        button.textContent = button.dataset.stop;
        var parts = Array.from(document.querySelectorAll("h1, .dh-lead, .dh-text > h2, .dh-text > p, .dh-text li"));
        parts.forEach(function (part, number) {
          var words = new SpeechSynthesisUtterance(part.textContent);
          words.voice = vietnamese();
          words.lang = "vi-VN";
          if (number === parts.length - 1) words.onend = stop;
          speechSynthesis.speak(words);
        });
      });
    });
  }
  /* Colours, size and contrast: display.js has shown what was chosen before; here it is chosen. */
  var choices = document.querySelector("[data-display]");
  if (choices && window.dienhinhDisplay) {
    var kept = window.dienhinhDisplay.read();
    choices.hidden = false;
    choices.querySelectorAll("input").forEach(function (input) {
      input.checked = kept[input.name] === input.value;
      input.addEventListener("change", function () {
        kept[input.name] = input.value;
        window.dienhinhDisplay.keep(kept);
      });
    });
  }
  /* A closed box opens when a link leads to it; without this script the link stops at its heading. */
  function unfold() {
    var fold = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (fold && fold.matches("details.dh-fold")) {
      fold.open = true;
      fold.querySelector("summary").focus();
    }
  }
  window.addEventListener("hashchange", unfold);
  unfold();
  /* A page that is not there: its address often says what was meant. */
  var lost = document.querySelector("[data-lost]");
  if (lost) {
    var last = location.pathname.split("/").filter(Boolean).pop() || "";
    try {
      lost.elements.q.value = decodeURIComponent(last)
        .replace(/\.[a-z0-9]{2,5}$/i, "")
        .replace(/[-_+]+/g, " ")
        .slice(0, 100);
    } catch {
      /* no words in it */
    }
  }
  function fold(text) {
    return text
      .toLowerCase()
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/đ/g, "d")
      .replace(/\s+/g, " ")
      .trim();
  }
  document.querySelectorAll("[data-filter-for]").forEach(function (form) {
    var list = document.getElementById(form.dataset.filterFor);
    var input = form.querySelector("input[type=search]");
    var status = form.querySelector("[role=status]");
    if (!list || !input || !status) return;
    /* what is filtered is found by its own key, or by all it says */
    var items = Array.from(
      list.querySelectorAll("[data-key], .dh-card, .dh-tiles li, .dh-az li, .dh-names li, [data-tells], tbody tr"),
    );
    var keys = items.map(function (item) {
      return item.dataset.key || fold(item.textContent);
    });
    form.hidden = false;
    var sifts = Array.from(form.querySelectorAll("[data-sift]"));
    function wanted(control) {
      return control.type !== "checkbox" || control.checked ? control.value : "";
    }
    function passes(item) {
      return sifts.every(function (control) {
        var held = (item.dataset[control.dataset.sift] || "").split(" ");
        return !wanted(control) || held.indexOf(wanted(control)) >= 0;
      });
    }
    var groups = new Set(
      items.map(function (item) {
        return item.parentElement;
      }),
    );
    /* of what nobody wrote down it cannot be said that it does not fit */
    function is_silent(item) {
      return sifts.some(function (control) {
        return control.dataset.silent && wanted(control) && !item.dataset[control.dataset.sift];
      });
    }
    form.addEventListener("change", apply);
    function apply() {
      var words = fold(input.value).split(" ").filter(Boolean),
        shown = 0,
        silent = 0;
      items.forEach(function (item, number) {
        var hit =
          passes(item) &&
          words.every(function (word) {
            return keys[number].indexOf(word) !== -1;
          });
        item.hidden = !hit;
        if (hit) shown += 1;
        else if (is_silent(item)) silent += 1;
      });
      groups.forEach(function (group) {
        var head = group.previousElementSibling;
        group.hidden = Array.prototype.every.call(group.children, function (item) {
          return item.hidden;
        });
        if (head && head.tagName === "H2") head.hidden = group.hidden;
      });
      status.textContent =
        !words.length && !sifts.some(wanted) ? "" : shown ? shown + " " + status.dataset.count : status.dataset.none;
      if (silent && status.dataset.silent)
        status.textContent += ". " + status.dataset.silent.replace("{count}", silent);
    }
    var asked = new URLSearchParams(location.search).get("q");
    if (asked) input.value = asked;
    input.addEventListener("input", function () {
      /* what is asked stays in the address: Back and a shared link keep it */
      var there = new URL(location.href),
        text = input.value.trim();
      if (text) there.searchParams.set("q", text);
      else there.searchParams.delete("q");
      history.replaceState(history.state, "", there);
      apply();
    });
    apply();
  });
  /* Buttons that copy what stands beside them, and one that hands the page to the reader's own apps.
     Without this script they stay hidden: the text can still be selected. */
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    var text = button.parentElement.querySelector("[data-copied]"),
      said = button.textContent;
    if (!text || !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(text.dataset.copied).then(function () {
        button.textContent = button.dataset.done;
        button.setAttribute("aria-live", "polite");
        setTimeout(function () {
          button.textContent = said;
        }, 2500);
      });
    });
  });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      print();
    });
  });
  document.querySelectorAll("[data-share]").forEach(function (button) {
    if (!navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.share({ title: button.dataset.title, url: button.dataset.url }).catch(function () {});
    });
  });
  /* Paper says when it was printed: the page may be corrected after. */
  addEventListener("beforeprint", function () {
    document.querySelectorAll("[data-printed]").forEach(function (place) {
      var now = new Date();
      place.textContent =
        " · " + place.dataset.said + " " + [now.getDate(), now.getMonth() + 1, now.getFullYear()].join("/");
    });
  });
  /* A link to a closed box, or into one, opens it. */
  function opened() {
    var there = location.hash.length > 1 && document.getElementById(location.hash.slice(1)),
      box = there && there.closest("details");
    if (box && !box.open) {
      box.open = true;
      there.scrollIntoView();
    }
  }
  addEventListener("hashchange", opened);
  opened();
})();
