// Carries the fragment of an old address to the new one, renamed where the new page calls it otherwise.
// Not deferred: it must leave before the page's own refresh does.
(function () {
  "use strict";
  var data = document.currentScript.dataset;
  var fragment = location.hash.slice(1);
  try {
    fragment = decodeURIComponent(fragment);
  } catch (malformed) {
    // Used as it stands.
  }
  var renamed = JSON.parse(data.fragments);
  if (Object.prototype.hasOwnProperty.call(renamed, fragment)) fragment = renamed[fragment];
  var to = data.to.split("#");
  if (!fragment && to.length > 1) fragment = decodeURIComponent(to[1]);
  location.replace(to[0] + location.search + (fragment ? "#" + encodeURIComponent(fragment) : ""));
})();
