"""Calls that go upstream in the same turn of the loop: the journal hears of all of them, then they go."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from app.core.calls import Call


class Departing(Protocol):
    call: Call

    def depart(self) -> None:
        """Write the request upstream."""
        ...


class Departures:
    """One write to the journal for a turn instead of one for each call, and writes upstream in a row."""

    def __init__(self, loop: asyncio.AbstractEventLoop, opened: Callable[[list[Call]], None]) -> None:
        self._loop = loop
        self._opened = opened
        self._waiting: dict[str, Departing] = {}

    def add(self, exchange: Departing, *, alone: bool) -> None:
        """`alone`: nobody else is on the road, so there is nobody to wait for."""
        if alone and not self._waiting:
            self._opened([exchange.call])
            exchange.depart()
            return
        if not self._waiting:
            self._loop.call_soon(self._leave)
        self._waiting[exchange.call.id] = exchange

    def remove(self, exchange: Departing) -> None:
        """It is over before it began."""
        self._waiting.pop(exchange.call.id, None)

    def _leave(self) -> None:
        leaving = list(self._waiting.values())
        self._waiting.clear()
        if leaving:
            self._opened([exchange.call for exchange in leaving])
        for exchange in leaving:
            exchange.depart()
