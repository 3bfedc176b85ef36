"""The frame of ``full``: carets stand under what they mean, whatever the width, and nothing acts."""

from typing import TYPE_CHECKING

import pytest

from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.report import terminal
from corpuslint.report.located import Report, locate
from corpuslint.report.style import Style, printable, style_for, width
from corpuslint.report.terminal import full
from corpuslint.rulebook import shipped
from corpuslint.source import Document

if TYPE_CHECKING:
    from conftest import Corpus

RULE = shipped()[0]


def frame(text: str, start: int, end: int, columns: int = 100) -> tuple[str, str]:
    """The drawn line and the line of carets below it, without gutters."""
    fix = replacement(start, end, "x", Applicability.SAFE)
    located = locate(Document("a.txt", text), Finding(RULE.code, start, end, "m", fix), RULE)
    lines = "".join(full(Report([located], 1, {RULE.code: RULE}), Style(columns=columns))).split("\n")
    gutter = lines[3].index("|") + 2
    return lines[3][gutter:], lines[4][gutter:]


@pytest.mark.parametrize(
    ("text", "start", "end", "marked"),
    [
        ("中文错字在此", 2, 4, "错字"),
        ("abc错字", 3, 5, "错字"),
        ("𠮷野家错字", 3, 5, "错字"),
        ("e\u0301错字", 2, 4, "错字"),
        ("เก็บ错字", 4, 6, "错字"),
        ("\u1112\u1161\u11ab错字", 3, 5, "错字"),
        ("a\tb错字", 3, 5, "错字"),
        ("零\u200b宽", 1, 2, "<U+200B>"),
        ("反\u202e向错字", 3, 5, "错字"),
        ("名\u00a0错字", 2, 4, "错字"),
        ("全\u3000错字", 2, 4, "错字"),
        ("\ue000错字", 1, 3, "错字"),
        ("𓀀\U000e0100错字", 2, 4, "错字"),
        ("ﾊﾝｶｸ错字", 4, 6, "错字"),
        ("\x1b[31m错字", 5, 7, "错字"),
        ("错字", 2, 2, ""),
        ("", 0, 0, ""),
    ],
)
def test_carets_stand_below_what_they_mean(text: str, start: int, end: int, marked: str) -> None:
    line, carets = frame(text, start, end)
    before = carets.index("^")
    at = line.index(marked, max(0, start - 1)) if marked else len(line)
    assert width(line[:at]) == before
    assert carets.count("^") == max(1, width(marked))


@pytest.mark.parametrize("char", ["好", "a", "\u200b", "e\u0301"])
@pytest.mark.parametrize("at", [0, 40, 5_000, 99_990])
@pytest.mark.parametrize("length", [1, 7, 300])
def test_long_lines_fit(char: str, at: int, length: int) -> None:
    text = char * 100_000
    line, carets = frame(text, at, min(at + length, len(text)), 80)
    assert width(line) <= 76
    assert len(carets) <= 78
    assert "^" in carets
    assert line.startswith("…") or at < 80


def test_a_finding_over_lines_names_its_last() -> None:
    line, carets = frame("一\n二\n三", 0, 4)
    assert line == "一"
    assert carets == "^^ … to line 3"


def test_nothing_acts() -> None:
    acting = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F)]))
    acting += "\u2066\u2069\ufeff\u3164\u115f\u034f\ufe0f\U000e0101\ud800\U000e0041"
    shown = printable(acting)
    assert shown.isprintable()
    assert not set(shown) & set(acting) - set(" ")


@pytest.mark.parametrize(
    ("environment", "choice", "coloured"),
    [
        ({}, "auto", False),
        ({"FORCE_COLOR": "1"}, "auto", True),
        ({"FORCE_COLOR": ""}, "auto", False),
        ({"CLICOLOR_FORCE": "1"}, "auto", True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": "1"}, "always", True),
        ({"FORCE_COLOR": "1"}, "never", False),
    ],
)
def test_colour_rules(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], choice: str, *, coloured: bool
) -> None:
    import io

    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert style_for(io.StringIO(), choice).colour == coloured


def test_concise_and_grouped(corpus: "Corpus") -> None:
    corpus.write("a.txt", "𠮷错字\n缺文\n")
    assert corpus.check("--output-format", "concise").out == (
        "a.txt:1:2: TST001 wrong-word [safe fix]: The word 错字\na.txt:2:1: TST003 lost-word: The word 缺文\n"
    )
    assert corpus.check("--output-format", "grouped").out == (
        "a.txt\n  1:2 TST001 wrong-word [safe fix]: The word 错字\n  2:1 TST003 lost-word: The word 缺文\n\n"
    )


def test_plain_text_is_cut_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick way of text that is drawn as it is says what the slow one does."""
    texts = ["", "a", "中", "中a文b字c", "中文" * 9, "abc" * 9, "e\u0301" * 6 + "x", "한글" * 5, "a中" * 8 + "\u0301"]
    cases = [(text, cells, backwards) for text in texts for cells in range(-2, 24) for backwards in (False, True)]
    quick = [terminal._fitting(text, cells, backwards=backwards) for text, cells, backwards in cases]
    monkeypatch.setattr(terminal, "plain", lambda _text: False)
    assert quick == [terminal._fitting(text, cells, backwards=backwards) for text, cells, backwards in cases]
