"""A call whose way upstream is decided step by step: it may have to wait, and to be sent another way."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from app.core.clients import is_key, shows_token
from app.core.errors import ProviderError
from app.proxy.attempts import Attempt
from app.proxy.desk import GoOn, Journey, Passage, Setback, Verdict
from app.proxy.headers import ResponseHead, text_of
from app.proxy.masking import masked, masked_head
from app.proxy.notes import CallNotes
from app.proxy.origins import Origin
from app.proxy.routes import Route, Routes
from app.wire.api import Refusal
from app.wire.failures import names_bad_key
from app.wire.models import with_model, with_model_in_path

ERROR_BYTES = 64 * 1024
_PASSING = frozenset({429, 500, 502, 503, 504, 529})  # trouble of the provider's, or of the moment
_FINAL = frozenset({401, 402})  # of ours: its token or its budgets end it, whatever was answered before
_OF_THE_KEY = frozenset({401, 402, 403})  # the account's own trouble, where the key is a stored one
_MAYBE_OF_THE_KEY = 400  # Gemini's word for a key that is not valid, among much else
_BAD_KEY = 401


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer that the client may get, if no way gives a better one."""

    head: ResponseHead
    body: bytes


class Traveller(Protocol):
    """The exchange, as far as its travel asks it for things."""

    def send(self, attempt: Attempt) -> None: ...

    def give(self, answer: Answer) -> None: ...

    def refuse_unsent(self, refusal: Refusal) -> None: ...

    def wait_for_desk(self, patience_s: float) -> None: ...


