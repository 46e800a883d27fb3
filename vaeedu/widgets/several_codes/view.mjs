// The widget of chapter 11: drag q and the number of codes, and see who has the weight and how far the bound has come.
import { Plot, button, clamp, handle, layout, mounted, numbers, plain, polyline, say, slider, traits, write } from "../chart.mjs";
import * as codes from "./maths.mjs";
import "../chart.css";
import "./style.css";

const NUMBERS = { effective: "codes that count", bound: "bound, this draw", average: "bound, average", elbo: "ELBO", log_px: "log *p*(*x*)", missing: "missing, nats" };
const DECIMALS = { effective: 1 };

function sentence({ k, effective, missing }) {
  const few = effective < k / 10 ? `one code in ${Math.round(k / effective)} counts` : `${say(effective, 1)} of ${k} codes count`;
  return `${few}; the bound is ${missing < 0.0005 ? "log *p*(*x*) itself" : `${say(missing, missing < 0.1 ? 3 : 2)} nats short`}`;
}

function describe(s) {
  return {
    spoken: `${s.k} codes, ${say(s.effective, 1)} count. The bound is ${say(s.average, 2)} nats on average, ${say(s.missing, 2)} short of log p of x.`,
    pictures: [
      `The posterior and q, with mean ${say(s.mean, 2)} and scale ${say(s.scale, 2)}, as bells; ${s.k} codes as stems, each as high as its share of the weight`,
      `The bound against the number of codes: from ${say(s.elbo, 2)} it rises towards ${say(s.log_px, 2)}, and is ${say(s.average, 2)} at ${s.k}`,
    ],
  };
}

/** Both bells have the height 1, for what matters is where they lie; a stem's height is a share. */
function drawCodes(plot, s, size, [low, high]) {
  plot.begin(...size, [low, high], [0, 1.12]);
  const { inside, x, y, height } = plot;
  const shape = ({ mean, scale }) => polyline(Array.from({ length: 161 }, (_, i) => (i - 80) / 20).map((u) => [x(mean + u * scale), y(Math.exp((-u * u) / 2))]));
  inside.put("posterior", "path", { class: "sc-posterior", d: shape(codes.POSTERIOR) });
  inside.put("q", "path", { class: "sc-q", d: shape(s) });
  s.z.forEach((z, i) => {
    inside.put(`stem-${i}`, "line", { class: "sc-effective", x1: x(z), x2: x(z), y1: height, y2: y(s.shares[i]) });
    inside.put(`head-${i}`, "circle", { class: "sc-effective", cx: x(z), cy: y(s.shares[i]), r: 3 });
  });
  plot.note([["sc-posterior", "posterior"], ["sc-q", "*q*"], ["sc-effective", "shares of the codes"], ["", "drag *q*"]]);
  plot.axes("*z*", 6);
  plot.end();
  return [x(clamp(s.mean, low, high)), y(1)];
}

const power = (value) => (Number.isInteger(value) ? String(2 ** value) : "");

function drawBound(plot, s, size, least) {
  plot.begin(...size, [-0.15, Math.log2(codes.MOST) + 0.15], [least, codes.LOG_PX + 0.12 * (codes.LOG_PX - least)]);
  const { inside, x, y, width } = plot;
  inside.put("truth", "line", { class: "sc-log_px", x1: 0, x2: width, y1: y(s.log_px), y2: y(s.log_px) });
  inside.put("bound", "path", { class: "sc-average", d: polyline(s.averages.map((value, i) => [x(Math.log2(i + 1)), clamp(y(value), -1e4, 1e4)])) });
  inside.put("draw", "circle", { class: "sc-bound", cx: x(Math.log2(s.k)), cy: clamp(y(s.bound), -1e4, 1e4), r: 4 });
  inside.put("here", "circle", { class: "sc-average", cx: x(Math.log2(s.k)), cy: clamp(y(s.average), -1e4, 1e4), r: 5.5 });
  plot.note([["sc-average", "average of 400 draws"], ["sc-bound", "this draw"], ["sc-log_px", "log *p*(*x*)"]]);
  plot.axes("*k*", 7, "nats", (value) => (value < 0 || value > 6 ? plain(value) : power(value)));
  plot.end();
}

function render({ model, el }) {
  const inputs = traits(model, ["mean", "scale", "k", "seed"]);
  const { get, change } = inputs;
  const mean = slider(inputs, "mean", "μ", "mean of q", () => codes.POSTERIOR.mean);
  const scale = slider(inputs, "scale", "σ", "scale of q", () => codes.POSTERIOR.scale);
  const k = slider({ get, change: ({ k: value }) => change({ k: clamp(Math.round(value), 1, codes.MOST) }) }, "k", "k", "codes", undefined, 0);
  const results = numbers(NUMBERS, "sc", DECIMALS);
  const redraw = button("New draw", () => change({ seed: (get("seed") + 1) % 2 ** 20 }));
  const reset = button("Reset", () => change(inputs.first));
  const where = new Plot("Where the codes fall, and their shares", { left: 12 });
  const bound = new Plot("The bound for *k* codes", { left: 44 });
  const view = layout(el, {
    name: "several-codes",
    label: "The importance-weighted bound of one datum with codes from any normal q",
    controls: [mean, scale, k],
    results,
    buttons: [redraw, reset],
    plots: [where, bound],
  });

  let [low, high, widest] = [-2, 3, 3];
  const place = (value) => change({ mean: Number(clamp(value, low, high).toFixed(3)) });
  const ring = handle(where, "q: left and right move its mean, up and down change its scale", {
    move: (value) => place(value),
    nudge: (right, up, shift) => (right ? place(get("mean") + right * (shift ? 0.25 : 0.05)) : change({ scale: Number(clamp(get("scale") + up * (shift ? 0.25 : 0.05), 0.05, widest).toFixed(3)) })),
  });

  let size;
  const measure = () => (size = where.fit(0.66, 200, 260));
  const paint = () => {
    const s = codes.solve(inputs.read());
    [low, high, widest] = [Math.min(low, s.mean), Math.max(high, s.mean), Math.max(widest, s.scale)]; // grow for inputs from outside
    mean.show(low, high, "posterior");
    scale.show(Math.min(0.05, s.scale), widest, "posterior");
    k.show(1, codes.MOST);
    results.show(s);
    write(view.verdict, sentence(s));
    const at = drawCodes(where, s, size, [low - 0.5, high + 0.5]);
    drawBound(bound, s, size, Math.min(-3.2, s.averages[0], s.bound) - 0.1);
    ring.show(at, [low, high], s.mean, `mean ${say(s.mean, 2)}, scale ${say(s.scale, 2)}`);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
