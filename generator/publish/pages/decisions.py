"""Pages of the decision register: the register itself, in parts when it is long, and the page of each decision."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.archive.archive import UNDATED
from generator.archive.decision_lists import is_row_shown, newest_first, shown_groups, shown_row_count
from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.facts import handling
from generator.publish.kinds.decision import decision_kind, is_recognition
from generator.publish.page_head import Breadcrumbs
from generator.publish.page_tools import PageExtras, page_extras
from generator.publish.pages.listing import Chip, Tile, listing_page, paginate, subpage_artifacts
from generator.publish.routes import PREFIX, attachment_route, decision_list_route, page_route, story_route
from generator.publish.search.decision_register import ROWS_PER_PAGE, part_route
from generator.records.decision import Decision, DecisionRow
from generator.records.model import Model

Divide = Callable[[SiteContext, Decision], tuple[str, str]]
"""Returns of which part of the register a decision is: the end of its address, and its name."""


def decisions(site: SiteContext) -> Iterator[Artifact]:
    """Yield the decision register and the page of each decision; withdrawn rows stay out."""
    found = newest_first(site.archive.decisions.values())
    recognitions = sum(is_recognition(site.archive, decision) for decision in found)
    note = site.t("decisions.so_far", commendations=len(found) - recognitions, recognitions=recognitions)
    title, lead = site.t("decisions.title"), site.t("decisions.lead")
    page = RegisterPage(PREFIX["decisions"], title, lead, (), note if found else "")
    yield from _register(site, page, found, (_year, _month))
    for decision in found:
        yield from _decision(site, decision)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of the register: where it stands and what it is called."""

    address: str
    title: str
    lead: str
    trail: Breadcrumbs
    note: str = ""


def _register(
    site: SiteContext, page: RegisterPage, found: Sequence[Decision], divides: Sequence[Divide]
) -> Iterator[Artifact]:
    """Yield a page of the register: of a long one the newest, with a page for each of its parts."""
    parts: dict[tuple[str, str], list[Decision]] = {}
    if len(found) > site.settings.list_page_limit and divides:
        for decision in found:
            parts.setdefault(divides[0](site, decision), []).append(decision)
    further = [(name, page.address + ending, len(some)) for (ending, name), some in parts.items()]
    yield _register_page(site, page, found[: 2 * site.settings.cards_per_page] if parts else found, further)
    trail = [*page.trail, (site.t("decisions.name") if not page.trail else page.title, page.address)]
    for (ending, name), some in parts.items():
        title = site.t("further.title", name=page.title, part=name)
        lead = site.t("decisions.of_part", part=name, count=len(some))
        yield from _register(site, RegisterPage(page.address + ending, title, lead, trail), some, divides[1:])


def _register_page(
    site: SiteContext, page: RegisterPage, found: Sequence[Decision], further: Sequence[Chip]
) -> Artifact:
    sections = []
    for recognised in (False, True):
        tiles = [_tile(site, d) for d in found if is_recognition(site.archive, d) is recognised]
        if tiles:
            sections.append((site.t(f"decisions.{'recognitions' if recognised else 'commendations'}"), tiles))
    newest = site.t("decisions.newest", count=len(found)) if further else ""
    return listing_page(
        site,
        page.address,
        page.title,
        page.lead,
        sections or [("", [])],
        trail=page.trail,
        empty="decisions.empty",
        note=" ".join(filter(None, (page.note, newest))),
        further=further,
    )


def _tile(site: SiteContext, decision: Decision) -> Tile:
    day = decision.date.short if decision.date else decision.date_as_printed
    return Tile(site.t("decision.title", number=decision.number), page_route(decision), decision.subject, day)


def _year(site: SiteContext, decision: Decision) -> tuple[str, str]:
    year = f"{decision.date.year}" if decision.date else UNDATED
    return f"nam/{year}/", site.year_name(year)


