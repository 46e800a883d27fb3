// The widget of chapter 04: move and stretch q, and watch what each part of its KL to the prior costs.
import { PEAK, Plot, button, clamp, handle, layout, mounted, numbers, onDrag, polyline, say, slider, traits, write } from "../chart.mjs";
import * as gauss from "./maths.mjs";
import "../chart.css";
import "./style.css";


/** Everything the drawing needs to know about one (μ, σ). */
const solve = ({ mu, sigma }) => ({ mu, sigma, kl: gauss.kl(mu, sigma), l_mu: gauss.meanPart(mu), l_sigma: gauss.scalePart(sigma) });

function sentence({ mu, sigma, kl, l_mu, l_sigma }) {
  if (kl === 0) return "*q* is the prior: it costs nothing and says nothing";
  if (l_sigma < 0.005 * kl) return `all of it is paid for the place, ½*μ*² = ${say(l_mu, 2)}`;
  if (l_mu < 0.005 * kl) return `all of it is paid for the ${sigma < 1 ? "precision" : "width"}`;
  const share = Math.round((100 * l_mu) / kl);
  return `${share} % for the place, ${100 - share} % for the ${sigma < 1 ? "precision" : "width"}`;
}

function describe(s) {
  const values = `place ${say(s.l_mu)} plus scale ${say(s.l_sigma)} is KL ${say(s.kl)} nats`;
  return {
    spoken: `mean ${say(s.mu, 2)}, scale ${say(s.sigma, 2)}: ${values}.`,
    pictures: [
      `Densities of z: the prior, and q with mean ${say(s.mu, 2)} and scale ${say(s.sigma, 2)}`,
      `The integrand of the KL: positive where q is above the prior, negative where it is below; its integral is ${say(s.kl)} nats`,
      `Bars: ${values}`,
      `Lines of equal KL over mean and scale, least at mean 0 and scale 1; here ${say(s.kl)} nats`,
    ],
  };
}

// ---- the two densities -------------------------------------------------------------------------------------------

/** Points of z between ±side at which a curve is smooth that lives on q's scale and on the prior's. */
function places({ mu, sigma }, side) {
  const list = [-side, side];
  for (let u = -6; u <= 6; u += 0.06) list.push(mu + u * sigma);
  for (let z = -4.5; z <= 4.5; z += 0.06) list.push(z);
  return list.filter((z) => Math.abs(z) <= side).sort((p, q) => p - q);
}

function drawDensities(plot, s, size, side) {
  plot.begin(...size, [-side, side], [0, 1.12 * PEAK * Math.max(1.6, 1 / s.sigma)]);
  const { inside, over, x, y } = plot;
  const bell = (mu, sigma) => polyline(places({ mu, sigma }, side).map((z) => [x(z), y(gauss.density(z, mu, sigma))]));
  inside.put("prior", "path", { class: "gk-prior", d: `${bell(0, 1)}L${x(side)},${y(0)}L${x(-side)},${y(0)}Z` });
  inside.put("q", "path", { class: "gk-q", d: bell(s.mu, s.sigma) });
  const top = y(PEAK / s.sigma);
  inside.put("mean", "line", { class: "gk-mean", x1: x(s.mu), x2: x(s.mu), y1: y(0), y2: top });
  // The shoulder, one scale from the mean, on the side where there is more room.
  const way = s.mu > 0 ? -1 : 1;
  const shoulder = [x(s.mu + way * s.sigma), y(PEAK * Math.exp(-0.5) / s.sigma)];
  inside.put("scale", "line", { class: "gk-scale", x1: x(s.mu), x2: shoulder[0], y1: shoulder[1], y2: shoulder[1] });
  plot.note([["gk-prior", "prior *p*"], ["gk-q", "*q*: drag it, or its ring"]]);
  plot.axes("*z*", 7);
  over.put("q-name", "text", { class: "vae-label gk-name", x: clamp(x(s.mu), 8, plot.width - 8), y: top - 7, "text-anchor": "middle" }, "*q*");
  plot.end();
  return shoulder;
}

// ---- the integrand -----------------------------------------------------------------------------------------------

