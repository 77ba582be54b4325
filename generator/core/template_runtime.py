"""What templates run on: they are compiled once, and what they call is called at once.

Compiled templates are held beside the compiled modules of this package as Python holds those: a template is compiled
in ten to thirty milliseconds, and a build asks for forty; read back they cost a thirtieth.
"""

from contextlib import suppress
from functools import partial
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2.runtime import Context, Macro

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


class DirectContext(Context):
    """Calls macros and plain functions at once; Jinja asks of everything five times what it wants to be handed.

    A page calls two hundred, a list a thousand: the asking was a tenth of rendering. What is neither, or wants the
    context, the environment or its settings, goes Jinja's way. Nothing our templates call raises `StopIteration`.
    """

    def call(self, callee: Any, /, *args: Any, **named: Any) -> Any:
        """Return what Jinja's own `call` does."""
        kind = type(callee)
        if kind is Macro:
            named.pop("_loop_vars", None)
            named.pop("_block_vars", None)
            return callee(self.eval_ctx, *args, **named)
        if kind in _PLAIN and not hasattr(callee, "jinja_pass_arg"):
            named.pop("_loop_vars", None)
            named.pop("_block_vars", None)
            return callee(*args, **named)
        return super().call(callee, *args, **named)


_PLAIN = frozenset({FunctionType, MethodType, BuiltinFunctionType, partial})


def prepare_environment(environment: jinja2.Environment) -> jinja2.Environment:
    """Let an environment's templates be held compiled, and what they call be called at once; return it."""
    environment.bytecode_cache, environment.optimized = TemplateCache(), False
    environment.context_class = DirectContext
    return environment
