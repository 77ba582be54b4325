"""Awards as offices write them in lists: spellings, short forms, a bare «Bằng khen» by the level of its decision."""

import pytest

from generator.archive.loader import load
from generator.core.text import fold
from generator.staff.list_import.merge import award_of
from tests.making import copy_sample


@pytest.fixture(scope="module")
def awards(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every name of every award of the whole country, and who gives it."""
    root = copy_sample(tmp_path_factory.mktemp("awards"))
    (root / "stories/reference/awards.yml").unlink()
    archive = load(root).archive
    return {fold(name): (a.id, a.levels) for a in archive.awards.values() for name in (*a.spellings, a.name)}


@pytest.mark.parametrize(
    ("text", "level", "expected"),
    [
        ("Cờ thi đua của UBND thành phố", "thanh-pho", "co-thi-dua-thanh-pho"),
        ("Chiến sĩ thi đua cấp tỉnh", "thanh-pho", "chien-si-thi-dua-thanh-pho"),
        ("Nhà giáo ưu tú", "nha-nuoc", "danh-hieu-vinh-du-nha-giao-uu-tu"),
        ("Bằng khen", "thanh-pho", "bang-khen-thanh-pho"),
        ("Bằng khen", "chinh-phu", "bang-khen-thu-tuong"),
        ("Giấy khen", "phuong-xa", "giay-khen-phuong-xa"),
        ("Bằng khen", "phuong-xa", None),  # no ward gives one: a person must say what was meant
        ("Bằng", "thanh-pho", None),
        ("Khen", "thanh-pho", None),
    ],
)
def test_an_award_is_known_by_what_a_list_calls_it(
    awards: dict[str, tuple[str, tuple[str, ...]]], text: str, level: str, expected: str | None
) -> None:
    names = {name: code for name, (code, _) in awards.items()}
    of_level = {code for code, levels in awards.values() if level in levels}
    assert award_of(text, names, of_level) == expected
