// The widget of chapter 03: drag q over the exact posterior; log p(x) stands still, the ELBO climbs towards it.
import { Plot, make, onDrag, oncePerFrame, polyline, put, say, slider, write } from "./chart.mjs";
import * as model1d from "./elbo_maths.mjs";
import "./chart.css";
import "./elbo.css";

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const calm = (value, step) => Math.round(value / step) * step || 0; // what rounding leaves of a 0 is shown as 0
const PEAK = 1 / Math.sqrt(2 * Math.PI);

/** Everything the drawing needs to know about one q and one observation. */
function solve({ mean, scale, x, sigma, c }) {
  const [bestMean, bestScale] = model1d.posterior(x, c, sigma);
  return {
    mean, scale, x, sigma, c, bestMean, bestScale,
    log_px: model1d.logMarginal(x, c, sigma),
    elbo: model1d.elbo(x, c, sigma, mean, scale),
    gap: model1d.gap(x, c, sigma, mean, scale),
    expected_log_likelihood: model1d.expectedLogLikelihood(x, c, sigma, mean, scale),
    kl_to_prior: model1d.klToPrior(mean, scale),
  };
}

function sentence(s) {
  if (s.gap < 5e-4) return "*q* is the posterior: the ELBO is log *p*(*x*)";
  const place = ((s.mean - s.bestMean) / s.bestScale) ** 2 / 2;
  const fault = place > s.gap / 2 ? "off centre" : s.scale > s.bestScale ? "too wide" : "too narrow";
  return `${say(s.gap, 2)} nats short: *q* is ${fault}`;
}

// ---- q over the posterior ----------------------------------------------------------------------------------------

/** A normal density as a path; points are spaced by its own scale, so a spike is as smooth as a plain. */
function bell(plot, mean, scale) {
  const points = [];
  for (let u = -4; u <= 4.001; u += 0.1) points.push([plot.x(mean + u * scale), plot.y((PEAK / scale) * Math.exp((-u * u) / 2))]);
  return polyline(points);
}

/** Draws the densities and returns where the two handles lie: q's mean on the axis, its scale on its flank. */
function drawDensities(plot, s, size, reach) {
  plot.begin(...size, [-reach, reach], [0, 1.2 * PEAK * Math.max(1, 1 / s.bestScale)]);
  const { inside, x, y, width, height, margin } = plot;
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
  return [[foot, height], [edge, flank]].map(([left, top]) => [left + margin.left, top + margin.top]);
}

// ---- what the ELBO is made of ------------------------------------------------------------------------------------

