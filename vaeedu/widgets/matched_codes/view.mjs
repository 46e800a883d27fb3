// The widget of chapter 13: place eight points, and watch a VAE, a WAE and an AAE press their codes to the prior.
import { Plot, button, clamp, handle, layout, mounted, numbers, polyline, say, slider, traits, write } from "../chart.mjs";
import { KINDS, MOST, POINTS, level, place, solver } from "./maths.mjs";
import "../chart.css";
import "./style.css";

const REACH = 3.2;
const NAME = { vae: "VAE", wae: "WAE", aae: "AAE" };
const RESULTS = { rate: "rate", mmd: "MMD²", error: "error" };
const NUMBERS = Object.fromEntries(Object.entries(RESULTS).flatMap(([what, says]) => KINDS.map((kind) => [`${kind}_${what}`, `${NAME[kind]}: ${says}`])));
const DECIMALS = Object.fromEntries(Object.keys(NUMBERS).map((name) => [name, name.endsWith("rate") ? 2 : 3]));

const flat = (models) => Object.fromEntries(Object.keys(NUMBERS).map((name) => [name, models[name.slice(0, 3)][name.slice(4)]]));

function sentence({ vae, wae }, steps) {
  if (steps === 0) return "all three begin with the same codes";
  const [dear, near] = [wae.rate - vae.rate, vae.error - wae.error];
  return `a code of the WAE costs ${say(Math.abs(dear), 1)} nats ${dear < 0 ? "less" : "more"}, and its error is ${say(Math.abs(near), 2)} ${near < 0 ? "larger" : "smaller"}`;
}

const describe = (models, steps) => ({
  spoken: `After ${steps} steps: ${KINDS.map((kind) => `${NAME[kind]} rate ${say(models[kind].rate, 2)}, squared MMD ${say(models[kind].mmd, 3)}, error ${say(models[kind].error, 2)}`).join("; ")}.`,
  pictures: [
    "Eight points in the plane, and beside each what the three decoders make of its code",
    ...KINDS.map((kind) => `The ${NAME[kind]}'s codes: an ellipse for each of the eight points, and the prior's circle; mean rate ${say(models[kind].rate, 2)} nats`),
  ],
});

function drawData(plot, x, models, size) {
  plot.begin(...size, [-REACH, REACH], [-REACH, REACH]);
  const at = ([a, b]) => [plot.x(a), plot.y(b)];
  for (const kind of KINDS) {
    models[kind].rebuilt.forEach((f, i) => {
      const [u, v] = at(f);
      plot.inside.put(`${kind}-${i}`, "path", { class: `mc-rebuilt mc-${kind} mc-${kind}_error`, d: polyline([at([x[2 * i], x[2 * i + 1]]), [u, v]]) + polyline([[u - 2, v - 2], [u + 2, v + 2]]) + polyline([[u - 2, v + 2], [u + 2, v - 2]]) });
    });
  }
  for (let i = 0; i < POINTS; i++) plot.over.put(`number-${i}`, "text", { class: "mc-number", x: plot.x(x[2 * i]) + 14, y: plot.y(x[2 * i + 1]) - 8 }, String(i + 1));
  plot.note([...KINDS.map((kind) => [`mc-${kind}`, `by the ${NAME[kind]}`]), ["", "drag a ring, or click"]]);
  plot.axes("", 4);
  plot.end();
}

function drawCodes(plot, kind, { mean, scale }, size) {
  plot.begin(...size, [-REACH, REACH], [-REACH, REACH]);
  const { inside, x, y } = plot;
  inside.put("prior", "circle", { class: "mc-prior", cx: x(0), cy: y(0), r: x(1) - x(0) });
  for (let i = 0; i < POINTS; i++) {
    const [[a, b], [s, t]] = [mean, scale].map((all) => [all[2 * i], all[2 * i + 1]]);
    const edge = Array.from({ length: 41 }, (_, k) => [x(a + s * Math.cos((k * Math.PI) / 20)), y(b + t * Math.sin((k * Math.PI) / 20))]);
    inside.put(`code-${i}`, "path", { class: `mc-code mc-${kind} mc-${kind}_rate mc-${kind}_mmd`, d: polyline(edge) });
    inside.put(`number-${i}`, "text", { class: "mc-number", x: x(a), y: y(b) + 4 }, String(i + 1));
  }
  plot.note([[`mc-${kind}`, "*q*(*z*|*x*), one scale"], ["mc-prior", "prior"]]);
  plot.axes("", 4);
  plot.end();
}

function render({ model, el }) {
  const inputs = traits(model, ["steps", "noise", "beta", "weight", "points"]);
  const { get, change } = inputs;
  const whole = { get, change: ({ steps }) => change({ steps: clamp(Math.round(steps), 0, MOST) }) };
  const steps = slider(whole, "steps", "", "steps of training", undefined, 0);
  const noise = slider(inputs, "noise", "σ", "scale of the decoders");
  const beta = slider(inputs, "beta", "β", "weight of the VAE's rate", () => 1);
  const weight = slider(inputs, "weight", "λ", "of WAE and AAE");
  const results = numbers(NUMBERS, "mc", DECIMALS);
  const reset = button("Reset", () => change(inputs.first));
  const data = new Plot("The data, and what is rebuilt", { left: 24 });
  const planes = KINDS.map((kind) => new Plot(`Codes of the ${NAME[kind]}`, { left: 24 }));
  const view = layout(el, {
    name: "matched-codes",
    label: "The codes of a VAE, a WAE and an AAE of eight points",
    controls: [steps, noise, beta, weight],
    results,
    buttons: [reset],
    plots: [data, ...planes],
  });

  const put = (i, a, b) => {
    const points = [...get("points")];
    [points[2 * i], points[2 * i + 1]] = [level(a), level(b)];
    change({ points });
  };
  const rings = Array.from({ length: POINTS }, (_, i) => handle(data, `Point ${i + 1}: the arrow keys move it`, {
    move: (a, b) => put(i, a, b),
    nudge: (right, up, shift) => put(i, ...[right, up].map((way, d) => place(get("points")[2 * i + d]) + way * (shift ? 0.5 : 0.1))),
  }));
  let next = 0; // eight clicks draw all points anew
  data.onClick((a, b) => put(next++ % POINTS, a, b));

  const solve = solver();
  const widest = { noise: 1, beta: 10, weight: 100 };
  let size;
  const measure = () => (size = data.fit(1, 220, 330));
  const paint = () => {
    const now = inputs.read();
    const models = solve(now);
    const x = now.points.map(place);
    for (const name in widest) widest[name] = Math.max(widest[name], now[name]); // grow for inputs from outside
    steps.show(0, MOST);
    noise.show(Math.min(0.05, now.noise), widest.noise);
    beta.show(0, widest.beta, "ELBO");
    weight.show(0, widest.weight);
    results.show(flat(models));
    write(view.verdict, sentence(models, now.steps));
    drawData(data, x, models, size);
    planes.forEach((plot, i) => drawCodes(plot, KINDS[i], models[KINDS[i]], size));
    rings.forEach((ring, i) => ring.show([data.x(x[2 * i]), data.y(x[2 * i + 1])], [-REACH, REACH], x[2 * i], `point ${i + 1} at ${say(x[2 * i], 2)}, ${say(x[2 * i + 1], 2)}`));
    view.announce(() => describe(models, now.steps));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
