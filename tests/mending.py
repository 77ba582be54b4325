"""What tests of mending share: the record that is spoilt, and what is mended of it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from generator.cli.main import main
from generator.config.i18n import language
from generator.engine.project import read_project
from generator.staff.mending.mender import Mender, RepairResult
from tests.making import copy_sample, photo
from tests.seeded_mistakes import PATH, RECORD, SEEDS


def project_with_record(folder: Path) -> Path:
    """Return a copy of the sample with the record that is spoilt, before it is, and its photo."""
    root = copy_sample(folder)
    (root / PATH).write_text(RECORD, "utf-8")
    picture = root / "stories/media/pham-thu/ba-thu.jpg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(photo())
    return root


def mended_share(folder: Path) -> float:
    """Return of how many of the mistakes nothing is left once a person agreed to what is offered."""
    folder.joinpath("seeds").mkdir()
    root = project_with_record(folder / "seeds")
    whole = 0
    for seed in SEEDS:
        (root / PATH).write_bytes(RECORD.replace(seed.old, seed.new, 1).encode())
        after = mended(root, [PATH], is_bold=True).change.files.get(PATH)
        left = [p for p in read_project(root, None, {PATH: after}).problems if p.path == PATH] if after else [PATH]
        whole += not left
    return whole / len(SEEDS)


def mended(root: Path, paths: Sequence[str] = (), *, is_bold: bool = False) -> RepairResult:
    return Mender(root, language(), partial(read_project, root, None), is_bold=is_bold).mend(paths)


def run(root: Path, *words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["--project", str(root), *words])
    assert isinstance(ended.value.code, int)
    return ended.value.code
