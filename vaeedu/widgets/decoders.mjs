// Trained decoders that a widget carries, one of several models at work. All sums are taken in double precision, here and in Python, so the two agree.
import { make, write } from "./chart.mjs";
import { halves } from "./halves.mjs";

const [SIDE, HIDDEN, GAP] = [8, 32, 2]; // of a picture; the gap between two
const PIXELS = SIDE * SIDE;

/** Decoders with one hidden layer of that width, of grey pictures or of three times as many numbers, in half precision, and after them `singles` numbers in single precision, which `take` hands out in turn. */
export class Decoders {
  constructor(view, models, code, singles, pixels = PIXELS, width = HIDDEN) {
    const layers = [[width, code], [pixels, width]];
    const count = layers.reduce((sum, [outputs, inputs]) => sum + models * outputs * (inputs + 1), 0);
    const length = 2 * count + 4 * singles;
    if (view.byteLength !== length) throw new Error(`the weights must be ${length} bytes, got ${view.byteLength}: the file is not whole`);
    const weights = halves(new DataView(view.buffer, view.byteOffset, 2 * count));
    const numbers = Array.from({ length: singles }, (_, i) => view.getFloat32(2 * count + 4 * i, true));
    let place = 0;
    const each = (size) => Array.from({ length: models }, () => weights.subarray(place, (place += size)));
    this.layers = layers.map(([outputs, inputs]) => [each(outputs * inputs), each(outputs)]);
    this.take = (size, times) => Array.from({ length: times }, () => numbers.splice(0, size));
  }
  /** The mean of p(x|z) of model k. */
  decode(k, z) {
    const hidden = dense(this.layers[0], k, z).map((value) => Math.max(0, value));
    return dense(this.layers[1], k, hidden);
  }
}

const dense = ([weights, biases], k, input) =>
  Array.from(biases[k], (bias, row) => input.reduce((sum, value, j) => sum + weights[k][row * input.length + j] * value, bias));

/** Rows of small pictures, each row with a name: a panel with a canvas. Grey ones are ink on white paper, turned round where the page is dark; coloured ones, red before green before blue, are as they are. */
export class Pictures {
  constructor(title, names, columns, coloured = false) {
    this.step = SIDE + GAP;
    this.svg = make("canvas", { width: columns * this.step - GAP, height: names.length * this.step - GAP, role: "img" }); // where a plot has its drawing
    this.stage = make("div", { class: coloured ? "vae-colours" : "vae-paper" }, this.svg);
    this.names = make("div", { class: "vae-rows" }, ...names.map(() => make("span")));
    names.forEach((name, i) => write(this.names.children[i], name));
    this.root = make("div", { class: "vae-panel vae-pictures" }, this.names, this.stage);
    if (title) {
      const caption = make("div", { class: "vae-title" });
      write(caption, title);
      this.root.prepend(caption);
    }
    this.context = this.svg.getContext("2d");
    this.image = this.context.createImageData(SIDE, SIDE);
  }
  show(rows) {
    rows.forEach((row, j) => row.forEach((picture, i) => this.put(picture, i * this.step, j * this.step)));
  }
  put(values, x, y) {
    const { data } = this.image;
    const coloured = values.length > PIXELS;
    for (let i = 0; i < PIXELS; i++) {
      for (let part = 0; part < 3; part++) data[4 * i + part] = 255 * (coloured ? values[part * PIXELS + i] : 1 - values[i]); // a byte is cut off at its ends
      data[4 * i + 3] = 255;
    }
    this.context.putImageData(this.image, x, y);
  }
}