function drawIntegrand(plot, s, size) {
  const side = Math.max(4.5, Math.abs(s.mu) + 3.2 * s.sigma);
  const cuts = gauss.crossings(s.mu, s.sigma);
  const list = [...places(s, side), ...cuts.filter((z) => Math.abs(z) < side)].sort((p, q) => p - q);
  const values = list.map((z) => (cuts.includes(z) ? 0 : gauss.integrand(z, s.mu, s.sigma)));
  const [most, least] = [Math.max(0, ...values), Math.min(0, ...values)];
  plot.begin(...size, [-side, side], [Math.min(-0.1, 1.6 * least), Math.max(0.36, 1.2 * most)]);
  const { inside, over, x, y, height } = plot;
  const part = (keep) => polyline([[x(list[0]), y(0)], ...list.map((z, i) => [x(z), y(keep(values[i]))]), [x(list.at(-1)), y(0)]]) + "Z";
  inside.put("plus", "path", { class: "gk-plus", d: part((v) => Math.max(0, v)) });
  const strokes = []; // hatched, so that the two differ by more than their colour
  for (let px = 2.5; px < plot.width; px += 5) {
    const depth = y(gauss.integrand(x.invert(px), s.mu, s.sigma)) - y(0);
    if (depth > 0.5) strokes.push(`M${px},${y(0)}v${depth.toFixed(2)}`);
  }
  inside.put("minus", "path", { class: "gk-minus", d: strokes.join("") });
  inside.put("zero", "line", { class: "gk-zero", x1: 0, x2: plot.width, y1: y(0), y2: y(0) });
  inside.put("curve", "path", { class: "gk-curve gk-kl", d: polyline(list.map((z, i) => [x(z), y(values[i])])) });
  plot.note([["gk-plus", "plus"], ["gk-minus", "minus"], ["", "the balance is the KL"]]);
  plot.axes("*z*", 7, "");
  // A sign on each hill and valley that is large enough to carry one.
  const signs = [["+", most, values.indexOf(most)], ["−", least, values.indexOf(least)]];
  signs.forEach(([sign, value, i]) => {
    if (Math.abs(y(value) - y(0)) < 8) return;
    over.put(sign, "text", { class: "vae-label gk-sign", x: clamp(x(list[i]), 8, plot.width - 8), y: clamp(value > 0 ? y(value) - 4 : y(value) + 14, 8, height - 2), "text-anchor": "middle" }, sign);
  });
  plot.end();
}

// ---- the two parts, and their sum --------------------------------------------------------------------------------

function drawParts(plot, s, size) {
  const longest = Math.max(2, 1.25 * s.kl);
  plot.begin(size[0], size[1], [0, longest], [0, 3]);
  const { inside, over, x, width, height } = plot;
  const [thick, row] = [0.44 * (height / 3), height / 3];
  const bar = (key, kind, line, from, to) => {
    const at = { x: x(from), y: (line + 0.5) * row - thick / 2 + 4, width: Math.max(0, x(to) - x(from)), height: thick };
    inside.put(key, "rect", { class: `gk-bar gk-${kind}`, ...at });
    if (kind === "l_sigma") { // stripes: the parts differ by more than their colour
      const { x: left, y: top, width: long } = at;
      const lines = [];
      for (let p = left - thick + 7; p < left + long; p += 7) {
        const [p0, p1] = [Math.max(p, left), Math.min(p + thick, left + long)];
        if (p1 > p0) lines.push(`M${p0},${top + thick - (p0 - p)}L${p1},${top + thick - (p1 - p)}`);
      }
      inside.put(`${key}-stripes`, "path", { class: "gk-stripes", d: lines.join("") });
    }
  };
  bar("mu", "l_mu", 0, 0, s.l_mu);
  bar("sigma", "l_sigma", 1, 0, s.l_sigma);
  bar("sum-mu", "l_mu", 2, 0, s.l_mu);
  bar("sum-sigma", "l_sigma", 2, s.l_mu, s.kl);
  [["place", s.l_mu], ["scale", s.l_sigma], ["KL", s.kl]].forEach(([name, value], line) => {
    const middle = (line + 0.5) * row + 8;
    over.put(`${name}-name`, "text", { x: -8, y: middle, "text-anchor": "end" }, name);
    over.put(`${name}-value`, "text", { class: "vae-label vae-number", x: Math.min(x(value) + 7, width - 34), y: middle }, say(value, 2));
  });
  over.put("foot", "line", { class: "vae-axis", x1: 0, x2: 0, y1: 0, y2: height });
  plot.note([["gk-l_mu", "place"], ["gk-l_sigma", "scale"], ["", "in nats"]]);
  plot.axes("", 5);
  plot.end();
}

// ---- the KL as a landscape over μ and σ --------------------------------------------------------------------------

const LEVELS = [0.05, 0.2, 0.5, 1, 1.5, 2, 3, 4, 5];
const RINGS = LEVELS.map((level) => gauss.outline(level));
const NAMED = [0.2, 1, 2, 4];

