// The widget of chapter 01: names on a shelf, blurred by noise, and how many of them survive.
import { Plot, bell, button, clamp, handle, layout, mounted, numbers, plain, polyline, say, slider, traits, write } from "../chart.mjs";
import * as channel from "./maths.mjs";
import "../chart.css";
import "./style.css";

const [LEAST, MOST, LONGEST] = [0.01, 10, 101]; // of the noise, and of the list of names, unless an input from outside goes further

function sentence({ names, noise, surviving, ceiling }) {
  if (names === 1) return "one name: never read wrong, and it tells nothing";
  const two = Math.exp(channel.information(2, noise));
  const worth = `a reading is worth ${say(surviving, 2)} names without noise`;
  return two > surviving ? `${worth}; with two names stored, ${say(two, 2)}` : `${worth}, of at most ${say(ceiling, 2)}`;
}

function describe(s) {
  const survive = `${say(s.surviving, 2)} of ${s.names} names survive`;
  return {
    spoken: `noise ${say(s.noise, 2)}: ${survive}, at most ${say(s.ceiling, 2)} could; ${say(s.right, 2)} are read right.`,
    pictures: [
      `Readings of all ${s.names} names on the shelf, and of the one in the middle, which is read wrong ${say(100 * s.error, 0)} times in a hundred`,
      `Names that survive against the noise, on two logarithmic scales, below the ceiling that the capacity sets; here ${say(s.surviving, 2)} and ${say(s.ceiling, 2)}`,
      `Names that survive against names stored: with ${s.names} stored, ${say(s.surviving, 2)} survive and ${say(s.right, 2)} are read right; the ceiling is ${say(s.ceiling, 2)}`,
    ],
  };
}

// ---- the shelf ---------------------------------------------------------------------------------------------------

function drawShelf(plot, { names, noise }, size) {
  const gap = channel.place(1, names);
  // Where the names stand apart, each has points of its own; else even ones will do.
  const apart = gap > 3 * noise ? Array.from({ length: names * 25 }, (_, k) => channel.place(Math.floor(k / 25), names) + noise * ((k % 25) / 4 - 3)) : [];
  const even = Array.from({ length: 141 }, (_, k) => k / 10 - 2);
  const places = [...even, ...apart].sort((p, q) => p - q);
  const heights = places.map((y) => channel.density(y / noise, names, gap / noise) / noise);
  plot.begin(...size, [-2, 12], [0, 1.3 * Math.max(...heights)]);
  const { inside, over, x, y, height } = plot;
  inside.put("all", "path", { class: "nc-all", d: `${polyline(places.map((at, i) => [x(at), y(heights[i])]))}L${x(12)},${height}L${x(-2)},${height}Z` });

  const own = Math.floor((names - 1) / 2);
  const apple = channel.place(own, names);
  const tall = (at) => Math.exp(-(((at - apple) / noise) ** 2) / 2) / (noise * names * Math.sqrt(2 * Math.PI));
  const [low, high] = [own > 0 ? apple - gap / 2 : -2, names > 1 ? apple + gap / 2 : 12];
  const mine = [];
  for (let k = 0; k <= 80; k++) mine.push(apple + clamp(noise * (k / 10 - 4), low - apple, high - apple));
  inside.put("right", "path", { class: "nc-right", d: `M${x(mine[0])},${height}L${polyline(mine.map((at) => [x(at), y(tall(at))])).slice(1)}V${height}Z` });
  const strokes = []; // hatched, so that the two differ by more than their colour
  for (let px = 1.5; px < plot.width; px += 4) {
    const at = x.invert(px);
    if ((at < low || at > high) && height - y(tall(at)) > 0.5) strokes.push(`M${px},${height}V${y(tall(at)).toFixed(2)}`);
  }
  inside.put("wrong", "path", { class: "nc-wrong", d: strokes.join("") });
  inside.put("own", "path", { class: "nc-own", transform: `translate(0,${height - height / names}) scale(1,${1 / names})`, d: bell(plot, apple, noise) });

  const marks = Array.from({ length: names }, (_, i) => `M${x(channel.place(i, names)).toFixed(2)},${height - 5}v5`);
  over.put("names", "path", { class: "nc-names", d: marks.join("") });
  const top = Math.max(y(tall(apple)) - 7, 10);
  over.put("apple", "text", { class: "vae-label nc-apple", x: x(apple), y: top, "text-anchor": "middle" }, "apple");
  if (names > 1 && x(gap) - x(0) > 56) over.put("banana", "text", { class: "vae-label vae-quiet", x: x(apple + gap), y: top, "text-anchor": "middle" }, "banana");
  plot.note([["nc-all", "all readings"], ["nc-right", "apple, read right"], ["nc-wrong", "apple, read as another name"]]);
  plot.axes("", 8);
  plot.end();
}

// ---- what survives, against the noise and against how many are stored ----------------------------------------------

/** A curve that is computed again only when what it depends on has changed. */
function remembered(compute) {
  let [key, curve] = [];
  return (...on) => {
    if (key !== on.join()) [key, curve] = [on.join(), compute(...on)];
    return curve;
  };
}

