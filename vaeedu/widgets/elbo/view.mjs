// The widget of chapter 03: drag q over the exact posterior; log p(x) stands still, the ELBO climbs towards it.
import { PEAK, Plot, bell, button, clamp, handle, layout, mounted, numbers, polyline, reducedMotion, say, slider, traits, write } from "../chart.mjs";
import * as model1d from "./maths.mjs";
import "../chart.css";
import "./style.css";

const calm = (value, step) => Math.round(value / step) * step || 0; // what rounding leaves of a 0 is shown as 0
const zero = (value) => (Math.abs(value) < 1e-12 ? 0 : value);

/** Everything the drawing needs to know about one q and one observation. */
function solve({ mean, scale, x, noise, c }) {
  const [bestMean, bestScale] = model1d.posterior(x, c, noise);
  return {
    mean, scale, x, noise, c, bestMean, bestScale,
    log_px: model1d.logMarginal(x, c, noise),
    elbo: model1d.elbo(x, c, noise, mean, scale),
    gap: zero(model1d.gap(x, c, noise, mean, scale)),
    expected_log_likelihood: model1d.expectedLogLikelihood(x, c, noise, mean, scale),
    kl_to_prior: zero(model1d.klToPrior(mean, scale)),
  };
}

function sentence(s) {
  if (s.gap < 5e-4) return "*q* is the posterior: the ELBO is log *p*(*x*)";
  const place = ((s.mean - s.bestMean) / s.bestScale) ** 2 / 2;
  const fault = place > s.gap / 2 ? "off centre" : s.scale > s.bestScale ? "too wide" : "too narrow";
  return `${say(s.gap, 2)} nats short: *q* is ${fault}`;
}

function describe(s) {
  const sum = `ELBO ${say(s.elbo, 2)} plus gap ${say(s.gap, 2)} is log p of x, ${say(s.log_px, 2)}`;
  return {
    spoken: `${sentence(s).replaceAll("*", "")}. ${sum}.`,
    pictures: [
      `Densities of z: the prior, the posterior with mean ${say(s.bestMean, 2)} and scale ${say(s.bestScale, 2)}, and q with mean ${say(s.mean, 2)} and scale ${say(s.scale, 2)}`,
      `Two columns in nats: ${sum}; the same ELBO plus KL to the prior ${say(s.kl_to_prior, 2)} is the expected log-likelihood, ${say(s.expected_log_likelihood, 2)}`,
      `Lines of equal gap over the mean and the scale of q, least at the posterior; here ${say(s.gap, 2)} nats`,
    ],
  };
}

// ---- q over the posterior ----------------------------------------------------------------------------------------

/** Draws the densities and returns where the two handles lie: q's mean on the axis, its scale on its flank. */
function drawDensities(plot, s, size, reach) {
  plot.begin(...size, [-reach, reach], [0, 1.2 * PEAK * Math.max(1, 1 / s.bestScale)]);
  const { inside, x, y, width, height } = plot;
  inside.put("prior", "path", { class: "el-prior", d: bell(plot, 0, 1) });
  inside.put("posterior", "path", { class: "el-posterior", d: bell(plot, s.bestMean, s.bestScale) });
  inside.put("q", "path", { class: "el-q", d: bell(plot, s.mean, s.scale) });
  const [peak, flank] = [1, Math.exp(-0.5)].map((share) => clamp(y((share * PEAK) / s.scale), 10, height));
  const side = s.mean + s.scale < reach ? 1 : -1; // the flank that can be seen
  const [foot, edge] = [x(s.mean), clamp(x(s.mean + side * s.scale), 0, width)];
  inside.put("stem", "line", { class: "el-q", x1: foot, x2: foot, y1: peak, y2: height });
  inside.put("width", "line", { class: "el-q", x1: foot, x2: edge, y1: flank, y2: flank });
  plot.note([["el-prior", "prior"], ["el-posterior", "posterior *p*(*z*|*x*)"], ["el-q", "*q*, yours: drag its foot and its flank"]]);
  plot.axes("*z*", 9);
  plot.end();
  return [[foot, height], [edge, flank]];
}

// ---- what the ELBO is made of ------------------------------------------------------------------------------------

