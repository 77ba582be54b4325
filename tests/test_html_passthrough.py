"""The short cut through Markdown: pages of headings and HTML come out as Python-Markdown makes them."""

from markdown import Markdown
from markdown.extensions.toc import TocExtension

from generator.core.text import slugify
from generator.engine.html_passthrough import HtmlPassthrough, render_plain_body
from tests.faces import Faces


def test_pages_of_headings_and_html_come_out_as_python_markdown_makes_them(faces: Faces) -> None:
    aside = HtmlPassthrough()
    aside.active = True
    long_way = Markdown(extensions=["tables", "fenced_code", TocExtension(slugify=slugify), aside])
    seen = 0
    for path, content in faces.files.items():
        if path.endswith(".md"):
            body = content.decode().split("\n---\n", 1)[1]
            assert render_plain_body(body, slugify) == long_way.reset().convert(body), path
            seen += 1
    assert seen


def test_what_markdown_must_read_takes_the_long_way() -> None:
    for body in (
        "a paragraph",
        "## *so*",
        "## a [b](c)",
        "## a\nb",
        "- x",
        "## `x`",
        "## a <b>",
        "## x & y",
        "    code",
    ):
        assert render_plain_body(f"# a\n\n{body}", slugify) is None, body
    assert (
        render_plain_body("## a&#38;b\n\n## a&#38;b", slugify)
        == '<h2 id="a-b">a&#38;b</h2>\n<h2 id="a-b_1">a&#38;b</h2>'
    )
