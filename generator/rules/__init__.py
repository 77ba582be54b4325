"""The rules over the whole archive, in the order in which they are checked and reported.

A rule is a generator function `(archive) -> Iterator[Problem]`; its docstring is the rule and
names its source. To add one: write it in the module it belongs to, put it into RULES, give it
its words in `languages/*.yml` under `problem.rule`, and a broken record in tests/fixtures.
"""

from collections.abc import Callable, Iterator

from generator.archive import Archive
from generator.problem import Problem
from generator.rules import awards, evidence, identity, numbering, privacy, timing, wording

Rule = Callable[[Archive], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    identity.references_lead_somewhere,
    identity.sources_are_listed,
    identity.clauses_exist,
    identity.nobody_stands_twice,
    identity.folder_is_the_year,
    identity.codes_are_unique,
    identity.places_pass_on_once,
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
)


def check(archive: Archive) -> Iterator[Problem]:
    """Yield every problem that every rule finds."""
    for rule in RULES:
        yield from rule(archive)
