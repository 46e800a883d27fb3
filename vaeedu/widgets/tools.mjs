// The quiet row below every widget: presets by name, and what a reader may do with the state that it shows.
import { make, reducedMotion } from "./chart.mjs";
import { photograph } from "./photograph.mjs";
import { predict } from "./predict.mjs";
import { fromAddress, toAddress, toPython } from "./state.mjs";

const SECONDS = 6; // from one end of a slider to the other
const STILLS = 8; // steps of it where nothing is to move

const ICONS = { // on 16 × 16
  predict: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.8-1.1 1.8M8 13h.01",
  link: "M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5L7.5 13A3 3 0 0 1 3 8.5L4.5 7",
  python: "M5.5 4L2 8l3.5 4M10.5 4L14 8l-3.5 4",
  picture: "M2 3h12v10H2zM2 11l3.5-3.5 3 3 2-2L14 12M10.5 6h.01",
  numbers: "M2 3h12v10H2zM2 6.3h12M2 9.6h12M7 3v10",
  freeze: "M8 1.5v13M2.4 4.8l11.2 6.4M2.4 11.2l11.2-6.4",
  play: "M4.5 3v10l8-5z",
  wide: "M6 3H3v3M10 3h3v3M6 13H3v-3M10 13h3v-3",
};

/** Adds the row to a widget that is laid out, and shows the state that the page's address names. Returns the clean-up. */
export function equip({ root, plots }, { model, read, change }) {
  const { name, inputs: schemas, presets } = model.get("about");
  const place = model.get("place"); // its name in the page's address; undefined where there is no page
  const notice = make("p", { class: "vae-notice", role: "status" });
  const say = (text) => (notice.textContent = text);
  const python = () => toPython(name, read(), schemas);
  const outputs = () => [...root.querySelectorAll("output[data-name]")];
  const clean = new AbortController();

  // ---- the address ----
  const follow = () => {
    let address = location.hash.slice(1);
    try {
      address = decodeURIComponent(address); // some programs write %2C for a comma
    } catch {} // what is damaged will not be a number either
    const [of, state = ""] = address.split(/:(.*)/s);
    if (of !== place) return;
    try {
      change(fromAddress(state, schemas));
      say("");
    } catch ({ message }) {
      say(`This link cannot be followed: ${message}.`);
    }
  };
  const link = () => {
    history.replaceState(null, "", `#${place}:${toAddress(read(), schemas)}`);
    return copy(location.href);
  };
  /** Puts a text on the clipboard, or where the page may not do that, before the reader. */
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      say(`Copied: ${text}`);
    } catch {
      say(`To copy: ${text}`);
    }
  };

  // ---- files ----
  const save = (ending, type, text) => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    make("a", { href: address, download: `${name}.${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    say(`Saved as ${name}.${ending}.`);
  };
  const table = () => outputs().map(({ dataset }) => [dataset.name, dataset.value, ...(frozen ? [dataset.frozen] : [])].join(",")).join("\n");

  // ---- the state as it was, behind the state as it is ----
  let frozen = false;
  const freeze = () => {
    frozen = !frozen;
    for (const plot of plots) plot.freeze?.(frozen);
    for (const output of outputs()) {
      if (frozen) Object.assign(output.dataset, { frozen: output.dataset.value, was: output.textContent });
      else delete output.dataset.was;
    }
    say(frozen ? `Kept to compare with: ${python()}` : "");
    press("freeze", frozen);
  };

  // ---- a slider that runs by itself, to and fro, while it can be seen ----
  const sliders = [...root.querySelectorAll(".vae-range")];
  let [chosen, frame] = [sliders[0], 0];
  const play = () => {
    if (frame) return stop();
    const { min, max, valueAsNumber } = chosen;
    const from = (valueAsNumber - min) / (max - min);
    let began;
    const run = (now) => {
      const box = chosen.getBoundingClientRect();
      const gone = root.getBoundingClientRect();
      if (gone.bottom < 0 || gone.top > innerHeight || !box.width) return stop();
      began ??= now;
      const seconds = (now - began) / 1000;
      const way = from + (reducedMotion() ? Math.floor(seconds) / STILLS : seconds / SECONDS);
      const share = 1 - Math.abs(1 - (way % 2)); // up and down again
      const value = Number((Number(chosen.min) + share * (chosen.max - chosen.min)).toPrecision(3));
      if (value !== chosen.valueAsNumber) {
        chosen.value = value;
        chosen.dispatchEvent(new Event("input"));
      }
      frame = requestAnimationFrame(run);
    };
    frame = requestAnimationFrame(run);
    press("play", true);
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    press("play", false);
  };

  // ---- the window's width ----
  const wide = () => {
    const open = !root.hasAttribute("popover");
    if (open) {
      root.parentNode.style.minHeight = `${root.getBoundingClientRect().height}px`; // the page under it stays where it is
      root.popover = "manual";
      root.showPopover();
    } else {
      root.removeAttribute("popover");
      root.parentNode.style.minHeight = "";
    }
    press("wide", open);
  };

  // ---- a guess before the numbers ----
  const guess = predict(root, `vaeedu ${location.pathname} ${place ?? name}`, python);
  const ask = () => {
    say(guess.toggle());
    press("predict", root.classList.contains("vae-predicting"));
  };
  say(guess.told());

  // ---- the row ----
  const buttons = {};
  const press = (key, pressed) => buttons[key]?.setAttribute("aria-pressed", pressed);
  const tool = (key, title, act, toggles) => {
    const icon = make("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, make("path", { d: ICONS[key] }));
    buttons[key] = make("button", { type: "button", class: "vae-tool", "aria-label": title, title, ...(toggles ? { "aria-pressed": false } : {}) }, icon);
    buttons[key].addEventListener("click", act);
  };
  tool("predict", "Predict: hide the results until you have guessed", ask, true);
  if (chosen) tool("play", "Play: a slider runs by itself", play, true);
  tool("freeze", "Freeze: keep this state to compare with", freeze, true);
  if (place) tool("link", "Link to this state", link);
  tool("python", "Copy as Python", () => copy(python()));
  tool("picture", "Save the pictures (SVG)", () => save("svg", "image/svg+xml", photograph(root, python())));
  tool("numbers", "Save the numbers (CSV)", () => save("csv", "text/csv", `name,value${frozen ? ",frozen" : ""}\n${table()}\n`));
  if (root.showPopover) tool("wide", "Full width", wide, true);
  const choices = Object.entries(presets).map(([title, state]) => {
    const node = make("button", { type: "button", class: "vae-preset" }, title);
    node.addEventListener("click", () => change(state));
    return node;
  });
  root.append(make("div", { class: "vae-tools" }, make("div", { class: "vae-presets" }, ...choices), ...Object.values(buttons)), notice);

  const listen = (target, event, call) => target.addEventListener(event, call, { signal: clean.signal, capture: true });
  listen(root, "focusin", ({ target }) => sliders.includes(target) && (chosen = target));
  for (const event of ["pointerdown", "keydown"]) listen(root, event, ({ target }) => frame && !buttons.play.contains(target) && stop());
  listen(root, "keydown", ({ key }) => key === "Escape" && root.hasAttribute("popover") && wide());
  if (place) {
    listen(window, "hashchange", follow);
    follow();
  }
  return () => {
    cancelAnimationFrame(frame);
    clean.abort();
  };
}
