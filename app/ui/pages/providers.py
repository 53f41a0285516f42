"""The providers, with their accounts and keys: where calls go, with what, and what is left of it."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from app.core.news import Scope
from app.platform.clock import now_us
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import Doing, Step
from app.ui.models.providers import AccountFacts, Found, ProviderFacts, read_providers
from app.ui.ordering import Ordering
from app.ui.pages.page import Page
from app.ui.ways import in_window
from app.ui.widgets.account_sheets import (
    AccountSheet,
    BalanceSheet,
    EntriesSheet,
    KeySheet,
    set_account,
    way_back,
)
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Card
from app.ui.widgets.entry_list import Entry, EntryList
from app.ui.widgets.filter_chips import FilterChips
from app.ui.widgets.labels import text_label
from app.ui.widgets.list_and_view import ListAndView
from app.ui.widgets.provider_sheet import ProviderSheet, values_of
from app.ui.widgets.provider_view import ProviderView
from app.ui.widgets.states import StateView
from app.ui.widgets.typed_sheet import TypedSheet
from app.ui.widgets.unlock_sheet import UnlockSheet


class ProvidersPage(Page):
    listens_to = Scope.CALLS | Scope.PROVIDERS | Scope.REGISTER | Scope.SETTINGS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme = context.theme
        self._found: Found | None = None
        self._orderings: dict[str, Ordering[str]] = {}  # of accounts, by the provider
        self._doing = Doing(context, self)
        self._list = EntryList(theme, self.tr("Providers"))
        self._list.chosen.connect(self._on_chosen)
        self._view = ProviderView(context)
        self._state = StateView(theme)
        self._forms = QStackedWidget()
        self._wanted = self._sought = ""
        self._shut = QFrame()
        self._shut_words = text_label("", wrap=True)
        self._arrange()
        self._view.wanted.connect(self._on_wanted)
        self._view.routed.connect(self._on_routed)
        self._view.ordered.connect(self._on_ordered)
        self._view.levelled.connect(self._on_levelled)
        self._state.say("clock", self.tr("Loading…"))
        self._forms.setCurrentWidget(self._state)

    def _arrange(self) -> None:
        theme = self.context.theme
        self._shut.setProperty("kind", "banner")
        row = QHBoxLayout(self._shut)
        row.addWidget(self._shut_words, 1)
        row.addWidget(
            IconButton(
                theme, "key", self.tr("Unlock"), name=self.tr("Unlock the keys"), act=self._on_unlock_wanted
            )
        )
        self._shut.hide()
        card = Card(self.tr("Providers"))
        card.top.addWidget(
            IconButton(theme, "plus", name=self.tr("Add a provider of your own"), act=self.make_new)
        )
        card.body.addWidget(self._list, 1)
        self._split = ListAndView(theme, card, self._list, self._view, name=self.tr("The chosen provider"))
        self._forms.addWidget(self._split)
        self._forms.addWidget(self._state)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 16, 16)
        outer.setSpacing(12)
        for part in (FilterChips(theme, self.context.lens), self._doing.bar, self._shut):
            outer.addWidget(part)
        outer.addWidget(self._forms, 1)

    def take_focus(self) -> None:
        self._list.setFocus()

    def show_part(self, part: str) -> None:
        """`provider`, or `provider/account`."""
        self._wanted = self._sought = part.partition("/")[0]
        self.refresh_soon()

    def make_new(self) -> None:
        self._open(ProviderSheet(self.context, self))

    # ---- reading

    def refresh(self) -> None:
        lens, engine = self.context.lens, self.context.engine
        chosen = lens.within(lens.span())
        settled = {id_ for id_, ordering in self._orderings.items() if ordering.settled}
        done = partial(self._on_read, settled=settled)
        self.context.queries.ask(
            "providers", lambda: read_providers(engine, chosen), done, self._on_failed, lens.looks
        )

    def _take(self, found: Found, *, settled: Collection[str]) -> None:
        """Accounts stand in the order that was wished, though it is being made yet."""

        def arranged(facts: ProviderFacts) -> ProviderFacts:
            id_ = facts.provider.id
            if id_ not in self._orderings:
                return facts
            accounts = self._orderings[id_].arrange(
                facts.accounts, lambda one: one.account.name, settled=id_ in settled
            )
            return replace(facts, accounts=tuple(accounts))

        self._found = replace(found, providers=tuple(map(arranged, found.providers)))

    def _on_failed(self, error: Exception) -> None:
        self._state.say_error(error, self.refresh_soon)
        self._forms.setCurrentWidget(self._state)

    def _on_read(self, found: Found, *, settled: Collection[str]) -> None:
        self._take(found, settled=settled)
        shut = bool(found.keys["locked"])
        stored = any(a.key for p in found.providers for a in p.accounts)
        self._shut_words.setText(
            in_window(found.keys["trouble"] or "")
            or self.tr("The keys are locked: no call can have a stored one.")
        )
        self._shut.setVisible(stored and (shut or bool(found.keys["trouble"])))
        sought, self._sought = self._sought, ""
        if sought and all(facts.provider.id != sought for facts in found.providers):
            self._doing.bar.offer(self.tr("There is no provider {name} any more.").format(name=sought))
        wanted, self._wanted = self._wanted, ""
        self._list.show_entries(self._entries(found), wanted)
        self._show_chosen()
        self._forms.setCurrentWidget(self._split)

    def _entries(self, found: Found) -> list[Entry]:
        entries: list[Entry] = []
        sections = (
            (self.tr("With calls in this range"), [p for p in found.providers if p.used]),
            (self.tr("Set up"), [p for p in found.providers if not p.used and p.furnished]),
            (self.tr("Others"), [p for p in found.providers if not p.used and not p.furnished]),
        )
        for heading, facts in sections:
            if facts:
                entries.append(Entry("", heading))
                entries += [self._entry(one, shut=bool(found.keys["locked"])) for one in facts]
        return entries

    def _entry(self, facts: ProviderFacts, *, shut: bool) -> Entry:
        now = now_us()
        resting = [a for a in facts.accounts if a.standing.resting_until_us > now]
        state, tone, says = "", "text_faint", ""
        if any(a.key for a in facts.accounts) and shut:
            state, tone, says = "lock", "warn", self.tr("Its keys are locked")
        elif resting:
            state, tone, says = "clock", "warn", self.tr("%Ln account(s) resting", "", len(resting))
        elif any(a.account.paused for a in facts.accounts):
            state, tone, says = "pause", "warn", self.tr("An account is paused")
        elif any(a.key is None for a in facts.accounts):
            state, tone, says = "alert", "bad", self.tr("An account has no key")
        elif facts.accounts:
            state, tone, says = "key", "good", self.tr("It has a key")
        note = formats.amount(facts.totals.calls, "calls") if facts.used else _host(facts.provider.base_url)
        return Entry(
            facts.provider.id,
            facts.provider.name,
            note or self.tr("no base URL yet"),
            formats.usd(facts.totals.cost_nusd) if facts.used else "",
            state,
            tone,
            says,
            faint=not facts.used and not facts.furnished,
        )

    def _on_chosen(self, _key: str) -> None:
        self._show_chosen()

    def _show_chosen(self) -> None:
        facts = self._chosen()
        if facts is not None and self._found is not None:
            self._view.show_provider(facts, keys_shut=bool(self._found.keys["locked"]))

    def _chosen(self) -> ProviderFacts | None:
        if self._found is None:
            return None
        return next((p for p in self._found.providers if p.provider.id == self._list.key), None)

    # ---- acts

    def _on_wanted(self, act: str, account: str) -> None:
        facts = self._chosen()
        if facts is None:
            return
        if not account:
            self._change_provider(facts, act)
            return
        one = next((a for a in facts.accounts if a.account.name == account), None)
        if one is None:
            return
        if act in {"pause", "resume"}:
            said = self.tr("{name} is paused.") if act == "pause" else self.tr("{name} takes calls again.")
            self._do(
                [set_account(one.account.provider, account, {"paused": act == "pause"})],
                said.format(name=account),
                way_back(one),
            )
        elif act in {"remove", "remove-key"}:
            self._remove(facts, one, key_only=act == "remove-key")
        else:
            self._open_for(facts, one, act)

    def _open_for(self, facts: ProviderFacts, one: AccountFacts, act: str) -> None:
        assert self._found is not None
        if act == "entries":
            EntriesSheet(self.context, self, one).open()
        elif act == "key":
            self._open(
                KeySheet(
                    self.context,
                    self,
                    facts.provider,
                    account=one.account.name,
                    replaced=one.key is not None,
                    asks=self._found.vault_asks,
                )
            )
        elif act in {"top-up", "adjust"}:
            self._open(BalanceSheet(self.context, self, one, kind=act))
        else:
            weighted = facts.routing.strategy == "weighted"
            self._open(AccountSheet(self.context, self, one, weighted=weighted))

    def _change_provider(self, facts: ProviderFacts, act: str) -> None:
        provider = facts.provider
        if act == "edit":
            self._open(ProviderSheet(self.context, self, provider, changed=facts.changed))
        elif act == "add-account":
            assert self._found is not None
            taken = [a.account.name for a in facts.accounts if a.key is not None]
            self._open(KeySheet(self.context, self, provider, taken=taken, asks=self._found.vault_asks))
        elif provider.builtin:
            changes = {"id": provider.id, "changes": values_of(provider)}
            self._do(
                [Step("provider.remove", {"id": provider.id})],
                self.tr("{name} is as it came.").format(name=provider.name),
                [Step("provider.set", changes)],
            )
        else:
            values = values_of(provider)
            usage = values.pop("inject_usage")
            self._do(
                [Step("provider.remove", {"id": provider.id})],
                self.tr("{name} is removed; its calls stay.").format(name=provider.name),
                [
                    Step("provider.add", {"id": provider.id, **values}),
                    Step("provider.set", {"id": provider.id, "changes": {"inject_usage": usage}}),
                ],
            )

    def _remove(self, facts: ProviderFacts, one: AccountFacts, *, key_only: bool) -> None:
        whose = {"provider": facts.provider.id, "account": one.account.name}
        steps = [Step("key.remove", whose)] if one.key is not None else []
        if one.made and not key_only:
            steps.append(Step("account.remove", whose))
        said = self.tr("The key of {account} is removed.") if key_only else self.tr("{account} is removed.")
        if one.key is None:
            self._do(steps, said.format(**whose), way_back(one))
            return
        title = self.tr("Remove the key of {account}?") if key_only else self.tr("Remove {account}?")
        self._open(
            TypedSheet(
                self.context,
                self,
                title=title.format(**whose),
                more=self.tr(
                    "Its key is taken out of the {where} and cannot be brought back from here. Calls through "
                    "this account fail from then on, unless another one takes them."
                ).format(where=formats.kept_in(one.key.where)),
                typed=one.account.name,
                button=self.tr("Remove it"),
                steps=steps,
                said=said.format(**whose),
            )
        )

    def _on_routed(self, strategy: str, sticky_us: int | None) -> None:
        facts = self._chosen()
        if facts is None:
            return
        before = facts.routing
        if (strategy, sticky_us) == (before.strategy, before.sticky_us):
            return
        id_ = facts.provider.id
        self._do(
            [Step("provider.route", {"id": id_, "strategy": strategy, "sticky_us": sticky_us})],
            self.tr("How the accounts take turns is changed."),
            [
                Step(
                    "provider.route",
                    {"id": id_, "strategy": before.strategy, "sticky_us": before.sticky_us},
                )
            ],
        )

    def _on_ordered(self, names: list[str]) -> None:
        facts, found = self._chosen(), self._found
        if facts is None or found is None:
            return
        self._ordering(facts.provider.id).wish(names)
        self._take(found, settled=())
        self._show_chosen()

    def _ordering(self, id_: str) -> Ordering[str]:
        if id_ not in self._orderings:
            self._orderings[id_] = Ordering(self._doing, partial(self._order, id_), self.refresh_soon)
        return self._orderings[id_]

    def _order(self, id_: str, names: list[str]) -> None:
        """Each gets the rank of its place."""
        self._rank(id_, {name: place for place, name in enumerate(names)}, self.tr("The order is changed."))

    def _on_levelled(self) -> None:
        facts = self._chosen()
        if facts is not None:
            id_, said = facts.provider.id, self.tr("All accounts have the same rank now.")
            level = dict.fromkeys(sorted(a.account.name for a in facts.accounts), 0)
            self._ordering(id_).wish(list(level), lambda _: self._rank(id_, level, said))

    def _rank(self, id_: str, ranks: dict[str, int], said: str) -> None:
        """From how they stand now, which may be newer than what was read."""
        now = {a.name: a.priority for a in self.context.engine.accounts.of(id_)}
        before = {name: now.get(name, 0) for name in ranks}
        if before == ranks:
            self._ordering(id_).end()
            return
        self._ordering(id_).do(
            [Step("account.order", {"provider": id_, "ranks": ranks})],
            said,
            [Step("account.order", {"provider": id_, "ranks": before})],
            sorted(ranks, key=lambda name: (before[name], name)),
        )

    def _on_unlock_wanted(self) -> None:
        if self._found is not None:
            needed = self._found.vault_asks == "its own"
            self._open(UnlockSheet(self.context, self, passphrase=needed))

    def _do(self, steps: list[Step], said: str, back: list[Step]) -> None:
        self._doing.do(steps, said, back=back, done=lambda _: self.refresh_soon())

    def _open(self, sheet: ActingSheet) -> None:
        sheet.acted.connect(self._on_acted)
        sheet.open()

    def _on_acted(self, said: str, back: list[Step], results: list[Any]) -> None:
        self._doing.offer(said, back)
        if results and isinstance(results[0], dict) and "base_url" in results[0] and "id" in results[0]:
            self._wanted = str(results[0]["id"])
        self.refresh_soon()


def _host(base_url: str) -> str:
    return base_url.partition("://")[2]


PAGE = ProvidersPage
