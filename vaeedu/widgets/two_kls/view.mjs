// The widget of chapter 17: one normal model for two bumps of data. Drag it, or let it descend on either KL divergence.
import { PEAK, Plot, bell, button, clamp, handle, layout, mounted, numbers, polyline, reducedMotion, say, slider, traits, write } from "../chart.mjs";
import { logDensity } from "../bumps.mjs";
import { STEPS, dataOf, forwards, reverse, solve, step } from "./maths.mjs";
import "../chart.css";
import "./style.css";

const MOST = 6; // nats on the axes
const STEPS_A_FRAME = 3;
const NUMBERS = { forward: "KL(*p* ‖ *g*), forward", reverse: "KL(*g* ‖ *p*), reverse", least: "least forward" };

function sentence({ gap, mean, scale }) {
  const left = Math.abs(mean + gap / 2) < 2 * scale;
  const right = Math.abs(mean - gap / 2) < 2 * scale;
  if (left && right) return "both bumps lie within two scales of the model";
  return left || right ? `one bump is out of the model's reach, the ${left ? "right" : "left"} one` : "both bumps are out of the model's reach";
}

const describe = (s) => ({
  spoken: `Mean ${say(s.mean, 2)}, scale ${say(s.scale, 2)}: forward KL ${say(s.forward)}, reverse KL ${say(s.reverse)} nats; ${sentence(s)}.`,
  pictures: [
    `Densities: data of two bumps, ${say(s.gap, 2)} apart, and the model with mean ${say(s.mean, 2)} and scale ${say(s.scale, 2)}`,
    `Both divergences against the model's mean, here ${say(s.forward)} forward and ${say(s.reverse)} reverse`,
    "Both divergences against the model's scale",
  ],
});

function drawDensities(plot, s, size, reach) {
  const data = dataOf(s.gap);
  plot.begin(...size, [-reach, reach], [0, 1.15 * PEAK * clamp(1 / s.scale, 1, 4)]);
  const { inside, x, y } = plot;
  const heights = Array.from({ length: 201 }, (_, i) => -reach + (i * reach) / 100).map((at) => [x(at), y(Math.exp(logDensity(at, data)))]);
  inside.put("data", "path", { class: "tk-data", d: `${polyline(heights)}L${x(reach)},${y(0)}L${x(-reach)},${y(0)}Z` });
  inside.put("model", "path", { class: "tk-model", d: bell(plot, s.mean, s.scale) });
  plot.note([["tk-data", "data *p*"], ["tk-model", "model *g*: drag its rings"]]);
  plot.axes("*x*", 7);
  plot.end();
}

function drawAlong(plot, name, s, size, places, both) {
  plot.begin(...size, [places[0], places.at(-1)], [0, MOST]);
  const { inside, over, x, y } = plot;
  const here = { mean: s.mean, scale: s.scale }[name];
  ["forward", "reverse"].forEach((direction, k) => {
    const line = places.map((at) => [x(at), Math.max(-99, y(both[k](at)))]);
    inside.put(direction, "path", { class: `tk-${direction}`, d: polyline(line) });
    over.put(direction, "circle", { class: `tk-${direction}`, cx: x(here), cy: Math.max(0, y(s[direction])), r: 4 });
  });
  plot.note([["tk-forward", "forward"], ["tk-reverse", "reverse"]]);
  plot.axes("", 5, "nats");
  plot.end();
}

const evenly = (low, high, count) => Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

