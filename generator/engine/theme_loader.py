"""Material's shell as we want it: its base.html, mended where HTML refuses it."""

from collections.abc import Callable

from jinja2 import BaseLoader, Environment

_REFUSED = ' autocomplete="off"'
"""On a checkbox, which HTML does not allow (https://html.spec.whatwg.org/#attr-fe-autocomplete)."""


class MendedThemeLoader(BaseLoader):
    """Loads what another loader loads; of base.html without the attributes a validator refuses."""

    def __init__(self, theme: BaseLoader) -> None:
        self.theme = theme

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return the source of a template, its file, and whether it is still up to date."""
        source, filename, is_current = self.theme.get_source(environment, template)
        if template == "base.html":
            lines = source.splitlines(keepends=True)
            source = "".join(line.replace(_REFUSED, "") if 'type="checkbox"' in line else line for line in lines)
        return source, filename, is_current

    def list_templates(self) -> list[str]:
        """Return the names of all templates."""
        return self.theme.list_templates()
