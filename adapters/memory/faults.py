"""Failures on demand, so that whatever can go wrong at a provider can be tried without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from daemon.ports.errors import PortError


class Call(StrEnum):
    """The kinds of port calls that can be made to fail."""

    READ = "read"
    PUT = "put"
    REMOVE = "remove"


class Faults:
    """What is to fail, and a count of the writes that took effect."""

    def __init__(self) -> None:
        self.writes = 0
        """How many writes have taken effect since the store was made."""
        self.incomplete = False
        """Whether reads see every other item only."""
        self._failing: dict[Call, PortError] = {}
        self._planned: dict[int, BaseException] = {}
        self._lost_answers: dict[int, BaseException] = {}
        self._attempts = 0

    @contextmanager
    def failing(self, error: PortError, *calls: Call) -> Iterator[None]:
        """Inside it these calls, or all if none is named, raise this error and do nothing."""
        before = dict(self._failing)
        self._failing.update(dict.fromkeys(calls or tuple(Call), error))
        try:
            yield
        finally:
            self._failing = before

    @contextmanager
    def reading_in_part(self) -> Iterator[None]:
        """Inside it reads see every other item only and say that they are incomplete."""
        self.incomplete = True
        try:
            yield
        finally:
            self.incomplete = False

    def fail_write(self, number: int, error: BaseException, *, lost_answer: bool = False) -> None:
        """Let the `number`-th write from now (1 is the next) raise this error once.

        It raises before anything is written, or, as a lost answer, after the write has taken effect. The error may be
        any exception, so a test can also end the program there.
        """
        planned = self._lost_answers if lost_answer else self._planned
        planned[self._attempts + number] = error

    def check(self, call: Call) -> None:
        """Raise what this kind of call is to raise now; every port call begins with it."""
        if call in self._failing:
            raise self._failing[call]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Around the one statement that changes the store."""
        self._attempts += 1
        number = self._attempts
        if number in self._planned:
            raise self._planned.pop(number)
        yield
        self.writes += 1
        if number in self._lost_answers:
            raise self._lost_answers.pop(number)
