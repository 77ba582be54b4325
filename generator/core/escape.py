"""Escaping, one function per context, named for the context it is safe in.

HTML text and attributes are escaped by Jinja itself (autoescape); these are the other contexts.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from markdown import Markdown

_MARKDOWN_SPECIAL = re.compile(r"[!-+\-./:-@\[-`{-~]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_BLANK_LINES = re.compile(r"\n\s*\n")
_TAGS = {"p", "ul", "ol", "li", "em", "strong", "a", "blockquote", "br"}
_ATTRIBUTES = {"a": {"href", "title"}}
_REL = "noopener nofollow ugc"
_NO_LINK = re.compile(rf'<a(?: title="[^"]*")? rel="{_REL}"(?: title="[^"]*")?>(.*?)</a>', re.DOTALL)
"""A link whose address was refused: its words stay."""
_SIGNS = r"[=+\-@\uff1d\ufe66\uff0b\ufe62\uff0d\ufe63\uff20\ufe6b]"
_FORMULA = re.compile(rf"[\s\"']*{_SIGNS}")
_FORMULA_INSIDE = re.compile(rf"([;|\t\r\n][\s\"']*)({_SIGNS})")
_FORMULA_IN_ROW = re.compile(rf"[;|\t\r\n\0][\s\"']*{_SIGNS}|\0[\t\r\n]")
"""Whether any of some texts, each after `\\0`, needs `spreadsheet_cell`."""
_MANY_BRACKETS = 200
_MARK = r"[ \t]*(?:[-+*]|\d+\.)[ \t]+"
_SEVENTH_LIST_MARKER = re.compile(rf"^((?:{_MARK}){{6}}[ \t]*)([-+*]|\d)(?=[\d.]*[ \t])", re.MULTILINE)
_PLAIN_CHAR = r"[^\W_ªº]|[ ,.;:()/%?\"'–—…“”‘’-]"
_PLAIN_LINE = rf"(?:\\- |\d+\\[.)] )?(?!\d+[.)](?:\s|$))(?:[^\W_ªº]|[,;(“‘…])(?:{_PLAIN_CHAR})*(?<! )"
_PLAIN_PARAGRAPH = re.compile(rf"{_PLAIN_LINE}(?:\n{_PLAIN_LINE})*")
"""Paragraphs that hold nothing Markdown or HTML could read, but for `\\-` or `1\\.` where a line begins."""
_ESCAPED_MARK, _WITHOUT_ESCAPE = re.compile(r"^(\d*)\\", re.MULTILINE), r"\1"
_DEEP_INDENT = re.compile(r"^[ \t]{24,}", re.MULTILINE)


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


def drop_unprintable(text: str) -> str:
    """Return text without what XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)


def xml_text(text: object) -> Markup:
    """Return text for XML 1.0, in an element or a quoted attribute; what XML cannot hold is left out."""
    return escape(drop_unprintable(str(text)))


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


def spreadsheet_row(cells: Iterable[str | int | None]) -> list[str | int]:
    """Return the cells of a row as `spreadsheet_cell` returns each; a number stays one, and what is not there is ""."""
    row = ["" if cell is None else cell for cell in cells]
    if _FORMULA_IN_ROW.search("\0".join(["", *[cell for cell in row if type(cell) is str]])):  # quicker than one by one
        return [cell if isinstance(cell, int) else spreadsheet_cell(cell) for cell in row]
    return row


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
def prose_html(text: str) -> Markup:
    """Return a record's prose as HTML: a narrow Markdown, then nh3 with a short list of tags.

    Raw HTML shows as typed; links may lead to https, http and mailto only. The result holds no
    blank line, so that it stays one block inside a Markdown page.
    """
    paragraphs = text.strip("\n").split("\n\n")
    if _are_plain(paragraphs) and not any(map(_is_verse, paragraphs)):
        return _plain_html(paragraphs)  # as most are: without Markdown
    typed = escape_typed_prose(text)
    paragraphs = typed.strip("\n").split("\n\n")
    return _plain_html(paragraphs) if _are_plain(paragraphs) else _convert_markdown(typed)


def _are_plain(paragraphs: Sequence[str]) -> bool:
    return all(map(_PLAIN_PARAGRAPH.fullmatch, paragraphs))


def _plain_html(paragraphs: Sequence[str]) -> Markup:
    """Return what Markdown makes of paragraphs that are plain."""
    return Markup("\n".join([f"<p>{_ESCAPED_MARK.sub(_WITHOUT_ESCAPE, each)}</p>" for each in paragraphs]))


