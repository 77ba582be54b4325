"""Pages that count show no prose, and are looked at when a fact changes, and then only."""

from dataclasses import replace
from pathlib import Path

import pytest

from generator.engine.install import build_site
from generator.engine.project import publish, read_project
from generator.publish import pages
from generator.publish.artifact import Target
from generator.publish.context import SiteContext
from generator.publish.counting import expand_counting
from generator.records.story import Story
from tests.making import SAMPLE, copy_sample
from tests.test_build import hashes
from tests.test_plan import stood_in


def counted(site: SiteContext) -> dict[str, Target]:
    """Return the targets that are made of facts alone."""
    found = (part for part in pages.targets(site) if isinstance(part, Target))
    return {part.name: part for part in found if part.expand.func is expand_counting}


def told_without_prose(record: Story) -> Story:
    """Return a story that has no prose: whoever asks for some fails."""
    made = Story.model_construct(**{n: getattr(record, n) for n in Story.model_fields if n not in Story.prose})
    for name in Story.prose:
        made.__dict__.pop(name, None)
    return made


@pytest.mark.parametrize("root", [SAMPLE, Path(__file__).parents[1]], ids=["sample", "real"])
def test_pages_that_count_show_no_prose(root: Path) -> None:
    site = read_project(root).site()
    bare = {story.id: told_without_prose(story) for story in site.archive.stories.values()}
    with pytest.raises(AttributeError):
        _ = next(iter(bare.values())).summary
    without = replace(site, archive=site.archive.with_collection("stories", bare))
    makers = [target.expand.args[0] for target in counted(site).values()]
    told, wanted = ({part.path: part.content for maker in makers for part in maker(each)} for each in (without, site))
    assert {"khau/index.md", "thong-ke/index.md", "do-phu/index.md", "kip-thoi/index.md"} <= wanted.keys()
    assert told == wanted


@pytest.mark.parametrize(
    ("old", "new", "is_fact"),
    [
        ("deeds: Gia đình giữ nếp sống lành mạnh.", "deeds: Gia đình giữ nếp sống đẹp.", False),
        ("summary: Hộ bà Hai được công nhận", "summary: Bà Hai được công nhận", False),
        ("level: phuong-xa", "level: thanh-pho", True),
        ("name: Hộ bà Lê Thị Hai", "name: Gia đình bà Lê Thị Hai", True),
        ("published_on: 2025-01-05", "published_on: 2025-01-05\nhold: true", True),
        ("fields: [y-te]", "fields: [an-ninh]", True),
    ],
)
def test_pages_that_count_are_looked_at_when_a_fact_changes(tmp_path: Path, old: str, new: str, is_fact: bool) -> None:
    root = copy_sample(tmp_path)
    build_site(publish(read_project(root)), root / "site")
    record = root / "stories" / "2024" / "le-thi-hai.yml"
    text = record.read_text("utf-8")
    assert old in text
    record.write_text(text.replace(old, new), "utf-8")
    publication = publish(read_project(root), stood_in(root).state)
    assert publication.blocking_problems == ()
    names = counted(publication.project.site()).keys()
    looked_at = {laid.name for laid in publication.targets if laid.expanded is not None}
    assert names & looked_at == (names if is_fact else set())
    build_site(publication, root / "site", stood=stood_in(root))
    build_site(publish(read_project(root)), tmp_path / "clean", clean=True)
    assert hashes(root / "site") == hashes(tmp_path / "clean")
