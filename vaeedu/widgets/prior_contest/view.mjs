// The widget of chapter 02: a batch of data, k codes from the prior, and which code each datum pulls on.
import { Plot, button, clamp, handle, layout, mounted, numbers, polyline, say, slider, traits, write } from "../chart.mjs";
import * as contest from "./maths.mjs";
import "../chart.css";
import "./style.css";

const { ITEMS, CODES } = contest;
const [LEAST, MOST] = [0.05, 1]; // of the noise, unless an input from outside goes further

function sentence({ k, winners, most }) {
  if (k === 1) return `the only code has to explain all ${ITEMS} data: it is pulled to their average`;
  return `${winners} of ${k} codes win all ${ITEMS} data; the most successful one wins ${most}`;
}

function describe(s) {
  const short = `the estimate of log p is ${say(Math.abs(s.short), 2)} nats too ${s.short < 0 ? "large" : "small"}`;
  return {
    spoken: `${sentence(s)}; ${short}; about ${say(s.enough, 0)} codes are needed.`,
    pictures: [
      `${ITEMS} data and ${s.k} codes in the plane; a line joins each datum to the code that explains it best, and arrows show where the codes are pulled`,
      `Data won by each code, the most successful first: ${s.ranked.join(", ")}`,
      `How much too small the estimate of log p is, against the number of codes, from 1 to ${CODES}; with ${s.k} codes ${say(s.short, 2)} nats`,
    ],
  };
}

// ---- the plane ---------------------------------------------------------------------------------------------------

function drawPlane(plot, s, size) {
  const room = [size[0] - plot.margin.left - plot.margin.right, size[1] - plot.margin.top - plot.margin.bottom];
  const unit = (2.7 * Math.hypot(1, s.sigma)) / Math.min(...room); // the same in both directions
  plot.begin(...size, ...room.map((pixels) => [-unit * pixels, unit * pixels]));
  const { inside, x, y } = plot;
  const at = ([a, b]) => [x(a), y(b)];
  inside.put("lines", "path", { class: "pc-line", d: s.items.map((item, n) => polyline([at(item), at(s.drawn[s.winner[n]])])).join("") });
  const won = new Set(s.winner);
  let arrows = "";
  s.drawn.forEach((code, i) => {
    inside.put(`code-${i}`, "circle", { class: won.has(i) ? "pc-winner" : "pc-loser", cx: x(code[0]), cy: y(code[1]), r: won.has(i) ? 4.5 : 3 });
    const [weight, ...sum] = s.pulls[i];
    if (weight < 0.5) return; // hardly anyone pulls
    const [from, to] = [at(code), at(sum.map((value) => value / weight))];
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const long = Math.hypot(dx, dy);
    if (long < 6) return;
    const tip = (turn) => [to[0] - (5 * (dx - turn * dy)) / long, to[1] - (5 * (dy + turn * dx)) / long];
    arrows += polyline([from, to]) + polyline([tip(0.6), to, tip(-0.6)]);
  });
  s.items.forEach((item, n) => inside.put(`item-${n}`, "rect", { class: "pc-item", x: x(item[0]) - 3, y: y(item[1]) - 3, width: 6, height: 6 }));
  inside.put("arrows", "path", { class: "pc-arrow", d: arrows });
  plot.note([["pc-item", "data"], ["pc-winner", "codes"], ["pc-line", "explained best by"], ["pc-arrow", "pulled to"]]);
  plot.axes("", 5);
  plot.end();
}

// ---- who has won -------------------------------------------------------------------------------------------------

function drawWon(plot, s, size) {
  plot.begin(...size, [0, ITEMS], [0, Math.max(6, 1.1 * s.most)]);
  const { inside, x, y, height } = plot;
  s.ranked.forEach((count, i) => inside.put(`bar-${i}`, "rect", { class: "pc-bar", x: x(i) + 1, y: y(count), width: x(1) - 2, height: height - y(count) }));
  inside.put("each", "path", { class: "pc-each", d: polyline([[x(0), y(1)], [x(ITEMS), y(1)]]) });
  plot.note([["pc-bar", `the ${s.winners} winners`], ["pc-each", "a code for each datum"]]);
  plot.axes("", 5, "");
  plot.end();
}

