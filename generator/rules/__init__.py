"""The rules, by what they look at, in the order in which they are asked.

A rule of one record is a generator `(record, archive) -> Iterator[Finding]`; what it finds holds until the record
or what that refers to changes: it asks for no other record, nor for the newest day of all. A rule that compares
records, or days with that one, is `(archive) -> Iterator[(record, Finding)]`. The docstring is the rule and names its
source. To add one: write it in the module it belongs to, put it into `RECORD_RULES` under the class of records it is
for, or into `ARCHIVE_RULES`, give it its words in `config/languages/*.yml` under `problem.rule`, and a broken record
in tests/broken.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from generator.archive.archive import Archive
from generator.core.problem import Problem
from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.consultation import Consultation
from generator.records.council import Council
from generator.records.decision import Decision
from generator.records.model import Model
from generator.records.plan import Plan
from generator.records.reference import Award, Locality, TimeLimit, WorkCalendar
from generator.records.request_count import RequestCount
from generator.records.score_sheet import ScoreSheet
from generator.records.shared import Exemplar
from generator.records.story import Story
from generator.rules import (
    awards,
    clusters,
    consultations,
    deadlines,
    evidence,
    identity,
    legal,
    numbering,
    plans,
    plausible,
    privacy,
    public_counts,
    replication,
    timing,
    translations,
    wording,
)
from generator.rules.finding import Finding

RecordRule = Callable[[Any, Archive], Iterator[Finding]]
ArchiveRule = Callable[[Archive], Iterator[tuple[Record, Finding]]]

ARCHIVE_RULES: tuple[ArchiveRule, ...] = (
    identity.no_duplicate_subjects,
    identity.one_full_successor,
    plausible.days_are_of_our_time,
    legal.acts_have_successors,
    legal.basis_is_in_force,
    deadlines.one_limit_for_one_case,
    timing.waiting_decisions_are_named_by_none,
    plans.one_plan_for_one_year,
    plans.one_registration_for_one_example,
    clusters.sheets_of_a_year_agree,
    replication.due_visits_were_made,
)
"""Rules that compare records with one another, or with the newest day of all: they look at all of them every time."""

_CLAIMS: tuple[RecordRule, ...] = (
    awards.recipient_matches_award,
    awards.level_may_grant_award,
    awards.award_was_in_force,
)
RECORD_RULES: Mapping[type[Record], tuple[RecordRule, ...]] = {
    Record: (
        identity.references_resolve,
        identity.sources_resolve,
        identity.clauses_resolve,
        identity.codes_are_unique,
        numbering.numbers_follow_the_pattern,
        timing.period_runs_forward,
        privacy.no_private_data,
        wording.no_legacy_encoding,
        wording.no_confusable_letters,
        plausible.letters_are_whole,
        translations.translations_have_an_edition,
    ),
    Exemplar: (
        privacy.records_on_hold_are_blocked,
        privacy.basis_is_complete,
        privacy.photos_have_a_ground,
        privacy.consents_say_what_for,
        privacy.third_parties_stay_unnamed,
        wording.translated_names_are_not_quoted,
        translations.translations_are_current,
        evidence.unconfirmed_values_wait,
        timing.waiting_records_say_when,
        evidence.pictures_are_described,
        evidence.results_have_sources,
        evidence.sources_can_be_found,
        plausible.names_are_written_as_names,
        plausible.names_can_be_drawn,
        plausible.text_has_accents,
        plausible.places_are_what_is_printed,
        plausible.figures_are_figures,
    ),
    Consultation: (
        consultations.consultation_is_long_enough,
        consultations.consultation_result_comes_after,
    ),
    RequestCount: (public_counts.counts_are_counts,),
    Council: (public_counts.terms_hold_each_once,),
    ScoreSheet: (
        clusters.marks_stay_within_the_full_mark,
        clusters.totals_add_up,
        clusters.scored_members_belong,
    ),
    Plan: (
        plans.plans_say_whose_they_are,
        plans.planning_unit_existed,
        plans.registered_people_are_named_by_their_story,
        plans.registrations_became_what_they_are,
        plans.progress_follows_the_plan,
        plans.totals_fit_together,
    ),
    Model: (
        replication.copies_begin_after_their_model,
        replication.visits_follow_adoption,
        replication.copied_results_can_be_compared,
    ),
    Story: (
        *_CLAIMS,
        identity.folder_is_the_year,
        awards.rank_is_known,
        awards.kind_fits_recipient,
        awards.posthumous_awards_are_for_persons,
        awards.only_titles_are_stripped,
        awards.award_bears_its_name_of_then,
        awards.one_achievement_one_award,
        awards.one_achievement_one_form,
        awards.sudden_award_supports_no_merit_award,
        awards.revoked_award_cites_decision,
        awards.award_has_evidence,
        timing.dates_in_order,
        timing.award_has_the_day_of_its_decision,
        timing.steps_in_order,
        timing.days_of_sources_are_there,
        deadlines.awards_keep_their_limits,
        timing.act_within_campaign,
        timing.place_existed_on_date,
        privacy.minors_are_protected,
        evidence.story_is_publishable_or_says_so,
        plausible.awards_are_what_is_printed,
        plausible.stages_follow_the_deed,
    ),
    Campaign: (
        identity.indicators_name_a_content,
        evidence.reported_results_have_sources,
        evidence.campaigns_say_what_they_want,
    ),
    Decision: (
        *_CLAIMS,
        awards.kind_fits_recipient,
        deadlines.decisions_keep_their_limits,
        timing.waiting_records_say_when,
        timing.decision_before_publication,
        timing.decision_steps_in_order,
        timing.effect_follows_decision,
        timing.days_of_sources_are_there,
        plausible.rows_name_their_story,
    ),
    Locality: (identity.parents_are_acyclic,),
    Award: (legal.basis_names_its_text,),
    TimeLimit: (deadlines.limits_have_a_basis,),
    WorkCalendar: (deadlines.calendars_are_of_their_year,),
}
"""Rules on one record and what it refers to, by the class they are for; records of classes under it obey them too."""


@cache
def rules_of(kind: type[Record]) -> tuple[RecordRule, ...]:
    """Return the rules a kind of record obeys."""
    return tuple(rule for of, rules in RECORD_RULES.items() if issubclass(kind, of) for rule in rules)


def check(archive: Archive) -> Iterator[Problem]:
    """Yield every problem that every rule finds."""
    yield from check_archive(archive)
    yield from check_records(archive, ((r.collection, r.id) for r in archive.records()))


def check_archive(archive: Archive) -> Iterator[Problem]:
    """Yield what the rules find that compare records."""
    for rule in ARCHIVE_RULES:
        for record, (at, code, level, values) in rule(archive):
            yield archive.problem(record, at, code, level, **values)


def check_records(archive: Archive, chosen: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Yield what the other rules find wrong with some records, given by collection and id."""
    for collection, record_id in chosen:
        record = archive.collection(collection)[record_id]
        for rule in rules_of(type(record)):
            for at, code, level, values in rule(record, archive):
                yield archive.problem(record, at, code, level, **values)