// The ELBO is the foot of both columns. Their frame depends on the model and on x alone, so log p(x) keeps still.
function drawColumns(plot, s, size) {
  const best = -Math.log(s.noise) - Math.log(Math.sqrt(2 * Math.PI)); // no expected log-likelihood is above this one
  const [low, high] = [s.log_px - 5, Math.max(best, s.log_px) + 0.9];
  plot.begin(...size, [0, 1], [low, high]);
  const { inside, over, x, y, width, height } = plot;
  const bar = (key, kind, left, from, to) => {
    const [top, foot] = [clamp(y(to), 0, height), clamp(y(from), 0, height)];
    inside.put(key, "rect", { class: `el-${kind}${kind === "kl" ? " el-kl_to_prior" : ""}`, x: x(left), y: top, width: 0.22 * width, height: Math.max(0, foot - top) });
  };
  const columns = [
    [0, "gap", "evidence el-log_px", "log *p*(*x*)", s.log_px, s.gap, "gap"],
    [0.54, "kl", "expected el-expected_log_likelihood", "E log *p*(*x*|*z*)", s.expected_log_likelihood, s.kl_to_prior, "KL"],
  ];
  columns.forEach(([left, kind, line, name, top, value, part]) => {
    const middle = x(left + 0.11);
    bar(`${kind}-elbo`, "elbo", left, low, s.elbo);
    bar(kind, kind, left, s.elbo, top);
    const [head, foot] = [y(top), clamp(y(s.elbo), 0, height)];
    const seen = head < height;
    inside.put(`${kind}-line`, "line", { class: `el-${line}`, x1: x(left), x2: x(left + 0.22), y1: head, y2: head });
    over.put(`${kind}-name`, "text", { class: "vae-label", x: middle, y: Math.min(head, height) - 7, "text-anchor": "middle" }, seen ? name : `${name} ↓`);
    if (seen) over.put(`${kind}-value`, "text", { class: `vae-label vae-number el-${kind}`, x: x(left + 0.24), y: clamp((head + foot) / 2 + 4, 8, height - 2) }, `${part} ${say(calm(value, 0.01), 2)}`);
    const fits = height - foot > 20;
    if (fits) over.put(`${kind}-low`, "text", { class: "vae-label el-elbo", x: middle, y: foot + 15, "text-anchor": "middle" }, "ELBO");
    over.put(`${kind}-sum`, "text", { class: "vae-tick", x: middle, y: height + 18, "text-anchor": "middle" }, `${fits ? "" : "↓ "}ELBO + ${part}`);
  });
  plot.note([["", "both columns stand on the ELBO; in nats"]]);
  plot.over.put("y-axis", "line", { class: "vae-axis", x1: 0, x2: 0, y1: 0, y2: height });
  y.ticks(6).forEach((value, i) => {
    over.put(`y-mark-${i}`, "line", { class: "vae-axis", x1: -4, x2: 0, y1: y(value), y2: y(value) });
    over.put(`y-tick-${i}`, "text", { class: "vae-tick", x: -7, y: y(value) + 4, "text-anchor": "end" }, say(value, Number.isInteger(value) ? 0 : 1));
  });
  plot.end();
}

// ---- the gap over all q ------------------------------------------------------------------------------------------

const LEVELS = [0.05, 0.2, 0.5, 1, 2, 4, 8];
const NAMED = [0.2, 1, 4];

function drawMap(plot, s, size, reach, most) {
  plot.begin(...size, [-reach, reach], [0, 1.05 * most]);
  const { inside, over, x, y } = plot;
  const here = [x(s.mean), y(s.scale)];
  LEVELS.forEach((level, k) => {
    const ring = model1d.gapOutline(level, s.bestMean, s.bestScale).map(([m, scale]) => [x(m), y(scale)]);
    inside.put(`level-${k}`, "path", { class: "el-level", d: polyline(ring) + "Z" });
  });
  inside.put("best", "circle", { class: "el-best", cx: x(s.bestMean), cy: y(s.bestScale), r: 5.5 });
  NAMED.forEach((level) => {
    const at = [x(s.bestMean - s.bestScale * Math.sqrt(2 * level)), y(s.bestScale)]; // where the ring has the best scale
    const hidden = at[0] < 6 || x(s.bestMean) - at[0] < 18 * (1 + Math.log2(level / 0.2) / 2) || Math.hypot(at[0] - here[0], at[1] - here[1]) < 26;
    if (!hidden) over.put(`name-${level}`, "text", { class: "vae-label vae-tick", x: at[0], y: at[1] + 4, "text-anchor": "middle" }, String(level));
  });
  plot.note([["", "equal gap, in nats; ring: posterior; drag the dot"]]);
  plot.axes("*μ*", 7, "*σ*");
  plot.end();
  return here;
}

// ---- the widget --------------------------------------------------------------------------------------------------

const INPUTS = ["mean", "scale", "x", "noise", "c"];
const NUMBERS = { log_px: "log *p*(*x*)", elbo: "ELBO", gap: "gap", expected_log_likelihood: "E log *p*(*x*|*z*)", kl_to_prior: "KL to the prior" };
const GLIDE = 700; // milliseconds to the best q

