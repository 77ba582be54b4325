"""The page of what a reader put on a list of their own: kept on their device alone, to be printed or copied."""

from collections.abc import Iterator

from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.routes import MY_LIST


def my_list(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page; a script fills it from what the device keeps."""
    yield site.page(MY_LIST, "my_list.md.j2", site.t("my_list.title"), site.t("my_list.lead"), is_listed=False)
