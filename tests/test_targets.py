"""Targets: taken by processes the heaviest first, dealt to shards by weight, and laid out where they are made."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from generator.engine.build_state import ArtifactRecord
from generator.engine.install import build_site, snapshot_site
from generator.engine.plan import ChangedTarget, in_groups, make_plan, partition, total_cost
from generator.engine.project import publish, read_project
from generator.engine.render import ResultCollector, render_plan
from generator.engine.targets import TargetState
from generator.publish.artifact import Artifact, Target
from generator.publish.routes import api_route, page_route
from generator.publish.sharing.share_image import share_image_route
from tests.histories import History, add_story
from tests.making import copy_sample, lay_photo, photo
from tests.test_build import hashes
from tests.test_plan import stood_in, told


def weighing(changed: ChangedTarget, number: int, weight: int) -> ChangedTarget:
    """Return a target of its own group that is so much work."""
    return replace(changed, state=replace(changed.state, cost=weight, group=f"/{number}/"))


def test_what_is_most_work_is_taken_first_and_what_is_made_of_one_record_together(tmp_path: Path) -> None:
    publication = publish(read_project(copy_sample(tmp_path)))
    changed = make_plan(publication).changed_targets
    alone = [
        weighing(each, number, weight) for number, (each, weight) in enumerate(zip(changed, (1, 4, 2), strict=False))
    ]
    together = [weighing(changed[3], 0, 2), weighing(changed[4], 2, 3)]
    found = [[each.cost for each in group] for group in in_groups([*alone, *together])]
    assert found == [[2, 3], [4], [1, 2]]


def test_of_a_costly_target_each_artifact_is_made_by_itself(tmp_path: Path) -> None:
    artifacts = tuple(Artifact(f"{name}.json", partial(str, name)) for name in "abcd")
    target = Target("counted", partial(iter, artifacts), is_costly=True)
    state = TargetState(target, b"key", (), len(artifacts), artifacts, 4, "counted")
    new = ChangedTarget(state, b"key")
    assert list(new.pieces) == [new], "nothing stood of it: it is laid out where it is made"
    first, *tasks = new.tasks
    known = ArtifactRecord(first.artifact.path, b"", b"", b"", [])
    planned = replace(new, planned=tasks, reused={known.path: known})
    cheap = replace(state, target=Target("counted", partial(iter, artifacts)))
    assert len(replace(planned, state=cheap).pieces) == len(replace(planned, planned=tasks[:1]).pieces) == 1
    pieces = planned.pieces
    assert [[task.artifact.path for task in each.tasks] for each in pieces] == [["b.json"], ["c.json"], ["d.json"]]
    assert len(in_groups(pieces)) == 3
    plan = make_plan(publish(read_project(copy_sample(tmp_path))))
    collector = ResultCollector(replace(plan, changed_targets=()), [planned])
    for piece, task in zip(pieces, tasks, strict=True):
        assert not [*collector.rendered().parts], "it waits for the rest"
        made = ArtifactRecord(task.artifact.path, b"", b"", b"", [])
        collector.add(piece.with_made([made], [made.path]))
    (whole,) = collector.rendered().parts
    assert {each.path for each in whole.made} == {each.path for each in artifacts}
    assert [*whole.written] == ["b.json", "c.json", "d.json"]
    assert whole.size == 4


def test_heavy_work_is_dealt_so_that_hands_have_as_much_of_it(tmp_path: Path) -> None:
    publication = publish(read_project(copy_sample(tmp_path)))
    weights = (40, 30, 10, 1, 1, 1, 1)
    changed = zip(make_plan(publication).changed_targets, weights, strict=False)
    alone = [weighing(each, number, weight) for number, (each, weight) in enumerate(changed)]
    hands = partition(alone, 2)
    assert sorted(total_cost(hand) for hand in hands) == [42, 42]
    assert [total_cost(hand) for hand in partition(alone, 1)] == [84]


@pytest.mark.parametrize("hands", [1, 2, 7, 500])
def test_what_is_made_of_one_record_comes_to_one_hand_its_page_first(hands: int, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    lay_photo(root, photo())
    publication = publish(read_project(root))
    plan = make_plan(publication)
    tasks = list(plan.tasks)
    found = [[task for each in hand for task in each.tasks] for hand in partition(plan.changed_targets, hands)]
    assert len(found) == hands
    assert sorted(t.artifact.path for hand in found for t in hand) == sorted(t.artifact.path for t in tasks)
    archive = publication.project.archive
    for record in (*archive.public_exemplars(), *archive.campaigns.values()):
        own = page_route(record).lstrip("/")
        made_of_it = {api_route(record).lstrip("/"), f"{own}index.md", share_image_route(record).lstrip("/")}
        made_of_it |= {
            t.artifact.path for t in tasks if t.artifact.path.startswith(f"{own}") and "." in t.artifact.path[-6:]
        }
        made_of_it |= {t.artifact.path for t in tasks if t.artifact.group == f"/{own}"}  # it in other languages
        (hand,) = (hand for hand in found if any(t.artifact.path in made_of_it for t in hand))
        places = [at for at, t in enumerate(hand) if t.artifact.path in made_of_it]
        assert places == list(range(places[0], places[0] + len(made_of_it))), "together"
        assert hand[places[0]].artifact.path == f"{own}index.md"


@pytest.mark.parametrize("hands", [2, 4, 8])
def test_no_kind_of_output_lies_on_one_hand(hands: int, tmp_path: Path) -> None:
    """Share pictures, pages by year, parts of lists: whatever there is one of for many records."""
    history = History(tmp_path, 5)
    for _ in range(60):
        add_story(history)
    found = partition(make_plan(publish(read_project(history.root))).changed_targets, hands)
    weights = [total_cost(hand) for hand in found]
    assert max(weights) <= 1.2 * min(weights)
    for name in ("chia-se.jpg", "index.md"):
        counts = [sum(t.artifact.path.endswith(f"/{name}") for each in hand for t in each.tasks) for hand in found]
        assert min(counts) > 0, name
        assert max(counts) <= 2 * min(counts), name


def test_what_is_made_whole_is_not_held_and_comes_out_the_same(tmp_path: Path) -> None:
    """A hundred thousand stories have a quarter of a million artifacts: each is laid out where it is made."""
    root = copy_sample(tmp_path)
    project = read_project(root)
    held, let_go = publish(project), publish(project, made_here=True)
    targets = [each for each in let_go.targets if isinstance(each.target, Target)]
    assert targets
    assert {each.name for each in targets if each.expanded is not None} == {
        each.name for each in targets if isinstance(each.target, Target) and each.target.is_costly
    }
    assert sum(each.expanded is None for each in targets) > len(targets) / 2
    assert [(t.name, t.pages, t.size, t.cost, t.group) for t in targets] == [
        (t.name, t.pages, t.size, t.cost, t.group) for t in held.targets if isinstance(t.target, Target)
    ]
    assert let_go.size == held.size == len(held.artifacts) == len(let_go.artifacts)
    build_site(held, root / "site")
    one, other = stood_in(root), tmp_path / "other"
    for workers in (1, 2):
        built = build_site(let_go, other, partial(render_plan, processes=workers), clean=True)
        assert sorted(built.written) == sorted(artifact.path for artifact in held.artifacts)
        assert len(built.written) == built.plan.pending == held.size
        assert "index.md" in built.written
        assert "nowhere.md" not in built.written
        assert hashes(other) == hashes(root / "site")
        kept = snapshot_site(root, other)()
        assert kept is not None
        assert kept.state.layout == one.state.layout
        names = kept.state.layout.keys()
        assert {name: told(kept, name) for name in names} == {name: told(one, name) for name in names}
