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

    const next = button("Step through", () => show(shown === steps.length ? 1 : shown + 1));
    const all = button("Show all", () => show(steps.length));
    const place = document.createElement("span");
    place.setAttribute("aria-live", "polite");
    const tools = document.createElement("div");
    tools.className = "derivation-tools";
    tools.append(next, all, place);
    derivation.append(tools);

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
      if (event.key === "ArrowRight" && shown < steps.length) show(shown + 1);
      else if (event.key === "ArrowLeft" && shown > 1) show(shown - 1);
      else return;
      event.preventDefault();
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
