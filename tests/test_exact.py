"""Exactly what escaping writes and what rules say of cases that lie on an edge: a change of one letter is seen."""

from pathlib import Path
from typing import Any

import pytest

from generator.archive.loader import load
from generator.core import escape
from generator.rules import check
from tests.making import copy_sample, sample, sample_with, story
from tests.test_broken import told

PROSE: tuple[tuple[str, str], ...] = (
    ("Một dòng.", "<p>Một dòng.</p>"),
    ("Một.\n\nHai.", "<p>Một.</p>\n<p>Hai.</p>"),
    ("câu một\ncâu hai", "<p>câu một<br>\ncâu hai</p>"),
    ("2021 là năm đầu\n2022. là năm sau", "<p>2021 là năm đầu<br>\n2022. là năm sau</p>"),
    ("1. một\n2. hai", "<ol>\n<li>một</li>\n<li>hai</li>\n</ol>"),
    ("2. hai\n3. ba", "<p>2. hai<br>\n3. ba</p>"),
    ("- một\n- hai", "<ul>\n<li>một</li>\n<li>hai</li>\n</ul>"),
    ("gồm\n• một\n• hai", "<p>gồm</p>\n<ul>\n<li>một</li>\n<li>hai</li>\n</ul>"),
    ("- một mình", "<p>- một mình</p>"),
    ("> 30 % hộ", "<p>&gt; 30 % hộ</p>"),
    ("2*3 và **đậm**", "<p>2*3 và <strong>đậm</strong></p>"),
    (
        "[báo](https://bao.example/x)",
        '<p><a href="https://bao.example/x" rel="noopener nofollow ugc">báo</a></p>',
    ),
    ("[x](javascript:y)", "<p>x</p>"),
    ("<b>x</b> & y", "<p>&lt;b&gt;x&lt;/b&gt; &amp; y</p>"),
    ("[" * 40 + "x", "<p>" + "[" * 40 + "x</p>"),
)


@pytest.mark.parametrize(("typed", "html"), PROSE)
def test_prose_becomes_exactly_this(typed: str, html: str) -> None:
    assert str(escape.prose_html(typed)) == html


def test_signs_of_a_line_of_markdown_are_numbers() -> None:
    assert str(escape.markdown_inline("a*b_[c]`d`")) == "".join(
        each if each.isalpha() else f"&#{ord(each)};" for each in "a*b_[c]`d`"
    )
    assert str(escape.markdown_inline(2026)) == "2026"


def test_an_address_keeps_the_signs_addresses_have() -> None:
    kept = "%/:=&?~+!$,;'@()*[]"
    address = f"https://bao.example/a{kept.replace('?', '')}b?c{kept.replace('?', '')}#d"
    assert str(escape.url_attribute(address)) == address.replace("&", "&amp;").replace("'", "&#39;")
    assert str(escape.url_attribute("https://báo.example/đường “x”")) == (
        "https://xn--bo-mia.example/%C4%91%C6%B0%E1%BB%9Dng%20%E2%80%9Cx%E2%80%9D"
    )
    assert str(escape.url_attribute("ftp://bao.example/")) == "#"


NAMES_THAT_LOST_LETTERS: tuple[dict[str, Any], ...] = (
    {"unit_as_printed": "C?ng an xã"},
    {"places": [{"role": "act", "as_printed": "ph?ng Đông"}]},
    {"awards": [{"award": "bang-khen-thanh-pho", "as_printed": "B?ng khen", "source": "bao"}]},
    {"awards": [{"award": "bang-khen-thanh-pho", "as_printed": "Bằng khen", "issuer": "Ch? t?ch", "source": "bao"}]},
    {"awards": [{"award": "bang-khen-thanh-pho", "as_printed": "Bằng khen", "recipient": "T? m?t", "source": "bao"}]},
    {"awards": [{"award": "bang-khen-thanh-pho", "as_printed": "Bằng khen", "signer": "Tr?n V?n", "source": "bao"}]},
)


@pytest.mark.parametrize("changes", NAMES_THAT_LOST_LETTERS, ids=range(len(NAMES_THAT_LOST_LETTERS)))
def test_a_name_that_lost_letters_is_named_wherever_names_stand(changes: dict[str, Any]) -> None:
    assert "rule.lost-letters" in {fault.code for fault in check(sample_with(story(**changes)))}


@pytest.mark.parametrize(
    "printed", ["phường Đông", "Đông", "thành phố Mới", "phường Đông, thành phố Mới", "phường Đông, quận Trung"]
)
def test_a_place_may_be_printed_as_itself_what_it_lies_in_or_what_it_was(printed: str) -> None:
    place = {"role": "act", "as_printed": printed, "locality": "phuong-dong"}
    found = {fault.code for fault in check(sample_with(story(places=[place])))}
    assert "rule.place-printed" not in found


@pytest.mark.parametrize(("stage", "is_named"), [("nhan-rong", True), ("tong-ket", True), ("boi-duong", False)])
def test_only_what_follows_a_deed_may_not_come_before_it(stage: str, is_named: bool) -> None:
    stages = [
        {"stage": "tong-ket", "text": "x", "source": "bao"},
        {"stage": stage, "text": "x", "date": "2019", "source": "bao"},
    ]
    found = {fault.code for fault in check(sample_with(story(act_from="10/9/2025", stages=stages)))}
    assert ("rule.stage-before-act" in found) is is_named


@pytest.mark.parametrize(("when", "is_outside"), [("before", True), ("in it", False), ("after", True)])
def test_a_deed_lies_inside_its_campaign(when: str, is_outside: bool) -> None:
    (campaign,) = (c for c in sample().campaigns.values() if c.id == "thi-dua-mau")
    assert campaign.period_from is not None
    assert campaign.period_to is not None
    first, last = campaign.period_from.year, campaign.period_to.year
    year = {"before": first - 1, "in it": first, "after": last + 1}[when]
    found = {f.code for f in check(sample_with(story(campaigns=["thi-dua-mau"], act_from=str(year))))}
    assert ("rule.outside-campaign" in found) is is_outside


def test_a_decision_is_not_published_before_it_is_made(tmp_path: Path) -> None:

    root = copy_sample(tmp_path)
    file = root / "stories" / "decisions" / "2025" / "qd-12-2025.yml"
    text = file.read_text("utf-8")
    day = load(root).archive.decisions["qd-12-2025"].date
    assert day is not None
    early = text.replace("published_on: ", "published_on: 2001-01-01  #").replace("  #", "\n# ", 1)
    file.write_text(early, "utf-8")
    faults = [fault for fault in check(load(root).archive) if fault.code == "rule.published-too-early"]
    assert len(faults) == 1
    assert told("x", faults)[0].startswith("x: error rule.published-too-early stories/decisions/2025/qd-12-2025.yml:")
    assert "published_on" in told("x", faults)[0]
    assert day.short in told("x", faults)[0]
    assert "01/01/2001" in told("x", faults)[0]
