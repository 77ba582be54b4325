"""Linked data and what a link shown elsewhere needs, judged by extruct and a parser of HTML."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from tests.faces import Faces, graph_of, head_of, real

REQUIRED = {
    "WebPage": {"url", "name", "publisher", "isPartOf"},
    "CollectionPage": {"url", "name", "publisher", "isPartOf"},
    "WebSite": {"url", "name"},
    "GovernmentOrganization": {"name", "url"},
    "Organization": {"name"},
    "BreadcrumbList": {"itemListElement"},
    "Article": {
        "headline",
        "datePublished",
        "dateModified",
        "author",
        "publisher",
        "image",
        "about",
        "mainEntityOfPage",
    },
    "Person": {"name"},
    "LearningResource": {"name", "learningResourceType", "publisher", "datePublished", "image"},
    "Event": {"name", "description", "url"},
    "Legislation": {"name", "legislationIdentifier", "legislationPassedBy"},
    "Dataset": {"name", "description", "license", "creator", "distribution"},
}


KINDS_OF = {"stories": "Article", "models": "LearningResource", "campaigns": "Event"}


def test_linked_data_of_every_page_is_whole(faces: Faces) -> None:
    seen = set()
    for path, content in faces.files.items():
        if not path.endswith(".md"):
            continue
        nodes = graph_of(content)
        known = {node["@id"] for node in nodes if "@id" in node}
        for node in nodes:
            kinds = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
            seen.update(kinds)
            for kind in kinds:
                assert REQUIRED.get(kind, set()) - {"legislationIdentifier"} <= node.keys(), (path, kind)
            for value in referred(node):
                assert value in known or value.endswith("/"), (path, value)
    assert seen & {"GovernmentOrganization", "Organization"}
    if faces is not real():  # what the real records hold is for those who write them
        assert REQUIRED.keys() - {"GovernmentOrganization", "Organization", "Person"} <= seen


def referred(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.keys() == {"@id"}:
            yield value["@id"]
        for inner in value.values():
            yield from referred(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from referred(inner)


def test_the_linked_data_of_a_story_says_who_was_awarded_what(faces: Faces) -> None:
    archive = faces.site.archive
    for story in archive.public_stories:
        nodes = {
            node["@type"] if isinstance(node["@type"], str) else node["@type"][0]: node
            for node in graph_of(faces.files[f"dien-hinh/{story.id}/index.md"])
        }
        assert nodes["Article"]["headline"] == story.title
        kind = "Person" if story.kind == "individual" or story.members else "Organization"
        subject = nodes[kind]
        assert subject["name"] in {story.name, *(member.name for member in story.members)}
        assert any(story.awards[0].as_printed in award for award in subject["award"])


def test_a_link_shown_elsewhere_has_all_it_needs(faces: Faces) -> None:
    """What a reader of Open Graph takes from the head; title and description come from the theme."""
    for path, content in faces.files.items():
        if path.endswith(".md"):
            parsed = LexborHTMLParser(f"<head>{head_of(content)}</head>")
            named = {m.attributes.get("property"): m.attributes.get("content") for m in parsed.css("meta[property]")}
            assert named.keys() >= {"og:image", "og:image:width", "og:image:height", "og:image:alt"}, path
            image = urlsplit(named["og:image"] or "").path.lstrip("/")
            assert image in {output.path for output in faces.artifacts}, (path, image)
