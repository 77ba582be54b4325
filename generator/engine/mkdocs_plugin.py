"""The only module that imports MkDocs: hands it our pages, and lets it render them.

Plain `mkdocs build` and `mkdocs serve` use it through the entry point `dienhinh`; the command
`dienhinh build` calls `render` with a project it has read already.
"""

import hashlib
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from jinja2 import Environment
from markdown import Markdown
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from generator.config.i18n import Language, language
from generator.config.settings import Settings, parse_settings
from generator.core.problem import RenderError, UsageError
from generator.engine.deferred_page import DeferredPage, FragmentCache
from generator.engine.html_passthrough import HtmlPassthrough
from generator.engine.project import Publication, publish, read_project
from generator.engine.sitemap import Entry, sitemap
from generator.engine.theme_loader import MendedThemeLoader
from generator.publish.artifact import Artifact
from generator.publish.http_headers import CONTENT_SECURITY_POLICY
from generator.publish.page_head import PageLocation, head, no_metadata
from generator.publish.routes import PREFIX

log = logging.getLogger("mkdocs.plugins.dienhinh")
RECORDS = "stories"
_OURS = re.compile(r"assets/(?:stylesheets|javascripts)/[a-z]+\.(?:css|js)")


@dataclass(frozen=True, slots=True)
class RenderResult:
    """What became of a task: the digest of the content, and the files written; none if it was as before.

    `sha256` of each file, where its bytes were at hand.
    """

    path: str
    digest: bytes
    files: tuple[str, ...]
    sha256: tuple[str, ...] = ()


