"""All records of a project, linked both ways, and frozen."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import chain
from operator import itemgetter
from pathlib import Path

import generator
from generator.archive.collections import Collections
from generator.archive.indices import ExemplarIndices, index_exemplars, places_by
from generator.core.dates import PartialDate
from generator.core.problem import Level, Problem, make_problem
from generator.core.text import fold
from generator.records.base import Record
from generator.records.document import Clause, Document
from generator.records.kinds import COLLECTIONS, kind_of
from generator.records.model import Model
from generator.records.reference import Locality
from generator.records.shared import Exemplar
from generator.records.story import Story, is_publishable, story_date
from generator.source.yaml_source import Limits, NodePath, Source, read_source

UNDATED = "chua-ro-nam"
_OF_STORIES = ("_dated", "story_month", "month_by_identity")
"""What is found out about stories and stays as it is when it is known when records changed."""
Key = tuple[str, str]
"""Collection and id of a record."""


NATIONAL, NATIONAL_FOLDER = Path(generator.__file__).parent / "national", "vn"
"""Where the lists of terms stand that ship with the program (`generator.national`)."""


def is_national(path: str) -> bool:
    """Tell whether a file is one of the program's own lists of terms."""
    return path.startswith(f"{NATIONAL_FOLDER}/")


def line_in_file(root: Path, path: str, at: NodePath, instead: Mapping[str, bytes | None]) -> int:
    """Return the line of a place in a file, or in what stands in for it.

    Lines are not kept (they would weigh more than the records).
    """
    file, content = (NATIONAL if is_national(path) else root) / path, instead.get(path)
    if content is None and not file.is_file():
        return 1
    source = _positions(path, file.read_bytes() if content is None else content)
    return source.line_of(at) if isinstance(source, Source) else 1


@lru_cache(maxsize=4)
def _positions(path: str, content: bytes) -> Source | Problem:
    """Read a file for its lines; a thousand faults of one file ask for the same one."""
    return read_source(path, content, Limits(size=2**24, events=10**7))


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """Where a record stands: its file, and its place inside that file."""

    path: str
    node: NodePath = ()


