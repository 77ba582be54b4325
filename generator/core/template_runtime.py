"""What templates run on: they are compiled once, and what they call is called at once.

Compiled templates are held beside the compiled modules of this package as Python holds those: a template is compiled
in ten to thirty milliseconds, and a build asks for forty; read back they cost a thirtieth.
"""

from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from keyword import iskeyword
from pathlib import Path
from typing import Any

import jinja2
import markupsafe
from jinja2 import nodes
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from markupsafe import Markup, escape

_WAY = blake2b(Path(__file__).read_bytes(), digest_size=4).hexdigest()
"""How templates are compiled: what this module does."""
_FOLDER = Path(__file__).parents[1] / "__pycache__" / f"templates-{jinja2.__version__}-{_WAY}"


class TemplateCache(FileSystemBytecodeCache):
    """The compiled templates of this installation; where nothing can be written, each process compiles its own.

    A template is believed by the checksum of its source. Environments that share the cache must not fold constants
    by filters that differ from site to site (`optimized=False`), nor hand what wants the context under the name of a
    global that wants none elsewhere.
    """

    def __init__(self) -> None:
        with suppress(OSError):
            _FOLDER.mkdir(parents=True, exist_ok=True)
        super().__init__(str(_FOLDER))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template if that is possible."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


_OURS = frozenset({"t", "url"})
"""What every page of ours is handed under these names wants nothing but its arguments."""

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


nothing = object()
"""What an attribute that is not there is, while compiled templates ask for it."""


class LeanGenerator(CodeGenerator):
    """Writes out values by `escaped`, asks for attributes and calls at once what cannot want the context.

    A page writes three hundred values, asks for a thousand attributes and calls two hundred times, and Jinja asks of
    everything called five times what it wants to be handed: a third of rendering. Macros and globals are called at
    once; what else is called, and what has no such attribute, goes Jinja's way.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        """Compile a template, which finds `escaped` and `nothing` under their names."""
        imported = (name for each in node.find_all(nodes.FromImport) for name in each.names)
        self._macros = {name if isinstance(name, str) else name[1] for name in imported}
        self._macros |= {macro.name for macro in node.find_all(nodes.Macro)}
        self._modules = {each.target for each in node.find_all(nodes.Import)}
        self.writeline(f"from {__name__} import escaped, nothing")
        super().visit_Template(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - as above
        """Compile a call."""
        is_special = forward_caller or node.dyn_args or node.dyn_kwargs or any(iskeyword(k.key) for k in node.kwargs)
        if is_special or not self._is_plain(node.node, frame):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for given in (*node.args, *node.kwargs):
            self.visit(given, frame)
            self.write(", ")
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - as above
        """Compile what asks for an attribute: of the object itself, and only where it has none of its environment."""
        self.write("(held_value if (held_value := getattr((held_owner := ")
        self.visit(node.node, frame)
        name = repr(node.attr)
        self.write(f"), {name}, nothing)) is not nothing else environment.getattr(held_owner, {name}))")

    def _is_plain(self, callee: nodes.Expr, frame: Frame) -> bool:
        """Tell whether what is called wants to be handed nothing but its arguments."""
        if isinstance(callee, nodes.Getattr):  # a macro of another template
            return isinstance(callee.node, nodes.Name) and callee.node.name in self._modules
        if not isinstance(callee, nodes.Name):
            return False
        if callee.name in self._macros:
            return True
        load = frame.symbols.find_load(frame.symbols.ref(callee.name))
        if load is None or load[0] != VAR_LOAD_RESOLVE:  # a value the template gave this name
            return False
        found = self.environment.globals.get(callee.name)
        return callee.name in _OURS or (found is not None and not _wants_more(found))

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


_CALL = "__call__"


def _wants_more(callee: Any) -> bool:
    """Tell whether a function bears Jinja's mark that it is handed the context, the environment or settings."""
    return hasattr(callee, "jinja_pass_arg") or hasattr(getattr(type(callee), _CALL, None), "jinja_pass_arg")


def prepare_environment(environment: jinja2.Environment) -> jinja2.Environment:
    """Let an environment's templates be held compiled, and what they call be called at once; return it."""
    environment.bytecode_cache, environment.optimized = TemplateCache(), False
    environment.code_generator_class = LeanGenerator
    return environment


def page_environment(package: str) -> jinja2.Environment:
    """Return the templates of a package, prepared: they escape for HTML, and a name nobody set is an error."""
    return prepare_environment(
        jinja2.Environment(
            loader=jinja2.PackageLoader(package),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
    )
