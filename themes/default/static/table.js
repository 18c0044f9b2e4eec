// Filters, sorts and pages the generated tables. Each is whole without this script; nothing is built until the reader asks.
// A table of several pages brings its other rows as data files, which call `casebook.rows`.
//
// A row is { ranks, facets, text(), node() }. `ranks` are its places when sorted by each column, computed at build time,
// so that no collation is needed here; -1 is missing and comes last both ways. `facets` are numbers of facet values.
(function () {
  "use strict";
  var texts = document.currentScript.dataset;
  var root = document.documentElement.dataset.root || "";
  var PAGE = 500;
  var waiting = {}; // what data files call a table -> what to do with an arriving part, for each place where the table stands

  window.casebook = window.casebook || {};
  window.casebook.rows = function (part) {
    (waiting[part.table] || []).forEach(function (take) { take(part); });
  };

  function make(name, attributes) {
    var made = document.createElement(name);
    for (var key in attributes) made.setAttribute(key, attributes[key]);
    for (var i = 2; i < arguments.length; i++) made.append(arguments[i]);
    return made;
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      return name in values ? values[name] : whole;
    });
  }

  // Without case and accents: `qiao` finds `qiáo`.
  function fold(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  // The text of escaped markup: a table may have 50,000 rows, too many for a parser.
  var entities = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#x27;": "'", "&amp;": "&" };
  function plain(html) {
    return html.replace(/<[^>]*>/g, "").replace(/&(lt|gt|quot|#39|#x27|amp);/g, function (entity) {
      return entities[entity];
    });
  }

  function numbers(text) {
    return text ? text.split(" ").map(Number) : [];
  }

  function rowOfElement(element, order) {
    var text = null;
    return {
      order: order,
      repeated: "repeated" in element.dataset,
      ranks: numbers(element.dataset.ranks),
      facets: new Set(numbers(element.dataset.facets)),
      text: function () {
        if (text !== null) return text;
        var cells = Array.prototype.map.call(element.cells, function (cell) { return cell.textContent; });
        text = fold(cells.join(" ") + " " + (element.dataset.match || ""));
        return text;
      },
      node: function () {
        return element;
      }
    };
  }

  // `data` is [anchor, ranks, facets, match, cells, 1 if the row stands in an earlier group as well]; a cell is html, or [html, state]. The html was escaped at build time.
  function rowOfData(data, order, heads) {
    var text = null;
    var element = null;
    return {
      order: order,
      repeated: data[5] === 1,
      ranks: data[1],
      facets: new Set(data[2]),
      text: function () {
        if (text !== null) return text;
        var html = data[4].map(function (cell) {
          return Array.isArray(cell) ? cell[0] : cell;
        });
        text = fold(plain(html.join(" ")) + " " + data[3]);
        return text;
      },
      node: function () {
        if (element) return element;
        element = make("tr", data[0] ? { id: data[0] } : {});
        data[4].forEach(function (cell, index) {
          var html = Array.isArray(cell) ? cell[0] : cell;
          var state = Array.isArray(cell) ? cell[1] : html ? "" : "empty";
          var made = index ? make("td", {}) : make("th", { scope: "row" });
          made.className = (heads[index].className + " " + state).trim();
          made.innerHTML = html.replace(/ (href|src)="~\//g, ' $1="' + root) || "–";
          if (state === "contested") made.append(" ", make("span", { class: "contested-mark" }, texts.contested));
          element.append(made);
        });
        return element;
      }
    };
  }

  function listing(section) {
    var table = section.querySelector("table");
    if (!table) return;
    var isMain = "main" in section.dataset;
    var total = Number(section.dataset.total);
    var parts = section.dataset.parts ? section.dataset.parts.split(" ") : [];
    var dataName = section.dataset.partsOf || section.id;
    var builtPage = Number(section.dataset.page || 1);
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var status = section.querySelector("[data-status]");
    var statusText = status.textContent;
    var filter = section.querySelector("input[type=search]");
    var pagesNav = section.querySelector(".pages");
    var nothing = null;
    var asked = false; // whether the rows of the other pages are on their way
    var groups = null; // [{ body, head, rows }], once the reader has asked for something
    var values = {}; // facet key -> value -> { n, box }
    var defaultSort = null;
    var state = { q: "", facets: {}, sort: null, page: builtPage };

    heads.forEach(function (head) {
      var order = head.getAttribute("aria-sort");
      if (order) defaultSort = { key: head.dataset.key, descending: order === "descending" };
    });

    // Tools

    heads.forEach(function (head) {
      if (!head.dataset.key) return;
      var label = head.querySelector(".head");
      var button = make("button", { type: "button", class: "head", title: fill(texts.sort, { column: label.textContent }) });
      button.append.apply(button, label.childNodes);
      label.replaceWith(button);
      button.addEventListener("click", function () {
        state.sort = nextSort(head.dataset.key);
        change(1);
      });
    });

    if (filter) {
      filter.closest("[hidden]").hidden = false;
      filter.addEventListener("input", function () {
        state.q = filter.value;
        change(1);
      });
    }

    section.querySelectorAll("[data-facet]").forEach(function (facet) {
      var key = facet.dataset.facet;
      values[key] = {};
      facet.querySelectorAll("li[data-n]").forEach(function (item) {
        var box = make("input", { type: "checkbox" });
        var label = make("label", {}, box, " ", item.querySelector(".facet-label").textContent, " ", item.querySelector(".count"));
        item.replaceChildren(label);
        values[key][item.dataset.value] = { n: Number(item.dataset.n), box: box };
        box.addEventListener("change", function () {
          var chosen = (state.facets[key] || []).filter(function (value) {
            return value !== item.dataset.value;
          });
          if (box.checked) chosen.push(item.dataset.value);
          state.facets[key] = chosen;
          change(1);
        });
      });
    });

    // Where there is room beside the table, the facets stand open.
    var facets = section.querySelector("details.facets");
    if (facets && isMain && matchMedia("(min-width: 64rem)").matches) facets.open = true;

    // One click sorts by a column, a second turns it round, a third returns to the table's own order.
    function nextSort(key) {
      var now = state.sort || defaultSort;
      if (!now || now.key !== key) return { key: key, descending: false };
      if (!state.sort) return { key: key, descending: !now.descending };
      var isSecond = defaultSort && defaultSort.key === key ? true : now.descending;
      return isSecond ? null : { key: key, descending: true };
    }

    // State in the address

    function readAddress() {
      var query = new URLSearchParams(location.search);
      state.q = query.get("q") || "";
      state.facets = {};
      query.forEach(function (value, name) {
        var key = name.slice(2);
        if (name.slice(0, 2) !== "f." || !values[key] || !values[key][value]) return;
        (state.facets[key] = state.facets[key] || []).push(value);
      });
      var sort = query.get("sort") || "";
      var key = sort.replace(/^-/, "");
      var known = heads.some(function (head) { return head.dataset.key === key; });
      state.sort = key && known ? { key: key, descending: sort[0] === "-" } : null;
      state.page = Math.max(1, parseInt(query.get("page"), 10) || (isDefault() ? builtPage : 1));
    }

    function writeAddress() {
      var query = new URLSearchParams(location.search);
      Array.from(query.keys()).forEach(function (name) {
        if (name === "q" || name === "sort" || name === "page" || (name.slice(0, 2) === "f." && values[name.slice(2)])) query.delete(name);
      });
      if (state.q) query.set("q", state.q);
      Object.keys(values).forEach(function (key) {
        (state.facets[key] || []).forEach(function (value) { query.append("f." + key, value); });
      });
      if (state.sort) query.set("sort", (state.sort.descending ? "-" : "") + state.sort.key);
      if (state.page !== (isDefault() ? builtPage : 1)) query.set("page", state.page);
      var text = query.toString();
      try {
        history.replaceState(null, "", location.pathname + (text ? "?" + text : "") + location.hash);
      } catch (refused) {
        // Some browsers refuse this for pages opened from disk; the table works all the same.
      }
    }

    function isDefault() {
      return !state.q && !state.sort && Object.keys(state.facets).every(function (key) { return !state.facets[key].length; });
    }

    // Rows

    function change(page) {
      state.page = page === 1 && isDefault() ? builtPage : page;
      if (isMain) writeAddress();
      withRows(draw);
    }

    function withRows(then) {
      if (groups) return then();
      if (!parts.length) {
        groups = Array.from(table.tBodies).map(function (body) {
          var rows = Array.from(body.rows);
          var head = rows[0] && rows[0].classList.contains("group") ? rows.shift() : null;
          return { body: body, head: head, rows: rows.map(rowOfElement) };
        });
        return then();
      }
      if (asked) return; // on their way: what was asked last is drawn when they are here
      asked = true;
      status.textContent = texts.loading;
      var arrived = [];
      var missing = parts.length;
      (waiting[dataName] = waiting[dataName] || []).push(function (part) {
        if (arrived[part.part]) return;
        arrived[part.part] = part;
        if (--missing) return;
        groups = groupsOfParts(arrived);
        then();
      });
      parts.forEach(function (src) {
        document.head.append(make("script", { src: src }));
      });
    }

    // A table without groups is one; of one in groups each has a body and a head of its own.
    function groupsOfParts(all) {
      var made = [];
      var order = 0;
      all.forEach(function (part) {
        var begins = part.groups || [];
        part.rows.forEach(function (data, at) {
          if (begins.length && begins[0][2] === at) made.push({ body: make("tbody", {}), head: groupHead(begins[0]), rows: [] });
          while (begins.length && begins[0][2] === at) begins = begins.slice(1);
          if (!made.length) made.push({ body: make("tbody", {}), head: null, rows: [] });
          made[made.length - 1].rows.push(rowOfData(data, order++, heads));
        });
      });
      Array.from(table.tBodies).forEach(function (body) { body.remove(); });
      made.forEach(function (group) { table.append(group.body); });
      return made;
    }

    function groupHead(group) {
      var head = make("th", { scope: "rowgroup", colspan: heads.length }, group[0], " ", make("span", { class: "count" }, String(group[1])));
      return make("tr", { class: "group" }, head);
    }

    function chosen() {
      var words = fold(state.q).split(/\s+/).filter(Boolean);
      var wanted = Object.keys(values).map(function (key) {
        return (state.facets[key] || []).map(function (value) { return values[key][value].n; });
      }).filter(function (list) { return list.length; });
      return function (row) {
        return wanted.every(function (list) { return list.some(function (n) { return row.facets.has(n); }); }) &&
          words.every(function (word) { return row.text().indexOf(word) >= 0; });
      };
    }

    function order() {
      if (!state.sort) return function (a, b) { return a.order - b.order; };
      var column = heads.findIndex(function (head) { return head.dataset.key === state.sort.key; });
      var sign = state.sort.descending ? -1 : 1;
      return function (a, b) {
        var x = a.ranks[column];
        var y = b.ranks[column];
        if (x === y) return a.order - b.order;
        if (x < 0) return 1;
        if (y < 0) return -1;
        return sign * (x - y);
      };
    }

    // Drawing

    function draw() {
      var fits = chosen();
      var compare = order();
      var found = 0;
      var all = 0; // those that stand in several groups counted in each: they take room on pages
      groups.forEach(function (group) {
        group.found = group.rows.filter(fits).sort(compare);
        group.from = all;
        all += group.found.length;
        found += group.found.filter(function (row) { return !row.repeated; }).length;
      });
      var last = parts.length ? Math.max(1, Math.ceil(all / PAGE)) : 1;
      state.page = Math.min(state.page, last);
      groups.forEach(function (group) {
        var start = Math.max(0, (state.page - 1) * PAGE - group.from);
        var end = Math.max(0, state.page * PAGE - group.from);
        var rows = parts.length ? group.found.slice(start, end) : group.found;
        var nodes = rows.map(function (row) { return row.node(); });
        if (group.head && nodes.length) nodes.unshift(group.head);
        group.body.replaceChildren.apply(group.body, nodes);
      });
      status.textContent = isDefault() ? statusText : fill(texts.shown, { n: found, total: total });
      drawHeads();
      drawTools();
      drawNothing(found === 0);
      if (pagesNav) drawPages(last);
    }

    function drawHeads() {
      var now = state.sort || defaultSort;
      heads.forEach(function (head) {
        if (now && head.dataset.key === now.key) head.setAttribute("aria-sort", now.descending ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
    }

    function drawTools() {
      if (filter && filter.value !== state.q) filter.value = state.q;
      Object.keys(values).forEach(function (key) {
        Object.keys(values[key]).forEach(function (value) {
          values[key][value].box.checked = (state.facets[key] || []).indexOf(value) >= 0;
        });
      });
    }

    function drawNothing(isNothing) {
      if (!nothing) {
        var clear = make("button", { type: "button", class: "plain-button" }, texts.clear);
        clear.addEventListener("click", function () {
          state.q = "";
          state.facets = {};
          change(1);
          if (filter) filter.focus();
        });
        nothing = make("p", { class: "nothing" }, texts.none, " ", clear);
        table.parentNode.after(nothing);
      }
      nothing.hidden = !isNothing;
      table.parentNode.hidden = isNothing;
    }

    function drawPages(last) {
      var list = make("ol", {});
      function button(label, page) {
        var made = make("button", { type: "button" }, String(label));
        made.addEventListener("click", function () {
          change(page);
          section.scrollIntoView();
        });
        return made;
      }
      for (var page = 1; page <= last; page++) {
        var entry = button(page, page);
        entry.setAttribute("aria-label", fill(texts.page, { n: page, total: last }));
        if (page === state.page) entry.setAttribute("aria-current", "page");
        list.append(make("li", {}, entry));
      }
      pagesNav.replaceChildren(list);
      if (state.page > 1) list.before(button(texts.previous, state.page - 1));
      if (state.page < last) list.after(button(texts.next, state.page + 1));
      pagesNav.hidden = last === 1;
    }

    // A table's heads stick to the window, for which its box must not scroll; one that is too wide scrolls all the same.
    function fitWidth() {
      var box = table.parentNode;
      box.classList.remove("overflows", "fits");
      box.classList.add(table.offsetWidth > box.clientWidth + 1 ? "overflows" : "fits");
    }

    fitWidth();
    window.addEventListener("resize", fitWidth);
    if (isMain) {
      readAddress();
      if (!isDefault() || state.page !== builtPage) withRows(draw);
      window.addEventListener("popstate", function () {
        readAddress();
        withRows(draw);
      });
    }
  }

  document.querySelectorAll("[data-listing]").forEach(listing);
})();
