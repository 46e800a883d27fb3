// The widget of chapter 15: drag the class means, pick a class, and see a digit written in its own style as any other.
import { Plot, button, clamp, handle, layout, mounted, numbers, polyline, say, slider, traits, write } from "../chart.mjs";
import { Pictures } from "../decoders.mjs";
import { CLASSES, Model, SAMPLES, SHOWN, level, place } from "./maths.mjs";
import "../chart.css";
import "./style.css";

const REACH = 8;
const NUMBERS = { rate: "rate, own class", rate_as: "rate, class picked", distance: "between the means" };
const DECIMALS = { rate: 2, rate_as: 2, distance: 2 };

function sentence(s) {
  if (s.label === s.own) return `a ${s.own}, told that it is a ${s.own}`;
  const dear = s.rate_as - s.rate;
  return `called a ${s.label}, this ${s.own} costs ${say(Math.abs(dear), 1)} nats ${dear < 0 ? "less" : "more"}`;
}

const describe = (s) => ({
  spoken: `A ${s.own}: rate ${say(s.rate, 2)} nats under its own class, ${say(s.rate_as, 2)} as a ${s.label}; the two means are ${say(s.distance, 2)} apart.`,
  pictures: [
    `The plane of codes: each held-out digit's code as a small numeral, the ten class means as large ones, and the code of a ${s.own} as an ellipse`,
    `The ${s.own} that is read, and the same written as each digit from 0 to 9; below, ${SAMPLES} samples of the ${s.label}`,
  ],
});

function drawPlane(plot, model, s, size) {
  plot.begin(...size, [-REACH, REACH], [-REACH, REACH]);
  const { inside, x, y } = plot;
  model.cloud.forEach(([a, b], i) => inside.put(`code-${i}`, "text", { class: model.labels[i] === s.label ? "cp-code cp-picked" : "cp-code", x: x(a), y: y(b) + 3 }, String(model.labels[i])));
  const [[a, b], [c, d]] = [s.mu[s.own], s.mu[s.label]];
  inside.put("between", "line", { class: "cp-distance", x1: x(a), y1: y(b), x2: x(c), y2: y(d) });
  inside.put("prior", "circle", { class: "cp-rate_as", cx: x(c), cy: y(d), r: x(1) - x(0) });
  const edge = Array.from({ length: 41 }, (_, k) => [x(s.mean[0] + s.scale[0] * Math.cos((k * Math.PI) / 20)), y(s.mean[1] + s.scale[1] * Math.sin((k * Math.PI) / 20))]);
  inside.put("code", "path", { class: "cp-rate", d: polyline(edge) });
  s.mu.forEach(([u, v], k) => inside.put(`mean-${k}`, "text", { class: k === s.label ? "cp-centre cp-picked" : "cp-centre", x: x(u), y: y(v) + 5 }, String(k)));
  plot.note([["cp-rate", "*q*(*z*|*x*), one scale"], ["cp-rate_as", "prior of the class picked"], ["", "drag the means"]]);
  plot.axes("*z*₁", 4, "*z*₂");
  plot.end();
}

async function render({ model, el }) {
  const network = new Model(await model.get("weights"));
  const inputs = traits(model, ["item", "label", "seed", "means"]);
  const { get, change } = inputs;
  const whole = (name, most) => ({ get, change: (values) => change({ [name]: clamp(Math.round(values[name]), 0, most) }) });
  const item = slider(whole("item", SHOWN - 1), "item", "", "digit that is read", undefined, 0);
  const label = slider(whole("label", CLASSES - 1), "label", "y", "class picked", undefined, 0);
  const results = numbers(NUMBERS, "cp", DECIMALS);
  const redraw = button("New samples", () => change({ seed: (get("seed") + 1) % 2 ** 20 }));
  const reset = button("Reset", () => change(inputs.first));
  const plane = new Plot("Codes, and a mean for each class", { left: 30 });
  const pictures = new Pictures("Written as 0 to 9, and samples", ["read, as 0–4", "as 5–9", "samples", ""], 6);
  const view = layout(el, {
    name: "class-plane",
    label: "The plane of codes of a conditional variational autoencoder with class means",
    controls: [item, label],
    results,
    buttons: [redraw, reset],
    plots: [plane, pictures],
  });

  const put = (k, a, b) => {
    const means = [...get("means")];
    [means[2 * k], means[2 * k + 1]] = [level(a), level(b)];
    change({ means });
  };
  const rings = Array.from({ length: CLASSES }, (_, k) => handle(plane, `Mean of class ${k}: the arrow keys move it`, {
    move: (a, b) => put(k, a, b),
    nudge: (right, up, shift) => put(k, ...[right, up].map((way, j) => place(get("means")[2 * k + j]) + way * (shift ? 1 : 0.25))),
  }));

  let size;
  const measure = () => (size = plane.fit(1, 240, 360));
  const paint = () => {
    const s = network.solve(inputs.read());
    item.show(0, SHOWN - 1);
    label.show(0, CLASSES - 1);
    results.show(s);
    write(view.verdict, sentence(s));
    drawPlane(plane, network, s, size);
    pictures.show([[s.x, ...s.written.slice(0, 5)], [s.x, ...s.written.slice(5)], s.samples.slice(0, 6), s.samples.slice(6)]);
    rings.forEach((ring, k) => ring.show([plane.x(s.mu[k][0]), plane.y(s.mu[k][1])], [-REACH, REACH], s.mu[k][0], `class ${k} at ${say(s.mu[k][0], 2)}, ${say(s.mu[k][1], 2)}`));
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
