import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { arrow, bell, clamp, keyTarget, linear, mounted, oncePerFrame, PEAK, say, snap, spread, stepTo, traits } from "../../vaeedu/widgets/chart.mjs";

test("near the stop means exactly at the stop", () => {
  const stop = 2 * 1.1 * 1.1; // 2.4200000000000004
  assert.equal(snap(2.43, stop, 0.05), stop);
  assert.equal(snap(2.5, stop, 0.05), 2.5);
  assert.equal(snap(2.43, NaN, 0.05), 2.43);
});

test("arrow keys visit the stop once in either direction and pass it", () => {
  for (const stop of [2, 2 * 1.1 * 1.1, 2 * 0.73 * 0.73, 2.4149999]) {
    const walk = (from, change) => {
      const seen = [from];
      while (seen.length < 12) seen.push(stepTo(seen.at(-1), change, 0.01, stop));
      return seen;
    };
    for (const [from, change] of [[stop - 0.05, 0.01], [stop + 0.05, -0.01]]) {
      const seen = walk(Number(from.toFixed(2)), change);
      assert.equal(seen.filter((value) => value === stop).length, 1, `${seen} meets ${stop} once`);
      assert.ok(seen.every((value, i) => i === 0 || (value - seen[i - 1]) * change > 0));
      assert.ok((seen.at(-1) - stop) * change > 0);
    }
  }
  assert.equal(stepTo(1.234, 0.01, 0.01, undefined), 1.24);
  assert.equal(stepTo(1.234, -0.01, 0.01, undefined), 1.23);
});

test("keys move a value within its range", () => {
  assert.equal(keyTarget("Home", 1, 0, 4, 0.01), 0);
  assert.equal(keyTarget("End", 1, 0, 4, 0.01), 4);
  assert.equal(keyTarget("PageUp", 1, 0, 4, 0.01, 2), 1.1);
  assert.equal(keyTarget("PageUp", 1.95, 0, 4, 0.01, 2), 2);
  assert.equal(keyTarget("ArrowLeft", 0, 0, 4, 0.01, 2), 0);
  assert.equal(keyTarget("Tab", 1, 0, 4, 0.01), undefined);
});

test("numbers are said with a true minus sign and without noise", () => {
  assert.deepEqual([0, -0.25, 2 / 3, Infinity, 12345678].map((value) => say(value)), ["0.000", "−0.250", "0.667", "∞", "1.2e7"]);
  assert.equal(say(1.5e-9), "1.5e−9");
});

test("labels are moved apart and stay inside", () => {
  const places = spread([50, 50, 52], 15, 0, 100).sort((p, q) => p - q);
  assert.ok(places[1] - places[0] > 14.9 && places[2] - places[1] > 14.9);
  const low = spread([0, 0, 1], 15, 6, 100);
  assert.ok(Math.min(...low) >= 6 && Math.max(...low) <= 100);
  assert.deepEqual(spread([10, 60], 15, 0, 100), [10, 60]);
});

test("a linear map and its inverse", () => {
  const x = linear([-2, 2], [0, 100]);
  assert.equal(x(0), 50);
  assert.equal(x.invert(75), 1);
  assert.deepEqual(x.ticks(4), [-2, -1, 0, 1, 2]);
});

test("a value is kept between its ends", () => {
  assert.deepEqual([-1, 0.5, 3].map((value) => clamp(value, 0, 2)), [0, 0.5, 2]);
});

test("arrows point right and up, other keys nowhere", () => {
  assert.deepEqual(["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"].map(arrow), [[1, 0], [-1, 0], [0, 1], [0, -1]]);
  assert.equal(arrow("Enter"), undefined);
});

test("a bell is a normal density: its highest point is the peak at the mean, its sum is one", () => {
  const plot = { x: (value) => value, y: (value) => value };
  const points = bell(plot, 3, 0.5).slice(1).split("L").map((point) => point.split(",").map(Number));
  const [mean, peak] = points.reduce((best, point) => (point[1] > best[1] ? point : best));
  assert.deepEqual([mean, peak], [3, Number((PEAK / 0.5).toFixed(2))]);
  const sum = points.reduce((total, [, density]) => total + density * 0.05, 0);
  assert.ok(Math.abs(sum - 1) < 0.01, `the sum is ${sum}`);
});

