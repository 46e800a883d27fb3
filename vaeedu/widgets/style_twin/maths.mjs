// The VAE of coloured digits of chapter 14 in the page, and its twin, whose codes are turned by an angle of the class. Nats.
import { Decoders } from "../decoders.mjs";
import { plane } from "../plane.mjs";

export const [CLASSES, SHOWN, CLOUD, CODE] = [10, 10, 297, 6];
export const PLANE = [2, 3]; // the coordinates of the code that are shown
const [NUMBERS, SCALE] = [192, 0.1];

/** How far a level from 0 to 255 moves a code, and back. */
export const { place, level } = plane(32);

/** A point turned about the origin. */
export function turned([a, b], degrees) {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [c * a - s * b, s * a + c * b];
}

/** KL(N(mean, Σ) ‖ N(0, I)), where Σ is diagonal but for the plane that is turned. */
function rate(mean, scale, degrees) {
  const [p, q] = PLANE.map((j) => scale[j] ** 2);
  const [c, s] = turned([1, 0], degrees);
  const [first, second, both] = [c * c * p + s * s * q, s * s * p + c * c * q, c * s * (p - q)];
  const logs = Math.log(first * second - both * both);
  return mean.reduce((sum, m, j) => sum + (m * m - 1) / 2 + (PLANE.includes(j) ? 0 : scale[j] ** 2 / 2 - Math.log(scale[j])), (first + second - logs) / 2);
}

const centred = (rows) => {
  const means = rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  return rows.map((row) => row.map((value, j) => value - means[j]));
};
const product = (rows, others, i, j) => rows.reduce((sum, row, k) => sum + row[i] * others[k][j], 0);

/** The share of the variance of the targets (n, 2) that a linear reading of the points (n, 2) explains. */
export function shareTold(points, targets) {
  [points, targets] = [centred(points), centred(targets)];
  const [a, b, d] = [product(points, points, 0, 0), product(points, points, 0, 1), product(points, points, 1, 1)];
  let explained = 0;
  for (const j of [0, 1]) {
    const [u, v] = [product(points, targets, 0, j), product(points, targets, 1, j)];
    explained += (d * u * u - 2 * b * u * v + a * v * v) / (a * d - b * b);
  }
  return explained / (product(targets, targets, 0, 0) + product(targets, targets, 1, 1));
}

export class Model extends Decoders {
  constructor(view) {
    super(view, 1, CODE + CLASSES, SHOWN * (NUMBERS + 2 * CODE) + 4 * CLOUD, NUMBERS);
    this.pictures = this.take(NUMBERS, SHOWN);
    [this.mean, this.scale] = [this.take(CODE, SHOWN), this.take(CODE, SHOWN)];
    this.cloud = this.take(2, CLOUD);
    [[this.labels], [this.hue]] = [this.take(CLOUD, 1), this.take(CLOUD, 1)];
    this.targets = this.hue.map((hue) => [Math.cos(2 * Math.PI * hue), Math.sin(2 * Math.PI * hue)]);
    this.told = shareTold(this.cloud, this.targets);
  }

  /** A code with what it has in the plane turned. */
  turn(z, degrees) {
    const now = turned(PLANE.map((j) => z[j]), degrees);
    return z.map((value, j) => (PLANE.includes(j) ? now[PLANE.indexOf(j)] : value));
  }

  /** All classes from one code, in a model that turns each class back by its angle. */
  row(z, angle) {
    return Array.from({ length: CLASSES }, (_, label) => this.decode(0, [...this.turn(z, -label * angle), ...Array.from({ length: CLASSES }, (_, k) => Number(k === label))]));
  }

  /** −log p(x|z, y) of a picture under its decoder's mean. */
  distortion(x, mean) {
    return x.reduce((sum, value, i) => sum + (value - mean[i]) ** 2, 0) / (2 * SCALE ** 2) + NUMBERS * (Math.log(SCALE) + Math.log(2 * Math.PI) / 2);
  }

  /** Everything that the widget shows. */
  solve({ item, label, angle, moved }) {
    const z = this.mean[item].map((value, j) => (PLANE.includes(j) ? value + place(moved[PLANE.indexOf(j)]) : value));
    const z_twin = this.turn(z, item * angle);
    const [x, row, row_twin] = [this.pictures[item], this.row(z, 0), this.row(z_twin, angle)];
    const cloud_twin = this.cloud.map((point, i) => turned(point, this.labels[i] * angle));
    return {
      item, label, angle, z, z_twin, x, row, row_twin, cloud_twin,
      rate: rate(z, this.scale[item], 0), rate_twin: rate(z_twin, this.scale[item], item * angle),
      distortion: this.distortion(x, row[item]), distortion_twin: this.distortion(x, row_twin[item]),
      told: this.told, told_twin: shareTold(cloud_twin, this.targets),
    };
  }
}
