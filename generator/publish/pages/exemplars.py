"""Pages of stories and models, their photos, and the lists of all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from generator.archive.award_dates import days_until
from generator.core.text import collation_key, fold, person_sort_key
from generator.publish.artifact import Artifact, Part, Target
from generator.publish.completeness import answered_count, unanswered
from generator.publish.context import SiteContext
from generator.publish.evidence import compared_results, grade, signs
from generator.publish.facts import day_caveat, handling
from generator.publish.handouts.copying import ASKED
from generator.publish.needs import WAYS
from generator.publish.paddy_map import map_of_spread
from generator.publish.page_tools import PageExtras, page_extras
from generator.publish.pages.listing import term_chips
from generator.publish.pages.requests import interest_in
from generator.publish.related import Related, RelatedIndex
from generator.publish.routes import MODELS, PREFIX, STORIES, copying_route, page_route, record_group, year_route
from generator.publish.sharing.share_image import share_image_artifact
from generator.publish.sidecars import sidecars_of
from generator.publish.timeline import Milestone, milestones
from generator.records.model import Model
from generator.records.shared import Exemplar
from generator.records.story import Story, is_publishable


@dataclass(slots=True)
class RelatedRecords:
    """What stands beside a record, chosen once it is rendered, and what it is made of: the records chosen."""

    kinship: RelatedIndex
    record: Exemplar
    chosen: list[Related] | None = None

    def __call__(self) -> list[Related]:
        """Return what stands beside the record."""
        if self.chosen is None:
            self.chosen = self.kinship.related(self.record)
        return self.chosen

    @property
    def inputs(self) -> object:
        """The records chosen, and why."""
        return self()


@dataclass(slots=True)
class StoryInputs:
    """All that the page of a story and the files beside it are made of besides the story and what it refers to."""

    site: SiteContext
    story: Story

    @property
    def fingerprint(self) -> object:
        """What stands for its versions, and for all that what stands beside it may be chosen from."""
        return PageExtras(self.site, self.story).fingerprint, self.site.related_index.fingerprints[id(self.story)]


def stories(site: SiteContext) -> Iterator[Part]:
    """Yield the page of each story with the files beside it; a withdrawn one answers with its notice."""
    public = site.archive.public_ids
    for story in site.archive.stories.values():
        if story.is_down:
            yield from tombstone(site, story)
        elif story.id in public:
            yield Target(page_route(story), partial(_story, site, story, StoryInputs(site, story)))


def _story(site: SiteContext, story: Story, _beside: StoryInputs) -> Iterator[Artifact]:
    yield _story_page(site, story)
    yield sidecars_of(site, story)
    yield from _photos(site, story)
    yield from share_image_artifact(site, story)


class AwardDetails(NamedTuple):
    """What is told of an award: how long it took, what is not sure of its day, when it was proposed and received."""

    days: int | None
    caveat: str
    handling: Sequence[tuple[str, str | None]]


@dataclass(slots=True)
class StoryDetails:
    """What the page of a story tells that follows from the story and what it refers to; made when the page is."""

    site: SiteContext
    story: Story

    @property
    def inputs(self) -> object:
        """The story."""
        return self.story

    @property
    def awards(self) -> list[AwardDetails]:
        """What is told of each award."""
        site, story = self.site, self.story
        return [
            AwardDetails(days_until(site.archive, story, award), day_caveat(site, award), [*handling(site, award)])
            for award in story.awards
        ]

    @property
    def milestones(self) -> list[Milestone]:
        """Its milestones."""
        return milestones(self.site, self.story)


def _story_page(site: SiteContext, story: Story) -> Artifact:
    return site.record_page(
        story,
        "story.md.j2",
        site.titled(story),
        story.summary,
        **page_extras(PageExtras(site, story)),
        kin=RelatedRecords(site.related_index, story),
        details=StoryDetails(site, story),
    )


def story_page(site: SiteContext, story: Story) -> Artifact | None:
    """Return the page of a story, or its notice; None before it is summed up."""
    if story.is_down:
        return next(tombstone(site, story), None)
    return _story_page(site, story) if is_publishable(story) else None


def models(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page of each model."""
    for model in site.archive.models.values():
        if model.is_down:
            yield from tombstone(site, model)
        else:
            yield site.record_page(
                model,
                "model.md.j2",
                site.titled(model),
                model.summary,
                **page_extras(PageExtras(site, model)),
                kin=RelatedRecords(site.related_index, model),
                stories=site.archive.by_model.get(model.id, ()),
                milestones=milestones(site, model),
                spread=map_of_spread(site, model),
                told=answered_count(model),
                unanswered=unanswered(model),
                grade=grade(model),
                signs=signs(model),
                comparing=[adopter for adopter in model.copies if adopter.results],
                compared=compared_results(model),
                form=copying_route(model),
                mail=_request_mail(site, model),
                interest=interest_in(site, model),
            )


