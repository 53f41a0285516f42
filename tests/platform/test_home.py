"""Promises about the folder that holds an installation, its settings file and who holds it."""

import multiprocessing
import os
import stat
import tomllib
from pathlib import Path

import pytest

from app.core.errors import HomeError, InstanceError, SettingsError
from app.core.settings import Settings
from app.platform import instance, settings_file
from app.platform.home import Home, find_home, open_to_others, prepare, write_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def made(home: Path) -> Home:
    found = find_home(None)
    assert found.root == home
    prepare(found)
    return found


def test_everything_is_below_the_folder_and_only_the_owner_gets_in(made: Home) -> None:
    folders = [made.root, made.backups, made.logs, made.crashes]
    assert [mode(folder) for folder in folders] == [0o700] * 4
    write_private(made.settings, "x")
    assert mode(made.settings) == 0o600
    assert not open_to_others(made.settings)


def test_an_option_wins_over_the_environment(tmp_path: Path) -> None:
    assert find_home(str(tmp_path / "named")).root == tmp_path / "named"


def test_a_home_on_a_file_is_refused_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(HomeError, match=str(file)):
        prepare(Home(file))
    assert file.read_text() == "mine"


def test_a_home_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(HomeError, match="cannot be written"):
        prepare(Home(tmp_path / "file" / "home"))


def test_a_replaced_file_is_never_half_there(made: Home) -> None:
    write_private(made.settings, "one")
    write_private(made.settings, "two")
    assert made.settings.read_text() == "two"
    assert [p.name for p in made.root.iterdir() if p.name.startswith(".")] == []


# ---- settings ----


def test_settings_come_back_as_they_were_chosen(made: Home) -> None:
    chosen = Settings().with_value("proxy.port", 5000).with_value("appearance.theme", "dark")
    chosen = chosen.with_value("general.close_to_tray", False).with_value(
        "general.time_zone", "Europe/Berlin"
    )
    settings_file.save(made.settings, chosen)
    assert dict(settings_file.load(made.settings).chosen) == dict(chosen.chosen)


def test_only_what_differs_from_the_default_is_written(made: Home) -> None:
    settings_file.save(
        made.settings, Settings().with_value("proxy.port", 4747).with_value("appearance.theme", "dark")
    )
    assert "port" not in made.settings.read_text()


def test_a_setting_of_a_newer_version_survives_a_change(made: Home) -> None:
    future = '[future]\nthing = ["a", 1, 1.5]\nday = 1979-05-27\nat = 07:32:00\n'
    future += 'deep = {x = 1, "y z" = {}}\nodd = "\\u007f"\n'
    made.settings.write_text(future)
    settings_file.save(made.settings, settings_file.load(made.settings).with_value("proxy.port", 5000))
    assert tomllib.loads(made.settings.read_text())["future"] == tomllib.loads(future)["future"]
    assert settings_file.load(made.settings).number("proxy.port") == 5000


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("port = ", "cannot be read"),
        ("\x00", "cannot be read"),
        ("proxy = 3", "outside"),
        ('[proxy]\nport = "high"', "takes a whole number"),
        ("[proxy]\nport = 0", "from 1 to 65535"),
        ('[appearance]\ntheme = "pink"', "takes one of"),
        ("[proxy]\nport = true", "takes a whole number"),
    ],
)
def test_a_malformed_file_is_told_and_left_alone(made: Home, text: str, says: str) -> None:
    made.settings.write_text(text)
    with pytest.raises(SettingsError, match=says):
        settings_file.load(made.settings)
    assert made.settings.read_text() == text


# ---- one instance ----


def _hold(
    root: str, ready: "multiprocessing.synchronize.Event", done: "multiprocessing.synchronize.Event"
) -> None:
    home = Home(Path(root))
    with instance.hold(home, "serve"):
        instance.announce(home, "serve", "http://127.0.0.1:1", "http://127.0.0.1:2")
        ready.set()
        done.wait(20)


def test_a_second_copy_is_told_who_holds_the_home(made: Home) -> None:
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    process = context.Process(target=_hold, args=(str(made.root), ready, done))
    process.start()
    try:
        assert ready.wait(20)
        found = instance.running(made)
        assert found is not None
        assert (found.pid, found.kind, found.url) == (process.pid, "serve", "http://127.0.0.1:1")
        with pytest.raises(InstanceError, match=f"process {process.pid}"), instance.hold(made, "window"):
            pass
        process.kill()  # a crash leaves the files, but not the lock
        process.join()
        assert made.lock.exists()
        assert instance.running(made) is None
        with instance.hold(made, "window"):
            found = instance.running(made)
            assert found is not None
            assert found.pid == os.getpid()
        assert not made.lock.exists()
        assert not made.instance.exists()
    finally:
        process.kill()
        process.join()


def test_nothing_is_left_when_the_holder_lets_go(made: Home) -> None:
    with instance.hold(made, "serve"):
        assert mode(made.lock) == 0o600
    assert sorted(p.name for p in made.root.iterdir()) == ["backups", "crashes", "logs"]
