// Brings the page's widgets to life: every <figure class="vae-mount" data-widget="NAME" data-inputs="{…}"> gets the
// module _static/widgets/NAME.js, which hands over its source by vaewidgets.define(name, source). A script that carries
// text, not import(), because a page opened from a file may load the one and not the other. Until the widget has
// rendered, and if it never does, the figure shows its picture.
(function () {
  "use strict";
  const folder = new URL("widgets/", document.currentScript.src);
  const texts = {};
  const abouts = {}; // what Python knows of each widget: its class, what its inputs take, its presets
  const modules = {};
  const weights = {};

  /** The part of Jupyter's widget model that a widget's front end uses, kept in the page. */
  function makeModel(values, getWeights) {
    const listeners = new Map();
    const of = (event) => listeners.get(event) ?? listeners.set(event, new Set()).get(event);
    return {
      get: (name) => (name === "weights" ? getWeights() : values[name]),
      set(name, value) {
        if (values[name] === value) return;
        values[name] = value;
        for (const event of [`change:${name}`, "change"]) for (const call of [...of(event)]) call(this, value);
      },
      save_changes() {},
      on: (event, call) => void of(event).add(call),
      off: (event, call) => void (call ? of(event).delete(call) : of(event).clear()),
    };
  }

  function append(tag, attributes) {
    return new Promise((resolve, reject) => {
      const node = Object.assign(document.createElement(tag), attributes);
      node.onload = resolve;
      node.onerror = () => reject(new Error(`could not load ${node.src || node.href}`));
      document.head.append(node);
    });
  }

  /** The widget's module; its style sheet and source are loaded once, however many figures show it. */
  function load(name) {
    return (modules[name] ??= Promise.all([
      append("script", { src: new URL(`${name}.js`, folder) }),
      append("link", { rel: "stylesheet", href: new URL(`${name}.css`, folder) }),
    ]).then(() => import(URL.createObjectURL(new Blob([texts[name]], { type: "text/javascript" })))));
  }

  /** A widget's weights, as a DataView. Jupyter has it at once, a page when it comes, so a widget awaits it. */
  function loadWeights(name) {
    return (weights[name] ??= append("script", { src: new URL(`${name}.bin.js`, folder) }).then(
      () => new DataView(Uint8Array.from(atob(texts[`${name}.bin`]), (letter) => letter.charCodeAt(0)).buffer),
    ));
  }

  /** Resolves when the figure is about to be seen: weights are heavy, and who does not come to them does without. */
  function sight(figure) {
    return new Promise((resolve) => {
      const watch = new IntersectionObserver(
        (entries) => {
          if (entries.some((entry) => entry.isIntersecting)) watch.disconnect(), resolve();
        },
        { rootMargin: "200px" },
      );
      watch.observe(figure);
    });
  }

  async function mount(figure) {
    const el = document.createElement("div");
    const name = figure.dataset.widget;
    try {
      const widget = (await load(name)).default;
      const values = { ...JSON.parse(figure.dataset.inputs), about: abouts[name], place: placeOf(figure) };
      const model = makeModel(values, () => sight(figure).then(() => loadWeights(name)));
      figure.append(el);
      await widget.render({ model, el });
      figure.vaeModel = model; // for tests, and for whoever opens the console
      figure.dataset.ready = "true"; // the style sheet hides the picture, which may not even have come yet
    } catch (error) {
      el.remove();
      console.error(`The widget ${name} did not start, its picture stays:`, error);
    }
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) near.unobserve(target), mount(target);
    },
    { rootMargin: "1000px" },
  );

  window.vaewidgets = { define: (name, text, about) => void ([texts[name], abouts[name]] = [text, about]) };

  // A long page takes its time, so figures are found while it is still being read. The head preloads the first one's
  // bundle, which is therefore loaded in any case.
  const figures = document.getElementsByClassName("vae-mount");

  /** A figure's name in the page's address: its widget's, with a number where it is not the first. */
  function placeOf(figure) {
    const name = figure.dataset.widget;
    const number = 1 + [...figures].filter((other) => other.dataset.widget === name).indexOf(figure);
    return number > 1 ? `${name}.${number}` : name;
  }

  /** An address such as #linear_vae:beta=2.5 leads to the widget, which reads the rest of it. */
  function lead() {
    const place = location.hash.slice(1).split(/:|%3A/)[0];
    [...figures].find((figure) => placeOf(figure) === place)?.scrollIntoView({ block: "start" });
  }
  /** A box that asks the reader to predict opens the next widget for it. */
  function askToPredict() {
    for (const box of document.querySelectorAll(".admonition")) {
      const figure = [...figures].find((figure) => box.compareDocumentPosition(figure) & Node.DOCUMENT_POSITION_FOLLOWING);
      if (!figure || box.firstElementChild.textContent.trim() !== "Predict, then drag") continue;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-outline-secondary", textContent: "Write down a guess" });
      box.append(button);
      button.addEventListener("click", async () => {
        figure.scrollIntoView({ block: "start" });
        while (!figure.dataset.ready) await new Promise(requestAnimationFrame);
        figure.querySelector(".vae-tool[aria-pressed=false][aria-label^=Predict]")?.click();
      });
    }
  }

  /** What of a widget sticks to the top of the window stays below the page's own bar. */
  function measureBar() {
    const bar = document.querySelector(".bd-header-article");
    const measure = () => document.documentElement.style.setProperty("--vae-top", `${bar.offsetHeight}px`);
    if (bar) new ResizeObserver(measure).observe(bar);
  }

  addEventListener("hashchange", lead);
  function whenRead() {
    measureBar();
    askToPredict();
    requestAnimationFrame(() => requestAnimationFrame(lead)); // the browser itself looks for a place of that name first, and goes to the top
  }
  document.readyState === "complete" ? whenRead() : addEventListener("load", whenRead);

  let found = 0;
  (function find() {
    if (!found && figures.length) load(figures[0].dataset.widget).catch(() => {}); // mount will tell
    while (found < figures.length) near.observe(figures[found++]);
    if (document.readyState === "loading") requestAnimationFrame(find);
  })();
})();
