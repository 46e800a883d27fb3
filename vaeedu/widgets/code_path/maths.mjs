// The two models of chapter 20 in the page: their decoders, and the codes of thirty digits, as in network.py.
import { Decoders } from "../decoders.mjs";
import { sharpness } from "../pixels.mjs";

export const MODELS = ["learned codes", "VAE"];
export const WAYS = ["straight", "on the ball"];
export const [SHOWN, CODE] = [30, 8];
const PIXELS = 64;

const norm = (z) => Math.hypot(...z);
const mix = (a, b, share) => a.map((value, i) => (1 - share) * value + share * b[i]);

/** The code at a share of the way from one to another. */
export function between(first, second, share, onTheBall) {
  const straight = mix(first, second, share);
  const [from, to] = [norm(first), norm(second)];
  if (!onTheBall || Math.min(from, to) === 0) return straight;
  const cosine = first.reduce((sum, value, i) => sum + value * second[i], 0) / (from * to);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  if (Math.sin(angle) < 1e-6) return straight; // the same direction, or the opposite one, from which no way is shorter
  const [a, b] = [Math.sin((1 - share) * angle), Math.sin(share * angle)].map((part) => part / Math.sin(angle));
  return first.map((value, i) => ((1 - share) * from + share * to) * ((a * value) / from + (b * second[i]) / to));
}

export class Model extends Decoders {
  constructor(view) {
    super(view, MODELS.length, CODE, SHOWN * PIXELS + MODELS.length * (SHOWN * CODE + 3));
    this.digits = this.take(PIXELS, SHOWN);
    this.codes = MODELS.map(() => this.take(CODE, SHOWN));
    this.long = this.take(3, MODELS.length);
  }

  /** Everything that the widget shows. */
  solve({ percent, first, second, way, network }) {
    const k = MODELS.indexOf(network);
    const ends = [this.digits[first], this.digits[second]];
    const at = (share) => between(this.codes[k][first], this.codes[k][second], share, way === "on the ball");
    const code = at(percent / 100);
    const x = this.decode(k, code);
    const mixture = mix(...ends, percent / 100);
    const unit = (sharpness(ends[0]) + sharpness(ends[1])) / 2;
    const stops = Array.from({ length: 11 }, (_, i) => i / 10);
    return {
      percent, first, second, way, network, ends, code, x, mixture, usual: this.long[k],
      strip: stops.map((share) => this.decode(k, at(share))), mixed: stops.map((share) => mix(...ends, share)),
      lengths: Array.from({ length: 41 }, (_, i) => norm(at(i / 40))),
      length: norm(code), sharpness: sharpness(x) / unit, mixed_sharpness: sharpness(mixture) / unit,
      apart: Math.sqrt(x.reduce((sum, value, i) => sum + (value - mixture[i]) ** 2, 0) / PIXELS),
    };
  }
}
