"""Addresses that are no pages any more: each answers, by leading on in one hop (CONTRIBUTING/promises.md#addresses).

A record's own address leads where the ledger says. A page that only held a part of another (a year of
a long list, a further part of a decision) leads to what it was a part of.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from generator.archive.ledger import FILE, Ledger
from generator.archive.source_files import RESERVED_IDS
from generator.core.dates import parse_date
from generator.core.problem import Problem, make_problem
from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.http_headers import headers_file, htaccess
from generator.publish.pages.exemplars import notice_page
from generator.publish.routes import API, PREFIX, card_route, feed_route, relative_url
from generator.records.kinds import kind_of


def is_record_route(address: str) -> bool:
    """Tell whether an address is a record's own: `/dien-hinh/x/`, not a list or a part of it."""
    collection, _, rest = address.strip("/").partition("/")
    deep = {prefix for prefix in PREFIX.values() if prefix.count("/") > 2}
    if any(address.startswith(prefix) and address.count("/") == prefix.count("/") + 1 for prefix in deep):
        return True
    return f"/{collection}/" in PREFIX.values() and rest not in {"", *RESERVED_IDS} and "/" not in rest


def resolve_redirects(ledger: Ledger, answered: frozenset[str]) -> dict[str, str]:
    """Return where each address of the ledger leads that is no page; those that lead nowhere are left out."""
    found = {}
    for address in ledger.addresses - answered:
        target = (
            ledger.redirects.get(address)
            or _redirected_ancestor(ledger, address)
            or _nearest_ancestor(address, answered)
        )
        if target is not None and target not in answered:
            target = _nearest_ancestor(target, answered)
        if target is not None:
            found[address] = target
    return found


def _redirected_ancestor(ledger: Ledger, address: str) -> str | None:
    """Return where a part of a page that moved stands now, as far as is known: with the page."""
    above = address
    while above.count("/") > 2:
        above = above[: above.rstrip("/").rindex("/") + 1]
        if above in ledger.redirects:
            return ledger.redirects[above] + address.removeprefix(above)
    return None


def _nearest_ancestor(address: str, answered: frozenset[str]) -> str | None:
    """Return the nearest page above an address, unless it is a record's own: that one was the record's."""
    while not is_record_route(address) and address != "/":
        address = address[: address.rstrip("/").rindex("/") + 1]
        if address in answered:
            return address if address != "/" else None
    return None


def broken_routes(ledger: Ledger, answered: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for every address that was published and would answer no more."""
    leads = resolve_redirects(ledger, answered)
    for address in sorted(ledger.addresses - answered - leads.keys()):
        yield make_problem(FILE, ledger.lines.get(address, 1), "", "rule.address-lost", address=address)


def tombstones(site: SiteContext, answered: frozenset[str], absent: frozenset[str]) -> Iterator[Artifact]:
    """Yield a notice for every address whose record is not there: it was withdrawn, or is left out of this build."""
    ledger = site.ledger
    for address in sorted((ledger.addresses - answered) & (ledger.withdrawn.keys() | absent)):
        day = ledger.withdrawn.get(address)
        when = parse_date(day) if day else None
        yield notice_page(site, address, day=when.short if when else "")


def redirect_artifacts(site: SiteContext, answered: frozenset[str]) -> Iterator[Artifact]:
    """Yield a page for every address that leads on, and the maps for servers."""
    leads = resolve_redirects(site.ledger, answered)
    for old, new in sorted(leads.items()):
        yield Artifact(f"{old.lstrip('/')}index.html", partial(_redirect_page, site, old, new))
    maps = sorted((old, new) for old, new in leads.items() if is_record_route(old))
    pairs = [pair for old, new in maps for pair in aliases(old, new)]
    yield Artifact("_headers", headers_file)
    yield Artifact(".htaccess", partial(_apache_rules, pairs))
    forced = "!" if site.settings.static_host == "netlify" else ""
    yield Artifact("_redirects", partial(_static_host_rules, forced, pairs))
    yield Artifact("redirects.map", partial(nginx_map, pairs))


def _redirect_page(site: SiteContext, old: str, new: str) -> str:
    made: str = site.templates.get_template("moved.html.j2").render(
        there=relative_url(old, new), refresh=f"0; url={relative_url(old, new)}", whole=site.absolute(new), shown=new
    )
    return made


def aliases(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield every address of a record's own that moves with its page: the page, its JSON, its card, its feeds.

    What lies beneath the page (`bo-bao-chi.zip`, `v/…`) moves with it: an address that ends in a slash stands for
    all that begins with it.
    """
    yield old, new
    yield f"{API}{old.rstrip('/')}.json", f"{API}{new.rstrip('/')}.json"
    collection = next(
        (collection for collection, prefix in PREFIX.items() if old.startswith(prefix) and new.startswith(prefix)), ""
    )
    kind = kind_of(collection) if collection else None
    if kind is not None and kind.embed_prefix:
        yield card_route(old), card_route(new)
    if kind is not None and kind.has_feed:
        for form in ("xml", "json"):
            yield feed_route(old, form), feed_route(new, form)


MOST_STATIC = 100
"""Rules with a `*` that Cloudflare Pages takes in one `_redirects`; it takes 2 000 without, which come first."""

Pairs = Sequence[tuple[str, str]]


def _static_host_rules(forced: str, pairs: Pairs) -> str:
    """Return `_redirects`, which Netlify and Cloudflare Pages read from the top; the first rule that fits counts.

    Netlify follows a rule where a page stands, as ours does, only if it is `forced` by "!", which Cloudflare does
    not know. The page itself is named without a `*`: Cloudflare counts every rule after the first `*` as one of
    the few. What lies beneath comes last, as far as that goes: a convenience, for the pages answer all the same.
    """
    plain = [f"{old} {new} 301{forced}" for old, new in pairs]
    beneath = [f"{old}* {new}:splat 301{forced}" for old, new in pairs if old.endswith("/")]
    return "".join(f"{row}\n" for row in (*plain, *beneath[:MOST_STATIC]))


def _apache_rules(pairs: Pairs) -> str:
    rows = (
        f"RedirectMatch 301 ^{_quoted(old)}{'(.*)$' if old.endswith('/') else '$'} {new}"
        + ("$1" if old.endswith("/") else "")
        for old, new in pairs
    )
    return htaccess() + "".join(f"{row}\n" for row in rows)


def nginx_map(pairs: Pairs) -> str:
    """Return rows for a `map $uri $moved` of nginx."""
    rows = (f"~^{_quoted(old)}(?<rest>.*)$ {new}$rest;" if old.endswith("/") else f"{old} {new};" for old, new in pairs)
    return "".join(f"{row}\n" for row in rows)


def _quoted(address: str) -> str:
    """Return an address for a regular expression; ours hold letters, digits, hyphens, slashes and full stops."""
    return address.replace(".", "\\.")
