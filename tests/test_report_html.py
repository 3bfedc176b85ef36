"""The HTML report: self-contained, safe whatever the corpus says, and alive in a real browser."""

import html
import json
import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Corpus

HOSTILE = "错字</script><script>document.title='taken'</script><img src=x onerror=alert(1)>\u202e\u200b怪词\n"
BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")


def page_of(corpus: "Corpus", *arguments: str) -> str:
    assert corpus.check("--output-format", "html", "-o", "report.html", *arguments).status == 1
    return (corpus.folder / "report.html").read_text()


def data_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def browsed(corpus: "Corpus", fragment: str = "", script: str = "") -> str:
    """The page as a browser has made it; ``script`` is put in behind the page's own."""
    if BROWSER is None:
        pytest.skip("no Chromium")
    page = (corpus.folder / "report.html").read_text()
    if script:
        page = re.sub(r"<meta http-equiv[^>]*>", "", page).replace("</body>", f"<script>{script}</script></body>")
        (corpus.folder / "report.html").write_text(page)
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--dump-dom"]
    address = (corpus.folder / "report.html").as_uri() + fragment
    done = subprocess.run([BROWSER, *flags, address], capture_output=True, check=True, timeout=120)
    return done.stdout.decode()


def test_the_page_needs_nothing_else(corpus: "Corpus") -> None:
    corpus.write("a.txt", HOSTILE)
    page = page_of(corpus)
    assert not re.search(r"""(?:src|href)\s*=|@import|url\(|fetch\(|XMLHttpRequest""", page.split('id="data">')[0])
    script = page.rpartition("<script>")[2].partition("</script>")[0]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in page
    assert "http" not in page.split('id="data">')[0].replace("http-equiv", "")


def test_a_corpus_gets_in_only_as_data(corpus: "Corpus") -> None:
    corpus.write("<b>x&amp;.txt", HOSTILE)
    page = page_of(corpus)
    assert page.count("<script") == 2
    assert "<img" not in page
    data = data_of(page)
    assert data["files"] == ["<b>x&amp;.txt"]
    assert data["names"] == {"U+200B": "ZERO WIDTH SPACE", "U+202E": "RIGHT-TO-LEFT OVERRIDE"}


def test_offsets_in_the_shown_text(corpus: "Corpus") -> None:
    corpus.write("a.txt", "𠮷" * 500 + "错字" + "𠮷" * 500 + "\n")
    ((*_, text, start, end, fix),) = data_of(page_of(corpus))["findings"]
    assert text[start:end] == "错字"
    assert fix[2] == [[start, end, "正字"]]


@pytest.mark.skipif(BROWSER is None, reason="no Chromium")
def test_in_a_browser(corpus: "Corpus") -> None:
    corpus.write("a.txt", HOSTILE)
    corpus.write("b.txt", "缺文\n")
    page_of(corpus)
    seen = browsed(corpus)
    assert "<title>corpuslint: 3 findings in 2 files</title>" in seen
    assert seen.count('<article class="finding') == 3
    assert "<del>错字</del>" in seen
    assert "<ins>正字</ins>" in seen
    assert "<mark>缺文</mark>" in seen
    assert 'title="U+202E RIGHT-TO-LEFT OVERRIDE">U+202E</span>' in seen
    assert "\u202e" not in html.unescape(re.sub(r"<script.*?</script>", "", seen, flags=re.DOTALL))


@pytest.mark.skipif(BROWSER is None, reason="no Chromium")
def test_filters_and_languages_in_a_browser(corpus: "Corpus") -> None:
    corpus.write("a.txt", "错字\n怪词\n")
    corpus.write("b.txt", "缺文\n")
    page_of(corpus, "--lang", "zh")
    assert browsed(corpus, "#rule=TST002").count('<article class="finding') == 1
    assert browsed(corpus, "#file=a.txt").count('<article class="finding') == 2
    assert browsed(corpus, "#query=%E7%BC%BA%E6%96%87").count('<article class="finding') == 1
    assert "按类别" in browsed(corpus)
    assert "By family" in browsed(corpus, script="document.getElementById('language').click()")


@pytest.mark.skipif(BROWSER is None, reason="no Chromium")
def test_ten_thousand_findings_in_a_browser(corpus: "Corpus") -> None:
    for number in range(100):
        corpus.write(f"{number:03}.txt", "这里有错字，也有怪词。\n" * 50)
    page_of(corpus)
    script = """
      const began = performance.now(); draw(); const between = performance.now();
      filters.query = "怪词"; draw(); const ended = performance.now();
      document.title = JSON.stringify([findings.length, matching.length, between - began, ended - between]);
    """
    seen = browsed(corpus, script=script)
    number, matching, drawing, searching = json.loads(re.search("<title>(.*?)</title>", seen)[1])  # type: ignore[index]
    assert (number, matching) == (10_000, 10_000)
    assert drawing < 2_000
    assert searching < 2_000


def test_a_clean_report(corpus: "Corpus") -> None:
    corpus.write("a.txt", "好。\n")
    assert corpus.check("--output-format", "html").status == 0
