"""Hands on WeighedParts."""

from hands import pictures


class Hands(pictures.Hands):
    def rows(self, w):
        return [(w.digits, w.rebuilt), w.traversals]