function render({ model, el }) {
  const inputs = traits(model, INPUTS);
  const { get, set } = inputs;
  const read = () => solve(inputs.read());
  let gliding = 0;
  const change = (values) => {
    cancelAnimationFrame(gliding);
    inputs.change(values);
  };

  const hand = { get, change };
  const mean = slider(hand, "mean", "μ", "mean of *q*", () => read().bestMean);
  const scale = slider(hand, "scale", "σ", "scale of *q*", () => read().bestScale);
  const x = slider(hand, "x", "x", "observation");
  const noise = slider(hand, "noise", "σₓ", "noise in *x*");
  const results = numbers(NUMBERS, "el");
  const best = button("Best *q*", () => {
    const { mean: m, scale: s, bestMean, bestScale } = read();
    if (reducedMotion()) return change({ mean: bestMean, scale: bestScale });
    const start = performance.now();
    const glide = (now) => {
      const share = (now - start) / GLIDE;
      if (share >= 1) return change({ mean: bestMean, scale: bestScale });
      const eased = Math.max(0, share) ** 2 * (3 - 2 * share);
      set({ mean: m + (bestMean - m) * eased, scale: s * (bestScale / s) ** eased });
      gliding = requestAnimationFrame(glide);
    };
    cancelAnimationFrame(gliding);
    gliding = requestAnimationFrame(glide);
  });
  const reset = button("Reset", () => change(inputs.first));
  const densities = new Plot("*q* over the exact posterior", { left: 16 });
  const columns = new Plot("What the ELBO is made of", { left: 34, right: 4 });
  const map = new Plot("The gap over all *q*", { left: 34 });
  const view = layout(el, {
    name: "elbo",
    label: "The evidence lower bound of a normal q, beside the exact posterior",
    controls: [mean, scale, x, noise],
    results,
    buttons: [best, reset],
    plots: [densities, columns, map],
  });

  // Ranges grow for inputs from outside.
  const range = { mean: [-4, 4], scale: [0.05, 2.5], x: [-4, 4], noise: [0.2, 2] };
  const neat = (value, name) => clamp(Number(value.toFixed(3)), ...range[name]);
  const place = (m, s) => change({ mean: neat(m, "mean"), scale: neat(s, "scale") });
  const nudge = (m, s, shift) => place(get("mean") + m * (shift ? 0.25 : 0.05), get("scale") + s * (shift ? 0.25 : 0.05));
  // In the picture of the densities q halts at the posterior's mean and scale, as on the sliders.
  const foot = handle(densities, "Mean of q: left and right change it", {
    move: (z) => mean.choose(z),
    nudge: (right, up, shift) => nudge(right + up, 0, shift),
  });
  const flank = handle(densities, "Scale of q: left and right change it", {
    move: (z) => scale.choose(Math.abs(z - get("mean"))),
    nudge: (right, up, shift) => nudge(0, right + up, shift),
  });
  const dot = handle(map, "q on the map: left and right change its mean, up and down its scale", { move: place, nudge });
  map.onClick(place);

  const around = (name) => [name, -Math.ceil(Math.abs(get(name))), Math.ceil(Math.abs(get(name)))];
  let wide, half;
  const measure = () => ([wide, half] = [densities.fit(0.36, 200, 240), map.fit(0.74, 230, 270)]);
  const paint = () => {
    const s = read();
    for (const [name, low, high] of [...["mean", "x"].map(around), ...["scale", "noise"].map((name) => [name, s[name], s[name]])]) {
      range[name] = [Math.min(range[name][0], low), Math.max(range[name][1], high)];
    }
    const reach = 1.08 * Math.max(range.mean[1], Math.ceil(Math.abs(s.bestMean)));
    mean.show(...range.mean, "best");
    scale.show(...range.scale, "best");
    x.show(...range.x);
    noise.show(...range.noise);
    results.show(s);
    write(view.verdict, sentence(s));
    const [footAt, flankAt] = drawDensities(densities, s, wide, reach);
    drawColumns(columns, s, half);
    const dotAt = drawMap(map, s, half, reach, Math.max(range.scale[1], 1.1 * s.bestScale));
    const [m, width] = [`mean ${say(s.mean, 2)}`, `scale ${say(s.scale, 2)}`];
    foot.show(footAt, range.mean, s.mean, m);
    flank.show(flankAt, range.scale, s.scale, width);
    dot.show(dotAt, range.mean, s.mean, `${m}, ${width}, gap ${say(s.gap, 2)} nats`);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint, leave: () => cancelAnimationFrame(gliding) });
}

export default { render };
