"""A short cut for Python-Markdown through the HTML blocks of our own pages.

Python-Markdown reads raw HTML with a full parser, which was most of a build's time. Our pages
keep every HTML block free of blank lines, so a block can be set aside as it stands. The result is
the same; other engines take the long way.
"""

import re
from collections.abc import Callable
from html import unescape
from itertools import groupby

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor


class HtmlPassthrough(Extension):
    """Sets HTML blocks aside before Markdown looks for them; only while `active`."""

    def __init__(self) -> None:
        super().__init__()
        self.active = False

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        """Register in front of Python-Markdown's own reader of HTML blocks (priority 20)."""
        md.preprocessors.register(_StashHtml(md, self), "dienhinh_raw_blocks", 25)


class _StashHtml(Preprocessor):
    def __init__(self, md: Markdown, extension: HtmlPassthrough) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        """Replace each run of blocks that begin with a tag by one placeholder."""
        if not self.extension.active:
            return lines
        blocks = [block.strip("\n") for block in "\n".join(lines).split("\n\n")]
        runs = groupby((block for block in blocks if block), key=lambda block: block.startswith("<"))
        return "\n\n".join(self._stash(html, list(run)) for html, run in runs).split("\n")

    def _stash(self, html: bool, run: list[str]) -> str:
        return self.md.htmlStash.store("\n".join(run)) if html else "\n\n".join(run)


_HEADING = re.compile(r"(#{1,6}) (.+)")
_READ_BY_MARKDOWN = re.compile(r"[\\`*_\[\]<>!\n#]|&(?!#\d+;|amp;|lt;|gt;|quot;)")
_COUNTED = re.compile(r"(.*)_(\d+)$")


def render_plain_body(body: str, slug: Callable[[str, str], str]) -> str | None:
    """Return a page body of HTML blocks and headings as HTML; None if it holds anything Markdown must read.

    The result is, byte for byte, what Python-Markdown with its extension `toc` makes of it.
    """
    found, ids = list[str](), set[str]()
    for block in body.strip("\n").split("\n\n"):
        if block.startswith("<"):
            found.append(block)
            continue
        heading = _HEADING.fullmatch(block)
        if heading is None or _READ_BY_MARKDOWN.search(re.sub(r"&#\d+;", "", heading[2])):
            return None
        level, text = len(heading[1]), heading[2].strip()
        name = _unique(slug(unescape(text), "-"), ids)
        found.append(f'<h{level} id="{name}">{text}</h{level}>')
    return "\n".join(found)


def _unique(name: str, taken: set[str]) -> str:
    """Return an id nobody has taken, as the extension `toc` counts them."""
    while name in taken or not name:
        counted = _COUNTED.match(name)
        name = f"{counted[1]}_{int(counted[2]) + 1}" if counted else f"{name}_1"
    taken.add(name)
    return name
