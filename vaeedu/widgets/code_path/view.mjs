// The widget of chapter 20: two digits, and the way between their codes.
import { Plot, button, clamp, layout, mounted, numbers, polyline, say, slider, traits, write } from "../chart.mjs";
import { Pictures } from "../decoders.mjs";
import { list } from "../lists.mjs";
import { MODELS, Model, SHOWN, WAYS } from "./maths.mjs";
import "../chart.css";
import "./style.css";

const NUMBERS = { length: "length of the code", sharpness: "sharpness, decoded", mixed_sharpness: "sharpness, pixels mixed", apart: "difference of the two" };
const DECIMALS = { length: 2, sharpness: 2, mixed_sharpness: 2, apart: 3 };

function sentence(s) {
  const short = s.length < s.usual[0];
  return short ? "shorter than the codes of nineteen digits in twenty" : s.length > s.usual[2] ? "longer than the codes of nineteen digits in twenty" : "as long as the codes of digits are";
}

const describe = (s) => ({
  spoken: `From a ${Math.floor(s.first / 3)} to a ${Math.floor(s.second / 3)}, ${s.percent} % of the way: length of the code ${say(s.length, 2)}, sharpness ${say(s.sharpness, 2)} decoded and ${say(s.mixed_sharpness, 2)} mixed.`,
  pictures: [
    "Eleven pictures decoded on the way from the first digit to the second; below, eleven mixtures of their pixels",
    "The first digit, what is decoded here, and the second; below, the mixture of their pixels here",
    "The length of the code on the way, over the lengths that nine digits in ten have",
  ],
});

function drawLength(plot, s, size) {
  const top = 1.15 * Math.max(s.usual[2], ...s.lengths);
  plot.begin(...size, [0, 100], [0, top]);
  const { inside, over, x, y, height, width } = plot;
  inside.put("usual", "rect", { class: "cw-usual", x: 0, width, y: y(s.usual[2]), height: y(s.usual[0]) - y(s.usual[2]) });
  inside.put("now", "line", { class: "cw-now", x1: x(s.percent), x2: x(s.percent), y1: 0, y2: height });
  inside.put("length", "path", { class: "cw-length", d: polyline(s.lengths.map((length, i) => [x(2.5 * i), y(length)])) });
  over.put("length", "circle", { class: "cw-length", cx: x(s.percent), cy: y(s.length), r: 3.5 });
  plot.note([["cw-length", "on this way"], ["cw-usual", "nine in ten digits"]]);
  plot.axes("%", 4, "");
  plot.end();
}

async function render({ model, el }) {
  const network = new Model(await model.get("weights"));
  const inputs = traits(model, ["percent", "first", "second", "way", "network"]);
  const { get, change } = inputs;
  const whole = (name, caption, most) => slider({ get, change: (values) => change({ [name]: clamp(Math.round(values[name]), 0, most) }) }, name, "", caption, undefined, 0);
  const sliders = [[whole("percent", "percent of the way", 100), 100], [whole("first", "first digit", SHOWN - 1), SHOWN - 1], [whole("second", "second digit", SHOWN - 1), SHOWN - 1]];
  const networks = list(inputs, "network", "network", MODELS);
  const around = button("On the ball", () => change({ way: WAYS[1 - WAYS.indexOf(get("way"))] }));
  const results = numbers(NUMBERS, "cw", DECIMALS);
  const strip = new Pictures("On the way", ["decoded", "pixels mixed"], 11);
  const here = new Pictures("First, here, second", ["decoded", "pixels mixed"], 3);
  const length = new Plot("Length of the code on the way", { left: 30, right: 24 });
  const view = layout(el, {
    name: "code-path",
    label: "Two digits and the way between their codes",
    controls: [...sliders.map(([each]) => each), networks],
    results,
    buttons: [around, button("Exchange the two", () => change({ first: get("second"), second: get("first"), percent: 100 - get("percent") })), button("Reset", () => change(inputs.first))],
    plots: [strip, here, length],
  });

  let size;
  const measure = () => (size = length.fit(0.5, 110, 160));
  const paint = () => {
    const s = network.solve(inputs.read());
    for (const [each, most] of sliders) each.show(0, most);
    networks.show();
    around.setAttribute("aria-pressed", s.way === WAYS[1]);
    results.show(s);
    write(view.verdict, sentence(s));
    strip.show([s.strip, s.mixed]);
    here.show([[s.ends[0], s.x, s.ends[1]], [s.ends[0], s.mixture, s.ends[1]]]);
    drawLength(length, s, size);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
