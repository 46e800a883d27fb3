// Two courtesies that style sheets cannot do.
(function () {
  "use strict";

  // What scrolls sideways (long formulas, wide tables) can be reached and scrolled by keyboard.
  function mark() {
    for (const box of document.querySelectorAll(".katex-display, .claim-findings, .proof-scroll, .pst-scrollable-table-container")) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }
  addEventListener("load", mark);
  addEventListener("resize", mark);

  // Paper is white, whatever the screen was.
  const page = document.documentElement.dataset;
  let theme;
  addEventListener("beforeprint", () => {
    theme = page.theme;
    page.theme = "light";
  });
  addEventListener("afterprint", () => {
    page.theme = theme;
  });
})();
