// Names stored evenly spaced on [0, 10] and read back through Gaussian noise of scale s. Information is in nats.
// No drawing and no page here, so that the tests compare every function with Python's closed forms.

export const SHELF = 10;

/** ½ log(1 + P/s²) at the largest variance P that numbers of the shelf can have, (SHELF/2)². */
export function capacity(noise) {
  const ratio = SHELF / 2 / noise;
  return ratio < 1 ? Math.log1p(ratio * ratio) / 2 : Math.log(ratio) + Math.log1p(1 / (ratio * ratio)) / 2;
}

/** Where name i of n lies. */
export const place = (i, names) => (SHELF * i) / Math.max(names - 1, 1);

/** The error function, from a series of positive terms: exp(−x²) 2x/√π (1 + 2x²/3 + (2x²)²/(3·5) + …). */
export function erf(x) {
  if (Math.abs(x) > 6) return Math.sign(x); // to the last digit
  let [term, sum] = [1, 1];
  for (let k = 3; term > 1e-17 * sum; k += 2) sum += term *= (2 * x * x) / k;
  return ((2 * x) / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** How many names are read back right on average if the nearest name is the answer. */
export const readRight = (names, noise) => 1 + (names - 1) * erf(place(1, names) / noise / Math.sqrt(8));

/** The density of the readings of all names together, at a reading in units of the noise; `spacing` likewise. */
export function density(reading, names, spacing) {
  // Names more than 9 scales away do not count.
  const nearest = Math.min(names - 1, Math.max(0, Math.round(reading / spacing)));
  const reach = Math.ceil(9 / spacing) + 1;
  let sum = 0;
  for (let i = Math.max(0, nearest - reach); i <= Math.min(names - 1, nearest + reach); i++) sum += Math.exp(-((reading - spacing * i) ** 2) / 2);
  return sum / (names * Math.sqrt(2 * Math.PI));
}

/**
 * Mutual information of a name and its reading, by the trapezoidal rule; at this `step` on the same nodes as in Python,
 * and at one of ½ still good enough to draw.
 */
export function information(names, noise, step = 0.125) {
  if (names === 1) return 0;
  const spacing = place(1, names) / noise;
  if (spacing > 20) return Math.log(names); // who reads a name wrong has met noise of ten scales
  const nodes = Math.ceil(((names - 1) * spacing + 18) / step);
  let sum = 0;
  for (let k = 0; k < nodes; k++) {
    const p = density(k * step - 9, names, spacing);
    sum -= p * Math.log(p);
  }
  return step * sum - Math.log(2 * Math.PI * Math.E) / 2;
}

/** Everything that the widget shows as a number. */
export function solve({ noise, names }) {
  const [right, nats, most] = [readRight(names, noise), information(names, noise), capacity(noise)];
  return { noise, names, right, error: 1 - right / names, information: nats, surviving: Math.exp(nats), capacity: most, ceiling: Math.exp(most) };
}
