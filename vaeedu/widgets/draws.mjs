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
