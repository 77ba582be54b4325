"""Attacks of our own in the shape of what our text passes through: Markdown, Jinja, JSON, XML, CSV."""

import json
import random
from itertools import product

from tests.making import SHARED

_SCHEMES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "\\javascript:alert(1)",
    "javascript://%0aalert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "//evil.example/x",
    'https://evil.example/"onmouseover="alert(1)',
)
_LINKS = (
    "[x]({})",
    "[x](<{}>)",
    '[x]({} "t")',
    "[x]( {} )",
    "![x]({})",
    "<{}>",
    "[x]: {}\n\n[x]",
    "[x][y]\n\n[y]: {}",
    "[![x]({})]({})",
    "**[x]({})**",
    "> [x]({})",
    "- [x]({})",
    "[x]({}){{: onclick=alert(1) }}",
)
_OTHERS = (
    "x {: onclick=alert(1) }",
    "# x {: onmouseover=alert(1) #id .class }",
    "{: onclick=alert(1) }",
    "[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "*[HTML]: <script>alert(1)</script>\n\nHTML",
    "| a | b |\n|---|:-:|\n| <img src=x onerror=alert(1)> | x |",
    "Term\n: <script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```",
    "~~~\n</code></pre><script>alert(1)</script>\n~~~",
    "    <script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "`` `</code><img src=x onerror=alert(1)>` ``",
    "---\ntitle: x\n---\n<script>alert(1)</script>",
    "x\n===\n<svg/onload=alert(1)>",
    "<!-- --><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "<div markdown='1'>[x](javascript:alert(1))</div>",
    "</p></div></article><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    '--8<-- "/etc/passwd"',
    "--8<--\n/etc/passwd\n--8<--",
    "{% include '/etc/passwd' %}",
    "{{ 7 * 7 }}",
    "{{ config.__class__.__init__.__globals__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% raw %}<script>alert(1)</script>{% endraw %}",
    "{# x #}<script>alert(1)</script>",
    "{%- for x in range(99999999) -%}x{%- endfor -%}",
    "${alert(1)}",
    "<%= 7 * 7 %>",
    "\\<script>alert(1)\\</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "**<b onclick=alert(1)>x</b>**",
    "*a **b *c **d** e* f** g*",
    "***" * 60,
    "_" * 200,
    "[" * 300,
    "[" * 100 + "x" + "](" * 100,
    "![" * 120,
    "<" * 300,
    "((((" * 60,
    "> " * 80 + "x",
    "- " * 80 + "x",
    "1. " * 60 + "x",
    "&" * 300,
    "\\" * 300,
    "`" * 299,
    "</script><script>alert(1)</script>",
    "</script><!--<script>",
    "<!--<script>",
    '"}</script><svg onload=alert(1)>',
    "\\u003c/script\\u003e\\u003cscript\\u003ealert(1)",
    "]]></content><script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
    "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "%0A%0D=1+1",
    "title: x\nsecret: y",
    '" onload="alert(1)',
    "' onload='alert(1)",
    'x" style="position:fixed;inset:0',
    "x' autofocus onfocus='alert(1)' x='",
    "<a href=https://evil.example>x</a>",
    "<img src=https://evil.example/pixel.gif>",
    "<form action=https://evil.example><input name=q>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
    "<select><template><script>alert(1)</script></template></select>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "../../../etc/passwd",
    "wzxhzdk:0",
    "klzzwxh:0000",
    "stx:0etx",
    "\x02wzxhzdk:0\x03",
    "AutomaticLink <https://x.example/<script>>",
    "<javascript:alert(1)@x.example>",
    "a@x.example<img src=x onerror=alert(1)>",
    "www.evil.example/<script>alert(1)</script>",
)


def own_attacks() -> list[str]:
    """Return the attacks of our own: every link form with every scheme, and the rest."""
    links = [form.replace("{{", "{").replace("}}", "}") if "{}" not in form else form for form in _LINKS]
    return [form.replace("{}", scheme) for form, scheme in product(links, _SCHEMES)] + list(_OTHERS)


def foreign_attacks() -> list[str] | None:
    """Return the payloads of other people's corpora, or None where they are not beside the checkout."""
    payloads, naughty = SHARED / "corpora" / "xss-payloads.txt", SHARED / "corpora" / "blns.json"
    if not (payloads.is_file() and naughty.is_file()):
        return None
    lines = payloads.read_text("utf-8", "replace").splitlines()
    return [t for t in [*lines, *json.loads(naughty.read_text("utf-8"))] if t.strip()]


def some_attacks(foreign: int, seed: int = 3) -> list[str]:
    """Return all our own attacks and a seeded choice of the foreign ones."""
    rng = random.Random(seed)
    corpus = foreign_attacks() or []
    return own_attacks() + rng.sample(corpus, min(foreign, len(corpus)))
