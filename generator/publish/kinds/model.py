"""How models are published."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from generator.publish.context import SiteContext
from generator.publish.kinds.exemplar import HEADS, PLACES, citation, named_in, to_public_exemplar
from generator.publish.linked_data import creative_work, picture_node
from generator.publish.opendata.columns import (
    ADDRESSES,
    DAYS,
    STANDING,
    Column,
    Table,
    field_columns,
    nothing_beside,
    number_column,
    public_models,
    records_column,
)
from generator.publish.page_head import Node
from generator.publish.spec import CitedWork, PublishSpec, SearchText, SearchWords
from generator.records.model import Adopter, Model


def _linked_data(site: SiteContext, model: Model, work: CitedWork) -> list[Node]:
    return [
        creative_work(site, model, work, ["LearningResource", "HowTo"])
        | {
            "name": site.titled(model),
            "headline": site.titled(model),
            "learningResourceType": site.t(f"model_kind.{model.kind}"),
            "image": picture_node(site, model),
            "teaches": site.named(model),
            "about": [site.archive.fields[f].name for f in model.fields],
            "step": [
                {"@type": "HowToStep", "position": number, "name": step.title, "text": step.text or step.title}
                for number, step in enumerate(model.steps, 1)
            ],
            "supply": [{"@type": "HowToSupply", "name": cost.item} for cost in model.costs],
            "citation": [source.url for source in model.sources if source.url],
        }
    ]


def _search_text(site: SiteContext, model: Model) -> SearchText:
    return SearchText(site.titled(model), model.name, model.places[0].as_printed, "", "", model.summary)


def _search_words(site: SiteContext, model: Model) -> SearchWords:
    texts = (model.problem or "", model.description, *model.conditions, *(s.title for s in model.steps))
    return {
        "n": (model.name,),
        "h": (model.title,),
        "p": (*(a.name for a in model.adopters), *dict.fromkeys([*named_in(site, model), ""])),
        "m": (model.summary,),
        "t": (*texts, *(r.indicator for r in model.results)),
    }


def _of_visit(name: str, _: SiteContext, item: tuple[Model, int, int]) -> Any:
    model, number, turn = item
    return getattr(model.adopters[number - 1].visits[turn], name)


MODELS = Table(
    "models",
    ("id",),
    (public_models,),
    (
        *HEADS,
        *field_columns(Model, "fields", "groups", "unit"),
        *PLACES,
        *field_columns(Model, "started"),
        Column("adopter_count", lambda _, model: len(model.copies), "integer"),
        *STANDING,
        *DAYS,
        *ADDRESSES,
    ),
    beside=nothing_beside,
)
ADOPTERS = Table(
    "adopters",
    ("model", "number_in_model"),
    (public_models,),
    (
        records_column("model", Model),
        number_column("number_in_model"),
        *field_columns(Adopter, "name", of="part"),
        *field_columns(Adopter, adopter_role="role", of="part"),
        *field_columns(
            Adopter, "unit", "locality", "place", "since", "adapted", "result", "status", "source", of="part"
        ),
    ),
    lambda _, model: model.adopters,
    beside=nothing_beside,
)


def _visits(site: SiteContext) -> Iterator[tuple[Model, int, int]]:
    for model in public_models(site):
        for number, adopter in enumerate(model.adopters, 1):
            yield from ((model, number, turn) for turn in range(len(adopter.visits)))


VISITS = Table(
    "adopter-visits",
    ("model", "number_in_model", "visit"),
    (_visits,),
    (
        Column("model", lambda _, item: item[0].id, refers="models"),
        Column("number_in_model", lambda _, item: item[1], "integer"),
        Column("visit", lambda _, item: item[2] + 1, "integer"),
        *(
            Column(name, partial(_of_visit, name), "date" if name == "date" else "string")
            for name in ("date", "visitor", "standing", "effect", "difficulty", "support", "source")
        ),
    ),
)

MODEL = PublishSpec(
    Model,
    shown=lambda archive: archive.public_models,
    to_public=to_public_exemplar,
    citation=citation,
    linked_data=_linked_data,
    search_letters={"models": "m"},
    search_text=_search_text,
    search_words=_search_words,
    tables=(MODELS, ADOPTERS, VISITS),
)
