// The widget of chapter 07: drag β past 2t² and watch a, b and c collapse.
import { PEAK, Plot, bell, button, clamp, handle, layout, mounted, numbers, onDrag, polyline, say, slider, spread, traits, write } from "../chart.mjs";
import * as vae from "./maths.mjs";
import "../chart.css";
import "./style.css";

const ANCHOR = { [-1]: "end", 0: "middle", 1: "start" }; // text that ends, stands or starts at its x

/** Everything the drawing needs to know about one (β, t, start). */
function solve({ beta, t, start }) {
  const [a, b, c] = vae.minimiser(beta, t);
  const values = { a, b, c, loss: vae.minimum(beta, t), rate: vae.rate(a, b, t), threshold: vae.threshold(t) };
  return { beta, t, start, ...values, collapsed: vae.collapsed(beta, t) };
}

function sentence({ beta, rate, collapsed }) {
  if (collapsed) return "*β* ≥ 2*t*²: collapsed, every *x* gets the same code";
  if (beta === 0) return "*β* = 0: the code costs nothing, any *ac* = 1 is perfect";
  return `*β* < 2*t*²: the code carries ${say(rate, 2)} nats`;
}

function describe(s) {
  const values = `a ${say(s.a)}, b ${say(s.b)}, c ${say(s.c)}`;
  const match = s.beta > s.threshold ? "wider than" : "the same curve as";
  return {
    spoken: `${sentence(s).replaceAll("*", "")}. ${values}, loss ${say(s.loss)}.`,
    pictures: [
      `a, b and c against beta: at beta ${say(s.beta)}, ${values}; the threshold is ${say(s.threshold)}`,
      `Contours of the loss over a and c, with gradient descent from a ${say(s.start[0], 2)}, c ${say(s.start[1], 2)}`,
      `Densities of x: data with scale ${say(s.t)}, model mean with scale ${say(s.c)}; the model's sample is ${match} the data`,
      `Densities of z: the prior, the code of three x with scale ${say(s.b)}, and their aggregate, the same curve as the prior`,
    ],
  };
}

// ---- a, b, c against β -------------------------------------------------------------------------------------------

function drawPhase(plot, s, size, most) {
  const top = 1.2 * Math.max(1, s.t, 1 / s.t);
  plot.begin(...size, [0, most], [-top, top]);
  const { inside, over, x, y, width, height } = plot;
  const edge = x(s.threshold);

  inside.put("dead", "rect", { class: "lv-dead", x: edge, y: 0, width: Math.max(0, width - edge), height });
  inside.put("edge", "line", { class: "lv-edge lv-threshold", x1: edge, x2: edge, y1: 0, y2: height });
  inside.put("zero", "line", { class: "vae-axis", x1: 0, x2: width, y1: y(0), y2: y(0) });
  // √(1 − β/2t²) has infinite slope at the threshold; points evenly spaced in its value draw the tip exactly.
  const even = Array.from({ length: 61 }, (_, i) => i / 60);
  const branch = (value) => even.map((v) => [x(s.threshold * (1 - v * v)), y(v * value)]).reverse();
  const scale = even.map((v) => [x(s.threshold * v * v), y(v)]);
  inside.put("a-mirror", "path", { class: "lv-a lv-mirror", d: polyline(branch(-1 / s.t)) });
  inside.put("c-mirror", "path", { class: "lv-c lv-mirror", d: polyline(branch(-s.t)) });
  inside.put("b", "path", { class: "lv-b", d: polyline([...scale, [width, y(1)]]) });
  // a is drawn wider than c: at t = 1 the two are one curve.
  inside.put("a", "path", { class: "lv-a", d: polyline([...branch(1 / s.t), [width, y(0)]]) });
  inside.put("c", "path", { class: "lv-c", d: polyline([...branch(s.t), [width, y(0)]]) });

  plot.note([["", "drag to choose *β*; dashes: the mirror solution"]]);
  plot.axes("*β*", 4, "");

  const here = x(s.beta);
  over.put("cursor", "line", { class: "lv-cursor", x1: here, x2: here, y1: 0, y2: height });
  over.put("grip", "circle", { class: "lv-grip", cx: here, cy: height, r: 6 });
  const names = ["a", "b", "c"];
  // Names stand off the curves: b above the others or below them, a and c above where they still fall.
  const highest = s.b > Math.max(s.a, s.c) + 1e-9;
  const lowest = s.b < Math.min(s.a, s.c) + 1e-9;
  const fall = s.collapsed ? 0 : -8;
  const off = { a: fall, b: highest ? -11 : lowest ? 8 : fall, c: fall };
  const places = spread(names.map((name) => y(s[name]) + off[name]), 15, 6, height - 10);
  const side = here > width - 22 ? -1 : 1;
  names.forEach((name, i) => {
    over.put(`dot-${name}`, "circle", { class: `lv-dot lv-${name}`, cx: here, cy: y(s[name]), r: name === "a" ? 5 : 3.5 });
    const at = { x: here + 10 * side, y: places[i] + 4, "text-anchor": ANCHOR[side] };
    over.put(`name-${name}`, "text", { class: `vae-label lv-${name}`, ...at }, `*${name}*`);
  });

  over.put("stop", "text", { class: "vae-label", x: clamp(edge, 8, width - 6), y: -8, "text-anchor": "middle" }, "2*t*²");
  // Inside the region where its name, some 70 pixels wide, is clear of the cursor; else before it, with an arrow.
  const within = [edge + 8, here + 12].find((left) => left > edge && left + 72 < width && (here < left - 4 || here > left + 76));
  const before = here < edge && here > edge - 96 ? here - 12 : edge - 8;
  const place = within ? { x: within, "text-anchor": "start" } : { x: before, "text-anchor": "end" };
  over.put("collapsed", "text", { class: "vae-label vae-quiet", y: height - 14, ...place }, within ? "collapsed" : "collapsed →");
  plot.end();
}

