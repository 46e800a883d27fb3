// The widget of chapter 09: set how your loss is summed, averaged and weighted, and read which β and which noise it trains.
import { Plot, button, clamp, handle, layout, make, mounted, numbers, say, traits, write } from "../chart.mjs";
import { list } from "../lists.mjs";
import * as code from "./maths.mjs";
import "../chart.css";
import "./style.css";

const SUM = ["sum", "mean"];
const FIELDS = {
  framework: ["code in", ["PyTorch", "Keras"]],
  error: ["error of one number", ["cross entropy", "squared error", "squared error / 2", "squared error / 2σ²"]],
  over_pixels: ["error, over a picture", [...SUM, "mean over channels"]],
  rec_over_batch: ["error, over the batch", SUM],
  over_codes: ["KL, over a code", SUM],
  kl_over_batch: ["KL, over the batch", SUM],
  pixels: ["places of a picture", 1],
  channels: ["numbers at each place", 1],
  codes: ["numbers of a code", 1],
  batch: ["pictures of a batch", 1],
  rec_weight: ["weight of the error", "any"],
  kl_weight: ["weight of the KL", "any"],
  sigma: ["*σ* in the loss", "any"],
  wanted: ["*β* that I want", "any"],
};
const WHOLE = { channels: 1e4 }; // the largest, where it is not 1e8

/** A labelled field for one of the traits: a list of words to choose from, or a number to type. What is no such number changes nothing. */
function field(inputs, name) {
  const { get, change } = inputs;
  const [caption, kind] = FIELDS[name];
  if (Array.isArray(kind)) return list(inputs, name, caption, kind);
  const input = make("input", { type: "number", step: kind, min: kind === 1 ? 1 : 1e-12, inputmode: "decimal", "data-name": name });
  const label = make("span");
  write(label, caption);
  const root = make("label", { class: "vae-field" }, label, input);
  const fits = (value) => (kind === 1 ? Number.isInteger(value) && value >= 1 && value <= (WHOLE[name] ?? 1e8) : value >= 1e-12 && value <= 1e12);
  input.addEventListener("input", () => {
    const good = fits(input.valueAsNumber);
    input.setAttribute("aria-invalid", !good);
    if (good) change({ [name]: input.valueAsNumber });
  });
  let shown;
  const show = () => {
    const value = get(name);
    if (value === shown) return; // so that what is half typed stays
    shown = value;
    if (input.valueAsNumber !== value) input.value = value;
    input.setAttribute("aria-invalid", false);
  };
  input.addEventListener("blur", () => {
    shown = undefined;
    show();
  });
  return { root, show };
}

function sentence(s) {
  if (Number.isNaN(s.scale)) return s.beta === 1 ? "*β* = 1: this is the ELBO" : `the KL counts ${say(s.beta, 2)} times what it does in the ELBO`;
  const noise = s.scale > 1 ? ", more than from black to white" : s.scale < 1 / 255 ? ", less than one grey level in 256" : "";
  return `the ELBO with noise *σ*ₓ = ${say(s.scale)}${noise}`;
}

function describe(s) {
  const scale = Number.isNaN(s.scale) ? "" : `, noise ${say(s.scale)}`;
  return {
    spoken: `beta ${say(s.beta)}${scale}. For beta ${say(s.wanted)} the weight is ${say(s.weight)}.`,
    pictures: [
      `Beta on a logarithmic axis: this code at ${say(s.beta)}, and ${Object.keys(code.KNOWN).join(", ")}`,
      `A digit as the decoder's mean, and one sample of the model there${Number.isNaN(s.scale) ? ", black and white" : `, with noise of scale ${say(s.scale)}`}`,
    ],
  };
}

// ---- β among others ----------------------------------------------------------------------------------------------

const OTHERS = Object.entries(code.KNOWN).map(([name, loss]) => [name, Math.log10(code.beta(loss))]);
const power = (value) => (value % 2 === 0 ? `10${String(value).replace(/./g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻")}` : "");

function drawAxis(plot, s, size, [low, high]) {
  plot.begin(...size, [low, high], [OTHERS.length + 0.7, -0.7]);
  const { inside, over, x, y, width, height } = plot;
  inside.put("elbo", "line", { class: "bc-elbo", x1: x(0), x2: x(0), y1: 0, y2: height });
  OTHERS.forEach(([name, place], i) => {
    inside.put(`row-${i}`, "line", { class: "bc-row", x1: 0, x2: width, y1: y(i + 1), y2: y(i + 1) });
    inside.put(`dot-${i}`, "circle", { class: "bc-other", cx: x(place), cy: y(i + 1), r: 4 });
    over.put(`name-${i}`, "text", { class: "vae-tick", x: -6, y: y(i + 1) + 4, "text-anchor": "end" }, name);
  });
  const here = [x(Math.log10(s.beta)), y(0)];
  inside.put("row", "line", { class: "bc-row", x1: 0, x2: width, y1: here[1], y2: here[1] });
  over.put("name", "text", { x: -6, y: here[1] + 4, "text-anchor": "end" }, "this code");
  plot.note([["", "drag the ring: it changes the weight of the KL"]]);
  plot.axes("*β*", 6, undefined, power);
  plot.end();
  return here;
}

