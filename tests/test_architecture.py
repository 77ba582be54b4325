"""The house: imports run in one direction, nothing is hidden, MkDocs stays at the edge."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator"
LAYERS = (
    ("generator.core",),
    ("generator.config", "generator.source"),
    ("generator.records",),
    ("generator.archive",),
    ("generator.rules",),
    ("generator.attachments", "generator.photos"),
    ("generator.publish",),
    ("generator.engine", "generator.staff"),
    ("generator.desk", "generator.hosting"),
    ("generator.cli",),
    ("generator.__main__",),
)
"""The collections, floor by floor: what stands on one floor knows nothing of its neighbours."""
MODULES = sorted(
    ".".join(("generator", *p.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for p in PACKAGE.rglob("*.py")
)


def layer_of(module: str) -> int:
    for number, names in enumerate(LAYERS):
        if any(module == n or module.startswith(n + ".") for n in names):
            return number
    assert module == "generator", module
    return -1


def path_of(module: str) -> Path:
    base = PACKAGE.parent.joinpath(*module.split("."))
    return base / "__init__.py" if base.is_dir() else base.with_suffix(".py")


def imports(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_in_one_direction(module: str) -> None:
    tree = ast.parse(path_of(module).read_text("utf-8"))
    for name in imports(tree) & set(MODULES):
        assert layer_of(name) <= layer_of(module), f"{module} imports {name}"
        siblings = [n for n in LAYERS[layer_of(module)] if not module.startswith(n)] if module != "generator" else []
        assert not any(name.startswith(s) for s in siblings), f"{module} imports its sibling {name}"


def test_few_modules_import_mkdocs() -> None:
    users = [m for m in MODULES if any(n.split(".")[0] == "mkdocs" for n in imports(ast.parse(path_of(m).read_text())))]
    edge = ("deferred_page", "mkdocs_plugin", "server", "shell", "theme_environment")
    assert users == [f"generator.engine.{name}" for name in edge]


@pytest.mark.parametrize("module", MODULES)
def test_no_import_is_hidden_and_no_except_is_broad(module: str) -> None:
    source = path_of(module).read_text("utf-8")
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert all("#" in source.splitlines()[n.lineno - 1] for n in inner), f"{module}: hidden import"
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else ""
            assert caught not in {"", "Exception", "BaseException"}, module


def test_no_modules_import_one_another_in_a_circle() -> None:
    """Then each can be imported alone, whichever comes first."""
    graph = {m: imports(ast.parse(path_of(m).read_text("utf-8"))) & set(MODULES) - {m} for m in MODULES}
    graph = {m: {n for n in found if not m.startswith(f"{n}.")} for m, found in graph.items()}
    list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("module", ["generator", "generator.cli.main", "generator.engine.mkdocs_plugin"])
def test_where_others_come_in_imports_alone(module: str) -> None:
    script = "import importlib, sys; importlib.import_module(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", script, module], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_file_outgrows_its_room() -> None:
    long = {m: n for m in MODULES if (n := path_of(m).read_text("utf-8").count("\n")) > 400}
    assert long == {}


ADDRESS = re.compile(r"/[a-z][a-z0-9-]*[/.]|/[a-z][a-z0-9-]*$")


@pytest.mark.parametrize("module", [m for m in MODULES if m.startswith("generator.publish.")])
def test_addresses_are_written_in_one_module(module: str) -> None:
    """Elsewhere they are made by its functions and constants: an address written twice comes to differ."""
    if module == "generator.publish.routes":
        return
    tree = ast.parse(path_of(module).read_text("utf-8"))
    written = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    assert [text for text in written if isinstance(text, str) and ADDRESS.match(text)] == []


TEMPLATES = [*(PACKAGE / "publish" / "templates").glob("*.j2"), *(PACKAGE / "theme").rglob("*.html")]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_call_addresses_by_name(template: Path) -> None:
    strings = re.findall(r"""['"](/?(?:[a-z0-9-]+/)+)['"]""", template.read_text("utf-8"))
    assert [text for text in strings if not text.startswith("assets/")] == []


@pytest.mark.parametrize("module", MODULES)
def test_docstrings_name_what_there_is(module: str) -> None:
    """A name in backquotes is one of the module, or a module of ours: who renames it renames it there too."""
    tree = ast.parse(path_of(module).read_text("utf-8"))
    parts = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    told = {ast.get_docstring(part, clean=False) for part in parts}
    known: set[object] = {path.stem for path in PACKAGE.rglob("*.py")}
    for node in ast.walk(tree):
        known |= {getattr(node, name, None) for name in ("id", "attr", "arg", "name")} - {None}
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in told:
            known |= set(re.findall(r"\w+", node.value))
    named = {word for text in told if text for word in re.findall(r"`(\w*[a-z]_[a-z]\w*)`", text)}
    assert named - known == set()


@pytest.mark.parametrize("module", MODULES)
def test_no_function_is_longer_than_a_screen(module: str) -> None:
    tree = ast.parse(path_of(module).read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 50] == []
