// Shows a note's card when its link is pointed at or focused, and the entry of the work that a citation leads to. The cards travel
// in the page, and the entries stand below its text; nothing is fetched.
// As WCAG 1.4.13 asks, the card can be dismissed (Escape), pointed at, and stays until it is left.
(function () {
  "use strict";
  var main = document.getElementById("_main");
  var cards = JSON.parse(document.getElementById("_cards").textContent);
  var root = new URL(document.documentElement.dataset.root || "./", document.baseURI).href;
  var here = location.href.split(/[?#]/)[0];
  var box = null;
  var link = null;
  var timer = 0;

  function cardOf(anchor) {
    var href = anchor.href.split(/[?#]/)[0];
    if (href === here && anchor.classList.contains("cite")) {
      var entry = document.getElementById(decodeURIComponent(anchor.hash.slice(1)));
      return entry && { entry: entry };
    }
    if (href === here || href.indexOf(root) !== 0) return null;
    var key = href.slice(root.length);
    return Object.prototype.hasOwnProperty.call(cards, key) ? cards[key] : null;
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  function show(anchor, card) {
    hide();
    link = anchor;
    box = element("div", "card", "");
    box.id = "card";
    box.setAttribute("role", "tooltip");
    if (card.entry) cite(card.entry);
    else describe(card);
    box.addEventListener("mouseenter", stay);
    box.addEventListener("mouseleave", leave);
    document.body.append(box);
    place(anchor.getClientRects()[0] || anchor.getBoundingClientRect());
    anchor.setAttribute("aria-describedby", "card");
  }

  function describe(card) {
    box.append(element("p", "card-kind", card.kind));
    var title = element("p", "card-title", card.title);
    if (card.han) {
      var han = element("span", "han", card.han);
      han.lang = "zh-Hans";
      title.append(" ", han);
    }
    box.append(title);
    if (card.summary) box.append(element("p", "card-summary", card.summary));
  }

  function cite(entry) {
    var words = element("p", "card-entry", "");
    entry.childNodes.forEach(function (child) {
      if (!child.classList || !child.classList.contains("work-page")) words.append(child.cloneNode(true));
    });
    box.append(words);
  }

  // Below the link, above it where there is no room; never past the edges of the window.
  function place(spot) {
    var gap = 6;
    var width = document.documentElement.clientWidth;
    var left = Math.max(gap, Math.min(spot.left, width - box.offsetWidth - gap));
    var below = spot.bottom + gap;
    var above = spot.top - gap - box.offsetHeight;
    var top = below + box.offsetHeight > window.innerHeight && above > 0 ? above : below;
    box.style.left = left + window.scrollX + "px";
    box.style.top = top + window.scrollY + "px";
  }

  function hide() {
    clearTimeout(timer);
    if (!box) return;
    box.remove();
    link.removeAttribute("aria-describedby");
    box = link = null;
  }

  function stay() {
    clearTimeout(timer);
  }

  function leave() {
    clearTimeout(timer);
    timer = setTimeout(hide, 250);
  }

  function enter(event, delay) {
    var anchor = event.target.closest && event.target.closest("a[href]");
    if (!anchor) return;
    if (anchor === link) return stay();
    var card = cardOf(anchor);
    if (!card) return;
    clearTimeout(timer);
    timer = setTimeout(show, delay, anchor, card);
  }

  main.addEventListener("mouseover", function (event) {
    enter(event, 350);
  });
  main.addEventListener("mouseout", function (event) {
    if (event.target.closest && event.target.closest("a[href]")) leave();
  });
  // A card opens for the keyboard's focus only: after a click or a tap it would be in the way.
  main.addEventListener("focusin", function (event) {
    if (event.target.matches(":focus-visible")) enter(event, 350);
  });
  main.addEventListener("focusout", leave);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") hide();
  });
})();
