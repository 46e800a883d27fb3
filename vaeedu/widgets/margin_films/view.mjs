// The widget of chapter 18: recorded trainings of introspective VAEs, by margin and moment.
import { Plot, clamp, layout, mounted, numbers, say, slider, traits, write } from "../chart.mjs";
import { drawCurves, projector } from "../projector.mjs";
import { CENTRES, COUNTS, FIRST, FRAMES, Films, LAST, MARGINS, SCALE, STEPS } from "./maths.mjs";
import "../chart.css";
import "./style.css";

const REACH = 1.5;
const NUMBERS = { step: "step of training", near: "samples near a bell", away: "samples at a wrong bell", real_rate: "a real point costs", made_rate: "a sample costs" };
const DECIMALS = { step: 0, near: 2, away: 2, real_rate: 2, made_rate: 2 };

function sentence(s) {
  if (s.frame === 0) return "before the training";
  const [lower, upper] = [Math.min(s.real_rate, s.made_rate), Math.max(s.real_rate, s.made_rate)];
  if (lower >= s.margin) return "all points cost more than the margin: the hinge asks nothing";
  return upper < s.margin ? "real points and samples both cost less than the margin" : "one kind costs less than the margin, the other more";
}

const describe = (s) => ({
  spoken: `Margin ${s.margin}, step ${s.step}: ${say(100 * s.near, 0)} % of the samples near a bell, ${say(100 * s.away, 0)} % at a wrong one; a real point costs ${say(s.real_rate, 1)} nats, a sample ${say(s.made_rate, 1)}.`,
  pictures: [
    `Eighty points of the decoder over eight uneven bells after ${s.step} steps`,
    `What real points and samples cost over the training, and the margin, ${s.margin} nats`,
    "The samples near a bell, and at a wrong one, for every margin at this moment",
  ],
});

function drawPoints(plot, s, size) {
  plot.begin(...size, [-REACH, REACH], [-REACH, REACH]);
  const { inside, x, y } = plot;
  CENTRES.forEach(([u, v], i) => {
    const at = { cx: x(u), cy: y(v), r: Math.abs(x(3 * SCALE) - x(0)), "fill-opacity": ((0.6 * COUNTS[i]) / 8).toFixed(2) };
    inside.put(`bell-${i}`, "circle", { class: "mf-bell", ...at });
  });
  s.points.forEach(([u, v], i) => inside.put(`point-${i}`, "circle", { class: "mf-point", cx: x(u).toFixed(2), cy: y(v).toFixed(2), r: 2.6 }));
  plot.note([["mf-point", "made by the decoder"], ["mf-bell", "bell; the darker, the more data"]]);
  plot.axes("", 3, "");
  plot.end();
}

async function render({ model, el }) {
  const films = new Films(await model.get("weights"));
  const inputs = traits(model, ["frame", "margin"]);
  const { get, change } = inputs;
  const whole = (name, caption, low, high) => slider({ get, change: (values) => change({ [name]: clamp(Math.round(values[name]), low, high) }) }, name, "", caption, undefined, 0);
  const frame = whole("frame", "moment", 0, FRAMES - 1);
  const margin = whole("margin", "margin, in nats", FIRST, LAST);
  const results = numbers(NUMBERS, "mf", DECIMALS);
  const points = new Plot("What the decoder makes", { left: 30 });
  const rates = new Plot("What the encoder charges, in nats", { left: 34, right: 40 });
  const shares = new Plot("Samples, by margin", { left: 34, right: 40 });
  const film = projector(inputs, "frame", FRAMES - 1);
  const view = layout(el, {
    name: "margin-films",
    label: "Recorded trainings of introspective variational autoencoders",
    controls: [frame, margin],
    results,
    buttons: film.buttons,
    plots: [points, rates, shares],
  });
  film.watch(view.root);

  let [square, flat] = [];
  const measure = () => {
    square = points.fit(1, 220, 340);
    flat = [square[0], Math.round((square[1] - 44) / 2)];
  };
  const paint = () => {
    const s = films.solve(inputs.read());
    frame.show(0, FRAMES - 1);
    margin.show(FIRST, LAST);
    results.show(s);
    write(view.verdict, sentence(s));
    drawPoints(points, s, square);
    const top = 1.15 * Math.max(s.margin, ...s.whole.flatMap((at) => [at.real_rate, at.made_rate]));
    const ticks = s.whole.map((_, k) => STEPS * k);
    const curves = (list, ...names) => names.map((name) => [name, list.map((at) => at[name])]);
    rates.note([["mf-real_rate", "real"], ["mf-made_rate", "samples"], ["mf-level", "margin"]]);
    drawCurves(rates, flat, "mf", { ticks, now: s.frame, range: [0, top], curves: curves(s.whole, "real_rate", "made_rate") });
    rates.inside.put("level", "line", { class: "mf-level", x1: 0, x2: rates.width, y1: rates.y(s.margin), y2: rates.y(s.margin) });
    rates.axes("step", 4, "");
    rates.end();
    shares.note([["mf-near", "near a bell"], ["mf-away", "at a wrong bell"]]);
    drawCurves(shares, flat, "mf", { ticks: MARGINS, now: s.margin - FIRST, range: [0, 1], curves: curves(s.margins, "near", "away") });
    shares.axes("*m*", 6, "");
    shares.end();
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint, leave: film.leave });
}

export default { render };
