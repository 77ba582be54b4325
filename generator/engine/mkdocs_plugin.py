"""Our plugin of MkDocs: hands it our pages and words.

Plain `mkdocs build` and `mkdocs serve` use it through the entry point `dienhinh`; the command `dienhinh build`
asks it for the shell alone (`generator.engine.shell`) with a project it has read already.
"""

import logging
import os
import re
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from markdown import Markdown
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from generator.config.i18n import Language, language
from generator.config.settings import Settings, left_out_by, load_config, parse_settings
from generator.core.build_terms import is_draft
from generator.core.media_types import serve_scripts_as_scripts
from generator.core.problem import UsageError
from generator.engine.assets import Asset, AssetError, named_by_content
from generator.engine.deferred_page import DeferredPage, FragmentCache
from generator.engine.hand_written import address_problems, hand_written_problems
from generator.engine.html_passthrough import HtmlPassthrough
from generator.engine.project import Publication, publish, read_project
from generator.engine.sitemap import Entry, sitemap
from generator.engine.theme_environment import theme_environment
from generator.engine.writing import write_content
from generator.publish.artifact import Artifact
from generator.publish.edition import Edition, alternates_of, links_of
from generator.publish.http_headers import CONTENT_SECURITY_POLICY
from generator.publish.page_head import PageLocation, head, no_metadata, window_title
from generator.publish.routes import PREFIX, ROUTES, edition_route

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer  # with it come HTTP, TLS and a watcher of files

log = logging.getLogger("mkdocs.plugins.dienhinh")
RECORDS = "stories"
THEME = Path(__file__).resolve().parent.parent / "theme"
_CLASSIC = frozenset({"assets/javascripts/display.js"})
"""The first paint waits for it."""
_OURS = re.compile(r"assets/(?:stylesheets|javascripts)/[a-z_]+\.(?:css|js)")


class Share(Enum):
    """What a run of MkDocs is to render."""

    ALL = "all"
    """Everything, as plain `mkdocs build` does."""
    SITE_FILES = "site files"
    """The pages written by hand, the theme's files, the sitemap."""
    SHELL = "shell"
    """Nothing: it is asked for the shell of our pages."""


