"""What the figures of a comparison do not say, in the window's language.

Why calls are left out is told by whoever could not price them, in English: the form that it has
is looked for.
"""

import re
from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.services.what_if import Comparison
from app.ui import formats

REASONS = (
    str(QT_TRANSLATE_NOOP("what-if", "a subscription covers them.")),
    str(QT_TRANSLATE_NOOP("what-if", "what they cost is not known either.")),
    str(QT_TRANSLATE_NOOP("what-if", "embeddings are nothing that {model} makes.")),
    str(QT_TRANSLATE_NOOP("what-if", "No price is known for '{model}' at {provider}.")),
    str(QT_TRANSLATE_NOOP("what-if", "No {tier} price is known for '{model}' at {provider}.")),
    str(QT_TRANSLATE_NOOP("what-if", "No price is known for its {component}.")),
    str(QT_TRANSLATE_NOOP("what-if", "No price is known for this time.")),
    str(QT_TRANSLATE_NOOP("what-if", "No price is known for the time when it ran.")),
    str(QT_TRANSLATE_NOOP("what-if", "The answer reported no usage.")),
    str(QT_TRANSLATE_NOOP("what-if", "How long it runs is not known.")),
)


def notes_of(found: Comparison) -> list[str]:
    tr, count = QCoreApplication.translate, formats.count
    told = [
        tr("what-if", "{n} calls are left out: {reason}").format(n=count(n), reason=_reason(reason))
        for reason, n in found.untold.most_common()
    ]
    for n, form in (
        (found.sums_only, tr("what-if", "{n} older calls are left out: only their sums are kept.")),
        (
            found.by_today,
            tr("what-if", "{n} calls ran before that price was in force; it is used all the same."),
        ),
        (
            found.other_words,
            tr(
                "what-if",
                "{n} calls would go to another model. Its tokenizer counts the same text differently, and it "
                "may answer at another length: take the figure as a direction.",
            ),
        ),
    ):
        if n:
            told.append(form.format(n=count(n)))
    return told


def _reason(told: str) -> str:
    """As it was told where none of the forms is its own."""
    for form in REASONS:
        parts = _parts(form, told)
        if parts is not None:
            return QCoreApplication.translate("what-if", form).format_map(parts)
    return told


def _parts(form: str, told: str) -> Mapping[str, str] | None:
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(form))
    found = re.fullmatch(pattern, told)
    return None if found is None else found.groupdict()
