"""Points of a plane as levels from 0 to 255, so that an address holds them as bytes, as in plane.mjs: level 128 is the origin."""

from dataclasses import dataclass

import numpy as np

MIDDLE = 128


@dataclass(frozen=True)
class Plane:
    """``count`` points in a plane in which a unit is ``unit`` levels."""

    count: int
    unit: int

    def levels(self, points) -> list[int]:
        """The nearest levels of points (count, 2), x and y of each in turn."""
        return np.rint(MIDDLE + self.unit * np.asarray(points)).astype(int).ravel().tolist()

    def points(self, levels: list[int]) -> np.ndarray:
        """Where the levels lie, (count, 2)."""
        return (np.array(levels).reshape(self.count, 2) - MIDDLE) / self.unit

    def coordinates(self, name: str, levels: str, doc: str) -> property:
        """A widget's property ``name``: its input ``levels`` as points, to be read and set. Points outside the plane raise ValueError."""
        low, high = -MIDDLE / self.unit, (255 - MIDDLE) / self.unit

        def write(widget, points):
            points = np.asarray(points, float)
            if points.shape != (self.count, 2) or not ((points >= low) & (points <= high)).all():
                raise ValueError(f"{name} must be points ({self.count}, 2) with coordinates from {low:g} to {high:g}, got shape {points.shape}; scale them down, or give as many")
            setattr(widget, levels, self.levels(points))

        return property(lambda widget: self.points(getattr(widget, levels)), write, doc=f"{doc}, ({self.count}, 2), in steps of 1/{self.unit}.")
