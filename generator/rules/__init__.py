"""The rules over the whole archive, in the order in which they are checked and reported.

A rule is a generator function `(archive) -> Iterator[Problem]`; its docstring is the rule and
names its source. To add one: write it in the module it belongs to, put it into ALONE or TOGETHER, give it
its words in `languages/*.yml` under `problem.rule`, and a broken record in tests/broken.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.archive.archive import Archive
from generator.core.problem import Problem
from generator.records.base import Record
from generator.records.kinds import COLLECTIONS
from generator.rules import awards, evidence, identity, numbering, plausible, privacy, timing, wording

Rule = Callable[[Archive], Iterator[Problem]]

ARCHIVE_RULES: tuple[Rule, ...] = (
    identity.no_duplicate_subjects,
    identity.one_full_successor,
    plausible.days_are_of_our_time,
)
"""Rules that compare records with one another: they look at all of them every time."""

RECORD_RULES: tuple[Rule, ...] = (
    identity.references_resolve,
    identity.sources_resolve,
    identity.clauses_resolve,
    identity.folder_is_the_year,
    identity.codes_are_unique,
    identity.parents_are_acyclic,
    awards.recipient_matches_award,
    awards.level_may_grant_award,
    awards.award_was_in_force,
    awards.rank_is_known,
    awards.one_achievement_one_award,
    awards.sudden_award_supports_no_merit_award,
    awards.revoked_award_cites_decision,
    awards.award_has_evidence,
    numbering.numbers_follow_the_pattern,
    timing.dates_in_order,
    timing.period_runs_forward,
    timing.act_within_campaign,
    timing.place_existed_on_date,
    privacy.records_on_hold_are_blocked,
    privacy.basis_is_complete,
    privacy.minors_are_protected,
    privacy.no_private_data,
    privacy.third_parties_stay_unnamed,
    evidence.story_is_publishable_or_says_so,
    evidence.pictures_are_described,
    evidence.results_have_sources,
    evidence.sources_can_be_found,
    evidence.campaigns_say_what_they_want,
    wording.no_legacy_encoding,
    wording.no_confusable_letters,
    plausible.names_are_written_as_names,
    plausible.names_can_be_drawn,
    plausible.text_has_accents,
    plausible.letters_are_whole,
    plausible.awards_are_what_is_printed,
    plausible.places_are_what_is_printed,
    plausible.figures_are_figures,
    plausible.rows_name_their_story,
    plausible.stages_follow_the_deed,
)
"""Rules on one record and what it refers to: what they found holds until one of these changes."""


def check(archive: Archive) -> Iterator[Problem]:
    """Yield every problem that every rule finds."""
    for rule in (*ARCHIVE_RULES, *RECORD_RULES):
        yield from rule(archive)


def check_archive(archive: Archive) -> Iterator[Problem]:
    """Yield what the rules find that compare records."""
    for rule in ARCHIVE_RULES:
        yield from rule(archive)


def check_records(archive: Archive, chosen: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    """Yield what the other rules find wrong with some records, given by collection and id."""
    for first in range(0, len(chosen), _BATCH_SIZE):
        some = chosen[first : first + _BATCH_SIZE]  # few enough for the cache to hold what stands apart of them
        focus: Any = {
            name: _Focus(archive.collection(name), [i for collection, i in some if collection == name])
            for name in COLLECTIONS
        }
        focused = replace(archive, **focus)
        vars(focused)["clauses"] = archive.clauses  # what is derived comes from the whole
        for rule in RECORD_RULES:
            yield from rule(focused)


_BATCH_SIZE = 100


class _Focus(Mapping[str, Record]):
    """A collection in which every record can be looked up, and rules go through the chosen ones only."""

    def __init__(self, whole: Mapping[str, Record], chosen: Sequence[str]) -> None:
        self.whole = whole
        self.chosen = [whole[record_id] for record_id in chosen]

    def values(self) -> list[Record]:  # type: ignore[override]
        return self.chosen

    def get(self, record_id: str, otherwise: Any = None) -> Any:
        return self.whole.get(record_id, otherwise)

    def __getitem__(self, record_id: str) -> Record:
        return self.whole[record_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)
