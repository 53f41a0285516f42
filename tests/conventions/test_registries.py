"""Where one thing has several halves, all of them are there."""

from pathlib import Path

from app.cli.commands import every
from app.ledger.migrating import checksum, migrations_in
from app.ledger.tables import SCHEMA
from app.platform.bundle import MIGRATIONS, RESOURCES
from app.ui.pages import PAGES
from app.wire import WIRES

ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = ROOT / "tests" / "wire" / "recordings"


def test_each_wire_has_its_module_its_recordings_and_a_name_of_the_contract() -> None:
    contract = [
        "openai-chat",
        "openai-completions",
        "openai-responses",
        "openai-embeddings",
        "openai-images",
        "openai-audio",
        "openai-realtime",
        "anthropic-messages",
        "anthropic-count-tokens",
        "gemini-generate",
        "gemini-embed",
        "gemini-count-tokens",
        "ollama-chat",
        "ollama-generate",
        "ollama-embed",
        "other",
    ]
    names = [wire.name for wire in WIRES]
    assert sorted(names) == sorted(contract)
    assert names[-1] == "other"
    for wire in WIRES:
        assert type(wire).__module__ == f"app.wire.{wire.name.replace('-', '_')}"
        assert list((RECORDINGS / wire.name).glob("*.json")), wire.name
    assert {path.name for path in RECORDINGS.iterdir()} == set(contract)


def test_the_shipped_steps_are_those_that_were_released() -> None:
    """A released step is history: to change the schema, write the next one."""
    pinned = dict(line.split() for line in (MIGRATIONS / "checksums.txt").read_text().splitlines())
    assert pinned == {m.name: checksum(Path(m.path)) for m in migrations_in(MIGRATIONS)}


def test_the_steps_are_numbered_without_a_gap_and_can_be_taken_back() -> None:
    found = migrations_in(MIGRATIONS)
    assert [m.idx for m in found] == list(range(1, SCHEMA + 1))
    for migration in found:
        assert callable(migration.load().down)
        assert "import app" not in (text := Path(migration.path).read_text())
        assert "from app" not in text


def test_each_step_of_the_schema_has_a_ledger_that_it_made() -> None:
    released = {path.stem for path in (ROOT / "tests" / "ledger" / "released").glob("*.db")}
    assert released == {m.name for m in migrations_in(MIGRATIONS)}


def test_each_page_is_in_the_list_has_an_icon_and_a_name_of_its_own() -> None:
    modules = {p.stem for p in (ROOT / "app" / "ui" / "pages").glob("*.py") if "\nPAGE = " in p.read_text()}
    assert modules == {page.id for page in PAGES}
    assert len({page.id for page in PAGES}) == len({page.title for page in PAGES}) == len(PAGES)
    for page in PAGES:
        assert (RESOURCES / "icons" / f"{page.icon}.svg").exists(), page.id
        assert "refresh" in vars(page.load()), f"{page.id}: say what is asked again"


def test_each_command_is_named_in_the_readme_and_has_its_own_name() -> None:
    told = (ROOT / "README.md").read_text()
    for command in every():
        assert f"`{command.name}`" in told, f"{command.name}: add it to the table of commands"
    assert len({command.name for command in every()}) == len(every())
