// The widget of chapter 12: weigh the three parts of the rate, and see the trained model that is nearest to those weights.
import { Plot, button, clamp, layout, mounted, numbers, plain, say, slider, traits, write } from "../chart.mjs";
import { Pictures } from "../decoders.mjs";
import { CODE, GRID, Models, SHOWN, STEPS, place } from "./maths.mjs";
import "../chart.css";
import "./style.css";

const NUMBERS = { mutual: "information", dependence: "total correlation", marginals: "dimension-wise", distortion: "distortion" };
const DECIMALS = { mutual: 2, dependence: 2, marginals: 2, distortion: 1 };
const PARTS = ["mutual", "dependence", "marginals"];

const weights = (row) => `(${row.map(plain).join(", ")})`;
const exact = (s) => Object.keys(GRID).every((name, axis) => s[name] === s.row[axis]);

function describe(s) {
  return {
    spoken: `Model of the weights ${weights(s.row)}: information ${say(s.mutual, 2)}, total correlation ${say(s.dependence, 2)}, dimension-wise ${say(s.marginals, 2)}, distortion ${say(s.distortion, 1)} nats.`,
    pictures: [
      "Ten held-out digits, and what the model makes of the means of their codes",
      `The code of the ${s.digit}, decoded with each of its four coordinates moved in turn from −2.4 to 2.4`,
      `The three parts of the rate as bars: ${PARTS.map((name) => `${NUMBERS[name]} ${say(s[name], 2)}`).join(", ")} nats`,
    ],
  };
}

/** The model's parts, and those of the ELBO as outlines. */
function drawParts(plot, s, size, elbo, most) {
  plot.begin(...size, [0, 1.06 * most], [2.6, -0.6]);
  const { inside, over, x, y } = plot;
  const [tall, outline] = [0.56, 0.76].map((share) => share * (y(1) - y(0)));
  PARTS.forEach((name, i) => {
    inside.put(name, "rect", { class: `wp-${name}`, x: 0, width: x(s[name]), y: y(i) - tall / 2, height: tall });
    inside.put(`elbo-${i}`, "rect", { class: "wp-elbo", x: 0.75, width: Math.max(0, x(elbo[i]) - 0.75), y: y(i) - outline / 2, height: outline });
    over.put(`name-${i}`, "text", { x: -6, y: y(i) + 4, "text-anchor": "end" }, NUMBERS[name]);
  });
  plot.note([["wp-elbo", "outlined: the ELBO's model"]]);
  plot.axes("nats", 6);
  plot.end();
}

async function render({ model, el }) {
  const models = new Models(await model.get("weights"));
  const inputs = traits(model, [...Object.keys(GRID), "digit"]);
  const { get, change } = inputs;
  const sliders = {
    information: slider(inputs, "information", "", "× information", () => 1, 2),
    total_correlation: slider(inputs, "total_correlation", "", "× total correlation", () => 1, 2),
    dimension_wise: slider(inputs, "dimension_wise", "", "× dimension-wise", () => 1, 2),
    digit: slider({ get, change: ({ digit }) => change({ digit: clamp(Math.round(digit), 0, SHOWN - 1) }) }, "digit", "", "digit to move", undefined, 0),
  };
  const results = numbers(NUMBERS, "wp", DECIMALS);
  const reset = button("Reset", () => change(inputs.first));
  const digits = new Pictures("Held-out digits", ["held out", "rebuilt"], SHOWN);
  const walk = new Pictures("Each coordinate of one code, moved", Array.from({ length: CODE }, (_, j) => `*z*${"₁₂₃₄"[j]}`), STEPS.length);
  const bars = new Plot("What the rate pays for", { left: 104, right: 40 });
  const view = layout(el, {
    name: "weighed-parts",
    label: "Trained variational autoencoders for weights on the three parts of the rate",
    controls: Object.values(sliders),
    results,
    buttons: [reset],
    plots: [digits, walk, bars],
  });

  const [first] = place({ information: 1, total_correlation: 1, dimension_wise: 1 });
  const most = Math.max(...models.parts.flat());
  let size;
  const measure = () => (size = bars.fit(0.5, 150, 190));
  const paint = () => {
    const s = models.solve(inputs.read());
    for (const [name, values] of Object.entries(GRID)) sliders[name].show(Math.min(values[0], s[name]), Math.max(values.at(-1), s[name]), "ELBO");
    sliders.digit.show(0, SHOWN - 1);
    results.show(s);
    write(view.verdict, `${exact(s) ? "The model of these weights" : "The nearest trained model"}: ${weights(s.row)}`);
    digits.show([models.digits, s.rebuilt]);
    walk.show(s.traversals);
    drawParts(bars, s, size, models.parts[first], most);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
