"""The page on how to suggest an example: who, what to tell, what happens then; with the form to take along."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import quote

from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.handouts.suggestion import ASKED, suggestion_form
from generator.publish.routes import SUGGEST, SUGGESTION_FORM


def suggest(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page and the form."""
    agency = site.settings.agency
    mail = ""
    if agency.email:
        lines = [f"{site.t(f'suggest.asked.{key}.label')}: " for key in ASKED]
        mail = f"mailto:{agency.email}?subject={quote(site.t('suggest.form'))}&body={quote(chr(10).join(lines))}"
    yield site.page(
        SUGGEST,
        "suggest.md.j2",
        site.t("suggest.title"),
        site.t("suggest.lead"),
        asked=ASKED,
        mail=mail,
        form=SUGGESTION_FORM,
    )
    yield Artifact(SUGGESTION_FORM.lstrip("/"), partial(suggestion_form, site))