// ---- the loss over (a, c) and the descent ------------------------------------------------------------------------

// In A = at, C = c/t the picture depends on β/2t² alone, so the axes scale with t. A start outside widens them.
const reachOf = ({ t, start }) => [Math.max(2.2 / t, 1.1 * Math.abs(start[0])), Math.max(2.2 * t, 1.1 * Math.abs(start[1]))];

const HEIGHTS = [0.07, 0.15, 0.25, 0.37, 0.52, 0.7, 0.95, 1.3, 1.75, 2.4, 3.3, 4.5]; // even in √(loss − minimum), widening

function drawLoss(plot, s, size, [aMax, cMax]) {
  plot.begin(...size, [-aMax, aMax], [-cMax, cMax]);
  const { inside, over, x, y, width, height } = plot;
  const unit = Math.max(1, vae.shareOfThreshold(s.beta, s.t));
  HEIGHTS.forEach((h, k) => {
    const outlines = vae.sublevel(unit * h * h, s.beta, s.t, 1.02 * aMax * s.t);
    const place = ([A, C]) => [x(A / s.t), clamp(y(C * s.t), -height, 2 * height)];
    inside.put(`level-${k}`, "path", { class: "lv-level", d: outlines.map((ring) => polyline(ring.map(place)) + "Z").join("") });
  });
  inside.put("a-zero", "line", { class: "vae-axis", x1: x(0), x2: x(0), y1: 0, y2: height });
  inside.put("c-zero", "line", { class: "vae-axis", x1: 0, x2: width, y1: y(0), y2: y(0) });
  const path = vae.descentPath(s.start, s.b, s.beta, s.t).map(([a, c]) => [x(a), y(c)]);
  inside.put("path", "path", { class: "lv-path", d: polyline(path) });
  const [endX, endY] = path.at(-1);
  inside.put("stopped", "circle", { class: "lv-stopped", cx: endX, cy: endY, r: 3 });

  const from = [x(s.start[0]), y(s.start[1])];
  const beside = from[1] < 34; // no room above
  const way = !beside ? 0 : from[0] < width / 2 ? 1 : -1;
  const near = way ? from[0] + 18 * way : clamp(from[0], 16, width - 16);
  over.put("start", "text", { class: "vae-label lv-start", x: near, y: from[1] + (way ? 4 : -18), "text-anchor": ANCHOR[way] }, "start");
  const minima = s.collapsed ? [[0, 0, 1]] : [[s.a, s.c, 1], [-s.a, -s.c, -1]];
  minima.forEach(([a, c, side], k) => {
    const [px, py] = [x(a), y(c)];
    over.put(`minimum-${k}`, "circle", { class: "lv-minimum", cx: px, cy: py, r: 5.5 });
    // The name, some 65 pixels wide, gives way to the start and its name.
    const [dx, dy] = [(from[0] - px) * side, from[1] - py];
    if (dx > -34 && dx < 120 && dy > -24 && dy < 44) return;
    over.put(`minimum-name-${k}`, "text", { class: "vae-label", x: px + 11 * side, y: py + 4, "text-anchor": ANCHOR[side] }, "minimum");
  });
  plot.note([["", "drag the start of the gradient descent"]]);
  plot.axes("*a*", 5, "*c*");
  plot.end();
  return from;
}

// ---- densities ---------------------------------------------------------------------------------------------------

/** A density, or an arrow where all of the probability sits in one point. */
function density(plot, key, cls, mean, scale) {
  const narrow = scale < 1e-6 * plot.x.extent;
  const [px, top, foot] = [plot.x(mean), 8, plot.height];
  const arrow = `M${px},${foot}V${top}M${px - 5},${top + 9}L${px},${top}L${px + 5},${top + 9}`;
  plot.inside.put(key, "path", { class: cls, d: narrow ? arrow : bell(plot, mean, scale) });
}

function drawData(plot, s, size) {
  const marginal = vae.marginalScale(s.c, s.beta);
  const most = Math.max(3.4 * Math.sqrt(s.t), 2.3 * marginal); // grows with t, yet a small t still has a visible bell
  plot.begin(...size, [-most, most], [0, (1.6 * PEAK) / s.t]);
  plot.inside.put("data", "path", { class: "lv-given", d: bell(plot, 0, s.t) });
  density(plot, "mean", "lv-c", 0, s.c);
  density(plot, "sample", "lv-match", 0, marginal);
  const relation = s.beta <= s.threshold ? "=" : "≠";
  plot.note([["lv-given", "data"], ["lv-c", "model mean"], ["lv-match", `model sample ${relation} data`]]);
  plot.axes("*x*", 5);
  plot.end();
}

