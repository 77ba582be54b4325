"""Signed releases, and the page on which a reader checks what he holds."""

import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from generator.cli.main import main
from generator.core.problem import UsageError
from generator.engine.project import publish, read_project
from generator.engine.releases import current, publish_site
from generator.engine.signing import is_signed_by, sign, signer_of
from tests.making import copy_sample
from tests.repository import make_repository
from tests.serving import served


def make_key(folder: Path, name: str = "key", kind: str = "ed25519") -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "x", "-f", str(folder / name)], check=True)
    return folder / name


def signers(folder: Path, key: Path) -> Path:
    file = folder / "signers"
    file.write_text(f"dienhinh {key.with_suffix('.pub').read_text('utf-8')}", "utf-8")
    return file


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a publishing folder with one signed release, and the private key."""
    folder = tmp_path_factory.mktemp("signed")
    root, key = copy_sample(folder), make_key(folder)
    config = root / "mkdocs.yml"
    public = key.with_suffix(".pub").read_text("utf-8").strip()
    text = config.read_text("utf-8").replace("  dienhinh:\n    ", f'  dienhinh:\n    signing_key: "{public}"\n    ', 1)
    config.write_text(text, "utf-8")
    make_repository(root)  # so that pages have versions
    publication = publish(read_project(root))
    assert publication.project.settings.signing_key == public
    publish_site(publication, folder / "public", key=key)
    return folder / "public", key


def verify(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["verify", *arguments])
    return int(ended.value.code or 0)


def release_of(folder: Path) -> str:
    found = current(folder)
    assert found is not None
    return str(found.path)


def test_a_signature_is_checked_against_those_who_may_sign(
    released: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, key = released
    release = release_of(folder)
    assert verify(release) == 0
    assert "Chữ ký đúng" in capsys.readouterr().out
    assert verify(release, "--signers", str(signers(tmp_path, key))) == 0
    other = make_key(tmp_path, "other")
    assert verify(release, "--signers", str(signers(tmp_path, other))) == 1
    assert "CHỮ KÝ SAI" in capsys.readouterr().out


def test_a_changed_manifest_breaks_its_signature(released: tuple[Path, Path], tmp_path: Path) -> None:
    folder, key = released
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("manifest.txt", "manifest.txt.sig"):
        (copy / name).write_bytes(Path(release_of(folder), name).read_bytes())
    assert signer_of(copy) is not None
    assert is_signed_by(copy, signers(tmp_path, key))
    content = (copy / "manifest.txt").read_bytes()
    (copy / "manifest.txt").write_bytes(content[:-2] + b"x\n")
    assert signer_of(copy) is None
    assert not is_signed_by(copy, signers(tmp_path, key))


def test_an_unsigned_release_is_told_and_refused_where_signers_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_sample(tmp_path)
    publish_site(publish(read_project(root)), tmp_path / "public")
    release = release_of(tmp_path / "public")
    assert verify(release) == 0
    assert "chưa được ký" in capsys.readouterr().out
    assert verify(release, "--signers", str(signers(tmp_path, make_key(tmp_path)))) == 1
    with pytest.raises(UsageError, match="cannot-sign"):
        sign(Path(release), tmp_path / "signers")


def test_a_release_gone_back_to_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    publication = publish(read_project(root))
    first = publish_site(publication, tmp_path / "public")
    second = publish_site(replace(publication), tmp_path / "public")
    assert verify(str(second.path), "--previous", str(first.path)) == 0
    assert verify(str(first.path), "--previous", str(second.path)) == 1
    assert "CŨ HƠN" in capsys.readouterr().out


def test_a_forged_release_makes_no_good_one_look_old(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, key = copy_sample(tmp_path), make_key(tmp_path)
    publication = publish(read_project(root))
    releases = [publish_site(replace(publication), tmp_path / "public", key=key).path for _ in range(2)]
    asked = ("--signers", str(signers(tmp_path, key)), "--previous")
    assert verify(str(releases[1]), *asked, str(releases[0])) == 0
    assert verify(str(releases[0]), *asked, str(releases[1])) == 1
    assert "CŨ HƠN" in capsys.readouterr().out
    forged = shutil.copytree(releases[1], tmp_path / "forged")
    manifest = forged / "manifest.txt"
    manifest.write_text(manifest.read_text("utf-8").replace("release 000002", "release 000009"), "utf-8")
    assert verify(str(releases[1]), *asked, str(forged)) == 1
    (forged / "manifest.txt.sig").unlink()
    assert verify(str(releases[1]), *asked, str(forged)) == 1
    said = capsys.readouterr().out
    assert "CŨ HƠN" not in said
    assert said.count("--previous") == 2


def verdict(page: Page, kind: str) -> str:
    found = page.wait_for_selector(f".dh-verdict.is-{kind}")
    assert found is not None
    return found.inner_text()


def ask(page: Page, address: str) -> None:
    page.fill("#kc-dia-chi", address)
    page.evaluate("document.querySelector('.dh-verdict').className = ''")
    page.click(".dh-verify button")


@pytest.mark.browser
def test_a_reader_checks_an_address_and_a_file(
    chromium: Browser,
    released: tuple[Path, Path],
    tmp_path: Path,
) -> None:
    folder, _ = released
    site = Path(release_of(folder))
    with served(site) as address:
        page = chromium.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/kiem-chung/")
        ask(page, "https://dienhinh.example/dien-hinh/nguyen-van-mot/")
        told = verdict(page, "good")
        assert "Khớp" in told
        assert "000001" in told
        assert "Chữ ký của bản kê đúng" in told
        ask(page, f"{address}/api/v1/dien-hinh/nguyen-van-mot.json")
        assert "Khớp" in verdict(page, "good")
        ask(page, f"{address}/dien-hinh/nobody/")
        assert "không có trong" in verdict(page, "bad")
        said.clear()  # the browser itself notes the 404 of the page above
        ask(page, "https://elsewhere.example/dien-hinh/nguyen-van-mot/")
        assert "không thuộc trang" in verdict(page, "bad")
        saved = tmp_path / "saved.html"
        saved.write_bytes((site / "dien-hinh/nguyen-van-mot/index.html").read_bytes())
        page.set_input_files("#kc-tep", str(saved))
        assert "/dien-hinh/nguyen-van-mot/" in verdict(page, "good")
        saved.write_bytes(saved.read_bytes().replace("Nguyễn Văn Một".encode(), "Nguyễn Văn Hai".encode()))
        page.set_input_files("#kc-tep", [])
        page.set_input_files("#kc-tep", str(saved))
        assert "nói về trang /dien-hinh/nguyen-van-mot/ nhưng không giống" in verdict(page, "bad")
        assert said == []
        page.close()


@pytest.mark.browser
def test_a_reader_sees_that_a_page_or_the_manifest_was_changed(
    chromium: Browser,
    released: tuple[Path, Path],
    tmp_path: Path,
) -> None:
    folder, _ = released
    site = tmp_path / "copy"
    subprocess.run(["cp", "-r", release_of(folder), str(site)], check=True)
    story = site / "dien-hinh/nguyen-van-mot/index.html"
    story.write_bytes(story.read_bytes() + b" ")
    with served(site) as address:
        page = chromium.new_page()
        page.goto(f"{address}/kiem-chung/")
        ask(page, f"{address}/dien-hinh/nguyen-van-mot/")
        assert "KHÁC" in verdict(page, "bad")
        page.close()
        manifest = site / "manifest.txt"
        manifest.write_bytes(manifest.read_bytes().replace(b"release 000001", b"release 000009"))
        page = chromium.new_page()
        page.goto(f"{address}/kiem-chung/")
        ask(page, f"{address}/dien-hinh/to-va-duong/")
        assert "CHỮ KÝ CỦA BẢN KÊ SAI" in verdict(page, "bad")
        page.close()


@pytest.mark.browser
def test_a_reader_copies_a_citation_and_the_code(chromium: Browser, released: tuple[Path, Path]) -> None:
    folder, _ = released
    with served(Path(release_of(folder))) as address:
        context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(f"{address}/dien-hinh/nguyen-van-mot/#trich-dan")
        assert page.evaluate("document.getElementById('trich-dan').open")
        page.click("#trich-dan .dh-copy >> nth=0")
        page.wait_for_selector("text=Đã chép")
        assert page.evaluate("navigator.clipboard.readText()").startswith("“Ông Nguyễn Văn Một cứu người")
        page.goto(f"{address}/dien-hinh/nguyen-van-mot/#chia-se")
        page.click("#chia-se .dh-copy >> nth=0")
        page.wait_for_selector("#chia-se >> text=Đã chép")
        assert 'src="https://dienhinh.example/nhung/nguyen-van-mot/"' in page.evaluate("navigator.clipboard.readText()")
        context.close()


@pytest.mark.browser
def test_a_card_shows_in_a_frame_of_another_site(
    chromium: Browser,
    released: tuple[Path, Path],
    tmp_path: Path,
) -> None:
    folder, _ = released
    with served(Path(release_of(folder))) as address, served(tmp_path) as elsewhere:
        frame = f'<iframe src="{address}/nhung/nguyen-van-mot/" width="480" height="232"></iframe>'
        (tmp_path / "index.html").write_text(f"<!doctype html><title>x</title>{frame}", "utf-8")
        page = chromium.new_page()
        page.goto(f"{elsewhere}/")
        inner = page.frame_locator("iframe")
        assert "Ông Nguyễn Văn Một cứu người" in inner.locator("h1").inner_text()
        assert inner.locator("img").evaluate("image => image.naturalWidth") > 0
        page.close()


STORY = "dien-hinh/nguyen-van-mot"


@pytest.fixture(scope="module")
def checking(chromium: Browser, released: tuple[Path, Path]) -> Iterator[tuple[Page, Path, str]]:
    """The page of verification of a served release, its folder and its address; nothing may go wrong in it."""
    site = Path(release_of(released[0]))
    with served(site) as address:
        page = chromium.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{address}/kiem-chung/")
        yield page, site, address
        page.close()
        assert faults == []


def answer(page: Page) -> tuple[str, str]:
    page.wait_for_selector(".dh-verdict.is-good, .dh-verdict.is-bad")
    status = page.locator(".dh-verdict")
    return ("good" if "is-good" in (status.get_attribute("class") or "") else "bad"), status.inner_text()


@pytest.mark.browser
@pytest.mark.parametrize(
    "typed",
    [
        f"https://dienhinh.example/{STORY}/",
        f"http://dienhinh.example/{STORY}",
        f"dienhinh.example/{STORY}",
        f"www.dienhinh.example/{STORY}/",
        f"DIENHINH.example/{STORY}/index.html",
        f"/{STORY}",
        f"{STORY}/",
        "nguyen-van-mot",
        f"  {STORY}/?fbclid=x#ket-qua ",
        f"<https://dienhinh.example/{STORY}/>",
        f"{{here}}/{STORY}",
    ],
)
def test_an_address_is_understood_as_people_write_it(checking: tuple[Page, Path, str], typed: str) -> None:
    page, _, address = checking
    ask(page, typed.replace("{here}", address))
    kind, told = answer(page)
    assert (kind, f"/{STORY}/" in told) == ("good", True), told
    assert told.index(f"/{STORY}/") < told.index("Chữ ký"), "the address belongs to its sentence"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Hãy dán địa chỉ"),
        ("   ", "Hãy dán địa chỉ"),
        ("https://dienhinh.example/%E0%A4%A", "không có trong"),
        ("%E0%A4%A", "không có trong"),
        ("https://[", "không có trong"),
        ("http://elsewhere.example/dien-hinh/nguyen-van-mot/", "không thuộc trang"),
        ("elsewhere.example/x", "không thuộc trang"),
        ("javascript:alert(1)", "không"),
        ("0123456789abcdef", "không có trong"),
        ("không có gì", "không có trong"),
    ],
)
def test_nothing_typed_keeps_an_old_verdict_standing(checking: tuple[Page, Path, str], typed: str, told: str) -> None:
    page, _, _ = checking
    ask(page, f"/{STORY}/")
    assert answer(page)[0] == "good"
    page.fill("#kc-dia-chi", "x")
    assert page.locator(".dh-verdict").inner_text() == ""
    ask(page, typed)
    kind, said = answer(page)
    assert (kind, told in said) == ("bad", True), said


@pytest.mark.browser
def test_a_version_code_from_a_citation_is_known(checking: tuple[Page, Path, str]) -> None:
    page, site, _ = checking
    (version, *_) = sorted((site / STORY / "v").glob("*.json"))
    for typed in (version.stem, version.stem.upper(), f"https://dienhinh.example/{STORY}/v/{version.name}"):
        ask(page, typed)
        kind, told = answer(page)
        assert kind == "good"
        assert version.stem in told
        assert f"/{STORY}/" in told


@pytest.mark.browser
def test_every_piece_of_a_press_kit_is_known_and_a_changed_one_is_not(
    checking: tuple[Page, Path, str], tmp_path: Path
) -> None:
    page, site, _ = checking
    page.fill("#kc-dia-chi", f"/{STORY}/")  # a picture names no page by itself
    with zipfile.ZipFile(site / STORY / "bo-bao-chi.zip") as kit:
        pieces = [(name, kit.read(name)) for name in kit.namelist()]
    assert len(pieces) > 5
    for name, content in pieces:
        file = tmp_path / name.rpartition("/")[2]
        file.write_bytes(content)
        page.set_input_files("#kc-tep", str(file))
        kind, told = answer(page)
        assert (kind, "bo-bao-chi.zip" in told or "ở địa chỉ" in told) == ("good", True), (name, told)
        file.write_bytes(content + b"x")
        page.set_input_files("#kc-tep", [])
        page.set_input_files("#kc-tep", str(file))
        assert answer(page)[0] == "bad", name
    page.fill("#kc-dia-chi", "")
    for name, content in pieces:
        if name.endswith(".txt"):
            (tmp_path / "piece.txt").write_bytes(content)
            page.set_input_files("#kc-tep", str(tmp_path / "piece.txt"))
            assert answer(page)[0] == "good", f"{name} names its page itself"


@pytest.mark.browser
def test_an_empty_file_is_nothing_to_compare(checking: tuple[Page, Path, str], tmp_path: Path) -> None:
    page, _, _ = checking
    (tmp_path / "empty.txt").touch()
    page.set_input_files("#kc-tep", str(tmp_path / "empty.txt"))
    assert answer(page) == ("bad", "Tệp trống, không có gì để so.")


@pytest.mark.browser
def test_a_page_hands_its_address_to_the_verification(checking: tuple[Page, Path, str]) -> None:
    page, _, address = checking
    page.goto(f"{address}/{STORY}/#phien-ban")
    page.click("#phien-ban a[href*='kiem-chung']")
    kind, told = answer(page)
    assert (kind, f"/{STORY}/" in told) == ("good", True)
    assert page.input_value("#kc-dia-chi") == f"/{STORY}/"
