// The widget of chapter 14: choose a class, drag the style, and see what a twin of the same loss makes of the same code.
import { Plot, button, clamp, handle, layout, mounted, numbers, say, slider, traits, write } from "../chart.mjs";
import { Pictures } from "../decoders.mjs";
import { CLASSES, Model, PLANE, SHOWN, level, place, turned } from "./maths.mjs";
import "../chart.css";
import "./style.css";

const REACH = 3;
const MOST_TURN = 90;
const NUMBERS = { rate: "rate", rate_twin: "the twin's", distortion: "distortion", distortion_twin: "the twin's", told: "hue told by the code", told_twin: "the twin's" };
const DECIMALS = { rate: 3, rate_twin: 3, distortion: 2, distortion_twin: 2, told: 3, told_twin: 3 };

function sentence({ angle, told, told_twin }) {
  if (angle === 0) return "not turned: the twin is the model";
  return told_twin < told / 2 ? "the same loss, and a code that tells little of the hue" : "the same loss, and a code that tells less of the hue";
}

const describe = (s) => ({
  spoken: `A ${s.item}, written as a ${s.label}: rate ${say(s.rate, 2)} nats and distortion ${say(s.distortion, 1)} in both; the code tells ${say(100 * s.told, 0)} % of the hue, the twin's ${say(100 * s.told_twin, 0)} %.`,
  pictures: [
    `The model's codes of held-out digits, each in the hue of its digit: the hues go round in order, and those of the class ${s.label} lie as all others do`,
    `The twin's codes, each class turned by ${s.angle} degrees more than the one before`,
    `The ${s.item} that is read, and a ${s.label} with its code, by the model and by the twin; below, all ten classes with the same code, by both`,
  ],
});

function drawCodes(plot, cloud, model, s, size) {
  plot.begin(...size, [-REACH, REACH], [-REACH, REACH]);
  const { inside, x, y } = plot;
  cloud.forEach(([u, v], i) => {
    const picked = model.labels[i] === s.label;
    inside.put(`code-${i}`, "circle", { class: picked ? "st-code st-picked" : "st-code", cx: x(u), cy: y(v), r: picked ? 5 : 2.5, fill: `hsl(${(360 * model.hue[i]).toFixed(0)} 95% 48%)` });
  });
  plot.note([["", `large: the ${s.label}s. Drag the ring`]]);
  plot.axes("*z*₃", 3, "*z*₄");
  plot.end();
}

async function render({ model, el }) {
  const network = new Model(await model.get("weights"));
  const inputs = traits(model, ["item", "label", "angle", "moved"]);
  const { get, change } = inputs;
  const whole = (name, most) => ({ get, change: (values) => change({ [name]: clamp(Math.round(values[name]), 0, most) }) });
  const label = slider(whole("label", CLASSES - 1), "label", "y", "class written", undefined, 0);
  const item = slider(whole("item", SHOWN - 1), "item", "", "digit read", undefined, 0);
  const angle = slider(whole("angle", MOST_TURN), "angle", "", "degrees a class", undefined, 0);
  const results = numbers(NUMBERS, "st", DECIMALS);
  const reset = button("Reset", () => change(inputs.first));
  const planes = [new Plot("Codes of the model", { left: 30 }), new Plot("Codes of the twin", { left: 30 })];
  const pictures = new Pictures("The digit read, and as *y* by both; the same code as 0 to 9", ["", "model", "twin"], CLASSES, true);
  const view = layout(el, {
    name: "style-twin",
    label: "A conditional variational autoencoder of coloured digits and its entangled twin",
    controls: [angle, label, item],
    results,
    buttons: [reset],
    plots: [...planes, pictures],
  });

  const code = () => PLANE.map((j, k) => network.mean[get("item")][j] + place(get("moved")[k]));
  const put = (at) => change({ moved: PLANE.map((j, k) => level(at[k] - network.mean[get("item")][j])) });
  const turn = (k) => (k ? get("item") * get("angle") : 0); // of the model and of the twin
  const rings = planes.map((plane, k) => handle(plane, `${k ? "The twin's code" : "The code"}: the arrow keys move it`, {
    move: (a, b) => put(turned([a, b], -turn(k))),
    nudge: (right, up, shift) => {
      const [a, b] = turned(code(), turn(k));
      put(turned([a + right * (shift ? 0.5 : 0.125), b + up * (shift ? 0.5 : 0.125)], -turn(k)));
    },
  }));

  let size;
  const measure = () => (size = planes[0].fit(1, 200, 300));
  const paint = () => {
    const s = network.solve(inputs.read());
    label.show(0, CLASSES - 1);
    item.show(0, SHOWN - 1);
    angle.show(0, MOST_TURN);
    results.show(s);
    write(view.verdict, sentence(s));
    [network.cloud, s.cloud_twin].forEach((cloud, k) => {
      const at = PLANE.map((j) => [s.z, s.z_twin][k][j]);
      drawCodes(planes[k], cloud, network, s, size);
      rings[k].show([planes[k].x(at[0]), planes[k].y(at[1])], [-REACH, REACH], at[0], `at ${say(at[0], 2)}, ${say(at[1], 2)}`);
    });
    pictures.show([[s.x, s.row[s.label], s.row_twin[s.label]], s.row, s.row_twin]);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
