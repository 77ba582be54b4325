"""Escaping, one function per context, named for the context it is safe in.

HTML text and attributes are escaped by Jinja itself (autoescape); these are the other contexts.
"""

import json
import re
from functools import cache, lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

import markdown
import nh3
from markupsafe import Markup, escape

_MARKDOWN_SPECIAL = re.compile(r"[!-+\-./:-@\[-`{-~]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_BLANK_LINES = re.compile(r"\n\s*\n")
_TAGS = {"p", "ul", "ol", "li", "em", "strong", "a", "blockquote", "br"}
_ATTRIBUTES = {"a": {"href", "title"}}
_SIGNS = r"[=+\-@\uff1d\ufe66\uff0b\ufe62\uff0d\ufe63\uff20\ufe6b]"
_FORMULA = re.compile(rf"[\s\"']*{_SIGNS}")
_FORMULA_INSIDE = re.compile(rf"([;|\t\r\n][\s\"']*)({_SIGNS})")
_MANY_BRACKETS = 200
_MARK = r"[ \t]*(?:[-+*]|\d+\.)[ \t]+"
_SEVENTH_MARK = re.compile(rf"^((?:{_MARK}){{6}}[ \t]*)([-+*]|\d)(?=[\d.]*[ \t])", re.MULTILINE)
_HARMLESS = r"[^\W_ªº]|[ ,.;:()/%?\"'–—…“”‘’-]"
_PLAIN_LINE = rf"[^\W\d_ªº](?:{_HARMLESS})*(?<! )"
_PLAIN_PARAGRAPH = re.compile(rf"{_PLAIN_LINE}(?:\n{_PLAIN_LINE})*")
"""Paragraphs of which every line begins with a letter and holds nothing that Markdown or HTML could read."""
_FAR_IN = re.compile(r"^[ \t]{24,}", re.MULTILINE)


def markdown_inline(text: object) -> Markup:
    """Return text for a line of Markdown: every character Markdown or HTML could read is an entity."""
    return Markup(_MARKDOWN_SPECIAL.sub(lambda m: f"&#{ord(m[0])};", str(text)))


def front_matter(text: str) -> Markup:
    """Return text as a double-quoted YAML scalar, which JSON strings are.

    What YAML would refuse or read as a line break is escaped: unreadable front matter would show
    on the page.
    """
    quoted = json.dumps(text, ensure_ascii=False)
    return Markup(_NOT_YAML.sub(lambda m: json.dumps(m[0])[1:-1], quoted))


def xml_text(text: object) -> Markup:
    """Return text for XML 1.0, in an element or a quoted attribute; what XML cannot hold is left out."""
    return escape(_NOT_XML.sub("", str(text)))


def json_script(value: object) -> Markup:
    """Return JSON for a `<script type="application/json">`: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False)
    for character in "<>&'\u2028\u2029":
        if character in text:  # looking is far quicker than replacing
            text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def spreadsheet_cell(text: object) -> str:
    """Return text for a cell of a CSV or XLSX file; what a spreadsheet would run is kept text by `'`.

    Also after a separator of other countries inside it (`;`, tab, `|`), and written in full width: a program
    that splits there, or folds the signs, must not find a formula either.
    """
    plain = str(text)
    found = _FORMULA_INSIDE.sub(lambda m: f"{m[1]}'{m[2]}", plain)
    return f"'{found}" if _FORMULA.match(plain) or plain[:1] in {"\t", "\r", "\n"} else found


def url_attribute(address: str) -> Markup:
    """Return an http(s) address for `href`, percent-encoded; '#' for any other scheme."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"}:
        return Markup("#")
    safe = "%/:=&?~#+!$,;'@()*[]"
    path, query = quote(parts.path, safe=safe), quote(parts.query, safe=safe)
    netloc = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    return escape(urlunsplit((parts.scheme, netloc, path, query, quote(parts.fragment, safe=safe))))


@lru_cache(maxsize=256)
def rich(text: str) -> Markup:
    """Return a record's prose as HTML: a narrow Markdown, then nh3 with a short list of tags.

    Raw HTML shows as typed; links may lead to https, http and mailto only. The result holds no
    blank line, so that it stays one block inside a Markdown page.
    """
    paragraphs = text.strip("\n").split("\n\n")
    if all(map(_PLAIN_PARAGRAPH.fullmatch, paragraphs)):  # as most are: the same, without asking Markdown
        return Markup("\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))
    return _by_markdown(text)


def _by_markdown(text: str) -> Markup:
    if text.count("[") > _MANY_BRACKETS:  # Python-Markdown's search for links is quadratic
        text = text.replace("[", "\\[")
    typed = str(escape(text)).replace("&gt;", ">").replace("&#34;", '"')
    shallow = _FAR_IN.sub(" " * 24, typed)  # it follows nested lists by recursion, as deep as they go
    shallow = _SEVENTH_MARK.sub(lambda m: f"{m[1]}&#{ord(m[2])};", shallow)
    html = _narrow().reset().convert(shallow)
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener nofollow ugc",
    )
    return Markup(_BLANK_LINES.sub("\n", clean).strip())


@cache
def _narrow() -> markdown.Markdown:
    """Return a Markdown of paragraphs, lists, quotations, emphasis and links, nothing else."""
    narrow = markdown.Markdown(extensions=[], output_format="html")
    for name in ("html_block", "reference"):
        if name in narrow.preprocessors:
            narrow.preprocessors.deregister(name)
        if name in narrow.parser.blockprocessors:
            narrow.parser.blockprocessors.deregister(name)
    for name in ("code", "hashheader", "setextheader", "hr"):
        narrow.parser.blockprocessors.deregister(name)
    for name in (
        "image_link",
        "image_reference",
        "short_image_ref",
        "reference",
        "short_reference",
        "html",
        "autolink",
        "automail",
        "backtick",
    ):
        narrow.inlinePatterns.deregister(name)
    return narrow
