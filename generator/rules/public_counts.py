"""Rules on the counts of what people asked, and on councils: what a hand could have made of them."""

from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.core.text import fold
from generator.records.council import Council
from generator.records.request_count import RequestCount
from generator.rules.finding import Finding, finding


def counts_are_counts(count: RequestCount, archive: Archive) -> Iterator[Finding]:
    """Counts are whole, not below nought, no more than came in, and were taken once the month had begun."""
    held = [
        (("received",), count.received),
        *((("outcomes", n, "count"), o.count) for n, o in enumerate(count.outcomes)),
    ]
    for place, value in held:
        if value < 0 or value != int(value):
            yield finding(place, "rule.request-count", value=value)
    if count.answered > count.received:
        yield finding(("outcomes",), "rule.request-ends", ends=count.answered, received=int(count.received))
    if count.counted_on.earliest < count.month.earliest:
        yield finding(("counted_on",), "rule.request-day", day=count.counted_on.short, month=count.month.short)


def terms_hold_each_once(council: Council, archive: Archive) -> Iterator[Finding]:
    """Nobody sits twice in one term of a council, and one chairs it."""
    for number, term in enumerate(council.terms):
        seen: set[str] = set()
        for turn, member in enumerate(term.members):
            if fold(member.name) in seen:
                yield finding(("terms", number, "members", turn, "name"), "rule.council-twice", name=member.name)
            seen.add(fold(member.name))
        chairs = sum(member.role == "chu-tich" for member in term.members)
        if chairs > 1:
            yield finding(("terms", number, "members"), "rule.council-chairs", count=chairs)
