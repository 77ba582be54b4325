"""Addresses that lead on, as each host reads its own file: one hop, to something that is there, for all that moved."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.engine.project import Publication, publish, read_project
from generator.publish.redirects import MOST_STATIC, _static_host_rules, aliases
from generator.staff.rename import merge, rename
from tests.making import copy_sample

MOVED = {
    "/dien-hinh/nguyen-van-mot/": "/dien-hinh/ong-mot/",
    "/mo-hinh/va-duong/": "/mo-hinh/va-duong-lang/",
    "/phong-trao/thi-dua-mau/": "/phong-trao/thi-dua-mau-moi/",
    "/dien-hinh/to-va-duong/": "/dien-hinh/doi-hien-mau/",
}


@pytest.fixture(scope="module", params=["cloudflare", "netlify"])
def moved(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> tuple[str, Publication]:
    """A project with a renamed story, model and campaign and a merged story, for a host of static sites."""
    root = copy_sample(tmp_path_factory.mktemp("moved"))
    config = root / "mkdocs.yml"
    text = config.read_text("utf-8").replace("  dienhinh:\n", f"  dienhinh:\n    static_host: {request.param}\n", 1)
    config.write_text(text, "utf-8")
    for old, new in MOVED.items():
        change = (merge if new.endswith("doi-hien-mau/") else rename)(root, old.split("/")[2], new.split("/")[2])
        change.apply(root)
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    return request.param, publication


def files(publication: Publication) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for output in publication.artifacts:
        if not output.path.endswith(".jpg"):
            found.update(zip(output.files, output.contents, strict=True))
    return found


def answers(known: dict[str, bytes], address: str) -> bool:
    path = address.lstrip("/")
    return any(each in known for each in (path, f"{path}index.html", f"{path}index.md"))


def wanted() -> Iterator[tuple[str, str]]:
    for old, new in MOVED.items():
        yield from aliases(old, new)


def static(host: str, rules: str, known: dict[str, bytes], asked: str) -> str:
    """Return where a host of static sites sends an address: the first rule that fits, by that host's own rules."""
    for row in rules.splitlines():
        source, target, code = row.split(" ")
        forced = code.endswith("!")
        assert code.rstrip("!") == "301"
        assert host == "netlify" or not forced, "Cloudflare Pages does not know the sign"
        splat = asked[len(source) - 1 :] if source.endswith("*") and asked.startswith(source[:-1]) else None
        if asked != source and splat is None:
            continue
        if host == "netlify" and not forced and answers(known, asked):
            return asked
        return target.replace(":splat", splat or "")
    return asked


def test_the_file_of_a_static_host_sends_every_address_on_in_one_hop(moved: tuple[str, Publication]) -> None:
    host, publication = moved
    known = files(publication)
    rules = known["_redirects"].decode()
    pairs = list(wanted())
    assert len(pairs) > 12
    for old, new in pairs:
        there = static(host, rules, known, old)
        assert there == new, old
        assert answers(known, there), there
        assert static(host, rules, known, there) == there, "one hop"


@pytest.mark.parametrize(
    ("name", "row"), [(".htaccess", r"RedirectMatch 301 (\S+) (\S+)"), ("redirects.map", r"(\S+) (\S+);")]
)
def test_apache_and_nginx_send_every_address_on_in_one_hop(moved: tuple[str, Publication], name: str, row: str) -> None:
    known = files(moved[1])
    rules = [found.groups() for line in known[name].decode().splitlines() if (found := re.fullmatch(row, line.strip()))]
    assert rules

    def sent(asked: str) -> str:
        for pattern, target in rules:
            regex = pattern.removeprefix("~").replace("(?<", "(?P<")
            if not pattern.startswith(("~", "^")):
                if asked == pattern:
                    return str(target)
            elif match := re.search(regex, asked):
                return (
                    str(target)
                    .replace("$1", match[1] if match.groups() else "")
                    .replace("$rest", match.groupdict().get("rest", ""))
                )
        return asked

    for old, new in wanted():
        assert (sent(old), sent(new)) == (new, new), old
    kit = sent("/dien-hinh/nguyen-van-mot/bo-bao-chi.zip")
    assert kit == "/dien-hinh/ong-mot/bo-bao-chi.zip"
    assert answers(known, kit)


def test_nothing_in_a_long_file_is_beyond_what_the_host_reads() -> None:
    """Cloudflare Pages: 2 000 rules without a `*`, which come first, and 100 with one."""
    pairs = [pair for n in range(380) for pair in aliases(f"/dien-hinh/cu-{n}/", f"/dien-hinh/moi-{n}/")]
    rows = _static_host_rules("", pairs).splitlines()
    stars = [at for at, row in enumerate(rows) if "*" in row]
    assert len(stars) == MOST_STATIC == 100
    assert stars == list(range(len(rows) - len(stars), len(rows)))
    plain = [row.split(" ")[0] for row in rows[: stars[0]]]
    assert len(plain) == len(set(plain)) == len(pairs)
    assert len(plain) < 2000, "the test is of a file the host reads whole"


def test_every_entry_of_a_feed_keeps_its_id_through_a_rename(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)

    def ids() -> dict[str, set[str]]:
        found = {}
        for path, content in files(publish(read_project(root))).items():
            if path.startswith("feeds/") or path.endswith(".ics"):
                text = content.decode()
                said = re.findall(r"<id>([^<]+)</id>", text) + re.findall(r'"id": ?"([^"]+)"', text)
                said += re.findall(r"^UID:(.+)$", text.replace("\r\n ", "").replace("\r", ""), re.MULTILINE)
                found[path.replace("mau-moi", "mau")] = set(said)
        return found

    before = ids()
    assert any("/dien-hinh/nguyen-van-mot/" in each for path in before for each in before[path])
    rename(root, "nguyen-van-mot", "ong-mot").apply(root)
    after = ids()
    assert after == before
    rename(root, "ong-mot", "ong-mot-nua").apply(root)
    rename(root, "thi-dua-mau", "thi-dua-mau-moi").apply(root)
    assert ids() == before


def test_no_feed_of_a_place_unit_or_award_is_empty(tmp_path: Path) -> None:
    known = files(publish(read_project(copy_sample(tmp_path))))
    feeds = {
        path: content.decode() for path, content in known.items() if path.startswith("feeds/") and path.endswith(".xml")
    }
    assert len(feeds) > 5
    of_places = [path for path in feeds if path.startswith(("feeds/dia-phuong/", "feeds/don-vi/"))]
    assert of_places
    assert [path for path in of_places if "<entry>" not in feeds[path]] == []
