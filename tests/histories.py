"""Random histories of a project: what clerks, editors and accidents do to it, one step after the other."""

import random
import re
from collections.abc import Callable
from pathlib import Path

from tests.making import copy_sample, lay_photo, own_theme, photo

Step = Callable[["History"], None]

_STORY = """kind: {kind}
name: "{name}"
title: "{name} {title}"
summary: "{summary}"
places:
  - {{role: act, as_printed: "{place}", locality: {locality}}}
act_from: {day}/{month}/{year}
fields: [{fields}]
groups: [{groups}]
campaigns: [{campaigns}]
models: [{models}]
clauses: [{clauses}]
{unit}deeds: |-
  {deeds}
awards:
  - {{award: bang-khen-thanh-pho, as_printed: "Bằng khen", level: thanh-pho, issuer: "UBND", number: "{number}/QĐ-UBND",
     presented_on: {day}/{month}/{year}, source: bao}}
stages:
  - {{stage: {stage}, text: "Được tặng Bằng khen.", source: bao}}
sources:
  - {{id: bao, publisher: "Báo Mẫu", url: "https://bao.example/{number}"}}
basis: {{kind: press}}
published_on: 2025-{published:02d}-11
"""
_WORDS = (
    *("vá", "đường", "cứu", "người", "hiến", "máu", "nông", "dân", "lúa", "gạo", "sông", "nước", "lớp", "học"),
    *("bệnh", "viện", "cây", "cầu", "tổ", "tự", "quản", "đèn", "sáng"),
)