// The ELBO is the foot of both columns. Their frame depends on the model and on x alone, so log p(x) keeps still.
function drawColumns(plot, s, size) {
  const best = -Math.log(s.sigma) - Math.log(Math.sqrt(2 * Math.PI)); // no expected log-likelihood is above this one
  const [low, high] = [s.log_px - 5, Math.max(best, s.log_px) + 0.9];
  plot.begin(...size, [0, 1], [low, high]);
  const { inside, over, x, y, width, height } = plot;
  const bar = (key, kind, left, from, to) => {
    const [top, foot] = [clamp(y(to), 0, height), clamp(y(from), 0, height)];
    inside.put(key, "rect", { class: `el-${kind}`, x: x(left), y: top, width: 0.24 * width, height: Math.max(0, foot - top) });
  };
  const columns = [
    [0.04, "gap", "evidence", "log *p*(*x*)", s.log_px, s.gap, "gap"],
    [0.52, "kl", "expected", "E log *p*(*x*|*z*)", s.expected_log_likelihood, s.kl_to_prior, "KL"],
  ];
  columns.forEach(([left, kind, line, name, top, value, part]) => {
    const middle = x(left + 0.12);
    bar(`${kind}-elbo`, "elbo", left, low, s.elbo);
    bar(kind, kind, left, s.elbo, top);
    const [head, foot] = [y(top), clamp(y(s.elbo), 0, height)];
    const seen = head < height;
    inside.put(`${kind}-line`, "line", { class: `el-${line}`, x1: x(left), x2: x(left + 0.24), y1: head, y2: head });
    over.put(`${kind}-name`, "text", { class: "vae-label", x: middle, y: Math.min(head, height) - 7, "text-anchor": "middle" }, seen ? name : `${name} ↓`);
    if (seen) over.put(`${kind}-value`, "text", { class: `vae-label vae-number el-${kind}`, x: x(left + 0.26), y: clamp((head + foot) / 2 + 4, 8, height - 2) }, `${part} ${say(calm(value, 0.01), 2)}`);
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
  const { inside, over, x, y, margin } = plot;
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
  plot.axes("*m*", 7, "*s*");
  plot.end();
  return [here[0] + margin.left, here[1] + margin.top];
}

// ---- the widget --------------------------------------------------------------------------------------------------

const INPUTS = ["mean", "scale", "x", "sigma", "c"];
const NUMBERS = { log_px: "log *p*(*x*)", elbo: "ELBO", gap: "gap", expected_log_likelihood: "E log *p*(*x*|*z*)", kl_to_prior: "KL to the prior" };
const GLIDE = 700; // milliseconds to the best q

function render({ model, el }) {
  const read = () => solve(Object.fromEntries(INPUTS.map((name) => [name, model.get(name)])));
  const first = read();
  let gliding = 0;
  const set = (values) => {
    for (const name in values) model.set(name, values[name]);
  };
  const change = (values) => {
    cancelAnimationFrame(gliding);
    set(values);
    model.save_changes();
  };

  const knob = (name, symbol, meaning, stop = () => NaN) =>
    slider(name, symbol, meaning, () => ({ value: model.get(name), stop: stop(read()) }), (value) => change({ [name]: value }));
  const mean = knob("mean", "m", "mean of *q*", (s) => s.bestMean);
  const scale = knob("scale", "s", "scale of *q*", (s) => s.bestScale);
  const x = knob("x", "x", "observation");
  const sigma = knob("sigma", "σ", "scale of *p*(*x*|*z*)");
  const outputs = {};
  const numbers = Object.keys(NUMBERS).map((name) => {
    outputs[name] = make("output", { "data-name": name, class: "vae-number", "aria-live": "off" });
    const term = make("dt", { class: `el-${name}` });
    write(term, NUMBERS[name]);
    return make("div", {}, term, make("dd", {}, outputs[name]));
  });
  const verdict = make("p", { class: "el-verdict" });
  const best = make("button", { type: "button", class: "vae-button", "data-name": "best" });
  write(best, "Best *q*");
  const reset = make("button", { type: "button", class: "vae-button" }, "Reset");
  const spoken = make("div", { class: "vae-hidden", role: "status" });
  const densities = new Plot("*q* over the exact posterior", { left: 16 });
  const columns = new Plot("What the ELBO is made of", { left: 34, right: 4 });
  const map = new Plot("The gap over all *q*", { left: 34 });
  const plots = [densities, columns, map];
  const handle = (how) => make("div", { class: "vae-handle", role: "slider", tabindex: 0, "aria-label": how });
  const foot = handle("Mean of q: left and right change it");
  const flank = handle("Scale of q: left and right change it");
  const dot = handle("q on the map: left and right change its mean, up and down its scale");
  densities.stage.append(foot, flank);
  map.stage.append(dot);
  const root = make("div", { class: "vae elbo", role: "group", "aria-label": "The evidence lower bound of a normal q, beside the exact posterior" },
    make("div", { class: "vae-controls" }, mean.root, scale.root, x.root, sigma.root),
    make("dl", { class: "vae-numbers" }, ...numbers),
    make("div", { class: "el-line" }, verdict, make("div", { class: "el-buttons" }, best, reset)),
    make("div", { class: "vae-panels" }, ...plots.map((plot) => plot.root)),
    spoken);
  el.append(root);

  // Ranges grow for inputs from outside.
  const range = { mean: [-4, 4], scale: [0.05, 2.5], x: [-4, 4], sigma: [0.2, 2] };
  const around = (name) => [name, -Math.ceil(Math.abs(model.get(name))), Math.ceil(Math.abs(model.get(name)))];
  let sizes = [[700, 220], [340, 240]];
  const paint = () => {
    const s = read();
    for (const [name, low, high] of [...["mean", "x"].map(around), ...["scale", "sigma"].map((name) => [name, s[name], s[name]])]) {
      range[name] = [Math.min(range[name][0], low), Math.max(range[name][1], high)];
    }
    const reach = 1.08 * Math.max(range.mean[1], Math.ceil(Math.abs(s.bestMean)));
    mean.show(...range.mean, "best");
    scale.show(...range.scale, "best");
    x.show(...range.x);
    sigma.show(...range.sigma);
    for (const name in outputs) put(outputs[name], Math.abs(s[name]) < 1e-12 ? 0 : s[name]);
    write(verdict, sentence(s));
    const [footAt, flankAt] = drawDensities(densities, s, sizes[0], reach);
    drawColumns(columns, s, sizes[1]);
    const dotAt = drawMap(map, s, sizes[1], reach, Math.max(range.scale[1], 1.1 * s.bestScale));
    const texts = [`mean ${say(s.mean, 2)}`, `scale ${say(s.scale, 2)}`, `mean ${say(s.mean, 2)}, scale ${say(s.scale, 2)}, gap ${say(s.gap, 2)} nats`];
    [[foot, footAt, "mean"], [flank, flankAt, "scale"], [dot, dotAt, "mean"]].forEach(([node, [left, top], name], i) => {
      node.style.transform = `translate(${left}px, ${top}px)`;
      node.setAttribute("aria-valuemin", range[name][0]);
      node.setAttribute("aria-valuemax", range[name][1]);
      node.setAttribute("aria-valuenow", s[name]);
      node.setAttribute("aria-valuetext", texts[i]);
    });
    announce(s);
  };
  const draw = oncePerFrame(paint);

  // Screen readers hear the numbers once they rest; the pictures' names say the same.
  let pause = 0;
  const announce = (s) => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      const sum = `ELBO ${say(s.elbo, 2)} plus gap ${say(s.gap, 2)} is log p of x, ${say(s.log_px, 2)}`;
      spoken.textContent = `${sentence(s).replaceAll("*", "")}. ${sum}.`;
      const names = [
        `Densities of z: the prior, the posterior with mean ${say(s.bestMean, 2)} and scale ${say(s.bestScale, 2)}, and q with mean ${say(s.mean, 2)} and scale ${say(s.scale, 2)}`,
        `Two columns in nats: ${sum}; the same ELBO plus KL to the prior ${say(s.kl_to_prior, 2)} is the expected log-likelihood, ${say(s.expected_log_likelihood, 2)}`,
        `Lines of equal gap over the mean and the scale of q, least at the posterior; here ${say(s.gap, 2)} nats`,
      ];
      plots.forEach((plot, i) => plot.svg.setAttribute("aria-label", names[i]));
    }, 500);
  };

  // In the picture of the densities q halts at the posterior's mean and scale, as on the sliders.
  onDrag(foot, { move: (event) => mean.choose(densities.at(event)[0]) });
  onDrag(flank, { move: (event) => scale.choose(Math.abs(densities.at(event)[0] - model.get("mean"))) });
  const neat = (value, name) => clamp(Number(value.toFixed(3)), ...range[name]);
  const place = (m, s) => change({ mean: neat(m, "mean"), scale: neat(s, "scale") });
  const follow = (event) => place(...map.at(event));
  onDrag(dot, { move: follow });
  map.svg.addEventListener("click", follow);
  const nudge = (node, moves) =>
    node.addEventListener("keydown", (event) => {
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      const step = event.shiftKey ? 0.25 : 0.05;
      place(model.get("mean") + move[0] * step, model.get("scale") + move[1] * step);
    });
  nudge(foot, { ArrowRight: [1, 0], ArrowUp: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [-1, 0] });
  nudge(flank, { ArrowRight: [0, 1], ArrowUp: [0, 1], ArrowLeft: [0, -1], ArrowDown: [0, -1] });
  nudge(dot, { ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowLeft: [-1, 0], ArrowDown: [0, -1] });

  best.addEventListener("click", () => {
    const { mean: m, scale: s, bestMean, bestScale } = read();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return change({ mean: bestMean, scale: bestScale });
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
  reset.addEventListener("click", () => change(Object.fromEntries(INPUTS.map((name) => [name, first[name]]))));

  const watched = INPUTS.map((name) => `change:${name}`);
  for (const event of watched) model.on(event, draw);
  const measure = () => {
    const [wide, half] = [densities, map].map((plot, i) => plot.stage.clientWidth || sizes[i][0]); // no width yet while outside the page
    sizes = [[wide, Math.round(clamp(wide * 0.36, 200, 240))], [half, Math.round(clamp(half * 0.74, 230, 270))]];
    paint();
  };
  const resize = new ResizeObserver(measure);
  resize.observe(densities.stage);
  measure();
  return () => {
    for (const event of watched) model.off(event, draw);
    resize.disconnect();
    draw.cancel();
    cancelAnimationFrame(gliding);
    clearTimeout(pause);
    root.remove();
  };
}

export default { render };
