"""Long lists: the pages by year and month that hold all of one."""

from generator.publish.pages.listing import paginate
from tests.test_plan import site_of


def test_a_long_list_falls_into_parts_that_hold_all_of_it() -> None:
    """In its order; and what is known of the parts of a part is what would be found out."""
    site = site_of(240)
    every = site.archive.public_stories
    whole = paginate(site, "/x/", every)
    assert len(whole.pages) == 20
    assert sorted(s.id for part in whole.pages for s in part.records) == sorted(s.id for s in every)
    ranks = {story.id: number for number, story in enumerate(every)}
    for part in whole.pages:
        places = [ranks[each.id] for each in part.records]
        assert places == sorted(places)
        known = paginate(site, part.address, part.records, part.calendar)
        assert known == paginate(site, part.address, part.records)
        assert [chip[2] for chip in known.subpages] == [len(month.records) for month in known.pages]
    assert {part.address.split("/")[-2] for year in whole.pages for part in paginate(site, "", year.records).pages} > {
        "thang-01",
        "thang-12",
    }
