/* The reader's choice of colours, size and contrast, set before the first paint. Kept on this device alone.
   It also tells the styles that scripts run: what they will show keeps its place from the start. */
window.dienhinhDisplay = (function () {
  "use strict";
  var KEY = "dienhinh.display";
  var usual = { theme: "auto", size: "normal", contrast: "normal" };
  function read() {
    var kept = {};
    try {
      kept = JSON.parse(localStorage.getItem(KEY)) || {};
    } catch {
      /* storage may be closed to us */
    }
    return Object.assign({}, usual, kept);
  }
  function show(choice) {
    Object.keys(usual).forEach(function (name) {
      if (choice[name] === usual[name]) delete document.documentElement.dataset[name];
      else document.documentElement.dataset[name] = choice[name];
    });
  }
  show(read());
  document.documentElement.classList.add("has-script");
  if (/[?&]q=[^&]/.test(location.search)) document.documentElement.classList.add("is-asked");
  return {
    read: read,
    keep: function (choice) {
      show(choice);
      try {
        localStorage.setItem(KEY, JSON.stringify(choice));
      } catch {
        /* the choice then lasts for one page */
      }
    },
  };
})();
