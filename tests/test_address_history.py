"""After any history every address ever published answers."""

import random
import shutil
from pathlib import Path

import pytest

from generator.archive.ledger import read_ledger
from generator.core.problem import UsageError
from generator.engine.project import read_project
from generator.staff.rename import merge, rename, withdraw
from tests.making import copy_sample
from tests.test_ledger import TODAY, answered, answers, note


class Town:
    """A project that lives: stories come, are renamed, merged, taken down; some lists grow and shrink."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.rng, self.made = root, random.Random(seed), 0
        self.text = (root / "stories/2024/le-thi-hai.yml").read_text("utf-8")

    def stories(self) -> list[str]:
        shown = read_project(self.root).archive.public_stories
        return [story.id for story in shown if story.notice is None]

    def add(self) -> None:
        self.made += 1
        year = self.rng.choice(["2023", "2024", "2031"])
        target = self.root / "stories" / year / f"nguoi-{self.made}.yml"
        target.parent.mkdir(exist_ok=True)
        target.write_text(self.text.replace("Lê Thị Hai", f"Lê Thị Thứ {self.made}"), "utf-8")

    def rename(self) -> None:
        self.made += 1
        rename(self.root, self.rng.choice(self.stories()), f"ten-{self.made}").apply(self.root)

    def rename_back(self) -> None:
        """Give a story back an id that it bore before; another does not get it."""
        ledger = read_ledger(self.root)[0]
        moved = sorted(a for a in ledger.redirects if a.startswith("/dien-hinh/"))
        if moved:
            old = moved[self.rng.randrange(len(moved))]
            now = ledger.redirects[old]
            for story in self.stories():
                if f"/dien-hinh/{story}/" == now:
                    rename(self.root, story, old.split("/")[2]).apply(self.root)
                    break
                with pytest.raises(UsageError, match="address-taken"):
                    rename(self.root, story, old.split("/")[2])

    def merge(self) -> None:
        one, other = self.rng.sample(self.stories(), 2)
        change = merge(self.root, one, other)
        if not change.problems:
            change.apply(self.root)

    def withdraw(self) -> None:
        chosen = self.rng.choice(self.stories())
        withdraw(self.root, chosen, "Theo yêu cầu.", TODAY, self.rng.random() < 0.5).apply(self.root)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history_every_address_ever_published_answers(seed: int, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    town = Town(root, seed)
    ever: set[str] = set()
    for number in range(14):
        if number:
            steps = [town.add, town.add, town.rename, town.rename_back, town.merge, town.withdraw]
            step = town.rng.choice(steps)
            if step == town.add or len(town.stories()) > 2:
                step()
        publication = note(root)
        ever |= {address for address in answered(publication) if address.startswith("/dien-hinh/")}
        for address in sorted(ever):
            answers(publication, address)
    assert len(ever) > 10
    shutil.rmtree(root)
