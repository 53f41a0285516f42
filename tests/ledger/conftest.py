from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ledger import Ledger
from tests.ledger.making import open_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "ledger")
    yield opened
    opened.close()
