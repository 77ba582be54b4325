"""The statistics forms of commendation, filled from the records.

0601.N–0603.N are those of Circular 02/2023/TT-BNV, due by 15 December; Biểu mẫu 01 and 03 are annexes of a
province's yearly report. A cell is blank, never 0, where the records do not hold what it asks for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from generator.publish.context import SiteContext
from generator.publish.reports.blocks import Form, FormColumn, FormRow
from generator.publish.reports.commendations import Commendation, Profile, Tally, tally
from generator.publish.reports.period import PeriodRecords
from generator.records.campaign import Campaign
from generator.records.reference import Award

STATE_LEVELS = frozenset({"nha-nuoc", "chinh-phu"})
CERTIFICATE, FIGHTER, FLAG = "bang-khen-thanh-pho", "chien-si-thi-dua-thanh-pho", "co-thi-dua-thanh-pho"
"""The forms of a province that its statistics count apart, in the order of form 0603.N; the fourth are badges."""
BADGES = frozenset({"huy-hieu", "ky-niem-chuong"})
CampaignTest = Callable[[Campaign], bool | None]
Test = Callable[[Profile], bool | None]
"""Whether commendations of a profile belong; None where the records do not say."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """A row or column: its words and what belongs to it."""

    label: str
    test: Test
    over: str = ""
    code: str = ""
    indent: int = 0
    sum_of: tuple[int, ...] = ()
    share_of: tuple[int, int] | None = None


_Passing = Mapping[Profile, bool | None]
"""Of what profiles a test is not wrong: True, or None where it is not known."""


def _counted(found: Tally, some: _Passing, others: _Passing) -> tuple[int | None, int]:
    """Return how many pass both tests, None if of some it is not known; and of how many."""
    both = [(found[each], answer, others[each]) for each, answer in some.items() if each in others]
    unknown = sum(count for count, *answers in both if None in answers)
    return (None if unknown else sum(count for count, *_ in both)), unknown


def _passing(test: Test, found: Tally) -> _Passing:
    answers = ((each, test(each)) for each in found)
    return {each: answer for each, answer in answers if answer is not False}


def _having(found: Tally, test: Callable[[Profile], bool]) -> Tally:
    return {each: count for each, count in found.items() if test(each)}


def _counted_in(blank: dict[tuple[int, int], list[str]], unknown: int, all_: int, name: str) -> None:
    blank.setdefault((unknown, all_), []).append(name)


def _all(_: Profile) -> bool:
    return True


def _is(name: str, *values: str) -> Test:
    """Return the test whether a field holds one of some values; without a value nothing is known."""

    def test(each: Profile) -> bool | None:
        value = getattr(each, name)
        return None if value is None else value in values

    return test


def _both(*tests: Test) -> Test:
    def test(each: Profile) -> bool | None:
        answers = [one(each) for one in tests]
        return False if False in answers else None if None in answers else True

    return test


def _person_of(group: str) -> Test:
    return _both(_is("recipient_kind", "individual"), _is("position_group", group))


def _leader(is_one: bool) -> Test:
    def test(each: Profile) -> bool | None:
        return each.is_leader if is_one or each.is_leader is None else not each.is_leader

    return _both(_is("recipient_kind", "individual"), test)


def _recipient_rows(site: SiteContext, first: int) -> list[_Cut]:
    """Return the rows 0602.N and 0603.N share: recipients, posts, kinds of commendation, numbered from `first`."""
    t = site.t
    groups = [
        _Cut(group.name, _person_of(group.id), code=f"{first + 4 + n:02d}", indent=2)
        for n, group in enumerate(site.archive.position_groups.values())
    ]
    kinds = ("cong-trang", "phong-trao", "dot-xuat", "doi-ngoai", "cong-hien", "nien-han", "khang-chien")
    by_kind = [
        _Cut(site.archive.award_kinds[kind].name, _is("award_kind", kind), code=f"{first + 9 + n:02d}", indent=1)
        for n, kind in enumerate(kinds)
        if kind in site.archive.award_kinds
    ]
    return [
        _Cut(t("report.form.total"), _all, code="01", sum_of=(1, 3, 4)),
        _Cut(t("report.form.collective"), _is("recipient_kind", "collective"), code=f"{first:02d}", indent=1),
        _Cut(
            t("report.form.enterprise"),
            _both(_is("recipient_kind", "collective"), lambda each: each.is_enterprise),
            code=f"{first + 1:02d}",
            indent=2,
        ),
        _Cut(t("report.form.household"), _is("recipient_kind", "household"), code=f"{first + 2:02d}", indent=1),
        _Cut(t("report.form.individual"), _is("recipient_kind", "individual"), code=f"{first + 3:02d}", indent=1),
        *groups,
        *by_kind,
    ]


def _filled(site: SiteContext, code: str, columns: Sequence[_Cut], rows: Sequence[_Cut], found: Tally) -> Form:
    """Count every cell; a column that holds nothing at all stays blank, for the records may be silent of it."""
    cells: list[list[int | None]] = []
    blank: dict[tuple[int, int], list[str]] = {}
    passing, all_ = [_passing(column.test, found) for column in columns], sum(found.values())
    held = [True in answers.values() for answers in passing]
    for row in rows:
        line: list[int | None] = []
        in_row = _passing(row.test, found)
        for at, column in enumerate(columns):
            count, unknown = _counted(found, in_row, passing[at])
            line.append(count if held[at] and column.share_of is None else None)
            if unknown and at == 0:
                _counted_in(blank, unknown, all_, row.label)
        cells.append(line)
    for column, answers in zip(columns, passing, strict=True):
        if unknown := sum(found[each] for each, answer in answers.items() if answer is None):
            _counted_in(blank, unknown, all_, f"{column.over}: {column.label}" if column.over else column.label)
    unfilled = [
        site.t("report.form.unknown", what=", ".join(f"«{name}»" for name in names), count=count, all=all_)
        for (count, all_), names in blank.items()
    ]
    if not found:
        unfilled.append(site.t("report.form.nothing"))
    return Form(
        code,
        site.t(f"report.form.title.{code}"),
        site.t("report.form.unit.commendations"),
        tuple(FormColumn(c.label, c.over, c.sum_of, c.share_of) for c in columns),
        tuple(FormRow(r.code, r.label, r.indent, r.sum_of) for r in rows),
        tuple(map(tuple, cells)),
        tuple(unfilled),
    )


def _is_state(site: SiteContext, each: Profile) -> bool:
    """Tell whether an award is one of the State or the Government (Law 06/2022/QH15 art. 77, 78)."""
    award = site.archive.awards[each.award]
    return award.group == "nha-nuoc" or each.level in STATE_LEVELS or set(award.levels) == {"chinh-phu"}


def _halves(site: SiteContext, over: str, test: Test, award: Award | None = None) -> Iterator[_Cut]:
    """Yield a column for collectives and one for persons, of an award for both; households go with collectives."""
    wanted = award.recipients if award else ("collective", "individual")
    if "collective" in wanted or "household" in wanted:
        yield _Cut(
            site.t("report.form.collective"), _both(test, _is("recipient_kind", "collective", "household")), over
        )
    if "individual" in wanted:
        yield _Cut(site.t("report.form.individual"), _both(test, _is("recipient_kind", "individual")), over)


def state_form(site: SiteContext, awards: Sequence[Award], found: Tally) -> Form:
    """Return form 0602.N, commendations of the State."""
    own = _having(found, partial(_is_state, site))
    columns: list[_Cut] = []
    named: set[str] = set()
    for award in awards:
        if award.id.startswith(("huan-", "huy-chuong-")):
            columns += _halves(site, award.name, _is("award", award.id), award)
            named.add(award.id)
    titles = [award.id for award in awards if award.is_honorary_title]
    for label, ids in (("prize_hcm", ["giai-thuong-ho-chi-minh"]), ("prize_state", ["giai-thuong-nha-nuoc"])):
        columns.append(_Cut(site.t(f"report.form.{label}"), _is("award", *ids)))
        named.update(ids)
    columns += _halves(site, site.t("report.form.titles"), _is("award", *titles))
    for label, ids, is_split in (
        ("flag_government", ["co-thi-dua-chinh-phu"], False),
        ("certificate_pm", ["bang-khen-thu-tuong"], True),
        ("fighter_national", ["chien-si-thi-dua-toan-quoc"], False),
    ):
        words, test = site.t(f"report.form.{label}"), _is("award", *ids)
        columns += _halves(site, words, test) if is_split else [_Cut(words, test)]
        named.update(ids)
    named.update(titles)
    columns.append(_Cut(site.t("report.form.other"), lambda each: each.award not in named))
    total = _Cut(site.t("report.form.sum"), _all, sum_of=tuple(range(1, len(columns) + 1)))
    form = _filled(site, "0602", [total, *columns], _recipient_rows(site, 6), own)
    return replace(form, unfilled=(*form.unfilled, site.t("report.form.proposers")))


def _is_provincial(site: SiteContext, each: Profile) -> bool | None:
    """Tell whether an award is one of the province itself; None where its level is not said and may be another."""
    if each.award not in {CERTIFICATE, FIGHTER, FLAG, *BADGES}:
        return False
    if each.level is not None:
        return each.level == "thanh-pho"
    return None if "thanh-pho" in site.archive.awards[each.award].levels else False


def _of_province(site: SiteContext, found: Tally) -> tuple[Tally, tuple[str, ...]]:
    """Return the commendations of the province, and what is to be said of those that may be."""
    passing = _passing(partial(_is_provincial, site), found)
    unknown = sum(found[each] for each, answer in passing.items() if answer is None)
    told = (site.t("report.form.level_unknown", count=unknown),) if unknown else ()
    return {each: found[each] for each, answer in passing.items() if answer}, told


def province_form(site: SiteContext, found: Tally) -> Form:
    """Return form 0603.N, commendations of the province itself: those of other provinces are theirs."""
    own, told = _of_province(site, found)
    columns = [
        _Cut(site.t("report.form.sum"), _all, sum_of=(1, 2, 3, 4)),
        _Cut(site.t("report.form.certificate"), _is("award", CERTIFICATE)),
        _Cut(site.t("report.form.fighter"), _is("award", FIGHTER)),
        _Cut(site.t("report.form.flag"), _is("award", FLAG)),
        _Cut(site.t("report.form.badge"), _is("award", *BADGES)),
    ]
    form = _filled(site, "0603", columns, _recipient_rows(site, 2), own)
    return replace(form, unfilled=(*form.unfilled, *told))


def _kind_columns(site: SiteContext, over: str, *kinds: str) -> list[_Cut]:
    of_kind = _is("award_kind", *kinds)
    return [
        _Cut(site.t("report.form.collective"), _both(of_kind, _is("recipient_kind", "collective", "household")), over),
        _Cut(site.t("report.form.leader"), _both(of_kind, _leader(True)), over),
        _Cut(site.t("report.form.not_leader"), _both(of_kind, _leader(False)), over),
    ]


def annex_state(site: SiteContext, awards: Sequence[Award], found: Tally, proposed: Tally) -> Form:
    """Return Biểu mẫu 01: state awards, one a row, proposed and decided, by kind of commendation and by post."""
    t, own = site.t, _having(found, partial(_is_state, site))
    asked = _having(proposed, partial(_is_state, site))
    kinds = ("nien-han", "doi-ngoai", "cong-hien", "khang-chien")
    columns = [
        *_halves(site, t("report.form.proposed"), _all),
        *_halves(site, t("report.form.decided"), lambda each: each.is_decided or None),
        *_kind_columns(site, t("report.form.merit"), "cong-trang"),
        *_kind_columns(site, t("report.form.special"), "phong-trao", "dot-xuat"),
        *(
            _Cut(site.archive.award_kinds[kind].name, _is("award_kind", kind))
            for kind in kinds
            if kind in site.archive.award_kinds
        ),
        _Cut(t("report.form.enterprise"), lambda each: each.is_enterprise),
    ]
    rows = list(_award_rows(site, [award for award in awards if _is_state_award(award)]))
    form = _filled(site, "01", columns, [*rows, _Cut(t("report.form.all"), _all, sum_of=tuple(range(len(rows))))], own)
    before = _filled(site, "01", columns[:2], [*rows, _Cut("", _all)], asked)
    cells = tuple((*first, *rest[2:]) for first, rest in zip(before.cells, form.cells, strict=True))
    unfilled = form.unfilled if asked else (*form.unfilled, t("report.form.not_proposed"))
    return Form(form.code, form.title, form.unit, form.columns, form.rows, cells, unfilled)


def _is_state_award(award: Award) -> bool:
    return award.group == "nha-nuoc" or set(award.levels) == {"chinh-phu"}


def _award_rows(site: SiteContext, awards: Iterable[Award]) -> Iterator[_Cut]:
    """Yield a row for each award, for each rank of a ranked one and for that of which no rank is known; then others."""

    def of_rank(rank: str | None) -> Test:
        return lambda each: each.rank == rank

    for award in awards:
        if award.ranked:
            for rank in ("nhat", "nhi", "ba", None):
                words = " ".join((award.name, site.t("report.rank." + (rank or "unknown"))))
                yield _Cut(words, _both(_is("award", award.id), of_rank(rank)))
        else:
            yield _Cut(award.name, _is("award", award.id))
    ids = frozenset(award.id for award in awards)
    yield _Cut(site.t("report.form.other"), lambda each: each.award not in ids)


def annex_province(site: SiteContext, found: Tally) -> Form:
    """Return Biểu mẫu 03: the forms of the province, by kind of commendation, with shares and posts."""
    t, (own, told) = site.t, _of_province(site, _having(found, lambda each: each.award not in BADGES))
    columns = [
        _Cut(t("report.form.sum"), _all, t("report.form.in_year")),
        _Cut(t("report.form.enterprise"), lambda each: each.is_enterprise, t("report.form.in_year")),
        _Cut(t("report.form.individual"), _is("recipient_kind", "individual"), t("report.form.in_year")),
    ]
    for key, kinds in (("merit", ("cong-trang",)), ("special", ("phong-trao", "dot-xuat"))):
        over, of_kind, at = t(f"report.form.{key}"), _is("award_kind", *kinds), len(columns)
        columns += [
            _Cut(t("report.form.sum"), of_kind, over),
            _Cut(t("report.form.share"), _all, over, share_of=(at, 0)),
            _Cut(t("report.form.leader"), _both(of_kind, _leader(True)), over),
            _Cut(t("report.form.not_leader"), _both(of_kind, _leader(False)), over),
        ]
    for kind in ("doi-ngoai", "khang-chien"):
        if kind not in site.archive.award_kinds:
            continue
        over, at = site.archive.award_kinds[kind].name, len(columns)
        columns.append(_Cut(t("report.form.sum"), _is("award_kind", kind), over))
        columns.append(_Cut(t("report.form.share"), _all, over, share_of=(at, 0)))
    rows = [
        _Cut(t("report.form.certificate"), _is("award", CERTIFICATE)),
        _Cut(t("report.form.fighter"), _is("award", FIGHTER)),
        _Cut(t("report.form.flag"), _is("award", FLAG)),
        _Cut(t("report.form.all"), _all, sum_of=(0, 1, 2)),
    ]
    form = _filled(site, "03", columns, rows, own)
    return replace(form, unfilled=(*form.unfilled, *told))


def _campaign_lines(site: SiteContext) -> Iterator[tuple[str, str, CampaignTest]]:
    """Yield the rows of form 0601.N: all, by scope, by duration, by method."""

    def holding(name: str, value: str) -> CampaignTest:
        return lambda campaign: None if getattr(campaign, name) is None else getattr(campaign, name) == value

    t = site.t
    yield "01", t("report.form.total"), lambda _: True
    scopes = ("toan-quoc", "bo-nganh-dia-phuong", "cum-khoi", "co-quan-don-vi")
    for number, scope in enumerate(scopes, 2):
        yield f"{number:02d}", t(f"report.form.scope.{scope}"), holding("scope", scope)
    for number in range(6, 11):
        yield f"{number:02d}", t(f"report.form.lasting.{number:02d}"), partial(_lasts, f"{number:02d}")
    for number, method in enumerate(("chuyen-de", "thuong-xuyen"), 11):
        yield f"{number:02d}", t(f"report.form.method.{method}"), holding("method", method)


def campaign_form(site: SiteContext, found: Sequence[Campaign]) -> Form:
    """Return form 0601.N, campaigns launched or under way in the period."""
    t, levels = site.t, ("trung-uong", "bo-tinh", "don-vi")
    cells, rows = [], []
    blank: dict[tuple[int, int], list[str]] = {}
    for code, label, test in _campaign_lines(site):
        unknown = sum(1 for c in found if test(c) is None)
        known = [c for c in found if test(c)]
        is_whole = bool(found) and not unknown
        has_levels = is_whole and all(c.launching_level for c in found)
        by_level = [sum(1 for c in known if c.launching_level == level) if has_levels else None for level in levels]
        cells.append((len(known) if is_whole else None, *by_level))
        rows.append(FormRow(code, label, int(code != "01")))
        if unknown:
            _counted_in(blank, unknown, len(found), label)
    if without := sum(1 for c in found if c.launching_level is None):
        _counted_in(blank, without, len(found), t("report.form.launching_level"))
    unfilled = tuple(
        t("report.form.campaign_unknown", what=", ".join(f"«{name}»" for name in names), count=count, all=all_)
        for (count, all_), names in blank.items()
    )
    columns = (FormColumn(t("report.form.sum")), *(FormColumn(t(f"report.form.launched.{each}")) for each in levels))
    unit = t("report.form.unit.campaigns")
    return Form("0601", t("report.form.title.0601"), unit, columns, tuple(rows), tuple(cells), unfilled)


_YEARS = {"06": (0, 1), "08": (1, 3), "09": (3, 5), "10": (5, 100)}
"""The rows of form 0601.N by duration, in years: from one number to below another; row 07 is one year."""


def _lasts(code: str, campaign: Campaign) -> bool | None:
    """Tell whether a campaign lasts as long as a row of form 0601.N says."""
    if campaign.period_from is None or campaign.period_to is None:
        return None
    days = (campaign.period_to.latest - campaign.period_from.earliest).days + 1
    is_one = 360 <= days <= 370
    if code == "07":
        return is_one
    least, most = _YEARS[code]
    return not is_one and least <= days / 365.25 < most


def all_forms(
    site: SiteContext,
    records: PeriodRecords,
    found: Iterable[Commendation],
    proposed: Iterable[Commendation],
) -> tuple[Form, ...]:
    """Return every form the records can fill in part."""
    decided, asked = tally(found), tally(proposed)
    return (
        campaign_form(site, records.campaigns),
        state_form(site, records.awards, decided),
        province_form(site, decided),
        annex_state(site, records.awards, decided, asked),
        annex_province(site, decided),
    )
