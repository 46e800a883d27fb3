// "Step through": a derivation's later lines are hidden and come one at a time, by button, Enter or the arrow key.
// Without this script every line is simply there.
(function () {
  "use strict";

  function button(label, action) {
    const node = document.createElement("button");
    node.type = "button";
    node.textContent = label;
    node.addEventListener("click", action);
    return node;
  }

  function equip(derivation) {
    const steps = [...derivation.querySelectorAll(".derivation-step")];
    let shown = steps.length;

    const next = button("Step through", () => stay(() => show(shown === steps.length ? 1 : shown + 1)));
    const all = button("Show all", () => stay(() => show(steps.length)));
    const place = document.createElement("span");
    place.setAttribute("aria-live", "polite");
    const tools = document.createElement("div");
    tools.className = "derivation-tools";
    tools.append(next, all, place);
    derivation.append(tools);

    let home;
    /** The buttons stay where they are on the screen while lines above them come and go: the page scrolls instead. */
    function stay(change) {
      const root = document.documentElement;
      const top = () => next.getBoundingClientRect().top;
      root.style.overflowAnchor = "none"; // or the browser would make up for the same lines once more
      if (!(Math.abs(top() - home) < 3)) home = top(); // what rounding to whole pixels leaves over does not add up
      tools.style.marginTop = "";
      change();
      const follow = (frames) => {
        scrollBy({ top: top() - home, behavior: "instant" });
        const missing = home - top(); // near the top of a page there is not enough to scroll
        if (missing > 1 && shown < steps.length) tools.style.marginTop = `${parseFloat(getComputedStyle(tools).marginTop) + missing}px`;
        if (frames) requestAnimationFrame(() => follow(frames - 1)); // a line that had not been laid out before finds its height late
        else root.style.overflowAnchor = "";
      };
      follow(2);
    }

    function show(count) {
      shown = count;
      steps.forEach((step, index) => (step.hidden = index >= shown));
      const stepping = shown < steps.length;
      if (!stepping && document.activeElement === all) next.focus();
      all.hidden = !stepping;
      next.textContent = stepping ? "Next line" : "Step through";
      place.textContent = stepping ? `Line ${shown} of ${steps.length}` : "";
    }

    tools.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!way || !(shown + way >= 1 && shown + way <= steps.length)) return;
      event.preventDefault();
      stay(() => show(shown + way));
    });
    window.addEventListener("beforeprint", () => show(steps.length));
    show(steps.length);
  }

  document.querySelectorAll(".derivation").forEach(equip);

  // Lines far from the screen are not laid out and ask for no fonts (book.css), but paper shows every line.
  addEventListener("load", () => {
    for (const font of document.fonts) if (/KaTeX_(AMS|Caligraphic|Size)/.test(font.family)) font.load().catch(() => {});
  });
})();
