"""OpenAI's images: made, edited or varied, at once or in pieces."""

from functools import partial

from app.core.calls import RequestFacts
from app.wire.adapter import JsonWire
from app.wire.api import Headers
from app.wire.digest import Digest
from app.wire.jsontext import Doc, items, label, mapping
from app.wire.openai_usage import provider_cost, token_usage
from app.wire.requests import form_names_one_model, path_segment, read_form, split_path
from app.wire.sessions import session_in_headers


class ImagesDigest(Digest):
    members = ("id", "model", "usage", "data", "error")
    writes = False

    def take(self, doc: Doc) -> bool:
        reading = self.reading
        kind = doc.get("type")
        reading.model = label(doc.get("model")) or reading.model
        usage = mapping(doc.get("usage"))
        if usage:
            reading.usage = token_usage(usage)
            if reading.usage.image_out_tokens is None:
                # where it is not said otherwise, all that these models write is pictures
                reading.usage.image_out_tokens = reading.usage.output_tokens
                reading.usage.output_tokens = None
            reading.provider_cost_nusd = provider_cost(usage)
        made = len(items(doc.get("data")))
        if isinstance(kind, str) and kind.endswith(".completed"):
            made = 1
        if made:
            reading.usage.images = made
            reading.finish_reason = "stop"
            self.delivered = True
        return kind is not None


class OpenAIImages(JsonWire):
    name = "openai-images"
    suffixes = ("/images/generations", "/images/edits", "/images/variations")
    digest = ImagesDigest
    prompt = ("prompt",)
    has_session = False

    def read_request(
        self, path: str, headers: Headers, body: bytes, tail: bytes | None = None
    ) -> RequestFacts:
        if "multipart/form-data" not in headers.get("content-type", ""):
            return super().read_request(path, headers, body, tail)
        return form_facts(self.name, path, headers, body, tail)


def form_facts(wire: str, path: str, headers: Headers, body: bytes, tail: bytes | None) -> RequestFacts:
    """What a multipart form says: the model, mostly."""
    form = read_form(body, tail)
    told, deployment = label(form.get("model")), path_segment(split_path(path)[0], "/deployments/")
    return RequestFacts(
        wire=wire,
        model=told or deployment,
        model_sure=tail is None and (told is None or deployment in {None, told}),
        model_check=partial(form_names_one_model, body) if told is not None else None,
        stream=form.get("stream", "").lower() in {"true", "1"},
        temperature=label(form.get("temperature")),
        session=session_in_headers(headers),
    )


WIRE = OpenAIImages()
