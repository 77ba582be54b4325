"""A build lands whole or not at all: rendered aside, then put in the place of the last one."""

import shutil
import tempfile
from pathlib import Path

from generator.build.mkdocs_plugin import render
from generator.build.project import CONFIG, Project, publish


def build_site(project: Project, site_dir: Path) -> int:
    """Render a project and replace `site_dir`; return the number of pages.

    Whatever fails on the way leaves the last `site_dir` as it was.
    """
    aside = Path(tempfile.mkdtemp(prefix=".site-", dir=site_dir.parent))
    try:
        fresh = aside / "new"
        render(project.root / CONFIG, project, fresh)
        pages = sum(1 for _ in fresh.rglob("index.html"))
        if site_dir.exists():
            site_dir.rename(aside / "old")
        try:
            fresh.rename(site_dir)
        except OSError:
            (aside / "old").rename(site_dir)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return pages


def write_markdown(project: Project, folder: Path) -> int:
    """Write the pages as plain Markdown beside the hand-written ones, for any generator to render.

    This is the way out of MkDocs: ProperDocs and Zensical build what this writes.
    """
    shutil.copytree(project.root / "docs", folder, dirs_exist_ok=True)
    made, _ = publish(project)
    for output in made:
        target = folder / output.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(output.content, "utf-8", newline="\n")
    return len(made)
