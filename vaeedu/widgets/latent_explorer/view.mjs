// The widget of chapter 06: a trained VAE whose code is a point of the plane. Drag z and its decoder draws; draw a digit and
// its encoder says where it would have come from.
import { Plot, button, clamp, handle, layout, make, mounted, numbers, onDrag, polyline, reducedMotion, say, traits, write } from "../chart.mjs";
import { Network, SIDE, digit, drawing, logLikelihood, rate, sample, sigmoid } from "./maths.mjs";
import "../chart.css";
import "./style.css";

const REACH = 3.5; // the plane shown, unless something lies further out
const TILES = 21; // decoded pictures along each side of it
const STILLS = 9; // and along the path
const SECONDS = 3; // from one end of the path to the other

const NUMBERS = {
  z1: "*z*₁", z2: "*z*₂", distortion_at_z: "−log *p*(*x*|*z*)",
  mean1: "*q*: *μ*₁", mean2: "*q*: *μ*₂", rate: "rate",
  scale1: "*q*: *σ*₁", scale2: "*q*: *σ*₂", distortion: "distortion",
};
const DECIMALS = { z1: 2, z2: 2, mean1: 2, mean2: 2, distortion_at_z: 1, distortion: 1, rate: 2 };

const between = (a, b, t) => a.map((start, j) => start + t * (b[j] - start));
const place = (z) => `(${z.map((value) => say(value, 2)).join(", ")})`;

/** How far along the path z is, from 0 to 1; undefined beside it. */
function along(z, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const t = ((z[0] - a[0]) * dx + (z[1] - a[1]) * dy) / (dx * dx + dy * dy || 1);
  const off = Math.hypot(...between(a, b, t).map((value, j) => value - z[j]));
  return t > -1e-6 && t < 1 + 1e-6 && off < 2e-3 ? t : undefined; // places are rounded to three decimals
}

/** `compute` again only when an argument is another one than last time. */
function remembered(compute) {
  let [known, result] = [[], undefined];
  return (...inputs) => {
    if (known.length !== inputs.length || inputs.some((input, i) => input !== known[i])) [known, result] = [inputs, compute(...inputs)];
    return result;
  };
}

function among({ digit, votes }) {
  if (votes === 0) return "where no test digit has its code";
  return votes > 5 ? `among the ${digit}s` : "where several digits meet";
}

function sentence(s) {
  const gain = s.distortion_at_mean - s.distortion_at_z;
  const than = Math.abs(gain) < 0.05 ? "as well as" : `${say(Math.abs(gain), 1)} nats ${gain > 0 ? "better" : "worse"} than`;
  return `*x* has its code ${among(s.nearest_to_q)}. *z*, ${among(s.nearest)}, explains it ${than} the mean of *q*.`;
}

function describe(s) {
  const code = `mean ${place(s.q.mean)} and scale ${place(s.q.scale)}`;
  const { digit, votes } = s.nearest;
  const here = `z is ${place(s.z)}; ${votes ? `of the ten nearest codes of test digits ${votes} are those of ${digit}s` : "no test digit has its code there"}`;
  const costs = `rate ${say(s.rate, 2)}, distortion ${say(s.distortion, 1)} nats`;
  return {
    spoken: `${here}. x has a code with ${code}: ${costs}. Minus log p of x at z is ${say(s.distortion_at_z, 1)} nats.`,
    pictures: [
      `The plane of codes with the prior's circles; ${here}; q of x has ${code}; a path leads from A at ${place(s.a)} to B at ${place(s.b)}`,
      `${s.sampled ? "A sample" : "The mean"} of p(x|z) at z ${place(s.z)}`,
      `${STILLS} pictures decoded along the path from A to B`,
      "A pad to draw a digit on; the buttons below it draw one for you",
      "The picture x that the encoder reads",
      `The picture that the decoder makes of the mean of q; ${costs}`,
    ],
  };
}

