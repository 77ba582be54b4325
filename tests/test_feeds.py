"""Feeds and the calendar, judged by feedparser, icalendar and the rules of JSON Feed."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
from icalendar import Calendar
from jsonschema import Draft202012Validator

from generator.engine.project import publish, read_project
from tests.faces import Faces, alternates, head_of
from tests.making import copy_sample

JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": {"type": "string", "format": "uri"},
        "feed_url": {"type": "string", "format": "uri"},
        "language": {"type": "string"},
        "authors": {
            "type": "array",
            "items": {
                "type": "object",
                "minProperties": 1,
                "properties": {"name": {"type": "string"}, "url": {"type": "string"}},
            },
        },
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_html"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": {"type": "string", "format": "uri"},
                    "title": {"type": "string"},
                    "content_html": {"type": "string"},
                    "summary": {"type": "string"},
                    "image": {"type": "string", "format": "uri"},
                    "date_published": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$"},
                    "date_modified": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "language": {"type": "string"},
                },
            },
        },
    },
}
"""The rules of jsonfeed.org/version/1.1 for what we write; nothing else may stand in a feed."""


def test_every_feed_is_read_whole_by_feedparser(faces: Faces) -> None:
    feeds = list(faces.under("feeds/", ".xml"))
    assert feeds
    held = 0
    for path, content in feeds:
        read = feedparser.parse(content)
        assert read.bozo == 0, (path, read.get("bozo_exception"))
        assert read.version == "atom10"
        assert read.feed.title
        assert read.feed.id
        assert read.feed.updated
        ids = [entry.id for entry in read.entries]
        assert len(set(ids)) == len(ids), path
        days = [entry.published for entry in read.entries if "published" in entry]
        assert days == sorted(days, reverse=True), path
        for entry in read.entries:
            held += 1
            assert entry.title
            assert entry.link.startswith(faces.site.absolute("/"))
            assert entry.content[0].value
    assert held


def test_every_json_feed_keeps_to_the_rules_and_says_what_the_atom_one_says(faces: Faces) -> None:
    checker = Draft202012Validator(JSON_FEED)
    for path, content in faces.under("feeds/", ".json"):
        feed = json.loads(content)
        assert list(checker.iter_errors(feed)) == [], path
        atom = feedparser.parse(faces.files[path.removesuffix("json") + "xml"])
        assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]


def test_every_feed_is_announced_on_its_page_and_nowhere_else(faces: Faces) -> None:
    announced = set()
    for path, content in faces.files.items():
        if path.endswith(".md"):
            for kind, address in alternates(head_of(content), path):
                if kind in {"application/atom+xml", "application/feed+json"}:
                    assert address in faces.files, (path, address)
                    announced.add(address)
    assert announced == {path for path, _ in faces.under("feeds/") if not path.endswith(".ics")}


def test_the_calendar_is_read_by_icalendar(faces: Faces) -> None:
    calendar = Calendar.from_ical(faces.files["feeds/phong-trao.ics"])
    events = calendar.walk("VEVENT")
    dated = [c for c in faces.site.archive.campaigns.values() if c.period_from]
    assert [str(event["SUMMARY"]) for event in events] == [
        re.sub(r"[\x00-\x1f]", "", c.short_name).strip() for c in dated
    ]
    for event, campaign in zip(events, dated, strict=True):
        assert campaign.period_from is not None
        begins: Any = event["DTSTART"]
        assert begins.dt == campaign.period_from.earliest
        assert event.errors == []
    for line in faces.files["feeds/phong-trao.ics"].split(b"\r\n"):
        assert len(line) <= 75


def test_the_time_zone_of_feeds_is_the_setting_s(tmp_path: Path) -> None:
    project = read_project(copy_sample(tmp_path))
    settings = project.settings.model_copy(update={"time_zone": "-03:00"})
    feeds = [o for o in publish(replace(project, settings=settings)).artifacts if o.path.startswith("feeds/dien-hinh")]
    contents = b"".join(content for output in feeds for content in output.contents)
    assert b"T00:00:00-03:00" in contents
    assert b"+07:00" not in contents
