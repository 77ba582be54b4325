"""The theme's templates, found in ours and in Material below it; of their files only ours are sent.

No page names a style, a script or an icon of the themes below ours, and looking through their ten thousand icons
took a tenth of a second each time.
"""

import os
from collections.abc import Sequence

from jinja2 import Environment, FileSystemLoader
from mkdocs.theme import Theme

from generator.core.template_runtime import prepare_environment


class ThemeLoader(FileSystemLoader):
    """Finds templates in all folders of a theme, and lists what lies in some of them."""

    def __init__(self, folders: Sequence[str], listed: Sequence[str]) -> None:
        super().__init__(folders)
        self.listed = FileSystemLoader([folder for folder in listed if os.path.isdir(folder)])

    def list_templates(self) -> list[str]:
        """Return what lies in the folders that are sent."""
        return self.listed.list_templates()


def theme_environment(theme: Theme, sent: Sequence[str]) -> Environment:
    """Return a theme's environment as MkDocs makes it, of which only the files in some folders are `sent`."""
    environment = Theme.get_env(theme)
    environment.loader = ThemeLoader(theme.dirs, sent)
    return prepare_environment(environment)
