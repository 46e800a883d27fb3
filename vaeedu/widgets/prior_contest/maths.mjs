// k codes z from the prior and a batch of data in the model x = z + σε, both of two numbers: who explains whom, and what the
// estimate of log p(x) from these codes is worth. No drawing and no page here, so that the tests compare every number with Python's.
import { normals } from "../draws.mjs";

export const [ITEMS, CODES] = [24, 192];

const pairs = (list) => Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i], list[2 * i + 1]]);

/** The data in units of their scale; no draw of codes comes so far. */
const UNIT_DATA = pairs(normals(2 ** 31, 2 * ITEMS));

export const data = (sigma) => UNIT_DATA.map(([x, y]) => [Math.hypot(1, sigma) * x, Math.hypot(1, sigma) * y]);

/** All codes of a draw; the contest is among the first k. */
export const codes = (draw) => pairs(normals(4 * CODES * draw, 2 * CODES));

/** What a code says about its datum, in nats. */
export const information = (sigma) => Math.log1p(sigma ** -2);

/** log p(x): normal, with variance 1 + σ² in both directions. */
export const logMarginal = ([x, y], sigma) => -Math.log(2 * Math.PI) - Math.log1p(sigma * sigma) - (x * x + y * y) / (2 * (1 + sigma * sigma));

/** log p(x|z). */
const logLikelihood = ([x, y], [z, w], sigma) => -Math.log(2 * Math.PI) - 2 * Math.log(sigma) - (((x - z) / sigma) ** 2 + ((y - w) / sigma) ** 2) / 2;

/** Everything about one contest; `shorts[i]` is what the estimate from the first i + 1 codes lacks, for all codes of the draw. */
export function solve({ k, sigma, draw }) {
  const [items, all] = [data(sigma), codes(draw)];
  const shorts = new Array(CODES).fill(0);
  const drawn = all.slice(0, k);
  const won = drawn.map(() => 0);
  const pulls = drawn.map(() => [0, 0, 0]); // Σr and Σrx over the data
  const winner = [];
  let taught = 0;
  for (const item of items) {
    const logs = all.map((code) => logLikelihood(item, code, sigma));
    const exact = logMarginal(item, sigma);
    let [top, sum] = [-Infinity, 0];
    logs.forEach((value, i) => {
      if (value > top) [top, sum] = [value, sum * Math.exp(top - value) + 1];
      else sum += Math.exp(value - top);
      shorts[i] += (exact - top - Math.log(sum / (i + 1))) / ITEMS;
    });
    const mine = logs.slice(0, k);
    const best = Math.max(...mine);
    const weights = mine.map((value) => Math.exp(value - best));
    const total = weights.reduce((a, b) => a + b);
    winner.push(mine.indexOf(best));
    won[winner.at(-1)] += 1;
    taught += 1 / weights.reduce((a, r) => a + (r / total) ** 2, 0);
    weights.forEach((weight, i) => {
      const r = weight / total;
      pulls[i] = [pulls[i][0] + r, pulls[i][1] + r * item[0], pulls[i][2] + r * item[1]];
    });
  }
  const ranked = won.filter((count) => count > 0).sort((a, b) => b - a);
  const nats = information(sigma);
  return {
    k, sigma, draw, items, drawn, winner, ranked, pulls, shorts, taught: taught / ITEMS,
    winners: ranked.length, most: ranked[0], short: shorts[k - 1], information: nats, enough: 1 + sigma ** -2,
  };
}
