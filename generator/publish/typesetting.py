"""Paper: what Typst makes of a source, as a PDF that screen readers can read (PDF/UA-1)."""

import re
from pathlib import Path

from generator.core.problem import UsageError


def set_type(source: Path, fonts: Path) -> bytes:
    """Return the PDF of a Typst source, with the fonts of a folder alone where those are enough.

    Letters they lack come from the fonts of the machine; UsageError names the one that none of them holds.
    """
    import typst  # 40 MB: loaded by those who print

    letters = ""
    for are_ours_enough in (True, False):
        try:
            content: bytes = typst.compile(
                str(source),
                root=str(source.parent),
                font_paths=[str(fonts)],
                ignore_system_fonts=are_ours_enough,
                format="pdf",
                pdf_standards=["ua-1"],
            )
            return content
        except typst.TypstError as error:
            lacking = re.search(r'the text `"(.+?)"` could not be displayed', str(error))
            if not lacking:
                raise
            letters = lacking[1]
    raise UsageError("report-letters", letters=letters)