function drawMap(plot, s, size, [muMax, sigmaMax]) {
  plot.begin(...size, [-muMax, muMax], [0, sigmaMax]);
  const { inside, over, x, y } = plot;
  RINGS.forEach((ring, k) => {
    inside.put(`level-${k}`, "path", { class: "gk-level", d: polyline(ring.map(([mu, sigma]) => [x(mu), y(sigma)])) + "Z" });
  });
  inside.put("prior", "circle", { class: "gk-least", cx: x(0), cy: y(1), r: 5.5 });
  const here = [x(s.mu), y(s.sigma)];
  NAMED.forEach((level) => {
    const at = [x(-Math.sqrt(2 * level)), y(1)]; // where the outline meets σ = 1, on the left
    const hidden = at[0] < 6 || Math.hypot(at[0] - here[0], at[1] - here[1]) < 26;
    if (!hidden) over.put(`name-${level}`, "text", { class: "vae-label vae-tick", x: at[0], y: at[1] + 4, "text-anchor": "middle" }, String(level));
  });
  plot.note([["", "drag the dot; lines of equal KL, in nats"]]);
  plot.axes("*μ*", 7, "*σ*");
  plot.end();
  return here;
}

// ---- the widget --------------------------------------------------------------------------------------------------

const NUMBERS = { l_mu: "place, ½*μ*²", l_sigma: "scale, ½(*σ*² − log *σ*² − 1)", kl: "KL, nats" };

function render({ model, el }) {
  const inputs = traits(model, ["mu", "sigma"]);
  const { get, change } = inputs;
  const mu = slider(inputs, "mu", "μ", "mean of q", () => 0);
  const sigma = slider(inputs, "sigma", "σ", "scale of q", () => 1);
  const results = numbers(NUMBERS, "gk");
  const reset = button("Reset", () => change(inputs.first));
  const densities = new Plot("*q* and the prior", { left: 14 });
  const integrand = new Plot("The integrand *q*(*z*) log(*q*(*z*)/*p*(*z*))", { left: 46 });
  const parts = new Plot("The two parts and their sum", { left: 44 });
  const map = new Plot("The KL over (*μ*, *σ*)", { left: 34 });
  const view = layout(el, {
    name: "gaussian-kl",
    label: "The KL divergence of a normal distribution to the standard normal prior",
    controls: [mu, sigma],
    results,
    buttons: [reset],
    plots: [densities, integrand, parts, map],
  });

  let [muMax, sigmaMin, sigmaMax] = [3, 0.05, 2.5];
  const neat = (value) => Number(value.toFixed(3));
  const place = (m, s) => change({ mu: neat(clamp(m, -muMax, muMax)), sigma: neat(clamp(s, sigmaMin, sigmaMax)) });
  const nudge = (m, s, shift) => place(get("mu") + m * (shift ? 0.25 : 0.05), get("sigma") + s * (shift ? 0.25 : 0.05));
  const shoulder = handle(densities, "Scale of q: left and right change it", {
    move: (z) => place(get("mu"), Math.abs(z - get("mu"))),
    nudge: (right, up, shift) => nudge(0, right + up, shift),
  });
  const dot = handle(map, "q on the map: left and right change its mean, up and down its scale", { move: place, nudge });
  map.onClick(place);
  // q follows a drag by as much as the pointer has moved, wherever it was taken hold of.
  let grip = 0;
  densities.stage.classList.add("gk-slides");
  onDrag(densities.stage, {
    start: (event) => (grip = get("mu") - densities.at(event)[0]),
    move: (event) => place(densities.at(event)[0] + grip, get("sigma")),
  });

  let size;
  const measure = () => (size = densities.fit(0.66, 210, 260));
  const paint = () => {
    const s = solve(inputs.read());
    // Ranges grow for inputs from outside.
    muMax = Math.max(muMax, Math.ceil(Math.abs(s.mu)));
    [sigmaMin, sigmaMax] = [Math.min(sigmaMin, s.sigma), Math.max(sigmaMax, s.sigma)];
    mu.show(-muMax, muMax, "0");
    sigma.show(sigmaMin, sigmaMax, "1");
    results.show(s);
    write(view.verdict, sentence(s));
    const shoulderAt = drawDensities(densities, s, size, 1.5 * muMax);
    drawIntegrand(integrand, s, size);
    drawParts(parts, s, size);
    const dotAt = drawMap(map, s, size, [1.07 * muMax, 1.04 * sigmaMax]);
    const width = `scale ${say(s.sigma, 2)}`;
    shoulder.show(shoulderAt, [sigmaMin, sigmaMax], s.sigma, width);
    dot.show(dotAt, [-muMax, muMax], s.mu, `mean ${say(s.mu, 2)}, ${width}, KL ${say(s.kl, 2)} nats`);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
