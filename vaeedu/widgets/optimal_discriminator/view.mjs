// The widget of chapter 16: drag two densities, and train a discriminator against the best one.
import { Plot, button, clamp, handle, layout, mounted, numbers, polyline, reducedMotion, say, slider, traits, write } from "../chart.mjs";
import * as gan from "./maths.mjs";
import "../chart.css";
import "./style.css";

const FLOOR = -2 * Math.LN2; // what D = ½ is worth
const STEPS_A_FRAME = 2;

// name: density, meaning, least, most
const INPUTS = {
  data_mean: ["p", "mean of *p*", -3, 3],
  data_scale: ["p", "scale of *p*", 0.25, 2],
  data_gap: ["p", "gap in *p*", 0, 5],
  generator_mean: ["g", "mean of *g*", -3, 3],
  generator_scale: ["g", "scale of *g*", 0.25, 2],
};

const NUMBERS = {
  jsd: "JSD(*p*, *g*)", value: "*V*(*G*, *D*⋆)", trained_value: "*V*(*G*, *D*)", kl_pq: "KL(*p* ‖ *g*)", kl_qp: "KL(*g* ‖ *p*)", steps: "steps of *D*",
};

/** Everything the drawing needs to know about two densities. */
function solve(p, g) {
  const reach = Math.max(6, ...[p, g].map(([mean, scale, gap]) => Math.abs(mean) + gap / 2 + 2.5 * scale));
  const grid = Array.from({ length: 201 }, (_, i) => reach * (i / 100 - 1));
  const [pLine, gLine] = [p, g].map((bumps) => grid.map((x) => Math.exp(gan.logDensity(x, bumps))));
  const best = grid.map((x) => gan.optimal(x, p, g));
  const values = { jsd: gan.jsd(p, g), value: gan.bestValue(p, g), kl_pq: gan.kl(p, g), kl_qp: gan.kl(g, p) };
  return { p, g, grid, reach, pLine, gLine, best, ...values };
}

function sentence(s, network, trained) {
  if (s.jsd < 1e-9) return "*g* = *p*: the best anyone can do is toss a coin";
  if (network.steps === 0) return "*D* = ½ is worth −2 log 2: train it";
  return `*V* says JSD ≥ ${say(Math.max(0, (trained - FLOOR) / 2))}; it is ${say(s.jsd)}`;
}

const describe = (s, { steps }, trained) => ({
  spoken:
    `JSD ${say(s.jsd)}. The best discriminator is worth ${say(s.value)}, the trained one ${say(trained)} after ${steps} steps.` +
    ` KL of p from g ${say(s.kl_pq)}, KL of g from p ${say(s.kl_qp)}.`,
  pictures: [
    `Densities of x: data with mean ${say(s.p[0], 2)}, scale ${say(s.p[1], 2)} and gap ${say(s.p[2], 2)}; generator with mean ${say(s.g[0], 2)} and scale ${say(s.g[1], 2)}`,
    `The optimal discriminator and the trained one after ${steps} steps, against x`,
    `Values against training steps: the most is ${say(s.value)}, the trained discriminator's is ${say(trained)}`,
    `What the trained discriminator loses at each x, ${say(s.value - trained)} in all`,
  ],
});

// ---- the panels --------------------------------------------------------------------------------------------------

const curve = (plot, grid, heights) => polyline(grid.map((x, i) => [plot.x(x), plot.y(heights[i])]));
const area = (plot, grid, heights) => `${curve(plot, grid, heights)}L${plot.x(grid.at(-1))},${plot.y(0)}L${plot.x(grid[0])},${plot.y(0)}Z`;

function drawDensities(plot, s, size) {
  plot.begin(...size, [-s.reach, s.reach], [0, 1.25 * Math.max(...s.pLine, ...s.gLine)]);
  plot.inside.put("p", "path", { class: "od-p od-filled", d: area(plot, s.grid, s.pLine) });
  plot.inside.put("g-fill", "path", { class: "od-g od-filled", d: area(plot, s.grid, s.gLine) });
  plot.inside.put("p-line", "path", { class: "od-p", d: curve(plot, s.grid, s.pLine) });
  plot.inside.put("g", "path", { class: "od-g", d: curve(plot, s.grid, s.gLine) });
  plot.note([["od-p", "data *p*"], ["od-g", "generator *g*"], ["", "drag the rings"]]);
  plot.axes("*x*", 5);
  plot.end();
}