// ---- pictures ----------------------------------------------------------------------------------------------------

/** A panel with pictures of 28 × 28 values in [0, 1], in columns and rows: ink on paper, or light on dark. */
class Picture {
  constructor(name, title, columns = 1, rows = 1) {
    this.svg = make("canvas", { width: columns * SIDE, height: rows * SIDE, role: "img" }); // where a plot has its drawing
    this.stage = make("div", { class: "le-paper" }, this.svg);
    this.root = panel(name, title, this.stage);
    this.context = this.svg.getContext("2d");
    this.image = this.context.createImageData(SIDE, SIDE);
  }
  show(values, column = 0, row = 0) {
    const { data } = this.image;
    for (let i = 0; i < values.length; i++) {
      data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = 255 * (1 - values[i]);
      data[4 * i + 3] = 255;
    }
    this.context.putImageData(this.image, column * SIDE, row * SIDE);
  }
}

function panel(name, title, ...children) {
  const caption = make("div", { class: "vae-title" });
  write(caption, title);
  return make("div", { class: `vae-panel le-${name}` }, caption, ...children);
}

/** Buttons of which one is pressed: `options` are [text, act] pairs. */
function choice(label, ...options) {
  const buttons = options.map(([text, act]) => button(text, act));
  return {
    root: make("div", { class: "le-choice", role: "group", "aria-label": label }, ...buttons),
    show: (pressed) => buttons.forEach((node, i) => node.setAttribute("aria-pressed", i === pressed)),
  };
}

