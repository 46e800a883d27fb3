// Chapter 19's hybrid of the small digits in the page: what the VAE tells of a code, and what the generator makes of it, as in network.py.
import { Decoders } from "../decoders.mjs";
import { normals } from "../draws.mjs";
import { plane } from "../plane.mjs";
import { sharpness } from "../pixels.mjs";

const [SIDE, PIXELS, CODE, CLOUD, FLOOR, MOST, WIDTH] = [8, 64, 2, 297, 0.05, 0.5, 64];
const [HALVES, SINGLES] = [32 * (CODE + 1) + 2 * PIXELS * 33, CLOUD * (CODE + 1)]; // numbers of the decoder, and of the codes
export const [SAMPLES, MOST_DRAWS, MOST_NOISE] = [9, 40, 150];

export const { place, level } = plane(32);

const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How far neighbouring pixels of the pictures go together, of what is added to the mean in units of the scale; 0 where nothing is. */
function together(pictures, mean, scale) {
  let [square, down, right] = [0, 0, 0];
  for (const picture of pictures) {
    const added = picture.map((value, i) => (value - mean[i]) / scale[i]);
    added.forEach((value, i) => {
      square += value * value;
      if (i >= SIDE) down += value * added[i - SIDE];
      if (i % SIDE) right += value * added[i - 1];
    });
  }
  return square === 0 ? 0 : ((down + right) / (2 * SIDE * (SIDE - 1))) / (square / PIXELS);
}

export class Model extends Decoders {
  constructor(view) {
    const end = 2 * HALVES + 4 * SINGLES;
    const whole = view.byteLength > end; // else the decoder says that the file was cut short
    super(whole ? new DataView(view.buffer, view.byteOffset, end) : view, 1, CODE, SINGLES, 2 * PIXELS);
    this.cloud = this.take(CODE, CLOUD);
    [this.labels] = this.take(CLOUD, 1);
    this.generator = new Decoders(new DataView(view.buffer, view.byteOffset + end, view.byteLength - end), 1, 3 * PIXELS, 0, PIXELS, WIDTH);
  }

  /** Everything that the widget shows. */
  solve({ placed, draw, noise }) {
    const code = placed.map(place);
    const told = this.decode(0, code);
    const [mean, scale] = [told.slice(0, PIXELS), told.slice(PIXELS).map((value) => Math.min(FLOOR + Math.exp(value), MOST))];
    const drawn = normals(2 * PIXELS * SAMPLES * draw, SAMPLES * PIXELS).map((value) => (noise / 100) * value);
    const each = Array.from({ length: SAMPLES }, (_, k) => drawn.slice(k * PIXELS, (k + 1) * PIXELS));
    const add = (shape) => mean.map((value, i) => value + scale[i] * shape[i]);
    const noisy = each.map(add);
    const finished = each.map((epsilon) => {
      const pattern = this.generator.decode(0, [...mean, ...scale, ...epsilon]);
      return add(epsilon.map((value, i) => value + pattern[i]));
    });
    return {
      code, draw, noise, mean, scale, noisy, finished,
      mean_sharpness: sharpness(mean), noisy_sharpness: average(noisy.map(sharpness)), finished_sharpness: average(finished.map(sharpness)),
      together_noisy: together(noisy, mean, scale), together_finished: together(finished, mean, scale),
    };
  }
}