function drawCode(plot, s, size) {
  plot.begin(...size, [-3.6, 3.6], [0, 1.6 * PEAK]);
  const { inside, over, x, y, height } = plot;
  inside.put("prior", "path", { class: "lv-given", d: bell(plot, 0, 1) });
  [-2, 0, 2].forEach((k) => {
    const mean = k * s.t * s.a;
    density(plot, `q${k}`, "lv-b", mean, s.b);
    if (s.collapsed && k !== 0) return;
    const side = Math.sign(k);
    const peak = s.b > 0 ? y((PEAK / s.b) * Math.exp(-0.4 * Math.abs(side))) : 0;
    const at = { x: x(mean + 0.9 * side * s.b) + 5 * side, y: Math.max(peak, -1) - 7, "text-anchor": ANCHOR[side] };
    over.put(`x${k}`, "text", { class: "vae-label lv-b", ...at }, s.collapsed ? "every *x*" : k ? `*x* = ${k < 0 ? "−" : ""}2*t*` : "*x* = 0");
  });
  density(plot, "all", "lv-match", 0, vae.aggregateScale(s.a, s.b, s.t));
  plot.note([["lv-given", "prior"], ["lv-b", "code of one *x*"], ["lv-match", "all codes = prior"]]);
  plot.axes("*z*", 7);
  plot.end();
}

// ---- the widget --------------------------------------------------------------------------------------------------

const NUMBERS = { a: "*a*", b: "*b*", c: "*c*", loss: "*L*", rate: "rate, nats", threshold: "2*t*²" };

function render({ model, el }) {
  const inputs = traits(model, ["beta", "t", "start"]);
  const { get, change } = inputs;
  const beta = slider(inputs, "beta", "β", "weight of the rate", () => vae.threshold(get("t")));
  const t = slider(inputs, "t", "t", "scale of the data");
  const results = numbers(NUMBERS, "lv");
  const reset = button("Reset", () => change(inputs.first));
  const phase = new Plot("Best *a*, *b*, *c* for each *β*");
  const descent = new Plot("Loss over (*a*, *c*) at the best *b*");
  const data = new Plot("Data space", { left: 14 });
  const code = new Plot("Code space", { left: 14 });
  const view = layout(el, {
    name: "linear-vae",
    label: "The linear variational autoencoder at its optimum",
    controls: [beta, t],
    results,
    buttons: [reset],
    plots: [phase, descent, data, code],
  });

  // Ranges and axes grow for inputs from outside; they keep still while something is dragged over them.
  let [betaMax, tMin, tMax] = [4, 0.2, 1.4];
  let [span, reach, held] = [4, reachOf(inputs.first), false];
  const hold = () => (held = true);
  const release = () => {
    held = false;
    paint();
  };
  const place = (...start) => change({ start: start.map((v, i) => clamp(v, -reach[i] / 1.1, reach[i] / 1.1)) });
  const startRing = handle(descent, "Start of the descent: left and right change a, up and down change c", {
    start: hold,
    move: place,
    end: release,
    nudge(right, up, shift) {
      const [[a, c], step] = [get("start"), shift ? 0.1 : 0.02];
      place(a + right * reach[0] * step, c + up * reach[1] * step);
    },
  });
  descent.onClick(place);
  const slide = (event) => beta.choose(phase.at(event)[0]);
  phase.stage.classList.add("lv-slides");
  onDrag(phase.stage, { start: (event) => (hold(), slide(event)), move: slide, end: release });

  let size, low;
  const measure = () => ([size, low] = [phase.fit(0.74, 230, 300), data.fit(0.5, 170, 200)]);
  const paint = () => {
    const s = solve(inputs.read());
    if (Math.max(s.beta, s.threshold) > betaMax) betaMax = Math.ceil(1.1 * Math.max(s.beta, s.threshold));
    [tMin, tMax] = [Math.min(tMin, s.t), Math.max(tMax, s.t)];
    if (!held) [span, reach] = [Math.min(betaMax, Math.max(2 * s.threshold, 1.25 * s.beta)), reachOf(s)];
    beta.show(0, betaMax, "2*t*²", s.collapsed ? ", collapsed" : ", alive");
    t.show(tMin, tMax);
    results.show(s);
    write(view.verdict, sentence(s));
    view.verdict.dataset.state = s.collapsed ? "collapsed" : "alive";
    drawPhase(phase, s, size, span);
    const startAt = drawLoss(descent, s, size, reach);
    startRing.show(startAt, [-reach[0] / 1.1, reach[0] / 1.1], s.start[0], `a ${say(s.start[0], 2)}, c ${say(s.start[1], 2)}`);
    drawData(data, s, low);
    drawCode(code, s, low);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
