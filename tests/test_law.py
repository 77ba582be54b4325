"""The law as data: the program's own lists, and the rules that rest on them."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.archive.archive import Archive
from generator.archive.loader import load
from generator.config.i18n import language
from generator.core.dates import PartialDate
from generator.core.problem import Problem
from generator.records.base import is_valid_on
from generator.records.decision import Decision
from generator.records.reference import LegalAct
from generator.rules import check_archive, check_records
from tests.making import copy_sample, holding, story

OLD_NAME, NEW_NAME = "Xã, phường, thị trấn tiêu biểu", "Xã, phường, đặc khu tiêu biểu"
NAME = {"rule.award-name"}


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The sample under the lists that ship with the program, not its own."""
    root = copy_sample(tmp_path_factory.mktemp("national"))
    for stem in ("awards", "award-kinds", "issuer-levels", "legal-acts"):
        (root / "stories" / "reference" / f"{stem}.yml").unlink()
    shutil.rmtree(root / ".dienhinh", ignore_errors=True)
    return load(root).archive


def codes(archive: Archive, *awards: Mapping[str, Any], kind: str = "individual") -> set[str]:
    """Return what the rules find wrong with a story of these awards, of what this file is about."""
    return {p.code for p in problems(archive, *awards, kind=kind)} & ABOUT_THE_LAW


def problems(archive: Archive, *awards: Mapping[str, Any], kind: str = "individual") -> list[Problem]:
    """Return all that the rules find wrong with a story of these awards."""
    one = story(kind=kind, awards=[{"as_printed": "Khen thưởng", "source": "bao", **award} for award in awards])
    held = holding(archive, stories={one.id: one})
    return list(check_records(held, [("stories", one.id)]))


ABOUT_THE_LAW = {
    *("rule.level", "rule.level-then", "rule.level-ended", "rule.recipient", "rule.kind-recipient"),
    *("rule.posthumous", "rule.status-title", "rule.award-name", "rule.two-forms", "rule.award-ended"),
    "rule.status-level",
}


@pytest.mark.parametrize(
    ("award", "kind", "expected"),
    [
        # authority is award x level x period (Law art. 77-80): the commune follows the district on 1/7/2025
        ({"award": "chien-si-thi-dua-co-so", "level": "phuong-xa", "date": "2025-06-30"}, "", {"rule.level-then"}),
        ({"award": "chien-si-thi-dua-co-so", "level": "phuong-xa", "date": "2025-07-01"}, "", set()),
        ({"award": "chien-si-thi-dua-co-so", "level": "quan-huyen", "date": "2025-06-30"}, "", set()),
        ({"award": "chien-si-thi-dua-co-so", "level": "quan-huyen", "date": "2025-07-01"}, "", {"rule.level-ended"}),
        ({"award": "chien-si-thi-dua-co-so", "level": "quan-huyen", "date": "2025"}, "", set()),
        ({"award": "chien-si-thi-dua-co-so", "level": "bo-nganh", "date": "2024-01-02"}, "", set()),
        ({"award": "chien-si-thi-dua-co-so", "level": "thanh-pho", "date": "2025-07-01"}, "", {"rule.level"}),
        ({"award": "bang-khen-doan-the-thanh-pho", "level": "so-nganh", "date": "2025-07-01"}, "", set()),
        ({"award": "ky-niem-chuong", "level": "nha-nuoc", "date": "2025-07-01"}, "", set()),
        # whom an award is for
        ({"award": "huan-chuong-dung-cam", "date": "2024-01-01"}, "collective", {"rule.recipient"}),
        ({"award": "huan-chuong-dung-cam", "date": "2023-12-31"}, "collective", set()),
        ({"award": "huan-chuong-dung-cam", "date": "2023-12-31"}, "household", {"rule.recipient"}),
        ({"award": "huan-chuong-dung-cam"}, "collective", set()),
        ({"award": "huan-chuong-dai-doan-ket-dan-toc"}, "collective", {"rule.recipient"}),
        ({"award": "danh-hieu-vinh-du-thanh-pho-anh-hung"}, "collective", set()),
        # what a kind of commendation is for (Law art. 8)
        ({"award": "giay-khen-phuong-xa", "kind": "cong-trang"}, "household", {"rule.kind-recipient"}),
        ({"award": "giay-khen-phuong-xa", "kind": "dot-xuat"}, "household", set()),
        ({"award": "giay-khen-phuong-xa", "kind": "cong-trang"}, "collective", set()),
        ({"award": "bang-khen-thu-tuong", "kind": "cong-hien"}, "collective", {"rule.kind-recipient"}),
        # after death (Law art. 12.1, 33.1)
        ({"award": "chien-si-thi-dua-co-so", "posthumous": True}, "", {"rule.posthumous"}),
        ({"award": "bang-khen-thu-tuong", "posthumous": True}, "", set()),
        ({"award": "bang-khen-thu-tuong", "posthumous": True}, "collective", {"rule.posthumous"}),
        # stripped and restored (Law art. 93)
        ({"award": "bang-khen-thu-tuong", "status": "tuoc"}, "", {"rule.status-title"}),
        ({"award": "huan-chuong-dung-cam", "status": "phuc-hoi"}, "", {"rule.status-title"}),
        ({"award": "bang-khen-thu-tuong", "status": "huy-bo"}, "", set()),
        ({"award": "danh-hieu-vinh-du-nha-giao-uu-tu", "status": "tuoc"}, "", set()),
        # names by period (Decree 152/2025 art. 8)
        ({"award": "xa-phuong-tieu-bieu", "as_printed": OLD_NAME, "date": "2026-01-22"}, "collective", NAME),
        ({"award": "xa-phuong-tieu-bieu", "as_printed": OLD_NAME, "date": "2025-01-22"}, "collective", set()),
        ({"award": "xa-phuong-tieu-bieu", "as_printed": NEW_NAME, "date": "2025-01-22"}, "collective", NAME),
        ({"award": "xa-phuong-tieu-bieu", "as_printed": NEW_NAME, "date": "2026-01-22"}, "collective", set()),
        ({"award": "xa-phuong-tieu-bieu", "as_printed": OLD_NAME, "date": "2025"}, "collective", set()),
        ({"award": "huy-hieu", "date": "2024-01-01"}, "", {"rule.award-ended"}),
    ],
)  # fmt: skip
def test_one_award_is_held_against_the_law(
    national: Archive, award: dict[str, Any], kind: str, expected: set[str]
) -> None:
    assert codes(national, award, kind=kind or "individual") == expected


