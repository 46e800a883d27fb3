// What the book's widgets share: elements, numbers, plots, sliders and handles, and the skeleton of a widget, which stands
// last. Styled by chart.css.
import { ticks } from "d3-array";
import { keepPictures } from "./notebook.mjs";
import { point } from "./point.mjs";
import { equip } from "./tools.mjs";

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "g", "path", "line", "circle", "rect", "text", "tspan"]);

/** An HTML or SVG element with attributes and children. */
export function make(tag, attributes = {}, ...children) {
  const node = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Puts text into a node; what stands between *stars* is set as mathematics. Does nothing when nothing changed. */
export function write(node, text) {
  if (node.vaeText === text) return;
  node.vaeText = text;
  const tag = node.namespaceURI === SVG ? "tspan" : "i";
  const parts = text.split("*").map((part, i) => (i % 2 ? make(tag, { class: "vae-maths" }, part) : part));
  node.replaceChildren(...parts.filter((part) => part !== ""));
}

/** A number for people: fixed decimals, a true minus sign, powers of ten only where they cannot be avoided. */
export function say(value, decimals = 3) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (Math.abs(value) < 1e-15) value = 0; // what rounding leaves of it
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 0.5 * 10 ** -decimals && size < 1e4);
  return (plain ? value.toFixed(decimals) : value.toExponential(1)).replaceAll("-", "−").replace("e+", "e");
}

/** A round number, such as that of a tick, with no more digits than it has. */
export const plain = (value) => String(Number(value.toPrecision(6))).replace("-", "−");

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** `value`, or exactly `target` when it lies within `radius` of it. */
export const snap = (value, target, radius) => (Math.abs(value - target) <= radius ? target : value);

/** The next multiple of `grid` after moving by `change`, except that a `stop` on the way is never stepped over. */
export function stepTo(value, change, grid, stop) {
  const onGrid = change > 0 ? Math.floor(value / grid + 1e-6) : Math.ceil(value / grid - 1e-6);
  const next = Number((onGrid * grid + change).toFixed(10));
  const slack = grid * 1e-6; // a stop that differs from a multiple by rounding only is that multiple
  const ahead = change > 0 ? stop > value + slack && stop <= next + slack : stop < value - slack && stop >= next - slack;
  return ahead ? stop : next;
}

/** Calls `draw` at most once a frame, however often it is asked to. */
export function oncePerFrame(draw) {
  let request = 0;
  const ask = () => (request ||= requestAnimationFrame(() => ((request = 0), draw())));
  ask.cancel = () => cancelAnimationFrame(request);
  return ask;
}

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A linear map from data to pixels with its inverse and its ticks. */
export function linear([d0, d1], [r0, r1]) {
  const scale = (value) => r0 + ((value - d0) / (d1 - d0)) * (r1 - r0);
  const invert = (pixel) => d0 + ((pixel - r0) / (r1 - r0)) * (d1 - d0);
  return Object.assign(scale, { invert, ticks: (count) => ticks(d0, d1, count), extent: d1 - d0 });
}

/**
 * A set of keyed marks. A draw names every mark it wants with `put` and ends with `sweep`: new ones are created, known
 * ones get only the attributes that changed, and those not named this time are hidden.
 */
class Layer {
  constructor(node) {
    this.node = node;
    this.marks = new Map();
  }
  put(key, tag, attributes, text) {
    let mark = this.marks.get(key);
    if (!mark) {
      mark = { node: make(tag), was: {} };
      this.marks.set(key, mark);
      this.node.append(mark.node);
    }
    mark.kept = true;
    const now = { display: "inline", ...attributes };
    for (const name in now) {
      if (mark.was[name] !== now[name]) mark.node.setAttribute(name, now[name]);
    }
    mark.was = now;
    if (text !== undefined) write(mark.node, text);
  }
  sweep() {
    for (const mark of this.marks.values()) {
      if (!mark.kept && mark.was.display !== "none") mark.node.setAttribute("display", (mark.was.display = "none"));
      mark.kept = false;
    }
  }
}

