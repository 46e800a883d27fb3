// The widget of chapter 08: drag the water level β/2 over a spectrum, and see which codes stay above it.
import { Plot, button, clamp, handle, layout, mounted, numbers, plain, polyline, say, slider, traits, write } from "../chart.mjs";
import * as water from "./maths.mjs";
import "../chart.css";
import "./style.css";

function sentence({ alive, codes, eigenvalues, level, rates }) {
  const above = eigenvalues.filter((value) => value > level).length;
  if (alive === 0) return "no code is alive: every *x* gets the same one";
  if (above > alive) return `all ${codes} codes are alive, and ${above - alive} more would be`;
  const last = rates[alive - 1];
  return `${alive} of ${codes} codes ${alive === 1 ? "is" : "are"} alive; the next to die carries ${say(last, 2)} nats`;
}

function describe(s) {
  const alive = `${s.alive} of ${s.codes} codes alive`;
  return {
    spoken: `level ${say(s.level, 2)}: ${alive}, rate ${say(s.rate, 2)} nats, squared error ${say(s.distortion, 2)}.`,
    pictures: [
      `${s.eigenvalues.length} variances as bars with the water level at ${say(s.level, 2)}: ${alive}`,
      `Squared error against rate, a falling curve with its tangent; here ${say(s.rate, 2)} nats and ${say(s.distortion, 2)}`,
    ],
  };
}

// ---- the spectrum and the water ------------------------------------------------------------------------------------

function drawSpectrum(plot, s, size, top) {
  const count = s.eigenvalues.length;
  plot.begin(...size, [0.4, count + 0.6], [-0.14 * top, top]);
  const { inside, over, x, y, width } = plot;
  const wide = 0.76 * (x(2) - x(1));
  const strokes = [];
  s.eigenvalues.forEach((value, i) => {
    const left = x(i + 1) - wide / 2;
    const coded = i < s.codes;
    const lost = coded ? Math.min(value, s.level) : value;
    inside.put(`bar-${i}`, "rect", { class: "wl-lost", x: left, width: wide, y: y(lost), height: y(0) - y(lost) });
    for (let py = y(0) - 3; py > y(lost); py -= 5) strokes.push(`M${left.toFixed(2)},${py.toFixed(2)}h${wide.toFixed(2)}`);
    inside.put(`kept-${i}`, "rect", { class: "wl-kept", x: left, width: wide, y: y(value), height: y(lost) - y(value) });
    if (!coded) return;
    const glow = clamp(s.rates[i] / Math.max(s.rates[0], 1e-9), 0, 1); // a lamp is as bright as its code is busy
    const lamp = { class: s.rates[i] > 0 ? "wl-lamp wl-alive" : "wl-lamp", cx: x(i + 1), cy: y(-0.07 * top), r: Math.min(6, wide / 2) };
    inside.put(`lamp-${i}`, "circle", { ...lamp, "fill-opacity": s.rates[i] > 0 ? (0.35 + 0.65 * glow).toFixed(3) : 0 });
  });
  inside.put("waves", "path", { class: "wl-waves", d: strokes.join("") });
  inside.put("level", "line", { class: "wl-level", x1: 0, x2: width, y1: y(s.level), y2: y(s.level) });
  over.put("level-name", "text", { class: "vae-label wl-name", x: width - 22, y: y(s.level) - 7, "text-anchor": "end" }, "*β*/2");
  plot.note([["wl-kept", "carried"], ["wl-lost", "lost"], ["wl-alive", "alive"], ["", "drag the level"]]);
  plot.axes("*i*", 8, "*λ*", (value) => (value < 0 ? "" : plain(value)));
  plot.end();
  return [width - 10, y(s.level)];
}

// ---- rate and distortion -------------------------------------------------------------------------------------------

function drawCurve(plot, s, size, [most, reach]) {
  plot.begin(...size, [-0.03 * reach, reach], [0, 1.08 * most]);
  const { inside, x, y } = plot;
  const points = [];
  for (let k = 0; k <= 120; k++) points.push(water.point(s.eigenvalues, 2 * s.eigenvalues[0] * 10 ** (-k / 40), s.codes));
  inside.put("curve", "path", { class: "wl-curve", d: polyline(points.map(([rate, error]) => [x(rate), y(error)])) });
  const line = [0, reach].map((rate) => [x(rate), clamp(y(s.distortion - s.beta * (rate - s.rate)), -1e4, 1e4)]);
  inside.put("tangent", "path", { class: "wl-tangent", d: polyline(line) });
  inside.put("here", "circle", { class: "wl-here", cx: x(s.rate), cy: y(s.distortion), r: 5.5 });
  plot.note([["wl-curve", "all *β*"], ["wl-tangent", "the tangent falls by *β* a nat"]]);
  plot.axes("nats", 6, "error");
  plot.end();
}

// ---- the widget ----------------------------------------------------------------------------------------------------

const NUMBERS = { alive: "alive", level: "level, *β*/2", rate: "rate, nats", distortion: "error", kept: "variance kept", loss: "*L*" };

function render({ model, el }) {
  const inputs = traits(model, ["beta", "codes", "steepness"]);
  const { get, change } = inputs;
  const [first] = water.spectrum(1); // the largest variance, whatever the steepness
  const store = ({ codes }) => change({ codes: clamp(Math.round(codes), 1, 16) });
  const beta = slider(inputs, "beta", "β", "weight of the KL", () => 2 * first);
  const codes = slider({ get, change: store }, "codes", "q", "numbers in a code", undefined, 0);
  const steepness = slider(inputs, "steepness", "s", "steepness", () => 1, 2);
  const results = numbers(NUMBERS, "wl", { alive: 0 });
  const reset = button("Reset", () => change(inputs.first));
  const bars = new Plot("The spectrum and the water level", { left: 40 });
  const curve = new Plot("Rate and squared error", { left: 40, right: 36 });
  const view = layout(el, {
    name: "water-level",
    label: "The water level of the linear variational autoencoder over a spectrum",
    controls: [beta, codes, steepness],
    results,
    buttons: [reset],
    plots: [bars, curve],
  });

  let [least, most, steepest] = [0.02, 1.6, 2];
  const pour = (level) => change({ beta: Number(clamp(2 * level, least, most).toFixed(3)) });
  const ring = handle(bars, "Water level: up and down change β/2", {
    move: (_, level) => pour(level),
    nudge: (right, up, shift) => pour((get("beta") + (right + up) * (shift ? 0.1 : 0.02)) / 2),
  });
  bars.onClick((_, level) => pour(level));

  let size;
  const measure = () => (size = bars.fit(0.72, 220, 280));
  const paint = () => {
    const s = water.solve(inputs.read());
    [least, most, steepest] = [Math.min(least, s.beta), Math.max(most, s.beta), Math.max(steepest, s.steepness)]; // grow for inputs from outside
    beta.show(least, most, "2*λ*₁", `, ${s.alive} alive`);
    codes.show(1, 16);
    steepness.show(0, steepest, "digits");
    results.show(s);
    write(view.verdict, sentence(s));
    const ringAt = drawSpectrum(bars, s, size, Math.max(0.8, 1.05 * s.level));
    const [farthest] = water.point(s.eigenvalues, 0.02, s.codes);
    drawCurve(curve, s, size, [s.eigenvalues.reduce((sum, value) => sum + value, 0), Math.max(1, farthest, 1.1 * s.rate)]);
    ring.show(ringAt, [least / 2, most / 2], s.level, `level ${say(s.level, 2)}, ${s.alive} codes alive`);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
