// Two courtesies that style sheets cannot do.
(function () {
  "use strict";

  // What scrolls sideways (long formulas, wide tables) can be reached and scrolled by keyboard. Measured when it is shown,
  // when its width changes, and when a font has come.
  const boxes = document.querySelectorAll(".katex-display, .claim-findings, .proof-scroll, .pst-scrollable-table-container");
  const widths = new ResizeObserver((entries) => {
    for (const { target: box } of entries) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  });
  function watch() {
    widths.disconnect();
    boxes.forEach((box) => widths.observe(box));
  }
  watch();
  document.fonts.addEventListener("loadingdone", watch);

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