class History:
    """A project in a folder of its own that changes step by step; the same seed, the same history."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.root, self.rng = copy_sample(folder), random.Random(seed)
        self.count = 0
        self.theme = own_theme(self.root, folder / "theme")
        config = self.root / "mkdocs.yml"
        config.write_text(config.read_text("utf-8") + "    cards: 2\n    listed: 4\n", "utf-8")
        for _ in range(9):
            add_story(self)

    def step(self) -> str:
        """Let one thing happen; return its name."""
        step = self.rng.choice(STEPS)
        step(self)
        return step.__name__

    def words(self, count: int) -> str:
        """Return some words."""
        return " ".join(self.rng.choice(_WORDS) for _ in range(count))

    def some_story(self) -> Path:
        """Return the file of a story of ours."""
        return self.rng.choice(sorted((self.root / "stories").glob("20*/x*.yml")))

    def change(self, path: str | Path, pattern: str, instead: str) -> None:
        """Replace what a pattern finds first in a file."""
        file = self.root / path
        file.write_text(re.sub(pattern, lambda _: instead, file.read_text("utf-8"), count=1), "utf-8")


def add_story(history: History) -> None:
    history.count += 1
    rng, number = history.rng, history.count
    year = rng.choice([2024, 2025, 2025])
    some = {
        "kind": rng.choice(["individual", "collective"]),
        "name": f"Nguyễn {rng.choice(_WORDS).title()} Số {number}",
        "title": history.words(3),
        "summary": history.words(6),
        "place": "phường Đông",
        "locality": rng.choice(["phuong-dong", "phuong-dong-quan-trung"]),
        "day": rng.randint(1, 28),
        "month": rng.randint(1, 9),
        "year": year,
        "fields": ", ".join(rng.sample(["nong-nghiep", "an-ninh", "y-te"], 2)),
        "groups": rng.choice(["", "cuu-nguoi"]),
        "campaigns": rng.choice(["", "thi-dua-mau"]),
        "models": rng.choice(["", "va-duong"]),
        "clauses": rng.choice(["", '"chi-thi-mau#A1"']),
        "unit": rng.choice(["", "unit: htx-mau\n"]),
        "deeds": history.words(12),
        "number": number + 100,
        "stage": rng.choice(["tong-ket", "tong-ket", "phat-hien"]),
        "published": rng.randint(10, 12),
    }
    path = history.root / "stories" / str(year) / f"x{number}.yml"
    path.write_text(_STORY.format(**some), "utf-8")


def edit_text(history: History) -> None:
    history.change(history.some_story(), r"(?<=deeds: \|-\n  ).*", history.words(14))


def edit_card(history: History) -> None:
    history.change(history.some_story(), r"summary: .*", f'summary: "{history.words(5)}"')


def edit_title(history: History) -> None:
    history.change(history.some_story(), r"title: .*", f'title: "{history.words(4).capitalize()}"')


def move_in_time(history: History) -> None:
    month = history.rng.randint(1, 9)
    story = history.some_story()
    for key in ("act_from", "presented_on"):
        history.change(story, rf"(?<={key}: )\d+/\d+(?=/)", f"2/{month}")


def change_fields(history: History) -> None:
    two = ", ".join(history.rng.sample(["nong-nghiep", "an-ninh", "y-te"], 2))
    history.change(history.some_story(), r"fields: .*", f"fields: [{two}]")


def correct(history: History) -> None:
    story = history.some_story()
    if "corrections" not in story.read_text("utf-8"):
        more = 'corrections:\n  - {date: 2025-12-20, text: "Sửa tên."}\nupdated_on: 2025-12-20\n'
        story.write_text(story.read_text("utf-8") + more, "utf-8")


def withdraw(history: History) -> None:
    story = history.some_story()
    if "notice" not in story.read_text("utf-8"):
        keep = history.rng.choice(["true", "false"])
        more = f'notice: {{date: 2025-12-21, reason: "Theo đề nghị.", keep_name: {keep}}}\n'
        story.write_text(story.read_text("utf-8") + more, "utf-8")


def rename(history: History) -> None:
    history.count += 1
    story = history.some_story()
    story.rename(story.with_name(f"x{history.count}-moi.yml"))


def delete(history: History) -> None:
    if len(list((history.root / "stories").glob("20*/x*.yml"))) > 5:
        history.some_story().unlink()


def break_a_record(history: History) -> None:
    history.change(history.some_story(), r"kind: \w+", "kind: nobody")


def point_nowhere(history: History) -> None:
    history.change(history.some_story(), r"fields: .*", "fields: [khong-co]")


def rename_unit(history: History) -> None:
    history.change("stories/reference/units.yml", r"Hợp tác xã \w+", f"Hợp tác xã Mẫu{history.rng.randint(0, 99)}")


def rename_locality(history: History) -> None:
    history.change(
        "stories/reference/localities-after.yml", r"Phường Đông\w*", f"Phường Đông{history.rng.randint(0, 9)}"
    )


def rename_award(history: History) -> None:
    history.change("stories/reference/awards.yml", r'name: "?Bằng khen[^",}\n]*', f'name: "Bằng khen {history.count}')


def rename_field(history: History) -> None:
    history.change("stories/reference/fields.yml", r'short_name: "An ninh\d*', f'short_name: "An ninh{history.count}')


def turn_fields_round(history: History) -> None:
    file = history.root / "stories" / "reference" / "fields.yml"
    head, *rows = file.read_text("utf-8").rstrip("\n").split("\n")
    if all(row.startswith("  - {") for row in rows):
        file.write_text("\n".join([head, *reversed(rows)]) + "\n", "utf-8")


def rename_campaign(history: History) -> None:
    history.change("stories/campaigns/thi-dua-mau.yml", r"short_name: .*", f"short_name: Thi đua {history.count}")


def commend_more(history: History) -> None:
    row = f'  - {{name: "Lê Thị {history.rng.choice(_WORDS).title()}", kind: individual, unit: "{history.words(2)}"}}\n'
    history.change("stories/decisions/2025/qd-12-2025.yml", r"(?<=rows:\n)", row)


def lay_a_photo(history: History) -> None:
    story = history.some_story()
    if "images" not in story.read_text("utf-8"):
        record = f"{story.parent.name}/{story.stem}"
        lay_photo(history.root, photo((640 + history.count, 400)), record=record)


def restyle(history: History) -> None:
    style = history.theme / "assets" / "stylesheets" / "dienhinh.css"
    style.write_text(style.read_text("utf-8") + f"\n/* {history.count} */\n", "utf-8")


def change_shell(history: History) -> None:
    footer = history.theme / "partials" / "footer.html"
    footer.write_text(footer.read_text("utf-8") + f"<!-- {history.rng.random()} -->\n", "utf-8")


def change_setting(history: History) -> None:
    history.change("mkdocs.yml", r"    cards: \d+", f"    cards: {history.rng.randint(1, 3)}")


def write_by_hand(history: History) -> None:
    page = history.root / "docs" / "gioi-thieu" / "index.md"
    page.write_text(page.read_text("utf-8") + f"\n{history.words(5)}\n", "utf-8")


def touch(history: History) -> None:
    history.some_story().touch()


def spoil_the_site(history: History) -> None:
    pages = sorted((history.root / "site").rglob("*.html"))
    if pages:
        history.rng.choice(pages).write_text("spoilt", "utf-8")
        history.rng.choice(pages).unlink()


def spoil_what_is_kept(history: History) -> None:
    kept = sorted((history.root / ".dienhinh").rglob("*.sqlite"))
    if kept:
        history.rng.choice(kept).write_bytes(b"not a database" * 100)


def lose_what_is_kept(history: History) -> None:
    kept = sorted((history.root / ".dienhinh").rglob("*.sqlite"))
    if kept:
        history.rng.choice(kept).unlink()


STEPS: tuple[Step, ...] = (
    *[add_story, edit_text, edit_card, edit_title, move_in_time, change_fields] * 2,
    correct,
    withdraw,
    rename,
    delete,
    break_a_record,
    point_nowhere,
    rename_unit,
    rename_locality,
    rename_award,
    rename_field,
    turn_fields_round,
    rename_campaign,
    commend_more,
    lay_a_photo,
    restyle,
    change_shell,
    change_setting,
    write_by_hand,
    touch,
    spoil_the_site,
    spoil_what_is_kept,
    lose_what_is_kept,
)
