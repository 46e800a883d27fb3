// The trained VAEs of chapter 10 in the page: their decoders, and what has been measured with their encoders. Nats.
// All sums are taken in double precision, here and in Python, so the two agree.
import { Decoders } from "../decoders.mjs";
import { normals } from "../draws.mjs";

export const BETAS = [0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1, 1.15, 1.3, 1.6];
export const [CODE, SHOWN] = [8, 10];
const PIXELS = 64;
const SINGLES = SHOWN * PIXELS + BETAS.length * (2 * SHOWN * CODE + CODE + 2) + CODE;

export const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** The number of the model whose β is nearest, by its logarithm. */
export function nearest(beta) {
  const away = BETAS.map((each) => Math.abs(Math.log(each / beta)));
  return away.indexOf(Math.min(...away));
}

export class Models extends Decoders {
  constructor(view) {
    super(view, BETAS.length, CODE, SINGLES);
    this.digits = this.take(PIXELS, SHOWN);
    [this.means, this.scales] = [0, 1].map(() => BETAS.map(() => this.take(CODE, SHOWN)));
    this.rates = this.take(CODE, BETAS.length);
    [this.errors, this.active] = this.take(BETAS.length, 2);
    [this.eigenvalues] = this.take(CODE, 1);
  }

  /** What each unit of the best linear VAE carries. */
  linear(beta) {
    return this.eigenvalues.map((value) => Math.log(Math.max(1, value / (beta / 2))) / 2);
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
