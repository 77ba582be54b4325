"""The templates themselves: no value reaches a page without the escaping of its place."""

import random
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path

import jinja2
import pytest
from jinja2 import Environment, UndefinedError, nodes, pass_context, pass_environment
from jinja2.runtime import Context
from markupsafe import Markup

from generator.core.template_runtime import prepare_environment
from generator.publish.blocks import normalize_blocks
from generator.publish.fragments import FragmentCache
from generator.publish.routes import relative_url
from generator.publish.url_builder import UrlBuilder
from tests.making import sample_site, story

GENERATOR = Path(__file__).parents[1] / "generator"
PAGES = sorted((GENERATOR / "publish" / "templates").glob("*.j2"))
THEME = sorted(p for p in (GENERATOR / "theme").rglob("*") if p.suffix in {".html", ".xml"})
OUR_OWN_WORDS = {"t", "super", "lookup_words", "once"}
OUR_OWN_NAMES = {"content_security_policy"}
MADE_BEFORE = {"head", "content"}
"""`page.meta.head` comes escaped from generator/publish/page_head.py, `page.content` is the page's own HTML;
test_linked_data.py and test_hostile.py feed them hostile text."""


def shown(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Yield every expression a template writes out."""
    for output in tree.find_all(nodes.Output):
        yield from (n for n in output.nodes if not isinstance(n, nodes.TemplateData))


def macros_of(tree: nodes.Node) -> set[str]:
    """Return the names of macros written here or in another part of the theme: what they write is looked at there."""
    imported = {str(name) for found in tree.find_all(nodes.FromImport) for name in found.names}
    return imported | {found.name for found in tree.find_all(nodes.Macro)}


def is_escaped(node: nodes.Node, macros: AbstractSet[str] = frozenset()) -> bool:
    """Tell whether an expression of the theme, which MkDocs does not autoescape, is safe in HTML."""
    if isinstance(node, nodes.Filter):
        return node.name in {"e", "url", "hashed"}
    if isinstance(node, nodes.Call):
        name = node.node.attr if isinstance(node.node, nodes.Getattr) else getattr(node.node, "name", "")
        return name in OUR_OWN_WORDS or (isinstance(node.node, nodes.Name) and name in macros)
    if isinstance(node, nodes.CondExpr):
        return all(is_escaped(part) for part in (node.expr1, node.expr2) if part is not None)
    if isinstance(node, nodes.Getattr) and node.attr in MADE_BEFORE:
        return True
    return isinstance(node, nodes.Const) or (isinstance(node, nodes.Name) and node.name in OUR_OWN_NAMES)


def test_the_walk_can_see_a_raw_value() -> None:
    raw = "{{ page.title }}", "{{ page.title | upper }}", "{{ page.title | safe }}", "{{ 'a' if x else page.title }}"
    for template in raw:
        assert not all(map(is_escaped, shown(jinja2.Environment().parse(template)))), template
    assert all(map(is_escaped, shown(jinja2.Environment().parse("{{ page.title | e }} {{ t('x') }}"))))


@pytest.mark.parametrize("path", THEME, ids=lambda p: p.name)
def test_the_theme_escapes_every_value_by_hand(path: Path) -> None:
    tree = jinja2.Environment(extensions=["jinja2.ext.loopcontrols"]).parse(path.read_text("utf-8"))
    raw = [f"line {n.lineno}: {n}" for n in shown(tree) if not is_escaped(n, macros_of(tree))]
    assert raw == []


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_page_templates_leave_escaping_to_jinja_and_to_named_filters(path: Path) -> None:
    environment = sample_site().templates
    assert environment.autoescape is True
    text = path.read_text("utf-8")
    tree = environment.parse(text)
    used = {node.name for node in tree.find_all(nodes.Filter)}
    assert not used & {"safe", "escape", "e", "forceescape", "tojson", "xmlattr", "striptags", "urlize"}
    assert not list(tree.find_all(nodes.MarkSafe)) + list(tree.find_all(nodes.ScopedEvalContextModifier))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_what_stands_in_markdown_is_escaped_for_markdown(path: Path) -> None:
    """A heading is Markdown; every other line of a template is an HTML block or Jinja alone."""
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        bare = re.sub(r"{[%#].*?[%#]}", "", line).strip()
        if bare.startswith("#"):
            for expression in re.findall(r"{{(.*?)}}", bare):
                assert re.search(r"\|\s*md\s*$", expression) or re.match(
                    r"\s*t\('[^']*'(, count=[^,]*)?\)\s*$", expression
                ), (
                    number,
                    line,
                )
            assert not re.search(r"<\w", bare), (number, line)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_attributes_are_quoted_and_addresses_are_ours_or_filtered(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"=\s*{{", re.sub(r"{%.*?%}", "", text)), "an attribute without quotes"
    for attribute in re.findall(r'(?:href|src|action)="({{.*?}})', text):
        assert re.match(r"{{\s*url\(", attribute) or re.search(r"\|\s*(?:href|trusted_url)\s*}}", attribute), attribute


@pytest.mark.parametrize(
    ("body", "normal"),
    [
        ("", ""),
        ("\n\n  chữ\n\t\n\n\n# đề\nchữ \n", "chữ\n\n# đề\n\nchữ"),
        ("<p>a\n\n  # b\n</p>\nc", "<p>a\n# b\n</p>\n\nc"),
        ("<p>a</p> <p>b\n\nc</p>d\n\n\ne", "<p>a</p> <p>b\nc</p>d\n\ne"),
        (
            "<div>\n\n<p>a</p>\n\n\n<pre>b</pre>\n</div>\n<ul><li>c\n\nd</ul>",
            "<div>\n<p>a</p>\n<pre>b</pre>\n</div>\n\n<ul><li>c\nd</ul>",
        ),
        ("a\n<b>c</b>\n<section>", "a\n\n<b>c</b>\n\n<section>"),
    ],
)
def test_blocks_stand_apart_and_hold_no_blank_line(body: str, normal: str) -> None:
    assert normalize_blocks(body) == normal


def test_whatever_the_lines_of_a_page_none_is_lost_and_only_blocks_are_kept_together() -> None:
    rng = random.Random(3)
    parts = ("<div>", "</div>", "<p>", "</p>", "<b>", "chữ", "# đề", "\n", "\n\n", "\n  ", " ", "\t\n")
    for _ in range(3_000):
        body = "".join(rng.choices(parts, k=rng.randrange(24)))
        lines = [line for line in (row.strip(" \t") for row in body.split("\n")) if line]
        rows, depth = list[str](), 0
        for line in lines:
            depth += sum(line.count(tag) for tag in ("<div>", "<p>")) - line.count("</div>") - line.count("</p>")
            rows += [line, ""] if depth == 0 else [line]
        shown = [row.strip(" \t") for row in normalize_blocks(body).split("\n")]
        assert shown == ("\n".join(rows).strip("\n")).split("\n"), body


class Called:
    """Something that can be called and is no function."""

    @pass_context
    def __call__(self, context: Context, more: str = "") -> str:
        return f"{context['x']}{more}"

    @pass_context
    def marked(self, context: Context, more: str) -> str:
        return f"{context['x']}{more}"

    def plain(self, *parts: str, **named: str) -> str:
        return f"{parts}{sorted(named.items())}"


@pass_context
def with_context(context: Context, more: str) -> str:
    return f"{context['x']}{more}"


@pass_environment
def with_environment(environment: Environment, more: str) -> str:
    return f"{environment.autoescape}{more}"


@pytest.mark.parametrize(
    "source",
    [
        "{{ with_context('a') }}{{ with_environment('b') }}{{ called('c') }}{{ called.plain('d', e='f') }}",
        "{% for x in [1, 2] %}{{ with_context('<') }}{{ called() }}{{ bound(x) }}{{ len([x]) }}{% endfor %}",
        "{% macro m(a, b=2) %}[{{ a }}{{ b }}{{ caller() if caller else '' }}]{% endmacro %}{{ m('<b>') }}"
        "{{ m(1, b=3) }}"
        "{% call m(4) %}{{ called.plain() }}{% endcall %}{% for x in [5] %}{{ m(x) }}{{ m(x, b=m(x)) }}{% endfor %}",
        "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, c=3) }}{{ dict(a=1).items()|list }}",
        "{{ absent() }}",
        "{{ x() }}",
        "{{ called.plain(class='a', x=x) }}{{ called.plain(*[x], **{'y': x}) }}{{ handed('b') }}{{ t(x) }}{{ url(x) }}",
        "{{ called.marked('a') }}{% for x in [1] %}{{ called.marked('b') }}{% endfor %}{{ {'f': with_context}.f(x) }}",
        "{% set len = with_context %}{{ len('a') }}{% for bound in [with_context] %}{{ bound('b') }}{% endfor %}",
        "{% set m = with_context %}{{ m('a') }}{% for f in [with_context] %}{{ handed(f('b')) }}{% endfor %}",
    ],
)
def test_what_is_called_at_once_comes_out_as_jinja_calls_it(source: str) -> None:
    same_as_jinja(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ x }}{{ x ~ safe }}{{ safe }}{{ none }}{{ 1.5 }}{{ true }}{{ [x, safe] }}{{ shown }}{{ absent }}",
        "{% set b %}<i>{{ x }}{{ safe }}</i>{% endset %}{{ b }}{{ b | upper }}{{ b ~ x }}{{ b | length }}",
        "{% filter upper %}{{ x }}{{ safe }}{% endfilter %}"
        "{% macro m(a) %}{{ a }}{{ caller() if caller }}{% endmacro %}{{ m(x) }}"
        "{{ m(m(x)) }}{% call m(safe) %}{{ x }}{{ shown }}{% endcall %}{{ m(x) | escape }}",
        "{% autoescape false %}{{ x }}{{ safe }}{% endautoescape %}{{ x | e | e }}{{ shown | string }}",
    ],
)
def test_what_is_written_out_is_what_jinja_writes(source: str) -> None:
    same_as_jinja(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ held.part.part.name }}{{ held.name.upper() }}{{ held['part'].name }}{{ held.none }}{{ held.none is none }}",
        "{{ held.entry }}{{ held.part.entry.name }}{{ {'a': {'b': x}}.a.b }}{{ {'items': 1}.items is callable }}",
        "[{{ held.absent }}]{{ held.absent.more }}",
        "{{ held.absent is defined }}{{ held.part.absent is defined }}{{ (held.absent or held).name }}",
        "{{ absent.name }}",
        "[{{ held.faulty }}]",
        "[{{ none.name }}]",
        "{{ [held, held.part][held.number].name }}{{ held.counted.name }}{{ held.counted.name }}",
        "{{ held.counted.entry }}{{ held.counted.name }}",
        "{% macro m(a, b=held.part.name) %}{{ a.name }}{{ b }}{{ caller(a.part) if caller }}{% endmacro %}"
        "{{ m(held) }}{% call(part) m(held) %}{{ part.part.name }}{% endcall %}",
        "{% for each in held.parts if each.name %}{{ loop.index }}{{ each.name }}{{ loop.first and each.number }}"
        "{% else %}{{ held.name }}{% endfor %}",
        "{% set a = held.part %}{{ a.name }}{{ a.parts | map(attribute='name') | list }}",
        "{% for each in held.parts recursive %}{{ each.name }}{{ loop(each.parts) if loop.depth < 3 }}{% endfor %}",
        "{% set space = namespace(a=held.name) %}{% set space.a = held.part.name %}{{ space.a }}{{ space.b }}",
        "{{ held.part.name if held.part.number > held.number else held.part.part.number }}{{ held.name[held.number] }}",
        "{% filter upper %}{{ held.name }}{% endfilter %}{{ held.shown.name }}{{ safe.upper() }}{{ x.y is defined }}",
    ],
)
def test_an_attribute_is_what_jinja_finds(source: str) -> None:
    same_as_jinja(source)


class Held:
    """Something with attributes and with entries that have other names; it counts how often one is asked for."""

    def __init__(self, depth: int = 4) -> None:
        self.name, self.number, self.none, self.asked = f"<{depth}>", depth % 2, None, 0
        self.part = Held(depth - 1) if depth else None
        self.parts = [self.part] if self.part else []

    def __getitem__(self, name: str) -> "Held":
        if name in {"part", "entry", "name"}:
            return Held(1)
        raise KeyError(name)

    @property
    def counted(self) -> "Held":
        self.asked += 1
        return Held(self.asked)

    @property
    def faulty(self) -> str:
        raise AttributeError("faulty")

    def __repr__(self) -> str:
        return f"held {self.name}"


class Shown:
    """Something that says itself how it stands in HTML."""

    def __html__(self) -> str:
        return "<b>&amp;</b>"

    def __str__(self) -> str:
        return "<plain>"


def same_as_jinja(source: str) -> None:
    """Compare what a template gives in Jinja's own environment and in ours; a fault counts by what it says."""
    said = []
    handed = {"handed": with_context, "t": str.upper, "url": Called().plain, "safe": Markup("<u>&lt;</u>")}
    for environment in (Environment(autoescape=True), prepare_environment(Environment(autoescape=True))):
        environment.globals.update(
            with_context=with_context, with_environment=with_environment, called=Called(), len=len, bound=partial(str)
        )
        try:
            said.append(environment.from_string(source).render(x="&<'\"", shown=Shown(), held=Held(), **handed))
        except (UndefinedError, TypeError) as fault:
            said.append(str(fault))
    assert said[0] == said[1]
    assert said[0]


CARD = (
    "{% call(url) fragment('card', url, record) %}<a href=\"{{ url('/dien-hinh/x/') }}\">{{ name() }}</a>{% endcall %}"
)


def test_a_fragment_is_rendered_once_and_leads_from_every_page_to_the_same_place() -> None:
    environment = prepare_environment(Environment(autoescape=True, loader=jinja2.DictLoader({"card": CARD})))
    asked: list[str] = []

    def name() -> str:
        asked.append("name")
        return "A & B"

    held = FragmentCache(most=2)
    card = environment.get_template("card")
    one, other, third = (story(id=each) for each in ("mot", "hai", "ba"))
    pages = ("/", "/dien-hinh/y/", "/linh-vuc/y-te/trang/2/", "/404.html")
    ways = ["", "../../", "../../../../", "../"]
    found = [card.render(fragment=held, url=UrlBuilder(here), record=one, name=name) for here in pages]
    assert found == [f'<a href="{way}dien-hinh/x/">A &amp; B</a>' for way in ways]
    assert [relative_url(here, "/dien-hinh/x/") for here in pages] == [f"{way}dien-hinh/x/" for way in ways]
    assert len(asked) == 1
    for record, times in ((other, 2), (one, 2), (third, 3), (other, 3), (one, 4)):
        card.render(fragment=held, url=UrlBuilder("/"), record=record, name=name)
        assert len(asked) == times, "the oldest makes room"
    assert FragmentCache()("other", UrlBuilder("/"), one, lambda url: url("/a/")) == "a/"