/** A titled panel: `inside` is clipped to the plot's frame, `over` is not; both have their origin in its corner. */
export class Plot {
  constructor(title, margin) {
    this.margin = { top: 22, right: 20, bottom: 26, left: 38, ...margin };
    this.clip = make("svg", { x: this.margin.left, y: this.margin.top });
    this.free = make("g", { transform: `translate(${this.margin.left},${this.margin.top})` });
    this.svg = make("svg", { class: "vae-svg", role: "img" }, this.clip, this.free);
    this.stage = make("div", { class: "vae-stage" }, this.svg); // handles lie on it, over the drawing
    const caption = make("div", { class: "vae-title" });
    write(caption, title);
    this.notes = make("div", { class: "vae-note" });
    this.root = make("div", { class: "vae-panel" }, caption, this.notes, this.stage);
    this.inside = new Layer(this.clip);
    this.over = new Layer(this.free);
    this.outer = 340; // until there is a width: a widget may be drawn before it is on the page
  }
  /** The outer size for a draw: the width there is, and a `share` of it, between `low` and `high`, for the height. */
  fit(share, low, high) {
    this.outer = this.stage.clientWidth || this.outer;
    return [this.outer, Math.round(clamp(this.outer * share, low, high))];
  }
  /** Starts a draw: the panel's outer size and the domains of its axes. */
  begin(width, height, xDomain, yDomain) {
    const { top, right, bottom, left } = this.margin;
    this.width = Math.max(40, width - left - right);
    this.height = Math.max(40, height - top - bottom);
    for (const [node, w, h] of [[this.svg, width, height], [this.clip, this.width, this.height]]) {
      node.setAttribute("width", w);
      node.setAttribute("height", h);
    }
    this.x = linear(xDomain, [0, this.width]);
    this.y = linear(yDomain, [this.height, 0]);
  }
  /** Thin axes: ticks below, and on the left if `yName` is given; names stand at the ends of the axes, `name` names a tick. */
  axes(xName, ticks, yName, name = plain) {
    const { over, x, y, width, height } = this;
    const tick = { class: "vae-tick", "text-anchor": "middle" };
    over.put("x-axis", "line", { class: "vae-axis", x1: 0, x2: width, y1: height, y2: height });
    over.put("x-name", "text", { class: "vae-name", x: width + 7, y: height + 5 }, xName);
    x.ticks(ticks).forEach((value, i) => {
      over.put(`x-mark-${i}`, "line", { class: "vae-axis", x1: x(value), x2: x(value), y1: height, y2: height + 4 });
      over.put(`x-tick-${i}`, "text", { ...tick, x: x(value), y: height + 18 }, name(value));
    });
    if (yName === undefined) return;
    over.put("y-axis", "line", { class: "vae-axis", x1: 0, x2: 0, y1: 0, y2: height });
    over.put("y-name", "text", { class: "vae-name", x: 0, y: -8, "text-anchor": "middle" }, yName);
    y.ticks(ticks).forEach((value, i) => {
      over.put(`y-mark-${i}`, "line", { class: "vae-axis", x1: -4, x2: 0, y1: y(value), y2: y(value) });
      over.put(`y-tick-${i}`, "text", { ...tick, x: -7, y: y(value) + 4, "text-anchor": "end" }, name(value));
    });
  }
  /** The line under the title: [class of a swatch, text] pairs, which cannot collide with what is drawn. */
  note(entries) {
    entries.forEach(([swatch, text], i) => {
      if (!this.notes.children[i]) {
        const mark = swatch ? [make("i", { class: `vae-swatch ${swatch}` })] : [];
        this.notes.append(make("span", {}, ...mark, make("span")));
      }
      write(this.notes.children[i].lastChild, text);
    });
  }
  /** Keeps what is drawn as a ghost behind what will be drawn, or lets it go. */
  freeze(kept) {
    this.ghost?.node.remove();
    const marks = [...this.clip.children].filter((mark) => mark.tagName !== "text" && mark.getAttribute("display") !== "none");
    this.ghost = kept && { node: make("g", { class: "vae-ghost" }, ...marks.map((mark) => mark.cloneNode(true))), x: this.x, y: this.y };
    if (kept) this.clip.prepend(this.ghost.node);
  }
  /** Both axes are linear, and so is the way from the ghost's pixels to those of the axes as they are now. */
  placeGhost() {
    const [[xs, xo], [ys, yo]] = ["x", "y"].map((axis) => {
      const [zero, one] = [0, 1].map((pixel) => this[axis](this.ghost[axis].invert(pixel)));
      return [one - zero, zero];
    });
    this.ghost.node.setAttribute("transform", `matrix(${xs} 0 0 ${ys} ${xo} ${yo})`);
  }
  end() {
    if (this.ghost) this.placeGhost();
    this.inside.sweep();
    this.over.sweep();
  }
  /** The data point under a pointer event. */
  at(event) {
    const box = this.svg.getBoundingClientRect();
    return [this.x.invert(event.clientX - box.left - this.margin.left), this.y.invert(event.clientY - box.top - this.margin.top)];
  }
  /** Calls `place(x, y)` with the data point that is clicked. */
  onClick(place) {
    this.svg.addEventListener("click", (event) => place(...this.at(event)));
  }
}

