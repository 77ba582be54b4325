"""The kinds of records as they are published: PUBLISHED lists them; a new kind is one PublishSpec and a line here."""

from collections.abc import Mapping

from generator.publish.kinds.campaign import CAMPAIGN
from generator.publish.kinds.decision import DECISION
from generator.publish.kinds.document import DOCUMENT
from generator.publish.kinds.model import MODEL
from generator.publish.kinds.plan import PLAN
from generator.publish.kinds.reference import AWARD, COUNCIL, LEGAL_ACT, LOCALITY, PRIORITY_GROUP, SECTOR, UNIT
from generator.publish.kinds.story import STORY
from generator.publish.spec import PublishSpec
from generator.records.kinds import KINDS

PUBLISHED: tuple[PublishSpec, ...] = (
    STORY,
    MODEL,
    CAMPAIGN,
    DECISION,
    DOCUMENT,
    PLAN,
    UNIT,
    LOCALITY,
    AWARD,
    SECTOR,
    PRIORITY_GROUP,
    COUNCIL,
    LEGAL_ACT,
)
"""Every kind of which more is published than pages, in the order in which search and open data tell of them."""

_BY_COLLECTION: Mapping[str, PublishSpec] = {
    **{kind.collection: PublishSpec(kind.record) for kind in KINDS},
    **{spec.collection: spec for spec in PUBLISHED},
}


def spec_of(collection: str) -> PublishSpec:
    """Return how the records of a collection are published; an empty one where they have but a page, or none."""
    return _BY_COLLECTION[collection]