def _month(site: SiteContext, decision: Decision) -> tuple[str, str]:
    month = decision.date.month if decision.date else None
    if month is None:
        return "thang-chua-ro/", site.t("month.unknown")
    return f"thang-{month:02d}/", site.t("month.name", month=month)


@dataclass(frozen=True, slots=True)
class ListPart:
    """One part of a decision's list: what its page is made of, without the rows, which are fetched to make it."""

    site: SiteContext
    decision: Decision
    part: int

    @property
    def inputs(self) -> object:
        """The decision with all it names, and what of that is public."""
        groups = list(shown_groups(self.site.archive, self.decision))
        named = {model for group in groups for model in group.models}
        public = self.site.archive.public_ids
        stories = [(group.story, group.story in public) for group in groups if group.story is not None]
        return self.decision, self.part, stories, sorted(_public_models(self.site, named))

    def fetch(self) -> "ShownRows":
        """Return the rows of this part that are shown; they are not held, for there may be millions."""
        decision, archive = self.decision, self.site.archive
        first = (self.part - 1) * ROWS_PER_PAGE
        some = enumerate(decision.rows[first : first + ROWS_PER_PAGE], first + 1)
        rows = [(number, row) for number, row in some if is_row_shown(archive, row)]
        return ShownRows(
            rows,
            shown_row_count(archive, decision),
            any(row.unit or row.unit_id or row.locality for row in decision.rows),
            not decision.award or any(row.award for row in decision.rows),
            archive.public_ids & {row.story for _, row in rows if row.story},
            _public_models(self.site, {row.model for _, row in rows if row.model}),
        )


@dataclass(frozen=True, slots=True)
class ShownRows:
    """Rows of a decision that one page shows, with the numbers the decision prints.

    `total` are those of the whole list; of it also tell `has_units` whether any row says whose it is, and `has_awards`
    whether rows say an award each. `stories` and `models` are those of these rows that are public.
    """

    rows: Sequence[tuple[int, DecisionRow]]
    total: int
    has_units: bool
    has_awards: bool
    stories: frozenset[str]
    models: Mapping[str, Model]


def _public_models(site: SiteContext, ids: Iterable[str]) -> dict[str, Model]:
    known = site.archive.models
    return {name: known[name] for name in ids if name in known and not known[name].is_down}


def _decision(site: SiteContext, decision: Decision) -> Iterator[Artifact]:
    """Yield the page of a decision, and a page for each further part of a long list."""
    parts = max(1, -(-decision.count_of("rows") // ROWS_PER_PAGE))
    title = site.t("decision.title", number=decision.number)
    archive = site.archive
    attachment = site.attachment(decision)
    if attachment is not None:
        path = attachment_route(decision).lstrip("/")
        yield Artifact(path, partial(Path.read_bytes, attachment.file), archive.origin(decision).path)
    gathered = paginate(site, page_route(decision), site.archive.by_decision.get(decision.id, ()))
    for part in range(1, parts + 1):
        shown = title if part == 1 else site.t("decision.part_title", title=title, part=part, parts=parts)
        yield site.record_page(
            decision,
            "decision.md.j2",
            shown,
            decision.subject,
            address=part_route(decision, part),
            **page_extras(PageExtras(site, decision)),
            kind=decision_kind(site, decision),
            is_recognition=is_recognition(archive, decision),
            handling=list(handling(site, decision)),
            attachment=attachment,
            attachment_route=attachment_route(decision),
            list_route=decision_list_route(decision),
            list_part=ListPart(site, decision, part),
            stories=gathered.records if part == 1 else (),
            further=gathered.subpages if part == 1 else [],
            story_route=story_route,
            part=part,
            pieces=[(n, part_route(decision, n)) for n in range(1, parts + 1)],
        )

    trail = [(site.t("decisions.name"), PREFIX["decisions"]), (title, page_route(decision))]
    yield from subpage_artifacts(site, gathered, title, trail)
