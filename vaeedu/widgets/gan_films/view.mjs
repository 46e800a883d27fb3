// The widget of chapter 17: recorded trainings, to go through frame by frame.
import { Plot, clamp, layout, mounted, numbers, say, slider, traits, write } from "../chart.mjs";
import { list } from "../lists.mjs";
import { drawCurves, projector } from "../projector.mjs";
import { DATA, FRAMES, Films, GAMES, SCALE, SIDE, STEPS } from "./maths.mjs";
import "../chart.css";
import "./style.css";

const REACH = 1.5;
const NUMBERS = { step: "step of training", modes: "bells with a point", near: "points near a bell", critic_loss: "critic's loss", generator_loss: "generator's loss" };
const DECIMALS = { step: 0, modes: 0, near: 2 };

function sentence(s) {
  const all = s.centres.length;
  const before = Math.max(...s.whole.slice(0, s.frame + 1).map((at) => at.modes));
  if (s.modes === all) return `all ${all} bells have a point`;
  return before > s.modes ? `${s.modes} of ${all} bells have a point; ${before} have had one at a time` : `${s.modes} of ${all} bells have a point`;
}

const describe = (s) => ({
  spoken: `${s.data}, ${s.game}, seed ${s.seed}, step ${s.step}: ${s.modes} of ${s.centres.length} bells have a point, ${say(100 * s.near, 0)} % of the points are near one.`,
  pictures: [
    `Eighty points of the generator over the bells of the ${s.data} after ${s.step} steps${s.game === "VAE" ? "" : ", on the critic's answers"}`,
    s.game === "VAE" ? "The VAE's loss over the training" : "The losses of critic and generator over the training",
    `How many bells have a point, over the training; here ${s.modes}`,
  ],
});

function drawPoints(plot, s, size) {
  plot.begin(...size, [-REACH, REACH], [-REACH, REACH]);
  const { inside, x, y } = plot;
  const cell = (2 * REACH) / (SIDE - 1); // the answers are those at the middles
  s.answers.forEach((logit, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    const [left, top] = [-REACH + (column - 0.5) * cell, REACH - (row - 0.5) * cell];
    const belief = Math.tanh(logit / 2); // from −1, generated, to 1, real
    const at = { x: x(left), y: y(top), width: x(left + cell) - x(left), height: y(top - cell) - y(top) };
    inside.put(`answer-${i}`, "rect", { class: belief > 0 ? "gf-real" : "gf-fake", ...at, "fill-opacity": (0.4 * Math.abs(belief)).toFixed(3) });
  });
  s.centres.forEach(([u, v], i) => inside.put(`bell-${i}`, "circle", { class: "gf-bell", cx: x(u), cy: y(v), r: Math.abs(x(3 * SCALE) - x(0)) }));
  s.points.forEach(([u, v], i) => inside.put(`point-${i}`, "circle", { class: "gf-point", cx: x(u).toFixed(2), cy: y(v).toFixed(2), r: 2.6 }));
  plot.note([["gf-point", "generated"], ["gf-bell", "bell of the data"], ["gf-real", "critic: real"], ["gf-fake", "critic: generated"]]);
  plot.axes("", 3, "");
  plot.end();
}

function drawOver(plot, s, size, range, curves) {
  drawCurves(plot, size, "gf", { ticks: s.whole.map((_, k) => STEPS * k), now: s.frame, range, curves: curves.map(([name, of]) => [name, s.whole.map(of)]) });
  plot.axes("step", 4, "");
  plot.end();
}

async function render({ model, el }) {
  const films = new Films(await model.get("weights"));
  const inputs = traits(model, ["frame", "data", "game", "seed"]);
  const { get, change } = inputs;
  const frame = slider({ get, change: (values) => change({ frame: clamp(Math.round(values.frame), 0, FRAMES - 1) }) }, "frame", "", "moment", undefined, 0);
  const lists = [list(inputs, "data", "data", DATA), list(inputs, "game", "trained by", GAMES), list(inputs, "seed", "seed", [0, 1])];
  const results = numbers(NUMBERS, "gf", DECIMALS);
  const points = new Plot("What the generator draws", { left: 30 });
  const losses = new Plot("Losses", { left: 34, right: 40 });
  const modes = new Plot("Bells with a point", { left: 34, right: 40 });

  const film = projector(inputs, "frame", FRAMES - 1);
  const view = layout(el, {
    name: "gan-films",
    label: "Recorded trainings of generative adversarial networks and of a variational autoencoder",
    controls: [frame, ...lists],
    results,
    buttons: film.buttons,
    plots: [points, losses, modes],
  });
  film.watch(view.root);

  let [square, flat] = [];
  const measure = () => {
    square = points.fit(1, 220, 340);
    flat = [square[0], Math.round((square[1] - 22) / 2)];
  };
  const paint = () => {
    const s = films.solve(inputs.read());
    frame.show(0, FRAMES - 1);
    for (const each of lists) each.show();
    results.show(s);
    write(view.verdict, sentence(s));
    drawPoints(points, s, square);
    const kinds = s.game === "VAE" ? [["critic_loss", (at) => at.losses[0]]] : [["critic_loss", (at) => at.losses[0]], ["generator_loss", (at) => at.losses[1]]];
    const all = s.whole.flatMap((at) => kinds.map(([, of]) => of(at)));
    losses.note([["gf-critic_loss", s.game === "VAE" ? "the VAE's loss" : "critic"], ["gf-generator_loss", s.game === "VAE" ? "" : "generator"]]);
    const [low, high] = [Math.min(0, ...all), Math.max(1.5, ...all)];
    drawOver(losses, s, flat, [low - 0.05 * (high - low), high + 0.05 * (high - low)], kinds);
    drawOver(modes, s, flat, [0, 1.08 * s.centres.length], [["modes", (at) => at.modes]]);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint, leave: film.leave });
}

export default { render };
