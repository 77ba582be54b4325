"""Awards as offices write them in lists: spellings, short forms, a bare «Bằng khen» by the level of its decision."""

import pytest

from generator.archive.archive import Archive
from generator.archive.award_names import AwardNames
from generator.archive.loader import load
from tests.making import copy_sample


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Every award and short form of the whole country."""
    root = copy_sample(tmp_path_factory.mktemp("awards"))
    for name in ("awards", "abbreviations"):
        (root / f"stories/reference/{name}.yml").unlink()
    return load(root).archive


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
        ("BK", "thanh-pho", "bang-khen-thanh-pho"),
        ("BK của UBND TP", "thanh-pho", "bang-khen-thanh-pho"),
        ("GK UBND P.", "phuong-xa", "giay-khen-phuong-xa"),
        ("CSTĐ CS", "phuong-xa", "chien-si-thi-dua-co-so"),
        ("CSTĐCS", "phuong-xa", "chien-si-thi-dua-co-so"),
        ("CSTĐ cơ sở", "phuong-xa", "chien-si-thi-dua-co-so"),
        ("CSTĐ TQ", "nha-nuoc", "chien-si-thi-dua-toan-quoc"),
        ("TTLĐXS", "thanh-pho", "tap-the-lao-dong-xuat-sac"),
        ("TTLĐ XS", "thanh-pho", "tap-the-lao-dong-xuat-sac"),
        ("TT LĐXS", "thanh-pho", "tap-the-lao-dong-xuat-sac"),
        ("TT.LĐXS", "thanh-pho", "tap-the-lao-dong-xuat-sac"),
        ("LĐTT", "phuong-xa", "lao-dong-tien-tien"),
        ("TTLĐTT", "phuong-xa", "tap-the-lao-dong-tien-tien"),
        ("HCLĐ hạng Ba", "nha-nuoc", "huan-chuong-lao-dong"),
        ("HC LĐ hạng 3", "nha-nuoc", "huan-chuong-lao-dong"),
        ("BK TTg", "chinh-phu", "bang-khen-thu-tuong"),
        ("BK của TTCP", "chinh-phu", "bang-khen-thu-tuong"),
        ("XS", "thanh-pho", None),
    ],
)
def test_an_award_is_known_by_what_a_list_calls_it(
    archive: Archive, text: str, level: str, expected: str | None
) -> None:
    of_level = {award.id for award in archive.awards.values() if level in award.levels}
    assert AwardNames(archive).code_of(text, of_level) == expected
