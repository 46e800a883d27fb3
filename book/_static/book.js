// Courtesies that style sheets cannot do.
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

  // A formula is in the page three times: for the eye, for screen readers, and as TeX. Who copies it gets the TeX.
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (selection.isCollapsed || !event.clipboardData) return;
    const range = selection.getRangeAt(0).cloneRange();
    const formula = (node) => (node.closest ? node : node.parentElement).closest(".katex-display, .katex");
    const [first, last] = [formula(range.startContainer), formula(range.endContainer)];
    if (first) range.setStartBefore(first);
    if (last) range.setEndAfter(last);
    const copy = document.createElement("div");
    copy.style.position = "absolute";
    copy.append(range.cloneContents());
    const formulas = copy.querySelectorAll(".katex");
    if (!formulas.length) return;
    for (const node of formulas) {
      const dollars = node.closest(".katex-display") ? "$$" : "$";
      node.replaceWith(dollars + node.querySelector("annotation").textContent + dollars);
    }
    document.body.append(copy); // only what is laid out has lines
    event.clipboardData.setData("text/plain", copy.innerText);
    copy.remove();
    event.preventDefault();
  });

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
