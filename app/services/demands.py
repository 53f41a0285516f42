"""What a call may come to, by what its request says and by what calls like it came to."""

from collections.abc import Callable, Iterable

from app.core.budgets import ONE_CALL, Budget, Demand
from app.core.calls import Call, RequestFacts, Usage
from app.core.pricing import Unpriced
from app.core.recent import Recent
from app.services.prices import Prices

_KINDS = 1_000  # clients choose the names of models
_BYTES_PER_TOKEN = 3  # of a request that was not counted: more tokens than it will turn out to be
_ASSUMED_OUTPUT_TOKENS = 4_096  # where the request sets no limit and no call like it was seen yet


class Demands:
    """Whoever uses it from several threads holds a lock around it.

    `past` gives the last calls, oldest first. It is asked once, before anything else is learnt or told, and
    not at the start: to read a thousand calls would hold up the proxy, and a command needs none of them.
    """

    def __init__(self, prices: Prices, past: Callable[[], Iterable[Call]]) -> None:
        self._prices = prices
        self._past: Callable[[], Iterable[Call]] | None = past
        self._recent: dict[tuple[str, str | None], tuple[Recent, Recent]] = {}  # costs and tokens

    def of(self, budget: Budget, call: Call, facts: RequestFacts | None) -> Demand | None:
        """None where its price is not known."""
        if budget.unit == "calls":
            return ONE_CALL
        self.recall()
        costs, tokens = self._recent.get((call.provider, call.model_sent or call.model), (None, None))
        input_tokens = facts.input_estimate_tokens if facts is not None else None
        if input_tokens is None:
            input_tokens = call.request_bytes // _BYTES_PER_TOKEN
        output_tokens = call.max_tokens or _ASSUMED_OUTPUT_TOKENS
        if budget.unit == "tokens":
            return Demand(input_tokens + output_tokens, tokens.usual if tokens else None)
        usual = costs.usual if costs else None
        worst = self._prices.book.cost(
            Usage(input_tokens=input_tokens, output_tokens=output_tokens),
            call.provider,
            call.model_sent or call.model,
            call.started_us,
            service_tier=call.service_tier,
        )
        if isinstance(worst, Unpriced):
            return None if usual is None else Demand(None, usual)
        return Demand(worst.nusd, usual)

    def recall(self) -> None:
        """Learn of the past, unless that has been done."""
        past, self._past = self._past, None
        for call in past() if past is not None else ():
            self._take(call)

    def learn(self, call: Call) -> None:
        self.recall()
        self._take(call)

    def _take(self, call: Call) -> None:
        if call.usage_basis == "none" or not call.ok:
            return
        key = (call.provider, call.model_sent or call.model)
        recent = self._recent.get(key)
        if recent is None:
            if len(self._recent) >= _KINDS:
                self._recent.clear()
            recent = self._recent[key] = (Recent(), Recent())
        if call.worth_nusd is not None:
            recent[0].add(call.worth_nusd)
        recent[1].add(call.usage.total_tokens or 0)