/** Path of straight pieces through [x, y] pixels; two decimals are finer than any screen. */
export const polyline = (points) => "M" + points.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join("L");

/** The height of the standard normal density. */
export const PEAK = 1 / Math.sqrt(2 * Math.PI);

/** A normal density as a path; points are spaced by its own scale, so a spike is as smooth as a plain. */
export function bell(plot, mean, scale) {
  const points = [];
  for (let u = -4; u <= 4.001; u += 0.1) points.push([plot.x(mean + u * scale), plot.y((PEAK / scale) * Math.exp((-u * u) / 2))]);
  return polyline(points);
}

/** Label heights moved apart, each pair by equal parts, until they are `gap` apart and between `low` and `high`. */
export function spread(heights, gap, low, high) {
  const places = [...heights];
  const order = places.map((_, i) => i).sort((i, j) => heights[i] - heights[j]);
  for (let round = 0; round < 30; round++) {
    for (let k = 1; k < order.length; k++) {
      const [above, below] = [order[k - 1], order[k]];
      const lack = Math.max(0, gap - (places[below] - places[above]));
      places[above] = Math.max(low + gap * (k - 1), places[above] - lack / 2);
      places[below] = Math.min(high - gap * (order.length - 1 - k), places[below] + lack / 2);
    }
  }
  return places;
}

/** Calls the `listeners`, { event: call }, on the node until the pointer is released, and `end` then. */
function untilReleased(node, listeners, end) {
  const stop = new AbortController();
  const finish = () => (stop.abort(), end());
  for (const [name, call] of Object.entries({ ...listeners, pointerup: finish, pointercancel: finish })) {
    node.addEventListener(name, call, { signal: stop.signal });
  }
}

/**
 * Calls `begin` when a press turns out to be meant for the node. A finger where the page can be scrolled has to move sideways
 * first, or to lift again; any other press is meant at once.
 */
function whenMeant(node, press, begin) {
  if (press.pointerType !== "touch" || !getComputedStyle(node).touchAction.includes("pan-y")) return begin();
  const undecided = new AbortController();
  const decide = () => (undecided.abort(), begin());
  const listen = (name, call) => node.addEventListener(name, call, { signal: undecided.signal });
  listen("pointermove", (event) => {
    const [across, along] = [event.clientX - press.clientX, event.clientY - press.clientY].map(Math.abs);
    if (across > Math.max(3, along)) decide();
  });
  listen("pointerup", decide);
  listen("pointercancel", () => undecided.abort());
}

/** Follows a pointer (mouse, pen or touch) from press to release, inside the element that was pressed. */
export function onDrag(node, { start = () => {}, move, end = () => {} }) {
  node.addEventListener("pointerdown", (press) => {
    if (press.button !== 0 || !press.isPrimary) return;
    node.setPointerCapture(press.pointerId);
    let meant = false;
    whenMeant(node, press, () => ((meant = true), start(press)));
    untilReleased(node, { pointermove: (event) => meant && move(event) }, () => meant && end());
  });
}

/** Where a key would take a value in [min, max]: `undefined` for keys that do not move it. */
export function keyTarget(key, value, min, max, grid, stop) {
  const change = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[key];
  if (key === "Home") return min;
  if (key === "End") return max;
  return change && clamp(stepTo(value, change * grid, grid, stop), min, max);
}

/** Which way an arrow key points, [right, up]: `undefined` for other keys. */
export const arrow = (key) => ({ ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] })[key];

