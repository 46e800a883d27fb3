// The widget of chapter 10 and of the front page: drag β over sixteen trained VAEs, and see what their codes still say.
import { Plot, button, layout, mounted, numbers, polyline, say, slider, traits, write } from "../chart.mjs";
import { Pictures } from "../decoders.mjs";
import { BETAS, CODE, Models, SHOWN, total } from "./maths.mjs";
import "../chart.css";
import "./style.css";

const [LEAST, MOST] = [BETAS[0], BETAS.at(-1)];
const ROWS = ["held out", "rebuilt", "samples"];
const NUMBERS = { trained: "*β* of the model", rate: "rate, nats", linear: "linear theory", active: `in use, of ${CODE}`, error: "squared error", loss: "*L*" };
const DECIMALS = { trained: 2, rate: 2, linear: 2, active: 0, error: 2, loss: 2 };

function sentence({ beta, trained, active }) {
  const used = active === 0 ? "no unit in use, one average picture for all" : `${active} of ${CODE} units in use`;
  return beta === trained ? `The model of this *β*: ${used}` : `The nearest trained model: ${used}`;
}

function describe(s) {
  return {
    spoken: `Model trained at beta ${say(s.trained, 2)}: ${s.active} of ${CODE} units in use, rate ${say(s.rate, 2)} nats, linear theory ${say(s.linear, 2)}, squared error ${say(s.error, 2)}.`,
    pictures: [
      `Ten held-out digits, what the model trained at beta ${say(s.trained, 2)} makes of each, and ten samples of the model`,
      `Rate against beta: a falling curve of the linear theory and ${BETAS.length} trained models near it; the one shown has ${say(s.rate, 2)} nats`,
      `KL of the ${CODE} units as bars, the largest ${say(s.rates[0], 2)} nats, beside the steps of the linear theory`,
    ],
  };
}

function drawCurve(plot, s, size, every, linear) {
  plot.begin(...size, [0, Math.max(MOST, s.beta) * 1.03], [0, 1.08 * Math.max(...every)]);
  const { inside, x, y, height } = plot;
  const line = Array.from({ length: 161 }, (_, i) => LEAST * (MOST / LEAST) ** (i / 160));
  inside.put("asked", "line", { class: "bd-asked", x1: x(s.beta), x2: x(s.beta), y1: 0, y2: height });
  inside.put("theory", "path", { class: "bd-linear", d: polyline(line.map((beta) => [x(beta), y(total(linear(beta)))])) });
  every.forEach((rate, i) => inside.put(`model-${i}`, "circle", { class: BETAS[i] === s.trained ? "bd-rate bd-here" : "bd-rate", cx: x(BETAS[i]), cy: y(rate), r: BETAS[i] === s.trained ? 6 : 4 }));
  plot.note([["bd-rate", "trained models"], ["bd-linear", "linear theory"], ["", "click: choose *β*"]]);
  plot.axes("*β*", 5, "nats");
  plot.end();
}

function drawUnits(plot, s, size, most) {
  plot.begin(...size, [0.4, CODE + 0.6], [0, 1.08 * most]);
  const { inside, x, y } = plot;
  const wide = 0.72 * (x(2) - x(1));
  const steps = [];
  s.rates.forEach((rate, i) => {
    inside.put(`unit-${i}`, "rect", { class: "bd-unit", x: x(i + 1) - wide / 2, width: wide, y: y(rate), height: y(0) - y(rate) });
    steps.push([x(i + 0.5), y(s.linearUnits[i])], [x(i + 1.5), y(s.linearUnits[i])]);
  });
  inside.put("theory", "path", { class: "bd-linear", d: polyline(steps) });
  plot.note([["bd-unit", "KL of each unit"], ["bd-linear", "linear theory"]]);
  plot.axes("unit", CODE, "nats");
  plot.end();
}

async function render({ model, el }) {
  const models = new Models(await model.get("weights"));
  const inputs = traits(model, ["beta", "seed"]);
  const { get, change } = inputs;
  const beta = slider(inputs, "beta", "β", "weight of the KL");
  const results = numbers(NUMBERS, "bd", DECIMALS);
  const redraw = button("New draw", () => change({ seed: (get("seed") + 1) % 2 ** 20 }));
  const reset = button("Reset", () => change(inputs.first));
  const pictures = new Pictures("", ROWS, SHOWN);
  const curve = new Plot("What a digit's code says", { right: 26 });
  const units = new Plot("Its units", { right: 34 });
  const view = layout(el, {
    name: "beta-on-digits",
    label: "Sixteen trained variational autoencoders of small digits that differ in beta",
    controls: [beta],
    results,
    buttons: [redraw, reset],
    plots: [pictures, curve, units],
  });
  curve.onClick((at) => change({ beta: Number(Math.min(MOST, Math.max(LEAST, at)).toFixed(2)) }));

  const every = models.rates.map(total);
  const most = Math.max(...models.rates.flat(), ...models.linear(LEAST));
  let size;
  const measure = () => (size = curve.fit(0.62, 190, 240));
  const paint = () => {
    const s = models.solve(inputs.read());
    beta.show(Math.min(LEAST, s.beta), Math.max(MOST, s.beta), "", `, ${s.active} units in use`);
    results.show(s);
    write(view.verdict, sentence(s));
    pictures.show(s.pictures);
    drawCurve(curve, s, size, every, (at) => models.linear(at));
    drawUnits(units, s, size, most);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