// ---- what the estimate lacks -------------------------------------------------------------------------------------

const CUT = 8; // nats: with a few codes the estimate is off by so much that nothing else could be seen

/** Draws the curve and returns where the handle lies: at the number of codes. */
function drawShort(plot, s, size) {
  const top = clamp(Math.max(...s.shorts), 1, CUT);
  plot.begin(...size, [0, CODES], [Math.min(-0.1 * top, ...s.shorts), 1.08 * top]);
  const { inside, over, x, y, height, width } = plot;
  const near = s.enough <= CODES;
  inside.put("zero", "line", { class: "pc-zero", x1: 0, x2: width, y1: y(0), y2: y(0) });
  if (near) inside.put("enough", "path", { class: "pc-enough", d: polyline([[x(s.enough), 0], [x(s.enough), height]]) });
  inside.put("curve", "path", { class: "pc-short", d: polyline(s.shorts.map((short, i) => [x(i + 1), y(Math.min(short, 2 * CUT))])) });
  const name = { class: "vae-label vae-quiet", x: near ? Math.min(x(s.enough) + 5, width - 14) : width, y: 10, "text-anchor": near ? "start" : "end" };
  over.put("enough-name", "text", name, near ? "*eᴵ*" : `*eᴵ* = ${say(s.enough, 0)} →`);
  plot.note([["pc-short", "these codes, the first *k* of them"]]);
  plot.axes("*k*", 4, "nats");
  plot.end();
  return [x(s.k), y(Math.min(s.short, top))];
}

// ---- the widget --------------------------------------------------------------------------------------------------

const NUMBERS = {
  winners: "codes that win", most: "data won by the best", taught: "codes taught per datum",
  short: "log *p* lacks, nats", information: "*I*, nats", enough: "needed, *eᴵ*",
};

function render({ model, el }) {
  const inputs = traits(model, ["k", "sigma", "draw"]);
  const { get, change } = inputs;
  const draw = ({ k }) => change({ k: clamp(Math.round(k), 1, CODES) });
  const k = slider({ get, change: draw }, "k", "k", "codes drawn", () => Math.round(1 + get("sigma") ** -2), 0); // a whole number, or the arrow keys would not get past it
  const sigma = slider(inputs, "sigma", "σ", "scale of the noise");
  const results = numbers(NUMBERS, "pc", { winners: 0, most: 0, taught: 1, short: 2, information: 2, enough: 0 });
  const plane = new Plot("Who pulls on whom", { left: 14 });
  const won = new Plot("Data won, the best codes first", { left: 30 });
  const short = new Plot("What the estimate of log *p* lacks");
  const view = layout(el, {
    name: "prior-contest",
    label: "Codes from the prior and the data that fight for them",
    controls: [k, sigma],
    results,
    buttons: [button("New draw", () => change({ draw: get("draw") + 1 })), button("Reset", () => change(inputs.first))],
    plots: [plane, won, short],
  });
  const dot = handle(short, "Codes drawn: left and right change how many", {
    move: (count) => draw({ k: count }),
    nudge: (right, up, shift) => draw({ k: get("k") + (right + up) * (shift ? 10 : 1) }),
  });
  short.onClick((count) => draw({ k: count }));

  let tall, low;
  const measure = () => ([tall, low] = [plane.fit(1.25, 330, 470), won.fit(0.56, 180, 200)]);
  const paint = () => {
    const s = contest.solve(inputs.read());
    k.show(1, CODES, "eᴵ");
    sigma.show(Math.min(LEAST, s.sigma), Math.max(MOST, s.sigma));
    results.show(s);
    write(view.verdict, sentence(s));
    drawPlane(plane, s, tall);
    drawWon(won, s, low);
    dot.show(drawShort(short, s, low), [1, CODES], s.k, `${s.k} codes, ${say(s.short, 2)} nats short`);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