// ---- the skeleton of a widget, without a page ----

/** A model as Jupyter gives it, which counts what it has saved. */
function makeModel(values) {
  const calls = [];
  return {
    calls,
    saved: 0,
    get: (name) => values[name],
    set(name, value) {
      values[name] = value;
      for (const [event, call] of [...calls]) if (event === `change:${name}`) call();
    },
    save_changes() {
      this.saved += 1;
    },
    on: (event, call) => calls.push([event, call]),
    off: (event, call) => calls.splice(calls.findIndex(([e, c]) => e === event && c === call), 1),
  };
}

let frames = []; // what waits for the next frame
const nextFrame = () => frames.splice(0).forEach((call) => call?.());
beforeEach(() => {
  frames = [];
  globalThis.requestAnimationFrame = (call) => frames.push(call);
  globalThis.cancelAnimationFrame = (request) => delete frames[request - 1];
});

test("however often a draw is asked for, a frame has one", () => {
  let drawn = 0;
  const ask = oncePerFrame(() => (drawn += 1));
  ask(), ask(), nextFrame();
  assert.equal(drawn, 1);
  ask(), nextFrame();
  assert.equal(drawn, 2);
  ask(), ask.cancel(), nextFrame();
  assert.equal(drawn, 2);
});

test("a reader's change sets what is named, saves once, and leaves the first values as they were", () => {
  const model = makeModel({ mu: 1, sigma: 0.5, other: 7 });
  const inputs = traits(model, ["mu", "sigma"]);
  inputs.change({ mu: 2, sigma: 3 });
  assert.deepEqual([inputs.read(), model.saved], [{ mu: 2, sigma: 3 }, 1]);
  inputs.set({ mu: 4 });
  assert.deepEqual([inputs.get("mu"), model.saved], [4, 1]);
  inputs.change(inputs.first);
  assert.deepEqual(inputs.read(), { mu: 1, sigma: 0.5 });
});

/** A widget that draws nothing and writes down what it is asked to do. */
function mountOn(model, more = {}) {
  const told = [];
  const tell = (what) => () => void told.push(what);
  const view = { root: { remove: tell("remove") }, plots: [{ stage: "stage" }], announce: { cancel: tell("silence") }, equip: () => tell("put away"), link: () => {} };
  const resizes = [];
  globalThis.ResizeObserver = class {
    constructor(call) {
      resizes.push(call);
    }
    observe = (stage) => told.push(`observe ${stage}`);
    disconnect = tell("disconnect");
  };
  const leave = mounted(view, traits(model, ["mu", "sigma"]), { measure: tell("measure"), paint: tell("paint"), ...more });
  return { told: () => told.splice(0), resize: () => resizes[0](), leave };
}

test("a widget is painted at once, at each new width, and once in a frame with changes", () => {
  const model = makeModel({ mu: 1, sigma: 0.5 });
  const widget = mountOn(model);
  assert.deepEqual(widget.told(), ["observe stage", "measure", "paint"]);
  widget.resize();
  assert.deepEqual(widget.told(), ["measure", "paint"]);
  model.set("mu", 2);
  model.set("sigma", 2);
  assert.deepEqual(widget.told(), []);
  nextFrame();
  assert.deepEqual(widget.told(), ["paint"]);
});

test("a widget may do more after a change than paint", () => {
  const model = makeModel({ mu: 1, sigma: 0.5 });
  let updated = 0;
  const widget = mountOn(model, { update: () => (updated += 1) });
  widget.told();
  model.set("mu", 2);
  nextFrame();
  assert.deepEqual([updated, widget.told()], [1, []]);
});

test("a widget that leaves the page leaves nothing behind, and a second view of its model stays", () => {
  const model = makeModel({ mu: 1, sigma: 0.5 });
  let left = 0;
  const [first, second] = [mountOn(model, { leave: () => (left += 1) }), mountOn(model)];
  first.told(), second.told();
  model.set("mu", 2); // a draw that is still to come
  first.leave();
  assert.deepEqual([left, first.told()], [1, ["put away", "disconnect", "silence", "remove"]]);
  model.set("mu", 3);
  nextFrame();
  assert.deepEqual([first.told(), second.told()], [[], ["paint"]]);
  second.leave();
  assert.equal(model.calls.length, 0);
});