_BULLET = re.compile(r"^(\s*)([-*+\u2022\u2013\u2014\u25aa\u00b7\u25cf\u25e6\uf0b7])[ \t]+(?=\S)")
_NUMBER = re.compile(r"^(\s*)(\d{1,9})([.)])([ \t]+|$)")
_SHORT = 60
"""Characters of a line below which its end was meant: verse, an address, a list without marks."""


def _is_verse(paragraph: str) -> bool:
    lines = paragraph.split("\n")
    return len(lines) > 1 and all(len(line) < _SHORT for line in lines)


def escape_typed_prose(text: str) -> str:
    """Return prose so that Markdown leaves what nobody meant as markup (CONTRIBUTING/promises.md#typed).

    A list is a list where two lines or more begin with the same mark, or with 1, 2, 3; a year or a number at the
    start of a line stays one, and so do signs inside words and before figures. The ends of short lines stay.
    """
    lines = text.split("\n")
    listed = _list_lines(lines)
    found: list[str] = []
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else ""
        if at in listed:
            if before.strip() and at - 1 not in listed and not before.startswith((" ", "\t")):
                found.append("")  # Markdown takes a list right under a line for its continuation
            mark = _BULLET.match(line) or _NUMBER.match(line)
            said = line[mark.end() :] if mark else line
            begun = f"{mark[1]}- " if mark and not mark[2].isdigit() else line[: len(line) - len(said)]
            found.append(f"{begun}{_escape_line(said)}")
            continue
        line = _escape_line(line)
        ends = line.strip() and before.strip() and at - 1 not in listed and _is_verse(_paragraph(lines, at))
        if ends and found:
            found[-1] += "  "
        found.append(line)
    return "\n".join(found)


def _escape_line(line: str) -> str:
    """Return a line that is no item of a list, or what an item says."""
    line = _NUMBER.sub(r"\1\2\\\3\4", line, count=1)
    line = re.sub(r"^(\s*)([-+*])(?=\s|$)", r"\1\\\2", line)
    line = re.sub(r"^(\s*)>(?=\s*[\d=])", r"\1\\>", line)
    return re.sub(r"(?<=\w)\*(?=\w)", r"\\*", line)


def _paragraph(lines: list[str], at: int) -> str:
    """Return the paragraph a line stands in."""
    first = last = at
    while first and lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip():
        last += 1
    return "\n".join(lines[first : last + 1])


def _list_lines(lines: list[str]) -> frozenset[int]:
    """Return the lines that are items of a list: at least two with one mark, or numbers from 1 on."""
    runs: list[list[tuple[int, str]]] = []
    for at, line in enumerate(lines):
        bullet, number = _BULLET.match(line), _NUMBER.match(line)
        if bullet or number:
            mark = bullet[2] if bullet else "1"
            between = lines[runs[-1][-1][0] + 1 : at] if runs else ["x"]
            near = all(not row.strip() or row.startswith((" ", "\t")) for row in between)
            if near and runs[-1][-1][1] == mark:
                runs[-1].append((at, mark))
            else:
                runs.append([(at, mark)])
    found: set[int] = set()
    for run in runs:
        places = [at for at, _ in run]
        if run[0][1] == "1":
            matches = [_NUMBER.match(lines[at]) for at in places]
            numbers = [int(match[2]) for match in matches if match]
            is_list = len(places) > 1 and numbers == list(range(1, len(places) + 1))
        else:
            is_list = len(places) > 1
        found |= set(places) if is_list else set()
    return frozenset(found)


def _convert_markdown(text: str) -> Markup:
    import nh3  # loaded by who has prose to convert

    if text.count("[") > _MANY_BRACKETS:  # Python-Markdown's search for links is quadratic
        text = text.replace("[", "\\[")
    typed = str(escape(text)).replace("&gt;", ">").replace("&#34;", '"')
    shallow = _DEEP_INDENT.sub(" " * 24, typed)  # it follows nested lists by recursion, as deep as they go
    shallow = _SEVENTH_LIST_MARKER.sub(lambda m: f"{m[1]}&#{ord(m[2])};", shallow)
    html = _restricted_markdown().reset().convert(shallow)
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel=_REL,
    )
    return Markup(_BLANK_LINES.sub("\n", _NO_LINK.sub(r"\1", clean)).strip())


@cache
def _restricted_markdown() -> "Markdown":
    """Return a Markdown of paragraphs, lists, quotations, emphasis and links, nothing else."""
    from markdown import Markdown  # as above

    narrow = Markdown(extensions=[], output_format="html")
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
