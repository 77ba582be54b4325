"""Pages of ours in MkDocs' hands: made when their turn comes, and rendered with little ado."""

import json
from collections.abc import Callable, Iterable
from itertools import takewhile
from typing import Any

import jinja2
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from generator.engine.html_passthrough import render_plain_body
from generator.publish.artifact import Artifact


class DeferredPage(Page):
    """A page whose Markdown is made just before it is written; until then it is empty.

    MkDocs sets up a new converter for every page and reads front matter with a full YAML parser. Ours
    holds JSON strings and no Markdown links, so one converter does, and what MkDocs adds is not missed.
    """

    def __init__(
        self,
        title: str | None,
        file: File,
        config: MkDocsConfig,
        artifact: Artifact | None,
        converter: Callable[[], Markdown],
        slug: Callable[[str, str], str] | None,
    ) -> None:
        """`title` is what the navigation calls a hub. One without `artifact` another process renders.

        With `slug`, which makes ids of headings, pages of headings and HTML alone need no converter.
        """
        super().__init__(title, file, config)
        self.artifact, self.converter, self.slug = artifact, converter, slug

    def read_source(self, config: MkDocsConfig) -> None:
        """Read nothing yet."""
        self.markdown, self.meta = "", {}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Render nothing yet."""
        self.content = ""

    def make(self, content: str) -> None:
        """Take a page's whole source, front matter and Markdown, and render it."""
        head, self.markdown = content.removeprefix("---\n").split("\n---\n", 1)
        rows = (row.split(": ", 1) for row in head.split("\n"))
        self.meta = {name: json.loads(value) for name, value in rows}
        self.content = render_plain_body(self.markdown, self.slug) if self.slug else None
        if self.content is None:
            converter = self.converter()
            self.content = converter.reset().convert(self.markdown)
            self.toc = get_toc(getattr(converter, "toc_tokens", []))

    def release(self) -> None:
        """Hold nothing of the page any more: it is written."""
        self.markdown = self.content = None
        self.meta, self.toc = {}, get_toc([])
        self.artifact = None


class FragmentCache:
    """Renders a block of the shell once for each place in the site that makes a difference to it."""

    def __init__(self) -> None:
        self.rendered: dict[tuple[Any, ...], str] = {}
        self.placed: tuple[Any, tuple[Any, ...]] = (None, ())

    @jinja2.pass_context
    def __call__(
        self, context: jinja2.runtime.Context, name: str, block: Callable[[], str] | None = None, caller: Any = None
    ) -> str:
        """Return a block, given as `super` or as what is called, as it was for the last page of this kind."""
        page = context.get("page")
        if page is None or self.placed[0] is not page:  # asked for every block of a page
            self.placed = (page, _fragment_key(page, context["nav"].pages))
        key = (name, context["base_url"], *self.placed[1])
        if key not in self.rendered:
            render = block or caller
            self.rendered[key] = str(render())
        return self.rendered[key]


def _fragment_key(page: Any, nav: Iterable[Any]) -> tuple[Any, ...]:
    """Return where a page stands: its part of the site, the entries above it, and whether it is one itself.

    Links to what lies in the same folder are shorter, so the folders shared with an entry count.
    """
    if page is None:
        return ()
    address = (page.url or "").split("/")
    return (address[0], *((_common_prefix_length(address, (item.url or "").split("/")), item.active) for item in nav))


def _common_prefix_length(one: list[str], other: list[str]) -> int:
    """Return how many folders two addresses share."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
