// The trained VAEs of chapter 12 in the page: their decoders, and what has been measured with their encoders. Nats.
import { Decoders } from "../decoders.mjs";

export const GRID = { information: [0, 0.5, 1, 2], total_correlation: [0.5, 1, 4, 10], dimension_wise: [1, 4] };
export const [CODE, SHOWN] = [4, 10];
export const STEPS = Array.from({ length: 9 }, (_, i) => -2.4 + 0.6 * i); // of a traversal
const PIXELS = 64;
const SIZES = Object.values(GRID).map((values) => values.length);
const COUNT = SIZES.reduce((product, size) => product * size);

/** Which of the values is nearest; the first of two. */
const nearest = (values, value) => values.reduce((best, each, i) => (Math.abs(each - value) < Math.abs(values[best] - value) ? i : best), 0);

/** Where on the grid the asked weights lie: [number of the model, its weights]. */
export function place(asked) {
  const each = Object.entries(GRID).map(([name, values]) => nearest(values, asked[name]));
  return [each.reduce((number, i, axis) => number * SIZES[axis] + i, 0), Object.values(GRID).map((values, axis) => values[each[axis]])];
}

export class Models extends Decoders {
  constructor(view) {
    super(view, COUNT, CODE, SHOWN * PIXELS + COUNT * (SHOWN * CODE + 3 + 1));
    this.digits = this.take(PIXELS, SHOWN);
    this.means = Array.from({ length: COUNT }, () => this.take(CODE, SHOWN));
    this.parts = this.take(3, COUNT);
    [this.distortions] = this.take(COUNT, 1);
  }

  /** Everything that the widget shows. */
  solve(inputs) {
    const [k, row] = place(inputs);
    const [mutual, dependence, marginals] = this.parts[k];
    const rebuilt = this.means[k].map((z) => this.decode(k, z));
    const start = this.means[k][inputs.digit];
    const traversals = start.map((_, j) => STEPS.map((step) => this.decode(k, start.map((value, i) => (i === j ? step : value)))));
    return { ...inputs, row, mutual, dependence, marginals, distortion: this.distortions[k], rebuilt, traversals };
  }
}