@pytest.mark.parametrize(("level", "expected"), [("so-nganh", {"rule.status-level"}), ("nha-nuoc", set())])
@pytest.mark.parametrize("status", ["tuoc", "phuc-hoi"])
def test_a_title_of_the_state_is_stripped_by_the_state(
    national: Archive, level: str, expected: set[str], status: str
) -> None:
    made = {"id": "qd-tuoc", "number": "1/QĐ", "issuer": "X", "level": level, "subject": "Tước", "date": "2025-01-01"}
    decision = Decision.model_validate({**made, "published_on": "2025-12-01"})
    award = {"award": "danh-hieu-vinh-du-nha-giao-uu-tu", "status": status, "status_decision": "qd-tuoc"}
    assert codes(holding(national, decisions={decision.id: decision}), award) == expected


@pytest.mark.parametrize(
    ("kind", "who", "expected"),
    [("cong-trang", "household", ["rows.0.kind"]), ("cong-trang", "individual", []), ("dot-xuat", "household", [])],
)
@pytest.mark.parametrize("of_row", [True, False])
def test_a_row_of_a_decision_is_for_whom_its_kind_is(
    national: Archive, kind: str, who: str, expected: list[str], of_row: bool
) -> None:
    row = {"name": "A", "kind": who, **({"award_kind": kind} if of_row else {})}
    made = {"id": "qd-x", "number": "1/QĐ", "issuer": "X", "level": "phuong-xa", "subject": "Khen", "rows": [row]}
    decision = Decision.model_validate(
        {**made, "published_on": "2025-12-01", **({} if of_row else {"award_kind": kind})}
    )
    archive = holding(national, decisions={decision.id: decision})
    found = [p.field for p in check_records(archive, [("decisions", "qd-x")]) if p.code == "rule.kind-recipient"]
    assert found == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {}, {"rule.two-forms"}),
        ({"reason": "Cứu người"}, {"reason": "Chữa cháy"}, set()),
        ({"recipient": "Anh A"}, {"recipient": "Anh B"}, set()),
        ({"status": "huy-bo"}, {}, set()),
        ({"kind": "cong-trang"}, {}, set()),
        ({"award": "bang-khen-thanh-pho", "level": "thanh-pho"}, {}, set()),
    ],
)
def test_one_achievement_has_one_form(
    national: Archive, first: dict[str, Any], second: dict[str, Any], expected: set[str]
) -> None:
    ward = {"award": "giay-khen-phuong-xa", "level": "phuong-xa", "kind": "dot-xuat", **first}
    city = {"award": "bang-khen-thanh-pho", "level": "thanh-pho", "kind": "dot-xuat", **second}
    assert codes(national, ward, city) == expected


