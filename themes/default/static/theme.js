// Sets the reader's choice of light or dark before the first paint; keys.js lets them choose.
// The one script that is not deferred: later, the page would flash.
(function () {
  "use strict";
  try {
    var theme = localStorage.getItem("casebook-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch (refused) {
    // Storage may be closed to pages opened from disk; the system's choice then holds.
  }
})();
