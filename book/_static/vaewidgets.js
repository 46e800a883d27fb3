// Brings the page's widgets to life: every <figure class="vae-mount" data-widget="NAME" data-inputs="{…}"> gets the
// module _static/widgets/NAME.js, which hands over its source by vaewidgets.define(name, source). A script that carries
// text, not import(), because a page opened from a file may load the one and not the other. Until the widget has
// rendered, and if it never does, the figure shows its picture.
(function () {
  "use strict";
  const folder = new URL("widgets/", document.currentScript.src);
  const sources = {};
  const modules = {};

  /** The part of Jupyter's widget model that a widget's front end uses, kept in the page. */
  function makeModel(values) {
    const listeners = new Map();
    const of = (event) => listeners.get(event) ?? listeners.set(event, new Set()).get(event);
    return {
      get: (name) => values[name],
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
    ]).then(() => import(URL.createObjectURL(new Blob([sources[name]], { type: "text/javascript" })))));
  }

  async function mount(figure) {
    const el = document.createElement("div");
    try {
      const model = makeModel(JSON.parse(figure.dataset.inputs));
      const widget = (await load(figure.dataset.widget)).default;
      figure.append(el);
      await widget.render({ model, el });
      figure.vaeModel = model; // for tests, and for whoever opens the console
      for (const picture of figure.querySelectorAll(":scope > img, :scope > a")) picture.hidden = true;
      figure.dataset.ready = "true";
    } catch (error) {
      el.remove();
      console.error(`The widget ${figure.dataset.widget} did not start, its picture stays:`, error);
    }
  }

  function start() {
    const figures = [...document.querySelectorAll("figure.vae-mount")];
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) if (isIntersecting) near.unobserve(target), mount(target);
      },
      { rootMargin: "1000px" },
    );
    figures.forEach((figure) => near.observe(figure));
  }

  window.vaewidgets = { define: (name, source) => void (sources[name] = source) };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