/**
 * A labelled slider for one of the `traits`; `show` puts its state on the screen. A pointer near the `stop()` of the
 * moment, which is marked on the track, lands on it exactly, and the arrow keys halt there once in either direction.
 */
export function slider({ get, change }, name, symbol, meaning, stop = () => NaN, decimals = 3) {
  const input = make("input", { type: "range", step: "any", class: "vae-range", "data-name": name });
  const output = make("output", { "data-name": name, class: "vae-number", "aria-live": "off" });
  const caption = make("span", { class: "vae-caption" });
  const tick = make("span", { class: "vae-stop", "aria-hidden": "true" });
  const root = make("div", { class: "vae-slider" }, make("label", {}, caption, input), output, tick);
  write(caption, symbol ? `*${symbol}*  ${meaning}` : meaning);
  let [min, max, grid] = [0, 1, 0.01];
  let pointing = false; // only a pointer snaps: assistive technology must be able to pass the stop in steps of its own
  let waiting = false; // for what a finger means
  const choose = (raw) => {
    const rounded = clamp(Number((Math.round(raw / grid) * grid).toFixed(10)), min, max);
    const target = stop();
    change({ [name]: snap(rounded, target, Math.min((max - min) * 0.015, target / 4)) });
  };
  // No capture here: in WebKit a slider stops following a pointer that the page has captured. In Firefox a slider tells its raw
  // value once more right after the release.
  input.addEventListener("pointerdown", (press) => {
    if (press.button !== 0) return;
    pointing = waiting = true;
    const before = input.valueAsNumber;
    whenMeant(input, press, () => {
      waiting = false;
      if (input.valueAsNumber !== before) choose(input.valueAsNumber);
    });
    untilReleased(window, {}, () => {
      if (waiting) input.value = get(name); // the finger scrolls the page, and has moved the thumb
      setTimeout(() => (pointing = waiting = false));
    });
  });
  input.addEventListener("input", () => waiting || (pointing ? choose(input.valueAsNumber) : change({ [name]: input.valueAsNumber })));
  input.addEventListener("keydown", (event) => {
    const target = keyTarget(event.key, get(name), min, max, grid, stop());
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    change({ [name]: target });
  });
  return {
    root,
    choose,
    show(low, high, stopName = "", state = "") {
      const [value, target] = [get(name), stop()];
      [min, max, grid] = [low, high, decimals === 0 ? 1 : 10 ** Math.floor(Math.log10((high - low) / 100))]; // whole numbers by ones
      Object.assign(input, { min, max });
      if (input.valueAsNumber !== value) input.value = value;
      input.setAttribute("aria-valuetext", say(value, decimals) + state);
      const share = (v) => (v - min) / (max - min);
      root.style.setProperty("--share", share(value));
      root.style.setProperty("--stop", share(target));
      tick.hidden = !(share(target) >= 0 && share(target) <= 1);
      write(tick, stopName);
      put(output, value, decimals);
    },
  };
}

/** Shows a number and keeps it in full for whoever reads the page by machine. */
export function put(output, value, decimals) {
  output.dataset.value = value;
  write(output, say(value, decimals));
}

/**
 * A ring on a plot's stage. The pointer that drags it gives `move(x, y)` in the plot's data, the arrow keys
 * `nudge(right, up, shift)`; `show` lays it at a pixel of the plot and says its value to who cannot see where it lies.
 */
export function handle(plot, label, { move, nudge, start, end }) {
  const node = make("div", { class: "vae-handle", role: "slider", tabindex: 0, "aria-label": label });
  plot.stage.append(node);
  node.addEventListener("pointerdown", (event) => event.stopPropagation()); // its drag is none of the stage under it
  onDrag(node, { start, move: (event) => move(...plot.at(event)), end });
  node.addEventListener("keydown", (event) => {
    const way = arrow(event.key);
    if (!way) return;
    event.preventDefault();
    nudge(...way, event.shiftKey);
  });
  return {
    node,
    show([x, y], [min, max], value, text) {
      node.style.transform = `translate(${x + plot.margin.left}px, ${y + plot.margin.top}px)`;
      const said = { valuemin: min, valuemax: max, valuenow: value, valuetext: text };
      for (const name in said) node.setAttribute(`aria-${name}`, said[name]);
    },
  };
}