function drawDiscriminators(plot, s, network, size) {
  plot.begin(...size, [-s.reach, s.reach], [0, 1]);
  const { inside, y, width } = plot;
  inside.put("half", "line", { class: "od-half", x1: 0, x2: width, y1: y(0.5), y2: y(0.5) });
  inside.put("best", "path", { class: "od-best", d: curve(plot, s.grid, s.best) });
  inside.put("trained", "path", { class: "od-trained", d: curve(plot, s.grid, s.grid.map((x) => gan.sigmoid(network.logit(x)))) });
  plot.note([["od-best", "best, *D*⋆ = *p*/(*p* + *g*)"], ["od-trained", "trained *D*"]]);
  plot.axes("*x*", 5, "*D*");
  plot.end();
}

function drawHistory(plot, history, size) {
  const last = history.at(-1);
  plot.begin(...size, [0, Math.max(200, last.steps)], [-1.55, 0.08]);
  const { inside, over, x, y, width } = plot;
  const line = (of) => polyline(history.map((at) => [x(at.steps), clamp(y(of(at)), -9, 999)]));
  inside.put("floor", "line", { class: "od-half", x1: 0, x2: width, y1: y(FLOOR), y2: y(FLOOR) });
  inside.put("best", "path", { class: "od-best od-value", d: line((at) => at.best) });
  inside.put("trained", "path", { class: "od-trained od-trained_value", d: line((at) => at.trained) });
  over.put("best-dot", "circle", { class: "od-best od-value", cx: x(last.steps), cy: y(last.best), r: 3.5 });
  over.put("dot", "circle", { class: "od-trained od-trained_value", cx: x(last.steps), cy: clamp(y(last.trained), 0, plot.height), r: 3.5 });
  plot.note([["od-best", "*V*(*G*, *D*⋆)"], ["od-trained", "*V*(*G*, *D*)"], ["od-half", "−2 log 2"]]);
  plot.axes("step", 4, "*V*");
  plot.end();
}

function drawLoss(plot, s, network, size) {
  const lost = s.grid.map((x) => gan.loss(x, network.logit, s.p, s.g));
  plot.begin(...size, [-s.reach, s.reach], [0, Math.max(0.02, 1.15 * Math.max(...lost))]);
  plot.inside.put("lost", "path", { class: "od-trained od-filled", d: area(plot, s.grid, lost) });
  plot.inside.put("line", "path", { class: "od-trained", d: curve(plot, s.grid, lost) });
  plot.note([["od-trained", "the area is *V*(*G*, *D*⋆) − *V*(*G*, *D*)"]]);
  plot.axes("*x*", 5, "");
  plot.end();
}

// ---- the widget --------------------------------------------------------------------------------------------------

