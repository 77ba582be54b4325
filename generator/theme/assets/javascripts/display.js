/* The reader's choice of colours, size and contrast, set before the first paint: the one script a page waits for, and
   so no module. Kept on this device alone. It also tells the styles that scripts run: what they will show keeps its
   place from the start. */
window.dienhinhDisplay = (() => {
  "use strict";
  const KEY = "dienhinh.display",
    USUAL = { theme: "auto", size: "normal", contrast: "normal" },
    root = document.documentElement;
  function read() {
    try {
      return { ...USUAL, ...JSON.parse(localStorage.getItem(KEY)) };
    } catch {
      return { ...USUAL }; // nothing can be kept here, or it is spoilt
    }
  }
  function show(choice) {
    for (const name of Object.keys(USUAL)) {
      if (choice[name] === USUAL[name]) delete root.dataset[name];
      else root.dataset[name] = choice[name];
    }
  }
  function keep(choice) {
    show(choice);
    try {
      localStorage.setItem(KEY, JSON.stringify(choice));
    } catch {
      /* the choice then lasts for one page */
    }
  }
  show(read());
  if ("noModule" in HTMLScriptElement.prototype) root.classList.add("has-script"); // all others are modules
  if (/[?&]q=[^&]/.test(location.search)) root.classList.add("is-asked");
  return { read, keep };
})();
