// The widget of chapter 17: a GAN in the plane, trained in the page on points that the reader places.
import { Plot, button, clamp, handle, layout, mounted, numbers, polyline, reducedMotion, say, slider, traits, write } from "../chart.mjs";
import { list } from "../lists.mjs";
import { GAMES, MOST, REACH, SCALE, SIDE, SHOWN, Trainer, centresOf, judge, level } from "./maths.mjs";
import source from "./worker.mjs?text";
import "../chart.css";
import "./style.css";

const SETTINGS = ["generator_rate", "critic_rate", "noise", "k", "packed", "seed", "game", "count", "places"];
const NUMBERS = { steps: "steps of the critic", modes: "bells with their share", near: "points near a bell", critic_loss: "critic's loss", generator_loss: "generator's loss" };
const DECIMALS = { steps: 0, modes: 0, near: 2 };
const ENOUGH = 50000; // steps, after which it rests by itself
const KEPT = 400; // of a curve
const NONE = { steps: 0, modes: 0, near: 0, critic_loss: 0, generator_loss: 0 };

/** The training in a worker; where none can be had, in the page, a few milliseconds a frame. `tell` gets what is to be shown. */
function engine(tell) {
  const page = () => {
    let [trainer, left, frame] = [undefined, 0, 0];
    const slice = () => {
      for (const end = performance.now() + 8; left > 0 && performance.now() < end; left--) trainer.step();
      const shown = trainer.shown();
      if (!shown.finite) left = 0;
      tell({ ...shown, resting: left <= 0 });
      frame = left > 0 ? requestAnimationFrame(slice) : 0;
    };
    return {
      begin: (settings) => ([trainer, left] = [new Trainer(settings), 0]),
      set: (settings) => trainer?.set(settings),
      run(steps) {
        left = steps;
        if (left > 0 && !frame) frame = requestAnimationFrame(slice);
      },
      end: () => cancelAnimationFrame(frame),
    };
  };
  let address;
  try {
    address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const worker = new Worker(address);
    let [settings, steps] = [undefined, 0]; // what was asked for, should the page have to take over
    const own = {
      begin: (begin) => worker.postMessage({ begin: (settings = begin) }),
      set: (set) => worker.postMessage({ set: (settings = set) }),
      run: (run) => worker.postMessage({ run: (steps = run) }),
      end: () => (worker.terminate(), URL.revokeObjectURL(address)),
    };
    worker.onmessage = ({ data }) => tell(data);
    worker.onerror = () => { // a page whose rules allow none
      own.end();
      Object.assign(own, page());
      own.begin(settings);
      own.run(steps);
    };
    return own;
  } catch {
    return page();
  }
}

function sentence(s, running) {
  if (s.count === 0) return "there is nothing to learn from: click into the plane to place a bell";
  if (s.lost) return `the numbers left all bounds near step ${s.steps}: lower a rate, and begin anew`;
  if (s.steps === 0) return "press Train";
  const found = s.modes === s.count ? `all ${s.count} bells have a quarter of their share` : `${s.modes} of ${s.count} bells have a quarter of their share`;
  return running ? `${found}, so far` : found;
}

const describe = (s) => ({
  spoken: s.steps === 0 ? `${s.count} bells of data; the training has not begun.` : `After ${s.steps} steps of the critic ${s.modes} of ${s.count} bells have a quarter of their share; ${say(100 * s.near, 0)} % of the points are near one.`,
  pictures: [
    `The ${s.count} bells of the data${s.steps ? `, ${SHOWN} generated points and the critic's answers after ${s.steps} steps` : ""}`,
    "The losses of critic and generator over the training",
    `How many bells have a quarter of their share, over the training; here ${s.modes}`,
  ],
});

