// The trained VAEs of chapter 10 in the page: their decoders, and what has been measured with their encoders. Nats.
// All sums are taken in double precision, here and in Python, so the two agree.
import { normals } from "../draws.mjs";
import { halves } from "../halves.mjs";

export const BETAS = [0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1, 1.15, 1.3, 1.6];
export const [SIDE, CODE, SHOWN] = [8, 8, 10];
const PIXELS = SIDE * SIDE;
const LAYERS = [[32, CODE], [PIXELS, 32]]; // [outputs, inputs] of the decoders
const HALVES = LAYERS.reduce((sum, [outputs, inputs]) => sum + BETAS.length * outputs * (inputs + 1), 0);
const SINGLES = SHOWN * PIXELS + BETAS.length * (2 * SHOWN * CODE + CODE + 2) + CODE;

export const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** The number of the model whose β is nearest, by its logarithm. */
export function nearest(beta) {
  const away = BETAS.map((each) => Math.abs(Math.log(each / beta)));
  return away.indexOf(Math.min(...away));
}

/** What the file holds: half-precision weights of the decoders, then single-precision numbers, in the order of network.py. */
export class Models {
  constructor(view) {
    const length = 2 * HALVES + 4 * SINGLES;
    if (view.byteLength !== length) throw new Error(`the weights must be ${length} bytes, got ${view.byteLength}: the file is not whole`);
    const weights = halves(new DataView(view.buffer, view.byteOffset, 2 * HALVES));
    const numbers = Array.from({ length: SINGLES }, (_, i) => view.getFloat32(2 * HALVES + 4 * i, true));
    const cut = (list, size, count = BETAS.length) => Array.from({ length: count }, () => list.splice(0, size));
    let place = 0;
    const each = (size) => BETAS.map(() => weights.subarray(place, (place += size)));
    this.layers = LAYERS.map(([outputs, inputs]) => [each(outputs * inputs), each(outputs)]);
    this.digits = cut(numbers, PIXELS, SHOWN);
    [this.means, this.scales] = [0, 1].map(() => BETAS.map(() => cut(numbers, CODE, SHOWN)));
    this.rates = cut(numbers, CODE);
    [this.errors, this.active] = cut(numbers, BETAS.length, 2);
    this.eigenvalues = numbers;
  }

  /** What each unit of the best linear VAE carries. */
  linear(beta) {
    return this.eigenvalues.map((value) => Math.log(Math.max(1, value / (beta / 2))) / 2);
  }

  /** The mean of p(x|z) of model k. */
  decode(k, z) {
    return dense(this.layers[1], k, dense(this.layers[0], k, z).map((value) => Math.max(0, value)));
  }

  /** Three rows of ten pictures: digits, what model k makes of each by way of a drawn code, and what it makes of codes from the prior. */
  pictures(k, seed) {
    const draws = normals(4 * SHOWN * CODE * seed, 2 * SHOWN * CODE);
    const code = (i) => draws.slice(CODE * i, CODE * (i + 1));
    const rebuilt = this.means[k].map((mean, i) => this.decode(k, code(i).map((u, j) => mean[j] + this.scales[k][i][j] * u)));
    return [this.digits, rebuilt, rebuilt.map((_, i) => this.decode(k, code(SHOWN + i)))];
  }

  /** Everything that the widget shows. */
  solve({ beta, seed }) {
    const k = nearest(beta);
    const [trained, rates, error, active] = [BETAS[k], this.rates[k], this.errors[k], this.active[k]];
    const [rate, linearUnits] = [total(rates), this.linear(trained)];
    return { beta, seed, trained, rates, rate, error, active, loss: error + trained * rate, linearUnits, linear: total(linearUnits), pictures: this.pictures(k, seed) };
  }
}

function dense([weights, biases], k, input) {
  return Array.from(biases[k], (bias, row) => input.reduce((sum, value, j) => sum + weights[k][row * input.length + j] * value, bias));
}
