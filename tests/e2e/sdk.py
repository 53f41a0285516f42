"""Runs where the SDKs are: a job is a line of JSON on stdin, what the SDK saw of it a line on stdout.

A job: {sdk, call, way, arguments} and where to, as {url} or as {environment}; perhaps {key} and {retries}.
`way` is one of `whole`, `stream`, `assembled` (the SDK's own helper that puts a stream together), `leave`
(after three events), `head` (the headers of a whole answer).
"""

import itertools
import json
import os
import sys
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

Job = dict[str, Any]
KEY = "sk-the-clients-own"
TIMEOUT_S = 50
LEAVES_AFTER = 3


def plain(value: Any) -> Any:
    """An SDK's object as JSON has it, with only the fields that were there."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", exclude_unset=True, warnings=False)
    if isinstance(value, tuple):  # a stream's own event beside its name
        return [plain(part) for part in value]
    return value


def usage_in(events: list[Any]) -> Any:
    """What the objects of a stream report; what is told later replaces what was told before."""
    told: dict[str, Any] = {}
    for event in events:
        event = event if isinstance(event, dict) else {}
        inside = event.get("response") or event.get("message") or event.get("delta") or {}
        for place in (inside, event):
            usage = place.get("usage") or place.get("usage_metadata") if isinstance(place, dict) else None
            told |= {name: value for name, value in (usage or {}).items() if value is not None}
    return told or None


def stream(events: Iterable[Any]) -> Job:
    """Everything that a stream gave, and what ended it."""
    seen: list[Any] = []
    try:
        seen.extend(plain(event) for event in events)
    except Exception as error:
        return {"seen": seen, "usage": usage_in(seen), **failure(error)}
    return {"seen": seen, "usage": usage_in(seen)}


def failure(error: Exception) -> Job:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    status = getattr(error, "status_code", None) or getattr(error, "code", None)
    body = getattr(error, "body", None) or getattr(error, "details", None)
    response = getattr(error, "response", None)
    headers = dict(getattr(response, "headers", None) or {})
    cause = error.__cause__
    return {
        "error": {
            "kind": kind,
            "status": status if isinstance(status, int) else None,
            "message": str(error),
            "body": json.loads(json.dumps(body, default=str)),
            "retry_after": headers.get("retry-after"),
            "cause": type(cause).__qualname__ if cause else None,
        }
    }


def whole(answer: Any) -> Job:
    seen = plain(answer)
    return {"seen": seen, "usage": usage_in([seen])}


# ---- OpenAI and Anthropic: two SDKs of one maker, the same in all but names -------------------------


def of_one_make(client: Any, job: Job) -> Job:
    resource, arguments = attrgetter(job["call"])(client), job["arguments"]
    way = job["way"]
    if way == "head":
        return {"seen": dict(resource.with_raw_response.create(**arguments).headers), "usage": None}
    if way == "stream":
        with resource.create(stream=True, **arguments) as answer:
            return stream(answer)
    if way == "assembled":
        with resource.stream(**arguments) as answer:
            for _ in answer:
                pass
            names = ("get_final_completion", "get_final_response", "get_final_message")
            final = next(getattr(answer, name) for name in names if hasattr(answer, name))
            return whole(final())
    if way == "leave":
        with resource.create(stream=True, **arguments) as answer:
            return stream(itertools.islice(answer, LEAVES_AFTER))
    return whole(resource.create(**arguments))


def who(job: Job) -> Job:
    return {"api_key": job.get("key", KEY), "timeout": TIMEOUT_S, "max_retries": job.get("retries", 0)}


def openai(job: Job) -> Job:
    from openai import OpenAI

    where = {"base_url": job["url"] + "/v1"} if "url" in job else {}
    with OpenAI(**who(job), **where) as client:
        return of_one_make(client, job)


def anthropic(job: Job) -> Job:
    from anthropic import Anthropic

    where = {"base_url": job["url"]} if "url" in job else {}
    with Anthropic(**who(job), **where) as client:
        return of_one_make(client, job)


# ---- the others -------------------------------------------------------------------------------------


def gemini(job: Job) -> Job:
    from google import genai

    options: Job = {"timeout": TIMEOUT_S * 1000, "headers": job["arguments"].get("extra_headers", {})}
    if "url" in job:
        options |= {"base_url": job["url"], "api_version": "v1beta"}
    client = genai.Client(api_key=job.get("key", KEY), http_options=options)
    arguments = {name: value for name, value in job["arguments"].items() if name != "extra_headers"}
    if job["way"] == "whole":
        return whole(client.models.generate_content(**arguments))
    if job["way"] == "head":
        answer = client.models.generate_content(**arguments)
        return {"seen": dict(answer.sdk_http_response.headers), "usage": None}
    events = client.models.generate_content_stream(**arguments)
    if job["way"] == "leave":
        answer = stream(itertools.islice(events, LEAVES_AFTER))
        events.close()
        client.close()
        return answer
    return stream(events)


def as_told(job: Job, call: Callable[[], Any], events: Callable[[], Iterable[Any]]) -> Job:
    """Whole, as a stream, or as one that is left after a few events."""
    if job["way"] == "whole":
        return whole(call())
    if job["way"] == "stream":
        return stream(events())
    begun = events()
    answer = stream(itertools.islice(begun, LEAVES_AFTER))
    getattr(begun, "close", lambda: None)()
    return answer


def ollama(job: Job) -> Job:
    from ollama import Client

    client = Client(host=job.get("url") or os.environ["OLLAMA_HOST"], timeout=TIMEOUT_S)
    call, arguments = getattr(client, job["call"]), job["arguments"]
    return as_told(job, lambda: call(**arguments), lambda: call(stream=True, **arguments))


def mistral(job: Job) -> Job:
    from mistralai.client import Mistral

    def events() -> Iterable[Any]:
        with client.chat.stream(**arguments) as answer:
            yield from (event.data for event in answer)

    arguments = job["arguments"]
    with Mistral(api_key=KEY, server_url=job["url"], timeout_ms=TIMEOUT_S * 1000) as client:
        return as_told(job, lambda: client.chat.complete(**arguments), events)


def cohere(job: Job) -> Job:
    from cohere import ClientV2

    client = ClientV2(api_key=KEY, base_url=job["url"], timeout=TIMEOUT_S, max_retries=job.get("retries", 0))
    arguments = job["arguments"]
    return as_told(job, lambda: client.chat(**arguments), lambda: client.chat_stream(**arguments))


def langchain(job: Job) -> Job:
    from langchain_openai import ChatOpenAI

    arguments = dict(job["arguments"])
    messages, tools = arguments.pop("messages"), arguments.pop("tools", None)
    model: Any = ChatOpenAI(base_url=job["url"] + "/v1", **(who(job) | arguments))
    if tools:
        model = model.bind_tools(tools)
    return as_told(job, lambda: model.invoke(messages), lambda: model.stream(messages))


SDKS: dict[str, Callable[[Job], Job]] = {
    "openai": openai,
    "anthropic": anthropic,
    "gemini": gemini,
    "ollama": ollama,
    "mistral": mistral,
    "cohere": cohere,
    "langchain": langchain,
}


def do(job: Job) -> Job:
    os.environ.update(job.get("environment", {}))
    try:
        return SDKS[job["sdk"]](job)
    except Exception as error:
        return failure(error)
    finally:
        for name in job.get("environment", {}):
            os.environ.pop(name)


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # an SDK that prints must not be taken for an answer
    for line in sys.stdin:
        print(json.dumps(do(json.loads(line)), default=str), file=answers, flush=True)


if __name__ == "__main__":
    main()
