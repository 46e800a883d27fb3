// The widget of chapter 10: move two bells, and watch what their rate pays for.
import { PEAK, Plot, bell, button, clamp, handle, layout, mounted, numbers, polyline, say, slider, traits, write } from "../chart.mjs";
import * as split from "./maths.mjs";
import "../chart.css";
import "./style.css";

/** Everything the drawing needs to know about one (μ, σ). */
function solve({ mu, sigma }) {
  const [rate, information] = [split.rate(mu, sigma), split.information(mu, sigma)];
  return { mu, sigma, rate, information, gap: Math.max(0, rate - information) };
}

function sentence({ rate, information, gap }) {
  if (rate === 0) return "each bell is the prior: nothing to pay, and nothing said";
  if (gap < 0.02) return information < 0.02 ? "both bells are all but the prior: they say next to nothing" : "together they are all but the prior, and a code still says which it is";
  return `${Math.round((100 * information) / rate)} % of the rate says which bell it is; the rest is the distance of both together from the prior`;
}

function describe(s) {
  const values = `rate ${say(s.rate)} nats, information ${say(s.information)}, gap ${say(s.gap)}`;
  return {
    spoken: `bells at plus and minus ${say(s.mu, 2)}, scale ${say(s.sigma, 2)}: ${values}.`,
    pictures: [
      `Densities of z: the prior, two bells at plus and minus ${say(s.mu, 2)} with scale ${say(s.sigma, 2)}, and both together`,
      `Rate, information and gap over the bells' distance from 0, at this scale; here ${values}`,
    ],
  };
}

function drawBells(plot, s, size, side) {
  plot.begin(...size, [-side, side], [0, 1.12 * PEAK * Math.max(1.3, 0.6 / s.sigma, s.mu < s.sigma ? 1 / s.sigma : 0)]);
  const { inside, x, y } = plot;
  inside.put("prior", "path", { class: "rs-prior", d: `${bell(plot, 0, 1)}Z` });
  const places = [];
  for (const centre of [-s.mu, s.mu]) for (let u = -6; u <= 6; u += 0.08) places.push(centre + u * s.sigma);
  places.sort((p, q) => p - q);
  [-1, 1].forEach((side) => {
    const list = places.filter((z) => Math.abs(z - side * s.mu) < 6 * s.sigma);
    const height = (z) => split.together(z - side * s.mu, 0, s.sigma) / 2;
    inside.put(`bell-${side}`, "path", { class: side < 0 ? "rs-left" : "rs-right", d: polyline(list.map((z) => [x(z), y(height(z))])) });
  });
  inside.put("together", "path", { class: "rs-together", d: polyline(places.map((z) => [x(z), y(split.together(z, s.mu, s.sigma))])) });
  plot.note([["rs-prior", "prior *p*"], ["rs-together", "both codes together"]]);
  plot.axes("*z*", 7);
  plot.end();
  return [x(s.mu), y(PEAK / (2 * s.sigma))];
}

const LINES = ["rate", "information", "gap"];

function drawParts(plot, s, size, muMax) {
  plot.begin(...size, [0, muMax], [0, Math.max(2, 1.3 * s.rate)]);
  const { inside, over, x, y } = plot;
  const points = Object.fromEntries(LINES.map((name) => [name, []]));
  for (let i = 0; i <= 60; i++) {
    const mu = (muMax * i) / 60;
    const [rate, information] = [split.rate(mu, s.sigma), split.information(mu, s.sigma, 180)]; // fine enough for a line
    Object.entries({ rate, information, gap: rate - information }).forEach(([name, value]) => points[name].push([x(mu), y(value)]));
  }
  LINES.forEach((name) => {
    inside.put(name, "path", { class: `rs-${name}`, d: polyline(points[name]) });
    over.put(`${name}-here`, "circle", { class: "rs-here", cx: x(s.mu), cy: y(s[name]), r: 4.5 });
  });
  plot.note(LINES.map((name) => [`rs-${name}`, name]));
  plot.axes("*μ*", 5, "nats");
  plot.end();
}

const NUMBERS = { rate: "rate, nats", information: "information, at most log 2", gap: "gap: both together from the prior" };

function render({ model, el }) {
  const inputs = traits(model, ["mu", "sigma"]);
  const { get, change } = inputs;
  const mu = slider(inputs, "mu", "μ", "distance from 0", () => split.fitting(get("sigma")));
  const sigma = slider(inputs, "sigma", "σ", "scale of each", () => 1);
  const results = numbers(NUMBERS, "rs");
  const bells = new Plot("Two codes and the prior", { left: 14 });
  const parts = new Plot("Rate = information + gap", { left: 34 });
  const view = layout(el, {
    name: "rate-split",
    label: "Two codes, and what their rate pays for",
    controls: [mu, sigma],
    results,
    buttons: [button("Reset", () => change(inputs.first))],
    plots: [bells, parts],
  });

  let [muMax, sigmaMin, sigmaMax] = [3, 0.05, 2];
  const neat = (value) => Number(value.toFixed(3));
  const place = (m, s) => change({ mu: neat(clamp(m, 0, muMax)), sigma: neat(clamp(s, sigmaMin, sigmaMax)) });
  const ring = handle(bells, "The right bell: left and right move both, up and down make them narrower and wider", {
    move: (z) => place(Math.abs(z), get("sigma")),
    nudge: (right, up, shift) => place(get("mu") + right * (shift ? 0.25 : 0.05), get("sigma") - up * (shift ? 0.25 : 0.05)),
  });

  let size;
  const measure = () => (size = bells.fit(0.66, 210, 260));
  const paint = () => {
    const s = solve(inputs.read());
    // Ranges grow for inputs from outside.
    muMax = Math.max(muMax, Math.ceil(s.mu));
    [sigmaMin, sigmaMax] = [Math.min(sigmaMin, s.sigma), Math.max(sigmaMax, s.sigma)];
    mu.show(0, muMax, "variance 1");
    sigma.show(sigmaMin, sigmaMax, "1");
    results.show(s);
    write(view.verdict, sentence(s));
    ring.show(drawBells(bells, s, size, 1.4 * muMax), [0, muMax], s.mu, `bells at plus and minus ${say(s.mu, 2)}, scale ${say(s.sigma, 2)}`);
    drawParts(parts, s, size, muMax);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