class DienHinhPlugin(BasePlugin):  # type: ignore[no-untyped-call,type-arg]
    """Adds the pages made from the records to MkDocs' files; stops the build on any error.

    A page's Markdown is made when its turn has come to be written, and let go of with its HTML:
    MkDocs itself would read all pages before it writes the first.
    """

    def __init__(self) -> None:
        self.given: Publication | None = None
        self.tasks: Sequence[tuple[Artifact, bytes | None]] | None = None
        self.leading = True
        self.into = ""
        self.done: list[RenderResult] = []
        self.once = FragmentCache()
        self.markdown: Markdown | None = None
        self.previewing = False
        self.publication: Publication | None = None
        self.raw_blocks = HtmlPassthrough()
        self.hashed: dict[str, str] = {}

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Staying registered keeps us between the rebuilds of `mkdocs serve`."""
        self.previewing = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the records before MkDocs touches `site_dir`."""
        found = self.given or publish(read_project(Path(config.config_file_path).parent, _settings(config)))
        self.given = None  # `serve` calls again after a change and must read again
        words = language(found.project.settings.language)
        for fault in found.blocking_problems:
            log.error(words.format_problem(fault))
        if found.blocking_problems:
            raise PluginError(words.translate("command.build.stopped", count=len(found.blocking_problems)))
        self.publication = found
        self.markdown = None
        if not config.nav:
            config.nav = _navigation(words)
        _refuse_links(Path(config.docs_dir))
        extensions: list[Any] = config.markdown_extensions  # MkDocs says str; Python-Markdown takes objects too
        if self.raw_blocks not in extensions:
            extensions.append(self.raw_blocks)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put our share of the pages beside the hand-written ones; the same path twice is refused."""
        made = self._made()
        self._name_by_content(files, config)
        if not self.leading:
            for file in list(files):
                files.remove(file)
        config.theme.static_templates.discard("sitemap.xml")  # ours is written at the end
        self._refuse_two_at_one_path(files, made)
        self.sitemap = list(self._listed(files, config)) if self.leading else []
        self.hubs, self.slug = _hubs(config), _slug(config)
        tasks = [(artifact, None) for artifact in made.artifacts] if self.tasks is None else self.tasks
        self.to_write: dict[str, list[tuple[Artifact, bytes | None]]] = {}
        for artifact, last in tasks:
            if not artifact.is_page:
                self.to_write.setdefault(artifact.group or artifact.path, []).append((artifact, last))
            elif last is not None and digest_of(artifact.produce()) == last:
                self.done.append(RenderResult(artifact.path, last, ()))
            else:
                self._wait_for(artifact.path, artifact, files, config)
        for hub in self.hubs:  # the navigation needs them, others render them
            if files.get_file_from_path(hub) is None:
                self._wait_for(hub, None, files, config)
        return files

    def _listed(self, files: Files, config: MkDocsConfig) -> Iterator[Entry]:
        """Yield what the sitemap lists: the pages written by hand, and ours but for notices."""
        base = (config.site_url or "/").rstrip("/")
        yield from (Entry(_location(config, file.src_uri)) for file in files.documentation_pages())
        for page in self._made().pages:
            if page.is_listed:
                yield Entry(_location(config, page.path), page.updated, f"{base}{page.image}" if page.image else "")

    def _wait_for(self, path: str, artifact: Artifact | None, files: Files, config: MkDocsConfig) -> None:
        file = File.generated(config, path, content="")
        file.dest_dir = self.into or config.site_dir
        DeferredPage(self.hubs.get(path), file, config, artifact, partial(self._converter, config), self.slug)
        files.append(file)

    def _converter(self, config: MkDocsConfig) -> Markdown:
        if self.markdown is None:
            self.markdown = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {})
        return self.markdown

    @staticmethod
    def _refuse_two_at_one_path(files: Files, made: Publication) -> None:
        """A part that was not expanded has met all of these files before: with one more, it would have been."""
        taken = set(files.src_uris)
        for artifact in (artifact for target in made.targets for artifact in target.expanded or ()):
            if artifact.path in taken:
                raise PluginError(f"docs/{artifact.path}: {artifact.origin or artifact.path}")

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
        """Hand-written pages are Markdown as MkDocs knows it; only ours keep HTML blocks as they are."""
        self.raw_blocks.active = False
        if not isinstance(page, DeferredPage):
            title, told = str(page.title or config.site_name), str(page.meta.get("description", ""))
            place = PageLocation(f"/{page.url}", title, told, "", "", ())
            page.meta["head"] = str(head(self._made().project.settings, place, no_metadata()))
        return markdown

    def on_page_context(self, context: Any, page: Page, config: MkDocsConfig, nav: Any) -> Any:
        """Make a page of ours and render its Markdown, now that it is about to be written."""
        if isinstance(page, DeferredPage) and page.artifact is not None:
            content = page.artifact.content
            self.done.append(RenderResult(page.artifact.path, digest_of([content]), (page.file.dest_uri,)))
            self.raw_blocks.active = True
            page.make(content.decode())
        return context

    def on_post_page(self, artifact: str, page: Page, config: MkDocsConfig) -> str:
        """Let go of a page once it is rendered; leave a hub to the process whose task it is."""
        if not isinstance(page, DeferredPage):
            return artifact
        made = page.artifact
        page.release()
        if made is None:
            return ""
        self._write(made.group or made.path, config)  # what is made of the same record, while it is at hand
        return artifact

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Give the theme the same words the pages have."""
        if env.loader is not None:
            env.loader = MendedThemeLoader(env.loader)
        env.auto_reload = False  # every build makes a new environment; within one, files stand still
        env.filters["hashed"] = lambda path: self.hashed.get(path, path)
        env.globals["content_security_policy"] = CONTENT_SECURITY_POLICY
        env.globals["previewing"] = self.previewing
        env.globals["once"] = self.once = FragmentCache()
        env.globals["t"] = self._made().project.site().t
        return env

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write what is no page: pictures and data go to the site as they are."""
        if self.leading:
            base = f"{(config.site_url or '/').rstrip('/')}/"
            for name, text in sitemap(self.sitemap, base):
                Path(config.site_dir, name).write_text(text, "utf-8", newline="\n")
        for group in list(self.to_write):
            self._write(group, config)
        self.tasks = None

    def _write(self, group: str, config: MkDocsConfig) -> None:
        for artifact, last in self.to_write.pop(group, ()):
            contents = artifact.produce()
            digest = digest_of(contents)
            if digest == last:
                self.done.append(RenderResult(artifact.path, digest, ()))
                continue
            hashes = tuple(
                _written(content, f"{self.into or config.site_dir}/{path}")
                for path, content in zip(artifact.files, contents, strict=True)
            )
            self.done.append(RenderResult(artifact.path, digest, artifact.files, hashes))

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
        return parse_settings(config.site_name, config.site_url or "", ours)
    except UsageError as fault:
        raise PluginError(str(fault)) from None


def digest_of(contents: Iterable[bytes | BinaryIO]) -> bytes:
    """Return the digest by which an artifact's contents are known again."""
    hashed = hashlib.blake2b(digest_size=16)
    for content in contents:
        if isinstance(content, bytes):
            hashed.update(b"%d " % len(content))
            hashed.update(content)
        else:
            hashed.update(b"%d " % content.seek(0, os.SEEK_END))
            for piece in _pieces(content):
                hashed.update(piece)
    return hashed.digest()


