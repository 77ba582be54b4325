"""The only module that imports MkDocs: hands it our pages, and lets it render them.

Plain `mkdocs build` and `mkdocs serve` use it through the entry point `dienhinh`; the command
`dienhinh build` calls `render` with a project it has read already.
"""

import hashlib
import logging
import re
from dataclasses import dataclass
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

from generator.build.project import Publication, publish, read_project
from generator.build.raw_blocks import RawBlocks
from generator.language import language
from generator.problem import Misuse
from generator.publish.policy import CONTENT_SECURITY_POLICY
from generator.settings import Settings, settings_from

log = logging.getLogger("mkdocs.plugins.dienhinh")
RECORDS = "stories"
_OURS = re.compile(r"assets/(?:stylesheets|javascripts)/[a-z]+\.(?:css|js)")


@dataclass(frozen=True)
class Share:
    """The part of all pages that one process renders: every `of`-th, beginning with `number`."""

    number: int = 0
    of: int = 1

    def has(self, page: int) -> bool:
        """Tell whether a page belongs to this share."""
        return page % self.of == self.number


class DienHinhPlugin(BasePlugin):  # type: ignore[no-untyped-call,type-arg]
    """Adds the pages made from the records to MkDocs' files; stops the build on any error."""

    def __init__(self) -> None:
        self.given: Publication | None = None
        self.share = Share()
        self.previewing = False
        self.publication: Publication | None = None
        self.raw_blocks = RawBlocks()
        self.hashed: dict[str, str] = {}

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether this is a preview; staying registered also keeps us between rebuilds."""
        self.previewing = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the records before MkDocs touches `site_dir`."""
        found = self.given or publish(read_project(Path(config.config_file_path).parent, _settings(config)))
        self.given = None  # `serve` calls again after a change and must read again
        words = language(found.project.settings.language)
        for fault in found.faults:
            log.error(words.describe(fault))
        if found.faults:
            raise PluginError(words.say("command.build.stopped", count=len(found.faults)))
        self.publication = found
        _refuse_links(Path(config.docs_dir))
        extensions: list[Any] = config.markdown_extensions  # MkDocs says str; Python-Markdown takes objects too
        if self.raw_blocks not in extensions:
            extensions.append(self.raw_blocks)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put our share of the pages beside the hand-written ones; the same path twice is refused."""
        made = self._made()
        self._name_by_content(files, config)
        written = [(f.src_uri, made.project.archive.as_of.iso) for f in files.documentation_pages()]
        hubs = {target for entry in config.nav or () if isinstance(entry, dict) for target in entry.values()}
        for number, output in enumerate(made.outputs):
            if files.get_file_from_path(output.path) is not None:
                raise PluginError(f"docs/{output.path}: {output.origin or output.path}")
            if output.is_page and (output.path in hubs or self.share.has(number)):
                files.append(File.generated(config, output.path, content=output.data))
        written += [(o.path, o.updated) for o in made.outputs if o.is_page]
        self.sitemap = sorted((_location(config, path), day) for path, day in written)
        return files

    def _name_by_content(self, files: Files, config: MkDocsConfig) -> None:
        """Give our styles and scripts their hash as part of the name, as Material's have it.

        A page a reader has open then never meets the styles of another release.
        """
        for file in files:
            if not _OURS.fullmatch(file.src_uri) or file.abs_src_path is None:
                continue
            digest = hashlib.sha256(Path(file.abs_src_path).read_bytes()).hexdigest()[:10]
            stem, _, ending = file.src_uri.rpartition(".")
            file.dest_uri = self.hashed[file.src_uri] = f"{stem}.{digest}.{ending}"
            for name in ("url", "abs_dest_path"):  # MkDocs keeps what follows from the old name
                file.__dict__.pop(name, None)
        config.extra_css = [self.hashed.get(path, path) for path in config.extra_css]
        for script in config.extra_javascript:
            if not isinstance(script, str):
                script.path = self.hashed.get(script.path, script.path)

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Date a page by its records, not by the clock: the sitemap must not change by itself."""
        self.raw_blocks.active = page.file.generated_by == "dienhinh"
        page.update_date = str(page.meta.get("updated") or self._made().project.archive.as_of.iso)
        return markdown

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Let go of a page's Markdown once it is HTML: MkDocs holds all pages until the last is rendered."""
        page.markdown = None
        if page.file.generated_by == "dienhinh":
            page.file.content_string = ""
        return html

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Let go of a page's HTML once it is written."""
        page.content = None
        return output

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Give the theme the same words the pages have."""
        env.auto_reload = False  # every build makes a new environment; within one, files stand still
        env.filters["hashed"] = lambda path: self.hashed.get(path, path)
        env.globals["content_security_policy"] = CONTENT_SECURITY_POLICY
        env.globals["previewing"] = self.previewing
        env.globals["sitemap"] = self.sitemap
        env.globals["say"] = self._made().project.site().say
        return env

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write our share of what is no page: pictures go to the site as they are."""
        for number, output in enumerate(self._made().outputs):
            if not output.is_page and self.share.has(number):
                target = Path(config.site_dir) / output.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(output.data)

    def _made(self) -> Publication:
        assert self.publication is not None, "on_config runs first"
        return self.publication

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


def _settings(config: MkDocsConfig) -> Settings:
    ours = (config.extra.get("dienhinh") or {}) if config.extra else {}
    try:
        return settings_from(config.site_name, config.site_url or "", ours)
    except Misuse as fault:
        raise PluginError(str(fault)) from None


def _location(config: MkDocsConfig, path: str) -> str:
    return f"{(config.site_url or '/').rstrip('/')}/{path.removesuffix('index.md').removesuffix('.md')}"


def _refuse_links(docs: Path) -> None:
    """MkDocs follows symbolic links out of docs/ and would publish what they show."""
    for path in sorted(docs.rglob("*")):
        if path.is_symlink():
            raise PluginError(f"{path.relative_to(docs.parent)}: symbolic link")


class RenderError(Exception):
    """MkDocs could not render; the message says why in one line."""


def render(config_file: Path, publication: Publication, site_dir: Path, share: Share = Share()) -> None:
    """Let MkDocs render a share of a publication into `site_dir`; RenderError if it cannot."""
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    try:
        config = load_config(str(config_file), site_dir=str(site_dir))
        plugin = config.plugins["dienhinh"]
        assert isinstance(plugin, DienHinhPlugin)
        plugin.given, plugin.share = publication, share
        config.plugins.run_event("startup", command="build", dirty=False)
        mkdocs_build(config)
    except (Abort, ConfigurationError, PluginError) as fault:
        raise RenderError(str(fault)) from None


def serve(config_file: Path, address: str) -> None:
    """Preview the site at `address` (host:port), rendering again when a file is saved."""
    from mkdocs.commands.serve import serve as mkdocs_serve  # starts threads; only when serving

    mkdocs_serve(str(config_file), dev_addr=address, livereload=True)
