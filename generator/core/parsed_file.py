"""Files of the program that are read at every start, held as JSON beside the compiled modules of this package.

The words of a language take twenty milliseconds to read as YAML, and one as JSON.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from generator.core.atomic_file import write_whole
from generator.core.store import add_checksum, strip_checksum

_FOLDER = Path(__file__).parents[1] / "__pycache__" / "parsed"
_MARK = 32


def parsed(file: Path, parse: Callable[[str], Any]) -> Any:
    """Return what `parse` makes of a text file: texts, numbers, None, lists and mappings of them.

    What was made of the same bytes before, and kept whole, is believed; where nothing can be written, each process
    parses anew.
    """
    content = file.read_bytes()
    mark, held = hashlib.sha256(content).digest(), _FOLDER / f"{file.name}.json"
    with suppress(OSError):
        kept = strip_checksum(held.read_bytes())
        if kept is not None and kept[:_MARK] == mark:
            return json.loads(kept[_MARK:])
    made = parse(content.decode("utf-8"))
    with suppress(OSError):
        write_whole(held, add_checksum(mark + json.dumps(made, ensure_ascii=False).encode()))
    return made
