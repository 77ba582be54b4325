"""The search in a browser: its twin of our syllables, and queries as people type them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.core.syllables import fnv1a_32, syllables
from generator.core.text import TONES
from generator.engine.project import publish, read_project
from generator.engine.shell import render_site
from tests.making import copy_sample, holding, naughty_strings, sample_site, story
from tests.scripts import SEARCH, SYLLABLES
from tests.serving import served
from tests.test_name_index import decision_of
from tests.test_search_index import items

WORDS = [
    "Đặng Văn Lâm",
    "hoà bình",
    "hòa bình",
    "1234/QĐ-UBND",
    "ST25",
    "Ủy ban",
    "uỷ ban",
    "ÂM ẦM",
    "quốc",
    "Ðà",
    "日本 x",
]


@pytest.fixture(scope="module")
def site_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = copy_sample(tmp_path_factory.mktemp("search"))
    project = read_project(root)
    more = {**project.archive.decisions, "qd-lon": decision_of(["Đỗ Thị Đạt", "Võ Thị Đạt", "Đỗ Thị Đạt"])}
    many = {f"viec-{n}": story(id=f"viec-{n}", title=f"Việc nghĩa hằng ngày {n}") for n in range(24)}
    stories = {**project.archive.stories, **many}
    archive = holding(project.archive, decisions=more, stories=stories)
    render_site(publish(replace(project, archive=archive)), root / "site")
    with served(root / "site") as address:
        yield address


@pytest.fixture
def page(chromium: Browser, site_address: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=site_address, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert [s for s in said if "404" not in s] == []


def settled(page: Page) -> None:
    """Wait until the list says that all that was asked for stands in it."""
    expect(page.locator(".dh-find ol")).to_have_attribute("aria-busy", "false")


def type_into(page: Page, text: str) -> list[str]:
    page.goto("/tra-cuu/")
    page.fill("#tim", text)
    page.keyboard.press("Enter")
    expect(page.locator(".dh-find [role=status]")).to_have_text(re.compile("kết quả|Không"))
    settled(page)
    return page.locator(".dh-find ol li h2").all_inner_texts()


@pytest.mark.browser
def test_the_browser_reads_syllables_as_we_do(page: Page) -> None:
    words = list(WORDS)
    words += [w for w in naughty_strings() if w.isascii() or w.isalpha()][:260]
    page.goto("/tra-cuu/")
    theirs = page.evaluate(f"async words => {{ {SYLLABLES} return words.map(word => syllables(word)); }}", words)
    ours = [[list(s) for s in syllables(w)] for w in words]
    assert theirs == ours
    tokens = [s[0] for w in words for s in syllables(w)]
    numbers = page.evaluate(f"async tokens => {{ {SYLLABLES} return tokens.map(numberOf); }}", tokens)
    assert numbers == [fnv1a_32(token) for token in tokens]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("Nguyễn Văn Một", "Ông Nguyễn Văn Một"),
        ("nguyen van mot", "Ông Nguyễn Văn Một"),
        ("NGUYỄN VĂN MỘT", "Ông Nguyễn Văn Một"),
        (unicodedata.normalize("NFD", "nguyễn văn một"), "Ông Nguyễn Văn Một"),
        ("phường đông", "Phường Đông"),
        ("Dong", "Phường Đông"),
        ("12/QĐ-UBND", "Quyết định số 12/QĐ-UBND"),
        ("12 qd ubnd", "Quyết định số 12/QĐ-UBND"),
        ("đuối nước trên sông", "Ông Nguyễn Văn Một"),
        ("duoi nuoc tren", "Ông Nguyễn Văn Một"),
        ("quận trung", "Quận Trung"),
    ],
)
def test_queries_as_people_type_them(page: Page, asked: str, first: str) -> None:
    titles = type_into(page, asked)
    assert titles
    assert titles[0].startswith(first)


@pytest.mark.browser
def test_any_query_gets_an_answer(page: Page) -> None:
    for asked in ("<script>alert(1)</script>", "'\"--", "%00", "日本語", "🙂", "a" * 10_000, "  ", "/", "zzzz qqqq"):
        page.goto("/tra-cuu/")
        page.evaluate(
            "t => { const f = document.querySelector('.dh-findform'); f.elements.q.value = t; f.requestSubmit(); }",
            asked,
        )
        settled(page)
        assert page.locator(".dh-find script, .dh-find ol li img:not(.dh-find__cover)").count() == 0
        assert "Chưa tải" not in page.inner_text(".dh-find [role=status]")
    assert "Không tìm thấy gì cho “zzzz qqqq”" in page.inner_text(".dh-find [role=status]")


@pytest.mark.browser
def test_facets_count_combine_and_stay_in_the_address(page: Page) -> None:
    page.goto("/tra-cuu/")
    page.wait_for_selector("#loc-nam-2025")
    page.check("#loc-nam-2025")
    page.wait_for_url("**/tra-cuu/?nam=2025")
    settled(page)
    both = page.locator(".dh-find ol li").count()
    counted = page.locator("label[for=loc-nam-2025] b").inner_text()
    assert both == int(counted) > 0
    page.check("#loc-linh-vuc-nong-nghiep")
    page.wait_for_url("**linh-vuc=nong-nghiep&nam=2025")
    settled(page)
    assert 0 < page.locator(".dh-find ol li").count() <= both
    page.go_back()
    page.wait_for_url("**/tra-cuu/?nam=2025")
    settled(page)
    assert page.locator(".dh-find ol li").count() == both
    page.goto("/tra-cuu/?dia-phuong=quan-trung")
    page.wait_for_selector(".dh-find ol li h2")
    assert "Nguyễn Văn Một" in page.inner_text(".dh-find ol")


@pytest.mark.browser
def test_back_leads_from_search_to_search(page: Page) -> None:
    page.goto("/tra-cuu/")
    for asked in ("van mot", "quan trung"):
        page.fill("#tim", asked)
        page.wait_for_url(f"**/tra-cuu/?q={asked.replace(' ', '+')}")  # typing alone already searches
        page.press("#tim", "Enter")
        settled(page)
    page.go_back()
    expect(page).to_have_url(re.compile("q=van\\+mot"))
    expect(page.locator("#tim")).to_have_value("van mot")
    page.goto("/tra-cuu/?linh-vuc=khong-co")
    expect(page.locator(".dh-find [role=status]")).to_contain_text("điều kiện lọc")


@pytest.mark.browser
def test_the_box_in_the_header_opens_by_key_and_leads_to_results(page: Page) -> None:
    page.goto("/gioi-thieu/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "tim-dau-trang"
    page.keyboard.press("Escape")
    assert page.locator(".dh-headsearch").is_hidden()
    page.click("[data-find]")
    page.keyboard.type("van mot")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tra-cuu/?q=van+mot")
    page.wait_for_selector(".dh-find ol li mark")


@pytest.mark.browser
def test_a_name_is_looked_up_in_the_lists(page: Page) -> None:
    page.goto("/tra-cuu/danh-sach/")
    page.fill("#ten", "dat do thi")
    page.keyboard.press("Enter")
    page.wait_for_selector(".dh-lookup tbody tr")
    assert page.locator(".dh-lookup tbody tr").count() == 2
    assert "2 dòng khớp tên" in page.inner_text(".dh-lookup [role=status]")
    page.click(".dh-lookup tbody tr >> nth=1 >> td:last-child a")
    page.wait_for_url("**/quyet-dinh/qd-lon/#dong-3")
    page.goto("/tra-cuu/danh-sach/?q=thi+dat")
    page.click("text=Võ Thị Đạt")
    page.wait_for_selector(".dh-lookup tbody tr")
    page.goto("/tra-cuu/danh-sach/?q=ddox+thij+ddatj")
    page.click("[data-near] a >> text=do thi dat")
    page.wait_for_selector(".dh-lookup tbody tr")
    page.goto("/tra-cuu/danh-sach/?q=vu+thi+dat")
    page.click("[data-near] a >> text=vo thi dat")
    page.wait_for_selector(".dh-lookup tbody tr")
    page.goto("/tra-cuu/danh-sach/?q=Nobody+Here")
    expect(page.locator(".dh-lookup [role=status]")).to_contain_text("Chưa có “Nobody Here”")


@pytest.mark.browser
def test_without_scripts_the_page_says_so_and_the_lists_serve(chromium: Browser, site_address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=site_address)
    page = context.new_page()
    page.goto("/tra-cuu/")
    assert "tắt JavaScript" in page.inner_text("noscript")
    assert page.locator(".dh-findform").is_hidden()
    assert page.locator(".dh-facets a").count() >= 8
    context.close()


# ---- what people type when the keyboard, the memory or the region differ ----

_TELEX = {"â": "aa", "ă": "aw", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
_VNI = {"â": "a6", "ă": "a8", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}


def typed_raw(text: str, letters: dict[str, str], tones: str, at_end: bool) -> str:
    """Return the keys pressed for a text with the Vietnamese keyboard off: the tone after its vowel, or at the end."""
    words = []
    for word in text.lower().split():
        keys, tone = "", ""
        for part in unicodedata.normalize("NFC", word):
            bare = unicodedata.normalize("NFD", part)
            mark = next((tones[TONES.index(m)] for m in bare if m in TONES), "")
            plain = unicodedata.normalize("NFC", "".join(m for m in bare if m not in TONES))
            keys += letters.get(plain, plain) + ("" if at_end else mark)
            tone = mark or tone
        words.append(keys + (tone if at_end else ""))
    return " ".join(words)


def slips(name: str) -> Iterator[str]:
    """Yield how people type a name of several words and mean it."""
    bare = " ".join(syllable for syllable, _ in syllables(name))
    yield bare.replace(" ", "")
    yield bare.replace(" ", "", 1)
    yield bare[:-1] if len(bare.split()[-1]) > 2 else bare
    for at_end in (False, True):
        yield typed_raw(name, _TELEX, "frxsj", at_end)
        yield typed_raw(name, _VNI, "23415", at_end)
    words = name.split()
    yield f"{words[-1]} của {' '.join(words[:-1])}" if len(words) > 2 else bare
    longest = max(bare.split(), key=len)
    if len(longest) > 4:
        swapped = longest[:1] + longest[2] + longest[1] + longest[3:]
        yield bare.replace(longest, swapped)


@pytest.mark.browser
def test_every_name_is_found_however_it_is_typed(page: Page) -> None:
    """Joined, half joined, unfinished, telex and VNI with the keyboard off, words turned, letters swapped."""
    asked = [
        (typed, key)
        for record, key, text, words in items(sample_site())
        for name in {text.name, *(w for w in words.get("h", ()) if record.collection in ("units", "localities"))}
        if len(name.split()) > 1 and name.replace(" ", "").isalpha()
        for typed in slips(name)
    ]
    assert len(asked) > 80
    page.goto("/tra-cuu/")
    found = page.evaluate(
        f"""async queries => {{
          {SEARCH}
          const search = new Search(new Files("../tim/"));
          const all = [];
          for (const query of queries) {{
            const f = await search.find(query);
            all.push([f.how, f.instead || "", f.keys.slice(0, 30)]);
          }}
          return all;
        }}""",
        [typed for typed, _ in asked],
    )
    lost = [
        (typed, how, instead)
        for (typed, key), (how, instead, keys) in zip(asked, found, strict=True)
        if key not in keys
    ]
    assert lost == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("nguyenvanmot", "Ông Nguyễn Văn Một"),
        ("nguyeenx vawn mootj", "Ông Nguyễn Văn Một"),
        ("cu nguoi duoi nuoc", "Ông Nguyễn Văn Một"),
        ("bang khen chu tich", "Bằng khen của Chủ tịch"),
        ("quyết định 2025", "Quyết định số 12/QĐ-UBND"),
    ],
)
def test_a_query_that_finds_nothing_is_tried_otherwise_and_says_so(page: Page, asked: str, first: str) -> None:
    titles = type_into(page, asked)
    assert any(title.startswith(first) for title in titles), titles
    assert asked in page.inner_text(".dh-find [role=status]")


@pytest.mark.browser
@pytest.mark.parametrize("asked", ["3787/QĐ-UBND", "quyết định số 3787", "3787"])
def test_a_number_that_is_not_in_the_register_says_so_and_shows_no_other(page: Page, asked: str) -> None:
    page.goto(f"/tra-cuu/?q={asked}")
    status = page.locator(".dh-find [role=status]")
    expect(status).to_contain_text(f"Sổ chưa có văn bản nào số “{asked}”")
    assert page.locator(".dh-find ol li").count() == 0


@pytest.mark.browser
def test_a_slip_offers_what_else_may_have_been_meant_as_links(page: Page) -> None:
    """What an unfinished word may also become, and was not shown, is a link that searches for it."""
    page.goto("/tra-cuu/?q=nguyen+m")
    page.wait_for_selector(".dh-find ol li h2")
    links = page.locator("[data-also] a")
    expect(links).not_to_have_count(0)
    text = links.first.inner_text()
    assert text.startswith("nguyen m")
    links.first.click()
    expect(page.locator("#tim")).to_have_value(text)
    page.wait_for_selector(".dh-find ol li h2")
    expect(page.locator(".dh-find [role=status]")).to_have_text(re.compile(r"\d+ kết quả"))


@pytest.mark.browser
def test_an_empty_query_is_answered_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto("/tra-cuu/?q=")
    expect(page.locator(".dh-find [role=status]")).to_contain_text("Gõ tên người")


@pytest.mark.browser
def test_back_returns_to_the_very_place_in_a_list(page: Page) -> None:
    page.goto("/tra-cuu/?q=viec+nghia")
    expect(page.locator(".dh-find ol li h2 a")).to_have_count(10)
    settled(page)
    before = 10
    while page.locator("[data-more]").is_visible():
        page.click("[data-more]")
        settled(page)
    shown = page.locator(".dh-find ol li").count()
    assert shown > before, "the sample has more results than one part"
    last = page.locator(".dh-find ol li h2 a").nth(shown - 1)
    title = last.inner_text()
    last.scroll_into_view_if_needed()
    at = page.evaluate("scrollY")
    assert at > 400
    last.click()
    page.wait_for_selector("main h1")
    page.go_back()
    expect(page.locator(".dh-find ol li h2 a")).to_have_count(shown)
    expect(page.locator(".dh-find ol li h2 a").nth(shown - 1)).to_have_text(title)
    expect(page.locator(".dh-find ol li h2 a").nth(shown - 1)).to_be_in_viewport()


@pytest.mark.browser
def test_results_that_could_not_be_fetched_are_asked_for_again(chromium: Browser, site_address: str) -> None:
    """What stands in the list stays, the reader is told, and the button is there again."""
    page = chromium.new_page(base_url=site_address)
    page.goto("/tra-cuu/?q=viec+nghia")
    expect(page.locator(".dh-find ol li h2 a")).to_have_count(10)
    settled(page)
    page.route("**/*", lambda route: route.abort())
    page.click("[data-more]")
    expect(page.locator(".dh-find [role=status]")).to_contain_text("Chưa tải")
    settled(page)
    stood = page.locator(".dh-find ol li h2 a").all_inner_texts()
    assert len(stood) >= 10
    page.unroute("**/*")
    page.click("[data-more]")
    settled(page)
    after = page.locator(".dh-find ol li h2 a").all_inner_texts()
    assert after[: len(stood)] == stood
    assert len(set(after)) == len(after) > len(stood)
    page.close()


@pytest.mark.browser
def test_after_a_search_by_enter_the_results_are_next_for_the_keyboard(page: Page) -> None:
    page.goto("/")
    page.fill("input[name=q] >> visible=true", "van mot")
    page.keyboard.press("Enter")
    page.wait_for_selector(".dh-find ol li h2 a")
    expect(page.locator(".dh-find [role=status]:focus")).to_have_count(1)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.dh-find__results') !== null")
    page.fill("#tim", "quan trung")
    page.keyboard.press("Enter")
    expect(page.locator(".dh-find [role=status]:focus")).to_have_count(1)


@pytest.mark.browser
def test_the_filter_of_a_list_keeps_what_is_asked_in_the_address(page: Page) -> None:
    page.goto("/dien-hinh/")
    page.fill("#loc", "van mot")
    page.locator("[data-key]:visible a").first.click()
    page.wait_for_selector("main h1")
    page.go_back()
    expect(page.locator("#loc")).to_have_value("van mot")
    assert page.url.endswith("?q=van+mot")
