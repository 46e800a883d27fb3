// The widget of chapter 05: one cloud of ε's carried to z = μ + σε, and what each ε says about the gradient.
import { Plot, button, clamp, handle, layout, make, mounted, polyline, put, say, slider, traits, write } from "../chart.mjs";
import * as cloud from "./maths.mjs";
import "../chart.css";
import "./style.css";

const HALVES = ["mu", "sigma"];
const SYMBOL = { mu: "μ", sigma: "σ" };
const WAYS = ["pathwise", "score"];
const NAME = { pathwise: "pathwise", score: "score function" };

/** Everything the drawing needs to know about one cloud: `of[way]` holds its estimates and their moments. */
function solve({ mu, sigma, baseline, draw }) {
  const epsilon = cloud.cloud(draw);
  const z = epsilon.map((e) => mu + sigma * e);
  const of = {
    pathwise: { all: epsilon.map((e) => cloud.pathwise(e, mu, sigma)), exact: cloud.pathwiseVariance(mu, sigma) },
    score: { all: epsilon.map((e) => cloud.score(e, mu, sigma, baseline)), exact: cloud.scoreVariance(mu, sigma, baseline) },
  };
  for (const way of WAYS) Object.assign(of[way], cloud.moments(of[way].all));
  const gradient = cloud.gradient(mu, sigma);
  const numbers = {};
  HALVES.forEach((name, half) => {
    numbers[`exact_${name}`] = gradient[half];
    for (const way of WAYS) {
      numbers[`${way}_mean_${name}`] = of[way].mean[half];
      numbers[`${way}_cloud_variance_${name}`] = of[way].variance[half];
      numbers[`${way}_variance_${name}`] = of[way].exact[half];
    }
  });
  return { mu, sigma, baseline, draw, epsilon, z, of, gradient, numbers, side: Math.max(4, Math.abs(mu) + 2.5 * sigma) };
}

const times = (s) => s.of.score.exact[0] / s.of.pathwise.exact[0];
const sentence = (s) => `in *μ*, ${say(times(s), times(s) < 10 ? 1 : 0)} score-function samples are as good as one pathwise sample`;

function describe(s) {
  const { exact_mu, pathwise_mean_mu, score_mean_mu, pathwise_variance_mu, score_variance_mu } = s.numbers;
  const values = `gradient in μ ${say(exact_mu, 2)}; pathwise mean ${say(pathwise_mean_mu, 2)} and variance ${say(pathwise_variance_mu, 2)}; score function mean ${say(score_mean_mu, 2)} and variance ${say(score_variance_mu, 2)}`;
  return {
    spoken: `${values}.`,
    pictures: [
      `Lines carry ${cloud.SAMPLES} values of ε to z, which is ${say(s.mu, 2)} plus ${say(s.sigma, 2)} ε`,
      "The curve one half z squared; an arrow at each sample points downhill, as long as the slope there",
      `The same curve less the baseline ${say(s.baseline, 2)}; an arrow at each sample pushes μ away from it, the harder the higher the sample`,
      ...HALVES.map((name, half) => `Estimates of the gradient in ${SYMBOL[name]}, exactly ${say(s.gradient[half], 2)}: scale ${WAYS.map((way) => `${say(Math.sqrt(s.of[way].exact[half]), 2)} for ${NAME[way]}`).join(", ")}`),
    ],
  };
}

// ---- ε carried to z ----------------------------------------------------------------------------------------------

/** Draws the lines and returns where the two handles lie: z at ε = 0 and at ε = 1. */
function drawCarried(plot, s, size) {
  plot.begin(...size, [-s.side, s.side], [-0.25, 1.12]);
  const { inside, over, x, y } = plot;
  [["ε", 1], ["z", 0]].forEach(([name, at]) => {
    inside.put(`${name}-line`, "line", { class: "ec-line", x1: 0, x2: plot.width, y1: y(at), y2: y(at) });
    over.put(`${name}-name`, "text", { class: "vae-name", x: -12, y: y(at) + 4, "text-anchor": "end" }, `*${name}*`);
  });
  inside.put("lines", "path", { class: "ec-carried", d: s.z.map((z, i) => polyline([[x(s.epsilon[i]), y(1)], [x(z), y(0)]])).join("") });
  s.z.forEach((z, i) => {
    inside.put(`e-${i}`, "circle", { class: "ec-epsilon", cx: x(s.epsilon[i]), cy: y(1), r: 3.5 });
    inside.put(`z-${i}`, "circle", { class: "ec-z", cx: x(z), cy: y(0), r: 3.5 });
  });
  plot.note([["", "the *ε*'s stay; drag the rings, *μ* and *μ* + *σ*"]]);
  plot.axes("", 9);
  plot.end();
  return [s.mu, s.mu + s.sigma].map((z) => [x(z), y(0)]);
}

