"""Compiled templates, held beside the compiled modules of this package as Python holds those.

A template is compiled in ten to thirty milliseconds, and a build asks for forty: read back they cost a thirtieth.
"""

from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

_FOLDER = Path(__file__).parents[1] / "__pycache__" / f"templates-{jinja2.__version__}"


class TemplateCache(FileSystemBytecodeCache):
    """The compiled templates of this installation; where nothing can be written, each process compiles its own.

    A template is believed by the checksum of its source. Environments that share the cache must not fold constants
    by filters that differ from site to site (`optimized=False`).
    """

    def __init__(self) -> None:
        with suppress(OSError):
            _FOLDER.mkdir(parents=True, exist_ok=True)
        super().__init__(str(_FOLDER))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template if that is possible."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
