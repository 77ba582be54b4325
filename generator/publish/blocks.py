"""Where the blocks of a page begin and end, so that every Markdown reads them alike."""

import re

_SPACE = "\n \t"
_LINE_BREAK = re.compile(rf"\n[{_SPACE}]+")
_BLOCK_TAG = re.compile(r"<(/?)(?:article|aside|blockquote|div|dl|figure|footer|form|nav|ol|p|section|svg|table|ul)\b")


def normalize_blocks(body: str) -> str:
    """Return a page body without indents, with no blank line inside an HTML block and one between blocks.

    Only then do CommonMark and Python-Markdown agree on where a block ends. Values are escaped,
    so every tag counted here is one of our templates'.
    """
    text = _LINE_BREAK.sub("\n", body).strip(_SPACE)
    parts, depth, written, closed = list[str](), 0, 0, 0
    for tag in _BLOCK_TAG.finditer(text):
        if depth == 0 and (at := text.rfind("\n", closed, tag.start()) + 1):
            parts += (text[written:closed], text[closed:at].replace("\n", "\n\n"))
            written = at
        depth += -1 if tag[1] else 1
        closed = tag.end()
    rest = text[closed:].replace("\n", "\n\n") if depth == 0 else text[closed:]
    return "".join([*parts, text[written:closed], rest]).strip()
