"""Styles and scripts are named by what they hold, and by what they rest on."""

import pytest

from generator.engine.assets import named_by_content

FOLDER = "assets/javascripts/"


def scripts(**sources: str) -> dict[str, bytes]:
    return {f"{FOLDER}{name}.js": text.encode() for name, text in sources.items()}


def test_a_change_reaches_all_that_rest_on_it_and_nothing_else() -> None:
    source = scripts(
        page='import { a } from "./middle.js";\n', middle='export { a } from "./base.js";\n', base="A\n", other="B\n"
    )
    before = named_by_content(source)
    after = named_by_content({**source, f"{FOLDER}base.js": b"C\n"})
    changed = {path for path in source if before[path].name != after[path].name}
    assert changed == {f"{FOLDER}{name}.js" for name in ("page", "middle", "base")}
    base = after[f"{FOLDER}base.js"].name.removeprefix(FOLDER)
    assert f'from "./{base}"' in after[f"{FOLDER}middle.js"].content.decode()
    assert "middle.js" not in after[f"{FOLDER}page.js"].content.decode()


def test_what_a_script_cannot_run_without_is_known_and_what_it_may_ask_for_is_not() -> None:
    made = named_by_content(
        scripts(
            page='import { a } from "./one.js";\nimport("./late.js");\n', one='import "./two.js";\n', two="", late=""
        )
    )
    assert made[f"{FOLDER}page.js"].imports == (f"{FOLDER}one.js", f"{FOLDER}two.js")
    late = made[f"{FOLDER}late.js"].name.removeprefix(FOLDER)
    assert f'import("./{late}")' in made[f"{FOLDER}page.js"].content.decode()


@pytest.mark.parametrize(
    "source",
    [
        scripts(page='import "./gone.js";'),
        scripts(one='import "./two.js";', two='import "./one.js";'),
        scripts(one='import "./one.js";'),
    ],
)
def test_a_script_that_can_never_run_is_refused(source: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="js"):
        named_by_content(source)


def test_styles_keep_their_bytes() -> None:
    made = named_by_content({"assets/stylesheets/a.css": b'@import "./b.css";'})
    asset = made["assets/stylesheets/a.css"]
    assert asset.content == b'@import "./b.css";'
    assert asset.name.startswith("assets/stylesheets/a.")
    assert asset.name.endswith(".css")
