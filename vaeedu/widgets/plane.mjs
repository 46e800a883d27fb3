// Points of a plane as levels from 0 to 255, as in plane.py: level 128 is the origin, and a unit is `unit` levels.

/** Where a level lies, and the level that is nearest to a place. */
export const plane = (unit) => ({
  place: (level) => (level - 128) / unit,
  level: (at) => Math.min(255, Math.max(0, Math.round(unit * at + 128))),
});
