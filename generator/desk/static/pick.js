/* A field with more to choose from than a list can show: one types a part of the name, with or without accents, and
   takes it from what is found. Without this script the button beside the box does the same. */
(function () {
  "use strict";
  var PATIENCE = 120;
  document.querySelectorAll("[data-from]").forEach(picker);

  function picker(place, number) {
    var boxes = place.closest(".boxes"),
      select = boxes ? null : place.parentElement.querySelector("select"),
      input = place.querySelector("input"),
      list = document.createElement("ul"),
      said = document.createElement("small"),
      found = [],
      at = -1,
      turn = 0,
      waiting = 0;

    place.querySelector("button").remove();
    place.querySelectorAll("small").forEach(function (each) {
      each.remove();
    });
    input.removeAttribute("name");
    input.type = "text";
    list.id = "chon-" + number;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.getAttribute("aria-label"));
    said.setAttribute("role", "status");
    place.append(list, said);
    attributes(input, {
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
    });
    if (select) {
      input.id = select.id;
      select.removeAttribute("id");
      select.hidden = true;
      input.removeAttribute("aria-label");
      input.value = chosen();
    }

    function chosen() {
      var option = select && select.selectedOptions[0];
      return option && option.value ? option.textContent : "";
    }
    function close() {
      turn += 1;
      clearTimeout(waiting);
      list.hidden = true;
      at = -1;
      said.textContent = "";
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function ask() {
      var mine = (turn += 1),
        asked = select && input.value === chosen() ? "" : input.value;
      fetch("/chon/" + place.dataset.from + "/?q=" + encodeURIComponent(asked))
        .then(function (answer) {
          return answer.ok ? answer.json() : null;
        })
        .then(function (told) {
          if (told && mine === turn) open(told, asked);
        })
        .catch(close);
    }
    function open(told, asked) {
      found = told.options;
      said.textContent = told.told;
      if (told.add) said.append(" ", another(told, asked));
      list.replaceChildren.apply(list, found.map(row));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      point(asked.trim() && found.length ? 0 : -1);
    }
    function another(told, asked) {
      var link = document.createElement("a");
      link.href = told.add + "?ten=" + encodeURIComponent(asked);
      link.target = "_blank";
      link.textContent = told.button;
      link.addEventListener("mousedown", function (event) {
        event.preventDefault(); // leaving the box would take the link away
      });
      return link;
    }
    function row(option, index) {
      var line = document.createElement("li");
      line.textContent = option.name;
      attributes(line, { role: "option", id: list.id + "-" + index, "aria-selected": "false" });
      line.addEventListener("mousedown", function (event) {
        event.preventDefault(); // the box keeps the focus
      });
      line.addEventListener("click", function () {
        take(option);
      });
      return line;
    }
    function point(next) {
      var lines = list.children;
      if (lines[at]) lines[at].setAttribute("aria-selected", "false");
      at = next;
      if (!lines[at]) return input.removeAttribute("aria-activedescendant");
      lines[at].setAttribute("aria-selected", "true");
      lines[at].scrollIntoView({ block: "nearest" });
      return input.setAttribute("aria-activedescendant", lines[at].id);
    }
    function take(option) {
      if (select) put(option);
      else tick(option);
      close();
    }
    function put(option) {
      Array.from(select.options)
        .slice(1)
        .forEach(function (each) {
          each.remove();
        });
      if (option) select.add(new Option(option.name, option.value, true, true));
      else select.selectedIndex = 0;
      input.value = chosen();
      select.dispatchEvent(new Event("input", { bubbles: true }));
    }
    function tick(option) {
      var box = Array.from(boxes.querySelectorAll("[type=checkbox]")).find(function (each) {
        return each.value === option.value;
      });
      if (!box) box = newBox(option);
      box.checked = true;
      input.value = "";
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    function newBox(option) {
      var label = document.createElement("label"),
        box = document.createElement("input");
      box.type = "checkbox";
      box.name = boxes.dataset.name;
      box.value = option.value;
      label.append(box, " " + option.name);
      place.before(label);
      return box;
    }

    input.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(ask, PATIENCE);
    });
    input.addEventListener("click", function () {
      if (list.hidden) ask();
    });
    place.addEventListener("focusout", function (event) {
      if (place.contains(event.relatedTarget)) return; // to the link beside it
      close();
      if (!select) input.value = "";
      else if (!input.value.trim() && chosen()) put(null);
      else input.value = chosen();
    });
    input.addEventListener("keydown", function (event) {
      var last = found.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) ask();
        else if (event.key === "ArrowDown") point(at < last ? at + 1 : 0);
        else point(at > 0 ? at - 1 : last);
      } else if (event.key === "Enter") {
        event.preventDefault(); // it takes what is marked; it does not send the form
        if (!list.hidden && found[at]) take(found[at]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        if (select) input.value = chosen();
        close();
      }
    });
  }

  function attributes(element, given) {
    Object.keys(given).forEach(function (name) {
      element.setAttribute(name, given[name]);
    });
  }
})();