def _written(content: bytes | BinaryIO, file: str) -> str:
    """Write a content to a file; return its SHA-256."""
    hashed = hashlib.sha256()
    with _opened(file) as out:
        for piece in (content,) if isinstance(content, bytes) else _pieces(content):
            hashed.update(piece)
            out.write(piece)
    return hashed.hexdigest()


def _opened(file: str) -> BinaryIO:
    """Open a new file; its folder is mostly there, since what is made of one record is written together."""
    try:
        return open(file, "wb")
    except FileNotFoundError:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        return open(file, "wb")


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    return iter(partial(content.read, 2**20), b"")


def _hubs(config: MkDocsConfig) -> dict[str, str | None]:
    """Return what the navigation calls each page it leads to, however deep it is nested."""
    return dict(_entries(config.nav or ()))


def _entries(nav: Any) -> Iterator[tuple[str, str | None]]:
    for entry in nav if isinstance(nav, list | tuple) else ():
        if isinstance(entry, str):
            yield entry, None
        for title, leads in entry.items() if isinstance(entry, dict) else ():
            if isinstance(leads, str) and leads.endswith(".md"):
                yield leads, title
            else:
                yield from _entries(leads)


def _navigation(words: Language) -> list[dict[str, str]]:
    """Return the navigation of a site that names none: its main lists."""
    collections = ("stories", "models", "campaigns", "fields", "localities", "awards", "decisions", "documents")
    home = {words.translate("site.nav.home"): "index.md"}
    return [
        home,
        *(
            {words.translate(f"site.{collection}.name"): f"{PREFIX[collection].strip('/')}/index.md"}
            for collection in collections
        ),
    ]


def _slug(config: MkDocsConfig) -> Callable[[str, str], str] | None:
    """Return how headings get their ids, where no other extension of Markdown could have a say in our pages."""
    extensions: list[Any] = config.markdown_extensions
    others = [name for name in extensions if not isinstance(name, HtmlPassthrough) and name not in _HARMLESS]
    told = dict((config.mdx_configs or {}).get("toc", {}))
    slug = told.pop("slugify", None)
    return slug if slug is not None and not others and not any(told.values()) else None


_HARMLESS = frozenset({"toc", "tables", "fenced_code"})


def _location(config: MkDocsConfig, path: str) -> str:
    return f"{(config.site_url or '/').rstrip('/')}/{path.removesuffix('index.md').removesuffix('.md')}"


def _refuse_links(docs: Path) -> None:
    """MkDocs follows symbolic links out of docs/ and would publish what they show."""
    for path in sorted(docs.rglob("*")):
        if path.is_symlink():
            raise PluginError(f"{path.relative_to(docs.parent)}: symbolic link")


def render(
    config_file: Path,
    publication: Publication,
    site_dir: Path,
    tasks: Sequence[tuple[Artifact, bytes | None]] | None = None,
    leading: bool = True,
    previewed_at: str | None = None,
    into: Path | None = None,
) -> list[RenderResult]:
    """Let MkDocs render some artifacts of a publication, or all, into the folder `site_dir`; RenderError if it cannot.

    MkDocs empties that folder first. With `into`, artifacts go there instead, beside whatever it holds.

    With each artifact comes the digest its content must not have to be written. One process is `leading`:
    it also renders the hand-written pages, the theme's files and the sitemap. `previewed_at` is the address
    of a preview.
    """
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    try:
        config = load_config(str(config_file), site_dir=str(site_dir))
        plugin = config.plugins["dienhinh"]
        assert isinstance(plugin, DienHinhPlugin)
        plugin.given, plugin.tasks, plugin.leading = publication, tasks, leading
        plugin.into = str(into) if into is not None else ""
        plugin.previewing = previewed_at is not None
        if previewed_at is not None:
            config.site_url = previewed_at
        plugin.done = []  # MkDocs may hand us the plugin of an earlier build
        if not leading:
            config.theme.static_templates.clear()
        mkdocs_build(config)
    except (Abort, ConfigurationError, PluginError) as fault:
        raise RenderError(str(fault)) from None
    return plugin.done
