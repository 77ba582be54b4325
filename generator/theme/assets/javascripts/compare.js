/* The page /so-sanh/: two models side by side, read from their files for machines; which two stands in the address. */
(function () {
  "use strict";
  var form = document.getElementById("o-so-sanh");
  if (!form) return;
  var words = JSON.parse(document.getElementById("so-sanh-chu").textContent),
    status = document.getElementById("so-sanh-loi"),
    box = document.getElementById("so-sanh-bang"),
    turn = 0;
  function element(name, children, properties) {
    var made = Object.assign(document.createElement(name), properties || {});
    [].concat(children).forEach(function (child) {
      made.append(child);
    });
    return made;
  }
  function joined(parts, mark) {
    return parts.filter(Boolean).join(mark);
  }
  /* How the parts of a field read in a line. */
  var LINES = {
    steps: function (step) {
      return joined([step.title, step.time && "(" + step.time + ")"], " ");
    },
    costs: function (cost) {
      return joined([cost.item, cost.amount, cost.paid_by], " · ");
    },
    roles: function (role) {
      return role.who + ": " + role.does;
    },
    results: function (result) {
      var now = joined([result.after, result.unit], " ");
      return (
        result.indicator +
        ": " +
        (result.before ? words.before.replace("{before}", result.before).replace("{after}", now) : now)
      );
    },
    adopters: function (adopter) {
      return adopter.role === "origin" ? "" : joined([adopter.name, adopter.since], ", ");
    },
  };
  function lines(model, name) {
    var value = model[name];
    if (name === "contact") return value ? [value.office] : [];
    if (name === "needs")
      return Object.keys(words.needs)
        .filter(function (way) {
          return value && value[way];
        })
        .map(function (way) {
          return words.needs[way] + ": " + words.bands[value[way]];
        });
    if (!value) return [];
    return []
      .concat(value)
      .map(LINES[name] || String)
      .filter(Boolean);
  }
  function cell(model, name) {
    var said = lines(model, name);
    if (name === "title") return element("td", element("a", said[0], { href: form.dataset.pages + model.id + "/" }));
    if (!said.length) return element("td", element("small", words.silent));
    if (said.length === 1) return element("td", said[0]);
    return element(
      "td",
      element(
        name === "steps" ? "ol" : "ul",
        said.map(function (line) {
          return element("li", line);
        }),
      ),
    );
  }
  /* What is compared stands in a line of its own: on a phone both columns then have half the width. */
  function table(models) {
    var head = element(
      "tr",
      models.map(function (model) {
        return element("th", model.name, { scope: "col" });
      }),
    );
    var groups = words.rows.map(function (row) {
      var name = element("th", row[1], { scope: "rowgroup", colSpan: models.length });
      var cells = models.map(function (model) {
        return cell(model, row[0]);
      });
      return element("tbody", [element("tr", name), element("tr", cells)]);
    });
    var caption = element("caption", words.title, { className: "dh-hidden" });
    return element("table", [caption, element("thead", head)].concat(groups));
  }
  function update() {
    var mine = ++turn,
      ids = [form.elements.a.value, form.elements.b.value].filter(Boolean);
    status.textContent = "";
    if (!ids.length) {
      box.replaceChildren();
      return;
    }
    Promise.all(
      ids.map(function (id) {
        return fetch(form.dataset.files + encodeURIComponent(id) + ".json").then(function (answer) {
          if (!answer.ok) throw new Error(answer.status);
          return answer.json();
        });
      }),
    )
      .then(function (models) {
        if (mine === turn) box.replaceChildren(table(models));
      })
      .catch(function () {
        if (mine !== turn) return;
        box.replaceChildren();
        status.textContent = words.failed;
      });
  }
  function take() {
    var asked = new URLSearchParams(location.search);
    ["a", "b"].forEach(function (name) {
      form.elements[name].value = asked.get(name) || "";
    });
    update();
  }
  form.addEventListener("change", function () {
    var there = new URL(location.href);
    ["a", "b"].forEach(function (name) {
      if (form.elements[name].value) there.searchParams.set(name, form.elements[name].value);
      else there.searchParams.delete(name);
    });
    history.pushState(null, "", there);
    update();
  });
  window.addEventListener("popstate", take);
  form.hidden = false;
  take();
})();
