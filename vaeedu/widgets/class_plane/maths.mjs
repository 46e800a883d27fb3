// The conditional VAE of chapter 15 in the page: its decoder, and what its encoder made of held-out digits. Nats.
import { Decoders } from "../decoders.mjs";
import { normals } from "../draws.mjs";
import { plane } from "../plane.mjs";

export const [CLASSES, SHOWN, CLOUD, SAMPLES] = [10, 30, 297, 10];
const PIXELS = 64;

/** Where a level from 0 to 255 lies in the plane of codes, and back. */
export const { place, level } = plane(16);

/** KL(N(mean, diag scale²) ‖ N(centre, I)). */
export const rate = (mean, scale, centre) => mean.reduce((sum, m, j) => sum + ((m - centre[j]) ** 2 + scale[j] ** 2 - 1) / 2 - Math.log(scale[j]), 0);

export class Model extends Decoders {
  constructor(view) {
    super(view, 1, 2, SHOWN * (PIXELS + 4) + 2 * CLASSES + 3 * CLOUD);
    this.digits = this.take(PIXELS, SHOWN);
    [this.mean, this.scale] = [this.take(2, SHOWN), this.take(2, SHOWN)];
    this.centres = this.take(2, CLASSES);
    this.cloud = this.take(2, CLOUD);
    [this.labels] = this.take(CLOUD, 1);
  }

  /** Everything that the widget shows. */
  solve({ item, label, seed, means }) {
    const mu = Array.from({ length: CLASSES }, (_, k) => [place(means[2 * k]), place(means[2 * k + 1])]);
    const own = Math.floor(item / 3);
    const [mean, scale] = [this.mean[item], this.scale[item]];
    const noise = normals(4 * SAMPLES * seed, 2 * SAMPLES);
    return {
      item, label, seed, mu, own, mean, scale, x: this.digits[item],
      rate: rate(mean, scale, mu[own]), rate_as: rate(mean, scale, mu[label]), distance: Math.hypot(...[0, 1].map((j) => mu[own][j] - mu[label][j])),
      written: mu.map((centre) => this.decode(0, centre.map((c, j) => c + mean[j] - mu[own][j]))),
      samples: Array.from({ length: SAMPLES }, (_, i) => this.decode(0, mu[label].map((c, j) => c + noise[2 * i + j]))),
    };
  }
}