// ---- a sample at that noise ----------------------------------------------------------------------------------------

function drawPictures(plot, s, size) {
  plot.begin(...size, [0, 1], [0, 1]);
  const { inside, width, height } = plot;
  const side = Math.min((width - 16) / 2, height);
  [["mean", code.DIGIT], ["sample", code.drawn(s.scale)]].forEach(([name, picture], k) => {
    const left = k * (side + 16);
    inside.put(`${name}-frame`, "rect", { class: "bc-frame", x: left, y: 0, width: side, height: side });
    picture.forEach((grey, i) => {
      const at = { x: left + ((i % 8) * side) / 8, y: (Math.floor(i / 8) * side) / 8, width: side / 8, height: side / 8 };
      inside.put(`${name}-${i}`, "rect", { class: "bc-pixel", ...at, "fill-opacity": clamp(grey, 0, 1).toFixed(3) });
    });
  });
  plot.note([["", "left the decoder's mean, right a sample of *p*(*x*|*z*)"]]);
  plot.end();
}

// ---- the widget --------------------------------------------------------------------------------------------------

const NUMBERS = { beta: "*β* of this code", scale: "its noise *σ*ₓ", weight: "KL's weight for the *β* wanted" };

function render({ model, el }) {
  const inputs = traits(model, Object.keys(FIELDS));
  const { get, change } = inputs;
  const fields = Object.fromEntries(Object.keys(FIELDS).map((name) => [name, field(inputs, name)]));
  const results = numbers(NUMBERS, "bc", { weight: 6 });
  const axis = new Plot("Where this code stands", { left: 116, right: 24, top: 6 });
  const pictures = new Plot("What it says a picture looks like", { left: 2, right: 2, top: 4, bottom: 2 });
  const view = layout(el, {
    name: "beta-of-code",
    label: "From a VAE's loss in code to the β and the noise that it trains",
    controls: Object.values(fields),
    results,
    buttons: [button("Reset", () => change(inputs.first))],
    plots: [axis, pictures],
  });
  const written = { lines: make("code", { class: "bc-lines" }), other_line: make("code", { class: "bc-lines" }) };
  const told = (text, node) => make("div", {}, make("div", { class: "vae-title" }, text), make("pre", { tabindex: 0 }, node));
  view.root.querySelector(".vae-line").before(make("div", { class: "bc-code" }, told("This code", written.lines), told("Its last line for the β wanted", written.other_line)));

  let [low, high] = [-4, 4];
  const place = (power10) => {
    const kl_weight = get("kl_weight") * 10 ** clamp(power10, low, high) / code.beta(inputs.read());
    change({ kl_weight: clamp(Number(kl_weight.toPrecision(3)), 1e-12, 1e12) });
  };
  const ring = handle(axis, "β of this code: left and right change the weight of the KL", {
    move: (power10) => place(power10),
    nudge: (right, up, shift) => place(Math.log10(code.beta(inputs.read())) + (right + up) * (shift ? 0.5 : 0.1)),
  });

  let size;
  const measure = () => (size = axis.fit(0.55, 190, 230));
  const paint = () => {
    const loss = inputs.read();
    const s = { ...loss, beta: code.beta(loss), scale: code.trainedScale(loss), weight: code.weight(loss) };
    const here = Math.log10(s.beta);
    [low, high] = [Math.min(-4, Math.floor(here + 0.01)), Math.max(4, Math.ceil(here - 0.01))]; // wider only for what lies outside
    for (const name in fields) fields[name].show();
    fields.sigma.root.hidden = loss.error !== "squared error / 2σ²";
    results.show(s);
    view.root.querySelector("output[data-name=scale]").classList.toggle("bc-none", Number.isNaN(s.scale));
    write(view.verdict, sentence(s));
    written.lines.textContent = code.lines(loss).join("\n");
    written.other_line.textContent = code.lastLine(loss, s.weight);
    const at = drawAxis(axis, s, size, [low, high]);
    drawPictures(pictures, s, [size[0], size[1]]);
    ring.show(at, [low, high], here, `beta ${say(s.beta)}`);
    view.announce(() => describe(s));
  };
  return mounted(view, inputs, { measure, paint });
}

export default { render };