function drawPlane(plot, s, size) {
  plot.begin(...size, [-REACH, REACH], [-REACH, REACH]);
  const { inside, x, y } = plot;
  const cell = (2 * REACH) / SIDE;
  s.answers?.forEach((logit, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    const belief = Math.tanh(logit / 2); // from −1, generated, to 1, real
    const at = { x: x(-REACH + column * cell), y: y(REACH - row * cell), width: x(cell) - x(0), height: y(0) - y(cell) };
    inside.put(`answer-${i}`, "rect", { class: belief > 0 ? "gt-real" : "gt-fake", ...at, "fill-opacity": (0.4 * Math.abs(belief)).toFixed(2) });
  });
  s.centres.forEach(([u, v], i) => inside.put(`bell-${i}`, "circle", { class: "gt-bell", cx: x(u), cy: y(v), r: x(3 * SCALE) - x(0) }));
  if (s.points) {
    const dots = [];
    for (let n = 0; n < s.points.length; n += 2) dots.push(`M${x(s.points[n]).toFixed(1)},${y(s.points[n + 1]).toFixed(1)}h0`);
    inside.put("points", "path", { class: "gt-point", d: dots.join("") });
  }
  plot.note([["gt-point", "generated"], ["gt-bell", "bell: click to place"], ["gt-real", "critic: real"], ["gt-fake", "generated"]]);
  plot.axes("", 3, "");
  plot.end();
}

function drawOver(plot, history, size, [low, high], names) {
  plot.begin(...size, [0, Math.max(500, history.at(-1)?.steps ?? 0)], [low, high]);
  const { inside, x, y, height } = plot;
  for (const name of names) {
    inside.put(name, "path", { class: `gt-line gt-${name}`, d: history.length ? polyline(history.map((at) => [x(at.steps), clamp(y(at[name]), -9, height + 9)])) : "" });
  }
  plot.axes("step", 4, "");
  plot.end();
}