// ---- what each sample says ---------------------------------------------------------------------------------------

/** An arrow in a plot; of one that leads out of it, the head stands at the frame. */
const arrow = (plot, [x0, y0], tip, head) => {
  const x1 = clamp(tip, 2, plot.width - 2);
  const way = Math.sign(x0 - x1) * head;
  return polyline([[x0, y0], [x1, y0]]) + polyline([[x1 + way, y0 - head * 0.6], [x1, y0], [x1 + way, y0 + head * 0.6]]);
};

/** The curve less a constant, and at each sample an arrow: where it would have μ move. Below, the mean and the truth. */
function drawPushes(plot, s, size, way, constant) {
  const heights = s.z.map((z) => cloud.f(z) - constant);
  const floor = Math.min(0, -constant);
  const top = Math.max(1, 1.15 * Math.max(...heights));
  const room = 0.3 * (top - floor);
  plot.begin(...size, [-s.side, s.side], [floor - room, top]);
  const { inside, x, y, width } = plot;
  const step = (0.1 * s.side) / Math.max(Math.abs(s.mu), s.sigma);
  const curve = Array.from({ length: 81 }, (_, i) => s.side * (i / 40 - 1)).map((z) => [x(z), y(cloud.f(z) - constant)]);
  inside.put("zero", "line", { class: "ec-line", x1: 0, x2: width, y1: y(0), y2: y(0) });
  inside.put("curve", "path", { class: "ec-curve", d: polyline(curve) });
  inside.put("arrows", "path", { class: `ec-${way} ec-arrows`, d: s.z.map((z, i) => arrow(plot, [x(z), y(heights[i])], x(z - step * s.of[way].all[i][0]), 5)).join("") });
  s.z.forEach((z, i) => inside.put(`dot-${i}`, "circle", { class: `ec-${way}`, cx: x(z), cy: y(heights[i]), r: 3 }));
  [["mean", `ec-${way}`, 0.4, s.of[way].mean[0]], ["truth", "ec-truth", 0.75, s.gradient[0]]].forEach(([key, kind, share, value]) =>
    inside.put(key, "path", { class: `${kind} ec-mean`, d: arrow(plot, [x(s.mu), y(floor - share * room)], x(s.mu - step * value), 7) }));
  plot.note([["", way === "pathwise" ? "“downhill is that way”" : "“not here”, by the height"], [`ec-${way}`, "their mean"], ["ec-truth", "exact"]]);
  plot.axes("*z*", 5, way === "pathwise" ? "*f*" : "*f* − *b*");
  plot.end();
}

// ---- the estimates -----------------------------------------------------------------------------------------------

function drawEstimates(plot, s, size, half) {
  const reach = 3.2 * Math.sqrt(Math.max(...WAYS.map((way) => s.of[way].exact[half])));
  const exact = s.gradient[half];
  plot.begin(...size, [exact - reach, exact + reach], [0, 2]);
  const { inside, over, x, y, height } = plot;
  inside.put("exact", "line", { class: "ec-truth", x1: x(exact), x2: x(exact), y1: 0, y2: height });
  WAYS.forEach((way, row) => {
    const { all, mean, exact: variance } = s.of[way];
    const [middle, scale] = [y(1.5 - row), Math.sqrt(variance[half])];
    inside.put(`${way}-bar`, "line", { class: `ec-${way} ec-bar`, x1: x(exact - scale), x2: x(exact + scale), y1: middle + 17, y2: middle + 17 });
    all.forEach((estimate, i) => inside.put(`${way}-${i}`, "circle", { class: `ec-${way} ec-estimate`, cx: x(estimate[half]), cy: middle, r: 3.5 }));
    const tip = x(mean[half]);
    inside.put(`${way}-mean`, "path", { class: `ec-${way} ec-pointer`, d: polyline([[tip - 6, middle - 19], [tip + 6, middle - 19], [tip, middle - 8]]) + "Z" });
    over.put(`${way}-name`, "text", { class: "vae-label", x: 0, y: middle - 12 }, NAME[way]);
  });
  plot.note([["ec-truth", "exact"], ["", "▼ mean of the cloud, bar: ± one scale"]]);
  plot.axes("", 5);
  plot.end();
}

