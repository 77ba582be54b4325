"""What is cited: the facts of a page that any citation of it is made of."""

from generator.core.dates import PartialDate
from generator.publish.context import SiteContext
from generator.publish.kinds import spec_of
from generator.publish.routes import page_route
from generator.publish.spec import CitedWork
from generator.publish.versions import current_version
from generator.records.base import Record


def work_of(site: SiteContext, record: Record) -> CitedWork:
    """Return what a record is cited as, one of a kind that can be cited."""
    spec = spec_of(record.collection)
    assert spec.citation is not None, f"{record.collection} are not cited"
    cited = spec.citation(site, record)
    published: PartialDate = getattr(record, "published_on")  # noqa: B009  every kind cited has it
    newest = site.archive.modified_on(record)
    return CitedWork(
        record.id,
        record.collection,
        cited.title,
        cited.summary,
        cited.author if cited.is_reproduced else site.settings.agency.short_name,
        cited.issued if cited.is_reproduced else published,
        cited.number,
        cited.genre or site.t(f"cite.genre.{record.collection}"),
        site.settings.site_name,
        site.absolute(page_route(record)),
        published,
        newest if newest != published else None,
        current_version(site.archive, record),
        cited.rulings,
        site.settings.language,
        cited.is_reproduced,
    )
