"""The rows of the open data's tables, each in a stable order; the columns stand in `tables`."""

from collections.abc import Iterable, Iterator

from generator.dates import PartialDate
from generator.publish.addresses import address_of, file_address
from generator.publish.search.register import entries
from generator.publish.site import Site
from generator.records.base import Record

Cell = str | int | None
Row = tuple[Cell, ...]

SEPARATOR = "; "
"""Between the values of a `list` column."""


def _day(day: PartialDate | None) -> str | None:
    return day.iso if day else None


def _list(values: Iterable[str]) -> str | None:
    return SEPARATOR.join(values) or None


def _addresses(site: Site, record: Record) -> tuple[str, str]:
    return site.absolute(address_of(record)), site.absolute(file_address(record))


def stories(site: Site) -> Iterator[Row]:
    """Yield every public story."""
    for story in site.archive.public_stories:
        year = site.archive.year_of(story)
        yield (
            story.id,
            story.kind,
            story.name,
            story.title,
            story.summary,
            int(year) if year.isdigit() else None,
            _list(story.fields),
            _list(story.groups),
            story.unit,
            story.unit_as_printed,
            _list(place.as_printed for place in story.places),
            _list(place.locality for place in story.places if place.locality),
            _list(story.campaigns),
            _list(story.models),
            _day(story.published_on),
            _day(story.updated_on),
            *_addresses(site, story),
        )


def awards_given(site: Site) -> Iterator[Row]:
    """Yield every award of every public story."""
    for story in site.archive.public_stories:
        for number, award in enumerate(story.awards, 1):
            decision = site.archive.decisions.get(award.decision or "")
            yield (
                story.id,
                number,
                award.award,
                award.as_printed,
                award.rank,
                award.kind,
                award.level,
                award.issuer,
                award.recipient,
                award.decision,
                decision.number if decision else award.number,
                _day(award.date),
                _day(award.presented_on),
                award.date_as_printed,
                award.status,
                "true" if award.posthumous else "false",
            )


def models(site: Site) -> Iterator[Row]:
    """Yield every public model."""
    for model in sorted(site.archive.public_models, key=lambda m: m.id):
        yield (
            model.id,
            model.kind,
            model.name,
            model.title,
            model.summary,
            _list(model.fields),
            _list(model.groups),
            model.unit,
            _list(place.as_printed for place in model.places),
            _list(place.locality for place in model.places if place.locality),
            _day(model.started),
            len(model.adopters),
            _day(model.published_on),
            _day(model.updated_on),
            *_addresses(site, model),
        )


def adopters(site: Site) -> Iterator[Row]:
    """Yield who took over each model."""
    for model in sorted(site.archive.public_models, key=lambda m: m.id):
        for number, adopter in enumerate(model.adopters, 1):
            yield (
                model.id,
                number,
                adopter.name,
                adopter.unit,
                adopter.locality,
                adopter.place,
                _day(adopter.since),
                adopter.adapted,
                adopter.result,
                adopter.status,
            )


def campaigns(site: Site) -> Iterator[Row]:
    """Yield every campaign."""
    for campaign in site.archive.campaigns.values():
        yield (
            campaign.id,
            campaign.name,
            campaign.short_name,
            campaign.summary,
            campaign.theme,
            campaign.period_as_printed,
            _day(campaign.period_from),
            _day(campaign.period_to),
            campaign.launched_by,
            _list(campaign.fields),
            _day(campaign.published_on),
            _day(campaign.updated_on),
            *_addresses(site, campaign),
        )


def indicators(site: Site) -> Iterator[Row]:
    """Yield every indicator with each of its results, or once without."""
    for campaign in site.archive.campaigns.values():
        for indicator in campaign.indicators:
            for number, result in enumerate(indicator.results or (None,), 1):
                yield (
                    campaign.id,
                    indicator.code,
                    number,
                    indicator.name,
                    indicator.as_printed,
                    indicator.period,
                    indicator.unit,
                    indicator.better,
                    result.as_printed if result else None,
                    result.period if result else None,
                    result.status if result else None,
                )


def decisions(site: Site) -> Iterator[Row]:
    """Yield every decision."""
    for decision in site.archive.decisions.values():
        yield (
            decision.id,
            decision.number,
            _day(decision.date),
            decision.issuer,
            decision.level,
            decision.signer,
            decision.subject,
            decision.award,
            decision.status,
            _day(decision.published_on),
            _day(decision.updated_on),
            *_addresses(site, decision),
        )


def decision_rows(site: Site) -> Iterator[Row]:
    """Yield every row the register shows."""
    public_ids = site.archive.public_ids
    for entry in entries(site):
        row, decision = entry.row, entry.decision
        yield (
            decision.id,
            entry.number,
            row.name,
            row.kind,
            row.unit,
            row.award or decision.award,
            row.note,
            row.story if row.story in public_ids else None,
        )


def units(site: Site) -> Iterator[Row]:
    """Yield every unit under the name borne last."""
    for unit in site.archive.units.values():
        yield (
            unit.id,
            unit.name,
            unit.abbreviation,
            unit.type,
            unit.parent,
            unit.locality,
            unit.successor,
            _list(n.name for n in unit.names[:-1]),
            *_addresses(site, unit),
        )


def localities(site: Site) -> Iterator[Row]:
    """Yield every locality, former ones too."""
    for place in site.archive.localities.values():
        yield (
            place.id,
            place.name,
            place.type,
            place.code,
            place.parent,
            _day(place.valid_from),
            _day(place.valid_to),
            _list(p.locality for p in place.formed_from),
            *_addresses(site, place),
        )


def awards(site: Site) -> Iterator[Row]:
    """Yield every award form."""
    for award in site.archive.awards.values():
        yield (
            award.id,
            award.name,
            award.group,
            _list(award.recipients),
            _list(award.levels),
            award.statutory,
            _day(award.valid_from),
            _day(award.valid_to),
            *_addresses(site, award),
        )
