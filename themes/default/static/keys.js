// The appearance button, citations saved as files, and the keyboard: / to search or filter, j and k through lists, ? for help, Escape to close.
// Single keys can be switched off in the help (WCAG 2.1.4), for those whose speech or switch input types letters.
(function () {
  "use strict";
  var texts = document.currentScript.dataset;
  var page = document.documentElement;
  var tools = document.querySelector("[data-tools]");

  function read(key) {
    try {
      return localStorage.getItem(key);
    } catch (refused) {
      return null;
    }
  }

  function write(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch (refused) {
      // Storage may be closed to pages opened from disk; the choice then lasts as long as the page.
    }
  }

  function make(name, attributes) {
    var made = document.createElement(name);
    for (var key in attributes) made.setAttribute(key, attributes[key]);
    for (var i = 2; i < arguments.length; i++) made.append(arguments[i]);
    return made;
  }

  // Appearance: as the system, light, dark, in turn.
  var order = ["auto", "light", "dark"];
  var appearance = make("button", { type: "button", class: "theme-button" });
  function label() {
    var now = page.dataset.theme || "auto";
    var text = texts.theme + ": " + texts[now];
    appearance.setAttribute("aria-label", text);
    appearance.title = text;
    appearance.dataset.now = now;
  }
  appearance.addEventListener("click", function () {
    var next = order[(order.indexOf(page.dataset.theme || "auto") + 1) % order.length];
    if (next === "auto") delete page.dataset.theme;
    else page.dataset.theme = next;
    write("casebook-theme", next === "auto" ? null : next);
    label();
  });
  label();

  // Citations as files for reference managers, named after the page. A list of one is what CSL-JSON files hold.
  document.querySelectorAll(".cite-panel [data-as]").forEach(function (part) {
    var text = part.querySelector("pre").textContent;
    var as = part.dataset.as;
    // A work's page has the work first, then itself.
    var which = part.parentNode.previousElementSibling.matches("section") ? "-page" : "";
    var name = (decodeURIComponent(location.pathname).split("/").pop().replace(/\.html$/, "") || "index") + which;
    var save = make("a", { download: name + "." + as, href: "" }, part.closest("[data-save]").dataset.save);
    save.addEventListener("click", function () {
      if (save.href.indexOf("blob:") !== 0) {
        save.href = URL.createObjectURL(new Blob([as === "json" ? "[" + text + "]\n" : text], { type: "text/plain" }));
      }
    });
    part.append(make("p", {}, save));
  });

  // Help
  var enabled = read("casebook-keys") !== "off";
  var box = make("input", { type: "checkbox", id: "keys-enabled" });
  box.checked = enabled;
  box.addEventListener("change", function () {
    enabled = box.checked;
    write("casebook-keys", enabled ? null : "off");
  });
  var close = make("button", { type: "button", class: "plain-button" }, texts.close);
  var list = make("dl", {});
  [["/", texts.search], ["j", texts.down], ["k", texts.up], ["?", texts.open], ["Esc", texts.escape]].forEach(function (row) {
    list.append(make("div", {}, make("dt", {}, make("kbd", {}, row[0])), make("dd", {}, row[1])));
  });
  var dialog = make(
    "dialog",
    { class: "keys", "aria-labelledby": "keys-title" },
    make("h2", { id: "keys-title" }, texts.help),
    list,
    make("p", {}, make("label", {}, box, " ", texts.enabled)),
    make("p", {}, close)
  );
  close.addEventListener("click", function () {
    dialog.close();
  });
  document.body.append(dialog);
  var help = make("button", { type: "button", class: "help-button", "aria-label": texts.help, title: texts.help }, "?");
  help.addEventListener("click", function () {
    dialog.showModal();
  });
  tools.append(appearance, help);

  // Keys
  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function searchField() {
    var fields = document.querySelectorAll("[data-jump], input[type=search]");
    var shown = Array.prototype.filter.call(fields, function (field) {
      return field.getClientRects().length > 0;
    });
    return shown.find(function (field) { return "jump" in field.dataset; }) || shown[0];
  }

  // What j and k walk: the rows of tables, and the entries of the lists a page is made of.
  function step(by) {
    var entries = document.querySelectorAll("[data-listing] tbody th a, .contents li > a, .recent li > a, .relations li > a, .backlinks li > a");
    var links = Array.prototype.filter.call(entries, function (link) {
      return link.getClientRects().length > 0 && link === link.parentNode.querySelector("a");
    });
    if (!links.length) return;
    var row = document.activeElement.closest("tr, li");
    var now = links.findIndex(function (link) { return row && row.contains(link); });
    var next = now < 0 ? (by > 0 ? 0 : links.length - 1) : now + by;
    if (next < 0 || next >= links.length) return;
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && event.target.matches("input[type=search]")) return event.target.blur();
    if (!enabled || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || dialog.open) return;
    if (event.key === "/") {
      var field = searchField();
      if (!field) return;
      field.focus();
      field.select();
    } else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "?") dialog.showModal();
    else return;
    event.preventDefault();
  });
})();