def _request_mail(site: SiteContext, model: Model) -> str:
    """Return a link that begins a letter to the agency about copying a model; "" where no address is set."""
    email = site.settings.agency.email
    if not email:
        return ""
    lines = [f"{site.t(f'copying.asked.{key}.label')}: " for key in ASKED]
    lines[0] += f"{model.name} {site.absolute(page_route(model))}"
    return f"mailto:{email}?subject={quote(site.t('copying.form'))}&body={quote(chr(10).join(lines))}"


def tombstone(site: SiteContext, record: Exemplar) -> Iterator[Artifact]:
    """Yield the notice at the address of a record that is withdrawn or paused; none where nothing was published yet."""
    address, notice = page_route(record), record.notice
    if notice is not None:
        name = record.name if notice.keep_name else ""
        yield notice_page(site, address, name, notice.date.short, notice.reason, site.archive.origin(record).path)
    elif address in site.ledger.addresses:
        yield notice_page(site, address, origin=site.archive.origin(record).path)


def notice_page(
    site: SiteContext, address: str, name: str = "", day: str = "", reason: str = "", origin: str = ""
) -> Artifact:
    """Return the page that says that another was withdrawn on a day; without one, that it is paused."""
    collection = next(collection for collection, prefix in PREFIX.items() if address.startswith(prefix))
    title = site.t("notice.title" if day else "notice.paused_title")
    return site.page(
        address,
        "notice.md.j2",
        title,
        title,
        origin=origin,
        is_listed=False,
        name=name,
        day=day,
        reason=reason,
        section=site.t(f"{collection}.name"),
        section_address=PREFIX[collection],
    )


def story_index(site: SiteContext) -> Iterator[Artifact]:
    """Yield the list of stories with its facets. Beyond `listed` the year pages hold the rest."""
    archive = site.archive
    listed = archive.public_stories[: site.settings.list_page_limit]
    yield site.page(
        STORIES,
        "stories.md.j2",
        site.t("stories.title"),
        site.t("stories.lead"),
        records=listed,
        by_name=sorted(listed, key=_name_key),
        more=len(archive.public_stories) - len(listed),
        updated=archive.as_of,
        key_of=partial(_key, site),
        years=[(site.year_name(y), year_route(y), len(archive.by_year[y])) for y in archive.years],
        periods=[(p.name, page_route(p), None) for p in archive.periods.values()],
        groups=term_chips(archive.groups.values(), archive.by_group),
        special=[(p.name, page_route(p), None) for p in archive.special_pages.values()],
    )


def _key(site: SiteContext, story: Story) -> str:
    """Return the folded words under which the list's filter finds a story."""
    places = (site.qualified_name(site.archive.localities[p.locality]) for p in story.places if p.locality)
    words = chain(
        [story.name, story.title, story.also_known_as or ""],
        places,
        (p.as_printed for p in story.places),
        (a.as_printed for a in story.awards),
        (m.name for m in story.members),
        (a.number or "" for a in story.awards),
    )
    return fold(" ".join(words))


def _name_key(story: Story) -> tuple[object, ...]:
    """People by given name, everybody else by the alphabet (CONTRIBUTING/domain.md#text)."""
    name = story.sort_name or story.name
    person = story.kind == "individual" and not story.members
    return (person_sort_key(name) if person else (collation_key(name),), story.id)


def model_index(site: SiteContext) -> Iterator[Artifact]:
    """Yield the list of models: those copied elsewhere first, then models, then practices."""
    found = sorted(site.archive.public_models, key=answered_count, reverse=True)
    groups = (
        ("models.spreading", [m for m in found if len(m.copies) > 0]),
        ("models.plain", [m for m in found if not m.copies and m.kind == "model"]),
        ("models.practices", [m for m in found if not m.copies and m.kind == "practice"]),
    )
    sections = [(site.t(key), records) for key, records in groups if records]
    yield site.page(
        MODELS,
        "models.md.j2",
        site.t("models.title"),
        site.t("models.lead"),
        sections=sections,
        ways=WAYS,
        fields=[(site.archive.fields[f].name, f) for f in site.archive.fields if any(f in m.fields for m in found)],
        updated=max((site.modified_on(m) for m in found), key=lambda day: day.sort_key, default=None),
    )


def photos(site: SiteContext) -> Iterator[Artifact]:
    """Yield the photos of every model that is shown; a story has them with its page."""
    return (photo for model in site.archive.public_models for photo in _photos(site, model))


def _photos(site: SiteContext, record: Exemplar) -> Iterator[Artifact]:
    files = {rendition.name: rendition.file for photo in site.photos(record) for rendition in photo.shown}
    address, origin = record_group(record), site.archive.origin(record).path
    for name, file in files.items():
        yield Artifact(address.lstrip("/") + name, partial(Path.read_bytes, file), origin, group=address)
