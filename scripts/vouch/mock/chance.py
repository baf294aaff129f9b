"""Chance that repeats itself: the same seed, path and index give the same outcome, in any order of asking."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

SKEWED = (20, 6, 4, 2, 1, 1, 1, 1, 1, 1, 1, 1)
"""How often each member of a small pool comes up among forty: one is frequent, all are there."""


class Chance:
    """Draws for one seed.

    Choices are dealt like cards, from a deck that holds each option as often as its weight says and is shuffled anew
    when it runs out: every option comes up within one deck, in its exact share. Where one option is likelier than
    each other, it is dealt first: the first thing of every kind is the usual one, complete.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._decks: dict[tuple[str, int, tuple[int, ...]], list[int]] = {}

    def random(self, path: str, index: int) -> Random:
        """Return a source of randomness of its own."""
        return Random(f"{self._seed} {path} {index}")

    def choose(self, path: str, index: int, weights: Sequence[int]) -> int:
        """Return the position of one of the weights."""
        block, card = divmod(index, sum(weights))
        key = (path, block, tuple(weights))
        if key not in self._decks:
            deck = [position for position, weight in enumerate(weights) for _ in range(weight)]
            self.random(path, block).shuffle(deck)
            usual, *others = sorted(range(len(weights)), key=weights.__getitem__, reverse=True)
            if block == 0 and others and weights[usual] > weights[others[0]]:
                place = deck.index(usual)
                deck[0], deck[place] = deck[place], deck[0]
            self._decks[key] = deck
        return self._decks[key][card]

    def pick(self, path: str, index: int, options: Sequence[T]) -> T:
        """Return one of the options, each as often as the others."""
        return options[self.choose(path, index, [1] * len(options))] if len(options) > 1 else options[0]

    def happens(self, path: str, index: int, among_twenty: int) -> bool:
        """Say whether something happens that happens so many times among twenty."""
        return self.choose(path, index, (among_twenty, 20 - among_twenty)) == 0