@dataclass(frozen=True)
class Archive(Collections):
    """Every record of a project, what leads from one to others, and where each stands."""

    origins: Mapping[tuple[str, str], SourceLocation] = field(default_factory=dict)
    sources: Mapping[str, bytes] = field(default_factory=dict)
    """The digest of each source file's bytes, by its path."""
    closure_digests: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    """The digest of each record together with what it refers to."""
    content_digests: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    """The digest of each record alone."""
    facts_digests: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    """The digest of each record alone, without its prose."""
    refers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What each record refers to, as JSON."""
    modified: Mapping[Key, PartialDate] = field(default_factory=dict)
    """The day on which git saw a record change after it was published; a part of its digest."""
    instead: Mapping[str, bytes | None] = field(default_factory=dict)
    """The bytes that were read instead of those of a file, by its path; None for a file passed over."""

    def with_modified(self, modified: Mapping[Key, PartialDate]) -> "Archive":
        """Return the archive that knows when records changed."""
        if not modified:
            return self
        digests = dict(self.closure_digests)
        for key, day in modified.items():
            digests[key] = hashlib.blake2b(digests[key] + day.iso.encode(), digest_size=16).digest()
        known = replace(self, modified=modified, closure_digests=digests)
        known.__dict__.update({name: self.__dict__[name] for name in _OF_STORIES if name in self.__dict__})
        return known

    def modified_on(self, record: Record) -> PartialDate | None:
        """Return the day a record last changed for its readers, or was published; None for lists of terms.

        What somebody typed, what git saw and what was corrected: the latest counts.
        """
        typed = (getattr(record, "published_on", None), getattr(record, "updated_on", None))
        days = [day for day in typed if day is not None]
        if seen := self.modified.get((record.collection, record.id)):
            days.append(seen)
        days += [correction.date for correction in getattr(record, "corrections", ())]
        return days[0] if len(days) == 1 else max(days, key=lambda day: day.sort_key, default=None)

    def origin(self, record: Record) -> SourceLocation:
        """Return where a record stands."""
        return self.origins.get((record.collection, record.id), SourceLocation(record.id))

    def year_of(self, story: Story) -> str:
        """Return the year of the achievement, which is the story's folder, or `chua-ro-nam`."""
        return self.story_month[story.id][0]

    @cached_property
    def story_month(self) -> Mapping[str, tuple[str, int]]:
        """Year of every story, and the month it is newest for, 0 if none is known in that year."""
        found: dict[str, tuple[str, int]] = {}
        held: dict[tuple[str, int], tuple[str, int]] = {}
        for story_id, (year, month, _) in self.story_dates.items():
            origin = self.origins.get(("stories", story_id))
            folder = origin.path.rsplit("/", 2)[-2] if origin is not None else UNDATED
            when = (folder, month if str(year) == folder else 0)
            found[story_id] = held.setdefault(when, when)
        return found

    @property
    def story_dates(self) -> Mapping[str, tuple[int, int, int]]:
        """What every story is newest for: year, month, day; zeros where nothing is known."""
        return self._dated[0]

    @cached_property
    def _dated(self) -> tuple[Mapping[str, tuple[int, int, int]], Sequence[Story]]:
        """What every story is newest for, and those that lists may show."""
        dates, shown = dict[str, tuple[int, int, int]](), list[Story]()
        for story_id, story in self.stories.items():
            dates[story_id] = story_date(story)
            if not story.is_down and is_publishable(story):
                shown.append(story)
        return dates, shown

    @cached_property
    def month_by_identity(self) -> Mapping[int, tuple[str, int]]:
        """Year and month of every story as in `story_month`, by the identity of its record."""
        months = self.story_month
        return {id(story): months[story_id] for story_id, story in self.stories.items()}

    def problem(
        self, record: Record, at: NodePath, code: str, level: Level = Level.ERROR, /, **values: object
    ) -> Problem:
        """Make a Problem at a place of a record, with the line read again from its file."""
        origin = self.origin(record)
        line = line_in_file(self.root, origin.path, (*origin.node, *at), self.instead)
        dotted = ".".join(str(step) for step in at)
        return make_problem(origin.path, line, dotted, code, level, **values)

    @cached_property
    def digest_by_identity(self) -> Mapping[int, bytes]:
        """The digest of each record together with what it refers to, by the identity of the record."""
        digests, found = self.closure_digests, dict[int, bytes]()
        for name in COLLECTIONS:
            found |= {id(record): digests[(name, key)] for key, record in self.collection(name).items()}
        return found

    @cached_property
    def reference_digest(self) -> bytes:
        """A digest of all lists that any page may show a part of: localities, documents, stages, levels …"""
        hashed = hashlib.blake2b(digest_size=16)
        for name in COLLECTIONS:
            if not kind_of(name).is_named:
                for record_id in self.collection(name):
                    hashed.update(record_id.encode() + self.content_digests[(name, record_id)])
        return hashed.digest()

    @cached_property
    def facts_digest(self) -> bytes:
        """A digest of all that can be counted: of every record but the prose of stories, and the newest day."""
        return self.facts_of(self.records(), self.as_of.iso)

    def facts_of(self, records: Iterable[Record], besides: str = "") -> bytes:
        """Return a digest of all that can be counted of some records, and of what is told besides."""
        hashed, facts, down = hashlib.blake2b(besides.encode(), digest_size=16), self.facts_digests, list[str]()
        told = list[bytes]()
        for record in records:
            told.append(facts[(record.collection, record.id)])
            if isinstance(record, Exemplar) and record.is_down:
                down.append(f"{record.collection}/{record.id}")
        hashed.update(b"%d " % len(told) + b"".join(told) + " ".join(down).encode())
        return hashed.digest()

    @cached_property
    def public_stories(self) -> tuple[Story, ...]:
        """The stories lists may show: not withdrawn, and at `tong-ket` or later; newest first."""
        (dates, shown), months, order = self._dated, self.story_month, list[tuple[int, str, Story]]()
        for story in shown:
            story_id = story.id
            year, month, day = dates[story_id]
            if not year and (folder := months[story_id][0]).isdigit():
                year = int(folder)
            order.append((-(year * 10_000 + month * 100 + day), story_id, story))
        return tuple(map(itemgetter(2), sorted(order, key=itemgetter(0, 1))))

    @cached_property
    def public_ids(self) -> frozenset[str]:
        """The ids of the stories that have a page of their own in the lists."""
        return frozenset(story.id for story in self.public_stories)

    def is_unnamed(self, story_id: str | None) -> bool:
        """Tell whether the name of a story, by its id, must stand nowhere."""
        story = self.stories.get(story_id or "")
        return story is not None and story.is_unnamed

    @cached_property
    def public_models(self) -> tuple[Model, ...]:
        """The models lists may show, those with most adopters first."""
        shown = (m for m in self.models.values() if not m.is_down)
        return tuple(sorted(shown, key=lambda m: (-len(m.copies), m.id)))

    @cached_property
    def as_of(self) -> PartialDate:
        """The newest day any record was published or updated: the site's only 'today'."""
        shown = (r for r in self.records() if not (isinstance(r, Exemplar) and r.waits))
        days = [d for r in shown for d in _published_days(r)]
        days += self.modified.values()
        return max(days, key=lambda d: d.sort_key, default=PartialDate(1970, 1, 1))

    def all_exemplars(self) -> Iterator[Exemplar]:
        """Yield every story and model, public or not."""
        yield from self.stories.values()
        yield from self.models.values()

    def public_exemplars(self) -> Iterator[Exemplar]:
        """Yield the public stories, then the public models."""
        yield from self.public_stories
        yield from self.public_models

    @cached_property
    def by_publication(self) -> Sequence[Exemplar]:
        """The public stories and models in the order of the days they were published, the newest last."""
        return sorted(self.public_exemplars(), key=lambda r: (r.published_on.iso, r.collection, r.id))

    @cached_property
    def publication_rank(self) -> Mapping[int, int]:
        """The place of each in that order, by the identity of its record."""
        return {id(record): number for number, record in enumerate(self.by_publication)}

    @cached_property
    def clauses(self) -> Mapping[str, tuple[Document, Clause]]:
        """Every clause by its reference `document#anchor`."""
        return {f"{d.id}#{c.anchor}": (d, c) for d in self.documents.values() for c in d.clauses}

    @cached_property
    def _indices(self) -> ExemplarIndices:
        return index_exemplars(self._in_list_order)

    @property
    def by_clause(self) -> Mapping[str, tuple[Exemplar, ...]]:
        """The stories and models that answer each clause, by its reference."""
        return self._indices.by_clause

    @property
    def by_field(self) -> Mapping[str, tuple[Exemplar, ...]]:
        """Stories and models of each field."""
        return self._indices.by_field

    @property
    def by_group(self) -> Mapping[str, tuple[Exemplar, ...]]:
        """Stories and models of each priority group."""
        return self._indices.by_group

    @property
    def by_campaign(self) -> Mapping[str, tuple[Exemplar, ...]]:
        """Stories and models of each campaign."""
        return self._indices.by_campaign

    @cached_property
    def by_year(self) -> Mapping[str, tuple[Story, ...]]:
        """Stories by the year of the achievement; undated ones under `chua-ro-nam`."""
        months, found = self.month_by_identity, defaultdict[str, list[Story]](list)
        for story in self.public_stories:
            found[months[id(story)][0]].append(story)
        return {year: tuple(stories) for year, stories in found.items()}

    @property
    def years(self) -> list[str]:
        """The years that have stories, newest first; `chua-ro-nam` last."""
        return sorted(self.by_year, key=lambda year: (year.isdigit(), year), reverse=True)

    @property
    def by_award(self) -> Mapping[str, tuple[Story, ...]]:
        """Stories that hold each award, where the award still counts."""
        return self._indices.by_award

    @property
    def by_level(self) -> Mapping[str, tuple[Story, ...]]:
        """Stories with an award, that still counts, of each issuer level."""
        return self._indices.by_level

    @property
    def by_decision(self) -> Mapping[str, tuple[Story, ...]]:
        """Stories with an award given by each decision."""
        return self._indices.by_decision

    @property
    def by_model(self) -> Mapping[str, tuple[Story, ...]]:
        """Stories that stand for each model."""
        return self._indices.by_model

    @property
    def by_stage(self) -> Mapping[str, tuple[Exemplar, ...]]:
        """Stories and models with a cleared entry at each stage."""
        return self._indices.by_stage

    @property
    def by_unit(self) -> Mapping[str, tuple[Exemplar, ...]]:
        """Stories and models of each unit."""
        return self._indices.by_unit

    @property
    def by_locality(self) -> Mapping[str, tuple[Exemplar, ...]]:
        """Stories and models whose places name each locality itself."""
        return self._indices.by_locality

    @cached_property
    def localities_by_name(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the localities of each name, folded."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for place in self.localities.values():
            found[fold(place.name)].append(place.id)
        return {name: tuple(ids) for name, ids in found.items()}

    @cached_property
    def children(self) -> Mapping[str, tuple[Locality, ...]]:
        """The localities directly inside each locality."""
        return places_by((place.parent, place) for place in self.localities.values())

    @cached_property
    def successors(self) -> Mapping[str, tuple[Locality, ...]]:
        """What became of each locality; of a district, what became of its communes and wards."""
        direct = places_by((taken.locality, heir) for heir in self.localities.values() for taken in heir.formed_from)
        through: dict[str, tuple[Locality, ...]] = dict(direct)
        for place in self.localities.values():
            if place.id not in direct and place.valid_to is not None:
                inner = (s for child in self.children.get(place.id, ()) for s in direct.get(child.id, ()))
                found = {s.id: s for s in inner}
                if found:
                    through[place.id] = tuple(found.values())
        return through

    def in_area(self, place: Locality) -> tuple[Exemplar, ...]:
        """Return what a locality's page shows: of itself, of what lies inside, of what it took over."""
        if place.id not in self._areas:
            self._areas[place.id] = self._compute_area(place)
        return self._areas[place.id]

    @cached_property
    def _areas(self) -> dict[str, tuple[Exemplar, ...]]:
        return {}

    def _compute_area(self, place: Locality) -> tuple[Exemplar, ...]:
        ids = {place.id} | {x.id for x in self._inside(place.id)}
        for inner in tuple(ids):
            for taken in self.localities[inner].formed_from:
                ids |= {taken.locality} | {x.id for x in self._inside(taken.locality)}
        return self.sort_for_lists(chain.from_iterable(self.by_locality.get(i, ()) for i in ids))

    def sort_for_lists(self, records: Iterable[Exemplar]) -> tuple[Exemplar, ...]:
        """Return public stories and models, each once, in the order of lists."""
        ranks = sorted(map(self.rank_by_identity.__getitem__, map(id, records)))  # several lists, each in this order
        return tuple(map(self._in_list_order.__getitem__, dict.fromkeys(ranks)))

    @cached_property
    def _in_list_order(self) -> Sequence[Exemplar]:
        return [*self.public_exemplars()]

    @cached_property
    def rank_by_identity(self) -> Mapping[int, int]:
        """The place of each public story and model in the order of lists, by the identity of its record."""
        return {id(record): number for number, record in enumerate(self._in_list_order)}

    def _inside(self, place_id: str) -> Iterator[Locality]:
        for child in self.children.get(place_id, ()):
            yield child
            yield from self._inside(child.id)


def _published_days(record: Record) -> Iterator[PartialDate]:
    for name in ("published_on", "updated_on"):
        day = getattr(record, name, None)
        if isinstance(day, PartialDate):
            yield day
