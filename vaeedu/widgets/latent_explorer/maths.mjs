// The VAE of chapter 06 in the page: its weights, its two networks, and how a drawn line becomes a picture like MNIST's.
// The weights are half-precision numbers. All sums are taken in double precision, here and in Python, so the two agree.
import { halves } from "../halves.mjs";

export const SIDE = 28;
const PIXELS = SIDE * SIDE;
const CODES_PER_DIGIT = 100;
const NEAR = 0.5; // a code further from z says nothing about what is drawn there
// [outputs, inputs] of each layer in the file's order, encoder before decoder. A layer's biases follow its weights; the
// codes of 100 test digits of each class, (10, 100, 2), follow all layers.
const LAYERS = [[256, PIXELS], [4, 256], [256, 2], [PIXELS, 256]];
const NUMBERS = LAYERS.reduce((sum, [outputs, inputs]) => sum + outputs * (inputs + 1), 20 * CODES_PER_DIGIT);

export const sigmoid = (logits) => logits.map((logit) => 1 / (1 + Math.exp(-logit)));

/** log p(x) of grey values x under a Bernoulli's logits, summed over the pixels, in nats. */
export function logLikelihood(x, logits) {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    sum += x[i] * logits[i] - Math.max(logits[i], 0) - Math.log1p(Math.exp(-Math.abs(logits[i])));
  }
  return sum;
}

/** KL of q(z|x) to the prior N(0, I), in nats. */
export const rate = ({ mean, scale }) => mean.reduce((sum, m, j) => sum + (m * m + scale[j] * scale[j] - 1) / 2 - Math.log(scale[j]), 0);

/** A number in [0, 1) for each pixel; the same seed gives the same numbers in Python. */
export function uniforms(seed) {
  return Float64Array.from({ length: PIXELS }, (_, i) => {
    let h = seed * PIXELS + i + 1; // what follows takes 0 to 0
    h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
    h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
    return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
  });
}

/** A picture of 0 and 1 drawn pixel by pixel. */
export function sample(probabilities, seed) {
  const draws = uniforms(seed);
  return probabilities.map((p, i) => (draws[i] < p ? 1 : 0));
}

// Three points and weights that integrate a polynomial of degree 5 against N(0, 1) exactly (Gauss–Hermite).
const NODES = [[-Math.sqrt(3), 1 / 6], [0, 2 / 3], [Math.sqrt(3), 1 / 6]];

/** q(z|x) = N(mean, scale²), p(x|z) = Bernoulli(sigmoid(logits)), for one picture or one code at a time. */
export class Network {
  constructor(view) {
    if (view.byteLength !== 2 * NUMBERS) throw new Error(`the weights must be ${2 * NUMBERS} bytes, got ${view.byteLength}: the file is not whole`);
    const numbers = halves(view);
    let place = 0;
    const take = (length) => numbers.subarray(place, (place += length));
    this.layers = LAYERS.map(([outputs, inputs]) => ({ weights: take(outputs * inputs), biases: take(outputs) }));
    this.codes = take(20 * CODES_PER_DIGIT);
  }

  encode(x) {
    const [m0, m1, s0, s1] = perceptron(this.layers[0], this.layers[1], x);
    return { mean: [m0, m1], scale: [Math.exp(s0), Math.exp(s1)] };
  }

  logits(z) {
    return perceptron(this.layers[2], this.layers[3], z);
  }

  decode(z) {
    return sigmoid(this.logits(z));
  }

  /** −E log p(x|z) over q, in nats: 3 × 3 points, right to about 0.02 nats. */
  distortion(x, { mean, scale }) {
    let sum = 0;
    for (const [u, weightU] of NODES) {
      for (const [v, weightV] of NODES) {
        sum -= weightU * weightV * logLikelihood(x, this.logits([mean[0] + scale[0] * u, mean[1] + scale[1] * v]));
      }
    }
    return sum;
  }

  /** Places of the codes of one class of test digits, [z₁, z₂] each. */
  codesOf(digit) {
    const first = 2 * CODES_PER_DIGIT * digit;
    return Array.from({ length: CODES_PER_DIGIT }, (_, i) => [this.codes[first + 2 * i], this.codes[first + 2 * i + 1]]);
  }

  /** What z stands for: the class most frequent among the ten codes nearest to it, and how many of them are of it; a code too far counts for none. */
  nearest(z) {
    const away = (_, i) => Math.hypot(this.codes[2 * i] - z[0], this.codes[2 * i + 1] - z[1]);
    const order = Array.from({ length: 10 * CODES_PER_DIGIT }, away).map((distance, i) => [distance, i]).sort(([a], [b]) => a - b);
    const votes = new Array(10).fill(0);
    for (const [distance, i] of order.slice(0, 10)) if (distance < NEAR) votes[Math.floor(i / CODES_PER_DIGIT)]++;
    const most = Math.max(...votes);
    return { digit: votes.indexOf(most), votes: most };
  }
}

