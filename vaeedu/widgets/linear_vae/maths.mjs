// The linear 1-D variational autoencoder, solved. Data x ~ N(0, t²), encoder q(z|x) = N(ax, b²), decoder mean cz, loss
//   L = b²c² + t²(1 − ac)² + (β/2)(a²t² + b² − log b² − 1)  =  distortion + β · rate.
// No drawing and no page here, so that the tests compare every function with Python's closed forms.

const square = (x) => x * x;

/** The β at and above which the code collapses. */
export const threshold = (t) => 2 * t * t;

/** β/2t², written so that t² neither overflows nor underflows. */
export const shareOfThreshold = (beta, t) => beta / t / (2 * t);

/** Asked of β itself as well: rounding puts the share of the exact threshold just below 1 for some t. */
export const collapsed = (beta, t) => beta >= threshold(t) || shareOfThreshold(beta, t) >= 1;

/** Mean squared error E(cz − x)². */
export const distortion = (a, b, c, t) => square(b * c) + square(t * (1 - a * c));

/** Mean KL from the prior in nats; infinite at b = 0. */
export const rate = (a, b, t) => (square(a * t) + b * b - 2 * Math.log(b) - 1) / 2;

/** At β = 0 the rate has no weight, even where it is infinite. */
export const loss = (a, b, c, beta, t) => distortion(a, b, c, t) + (beta === 0 ? 0 : beta * rate(a, b, t));

/** (∂L/∂a, ∂L/∂b, ∂L/∂c). */
export function gradient(a, b, c, beta, t) {
  const miss = t * t * (1 - a * c);
  const pull = beta === 0 ? 0 : beta * (b - 1 / b);
  return [beta * a * t * t - 2 * c * miss, 2 * b * c * c + pull, 2 * b * b * c - 2 * a * miss];
}

/** The (a, b, c) of least loss with a ≥ 0; (−a, b, −c) is as good. At β = 0 the limit β → 0. */
export function minimiser(beta, t) {
  if (collapsed(beta, t)) return [0, 1, 0];
  const share = shareOfThreshold(beta, t);
  const alive = Math.sqrt(1 - share);
  return [alive / t, Math.sqrt(share), alive * t];
}

/** The least loss: continuous in β, 0 at β = 0, t² from the threshold on. */
export function minimum(beta, t) {
  if (collapsed(beta, t)) return t * t;
  const share = shareOfThreshold(beta, t);
  return share === 0 ? 0 : (beta / 2) * (1 - Math.log(share));
}

/** Scale of the aggregated posterior q(z) = N(0, a²t² + b²). */
export const aggregateScale = (a, b, t) => Math.hypot(a * t, b);

/** Scale of the model's marginal p(x), with the observation noise β/2 that the loss implies. */
export const marginalScale = (c, beta) => Math.hypot(c, Math.sqrt(beta / 2));

/**
 * Gradient descent on (a, c) from `start` with b held: a list of [a, c], thinned for drawing, its last point where the
 * descent stopped. The step is a fraction of 1/‖Hessian‖ and is halved until the loss falls, so no start diverges.
 */
export function descentPath(start, b, beta, t, maxSteps = 20000) {
  const t2 = t * t;
  const value = (a, c) => square(b * c) + t2 * square(1 - a * c) + (beta / 2) * t2 * a * a;
  const reach = (a, c) => Math.sqrt(square(a * t) + square(c / t)); // in units in which every t has the same picture
  const spacing = (1 + reach(...start)) / 250;
  let [a, c] = start;
  let now = value(a, c);
  const path = [[a, c]];
  for (let step = 0; step < maxSteps; step++) {
    const miss = t2 * (1 - a * c);
    const ga = beta * t2 * a - 2 * c * miss;
    const gc = 2 * b * b * c - 2 * a * miss;
    const across = 2 * t2 * (2 * a * c - 1);
    const curvature = Math.sqrt(square(t2 * (2 * c * c + beta)) + square(2 * b * b + 2 * t2 * a * a) + 2 * square(across));
    let size = 0.25 / curvature;
    let next = value(a - size * ga, c - size * gc);
    while (next > now && size * curvature > 1e-9) {
      size /= 2;
      next = value(a - size * ga, c - size * gc);
    }
    // Written so that NaN, from an overflow, ends the descent too.
    if (!(next <= now) || reach(size * ga, size * gc) < 1e-9) break;
    [a, c, now] = [a - size * ga, c - size * gc, next];
    const [lastA, lastC] = path[path.length - 1];
    if (reach(a - lastA, c - lastC) > spacing) path.push([a, c]);
  }
  path.push([a, c]);
  return path;
}

/**
 * Where the loss over (a, c) lies at most `excess` · t² above its minimum, with b at its best: a list of polygons, in the
 * units A = at, C = c/t in which every t has the same picture; |A| ≤ aMax. For given A the bound is quadratic in C, and
 * the A for which it has a solution are bounded by a quadratic in A², so the outlines are exact.
 */
export function sublevel(excess, beta, t, aMax) {
  const share = shareOfThreshold(beta, t);
  const b2 = Math.min(1, share);
  const level = excess + (share < 1 ? share * (2 - share) : 1); // of (bC)² + (1 − AC)² + share A²
  const half = (level - b2 * share) / 2;
  const root = half + Math.sqrt(Math.max(0, half * half - share * b2 * (1 - level)));
  const [nearest, farthest] = [(b2 * (1 - level)) / root, root / share]; // of A²
  const far = Math.min(aMax, Math.sqrt(farthest));
  const near = Math.min(far, Math.max(1e-6 * far, Math.sqrt(Math.max(0, nearest)))); // not 0: at β = 0 outlines have a pole there
  const [upper, lower] = [[], []];
  for (let i = 0; i <= 40; i++) {
    const A = near + ((far - near) * (1 - Math.cos((Math.PI * i) / 40))) / 2; // close together where outlines turn
    const width = Math.sqrt(Math.max(0, A * A - (b2 + A * A) * (1 + share * A * A - level)));
    upper.push([A, (A + width) / (b2 + A * A)]);
    lower.push([A, (A - width) / (b2 + A * A)]);
  }
  const mirror = (points) => points.map(([A, C]) => [-A, -C]);
  if (level < 1) {
    const right = [...upper, ...lower.reverse()]; // the saddle between the two minima lies at 1
    return [right, mirror(right)];
  }
  return [[...mirror(lower).reverse(), ...upper, ...lower.reverse(), ...mirror(upper)]];
}
