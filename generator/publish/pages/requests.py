"""The page of what people asked and what came of it: by month, kind and outcome; nobody's name but a unit's own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.routes import PRIVACY, REQUESTS
from generator.records.model import Model
from generator.records.request_count import Outcome, RequestCount, RequestKind

KINDS: tuple[str, ...] = get_args(RequestKind)
OUTCOMES: tuple[str, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class MonthOfRequests:
    """What came in one month, and how many of it came to which end; `waiting` are those without one yet."""

    month: str
    received: int
    outcomes: tuple[int, ...]
    waiting: int


def requests(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page."""
    counts = list(site.archive.request_counts.values())
    sections = []
    for kind in KINDS:
        own = [each for each in counts if each.kind == kind]
        shown = [number for number, outcome in enumerate(OUTCOMES) if any(outcome in _ends(each) for each in own)]
        if own:
            sections.append((kind, [OUTCOMES[number] for number in shown], _months(own, shown)))
    asked = Counter({each.model: int(each.received) for each in counts if each.model})
    models = [(site.archive.models[m], asked[m]) for m in asked if m in {r.id for r in site.archive.public_models}]
    yield site.page(
        REQUESTS,
        "requests.md.j2",
        site.t("requests.title"),
        site.t("requests.lead"),
        sections=sections,
        models=sorted(models, key=lambda each: (-each[1], each[0].name)),
        has_privacy=PRIVACY in site.hand_written,
        counted_on=max((each.counted_on for each in counts), key=lambda day: day.sort_key, default=None),
    )


def _ends(count: RequestCount) -> dict[str, int]:
    return {each.outcome: int(each.count) for each in count.outcomes}


def _months(counts: Sequence[RequestCount], shown: Sequence[int]) -> list[MonthOfRequests]:
    """Return the months, the newest first; of requests to copy those of all models together."""
    found = []
    for month in sorted({each.month.iso for each in counts}, reverse=True):
        own = [each for each in counts if each.month.iso == month]
        received = sum(int(each.received) for each in own)
        ends: Counter[str] = Counter()
        for each in own:
            ends.update(_ends(each))
        said = tuple(ends[OUTCOMES[number]] for number in shown)
        found.append(MonthOfRequests(own[0].month.short, received, said, received - sum(ends.values())))
    return found


@dataclass(frozen=True, slots=True)
class Interest:
    """How many units asked to copy a model, how many were answered, and those that gave leave to be named."""

    received: int
    answered: int
    units: tuple[str, ...]


def interest_in(site: SiteContext, model: Model) -> Interest | None:
    """Return who asked to copy a model; None if nobody did."""
    own = [each for each in site.archive.request_counts.values() if each.model == model.id]
    if not own:
        return None
    units = tuple(dict.fromkeys(unit for each in own for unit in each.units))
    return Interest(sum(int(each.received) for each in own), sum(each.answered for each in own), units)