class DienHinhPlugin(BasePlugin):  # type: ignore[no-untyped-call,type-arg]
    """Adds the pages made from the records to MkDocs' files; stops the build on any error.

    A page's Markdown is made when its turn has come to be written, and let go of with its HTML:
    MkDocs itself would read all pages before it writes the first.
    """

    def __init__(self) -> None:
        self.given: Publication | None = None
        self.share = Share.ALL
        self.once = FragmentCache()
        self.markdown: Markdown | None = None
        self.previewing = False
        self.publication: Publication | None = None
        self.raw_blocks = HtmlPassthrough()
        self.assets: dict[str, Asset] = {}
        self.modules: frozenset[str] = frozenset()

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Staying registered keeps us between the rebuilds of `mkdocs serve`."""
        serve_scripts_as_scripts()
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
        self._refuse_faulty_pages(config, words, found)
        self.publication = found
        self.markdown = None
        _add_theme(config)
        if not config.nav:
            config.nav = _navigation(words)
        extensions: list[Any] = config.markdown_extensions  # MkDocs says str; Python-Markdown takes objects too
        if self.raw_blocks not in extensions:
            extensions.append(self.raw_blocks)
        return config

    @staticmethod
    def _refuse_faulty_pages(config: MkDocsConfig, words: Language, made: Publication) -> None:
        """Those in `docs/` were looked at with the records; MkDocs may be told of another folder."""
        root, docs = Path(config.config_file_path).parent, Path(config.docs_dir)
        folder = os.path.relpath(docs, root)
        if folder == "docs":
            return
        left_out = made.project.settings.left_out
        taken = address_problems(docs, left_out, made.paths, lambda: made.artifacts, folder)
        faults = [*hand_written_problems(root, left_out, folder), *taken]
        for fault in faults:
            log.error(words.format_problem(fault))
        if faults:
            raise PluginError(words.translate("command.build.stopped", count=len(faults)))

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put our share of the pages beside the hand-written ones; another plugin's at a path of ours is refused."""
        made = self._made()
        self._name_by_content(files, config)
        if self.share is Share.SHELL:
            for file in list(files):
                files.remove(file)
        config.theme.static_templates.discard("sitemap.xml")  # ours is written at the end
        self._refuse_two_at_one_path(files, made)
        self.sitemap = [] if self.share is Share.SHELL else list(self._listed(files, config))
        self.hubs, self.slug = _hubs(config), _slug(config)
        self.to_write: dict[str, list[Artifact]] = {}
        for artifact in made.artifacts if self.share is Share.ALL else ():
            if artifact.is_page:
                self._wait_for(artifact.path, artifact, files, config)
            else:
                self.to_write.setdefault(artifact.group or artifact.path, []).append(artifact)
        for hub in self.hubs:  # the navigation needs them, whoever renders them
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
        file = File(path, None, config.site_dir, config.use_directory_urls)
        DeferredPage(self.hubs.get(path), file, config, artifact, partial(self.converter, config), self.slug)
        files.append(file)

    def converter(self, config: MkDocsConfig) -> Markdown:
        """Return the one converter of our pages' Markdown."""
        if self.markdown is None:
            self.markdown = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {})
        self.raw_blocks.active = True
        return self.markdown

    @staticmethod
    def _refuse_two_at_one_path(files: Files, made: Publication) -> None:
        taken = {path for path in files.src_uris if made.paths.may_hold(path)}
        for artifact in made.artifacts if taken else ():
            if artifact.path in taken:
                raise PluginError(f"docs/{artifact.path}: {artifact.origin or artifact.path}")

    def _name_by_content(self, files: Files, config: MkDocsConfig) -> None:
        """Give our styles and scripts their hash as part of the name.

        A page a reader has open then never meets the styles of another release.
        """
        ours = {file.src_uri: file for file in files if _OURS.fullmatch(file.src_uri)}
        self.modules = frozenset(path for path in ours if path.endswith(".js") and (THEME / path).is_file()) - _CLASSIC
        try:
            self.assets = named_by_content({path: file.content_bytes for path, file in ours.items()}, self.modules)
        except AssetError as fault:
            words = self._made().project.site().words
            told = words.translate(f"command.build.script.{fault.reason}", imported=fault.imported)
            raise PluginError(f"{fault.script}: {told}") from None
        for path, file in ours.items():
            file.dest_uri = self.assets[path].name
            file.content_bytes = self.assets[path].content
            for name in ("url", "abs_dest_path"):  # MkDocs keeps what follows from the old name
                file.__dict__.pop(name, None)
        config.extra_css = [self._hashed(path) for path in config.extra_css]
        config.extra_javascript = [self._script(script) for script in config.extra_javascript]

    def _hashed(self, path: str) -> str:
        return self.assets[path].name if path in self.assets else path

    def _script(self, script: ExtraScriptValue | str) -> ExtraScriptValue:
        """Ours are modules, however `mkdocs.yml` names them; a project's own are what it says."""
        told = ExtraScriptValue(script) if isinstance(script, str) else script
        if told.path in self.modules:
            told.type = "module"
        told.path = self._hashed(told.path)
        return told

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Hand-written pages are Markdown as MkDocs knows it; only ours keep HTML blocks as they are."""
        self.raw_blocks.active = False
        if not isinstance(page, DeferredPage):
            title, told = str(page.title or config.site_name), str(page.meta.get("description", ""))
            settings, here = self._made().project.settings, f"/{page.url}"
            place = PageLocation(here, title, told, "", "", (), settings.language)
            alternates = alternates_of(settings, here)
            page.meta["head"] = str(head(settings, place, no_metadata(), (), alternates))
            page.meta["alternates"] = links_of(settings, alternates, here)
        return markdown

    def on_page_context(self, context: Any, page: Page, config: MkDocsConfig, nav: Any) -> Any:
        """Make a page of ours and render its Markdown, now that it is about to be written."""
        if isinstance(page, DeferredPage) and page.artifact is not None:
            page.make(page.artifact.content.decode())
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
        env.filters["window_title"] = window_title
        env.filters["hashed"] = self._hashed
        env.filters["imported"] = lambda path: self.assets[path].imports
        env.globals["content_security_policy"] = CONTENT_SECURITY_POLICY
        env.globals["previewing"] = self.previewing
        env.globals["is_draft"] = is_draft()
        env.globals["once"] = self.once = FragmentCache()
        env.globals["t"] = self._made().project.site().t
        env.globals["routes"] = ROUTES
        env.globals["edition"] = cache(Edition.of)
        env.globals["edition_route"] = edition_route
        env.globals["hand_written"] = self._made().project.site().hand_written
        return env

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write what is no page: pictures and data go to the site as they are."""
        if self.sitemap:
            base = f"{(config.site_url or '/').rstrip('/')}/"
            for name, text in sitemap(self.sitemap, base):
                Path(config.site_dir, name).write_text(text, "utf-8", newline="\n")
        for group in list(self.to_write):
            self._write(group, config)

    def _write(self, group: str, config: MkDocsConfig) -> None:
        for artifact in self.to_write.pop(group, ()):
            with artifact.produced() as contents:
                for path, content in zip(artifact.files, contents, strict=True):
                    write_content(content, f"{config.site_dir}/{path}")

    def _made(self) -> Publication:
        assert self.publication is not None, "on_config runs first"
        return self.publication

    def on_serve(self, server: "LiveReloadServer", config: MkDocsConfig, builder: Any) -> "LiveReloadServer":
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


def _add_theme(config: MkDocsConfig) -> None:
    """Let our theme stand over Material, and a folder of the project's own over ours."""
    theme, folders = config.theme, config.theme.dirs
    if str(THEME) not in map(os.path.realpath, folders):
        folders.insert(1 if theme.custom_dir else 0, str(THEME))
    sent = [str(folder) for folder in (theme.custom_dir, THEME) if folder]
    setattr(theme, "get_env", partial(theme_environment, theme, sent))  # noqa: B010 – MkDocs has no other way in


def _settings(config: MkDocsConfig) -> Settings:
    ours = (config.extra.get("dienhinh") or {}) if config.extra else {}
    try:
        left_out = left_out_by(load_config(Path(config.config_file_path)))
        return parse_settings(config.site_name, config.site_url or "", ours, left_out)
    except UsageError as fault:
        raise PluginError(language().translate(f"command.misuse.{fault.key}", **fault.values)) from None


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
