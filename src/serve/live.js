// Keeps an open page as its files are: follows the builds of `casebook serve`, puts the page's new text in its place, and shows what
// was found. It is no part of the site that is published.
(function () {
  "use strict";
  var have = document.currentScript.dataset.have;
  var panel = null;
  var closed = "";
  var news = null;

  // A browser keeps few connections to one address. A page that nobody sees leaves its own to the others, and asks anew when it is
  // seen again: the first news are always of the last build.
  function follow() {
    if (news || document.hidden) return;
    news = new EventSource("/-/live?page=" + encodeURIComponent(location.pathname));
    news.addEventListener("build", function (event) {
      var state = JSON.parse(event.data);
      if ((state.page || "") !== have) update(state.page || "");
      show(state);
    });
  }

  function leave() {
    if (news) news.close();
    news = null;
  }

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) leave();
    else follow();
  });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", follow);
  follow();

  function update(tag) {
    // An address without a page has the page of such addresses; one that gets a page, or loses it, is loaded anew.
    if (!tag || !have) return location.reload();
    have = tag;
    fetch(location.pathname + location.search, { cache: "no-store" })
      .then(function (response) {
        return response.text();
      })
      .then(function (text) {
        put(new DOMParser().parseFromString(text, "text/html"));
        document.dispatchEvent(new CustomEvent("casebook:update"));
      })
      .catch(function () {
        location.reload();
      });
  }

  function put(next) {
    var main = document.querySelector("main");
    var nextMain = next.querySelector("main");
    // What frames the text has scripts of its own that hold on to it.
    if (!main || !nextMain || frame(document) !== frame(next)) return location.reload();
    var spot = [window.scrollX, window.scrollY];
    var open = unfolded(main);
    document.title = next.title;
    document.documentElement.lang = next.documentElement.lang;
    document.body.className = next.body.className;
    sheets(next);
    main.replaceWith(document.adoptNode(nextMain));
    swap(next, "#_cards", "body > script");
    swap(next, "body > .faults", "main");
    fold(nextMain, open);
    run(next);
    window.scrollTo(spot[0], spot[1]);
  }

  function frame(page) {
    var parts = page.querySelectorAll("body > header nav, body > header > a, body > footer");
    return Array.prototype.map
      .call(parts, function (part) {
        return part.outerHTML;
      })
      .join("\n");
  }

  // A part that a page may have or not: replaced, taken out, or put in before `before`.
  function swap(next, what, before) {
    var now = document.querySelector(what);
    var then = next.querySelector(what);
    if (now && then) now.replaceWith(document.adoptNode(then));
    else if (now) now.remove();
    else if (then) document.body.insertBefore(document.adoptNode(then), document.querySelector(before));
  }

  // New style sheets are loaded before the old ones go, so that the page never stands bare.
  function sheets(next) {
    var now = Array.from(document.querySelectorAll('link[rel="stylesheet"]'));
    var then = Array.from(next.querySelectorAll('link[rel="stylesheet"]'));
    var has = function (list, link) {
      return list.some(function (other) {
        return other.getAttribute("href") === link.getAttribute("href");
      });
    };
    var old = now.filter(function (link) {
      return !has(then, link);
    });
    var fresh = then.filter(function (link) {
      return !has(now, link);
    });
    var left = fresh.length;
    var done = function () {
      left -= 1;
      if (left <= 0)
        old.forEach(function (link) {
          link.remove();
        });
    };
    fresh.forEach(function (link) {
      var made = document.adoptNode(link);
      made.addEventListener("load", done);
      made.addEventListener("error", done);
      document.head.append(made);
    });
    if (!fresh.length) done();
  }

  function unfolded(main) {
    return Array.from(main.querySelectorAll("details")).map(function (part) {
      return part.open;
    });
  }

  function fold(main, open) {
    var parts = main.querySelectorAll("details");
    if (parts.length !== open.length) return;
    parts.forEach(function (part, at) {
      part.open = open[at];
    });
  }

  // Scripts that work on the text run again, those marked so by the theme; a script that was not there before makes a new page.
  function run(next) {
    next.querySelectorAll("script[src][data-live]").forEach(function (script) {
      var made = document.createElement("script");
      for (var i = 0; i < script.attributes.length; i++) made.setAttribute(script.attributes[i].name, script.attributes[i].value);
      made.defer = false;
      document.querySelectorAll("script[src][data-live]").forEach(function (old) {
        if (old.getAttribute("src") === made.getAttribute("src")) old.remove();
      });
      document.body.append(made);
    });
  }

  function show(state) {
    if (panel) panel.remove();
    panel = null;
    if (!state.text || state.text === closed) return;
    var host = document.createElement("div");
    var root = host.attachShadow({ mode: "open" });
    var count = [];
    if (state.errors) count.push(state.errors + (state.errors === 1 ? " error" : " errors"));
    if (state.warnings) count.push(state.warnings + (state.warnings === 1 ? " warning" : " warnings"));
    root.innerHTML =
      "<style>:host{all:initial}section{position:fixed;inset:auto 0 0 0;z-index:2147483647;max-height:45vh;overflow:auto;" +
      "background:#1d1b19;color:#f3efe9;font:14px/1.5 ui-monospace,monospace;border-top:3px solid #d9822b;padding:.75rem 1rem}" +
      "section.error{border-color:#e5484d}header{display:flex;justify-content:space-between;gap:1rem;align-items:center}" +
      "h2{font:600 15px/1.4 system-ui,sans-serif;margin:0}pre{margin:.5rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere}" +
      "button{font:inherit;color:inherit;background:none;border:1px solid currentColor;border-radius:4px;padding:.2rem .6rem;" +
      "min-height:28px;cursor:pointer}</style><section role='status'><header><h2></h2><button type='button'>Close</button></header>" +
      "<pre tabindex='0'></pre></section>";
    var section = root.querySelector("section");
    if (state.errors) section.className = "error";
    section.setAttribute("aria-label", "What was found in the archive");
    root.querySelector("h2").textContent = count.join(", ") || "Found";
    root.querySelector("pre").textContent = state.text;
    root.querySelector("button").addEventListener("click", function () {
      closed = state.text;
      host.remove();
    });
    document.body.append(host);
    panel = host;
  }
})();