const againstNoise = remembered((names, low, high) =>
  Array.from({ length: 61 }, (_, k) => low + ((high - low) * k) / 60).map((log) => [log, channel.information(names, 10 ** log, 0.5) / Math.LN10]));

const againstNames = remembered((noise, most) => {
  const stored = new Set(Array.from({ length: 31 }, (_, k) => Math.round(most ** (k / 30))));
  return [...stored].map((names) => [names, Math.exp(channel.information(names, noise, 0.5)), channel.readRight(names, noise)]);
});

function drawNoises(plot, s, size) {
  const [low, high] = [Math.log10(Math.min(LEAST, s.noise)), Math.log10(Math.max(MOST, s.noise))];
  const logCeiling = (log) => channel.capacity(10 ** log) / Math.LN10;
  plot.begin(...size, [low, high], [0, 1.05 * logCeiling(low)]);
  const { inside, x, y } = plot;
  const curve = againstNoise(s.names, low, high);
  inside.put("ceiling", "path", { class: "nc-ceiling", d: polyline(curve.map(([log]) => [x(log), y(logCeiling(log))])) });
  inside.put("surviving", "path", { class: "nc-surviving", d: polyline(curve.map(([log, value]) => [x(log), y(value)])) });
  plot.note([["nc-surviving", `of ${s.names} names`], ["nc-ceiling", "ceiling"]]);
  plot.axes("*s*", 4, "", (log) => plain(10 ** log));
  plot.end();
  return [x(Math.log10(s.noise)), y(Math.log10(s.surviving))];
}

function drawNames(plot, s, size) {
  const most = Math.max(LONGEST, s.names);
  const curve = againstNames(s.noise, most);
  plot.begin(...size, [0, most], [0, 1.2 * Math.min(s.ceiling, most)]);
  const { inside, x, y, width } = plot;
  inside.put("stored", "path", { class: "nc-stored", d: polyline([[x(0), y(0)], [x(most), y(most)]]) });
  inside.put("ceiling", "path", { class: "nc-ceiling", d: polyline([[0, y(s.ceiling)], [width, y(s.ceiling)]]) });
  inside.put("read", "path", { class: "nc-read", d: polyline(curve.map(([names, , right]) => [x(names), y(right)])) });
  inside.put("surviving", "path", { class: "nc-surviving", d: polyline(curve.map(([names, value]) => [x(names), y(value)])) });
  plot.note([["nc-surviving", "survive"], ["nc-read", "read right"], ["nc-stored", "stored"], ["nc-ceiling", "ceiling"]]);
  plot.axes("*n*", 5, "");
  plot.end();
  return [x(s.names), y(s.surviving)];
}

// ---- the widget --------------------------------------------------------------------------------------------------

const NUMBERS = { surviving: "survive", ceiling: "ceiling", right: "read right", error: "error", information: "*I*, nats", capacity: "*C*, nats" };

function render({ model, el }) {
  const inputs = traits(model, ["noise", "names"]);
  const { get, change } = inputs;
  const store = ({ names }) => change({ names: clamp(Math.round(names), 1, Math.max(LONGEST, get("names"))) });
  const blur = (noise) => change({ noise: Number(clamp(noise, LEAST, MOST).toPrecision(3)) });
  const noise = slider(inputs, "noise", "s", "scale of the noise");
  const names = slider({ get, change: store }, "names", "n", "names stored", undefined, 0);
  const results = numbers(NUMBERS, "nc");
  const reset = button("Reset", () => change(inputs.first));
  const shelf = new Plot("The shelf, read with noise", { left: 14 });
  const noises = new Plot("Names that survive, against the noise");
  const counts = new Plot("Names that survive, against names stored");
  const view = layout(el, {
    name: "noisy-channel",
    label: "Names stored as numbers from 0 to 10 and read with noise",
    controls: [noise, names],
    results,
    buttons: [reset],
    plots: [shelf, noises, counts],
  });
  const noiseDot = handle(noises, "Noise: left and right change it", {
    move: (log) => blur(10 ** log),
    nudge: (right, up, shift) => blur(get("noise") * (shift ? 1.5 : 1.1) ** (right + up)),
  });
  const namesDot = handle(counts, "Names stored: left and right change how many", {
    move: (stored) => store({ names: stored }),
    nudge: (right, up, shift) => store({ names: get("names") + (right + up) * (shift ? 10 : 1) }),
  });
  noises.onClick((log) => blur(10 ** log));
  counts.onClick((stored) => store({ names: stored }));

  let wide, half;
  const measure = () => ([wide, half] = [shelf.fit(0.3, 190, 230), noises.fit(0.66, 210, 250)]);
  const paint = () => {
    const s = channel.solve(inputs.read());
    noise.show(Math.min(LEAST, s.noise), Math.max(MOST, s.noise));
    names.show(1, Math.max(LONGEST, s.names));
    results.show(s);
    write(view.verdict, sentence(s));
    drawShelf(shelf, s, wide);
    const survive = `${say(s.surviving, 2)} names survive`;
    noiseDot.show(drawNoises(noises, s, half), [LEAST, MOST], s.noise, `noise ${say(s.noise, 2)}, ${survive}`);
    namesDot.show(drawNames(counts, s, half), [1, LONGEST], s.names, `${s.names} names stored, ${survive}`);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
