"""Seeded synthetic stories for benchmarks: real sentences of the source documents, made-up people.

They are written to a folder of their own with sources at `bench.example`; the real project never
reads them, and a test refuses such addresses among the real records.
"""

import random
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from generator.archive.archive import Archive
from generator.archive.loader import load
from generator.records.reference import Locality

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"]
MIDDLE = ["Văn", "Thị", "Hữu", "Minh", "Ngọc", "Thanh", "Quốc", "Kim", "Hoàng", "Đức"]
GIVEN = [
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Đạt",
    "Giang",
    "Hà",
    "Khánh",
    "Lan",
    "Mỹ",
    "Nhân",
    "Phúc",
    "Quang",
    "Sơn",
    "Tâm",
    "Uyên",
    "Vinh",
    "Xuân",
    "Yến",
    "Ánh",
    "Đông",
]
ROWS_A_DECISION = 250
"""Rows of one synthetic decision: the real ones have from one to some hundreds."""
AWARD_KINDS = ("cong-trang", "phong-trao", "dot-xuat")
POSITION_GROUPS = ("lanh-dao-so", "lanh-dao-khac", "truc-tiep")
SENTENCE = re.compile(r"[^.;\n]{40,400}[.;]")


def write_project(real: Path, target: Path, stories: int, seed: int = 7) -> None:
    """Write a project with the real reference data, campaigns, models and `stories` synthetic stories."""
    archive = load(real).archive
    for name in ("docs", "mkdocs.yml"):
        source = real / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target / name)
    for name in ("reference", "campaigns", "documents", "models", "decisions"):
        shutil.copytree(real / "stories" / name, target / "stories" / name)
    config = target / "mkdocs.yml"
    text = config.read_text("utf-8").replace(
        "  dienhinh:\n", "  dienhinh:\n    share_pictures: false  # their rows are others\n"
    )
    config.write_text(text, "utf-8")
    rng = random.Random(seed)
    texts = [c.text or "" for d in archive.documents.values() for c in d.clauses]
    sentences = [s.strip() for text in texts for s in SENTENCE.findall(text)]
    places = [p for p in archive.localities.values() if p.valid_to and p.type in {"phuong", "xa"}]
    seen: set[tuple[str, str, int]] = set()
    for number in range(stories):
        who = _someone(rng, places)
        while (who[0], who[1].id, who[2]) in seen:  # the rules refuse the same person twice
            who = _someone(rng, places)
        seen.add((who[0], who[1].id, who[2]))
        _write_story(target, archive, sentences, rng, number, who)


def write_decisions(root: Path, rows: int, years: Sequence[int] = (2021, 2022, 2023, 2024, 2025)) -> None:
    """Write decisions with so many rows together, evenly over the years: everybody of a made-up name, with a unit as
    printed, a place of today, and all that statistics count apart."""
    rng = random.Random(5)
    places = [p for p in load(root).archive.localities.values() if p.valid_to is None and p.type in {"phuong", "xa"}]
    for number in range(-(-rows // ROWS_A_DECISION)):
        year = years[number % len(years)]
        lines = [
            f"number: {90_000 + number}/QĐ-UBND",
            f"date: {year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
            "issuer: Chủ tịch Ủy ban nhân dân thành phố Cần Thơ",
            "level: thanh-pho",
            "subject: Tặng Bằng khen (dữ liệu đo tốc độ)",
            "award: bang-khen-thanh-pho",
            f"published_on: {year}-12-31",
            "rows:",
        ]
        for _ in range(min(ROWS_A_DECISION, rows - number * ROWS_A_DECISION)):
            name = f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"
            place, kind, group = rng.choice(places), rng.choice(AWARD_KINDS), rng.choice(POSITION_GROUPS)
            lines.append(
                f'  - {{name: "{name}", kind: individual, unit: "Ủy ban nhân dân {place.name}", locality: {place.id},'
                f" award_kind: {kind}, position_group: {group}}}"
            )
        path = root / "stories" / "decisions" / str(year) / f"thu-{number:05d}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", "utf-8")


def _someone(rng: random.Random, places: list[Locality]) -> tuple[str, Locality, int]:
    name = f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"
    return name, rng.choice(places), rng.randint(2016, 2025)


def _write_story(
    target: Path,
    archive: Archive,
    sentences: list[str],
    rng: random.Random,
    number: int,
    who: tuple[str, Locality, int],
) -> None:
    name, place, year = who
    fields = rng.sample(list(archive.fields), 2)
    prose = ["  " + " ".join(rng.sample(sentences, 3)) for _ in range(4)]
    lines = [
        "kind: individual",
        f'name: "{name}"',
        f'title: "{name} và việc làm số {number} vì cộng đồng"',
        f'summary: "{_plain(rng.choice(sentences))[:200]}"',
        "places:",
        "  - role: residence",
        f'    as_printed: "{place.name}"',
        f"    locality: {place.id}",
        f"fields: [{fields[0]}, {fields[1]}]",
        f"groups: [{rng.choice(list(archive.groups))}]",
        'clauses: ["chi-thi-2021#A4"]',
        "deeds: |-",
        *"\n\n".join(prose).split("\n"),
        "awards:",
        "  - award: bang-khen-thanh-pho",
        "    as_printed: Bằng khen",
        "    level: thanh-pho",
        '    issuer: "Chủ tịch UBND thành phố"',
        f'    number: "{number + 1}/QĐ-UBND"' if number < 99_999 else "    note: số quyết định để trống",
        f"    presented_on: {year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        "    source: bao",
        "results:",
        "  - indicator: Kết quả",
        f'    after: "{rng.randint(2, 900)}"',
        "    source: bao",
        "stages:",
        "  - stage: tong-ket",
        "    text: Được tặng Bằng khen.",
        "    source: bao",
        "sources:",
        "  - id: bao",
        "    publisher: Dữ liệu thử",
        f"    url: https://bench.example/{number}",
        "basis:",
        "  kind: press",
        "published_on: 2026-01-01",
    ]
    path = target / "stories" / str(year) / f"thu-{number:06d}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _plain(text: str) -> str:
    return text.replace("\\", "").replace('"', "'")
