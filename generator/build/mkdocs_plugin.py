"""The only module that imports MkDocs: hands it our pages, and lets it render them.

Plain `mkdocs build` and `mkdocs serve` use it through the entry point `dienhinh`; the command
`dienhinh build` calls `render` with a project it has read already.
"""

import logging
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from generator.build.project import Project, publish, read_project
from generator.language import language
from generator.problem import Misuse, Problem
from generator.publish.output import Output
from generator.settings import settings_from

log = logging.getLogger("mkdocs.plugins.dienhinh")
RECORDS = "stories"


class DienHinhPlugin(BasePlugin):  # type: ignore[no-untyped-call,type-arg]
    """Adds the pages made from the records to MkDocs' files; stops the build on any error."""

    def __init__(self) -> None:
        self.project: Project | None = None
        self.outputs: list[Output] = []

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the records before MkDocs touches `site_dir`."""
        root = Path(config.config_file_path).parent
        if self.project is None or self.project.root != root:
            ours = (config.extra.get("dienhinh") or {}) if config.extra else {}
            try:
                settings = settings_from(config.site_name, config.site_url or "", ours)
            except Misuse as fault:
                raise PluginError(str(fault)) from None
            self._take(read_project(root, settings))
        else:
            self._take(self.project)
        self.project = None  # `serve` calls again after a change and must read again
        _refuse_links(Path(config.docs_dir))
        return config

    def _take(self, project: Project) -> None:
        words = language(project.settings.language)
        self.say = project.site().say
        self.as_of = project.archive.as_of.iso
        self.outputs = []
        clashes: list[Problem] = []
        if not project.errors:
            self.outputs, clashes = publish(project)
        faults: list[Problem] = [*project.errors, *clashes]
        if faults:
            for fault in faults:
                log.error(words.describe(fault))
            raise PluginError(words.say("command.build.stopped", count=len(faults)))

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put our pages beside the hand-written ones; the same path twice is refused."""
        for output in self.outputs:
            if files.get_file_from_path(output.path) is not None:
                raise PluginError(f"docs/{output.path}: {output.origin or output.path}")
            files.append(File.generated(config, output.path, content=output.content))
        return files

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Date a page by its records, not by the clock: the sitemap must not change by itself."""
        page.update_date = str(page.meta.get("updated") or self.as_of)
        return markdown

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Give the theme the same words the pages have."""
        env.globals["say"] = self.say
        return env

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the records and the templates as well as docs/."""
        root = Path(config.config_file_path).parent
        for folder in (
            root / RECORDS,
            Path(__file__).parent.parent / "publish" / "templates",
            Path(__file__).parent.parent / "theme",
        ):
            if folder.is_dir():
                server.watch(str(folder))
        return server


def _refuse_links(docs: Path) -> None:
    """MkDocs follows symbolic links out of docs/ and would publish what they show."""
    for path in sorted(docs.rglob("*")):
        if path.is_symlink():
            raise PluginError(f"{path.relative_to(docs.parent)}: symbolic link")


class RenderError(Exception):
    """MkDocs could not render; the message says why in one line."""


def render(config_file: Path, project: Project, site_dir: Path) -> None:
    """Let MkDocs render a project into `site_dir`; RenderError if it cannot."""
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    try:
        config = load_config(str(config_file), site_dir=str(site_dir))
        plugin = config.plugins["dienhinh"]
        assert isinstance(plugin, DienHinhPlugin)
        plugin.project = project
        config.plugins.run_event("startup", command="build", dirty=False)
        mkdocs_build(config)
    except (Abort, ConfigurationError, PluginError) as fault:
        raise RenderError(str(fault)) from None


def serve(config_file: Path, address: str) -> None:
    """Preview the site at `address` (host:port), rendering again when a file is saved."""
    from mkdocs.commands.serve import serve as mkdocs_serve  # starts threads; only when serving

    mkdocs_serve(str(config_file), dev_addr=address, livereload=True)