function render({ model, el }) {
  const inputs = traits(model, Object.keys(INPUTS));
  const { get, change } = inputs;
  const read = () => {
    const now = inputs.read();
    return solve([now.data_mean, now.data_scale, now.data_gap], [now.generator_mean, now.generator_scale, 0]);
  };

  // A value from outside the usual range widens it.
  const rangeOf = (name) => [Math.min(INPUTS[name][2], get(name)), Math.max(INPUTS[name][3], get(name))];
  const sliders = Object.entries(INPUTS).map(([name, [density, meaning]]) => {
    const { root, show } = slider(inputs, name, "", meaning);
    root.classList.add(`od-${density}`);
    return { root, show: () => show(...rangeOf(name)) };
  });
  const results = numbers(NUMBERS, "od", { steps: 0 });
  const train = button("Train", () => (frame ? stop() : begin()));
  train.classList.add("vae-run");
  const step = button("Step", () => (stop(), learn(1), paint(), report()));
  const restart = button("New D", () => renew());
  const reset = button("Reset all", () => (change(inputs.first), (s = read()), renew()));
  const densities = new Plot("Two densities", { left: 30 });
  const discriminators = new Plot("The chance that *x* is real", { left: 30 });
  const values = new Plot("What the discriminator is worth", { right: 44 });
  const losses = new Plot("Where the trained *D* loses it", { left: 44 });
  const view = layout(el, {
    name: "optimal-discriminator",
    label: "Two densities and the discriminator between them",
    controls: sliders,
    results,
    buttons: [train, step, restart, reset],
    plots: [densities, discriminators, values, losses],
  });

  let s = read();
  let network = new gan.Discriminator();
  let trained = FLOOR;
  let history = [];

  const record = () => {
    trained = gan.value(network.logit, s.p, s.g);
    if (history.at(-1)?.steps === network.steps) history.pop();
    history.push({ steps: network.steps, best: s.value, trained });
    if (history.length > 800) history = history.filter((_, i) => i % 2 === 1 || i === 799);
  };

  // ---- handles: a ring on each density's middle moves it, a ring on its flank widens it ----
  const rings = [
    ["data_mean", "od-p", "Mean of the data", () => s.p[0], (x) => x],
    ["data_scale", "od-p", "Scale of the data", () => s.p[0] - s.p[2] / 2 - s.p[1], (x) => s.p[0] - s.p[2] / 2 - x],
    ["generator_mean", "od-g", "Mean of the generator", () => s.g[0], (x) => x],
    ["generator_scale", "od-g", "Scale of the generator", () => s.g[0] + s.g[1], (x) => x - s.g[0]],
  ].map(([name, colour, label, place, valueAt]) => {
    const choose = (value) => change({ [name]: clamp(Number(value.toFixed(2)), ...rangeOf(name)) });
    const ring = handle(densities, label, {
      move: (x) => choose(valueAt(x)),
      nudge: (right, up, shift) => choose(get(name) + (right + up) * (shift ? 0.01 : 0.1)),
    });
    ring.node.classList.add(colour);
    return () => {
      const [x, bumps] = [place(), colour === "od-p" ? s.p : s.g];
      const at = [densities.x(x), densities.y(Math.exp(gan.logDensity(x, bumps)))];
      ring.show(at, rangeOf(name), get(name), say(get(name), 2));
    };
  });

  let size;
  const measure = () => (size = densities.fit(0.6, 190, 230));
  const paint = () => {
    for (const { show } of sliders) show();
    results.show({ ...s, trained_value: trained, steps: network.steps });
    write(view.verdict, sentence(s, network, trained));
    drawDensities(densities, s, size);
    drawDiscriminators(discriminators, s, network, size);
    drawHistory(values, history, size);
    drawLoss(losses, s, network, size);
    for (const show of rings) show();
    view.announce(() => describe(s, network, trained));
  };

  // ---- training: runs only when asked to and while it can be seen ----
  let frame = 0;
  const report = () => change({ steps: network.steps, trained_value: trained });
  const learn = (steps) => {
    for (let i = 0; i < steps; i++) network.learn(s.p, s.g);
    record();
  };
  const tick = () => {
    learn(STEPS_A_FRAME);
    if (!reducedMotion() || network.steps % 120 === 0) paint(); // with reduced motion: a new picture every second
    frame = requestAnimationFrame(tick);
  };
  const stop = () => {
    if (!frame) return;
    cancelAnimationFrame(frame);
    frame = 0;
    write(train, "Train");
    paint();
    report();
  };
  const begin = () => {
    write(train, "Pause");
    frame = requestAnimationFrame(tick);
  };
  const renew = () => {
    stop();
    network = new gan.Discriminator();
    history = [];
    record();
    paint();
    report();
  };
  const seen = new IntersectionObserver(([entry]) => entry.isIntersecting || stop());
  seen.observe(view.root);

  const update = () => {
    s = read();
    record();
    paint();
  };
  const leave = () => {
    cancelAnimationFrame(frame);
    seen.disconnect();
  };
  record();
  return mounted(view, inputs, { measure, paint, update, leave });
}

export default { render };