const perceptron = (first, second, input) => dense(second, dense(first, Float64Array.from(input)).map((value) => Math.max(0, value)));

function dense({ weights, biases }, input) {
  const output = new Float64Array(biases);
  for (let row = 0, k = 0; row < output.length; row++) {
    let sum = 0;
    for (let j = 0; j < input.length; j++, k++) sum += weights[k] * input[j];
    output[row] += sum;
  }
  return output;
}

// ---- from lines to a picture -------------------------------------------------------------------------------------

const PEN = 1.3; // half the width of a line, in pixels: digits are as dark as MNIST's
const BOX = 20; // MNIST scales a digit to fit this box and then moves its centre of mass to the middle of the picture
const MIDDLE = 14.5; // of MNIST's own pictures, counted from the corner of the first pixel

/** Strokes, each a list of [x, y], as 784 grey levels from 0 to 255: scaled and centred as MNIST's digits are. */
export function drawing(strokes) {
  const points = strokes.flat();
  const [left, top] = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])));
  const extent = Math.max(...points.map(([x, y]) => Math.max(x - left, y - top)));
  const zoom = extent > 0 ? (BOX - 2 * PEN) / extent : 0;
  const scaled = strokes.map((stroke) => stroke.map(([x, y]) => [(x - left) * zoom + PEN, (y - top) * zoom + PEN]));
  const picture = ink(scaled);
  const total = picture.reduce((sum, value) => sum + value, 0) || 1;
  const balance = (place) => picture.reduce((sum, value, i) => sum + value * (place(i) + 0.5), 0) / total;
  const [dx, dy] = [MIDDLE - balance((i) => i % SIDE), MIDDLE - balance((i) => Math.floor(i / SIDE))];
  return Array.from(ink(scaled.map((stroke) => stroke.map(([x, y]) => [x + dx, y + dy]))), (value) => Math.round(255 * value));
}

/** How much of each pixel the pen covers, from its distance to the lines. */
function ink(strokes) {
  const picture = new Float64Array(PIXELS);
  const reach = PEN + 0.5;
  const span = (a, b) => [Math.max(0, Math.floor(Math.min(a, b) - reach)), Math.min(SIDE - 1, Math.floor(Math.max(a, b) + reach))];
  for (const stroke of strokes) {
    stroke.forEach(([x1, y1], i) => {
      const [x0, y0] = stroke[Math.max(0, i - 1)]; // the first point is a dot
      const [dx, dy] = [x1 - x0, y1 - y0];
      const [firstColumn, lastColumn] = span(x0, x1);
      const [firstRow, lastRow] = span(y0, y1);
      for (let row = firstRow; row <= lastRow; row++) {
        for (let column = firstColumn; column <= lastColumn; column++) {
          const [px, py] = [column + 0.5 - x0, row + 0.5 - y0];
          const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
          const covered = Math.min(1, reach - Math.hypot(px - along * dx, py - along * dy));
          const place = row * SIDE + column;
          if (covered > picture[place]) picture[place] = covered;
        }
      }
    });
  }
  return picture;
}

// ---- ten digits for whoever does not want to draw ----------------------------------------------------------------

// The corners of each stroke, rounded by `smooth`; a corner named twice stays sharper.
const DIGITS = [
  ["12,0 6,2 2,9 3,17 8,20 14,18 17,10 16,3 12,0"],
  ["12,0 8,20"],
  ["3,5 6,1 12,0 16,4 13,10 3,19 3,19 5,19 17,19"],
  ["4,2 9,0 15,2 14,7 8,10 8,10 15,12 15,18 9,20 2,18"],
  ["5,1 3,11 3,11 16,10", "15,2 12,20"],
  ["16,1 6,1 6,1 4,9 4,9 11,8 15,13 11,19 2,19"],
  ["13,0 7,5 3,13 5,19 11,19 14,14 10,11 4,14"],
  ["3,2 16,1 16,1 12,9 8,20"],
  ["15,3 10,0 4,4 8,9 13,14 11,19 5,19 4,15 9,10 15,6 15,3"],
  ["15,4 10,1 4,5 6,9 12,9 15,4 15,4 14,11 11,20"],
];

/** Corners cut off a quarter of the way, again and again (Chaikin); the ends stay. */
function smooth(points, rounds = 3) {
  if (rounds === 0) return points;
  const mix = ([x0, y0], [x1, y1], t) => [x0 + (x1 - x0) * t, y0 + (y1 - y0) * t];
  const cut = points.slice(1).flatMap((point, i) => [mix(points[i], point, 0.25), mix(points[i], point, 0.75)]);
  return smooth([points[0], ...cut, points.at(-1)], rounds - 1);
}

/** The strokes of a digit, in a square of side 20. */
export const digit = (number) => DIGITS[number].map((stroke) => smooth(stroke.split(" ").map((point) => point.split(",").map(Number))));
