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

TOGETHER: tuple[Rule, ...] = (
    identity.nobody_stands_twice,
    identity.places_pass_on_once,
    plausible.days_are_of_our_time,
)
"""Rules that compare records with one another: they look at all of them every time."""

ALONE: tuple[Rule, ...] = (
    identity.references_lead_somewhere,
    identity.sources_are_listed,
    identity.clauses_exist,
    identity.folder_is_the_year,
    identity.codes_are_unique,
    identity.places_lie_in_no_circle,
    awards.recipient_fits_the_award,
    awards.level_may_decide_the_award,
    awards.award_was_in_force,
    awards.rank_is_known,
    awards.one_achievement_one_award,
    awards.sudden_award_supports_no_merit_award,
    awards.lost_award_names_its_decision,
    awards.claim_has_a_ground,
    numbering.numbers_follow_the_pattern,
    timing.act_then_decision_then_publication,
    timing.period_runs_forward,
    timing.deed_lies_in_its_campaign,
    timing.place_existed_then,
    privacy.held_records_stay_back,
    privacy.basis_is_complete,
    privacy.minors_are_protected,
    privacy.no_private_data,
    privacy.third_parties_stay_unnamed,
    evidence.stories_reach_the_public,
    evidence.pictures_are_described,
    evidence.results_have_sources,
    evidence.sources_can_be_found,
    evidence.campaigns_say_what_they_want,
    wording.no_old_encoding,
    wording.no_look_alike_letters,
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
    for rule in (*TOGETHER, *ALONE):
        yield from rule(archive)


def check_together(archive: Archive) -> Iterator[Problem]:
    """Yield what the rules find that compare records."""
    for rule in TOGETHER:
        yield from rule(archive)


def check_alone(archive: Archive, chosen: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    """Yield what the other rules find wrong with some records, given by collection and id."""
    for first in range(0, len(chosen), _AT_ONCE):
        some = chosen[first : first + _AT_ONCE]  # few enough for the vault to hold what stands apart of them
        focus: Any = {
            name: _Focus(archive.collection(name), [i for collection, i in some if collection == name])
            for name in COLLECTIONS
        }
        focused = replace(archive, **focus)
        vars(focused)["clauses"] = archive.clauses  # what is derived comes from the whole
        for rule in ALONE:
            yield from rule(focused)


_AT_ONCE = 100


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
