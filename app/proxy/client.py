"""The client's connection, as those who answer it see it."""

import asyncio
from typing import Protocol

from app.proxy.desk import Caller


class Client(Protocol):
    @property
    def transport(self) -> asyncio.Transport: ...

    @property
    def caller(self) -> Caller | None: ...

    def pause_upload(self) -> None: ...

    def resume_upload(self) -> None: ...

    def answered(self, *, keep: bool) -> None:
        """The answer is complete. Without `keep` the connection ends with it."""
        ...

    def cut(self) -> None:
        """Break off: what is written goes out, the end that would make the answer whole does not."""
        ...

    def reset(self) -> None:
        """Break off where only a reset shows that the answer is not whole."""
        ...