def test_every_message_about_the_law_says_what_to_write(national: Archive) -> None:
    late = {"award": "chien-si-thi-dua-co-so", "level": "phuong-xa", "date": "2025-06-30"}
    (found,) = [p for p in problems(national, late) if p.code == "rule.level-then"]
    message, hint = language("vi").message_and_hint(found)
    assert message == "ngày 30/6/2025 cấp «phuong-xa» không quyết định «Chiến sĩ thi đua cơ sở»"
    assert hint == "cấp có thẩm quyền khi đó: bo-nganh, so-nganh, don-vi, quan-huyen"
    for code in ABOUT_THE_LAW | {"rule.act-ends", "rule.basis-ended", "rule.basis-text"}:
        for words in (language("vi"), language("en")):
            assert set(words.lookup(f"problem.{code}")) == {"message", "hint"}, code


def test_every_award_of_the_law_rests_on_an_article_of_an_act(national: Archive) -> None:
    for award in national.awards.values():
        assert award.statutory != "yes" or award.basis, award.id
        for basis in award.basis:
            act = national.legal_acts.get(basis.act or "")
            assert act, award.id
            assert basis.article or act.valid_to, award.id


def ended_bases(archive: Archive) -> list[Problem]:
    return [problem for problem in check_archive(archive) if problem.code == "rule.basis-ended"]


def test_nothing_that_is_given_today_rests_on_an_ended_act(national: Archive) -> None:
    assert not ended_bases(national)
    acts = dict(national.legal_acts)
    acts["luat-06-2022"] = acts["luat-06-2022"].model_copy(update={"valid_to": PartialDate(2024, 12, 31)})
    standing = (award for award in national.awards.values() if not award.valid_to)
    given = sum(basis.act == "luat-06-2022" for award in standing for basis in award.basis)
    assert len(ended_bases(holding(national, legal_acts=acts))) == given > 0


def test_an_act_leads_to_one_that_follows_it_without_a_gap(national: Archive) -> None:
    for act in national.of(LegalAct).values():
        after = national.legal_acts.get(act.replaced_by or "")
        if after is not None and act.valid_to and after.valid_from:
            assert act.valid_to.latest < after.valid_from.earliest, act.id
            assert (after.valid_from.earliest - act.valid_to.latest).days == 1, act.id


@pytest.mark.parametrize(("as_of", "is_near"), [("2026-10-30", False), ("2026-10-31", True), ("2028-01-01", True)])
def test_an_act_that_ends_is_announced_by_the_records_own_day(national: Archive, as_of: str, is_near: bool) -> None:
    one = story(published_on=as_of)
    held = replace(holding(national, stories={one.id: one}), modified={})
    found = [p for p in check_archive(held) if p.code == "rule.act-ends"]
    assert [p.path.endswith("legal-acts.yml") for p in found] == [True] * is_near
    acts = dict(held.legal_acts)
    acts["moi"] = LegalAct.model_validate(
        {"id": "moi", "name": "Nghị định mới", "number": "1/2027/NĐ-CP", "issuer": "Chính phủ", "certainty": "read"}
    )
    acts["nghi-dinh-152-2025"] = acts["nghi-dinh-152-2025"].model_copy(update={"replaced_by": "moi"})
    assert not [p for p in check_archive(holding(held, legal_acts=acts)) if p.code == "rule.act-ends"]


def test_an_authority_holds_between_its_days(national: Archive) -> None:
    (commune,) = [a for a in national.awards["chien-si-thi-dua-co-so"].authorities if a.level == "phuong-xa"]
    assert not is_valid_on(commune, PartialDate(2025, 6, 30))
    assert is_valid_on(commune, PartialDate(2025, 7, 1))
    assert commune.certainty == "recall"


def test_a_basis_without_a_text_is_reported_at_its_line(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    file = root / "stories" / "reference" / "awards.yml"
    entry = "  - {id: bang-mau, name: Bằng mẫu, group: hinh-thuc, recipients: [individual],\n"
    entry += "     basis: [{article: Điều 1, certainty: read}]}\n"
    file.write_text(file.read_text("utf-8") + entry, "utf-8")
    archive = load(root).archive
    (found,) = check_records(archive, [("awards", "bang-mau")])
    assert (found.code, found.line) == ("rule.basis-text", file.read_text("utf-8").count("\n"))
