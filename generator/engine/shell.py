"""Material's shell, asked once: its configuration, navigation and theme. A page then is a function of its source.

`mkdocs build` does the same for every page anew and holds all of them; it remains the oracle of a test, and renders
the pages written by hand and the theme's own files.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.structure.files import File, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation

from generator.core.problem import RenderError
from generator.engine.deferred_page import DeferredPage
from generator.engine.mkdocs_plugin import DienHinhPlugin, Share
from generator.engine.project import CONFIG, Publication
from generator.engine.writing import RenderResult, content_digest, sha256_of, sha256_of_each, whole, write_content
from generator.publish.artifact import Artifact


class Shell:
    """What stands around the content of every page of one publication."""

    def __init__(self, config: MkDocsConfig, plugin: DienHinhPlugin, navigation: Navigation, environment: Any) -> None:
        self.config, self.plugin, self.navigation, self.environment = config, plugin, navigation, environment
        self.hubs = {page.file.src_uri: page for page in navigation.pages if isinstance(page, DeferredPage)}

    @classmethod
    def open(cls, publication: Publication, previewed_at: str | None = None) -> "Shell":
        """Ask MkDocs and the theme; RenderError if they refuse. `previewed_at` is the address of a preview."""
        try:
            config, plugin = _configured(publication, "", Share.SHELL, previewed_at)
            config = config.plugins.on_config(config)
            config.plugins.on_pre_build(config=config)
            files, environment = get_files(config), config.theme.get_env()
            files.add_files_from_theme(environment, config)
            files = config.plugins.on_files(files, config=config)
            set_exclusions(files, config)
            navigation = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
            environment = config.plugins.on_env(environment, config=config, files=files)
        except (Abort, ConfigurationError, PluginError) as fault:
            raise RenderError(str(fault)) from None
        return cls(config, plugin, navigation, environment)

    def page(self, path: str, source: bytes) -> tuple[str, bytes]:
        """Return the file in which a page stands, and its HTML; `source` is its front matter and Markdown."""
        page = self.hubs.get(path) or self._page(path)
        page.make(source.decode())
        self.config._current_page = page
        page.active = True
        try:
            context = get_context(self.navigation, (), self.config, page)
            template = self.environment.get_template(page.meta.get("template", "main.html"))
            for turn in self._others("page_context"):
                context = turn(context, page=page, config=self.config, nav=self.navigation)
            html = template.render(context)
            for turn in self._others("post_page"):
                html = turn(html, page=page, config=self.config)
        finally:
            page.active, self.config._current_page = False, None
            page.release()
        return page.file.dest_uri, html.encode("utf-8", errors="xmlcharrefreplace")

    def _page(self, path: str) -> DeferredPage:
        file = File(path, None, "", self.config.use_directory_urls)
        return DeferredPage(
            None, file, self.config, None, partial(self.plugin.converter, self.config), self.plugin.slug
        )

    def _others(self, event: str) -> list[Any]:
        """Return what other plugins want to do at an event."""
        found = self.config.plugins.events[event]
        return [turn for turn in found if getattr(turn, "__self__", None) is not self.plugin]


def write(shell: Shell | None, tasks: Iterable[tuple[Artifact, bytes | None]], folder: Path) -> Iterator[RenderResult]:
    """Write artifacts into a folder, pages in their shell; with each comes the digest its content need not have.

    Without pages among them no shell is needed.
    """
    for artifact, last in tasks:
        with artifact.produced() as contents:
            result = _write(shell, artifact, contents, last, folder)
        yield result


def _write(
    shell: Shell | None, artifact: Artifact, contents: Sequence[bytes | BinaryIO], last: bytes | None, folder: Path
) -> RenderResult:
    hashes, files = sha256_of_each(contents), artifact.files
    digest = content_digest(hashes)
    if digest == last:
        return RenderResult(artifact.path, digest, ())
    if artifact.is_page:
        (source,) = contents
        assert shell is not None
        file, html = shell.page(artifact.path, whole(source))
        contents, files, hashes = [html], (file,), (sha256_of(html),)
    for content, file in zip(contents, files, strict=True):
        write_content(content, f"{folder}/{file}")
    return RenderResult(artifact.path, digest, files, hashes)


def render_site_files(publication: Publication, folder: Path, previewed_at: str | None = None) -> None:
    """Let MkDocs render the pages written by hand, the theme's files and the sitemap into a folder, emptied first."""
    try:
        config, _ = _configured(publication, str(folder), Share.SITE_FILES, previewed_at)
        mkdocs_build(config)
    except (Abort, ConfigurationError, PluginError) as fault:
        raise RenderError(str(fault)) from None


def render_site(publication: Publication, folder: Path, artifacts: Iterable[Artifact] | None = None) -> None:
    """Render a publication, or some of its artifacts, with the site's other files into a folder, emptied first."""
    render_site_files(publication, folder)
    tasks = ((artifact, None) for artifact in (publication.artifacts if artifacts is None else artifacts))
    for _ in write(Shell.open(publication), tasks, folder):
        pass


def _configured(
    publication: Publication, folder: str, share: Share, previewed_at: str | None
) -> tuple[MkDocsConfig, DienHinhPlugin]:
    config = load_config(str(publication.project.root / CONFIG), **({"site_dir": folder} if folder else {}))
    plugin = config.plugins["dienhinh"]
    assert isinstance(plugin, DienHinhPlugin)
    plugin.given, plugin.share, plugin.previewing = publication, share, previewed_at is not None
    if previewed_at is not None:
        config.site_url = previewed_at
    return config, plugin
