"""The pages in a real browser: width, darkness, console, third parties, the filter, the keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from generator.engine.install import build_site
from generator.engine.project import publish, read_project
from tests.making import copy_sample
from tests.serving import served

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.browser

TEMPLATES = (
    "/",
    "/dien-hinh/",
    "/dien-hinh/nguyen-van-mot/",
    "/dien-hinh/to-va-duong/",
    "/dien-hinh/tran-da-go/",
    "/dien-hinh/nam/2025/",
    "/mo-hinh/",
    "/mo-hinh/va-duong/",
    "/phong-trao/",
    "/phong-trao/thi-dua-mau/",
    "/khau/",
    "/khau/tong-ket/",
    "/linh-vuc/nong-nghiep/",
    "/dia-phuong/",
    "/dia-phuong/quan-trung/",
    "/dia-phuong/phuong-dong/",
    "/don-vi/truong-mau/",
    "/cum-khoi/khoi-mau/",
    "/hinh-thuc/bang-khen-thanh-pho/",
    "/quyet-dinh/qd-12-2025/",
    "/van-ban/chi-thi-mau/",
    "/thong-ke/",
    "/dinh-chinh/",
    "/huong-dan/truong/",
    "/huong-dan/thong-bao/",
    "/gioi-thieu/",
    "/do-phu/",
    "/phap-luat/luat-mau/",
    "/kip-thoi/",
    "/tra-cuu/?q=nguyen",
    "/tra-cuu/danh-sach/?q=nguyen",
    "/404.html",
    "/en/",
    "/en/stories/",
    "/en/stories/nguyen-van-mot/",
    "/en/models/va-duong/",
    "/en/figures/",
    "/en/awards/",
    "/en/press/",
    "/en/data/",
    "/en/about/",
    "/nhan-rong/",
    "/gioi-thieu-guong/",
    "/so-sanh/?a=va-duong",
    "/lay-y-kien/",
    "/lay-y-kien/huan-chuong-2025/",
    "/ke-hoach/",
    "/ke-hoach/ke-hoach-2025/",
    "/tieu-chi/",
    "/hoi-dong/hoi-dong-mau/",
    "/tiep-nhan/",
    "/danh-sach-cua-toi/",
)


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with served(built / "site") as found:
        yield found


def opened(chromium: Browser, url: str, width: int, scheme: str) -> tuple[Page, list[str], list[str]]:
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    return page, said, asked


@pytest.mark.parametrize("part", range(4))
def test_no_page_overflows_complains_or_asks_elsewhere(chromium: Browser, address: str, part: int) -> None:
    for number, path in enumerate(TEMPLATES[part::4]):
        page, said, asked = opened(chromium, address + path, 320, "dark" if number % 2 else "light")
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        assert said == [], path
        assert {u.split("/")[2] for u in asked if not u.startswith("data:")} == {address.split("/")[2]}, path
        assert page.evaluate("document.title.length") > 5, path
        page.context.close()


def test_text_keeps_its_contrast_in_light_and_dark(chromium: Browser, address: str) -> None:
    """WCAG 2.2 AA asks 4.5:1; checked for what stands plainly on a known ground."""
    script = """selector => {
      const rgb = c => (c.match(/[\\d.]+/g) || []).map(Number);
      const light = c => { const [r, g, b] = rgb(c).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 });
        return .2126 * r + .7152 * g + .0722 * b };
      const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
        if (c.length === 3 || c[3] === 1) return getComputedStyle(e).backgroundColor } return 'rgb(255,255,255)' };
      return [...document.querySelectorAll(selector)].filter(e => e.offsetParent).map(e => {
        const a = light(getComputedStyle(e).color), b = light(ground(e));
        return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.className + ': ' + e.textContent.trim().slice(0, 30)] }) }"""
    selectors = ".dh-kicker, .dh-lead, .dh-page p, .dh-page small, .dh-page dt, .dh-page td, .dh-page h2, .dh-page a, .dh-foot p, .dh-foot a, .dh-top b, .dh-top small"
    for scheme in ("light", "dark"):
        for path in ("/", "/dien-hinh/nguyen-van-mot/", "/mo-hinh/va-duong/", "/van-ban/chi-thi-mau/", "/thong-ke/"):
            page, _, _ = opened(chromium, address + path, 1280, scheme)
            measured = page.evaluate(script, selectors)
            assert len(measured) > 10
            weak = [(round(ratio, 2), what) for ratio, what in measured if ratio < 4.5]
            assert weak == [], (scheme, path)
            page.context.close()


def test_the_filter_ignores_accents_and_keeps_the_query_in_the_address(chromium: Browser, address: str) -> None:
    page, said, _ = opened(chromium, address + "/dien-hinh/?q=nguyen+van+mot", 360, "light")
    shown = page.locator("[data-key]:visible h3")
    assert shown.all_inner_texts() == ["Ông Nguyễn\xa0Văn\xa0Một cứu người đuối nước trên sông"]
    page.fill("#loc", "quan trung")
    assert shown.count() == 3
    page.fill("#loc", "ĐỘI HIẾN MÁU")
    assert shown.all_inner_texts() == ["Đội hiến máu đến bệnh viện trong đêm"]
    page.fill("#loc", "không có ai")
    assert shown.count() == 0
    assert page.locator("[data-filter-for] [role=status]").inner_text().startswith("Không có câu chuyện nào khớp.")
    assert said == []


def test_a_long_list_of_places_is_filtered_by_all_it_says(chromium: Browser, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    places = root / "stories" / "reference" / "localities-after.yml"
    text = places.read_text("utf-8")
    parent = re.search(r"parent: ([a-z-]+)", text)
    assert parent
    more = "".join(
        f'  - {{id: xa-them-{n}, name: "Xã Thêm Đồng {n}", type: xa, parent: {parent[1]}, valid_from: 2025-07-01}}\n'
        for n in range(20)
    )
    places.write_text(text.rstrip("\n") + "\n" + more, "utf-8")
    build_site(publish(read_project(root)), root / "site")
    with served(root / "site") as address:
        page, said, _ = opened(chromium, address + "/dia-phuong/", 360, "light")
        page.fill("#loc", "them dong 7")
        assert set(page.locator(".dh-az li:visible").all_inner_texts()) == {"Xã Thêm Đồng 7", "Xã Thêm Đồng 17"}
        assert page.locator("[data-filter-for] [role=status]").inner_text() == "2 mục khớp"
        page.fill("#loc", "zzz")
        assert page.locator(".dh-az li:visible").count() == 0
        assert said == []
        page.context.close()


def test_the_search_box_of_the_home_page_leads_to_results(chromium: Browser, address: str) -> None:
    page, _, _ = opened(chromium, address + "/", 360, "light")
    page.fill("#tim", "le thi hai")
    page.press("#tim", "Enter")
    page.wait_for_url("**/tra-cuu/?q=le+thi+hai")
    page.wait_for_selector(".dh-find ol li h2")
    assert "Hai" in page.locator(".dh-find ol li h2").first.inner_text()


def test_without_scripts_the_list_is_whole_and_the_filter_hidden(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/dien-hinh/")
    assert page.locator("[data-key]:visible").count() == 4
    assert not page.locator("#loc").is_visible()
    context.close()


def test_a_record_that_attacks_runs_nothing(chromium: Browser, address: str) -> None:
    page, said, _ = opened(chromium, address + "/dien-hinh/to-va-duong/", 1280, "light")
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.reload()
    assert page.locator("main script").count() == 0
    assert page.title().startswith('Tổ vá đường: 30 km đường *liền* mạch "><script>alert(2)</script>')
    assert page.locator("head img, body > img").count() == 0
    assert page.locator("main a[href^='javascript']").count() == 0
    assert "<script>alert(1)</script>" in page.locator("main.dh-page").inner_text()
    assert said == []


def test_the_reader_chooses_colours_size_and_contrast_and_they_last(chromium: Browser, address: str) -> None:
    page, said, _ = opened(chromium, address + "/dien-hinh/nguyen-van-mot/", 360, "light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.click("[data-display] summary")
    for name, value in (("theme", "dark"), ("size", "huge"), ("contrast", "high")):
        page.check(f"[data-display] input[name={name}][value={value}]")
    page.keyboard.press("Escape")
    page.locator(".dh-display").wait_for(state="hidden")
    shown = [page.evaluate(paper), page.evaluate("getComputedStyle(document.documentElement).fontSize")]
    assert shown[0] != light
    assert shown[1] == "22.4px"
    page.goto(address + "/mo-hinh/va-duong/")
    assert [page.evaluate(paper), page.evaluate("getComputedStyle(document.documentElement).fontSize")] == shown
    page.click("[data-display] summary")
    assert page.is_checked("[data-display] input[name=contrast][value=high]")
    page.check("[data-display] input[name=theme][value=auto]")
    assert page.evaluate(paper) == light
    assert said == []
    page.context.close()


def test_the_policy_of_the_page_refuses_what_slipped_through(chromium: Browser, address: str) -> None:
    """If escaping failed, the browser would still not run it: no inline script, no handler, no other host."""
    page, said, _ = opened(chromium, address + "/dien-hinh/nguyen-van-mot/", 1280, "light")
    answered: list[str] = []
    page.on("response", lambda response: answered.append(response.url))
    page.evaluate("""() => {
      const script = document.createElement("script"); script.textContent = "window.ran = 1"; document.body.append(script);
      const image = document.createElement("img"); image.setAttribute("onerror", "window.ran = 2");
      image.src = "https://elsewhere.example/x.png"; document.body.append(image);
      const frame = document.createElement("iframe"); frame.src = "https://elsewhere.example/"; document.body.append(frame);
    }""")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert sum("Content Security Policy" in line for line in said) >= 3
    assert not any("elsewhere.example" in url for url in answered)


def focused(page: Page) -> str:
    found: str = page.evaluate(
        """(() => { const at = document.activeElement, box = at.closest('a,button,input,label') || at;
           return at === document.body ? 'BODY' : box.dataset.menu === '' ? 'menu' : box.className || box.id || at.tagName; })()"""
    )
    return found


@pytest.mark.parametrize("width", [320, 360, 700, 1280])
def test_every_control_of_the_header_takes_the_focus_and_the_content_is_one_step_away(
    chromium: Browser, address: str, width: int
) -> None:
    page, said, _ = opened(chromium, address + "/dien-hinh/nguyen-van-mot/", width, "light")
    page.keyboard.press("Tab")
    assert "dh-skip" in focused(page)
    assert page.locator(".dh-skip").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"
    page.goto(address + "/dien-hinh/nguyen-van-mot/")
    seen: list[str] = []
    for _ in range(20):
        page.keyboard.press("Tab")
        inside = page.evaluate("Boolean(document.activeElement.closest('.dh-top'))")
        if not inside and len(seen) > 1:
            break
        seen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 160)"))
    wanted = page.evaluate(
        """Array.from(document.querySelectorAll('.dh-top a, .dh-top summary, .dh-top button'))
           .filter(e => e.checkVisibility() && !e.closest('form[hidden]')).length"""
    )
    assert len(seen) - 1 == wanted, seen  # without the skip link
    assert said == []
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_opens_and_leads_on_by_keyboard(chromium: Browser, address: str, scripts: bool) -> None:
    context = chromium.new_context(java_script_enabled=scripts, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(address + "/")
    menu = page.locator("details[data-menu]")
    page.locator("details[data-menu] > summary").focus()
    page.keyboard.press("Enter")
    menu.locator("a").first.wait_for(state="visible")
    if scripts:
        page.keyboard.press("Escape")
        menu.locator("a").first.wait_for(state="hidden")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        page.keyboard.press("Space")
        menu.locator("a").first.wait_for(state="visible")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dien-hinh/")
    context.close()


def test_a_step_outside_closes_what_dropped_from_the_header(chromium: Browser, address: str) -> None:
    page, _, _ = opened(chromium, address + "/", 1280, "light")
    page.click("details[data-menu] > summary")
    page.locator(".dh-menu").wait_for(state="visible")
    page.click("[data-display] summary")
    page.locator(".dh-menu").wait_for(state="hidden")
    page.locator(".dh-display").wait_for(state="visible")
    page.mouse.click(5, 600)
    page.locator(".dh-display").wait_for(state="hidden")
    page.context.close()


@pytest.mark.parametrize(
    "where", ["/", "/dien-hinh/nguyen-van-mot/", "/tra-cuu/?q=nguyen", "/mo-hinh/va-duong/", "/thong-ke/"]
)
@pytest.mark.parametrize("width", [320, 360])
def test_text_twice_as_large_covers_nothing_and_scrolls_one_way(
    chromium: Browser, address: str, where: str, width: int
) -> None:
    page, _, _ = opened(chromium, address + where, width, "light")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.wait_for_timeout(150)
    assert page.evaluate("document.documentElement.scrollWidth") <= width + 2
    covered = page.evaluate(
        """(() => { const parts = Array.from(document.querySelectorAll('.dh-top__in > *'))
             .filter(e => e.offsetWidth && e.tagName !== 'SCRIPT').map(e => e.getBoundingClientRect());
           return parts.filter((a, i) => parts.some((b, j) => i < j && a.left < b.right - 1 && b.left < a.right - 1
             && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length; })()"""
    )
    assert covered == 0
    page.context.close()


def test_a_page_that_is_not_there_offers_the_words_of_its_address_to_the_search(
    chromium: Browser, address: str
) -> None:
    context = chromium.new_context(service_workers="block")  # what a worker asks for is not routed
    page = context.new_page()
    page.goto(address + "/")
    lost = page.request.get(address + "/404.html").body()
    page.route("**/nguyen-van-mott/", lambda route: route.fulfill(status=404, content_type="text/html", body=lost))
    page.goto(address + "/dien-hinh/nguyen-van-mott/")
    assert page.input_value("#tim-404") == "nguyen van mott"
    page.press("#tim-404", "Enter")
    page.wait_for_url("**/tra-cuu/?q=nguyen+van+mott")
    assert page.locator(".dh-find ol li h2").first.inner_text().startswith("Ông Nguyễn")
    page.context.close()


def test_a_page_is_read_aloud_where_there_is_a_vietnamese_voice_and_nowhere_else(
    chromium: Browser, address: str
) -> None:
    """No voice is installed where tests run: one is stood in, that notes what it would say."""
    for language, is_offered in (("vi-VN", True), ("en-GB", False)):
        context = chromium.new_context()
        page = context.new_page()
        page.add_init_script(
            f"""window.said = []; window.SpeechSynthesisUtterance = function (text) {{ this.text = text; }};
            Object.defineProperty(window, "speechSynthesis", {{ value: {{ getVoices: () => [{{ lang: "{language}" }}],
              addEventListener() {{}}, cancel() {{ window.said.push(null); }},
              speak(words) {{ window.said.push([words.text, words.lang]); }} }} }});"""
        )
        page.goto(address + "/dien-hinh/nguyen-van-mot/")
        button = page.locator("[data-speak]")
        assert button.is_visible() is is_offered
        if is_offered:
            button.click()
            said = page.evaluate("window.said")
            assert said[0][0].replace("\xa0", " ") == "Ông Nguyễn Văn Một cứu người đuối nước trên sông"
            assert {language for _, language in said} == {"vi-VN"}
            assert any(page.locator(".dh-text p").first.inner_text() == text for text, _ in said)
            button.click()
            assert page.evaluate("window.said.at(-1)") is None
            assert button.inner_text() == "Nghe đọc"
        context.close()
