"""What the figures of a comparison do not say, in the window's language.

Why calls are left out is told by whoever could not price them, in English: the form that it has
is looked for.
"""

import re
from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject

from app.services.what_if import Comparison
from app.ui import formats

_SOLD_BY_SEVERAL = "{model} is sold by {names}: say which with --to-provider."
_NO_PRICE = "No price is known for its {component}."
_NO_SENSE = "The count of {component} makes no sense."
REASONS = (  # as they are told
    _SOLD_BY_SEVERAL,
    _NO_PRICE,
    _NO_SENSE,
    str(QT_TRANSLATE_NOOP("what-if", "a subscription covers them.")),
    str(QT_TRANSLATE_NOOP("what-if", "what they cost is not known either.")),
    str(QT_TRANSLATE_NOOP("what-if", "embeddings are nothing that {model} makes.")),
    str(QT_TRANSLATE_NOOP("what-if", "No price is known for '{model}' at {provider}.")),
    str(QT_TRANSLATE_NOOP("what-if", "No {tier} price is known for '{model}' at {provider}.")),
    str(QT_TRANSLATE_NOOP("what-if", "no price is known for {model}.")),
    str(QT_TRANSLATE_NOOP("what-if", "The model is not known.")),
    str(QT_TRANSLATE_NOOP("what-if", "The deployment '{model}' is not mapped to a model.")),
    str(QT_TRANSLATE_NOOP("what-if", "The price lists do not have this price any more.")),
    str(QT_TRANSLATE_NOOP("what-if", "Its counts are beyond belief.")),
    str(QT_TRANSLATE_NOOP("what-if", "No price is known for this time.")),
    str(QT_TRANSLATE_NOOP("what-if", "No price is known for the time when it ran.")),
    str(QT_TRANSLATE_NOOP("what-if", "The answer reported no usage.")),
    str(QT_TRANSLATE_NOOP("what-if", "How long it runs is not known.")),
)


_IN_WINDOW: Mapping[str, str] = {  # where the window has words of its own, or no options to name
    _SOLD_BY_SEVERAL: str(QT_TRANSLATE_NOOP("what-if", "{model} is sold by several providers: {names}.")),
    _NO_PRICE: str(QT_TRANSLATE_NOOP("what-if", "No price is known for “{component}”.")),
    _NO_SENSE: str(QT_TRANSLATE_NOOP("what-if", "The count of “{component}” makes no sense.")),
}


class WhatIfNotes(QObject):
    """An object, since plurals are found only where one translates."""

    def of(self, found: Comparison) -> list[str]:
        told = [
            self.tr("%Ln call(s) are left out: {reason}", "", n).format(reason=_reason(reason))
            for reason, n in found.untold.most_common()
        ]
        if n := found.sums_only:
            told.append(self.tr("%Ln older call(s) are left out: only their sums are kept.", "", n))
        if n := found.by_today:
            told.append(
                self.tr("%Ln call(s) ran before that price was in force; it is used all the same.", "", n)
            )
        if n := found.other_words:
            told.append(
                self.tr(
                    "%Ln call(s) would go to another model. Its tokenizer counts the same text differently, "
                    "and it may answer at another length: take the figure as a direction.",
                    "",
                    n,
                )
            )
        return told


def _reason(told: str) -> str:
    """As it was told where none of the forms is its own."""
    for form in REASONS:
        parts = parts_of(form, told)
        if parts is not None:
            return QCoreApplication.translate("what-if", _IN_WINDOW.get(form, form)).format_map(parts)
    return told


def parts_of(form: str, told: str) -> Mapping[str, str] | None:
    """Names stand between quotes as Python sets them."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(form)).replace("'", "['\"]")
    found = re.fullmatch(pattern, told)
    if found is None:
        return None
    parts = found.groupdict()
    if "component" in parts:
        parts["component"] = formats.component(parts["component"].replace(" ", "_"))
    return parts