function render({ model, el }) {
  const inputs = traits(model, ["gap", "mean", "scale"]);
  const { get, change } = inputs;
  const gap = slider(inputs, "gap", "", "distance");
  const mean = slider(inputs, "mean", "", "model's mean", () => 0);
  const scale = slider(inputs, "scale", "", "model's scale");
  const results = numbers(NUMBERS, "tk");
  const reset = button("Reset", () => (stop(), change(inputs.first)));
  const falls = ["forward", "reverse"].map((direction) => button(`Lower ${direction}`, () => fall(direction)));
  falls.forEach((node, k) => node.classList.add(["tk-lower-forward", "tk-lower-reverse"][k]));
  const bells = new Plot("Data and model", { left: 14 });
  const byMean = new Plot("If the mean moves", { left: 34 });
  const byScale = new Plot("If the scale moves", { left: 34 });
  const view = layout(el, {
    name: "two-kls",
    label: "One normal model for data of two bumps, by two KL divergences",
    controls: [gap, mean, scale],
    results,
    buttons: [...falls, reset],
    plots: [bells, byMean, byScale],
  });

  let [gapMax, reach, scaleMin, scaleMax] = [6, 4.5, 0.1, 4];
  const neat = (value) => Number(value.toFixed(3));
  const put = (m, s) => change({ mean: neat(clamp(m, -reach, reach)), scale: neat(clamp(s, scaleMin, scaleMax)) });
  const hand = (m, s) => (stop(), put(m, s));
  const middle = handle(bells, "Mean of the model: left and right move it", {
    move: (x) => hand(x, get("scale")),
    nudge: (right, up, shift) => hand(get("mean") + (right + up) * (shift ? 0.5 : 0.1), get("scale")),
  });
  const flank = handle(bells, "Scale of the model: left and right change it", {
    move: (x) => hand(get("mean"), Math.abs(x - get("mean"))),
    nudge: (right, up, shift) => hand(get("mean"), get("scale") + (right + up) * (shift ? 0.5 : 0.1)),
  });

  // ---- descent: a few steps a frame, on the exact state; what is shown is rounded ----
  let frame = 0;
  const stop = () => {
    cancelAnimationFrame(frame);
    frame = 0;
  };
  const fall = (direction) => {
    stop();
    let [left, m, s] = [STEPS, get("mean"), get("scale")];
    const go = () => {
      for (let i = 0; i < (reducedMotion() ? STEPS : STEPS_A_FRAME) && left > 0; i++, left--) [m, s] = step(direction, get("gap"), m, s);
      put(m, s);
      frame = left > 0 ? requestAnimationFrame(go) : 0;
    };
    go();
  };

  let size;
  const measure = () => (size = bells.fit(0.75, 200, 240));
  const paint = () => {
    const now = inputs.read();
    const s = { ...now, ...solve(now) };
    // Ranges grow for inputs from outside.
    gapMax = Math.max(gapMax, s.gap);
    reach = Math.max(reach, s.gap / 2 + 1.6, Math.abs(s.mean));
    [scaleMin, scaleMax] = [Math.min(scaleMin, s.scale), Math.max(scaleMax, s.scale)];
    gap.show(0, gapMax);
    mean.show(-reach, reach, "0");
    scale.show(scaleMin, scaleMax);
    results.show(s);
    write(view.verdict, sentence(s));
    drawDensities(bells, s, size, reach);
    const ahead = forwards(s.gap);
    drawAlong(byMean, "mean", s, size, evenly(-reach, reach, 61), [(m) => ahead(m, s.scale), (m) => reverse(s.gap, m, s.scale)]);
    drawAlong(byScale, "scale", s, size, evenly(scaleMin, scaleMax, 61), [(t) => ahead(s.mean, t), (t) => reverse(s.gap, s.mean, t)]);
    const height = (at) => bells.y(Math.exp(logDensity(at, [s.mean, s.scale, 0])));
    const way = s.mean > 0 ? -1 : 1; // to the side where there is more room
    middle.show([bells.x(s.mean), Math.max(0, height(s.mean))], [-reach, reach], s.mean, `mean ${say(s.mean, 2)}`);
    flank.show([bells.x(s.mean + way * s.scale), Math.max(0, height(s.mean + way * s.scale))], [scaleMin, scaleMax], s.scale, `scale ${say(s.scale, 2)}`);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint, leave: stop });
}

export default { render };
