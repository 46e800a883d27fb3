// Standard normal numbers that Python and the page draw alike, for the widgets that show samples.

/** As many normal numbers from pairs of a counter that goes on from `start`: mixed as by mulberry32, and then by Box and Muller. */
export function normals(start, count) {
  const uniform = [];
  for (let i = 1; i <= 2 * count; i++) {
    const state = Math.imul((start + i) | 0, 0x6d2b79f5);
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    uniform.push((((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32);
  }
  return Array.from({ length: count }, (_, i) => Math.sqrt(-2 * Math.log(uniform[2 * i])) * Math.cos(2 * Math.PI * uniform[2 * i + 1]));
}

/** Uniform numbers in [0, 1), one at a call, from a seed: Tommy Ettinger's mulberry32. For what the page alone draws. */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
