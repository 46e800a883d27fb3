// The films that the widget carries, as in film.py. No drawing and no page here, so that the tests compare every number with Python's.
export const [FIRST, LAST, FRAMES, POINTS, STEPS, SCALE] = [1, 12, 26, 80, 200, 0.05];
export const COUNTS = [4, 1, 7, 2, 8, 3, 6, 5];
export const CENTRES = COUNTS.map((_, i) => [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)]);
export const MARGINS = Array.from({ length: LAST - FIRST + 1 }, (_, i) => FIRST + i);

export class Films {
  constructor(view) {
    const size = MARGINS.length * FRAMES * POINTS * 2;
    const length = size + 4 * MARGINS.length * FRAMES * 4;
    if (view.byteLength !== length) throw new Error(`the films must be ${length} bytes, got ${view.byteLength}: the file is not whole`);
    this.points = new Uint8Array(view.buffer, view.byteOffset, size);
    this.told = Array.from({ length: (length - size) / 4 }, (_, i) => view.getFloat32(size + 4 * i, true));
  }
  /** The four numbers of a moment. */
  at(margin, frame) {
    const place = 4 * ((margin - FIRST) * FRAMES + frame);
    const [real_rate, made_rate, near, away] = this.told.slice(place, place + 4);
    return { real_rate, made_rate, near, away };
  }
  /** All that is shown of a state; `whole` has the numbers of every frame, `margins` those of every margin at this one. */
  solve({ frame, margin }) {
    const place = 2 * POINTS * ((margin - FIRST) * FRAMES + frame);
    const points = Array.from({ length: POINTS }, (_, i) => [0, 1].map((axis) => (this.points[place + 2 * i + axis] - 128) / 64));
    const whole = Array.from({ length: FRAMES }, (_, k) => this.at(margin, k));
    return { frame, margin, points, whole, margins: MARGINS.map((m) => this.at(m, frame)), step: STEPS * frame, ...whole[frame] };
  }
}