export function button(text, act) {
  const node = make("button", { type: "button", class: "vae-button" });
  write(node, text);
  node.addEventListener("click", act);
  return node;
}

/** The list of a widget's results, { name: its name for people }; each name has the class `prefix-name`. */
export function numbers(names, prefix, decimals = {}) {
  const outputs = {};
  const root = make("dl", { class: "vae-numbers" });
  for (const name in names) {
    outputs[name] = make("output", { "data-name": name, class: "vae-number", "aria-live": "off" });
    const term = make("dt", { class: `${prefix}-${name}` });
    write(term, names[name]);
    root.append(make("div", { class: "vae-result" }, term, make("dd", {}, outputs[name])));
  }
  const show = (values) => {
    for (const name in outputs) put(outputs[name], values[name], decimals[name]);
  };
  return { root, show };
}

// ---- the skeleton of a widget ------------------------------------------------------------------------------------

/** The inputs of a widget: what they are, what they were at `first`, and how a reader's hand changes them. */
export function traits(model, names) {
  const get = (name) => model.get(name);
  const read = () => Object.fromEntries(names.map((name) => [name, get(name)]));
  const set = (values) => {
    for (const name in values) model.set(name, values[name]);
  };
  const change = (values) => {
    set(values);
    model.save_changes();
  };
  /** Calls `call` at every change, whoever makes it, until the function that it returns is called. */
  const watch = (call) => {
    for (const name of names) model.on(`change:${name}`, call);
    return () => names.forEach((name) => model.off(`change:${name}`, call));
  };
  return { model, get, read, first: read(), set, change, watch };
}

/** Tells screen readers what `describe()` returns, a sentence and a name for each picture, once the numbers rest. */
function announcer(status, plots) {
  let pause = 0;
  const named = ({ pictures }) => plots.forEach((plot, i) => plot.svg.setAttribute("aria-label", pictures[i]));
  const announce = (describe) => {
    clearTimeout(pause);
    if (!plots[0].svg.hasAttribute("aria-label")) named(describe()); // no picture is ever without a name
    pause = setTimeout(() => {
      const now = describe();
      status.textContent = now.spoken;
      named(now);
    }, 500);
  };
  announce.cancel = () => clearTimeout(pause);
  return announce;
}

/** Lays a widget out on the page: what can be set, what comes of it, the verdict with the buttons, and the pictures. */
export function layout(el, { name, label, controls, results, buttons, plots }) {
  const verdict = make("p", { class: "vae-verdict" });
  const status = make("div", { class: "vae-hidden", role: "status" });
  const root = make("div", { class: `vae ${name}`, role: "group", "aria-label": label },
    make("div", { class: "vae-controls" }, ...controls.map((control) => control.root)),
    results.root,
    make("div", { class: "vae-line" }, verdict, make("div", { class: "vae-buttons" }, ...buttons)),
    make("div", { class: "vae-panels" }, ...plots.map((plot) => plot.root)),
    status);
  // A key pressed here is not meant for the notebook around: there an "a" would insert a cell. What leaves a widget still does.
  root.addEventListener("keydown", (event) => {
    if (!["Escape", "Tab"].includes(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  el.append(root);
  const view = { root, verdict, plots, announce: announcer(status, plots) };
  return { ...view, equip: (inputs) => equip(view, inputs), link: () => point(root) };
}

/**
 * Draws a widget and keeps it right: `measure` and `paint` now and whenever the first plot's width changes, `update` once
 * in a frame in which an input has changed. Returns the clean-up, to which `leave` adds the widget's own.
 */
export function mounted({ root, plots, announce, equip: furnish, link }, inputs, { measure, paint, update = paint, leave = () => {} }) {
  const clear = furnish(inputs);
  const draw = oncePerFrame(update);
  const unwatch = inputs.watch(draw);
  const fit = () => {
    measure();
    paint();
  };
  const resize = new ResizeObserver(fit);
  resize.observe(plots[0].stage);
  fit();
  link();
  const notebook = inputs.model.widget_manager?.context?.model; // only JupyterLab has one
  if (notebook?.setMetadata) keepPictures(notebook);
  return () => {
    clear();
    unwatch();
    resize.disconnect();
    draw.cancel();
    announce.cancel();
    leave();
    root.remove();
  };
}