function render({ model, el }) {
  const inputs = traits(model, SETTINGS);
  const { get, change } = inputs;
  const whole = (name, low, high) => ({ get, change: (values) => change({ [name]: clamp(Math.round(values[name]), low, high) }) });
  const sliders = {
    generator_rate: [slider(inputs, "generator_rate", "", "generator's rate", undefined, 4), 0.0001, 0.01],
    critic_rate: [slider(inputs, "critic_rate", "", "critic's rate", undefined, 4), 0.0001, 0.02],
    noise: [slider(inputs, "noise", "", "noise at first", undefined, 2), 0, 1],
    k: [slider(whole("k", 1, 10), "k", "k", "critic's steps", undefined, 0), 1, 10],
    seed: [slider(whole("seed", 0, 999), "seed", "", "seed", undefined, 0), 0, 999],
  };
  const lists = [list(inputs, "game", "game", GAMES), list(inputs, "packed", "points in a pack", [1, 2, 3, 4])];
  const results = numbers(NUMBERS, "gt", DECIMALS);
  const data = new Plot("Data, samples, and the critic's answers", { left: 30 });
  const losses = new Plot("Losses", { left: 34, right: 40 });
  const modes = new Plot("Bells with a quarter of their share", { left: 34, right: 40 });

  let [state, running, history, begun] = [NONE, false, [], ""];
  let machine; // made when it is first needed
  const tell = ({ points, answers, losses: [critic_loss, generator_loss], steps, finite, resting }) => {
    if (!begun) return; // it was still on its way when the training was begun anew
    if (finite) state = { steps, points, answers, critic_loss, generator_loss, ...judge(points, centresOf(inputs.read())) };
    else state = { ...state, steps, lost: true }; // and what was seen last stays
    history.push(state);
    if (history.length > KEPT) history = history.filter((_, i) => i % 2 === 1 || i === KEPT);
    if (resting) rest();
    else draw();
  };
  /** What the training depends on from its first step: when that changes, it is begun anew. */
  const roots = () => [get("packed"), get("seed")].join();
  const settings = () => ({ ...inputs.read(), places: [...get("places")] });
  const run = (steps) => {
    if (get("count") === 0) return paint();
    if (begun !== roots() || state.lost) renew();
    if (!begun) {
      machine ??= engine(tell);
      machine.begin(settings());
      begun = roots();
    }
    running = steps > 1;
    write(train, running ? "Pause" : "Train");
    machine.run(steps);
    paint();
  };
  const rest = () => {
    running = false;
    write(train, "Train");
    machine.run(0);
    draw();
    const { steps, modes: found, near, critic_loss, generator_loss } = state;
    change({ steps, modes: found, near, critic_loss, generator_loss });
  };
  const renew = () => {
    machine?.run(0);
    [state, history, begun, running] = [NONE, [], "", false];
    write(train, "Train");
    change(NONE);
    paint();
  };
  const train = button("Train", () => (running ? rest() : run(ENOUGH)));
  train.classList.add("vae-run");
  const step = button("Step", () => (running ? rest() : run(1)));
  const anew = button("Begin anew", () => renew());
  const put = (i, x, y) => {
    const places = [...get("places")];
    [places[2 * i], places[2 * i + 1]] = [level(x), level(y)];
    change({ places, count: Math.max(get("count"), i + 1) });
  };
  const add = button("Add a bell", () => put(Math.min(get("count"), MOST - 1), 0, 0));
  const clear = button("Clear", () => (renew(), change({ count: 0 })));
  const reset = button("Reset", () => (renew(), change(inputs.first)));
  const view = layout(el, {
    name: "gan-trainer",
    label: "A generative adversarial network that is trained in the page",
    controls: [...Object.values(sliders).map(([control]) => control), ...lists],
    results,
    buttons: [train, step, anew, add, clear, reset],
    plots: [data, losses, modes],
  });
  let turn = 0; // of the bell that moves when there are as many as there may be
  data.onClick((x, y) => put(get("count") < MOST ? get("count") : turn++ % MOST, x, y));
  const last = handle(data, "The bell placed last: the arrow keys move it", {
    move: (x, y) => put(Math.max(0, get("count") - 1), x, y),
    nudge: (right, up, shift) => {
      const [x, y] = centresOf(inputs.read()).at(-1) ?? [0, 0];
      put(Math.max(0, get("count") - 1), x + right * (shift ? 0.25 : 0.0625), y + up * (shift ? 0.25 : 0.0625));
    },
  });
  const watching = new IntersectionObserver(([entry]) => entry.isIntersecting || (running && rest()));
  watching.observe(view.root);

  let [square, flat] = [];
  const measure = () => {
    square = data.fit(1, 220, 340);
    flat = [square[0], Math.round((square[1] - 22) / 2)];
  };
  const paint = () => {
    const now = inputs.read();
    const s = { ...now, ...state, centres: centresOf(now) };
    for (const [name, [control, low, high]] of Object.entries(sliders)) control.show(Math.min(low, now[name]), Math.max(high, now[name]));
    for (const each of lists) each.show();
    results.show(state);
    write(view.verdict, sentence(s, running));
    drawPlane(data, s, square);
    losses.note([["gt-critic_loss", "critic"], ["gt-generator_loss", "generator"]]);
    const all = history.flatMap((at) => [at.critic_loss, at.generator_loss]).filter(Number.isFinite);
    drawOver(losses, history, flat, [Math.max(-8, Math.min(0, ...all)) - 0.1, Math.min(12, Math.max(1.6, ...all)) + 0.1], ["critic_loss", "generator_loss"]);
    drawOver(modes, history, flat, [0, 1.08 * Math.max(1, s.count)], ["modes"]);
    const [x, y] = s.centres.at(-1) ?? [0, 0];
    last.node.hidden = s.count === 0;
    last.show([data.x(x), data.y(y)], [-REACH, REACH], x, `bell ${s.count} at ${say(x, 2)}, ${say(y, 2)}`);
    view.announce(() => describe(s));
  };
  let frame = 0;
  let drawn = -Infinity;
  const draw = () => {
    frame ||= requestAnimationFrame((time) => {
      frame = 0;
      if (running && reducedMotion() && time - drawn < 1000) return; // with reduced motion: a new picture every second
      drawn = time;
      paint();
    });
  };
  const update = () => {
    if (begun && begun !== roots()) renew();
    else if (begun) machine.set(settings());
    if (get("count") === 0 && running) rest();
    paint();
  };
  const leave = () => {
    cancelAnimationFrame(frame);
    watching.disconnect();
    machine?.end();
  };
  return mounted(view, inputs, { measure, paint, update, leave });
}

export default { render };
