"""What records say in other languages; a term says it itself (`base.TermTranslation`)."""

from generator.records.base import FullDate, Identifier, Line, Prose, Struct


class Translation(Struct):
    """A story or model told in another language, for its edition; the Vietnamese text stays the one that counts.

    `translated_on` is the day of the text it was made from: what changed after that day is not in it.
    """

    language: Identifier
    translated_on: FullDate
    title: Line
    summary: Line
    text: Prose


class StatisticTranslation(Struct):
    """What a published figure counts, in another language."""

    language: Identifier
    indicator: Line
    unit: Line | None = None
    period: Line | None = None
