/* The form of a record: what is wrong stands at its field as one types, and nothing typed is lost. Without this
   script the same is done by the buttons. */
(function () {
  "use strict";
  var form = document.getElementById("ban-ghi");
  if (!form) return;
  var status = form.querySelector("[data-status]"),
    waiting = 0,
    turn = 0;
  function show(faults) {
    var places = Array.from(form.querySelectorAll("[data-said]")),
      names = places.map(function (place) {
        return place.dataset.said;
      });
    places.forEach(function (place) {
      place.replaceChildren();
    });
    Object.keys(faults).forEach(function (field) {
      var name = field;
      while (name && names.indexOf(name) < 0) name = name.slice(0, Math.max(0, name.lastIndexOf(".")));
      faults[field].forEach(function (said) {
        var line = document.createElement("li");
        line.textContent = said.text;
        if (said.deed) line.append(" ", button(said));
        places[names.indexOf(name)].append(line);
        reveal(line);
      });
    });
  }
  function reveal(line) {
    for (var part = line.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  }
  function button(said) {
    var mend = document.createElement("button");
    mend.type = "submit";
    mend.name = "do";
    mend.value = said.deed;
    mend.textContent = said.button;
    return mend;
  }
  function ask() {
    var sent = new FormData(form),
      mine = (turn += 1);
    form.querySelectorAll("[type=file]").forEach(function (each) {
      sent.delete(each.name); // goes by its own button
    });
    sent.set("do", "check");
    fetch(location.pathname + "?as=json", { method: "POST", body: sent })
      .then(function (answer) {
        return answer.ok ? answer.json() : null;
      })
      .then(function (faults) {
        if (mine !== turn) return;
        if (!faults) return lost();
        show(faults);
        status.className = "";
        status.textContent = form.dataset.saved;
      })
      .catch(function () {
        if (mine === turn) lost();
      });
  }
  function lost() {
    status.className = "lost"; // the desk was closed, or opened anew: what is typed is on this page alone
    status.textContent = form.dataset.lost;
  }
  function isTouched(control) {
    if (control.type === "file" || control.getAttribute("role") === "combobox") return false;
    if (control.options)
      return Array.from(control.options).some(function (option) {
        return option.defaultSelected && !option.selected;
      });
    return control.type === "checkbox"
      ? control.checked !== control.defaultChecked
      : "defaultValue" in control && control.value !== control.defaultValue;
  }
  if (Array.from(form.elements).some(isTouched)) ask(); // typed while the page was still arriving
  form.addEventListener("input", function (event) {
    if (event.target.getAttribute("role") === "combobox") return; // nothing is chosen yet
    status.textContent = "";
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  });
})();
