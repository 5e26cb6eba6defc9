// Runs before first paint: applies the theme the person chose ("light" or "dark"; anything else follows the system).
// A font this browser has not shown yet comes after the page: on a slow line it would take the place of scripts.
// The key is the one Reflex itself reads, so the two never disagree. Also lets Escape hide tooltips (WCAG 1.4.13).
(function () {
  var root = document.documentElement;
  function apply() {
    var choice = null;
    try { choice = localStorage.getItem("theme"); } catch (e) { /* storage switched off: follow the system */ }
    if (choice === "light" || choice === "dark") root.dataset.theme = choice; else delete root.dataset.theme;
    root.style.colorScheme = root.dataset.theme || "";
  }
  function letters() {
    root.dataset.letters = "";
    try { localStorage.setItem("letters", "1"); } catch (e) { /* next time it comes late again */ }
  }
  apply();
  var known = null;
  try { known = localStorage.getItem("letters"); } catch (e) { /* as on a first visit */ }
  if (known) letters(); else addEventListener("load", letters);
  addEventListener("storage", function (e) { if (e.key === "theme") apply(); });
  addEventListener("keydown", function (e) { if (e.key === "Escape") root.dataset.tips = "off"; });
  addEventListener("pointermove", function () { delete root.dataset.tips; }, { passive: true });
  addEventListener("focusin", function () { delete root.dataset.tips; });
})();
