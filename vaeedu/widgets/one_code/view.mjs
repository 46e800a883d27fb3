// The widget of chapter 19: drag a code, and see what the VAE tells of it, what it draws, and what the generator makes of the same noise.
import { Plot, button, clamp, handle, layout, mounted, numbers, say, slider, traits, write } from "../chart.mjs";
import { Pictures } from "../decoders.mjs";
import { MOST_DRAWS, MOST_NOISE, Model, SAMPLES, level, place } from "./maths.mjs";
import "../chart.css";
import "./style.css";

const REACH = 3.9;
const NUMBERS = { mean_sharpness: "sharpness, mean", noisy_sharpness: "sharpness, noisy", finished_sharpness: "sharpness, finished", together_noisy: "neighbours, noisy", together_finished: "neighbours, finished" };
const DECIMALS = { mean_sharpness: 2, noisy_sharpness: 2, finished_sharpness: 2, together_noisy: 2, together_finished: 2 };

function sentence(s) {
  if (s.noise === 0) return "without noise all samples of a code are one";
  return s.together_finished > s.together_noisy + 0.05 ? "the same noise: in the finished picture neighbours go together" : "the same noise, and here neighbours hardly go together in either";
}

const describe = (s) => ({
  spoken: `A code at ${say(s.code[0], 2)}, ${say(s.code[1], 2)}, ${s.noise} % of the noise: sharpness of the mean ${say(s.mean_sharpness, 2)}, of noisy samples ${say(s.noisy_sharpness, 2)}, finished ${say(s.finished_sharpness, 2)}.`,
  pictures: [
    "The codes of held-out digits in the plane, each drawn as its digit, and the code that is chosen",
    "The mean that the VAE tells of the code, the scale of each pixel, a sample with that noise, and the finished one",
    "Eight more samples of the same code: above with noise in each pixel, below finished",
  ],
});

function drawCodes(plot, model, size) {
  plot.begin(...size, [-REACH, REACH], [-REACH, REACH]);
  const { inside, x, y } = plot;
  model.cloud.forEach(([u, v], i) => inside.put(`code-${i}`, "text", { class: "oc-digit", x: x(u), y: y(v) + 3 }, String(model.labels[i])));
  plot.note([["", "held-out digits. Drag the ring"]]);
  plot.axes("*z*₁", 3, "*z*₂");
  plot.end();
}

async function render({ model, el }) {
  const network = new Model(await model.get("weights"));
  const inputs = traits(model, ["placed", "draw", "noise"]);
  const { get, change } = inputs;
  const noise = slider({ get, change: (values) => change({ noise: clamp(Math.round(values.noise), 0, MOST_NOISE) }) }, "noise", "", "percent of the noise", undefined, 0);
  const draw = slider({ get, change: (values) => change({ draw: clamp(Math.round(values.draw), 0, MOST_DRAWS) }) }, "draw", "", "which noise", undefined, 0);
  const results = numbers(NUMBERS, "oc", DECIMALS);
  const plane = new Plot("Codes", { left: 30 });
  const one = new Pictures("Mean, scale, noisy, finished", [""], 4);
  const more = new Pictures("Eight more of the same code", ["noisy", "finished"], SAMPLES - 1);
  const view = layout(el, {
    name: "one-code",
    label: "One code of a variational autoencoder, and samples of it, noisy and finished",
    controls: [noise, draw],
    results,
    buttons: [button("Draw again", () => change({ draw: (get("draw") + 1) % (MOST_DRAWS + 1) })), button("Reset", () => change(inputs.first))],
    plots: [plane, one, more],
  });
  const put = (at) => change({ placed: at.map(level) });
  const ring = handle(plane, "The code: the arrow keys move it", {
    move: (a, b) => put([a, b]),
    nudge: (right, up, shift) => {
      const [a, b] = get("placed").map(place);
      put([a + right * (shift ? 0.5 : 0.125), b + up * (shift ? 0.5 : 0.125)]);
    },
  });

  let size;
  const measure = () => (size = plane.fit(1, 220, 320));
  const paint = () => {
    const s = network.solve(inputs.read());
    draw.show(0, MOST_DRAWS);
    noise.show(0, MOST_NOISE);
    results.show(s);
    write(view.verdict, sentence(s));
    drawCodes(plane, network, size);
    ring.show([plane.x(s.code[0]), plane.y(s.code[1])], [-REACH, REACH], s.code[0], `at ${say(s.code[0], 2)}, ${say(s.code[1], 2)}`);
    one.show([[s.mean, s.scale.map((value) => 2 * value), s.noisy[0], s.finished[0]]]);
    more.show([s.noisy.slice(1), s.finished.slice(1)]);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
