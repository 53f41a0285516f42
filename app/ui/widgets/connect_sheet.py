"""A tool is pointed here: what would change is shown, then done, then seen to arrive; and the way back."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.core.calls import Call
from app.core.news import Scope
from app.platform.clock import now_us
from app.services.connecting import Connecting, Plan
from app.services.operations import perform
from app.services.recipes import Address
from app.services.tool_states import ToolState, arrived
from app.ui import formats
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.tool_words import of_tool
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.diff_view import DiffView
from app.ui.widgets.fields import FormGrid
from app.ui.widgets.labels import set_style, text_label
from app.ui.widgets.proxy_notice import ProxyNotice, proxy_address


class _PlanSheet(ActingSheet):
    def __init__(self, context: Context, parent: QWidget, state: ToolState) -> None:
        super().__init__(context, parent, width_px=720)
        self._tool = state.tool
        self._connecting = Connecting(context.engine.home)
        self._plan: Plan | None = None
        self._notes = text_label("", "soft", wrap=True)
        self._diffs: list[DiffView] = []

    def _show_plan(self, plan: Plan) -> None:
        self._plan = plan
        self._notes.setText("\n".join(f"•  {of_tool(note)}" for note in plan.notes))
        self._notes.setVisible(bool(plan.notes))
        steps = [step for step in plan.steps if not step.does_nothing]
        while len(self._diffs) < len(steps):
            view = DiffView(self._context.theme, self.tr("What would change"))
            self._diffs.append(view)
            self.body.insertWidget(self.body.indexOf(self._notes), view)
        for number, view in enumerate(self._diffs):
            view.setVisible(number < len(steps))
            if number < len(steps):
                view.show_diff(steps[number].diff())
                view.setAccessibleName(self.tr("What would change in {path}").format(path=steps[number].path))

    def _note(self, act: str, plan: Plan, url: str = "") -> None:
        """For the audit, on a job's thread. The tool's file is what counts."""
        files = [str(step.path) for step in plan.steps if not step.does_nothing]
        words = {"tool": plan.tool.id, "files": files} | ({"url": url} if url else {})
        perform(self._context.engine, act, words, "window")

    def done(self, result: int) -> None:
        self._context.queries.drop("arrival")
        super().done(result)


class ConnectSheet(_PlanSheet):
    def __init__(self, context: Context, parent: QWidget, state: ToolState, projects: Sequence[str]) -> None:
        super().__init__(context, parent, state)
        tool = self._tool
        self.name(
            self.tr("Connect {tool}").format(tool=tool.name),
            self.tr("Its calls go through Tollgate then, with the login or key that it has. Its file is kept "
                    "aside and can be put back as it was.")
            if tool.files
            else "",
        )  # fmt: skip
        self._since_us = now_us()
        form = FormGrid()
        self._project = form.add_choice(
            self.tr("Project of its calls"), [(None, self.tr("None")), *((name, name) for name in projects)]
        )
        if state.connection is not None:
            self._since_us = state.connection.connected_us
            self._project.setCurrentIndex(max(0, self._project.findData(state.connection.project)))
        self._project.currentIndexChanged.connect(self._look)
        self.body.addLayout(form)
        self.body.insertWidget(self.body.indexOf(form), ProxyNotice(context))
        self._steps = text_label("", wrap=True)
        self.body.addWidget(self._steps)
        self.body.addWidget(self._notes)
        self._arrival = text_label("", "value", wrap=True)
        self._arrival_more = text_label("", "soft", wrap=True)
        for part in (self._arrival, self._arrival_more):
            self.body.addWidget(part)
            part.hide()
        self.body.addStretch()
        self.add_close(self.tr("Close") if tool.steps else self.tr("Cancel"))
        self._do = self._act_button(self.tr("Connect"), self._on_connect)
        self._do.setEnabled(False)
        self._do.setVisible(not tool.steps)
        context.bridge.ledger_changed.connect(self._on_ledger_changed)
        context.bridge.proxy_changed.connect(self._on_proxy_changed)
        self._look()
        if tool.steps or state.state == "connected":
            self._await()

    @property
    def _address(self) -> Address | None:
        url = proxy_address(self._context)
        return None if url is None else Address(url, self._project.currentData())

    # ---- what would change

    def _on_proxy_changed(self) -> None:
        if self._project.isEnabled() and self._job is None:  # it is not connected yet
            self._look()

    def _look(self) -> None:
        address, tool, connecting = self._address, self._tool, self._connecting
        if address is None:
            self.stop_looking()
            self._plan = None
            self._do.setEnabled(False)
            for part in (self._steps, self._notes, *self._diffs):
                part.hide()
            return
        if tool.steps:
            first, *rest = [address.fill(of_tool(step)) for step in tool.steps]
            numbered = [f"{number}.  {step}" for number, step in enumerate(rest, 1)]
            self._steps.setText("\n\n".join([first, *numbered]))
            self._steps.show()
            self._notes.hide()
            return
        self._steps.hide()
        self.look(lambda _: connecting.plan(tool, address), self._on_planned, long=False)

    def _on_planned(self, plan: Plan) -> None:
        self._show_plan(plan)
        nothing = plan.does_nothing
        self._do.setEnabled(not nothing)
        if nothing:
            self.say(self.tr("It points here already: there is nothing to change."), tone="warn")
            if plan.connection is None and "nothing" in self._tool.recipe:
                self.say(of_tool(self._tool.recipe["nothing"]), tone="warn")
        else:
            self.say("")

    # ---- done

    def _on_connect(self) -> None:
        plan, address, connecting = self._plan, self._address, self._connecting
        if plan is None or address is None:
            return

        def work(_: Job) -> bool:
            made = connecting.connect(plan) is not None
            if made:
                self._note("tool.connected", plan, address.base)
            return made

        self.begin(work, self._on_connected)

    def _on_connected(self, made: bool) -> None:  # noqa: FBT001  what the job came to
        if not made:
            said = self.tr("There was nothing to change.")
            self._do.setEnabled(False)
            self.say(said, tone="warn")
            if self.isHidden():
                self.tell(said)
            return
        self._since_us = now_us()
        self._do.hide()
        self._project.setEnabled(False)
        self.leave_by(self.tr("Done"))
        for view in self._diffs:
            view.hide()
        self.name(self.tr("{tool} is connected").format(tool=self._tool.name))
        self.tell(self.tr("{tool} is connected.").format(tool=self._tool.name))
        self._await()

    # ---- does it arrive?

    def _await(self) -> None:
        self._arrival.setText(self.tr("Waiting for its first call…"))
        self._arrival_more.setText(
            self.tr("To make one, {how}. It is seen here at once.").format(how=of_tool(self._tool.try_it))
        )
        self._arrival.show()
        self._arrival_more.show()
        self._ask()

    def _on_ledger_changed(self, scopes: Scope) -> None:
        if scopes & Scope.CALLS and not self._arrival.isHidden():
            self._ask()

    def _ask(self) -> None:
        reader, tool, since_us = self._context.engine.ledger.reader, self._tool, self._since_us
        self._context.queries.ask(
            "arrival", lambda: arrived(reader, tool, since_us), self._on_asked, self._on_look_failed
        )

    def _on_asked(self, found: tuple[Call | None, list[str]]) -> None:
        call, others = found
        if call is None:
            if others:
                self._arrival_more.setText(
                    self.tr("Others called: {names}. Is one of them it, by another name?").format(
                        names=", ".join(others)
                    )
                )
            return
        ended = self.tr("answered") if call.ok else call.error_message or formats.status_of(call)
        set_style(self._arrival, "tone", "good" if call.ok else "bad")
        self._arrival.setText(self.tr("{tool} arrives.").format(tool=self._tool.name))
        self._arrival_more.setText(
            "  ·  ".join(
                (
                    formats.moment_of(call.started_us, self._context.lens.zone),
                    call.model or call.path,
                    ended,
                    formats.cost_of_call(call),
                )
            )
        )


class DisconnectSheet(_PlanSheet):
    def __init__(self, context: Context, parent: QWidget, state: ToolState) -> None:
        super().__init__(context, parent, state)
        self.name(
            self.tr("Disconnect {tool}").format(tool=self._tool.name),
            self.tr("Its configuration becomes what it was before; what you changed in it since then stays."),
        )
        self.body.addWidget(self._notes)
        self.body.addStretch()
        self.add_close()
        self._do = self._act_button(self.tr("Put it back"), self._on_put_back)
        self._do.setEnabled(False)
        connecting, tool = self._connecting, self._tool
        self.look(lambda _: connecting.plan_back(tool.id), self._on_planned, long=False)

    def _on_planned(self, plan: Plan) -> None:
        self._show_plan(plan)
        self._do.setEnabled(True)

    def _on_put_back(self) -> None:
        plan, connecting = self._plan, self._connecting
        if plan is None:
            return

        def work(_: Job) -> None:
            connecting.disconnect(plan)
            self._note("tool.disconnected", plan)

        self.begin(work, self._on_back)

    def _on_back(self, _nothing: None) -> None:
        self.tell(self.tr("{tool} is as it was before.").format(tool=self._tool.name))
        self.accept()
