/* What every page may need. Nothing here is needed to read, to navigate or to print: a button shows itself where
   this script can do what it says. What few pages need are scripts of their own. */

function all(selector) {
  return Array.from(document.querySelectorAll(selector));
}

function show(button, onClick) {
  button.hidden = false;
  button.addEventListener("click", onClick);
}

/** The box in the header: the magnifying glass or the key / opens it, Escape closes it. Without scripts the glass is a
    link to the search page. On that page its own box is meant. */
function searchBox() {
  const glass = document.querySelector("[data-find]"),
    box = document.querySelector(".dh-headsearch"),
    own = document.querySelector(".dh-findform input[type=search]");
  if (!glass || !box) return;
  function open(event) {
    event.preventDefault();
    if (!own) box.hidden = false;
    (own || box.elements.q).focus();
  }
  function close() {
    box.hidden = true;
  }
  glass.addEventListener("click", (event) => {
    event.preventDefault();
    if (box.hidden) open(event);
    else close();
  });
  box.addEventListener("submit", (event) => {
    if (!box.elements.q.value.trim()) event.preventDefault();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    glass.focus();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping) open(event);
  });
}

/** Boxes that drop from the header open without scripts. With one, Escape closes them and gives the focus back, and
    so does a click or a step of Tab outside. */
function droppingBoxes() {
  const drops = all("details.dh-drop");
  for (const drop of drops)
    drop.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !drop.open) return;
      drop.open = false;
      drop.querySelector("summary").focus();
    });
  for (const kind of ["click", "focusin"])
    document.addEventListener(kind, (event) => {
      for (const drop of drops) if (drop.open && !drop.contains(event.target)) drop.open = false;
    });
}

/** The last pages read stay on the device for when there is no network; a model's sheet, as long as it is wanted. */
function readingOffline() {
  const script = document.querySelector("script[data-worker]");
  if (!script || !("serviceWorker" in navigator) || !isSecureContext) return;
  navigator.serviceWorker.register(script.dataset.worker).catch(() => {});
  for (const button of all("[data-save]"))
    show(button, async () => {
      const cache = await caches.open("dienhinh-saved");
      await cache.add(location.pathname);
      button.textContent = button.dataset.done;
      button.disabled = true;
    });
}

/** What scrolls by itself can be reached by the keyboard; what has room needs no stop. */
function reachableByKeyboard() {
  function mark() {
    for (const part of all(".dh-table, .dh-counts, .dh-chart")) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  }
  mark();
  addEventListener("load", mark);
  addEventListener("resize", mark);
}

/** Reading aloud, where the device has a Vietnamese voice; a second press stops it. */
function readingAloud() {
  const buttons = all("[data-speak]");
  if (!buttons.length || !("speechSynthesis" in window)) return;
  const voice = () => speechSynthesis.getVoices().find(({ lang }) => lang.toLowerCase().startsWith("vi"));
  function offer() {
    for (const button of buttons) button.hidden = !voice();
  }
  offer();
  speechSynthesis.addEventListener("voiceschanged", offer);
  addEventListener("pagehide", () => speechSynthesis.cancel());
  for (const button of buttons) {
    const said = button.textContent;
    const stop = () => {
      speechSynthesis.cancel();
      button.textContent = said;
    };
    button.addEventListener("click", () => {
      if (button.textContent !== said) {
        stop();
        return;
      }
      button.textContent = button.dataset.stop;
      const parts = all("h1, .dh-lead, .dh-text > h2, .dh-text > p, .dh-text li");
      parts.forEach((part, at) => {
        const words = new SpeechSynthesisUtterance(part.textContent);
        words.voice = voice();
        words.lang = "vi-VN";
        if (at === parts.length - 1) words.onend = stop;
        speechSynthesis.speak(words);
      });
    });
  }
}

/** Colours, size and contrast: display.js has shown what was chosen before; here it is chosen. */
function displayChoice() {
  const choices = document.querySelector("[data-display]"),
    display = window.dienhinhDisplay;
  if (!choices || !display) return;
  const kept = display.read();
  choices.hidden = false;
  for (const input of choices.querySelectorAll("input")) {
    input.checked = kept[input.name] === input.value;
    input.addEventListener("change", () => {
      kept[input.name] = input.value;
      display.keep(kept);
    });
  }
}

/** A link to a closed box, or into one, opens it; without scripts it stops at its heading. */
function linksIntoBoxes() {
  function open() {
    const there = location.hash.length > 1 && document.getElementById(location.hash.slice(1)),
      box = there && there.closest("details");
    if (!box) return;
    if (!box.open) {
      box.open = true;
      there.scrollIntoView();
    }
    if (there.matches("details.dh-fold")) there.querySelector("summary").focus();
  }
  addEventListener("hashchange", open);
  open();
}

/** A page that is not there: its address often says what was meant. */
function lostPage() {
  const form = document.querySelector("[data-lost]");
  if (!form) return;
  const last = location.pathname.split("/").filter(Boolean).pop() || "";
  try {
    const name = decodeURIComponent(last).replace(/\.[a-z0-9]{2,5}$/i, "");
    form.elements.q.value = name.replace(/[-_+]+/g, " ").slice(0, 100);
  } catch {
    /* no words in it */
  }
}

/** Buttons that copy what stands beside them, print the page, or hand it to the reader's own apps. */
function copyPrintShare() {
  for (const button of all("[data-copy]")) {
    const text = button.parentElement.querySelector("[data-copied]"),
      said = button.textContent;
    if (!text || !navigator.clipboard) continue;
    show(button, async () => {
      await navigator.clipboard.writeText(text.dataset.copied);
      button.textContent = button.dataset.done;
      button.setAttribute("aria-live", "polite");
      setTimeout(() => {
        button.textContent = said;
      }, 2500);
    });
  }
  for (const button of all("[data-print]")) show(button, () => print());
  for (const button of navigator.share ? all("[data-share]") : [])
    show(button, () => {
      navigator.share({ title: button.dataset.title, url: button.dataset.url }).catch(() => {});
    });
}

/** Paper says when it was printed: the page may be corrected after. */
function dayOfPrinting() {
  addEventListener("beforeprint", () => {
    const now = new Date(),
      day = [now.getDate(), now.getMonth() + 1, now.getFullYear()].join("/");
    for (const place of all("[data-printed]")) place.textContent = ` · ${place.dataset.said} ${day}`;
  });
}

searchBox();
droppingBoxes();
readingOffline();
reachableByKeyboard();
readingAloud();
displayChoice();
linksIntoBoxes();
lostPage();
copyPrintShare();
dayOfPrinting();
