"""Documents: lines, rows, positions and parts, against what a reader would count by hand."""

from itertools import accumulate, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.decoding.decode import Decoded
from corpuslint.policy import Policy
from corpuslint.source import Document, Line

TEXTS = st.text(st.sampled_from("ab中𠀀 \u3000\u2028\x85\x0c\ud83d\n\r"), max_size=30) | st.sampled_from(
    ["", "\n", "\r\n", "\r", "a\r\nb\r\n", "a\rb\nc\r\nd", "a\n\nb", "\r\n\n", "\n\r", "中\r\n", "a\r\nb\rc"]
)


def by_hand(text: str) -> list[tuple[str, str]]:
    """Cut a text into lines and their ends, character by character."""
    lines, line, at = [], "", 0
    while at < len(text):
        end = "\r\n" if text.startswith("\r\n", at) else text[at] if text[at] in "\r\n" else ""
        if end:
            lines.append((line, end))
        line = "" if end else line + text[at]
        at += len(end) or 1
    return [*lines, (line, "")]


@given(TEXTS, st.booleans())
def test_rows_of_some_offsets_are_the_row_of_each(text: str, cut: bool) -> None:  # noqa: FBT001 (drawn)
    document = Document("a.txt", text)
    offsets = range(len(text) + 1)
    if cut:
        assert document.row(0) == 1
    assert document.rows(offsets) == [Document("a.txt", text).row(offset) for offset in offsets]
    assert document.rows([]) == []


@given(TEXTS)
def test_lines(text: str) -> None:
    document, expected = Document("a.txt", text), by_hand(text)
    assert [(line.text, text[line.end : line.next]) for line in document.lines] == expected
    assert all(isinstance(line, Line) and line.text == text[line.start : line.end] for line in document.lines)
    assert [line.start for line in document.lines] == [0, *(line.next for line in document.lines[:-1])]
    assert document.lines[-1].next == len(text)
    assert document.newline == next((end for _, end in expected if end), "\n")


@given(TEXTS)
def test_rows_and_positions(text: str) -> None:
    document = Document("a.txt", text)
    nexts = list(accumulate(len(line) + len(end) for line, end in by_hand(text)))
    for offset in range(len(text) + 1):
        row = next((n for n, following in enumerate(nexts, 1) if offset < following), len(nexts))
        start = nexts[row - 2] if row > 1 else 0
        before = text[start:offset]
        place = document.position(offset)
        assert document.row(offset) == row
        assert document.line_at(offset) == document.lines[row - 1]
        assert place == (
            row,
            len(before) + 1,
            offset,
            sum(len(char.encode("utf-8", "surrogatepass")) for char in before) + 1,
            sum(2 if ord(char) > 0xFFFF else 1 for char in before) + 1,
        )


@pytest.mark.parametrize(("text", "blank"), [("", True), (" \u3000\xa0\t", True), ("中", False), (" 。", False)])
def test_blank(text: str, *, blank: bool) -> None:
    assert Document("a.txt", text).lines[0].blank is blank


@pytest.mark.parametrize(
    ("path", "markdown"), [("a.md", True), ("A.MD", True), ("a.markdown", True), ("a.mdx", True), ("a.md.txt", False)]
)
def test_markdown_by_name(path: str, *, markdown: bool) -> None:
    assert Document(path, "").markdown is markdown


FENCED = "一\n```\n二 https://example.org/a\n三\n```\n四 https://example.org/b 五\n"


def test_what_is_given_is_kept() -> None:
    policy, decoded = Policy(script="keep"), Decoded("x", "gbk")
    assert Document("a", "x", policy, 3, decoded).policy is policy
    assert Document("a", "x", policy, 3, decoded).revised("y").decoded is decoded
    assert (Document("a", "x").policy, Document("a", "x").decoded) == (Policy(), Decoded("x", "utf-8"))


def test_a_part_has_the_regions_of_the_whole() -> None:
    document = Document("a.md", FENCED, record=3)
    start, end = FENCED.index("二"), FENCED.index("```\n四")
    part = document.part(start, end)
    assert (part.path, part.record, part.text) == ("a.md", 3, FENCED[start:end])
    assert (part.policy, part.decoded) == (document.policy, document.decoded)
    assert [part.text[slice(*span)] for span in part.regions("code").spans] == [part.text]
    assert not part.part(0, len(part.text)).regions("math").spans
    assert [part.text[slice(*span)] for span in part.regions("url").spans] == ["https://example.org/a"]
    after = document.part(FENCED.index("四"), len(FENCED))
    assert not after.regions("code").spans
    assert [after.text[slice(*span)] for span in after.regions("url").spans] == ["https://example.org/b"]


@pytest.mark.parametrize("kind", ["url", "code", "link"])
@pytest.mark.parametrize("filler", ["", "长" * 4080, "长" * 5000])
def test_touching_is_the_same_however_it_is_found(kind: str, filler: str) -> None:
    text = f"{FENCED}{filler} https://example.org/c 尾\r\n[甲](b.html)\n末 https://example.org/d"
    whole = Document("a.md", text).regions(kind)
    places = [at for at in range(len(text)) if at < len(FENCED) + 3 or at > len(FENCED) + len(filler) - 3]
    for start, width in product(places, (0, 1, 3, 40)):
        end = min(len(text), start + width)
        assert Document("a.md", text).touches((kind,), start, end) == whole.touch(start, end)
