"""The official SDKs raise what Tollgate refuses at once, as an error of their own, and do not try again."""

from typing import Any

import pytest

from tests.e2e.conftest import Sdks
from tests.e2e.exchanges import APIS, Api
from tests.e2e.matrix import tries
from tests.e2e.program import Tollgate
from tests.e2e.seen import new_project
from tests.e2e.upstreams import Upstream

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

RETRIES = 5


def speak(sdks: Sdks, api: Api, way: str, tollgate: Tollgate, project: str, **more: Any) -> dict[str, Any]:
    return sdks.do(
        api.sdk, api.call, way, api.plain, url=tollgate.base(api.root, project), retries=RETRIES, **more
    )


@tries("budget")
@pytest.mark.parametrize("way", ["whole", "stream"])
@pytest.mark.parametrize("api", APIS, ids=lambda api: api.wire)
def test_a_spent_budget_is_an_error_that_is_not_tried_again(
    api: Api, way: str, tollgate: Tollgate, sdks: Sdks, sample: Upstream
) -> None:
    project = new_project()
    tollgate.tell("budget", "add", f"of {project}", "--limit", "1calls", "--project", project)
    assert "error" not in speak(sdks, api, way, tollgate, project)
    tollgate.rows(1, project=project)
    error = speak(sdks, api, way, tollgate, project)["error"]
    assert error["status"] == 402
    assert f"of {project}" in error["message"]
    assert "1 call of 1 call" in error["message"]
    refused = tollgate.rows(2, project=project)[1]
    assert (refused["status"], refused["error_type"], refused["attempts"]) == (402, "budget_exceeded", 0)
    assert refused["cost_usd"] == "0"
    tollgate.tell("budget", "remove", f"of {project}")


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.wire)
def test_a_bad_token_is_the_sdks_own_error_of_authentication(
    api: Api, tollgate: Tollgate, sdks: Sdks, sample: Upstream
) -> None:
    project = new_project()
    error = speak(sdks, api, "whole", tollgate, project, key="tg_" + "x" * 43)["error"]
    assert error["status"] == 401
    kinds = {"openai": "openai.AuthenticationError", "anthropic": "anthropic.AuthenticationError"}
    assert error["kind"] == kinds.get(api.root, "google.genai.errors.ClientError")
    assert "client add" in error["message"]
    (row,) = tollgate.rows(1, project=project)
    assert (row["error_type"], row["attempts"]) == ("bad_token", 0)
