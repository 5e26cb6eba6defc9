// Runs before first paint: applies the theme the person chose ("light" or "dark"; anything else follows the system).
// The key is the one Reflex itself reads, so the two never disagree. Also lets Escape hide tooltips (WCAG 1.4.13).
(function () {
  var root = document.documentElement;
  function apply() {
    var choice = null;
    try { choice = localStorage.getItem("theme"); } catch (e) { /* storage switched off: follow the system */ }
    if (choice === "light" || choice === "dark") root.dataset.theme = choice; else delete root.dataset.theme;
    root.style.colorScheme = root.dataset.theme || "";
  }
  apply();
  addEventListener("storage", function (e) { if (e.key === "theme") apply(); });
  addEventListener("keydown", function (e) { if (e.key === "Escape") root.dataset.tips = "off"; });
  addEventListener("pointermove", function () { delete root.dataset.tips; }, { passive: true });
  addEventListener("focusin", function () { delete root.dataset.tips; });
})();