/** The pad: `draw(strokes)` is called with every movement of the pen, `rest` when it is lifted. */
class Pad {
  constructor(draw, rest) {
    this.lines = make("path", { class: "le-pen" });
    this.hint = make("text", { class: "le-hint", x: 50, y: 54, "text-anchor": "middle" }, "draw a digit");
    this.svg = make("svg", { class: "le-pad-sheet", viewBox: "0 0 100 100", role: "img" }, this.hint, this.lines);
    this.stage = make("div", { class: "le-paper" }, this.svg);
    this.root = panel("pad", "Your digit", this.stage);
    const at = (event) => {
      const box = this.svg.getBoundingClientRect();
      return [((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100];
    };
    onDrag(this.stage, {
      start: (event) => {
        this.show(this.own ? [...this.strokes, [at(event)]] : [[at(event)]]);
        this.own = true;
        draw(this.strokes);
      },
      move: (event) => {
        this.strokes.at(-1).push(at(event));
        this.show(this.strokes);
        draw(this.strokes);
      },
      end: rest,
    });
    this.show([]);
  }
  /** What lies on the pad; a pen that comes to strokes of others begins anew. */
  show(strokes) {
    this.strokes = strokes;
    this.lines.setAttribute("d", strokes.map((stroke) => polyline([...stroke, stroke.at(-1)])).join(""));
    this.hint.setAttribute("display", strokes.length ? "none" : "inline");
  }
  put(strokes) {
    this.own = false;
    this.show(strokes);
  }
}

// ---- the plane ---------------------------------------------------------------------------------------------------

/**
 * What lies behind the plane: pictures, decoded from the middle outwards, some in each frame so that none of them is late;
 * or the codes of test digits, each written as its digit.
 */
function makeBackdrop(network) {
  const picture = new Picture("tiles", "", TILES, TILES);
  picture.stage.classList.add("le-tiles");
  const codes = make("svg", { class: "vae-svg le-codes", viewBox: [-1, -1, 2, 2].map((side) => 100 * REACH * side).join(" ") });
  for (let kind = 0; kind < 10; kind++) {
    const at = network.codesOf(kind);
    const [x, y] = [at.map(([z]) => 100 * z), at.map(([, z]) => 7 - 100 * z)].map((list) => list.map(Math.round).join(" "));
    codes.append(make("text", { class: `le-code-${kind}`, "text-anchor": "middle", x, y }, String(kind).repeat(at.length)));
  }
  const step = (2 * REACH) / TILES;
  const middle = (TILES - 1) / 2;
  const waiting = Array.from({ length: TILES * TILES }, (_, i) => [i % TILES, Math.floor(i / TILES)]);
  const away = ([column, row]) => Math.hypot(column - middle, row - middle);
  waiting.sort((one, other) => away(other) - away(one));
  const work = (start) => {
    do {
      const [column, row] = waiting.pop();
      picture.show(network.decode([(column - middle) * step, (middle - row) * step]), column, row);
    } while (waiting.length && performance.now() - start < 6);
    if (waiting.length) frame = requestAnimationFrame(work);
  };
  let frame = requestAnimationFrame(work);
  return { root: make("div", { class: "le-backdrop", "aria-hidden": "true" }, picture.stage, codes), cancel: () => cancelAnimationFrame(frame) };
}

function drawPlane(plot, s, size, reach) {
  plot.begin(...size, [-reach, reach], [-reach, reach]);
  const { inside, over, x, y } = plot;
  const unit = x(1) - x(0);
  for (const radius of [1, 2, 3]) {
    inside.put(`circle-${radius}`, "circle", { class: "le-prior", cx: x(0), cy: y(0), r: radius * unit });
    const share = `${Math.round(100 * (1 - Math.exp((-radius * radius) / 2)))} %`;
    const corner = radius * Math.SQRT1_2;
    inside.put(`share-${radius}`, "text", { class: "vae-label le-share", x: x(-corner), y: y(corner) + 4, "text-anchor": "middle" }, share);
  }
  inside.put("path", "line", { class: "le-path", x1: x(s.a[0]), y1: y(s.a[1]), x2: x(s.b[0]), y2: y(s.b[1]) });
  const { mean, scale } = s.q;
  const [cx, cy] = [x(mean[0]), y(mean[1])];
  for (const times of [1, 2]) {
    const [rx, ry] = scale.map((value) => times * value * unit);
    inside.put(`q-${times}`, "path", { class: "le-q le-scale1 le-scale2 le-rate", d: `M${cx - rx},${cy}a${rx},${ry} 0 1,0 ${2 * rx},0a${rx},${ry} 0 1,0 ${-2 * rx},0Z` });
  }
  inside.put("q-mean", "circle", { class: "le-mean le-mean1 le-mean2", cx, cy, r: 1.8 });
  const side = cx > plot.width - 60 ? -1 : 1;
  const beside = { x: cx + side * (2 * scale[0] * unit + 6), y: cy - 2 * scale[1] * unit - 2, "text-anchor": side > 0 ? "start" : "end" };
  inside.put("q-name", "text", { class: "vae-label le-q-name", ...beside }, "*q*(*z*|*x*)");
  plot.note([["le-prior", "prior"], ["le-q", "*q*(*z*|*x*), 1 and 2 *σ*"], ["", "drag the rings"]]);
  plot.axes("*z*₁", 7, "*z*₂");
  plot.end();
}

// ---- the widget --------------------------------------------------------------------------------------------------

async function render({ model, el }) {
  const network = new Network(await model.get("weights"));
  const inputs = traits(model, ["z", "a", "b", "sampled", "seed", "grey"]);
  const { get, set, change } = inputs;
  let behind = "pictures";

  // ---- what follows from the inputs, computed when they change ----
  const decoded = remembered((z) => {
    const logits = network.logits(z);
    return { logits, mean: sigmoid(logits), nearest: network.nearest(z) };
  });
  const read = remembered((grey) => {
    const x = grey.map((level) => level / 255);
    const q = network.encode(x);
    const logits = network.logits(q.mean);
    return { x, q, nearest_to_q: network.nearest(q.mean), rebuilt: sigmoid(logits), rate: rate(q), distortion: network.distortion(x, q), distortion_at_mean: -logLikelihood(x, logits) };
  });
  const solve = () => {
    const now = inputs.read();
    const { logits, mean, nearest } = decoded(now.z);
    const s = { ...now, ...read(now.grey), nearest };
    const [[z1, z2], [mean1, mean2], [scale1, scale2]] = [s.z, s.q.mean, s.q.scale];
    const shown = s.sampled ? sample(mean, s.seed) : mean;
    return Object.assign(s, { z1, z2, mean1, mean2, scale1, scale2, shown, distortion_at_z: -logLikelihood(s.x, logits) });
  };

  // ---- the panels ----
  const results = numbers(NUMBERS, "le", DECIMALS);
  const plane = new Plot("The plane of codes", { left: 30 });
  const picture = new Picture("picture", "Decoded from *z*");
  const strip = new Picture("strip", "From A to B", STILLS);
  const input = new Picture("input", "The encoded *x*");
  const rebuilt = new Picture("rebuilt", "Rebuilt from *q*");
  let drawn; // the levels for which the pad is right
  const pad = new Pad(
    (strokes) => set({ grey: (drawn = drawing(strokes)) }),
    () => model.save_changes());
  const given = (strokes) => {
    pad.put(strokes);
    change({ grey: (drawn = strokes.length ? drawing(strokes) : new Array(SIDE * SIDE).fill(0)) });
  };
  const kind = choice("What the picture shows",
    ["Mean", () => change({ sampled: false })],
    ["Sample", () => change({ sampled: true, seed: get("sampled") ? (get("seed") + 1) % 2 ** 20 : get("seed") })]);
  const views = choice("What lies behind the plane",
    ["Pictures", () => ((behind = "pictures"), paint())],
    ["Codes", () => ((behind = "codes"), paint())]);
  const play = button("Play", () => (frame ? stop() : begin()));
  const take = button("Encode it", () => change({ grey: Array.from(solve().shown, (value) => Math.round(255 * value)) }));
  const reset = button("Reset", () => {
    stop();
    change(inputs.first);
  });
  const meet = button("*z* to *q*", () => choose("z", solve().q.mean));
  const digits = Array.from({ length: 10 }, (_, number) => {
    const node = button(String(number), () => given(digit(number).map((stroke) => stroke.map(([x, y]) => [20 + 3 * x, 20 + 3 * y]))));
    node.setAttribute("aria-label", `Draw a ${number}`);
    return node;
  });
  const backdrop = makeBackdrop(network);
  plane.stage.prepend(backdrop.root);
  plane.root.append(views.root);
  picture.root.append(make("div", { class: "le-tools" }, kind.root, take));
  strip.root.append(play);
  pad.root.append(make("div", { class: "le-digits" }, ...digits, button("Clear", () => given([]))));
  const view = layout(el, {
    name: "latent-explorer",
    label: "A variational autoencoder of handwritten digits with a code of two numbers",
    controls: [],
    results,
    buttons: [meet, reset],
    plots: [plane, picture, strip, pad, input, rebuilt],
  });

  // ---- hands ----
  let reach = REACH;
  let held = false; // axes keep still while something is dragged over them
  const hold = () => (held = true);
  const release = () => ((held = false), paint());
  const MARGIN = 1.08; // of the plane around what lies outside the usual one; a hand stays inside, or the plane would grow with every drag
  const edge = () => Math.max(REACH, reach / MARGIN);
  const neat = (point) => point.map((value) => Number(clamp(value, -edge(), edge()).toFixed(3)));
  const choose = (name, point) => {
    if (name === "z") stop();
    change({ [name]: neat(point) });
  };
  const rings = ["a", "b", "z"].map((name) => {
    const what = { a: "A, start of the path", b: "B, end of the path", z: "z, the code that is decoded" }[name];
    const ring = handle(plane, `${what}: left and right change its first number, up and down its second`, {
      start: hold,
      end: release,
      move: (...point) => choose(name, point),
      nudge: (right, up, shift) => choose(name, get(name).map((value, j) => value + [right, up][j] * (shift ? 0.25 : 0.05))),
    });
    ring.node.classList.add(`le-${name}`);
    return () => ring.show([plane.x(get(name)[0]), plane.y(get(name)[1])], [-edge(), edge()], get(name)[0], place(get(name)));
  });
  plane.stage.classList.add("le-slides");
  onDrag(plane.stage, {
    start: (event) => (hold(), choose("z", plane.at(event))),
    move: (event) => choose("z", plane.at(event)),
    end: release,
  });
  const scrub = (event) => {
    const box = strip.stage.getBoundingClientRect();
    const still = ((event.clientX - box.left) / box.width) * STILLS - 0.5;
    choose("z", between(get("a"), get("b"), clamp(still / (STILLS - 1), 0, 1)));
  };
  onDrag(strip.stage, { start: scrub, move: scrub });

  // ---- drawing ----
  const drawStills = remembered((a, b) => {
    for (let i = 0; i < STILLS; i++) strip.show(network.decode(between(a, b, i / (STILLS - 1))), i);
  });
  let size;
  const measure = () => {
    const [width] = plane.fit(1, 0, Infinity);
    const { top, right, bottom, left } = plane.margin;
    size = [width, width - left - right + top + bottom];
  };
  const paint = () => {
    const s = solve();
    if (s.grey !== drawn && String(s.grey) !== String(drawn)) pad.put([]); // a picture that nobody drew here
    drawn = s.grey;
    const furthest = Math.max(...[s.z, s.a, s.b, s.q.mean].flat().map(Math.abs));
    if (!held) reach = furthest > REACH ? MARGIN * furthest : REACH;
    results.show(s);
    write(view.verdict, sentence(s));
    kind.show(s.sampled ? 1 : 0);
    views.show(behind === "codes" ? 1 : 0);
    backdrop.root.dataset.shows = behind;
    drawPlane(plane, s, size, reach);
    const [left, right] = [-REACH, REACH].map(plane.x);
    const box = { left: left + plane.margin.left, top: plane.y(REACH) + plane.margin.top, width: right - left };
    for (const side in box) backdrop.root.style[side] = `${box[side]}px`;
    picture.show(s.shown);
    drawStills(s.a, s.b);
    const t = along(s.z, s.a, s.b);
    strip.stage.classList.toggle("le-on-path", t !== undefined);
    strip.stage.style.setProperty("--t", t ?? 0);
    input.show(s.x);
    rebuilt.show(s.rebuilt);
    for (const show of rings) show();
    view.announce(() => describe(s));
  };

  // ---- the walk along the path: to and fro, only while it can be seen ----
  let frame = 0;
  let began;
  const walk = (now) => {
    began ??= now;
    const seconds = (now - began) / 1000;
    // With reduced motion: from one still to the next, every second.
    const step = Math.floor(seconds) % (2 * STILLS - 2);
    const t = reducedMotion() ? Math.min(step / (STILLS - 1), 2 - step / (STILLS - 1)) : (1 - Math.cos((Math.PI * seconds) / SECONDS)) / 2;
    set({ z: neat(between(get("a"), get("b"), t)) });
    frame = requestAnimationFrame(walk);
  };
  const begin = () => {
    began = undefined;
    write(play, "Pause");
    frame = requestAnimationFrame(walk);
  };
  const stop = () => {
    if (!frame) return;
    cancelAnimationFrame(frame);
    frame = 0;
    write(play, "Play");
    model.save_changes();
  };
  const seen = new IntersectionObserver(([entry]) => entry.isIntersecting || stop());
  seen.observe(view.root);
  const leave = () => {
    cancelAnimationFrame(frame);
    backdrop.cancel();
    seen.disconnect();
  };
  return mounted(view, inputs, { measure, paint, leave });
}

export default { render };