class Travel:
    """Only used on the loop; `end` once. What it decides it tells its traveller."""

    def __init__(
        self,
        traveller: Traveller,
        journey: Journey,
        routes: Routes,
        route: Route,
        notes: CallNotes,
        *,
        amended: bytes | None,
    ) -> None:
        self._traveller = traveller
        self._journey = journey
        self._route = route
        self._notes = notes
        self._routes = routes
        self._amended = amended
        self._loop = asyncio.get_running_loop()
        self._passage: Passage | None = None
        self._answer: Answer | None = None
        self._trouble: Refusal | None = None  # the first, of a way that came to nothing
        self._over = False
        self.waiting = False

    def go_on(self) -> None:
        self._take(self._journey.next(self._later))

    def _later(self, go_on: GoOn) -> None:
        """From any thread."""
        with suppress(RuntimeError):  # the loop has ended, and all its calls with it
            self._loop.call_soon_threadsafe(self._continue, go_on)

    def _continue(self, go_on: GoOn) -> None:
        if not self._over:
            self._take(go_on())

    def _take(self, verdict: Verdict) -> None:
        self.waiting = verdict is None
        if verdict is None:
            self._traveller.wait_for_desk(self._journey.patience_s)
            return
        found = verdict if isinstance(verdict, Refusal) else self._set_out(verdict)
        if found is None:
            return
        if isinstance(found, Attempt):
            self._traveller.send(found)
        elif self._answer is not None and found.status not in _FINAL:
            self._give(self._answer)
        elif self._trouble is not None and found.status not in _FINAL:
            self._traveller.refuse_unsent(self._trouble)
        else:
            self._traveller.refuse_unsent(found)

    def _set_out(self, passage: Passage) -> Attempt | Refusal | None:
        """None: this way leads nowhere, and another one is taken already."""
        try:
            origin = self._routes.origin(passage.provider)
        except ProviderError as error:
            refusal = Refusal(502, "provider_misconfigured", str(error))
            return None if self.came_to_nothing(refusal, may_go_on=True) else refusal
        return self._attempt(passage, origin)

    def _attempt(self, passage: Passage, origin: Origin) -> Attempt | Refusal:
        self._passage = passage
        notes, rest, body = self._notes, self._route.rest, self._amended
        if body is not None and not passage.provider.inject_usage:
            body = None
        if notes.facts is not None:
            notes.facts.usage_injected = body is not None
        if passage.model is not None:
            plain = body if body is not None else notes.plain_body()
            body = with_model(plain, passage.model) if plain else None
            elsewhere = with_model_in_path(rest, notes.call.model or "", passage.model)
            if body is None and elsewhere is None:
                return Refusal(400, "alias", self._not_replaced(passage.model))
            rest = elsewhere or rest
        if passage.credential is not None or shows_token(rest):
            rest = without_keys(rest)
        if passage.credential is not None:
            notes.secrets.append(passage.credential[1].decode("latin-1"))
        return Attempt(
            origin,
            origin.target(rest.encode("latin-1")),
            passage.provider,
            body,
            credential=passage.credential,
            amended=body is not None and self._amended is not None,
        )

    def _not_replaced(self, model: str) -> str:
        alias, kind = self._notes.call.model, self._notes.headers.get("content-type", "")
        if "multipart/" in kind:
            why = "this request is a form, in which Tollgate changes nothing"
        elif not self._notes.plain_body():
            why = "this request is too large to be changed, or coded in a way that is not known"
        else:
            why = "its name is not where it could be changed"
        return f"{alias} is an alias of {model}, and {why}. Name {model} itself."

    def unamended(self, attempt: Attempt) -> Attempt:
        """The same without what the wire had added."""
        self._amended = None
        passage = self._passage
        assert passage is not None
        again = self._attempt(passage, attempt.origin)
        return again if isinstance(again, Attempt) else replace(attempt, connection=None, sent=False)

    def turns_at(self, status: int) -> bool:
        """Whether such an answer may be a reason to look for another way."""
        passage = self._passage
        stored = passage is not None and passage.credential is not None
        return status in _PASSING or (stored and (status in _OF_THE_KEY or status == _MAYBE_OF_THE_KEY))

    def is_reason(self, status: int, pieces: list[bytes]) -> bool:
        """Whether this one is, by what it says."""
        return status != _MAYBE_OF_THE_KEY or names_bad_key(b"".join(pieces))

    def refused(self, head: ResponseHead, body: bytes | None, *, key: bytes, may_go_on: bool) -> bool:
        """The provider would not serve it. True: the client has its answer, or there is another way.

        The body is None where it is too long to be kept; the key is ours, and not for the client's eyes.
        """
        # a tool that is told 401 for a key that is not its own would doubt its login
        status = _BAD_KEY if head.status == _MAYBE_OF_THE_KEY else head.status
        if body is not None and (self._answer is None or status not in _OF_THE_KEY):
            # some providers quote the key that they do not like
            self._answer = Answer(masked_head(head, key), masked(body, key))
        why = f"{head.status}"
        return self._failed(Setback(why, status, text_of(head.values)), may_go_on=may_go_on)

    def came_to_nothing(self, refusal: Refusal, *, may_go_on: bool) -> bool:
        """The same where there was no answer, and we would say so."""
        self._trouble = self._trouble or refusal
        return self._failed(Setback(refusal.code), may_go_on=may_go_on)

    def _failed(self, setback: Setback, *, may_go_on: bool) -> bool:
        if self._journey.failed(setback, last=not may_go_on) and may_go_on:
            self.go_on()
            return True
        if self._answer is not None:
            self._give(self._answer)
            return True
        return False

    def _give(self, answer: Answer) -> None:
        self._answer = None
        self._traveller.give(answer)

    def served(self) -> None:
        self._journey.served()

    def lose_patience(self) -> None:
        refusal = self._journey.give_up()
        if refusal is not None:
            self._take(refusal)

    def end(self) -> None:
        self._over = True
        self._journey.end()


def without_keys(rest: str) -> str:
    """A path and query without the key that may be in it."""
    path, mark, query = rest.partition("?")
    if not mark:
        return rest
    kept = "&".join(part for part in query.split("&") if not is_key(part.partition("=")[0]))
    return f"{path}?{kept}" if kept else path