// ---- the numbers -------------------------------------------------------------------------------------------------

/** Two tables, for the gradient in μ and in σ: mean and variance of both estimates over the cloud, and the truth. */
function tables() {
  const outputs = {};
  const cell = (name) => make("td", {}, (outputs[name] = make("output", { "data-name": name, class: "vae-number", "aria-live": "off" })));
  const title = (tag, text) => {
    const node = make(tag, { scope: tag === "th" ? "col" : "row" });
    write(node, text);
    return node;
  };
  const table = (name) => make("table", { class: "ec-table" },
    make("thead", {}, make("tr", {}, ...[`gradient in *${SYMBOL[name]}*`, "mean", `var. of ${cloud.SAMPLES}`, "variance"].map((text) => title("th", text)))),
    make("tbody", {},
      make("tr", {}, make("th", { scope: "row" }, "exact"), cell(`exact_${name}`), make("td"), make("td")),
      ...WAYS.map((way) => make("tr", { class: `ec-${way}` }, make("th", { scope: "row" }, NAME[way]), ...["mean", "cloud_variance", "variance"].map((what) => cell(`${way}_${what}_${name}`))))));
  const root = make("div", { class: "ec-tables" }, ...HALVES.map(table));
  return { root, show: (values) => Object.keys(outputs).forEach((name) => put(outputs[name], values[name], 2)) };
}

// ---- the widget --------------------------------------------------------------------------------------------------

function render({ model, el }) {
  const inputs = traits(model, ["mu", "sigma", "baseline", "draw"]);
  const { get, change } = inputs;
  const mu = slider(inputs, "mu", "μ", "mean of *z*", () => 0);
  const sigma = slider(inputs, "sigma", "σ", "scale of *z*");
  const baseline = slider(inputs, "baseline", "b", "baseline of *f*", () => cloud.bestBaselines(get("mu"), get("sigma"))[0]);
  const results = tables();
  const carried = new Plot("*z* = *μ* + *σε*", { left: 30 });
  const pushes = WAYS.map((way) => new Plot(`Where a sample pushes *μ*: ${NAME[way]}`, { left: 34 }));
  const estimates = HALVES.map((name) => new Plot(`Estimates of the gradient in *${SYMBOL[name]}*`, { left: 14 }));
  const view = layout(el, {
    name: "epsilon-cloud",
    label: "Two estimates of a gradient from one cloud of samples",
    controls: [mu, sigma, baseline],
    results,
    buttons: [button("New draw", () => change({ draw: get("draw") + 1 })), button("Reset", () => change(inputs.first))],
    plots: [carried, ...pushes, ...estimates],
  });

  // Ranges grow for inputs from outside.
  const range = { mu: [-3, 3], sigma: [0.05, 2], baseline: [-4, 8] };
  const place = (name, value) => change({ [name]: clamp(Number(value.toFixed(3)), ...range[name]) });
  const nudge = (name) => (right, up, shift) => place(name, get(name) + (right + up) * (shift ? 0.25 : 0.05));
  const centre = handle(carried, "μ: left and right change it", { move: (z) => mu.choose(z), nudge: nudge("mu") });
  const edge = handle(carried, "σ: left and right change it", { move: (z) => place("sigma", Math.abs(z - get("mu"))), nudge: nudge("sigma") });

  let wide, half, low;
  const measure = () => ([wide, half, low] = [carried.fit(0.24, 140, 170), pushes[0].fit(0.62, 190, 230), estimates[0].fit(0.5, 160, 180)]);
  const paint = () => {
    const s = solve(inputs.read());
    for (const name in range) range[name] = [Math.min(range[name][0], s[name]), Math.max(range[name][1], s[name])];
    mu.show(...range.mu, "0");
    sigma.show(...range.sigma);
    baseline.show(...range.baseline, "best");
    results.show(s.numbers);
    write(view.verdict, sentence(s));
    const rings = drawCarried(carried, s, wide);
    pushes.forEach((plot, i) => drawPushes(plot, s, half, WAYS[i], i * s.baseline));
    estimates.forEach((plot, i) => drawEstimates(plot, s, low, i));
    centre.show(rings[0], range.mu, s.mu, `mean ${say(s.mu, 2)}`);
    edge.show(rings[1], range.sigma, s.sigma, `scale ${say(s.sigma, 2)}`);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
