// The films that the widget carries, frame by frame, as in film.py. No drawing and no page here, so that the tests compare every number with Python's.
export const DATA = ["ring", "grid"];
export const GAMES = ["non-saturating", "saturating", "instance noise", "packs of 2", "WGAN-GP", "forward KL", "reverse KL", "VAE"];
export const [SEEDS, FRAMES, POINTS, SIDE, STEPS, SCALE] = [2, 33, 80, 12, 156, 0.05];
const LINE = [-1, -0.5, 0, 0.5, 1];
export const CENTRES = {
  ring: Array.from({ length: 8 }, (_, i) => [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)]),
  grid: LINE.flatMap((x) => LINE.map((y) => [x, y])),
};
const FILMS = DATA.length * GAMES.length * SEEDS;

/** How many points lie within three scales of each centre; a point counts for its nearest centre alone. */
export function seen(points, centres) {
  const counts = centres.map(() => 0);
  for (const [x, y] of points) {
    const distances = centres.map(([u, v]) => Math.hypot(x - u, y - v));
    const nearest = distances.indexOf(Math.min(...distances));
    if (distances[nearest] <= 3 * SCALE) counts[nearest] += 1;
  }
  return counts;
}

export class Films {
  constructor(view) {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const [points, answers, losses] = [2 * POINTS, SIDE * SIDE, 2].map((size) => FILMS * FRAMES * size);
    const length = points + answers + 4 * losses;
    if (bytes.length !== length) throw new Error(`the films must be ${length} bytes, got ${bytes.length}: the file is not whole`);
    this.points = bytes.subarray(0, points);
    this.answers = bytes.subarray(points, points + answers);
    this.losses = Array.from({ length: losses }, (_, i) => view.getFloat32(points + answers + 4 * i, true));
  }
  /** One frame of one film. */
  frame(film, frame) {
    const at = (list, size) => list.slice((film * FRAMES + frame) * size, (film * FRAMES + frame + 1) * size);
    const flat = at(this.points, 2 * POINTS);
    return {
      points: Array.from({ length: POINTS }, (_, i) => [(flat[2 * i] - 128) / 64, (flat[2 * i + 1] - 128) / 64]),
      answers: Array.from(at(this.answers, SIDE * SIDE), (byte) => (byte - 128) / 20),
      losses: at(this.losses, 2),
    };
  }
  /** All that is shown of a state; `whole` has the losses and the number of bells of every frame. */
  solve({ frame, data, game, seed }) {
    const film = (DATA.indexOf(data) * GAMES.length + GAMES.indexOf(game)) * SEEDS + seed;
    const centres = CENTRES[data];
    const whole = Array.from({ length: FRAMES }, (_, k) => {
      const { points, losses } = this.frame(film, k);
      const counts = seen(points, centres);
      return { losses, modes: counts.filter((count) => count > 0).length, near: counts.reduce((sum, count) => sum + count, 0) / POINTS };
    });
    const { points, answers } = this.frame(film, frame);
    const [critic_loss, generator_loss] = whole[frame].losses;
    return { frame, data, game, seed, centres, points, answers, whole, step: STEPS * frame, modes: whole[frame].modes, near: whole[frame].near, critic_loss, generator_loss };
  }
}
