"""The page of a campaign: its own examples are counted, who answers a clause before or beside it stands apart."""

from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from generator.engine.project import publish, read_project
from tests.making import copy_sample


def test_who_only_answers_a_clause_is_no_member(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    archive = read_project(root).archive
    campaign = next(c for c in archive.campaigns.values() if any(part.clause for part in c.contents))
    content = next(part for part in campaign.contents if part.clause)
    answering = {each.id for each in archive.by_clause.get(content.clause or "", ())}
    members = {each.id for each in archive.by_campaign.get(campaign.id, ())}
    assert answering - members, "or the page has nothing to tell apart"
    page = next(
        a for a in publish(read_project(root)).artifacts if a.is_page and a.address == f"/phong-trao/{campaign.id}/"
    )
    shown = LexborHTMLParser(page.content.decode())
    glance = [each.text() for each in shown.css(".dh-glance dd strong")]
    assert glance == ([str(len(members))] if members else [])
    fold = shown.css_first(f"#noi-dung-{content.code} summary")
    assert fold is not None
    assert f"{len(answering)} việc làm theo điều này" in fold.text()
    assert "kể cả trước hoặc ngoài phong trào" in fold.text()
