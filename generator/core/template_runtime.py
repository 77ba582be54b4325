"""What templates run on: they are compiled once, and what they call is called at once.

Compiled templates are held beside the compiled modules of this package as Python holds those: a template is compiled
in ten to thirty milliseconds, and a build asks for forty; read back they cost a thirtieth.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import jinja2
import markupsafe
from jinja2 import nodes
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

_FOLDER = Path(__file__).parents[1] / "__pycache__" / f"templates-{jinja2.__version__}-2"
"""The last figure is raised when templates are compiled in another way."""


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


_escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner", escape)
"""What `escape` does with a text, without a `Markup` around it, where the library has it by this name."""


def escaped(value: Any) -> str:
    """Return what `escape` returns, as plain text: it is written out, and nobody asks again whether it is safe."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is str:
        return _escape_text(value)
    return escape(value)


class LeanGenerator(CodeGenerator):
    """Writes out values by `escaped`: a page writes three hundred, and made a `Markup` of each."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        """Compile a template, which finds `escaped` under its name."""
        self.writeline(f"from {__name__} import escaped")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


def prepare_environment(environment: jinja2.Environment) -> jinja2.Environment:
    """Let an environment's templates be held compiled, and what they call be called at once; return it."""
    environment.bytecode_cache, environment.optimized = TemplateCache(), False
    environment.context_class, environment.code_generator_class = DirectContext, LeanGenerator
    return environment
