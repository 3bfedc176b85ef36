"""Hostile input: bytes of any kind, text that makes work explode, text that wants to act."""

import json
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpuslint import budget, rulebook, selection
from corpuslint.checking.check import check_documents
from corpuslint.decisions import decide
from corpuslint.detectors import pattern
from corpuslint.engine import examine_document, judge
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.fix import fix_all
from corpuslint.fixing.written import Item, for_corpus
from corpuslint.report import FORMATS
from corpuslint.rule import Rule
from corpuslint.ruleset import Ruleset
from corpuslint.source import Document, Raw

if TYPE_CHECKING:
    from conftest import Corpus

SEEDS = sorted((Path(__file__).resolve().parents[1] / "seeds").iterdir())
PAGES = {str(page): rulebook.read_page(page) for page in rulebook.pages(rulebook.rules_folder())}
MORE = int(os.environ.get("CORPUSLINT_EXAMPLES", "40"))
"""Documents per fuzzing test; more by hand."""
SIZE = int(os.environ.get("CORPUSLINT_SIZE", "20_000"))
"""Code points of text that a rule must get through in its budget; more by hand."""


@cache
def everything() -> Ruleset:
    return Ruleset(rulebook.shipped())


@cache
def usual() -> Ruleset:
    return Ruleset(selection.select(rulebook.shipped()))


# Bytes of any kind


@cache
def matter() -> list[bytes]:
    """Pieces that mean something to some rule."""
    examples = [e["text"] for table in PAGES.values() for e in (*table.get("bad", []), *table.get("kept", []))]
    pieces = [text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text) for text in examples]
    lines = [line for path in SEEDS for line in path.read_bytes().split(b"\n")]
    odd = [b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe9\x94", b"\r", b"\r\n"]
    return [*pieces, *lines, *odd, *(char.encode() for char in "\u2028\u202e\u200b\x1b\x85\U000e0001\U0010ffff")]


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """Pieces joined, cut anywhere, with some bytes changed."""
    pieces = [matter()[n] for n in draw(st.lists(st.integers(0, len(matter()) - 1), max_size=6))]
    data = bytearray(draw(st.sampled_from([b"", b"\n", b"\r\n"])).join([*pieces, draw(st.binary(max_size=20))]))
    for _ in range(draw(st.integers(0, 4)) if data else 0):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    start = draw(st.integers(0, min(4, len(data))))
    encoding = draw(st.sampled_from(["", "", "", "utf-16", "gb18030", "big5hkscs", "utf-32-be"]))
    cut = bytes(data[start:])
    return cut.decode("utf-8", "replace").encode(encoding, "replace") if encoding else cut


fuzzed = settings(
    max_examples=MORE,
    deadline=None,
    derandomize="CORPUSLINT_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@fuzzed
@given(documents(), st.sampled_from(["txt", "md"]))
def test_no_bytes_make_a_rule_crash(data: bytes, ending: str) -> None:
    checked = check_documents([Raw(f"a.{ending}", data)], everything())
    assert checked.crashes == []
    for finding in checked.findings:
        assert 0 <= finding.start.offset <= finding.end.offset


@fuzzed
@given(documents(), st.sampled_from(["txt", "md"]), st.booleans())
def test_no_bytes_make_a_fix_fail_or_lose_anything(data: bytes, ending: str, unsafe: bool) -> None:  # noqa: FBT001 (drawn)
    draft = Draft(Raw(f"a.{ending}", data), usual())
    fix_all([draft], usual(), unsafe=unsafe)
    assert draft.crashes == []
    for_corpus(Item(Path(draft.path), draft.path, draft), Path())
    if not draft.certain:
        assert for_corpus(Item(Path(draft.path), draft.path, draft), Path()).data == data


# Work that grows no faster than the text

RUNS = [
    *" \n\t\u3000aA1中們。.…-—=*_`|#&;([【《“\"'</\\:：@?!\r\u200b\ufffdéÃã€",
    "\r\n",
    "(a",
    "中(zhōng)",
    "a b ",
    "1.",
    "第",
]
RUNS += [
    "1月",
    "a@",
    "http://a.b/",
    "<a ",
    "&amp;",
    "“‘",
    "中,",
    "- ",
    "# ",
    "\n\n",
    "中\n",
    "中\n\n",
    "2020年1月",
    "a.a-",
]


def texts(page: str) -> Iterator[str]:
    """Growing repeats of what a rule looks for."""
    for kind in ("bad", "kept"):
        for example in PAGES[page].get(kind, [])[: 1 if SIZE <= 20_000 else None]:
            if isinstance(example["text"], str) and example["text"]:
                yield example["text"]
                yield example["text"] + "\n"


def run_alone(rule: Rule, document: Document) -> list[str]:
    """What goes wrong when one rule looks at one document."""
    ruleset = _alone(rule.code)
    examined = examine_document(document, [rule])
    decisions = decide(ruleset, [examined.facts])
    _, crashes = judge(document, [rule], ruleset, decisions, examined.findings)
    return [crash.error for crash in (*examined.crashes, *crashes)]


@cache
def _alone(code: str) -> Ruleset:
    return Ruleset([rule for rule in rulebook.shipped() if rule.code == code], engine="re")


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """A budget of processor time that a linear rule uses a tenth of, and a quadratic one ten times."""
    monkeypatch.setattr(budget, "BASE", 6.0)
    monkeypatch.setattr(budget, "PER_CODE_POINT", 0.0)
    budget.enforce()


@pytest.mark.usefixtures("tight")
@pytest.mark.parametrize("page", PAGES)
def test_a_rule_gets_through_repeats_of_its_examples(page: str) -> None:
    rule = rulebook.make_rule(PAGES[page], page)
    for text in texts(page):
        document = Document("a.txt", text * (SIZE // len(text) + 1))
        assert run_alone(rule, document) == [], text


@pytest.mark.usefixtures("tight")
@pytest.mark.parametrize("unit", RUNS)
def test_all_rules_get_through_a_long_run(unit: str) -> None:
    text = unit * (SIZE // len(unit))
    for whole in (text, f"中{text}x", f"（{text}。\n"):
        document = Document("a.md", whole)
        for rule in everything().fired(document):
            assert run_alone(rule, document) == [], rule.code


@pytest.mark.parametrize("page", PAGES)
def test_the_steps_of_a_rule_grow_as_the_text(page: str) -> None:
    """Counted are calls of functions, Python's and built-in ones."""
    rule = rulebook.make_rule(PAGES[page], page)
    text = next(texts(page), "")
    if text:
        run_alone(rule, Document("a.txt", text))  # which may read tables
        steps = [_steps(rule, text * number) for number in (160, 640)]
        assert steps[1] <= 6 * steps[0] + 2000, steps


def _steps(rule: Rule, text: str) -> int:
    document = Document("a.txt", text)
    steps = 0

    def count(_frame: object, _event: str, _argument: object) -> None:
        nonlocal steps
        steps += 1

    sys.setprofile(count)
    try:
        run_alone(rule, document)
    finally:
        sys.setprofile(None)
    return steps


@pytest.mark.skipif(not hasattr(__import__("signal"), "setitimer"), reason="no timers here")
@pytest.mark.parametrize("how", ["loop", "expression"])
def test_a_rule_that_overruns_its_budget_is_named(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    def endless(_document: Document, _rule: Rule) -> Iterator[Any]:
        while how == "loop":
            pass
        yield from re.findall(r"(?:a+)+b", "a" * 60)

    monkeypatch.setattr(budget, "BASE", 0.2)
    monkeypatch.setattr(pattern, "match", endless)
    corpus.write("a.txt", "错字")
    for command in ("check", "fix"):
        outcome = corpus.run(command)
        assert outcome.status == 2
        assert "a.txt: rule TST001 crashed: OverrunError: it has used up its 0 seconds" in outcome.err
    assert (corpus.folder / "a.txt").read_text(encoding="utf-8") == "错字"


def test_a_rule_that_crashes_over_all_documents_is_named(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    from corpuslint import decisions

    real = decisions.detector

    def broken(rule: Rule) -> Any:
        found = real(rule)
        return found._replace(decide=lambda _facts, _rule, _policy: {}["boom"]) if rule.code == "NAM001" else found

    monkeypatch.setattr(decisions, "detector", broken)
    corpus.configure('extend-select = ["NAM001"]')
    corpus.write("a.txt", "中国—东盟与中国-东盟合作。\n")
    for command in ("check", "fix"):
        outcome = corpus.run(command)
        assert outcome.status == 2
        assert "rule NAM001 crashed over what all documents say: KeyError: 'boom'" in outcome.err


# Text that wants to act

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2066"
COMMANDS = (
    "::error file=a.txt::错字 owned\n##[error]错字\n::set-output name=a::错字\n::add-mask::错字%0A::stop-commands::x"
)
MARKUP = "<script>alert('错字')</script><img src=x onerror=alert(1)>错字\"'><!-- ]]> --></script>{{错字}}"


@pytest.fixture
def acting(corpus: "Corpus") -> "Corpus":
    corpus.write("escapes.txt", f"{ESCAPES}错字{ESCAPES}\n缺文{ESCAPES}\n")
    corpus.write("commands.txt", f"{COMMANDS}\n{COMMANDS}怪词\n")
    corpus.write("markup.md", f"{MARKUP}\n{MARKUP}缺文\n")
    if sys.platform == "linux":
        corpus.write("名\x1b[31m\n::error::x<script>.txt", "错字\n")
        corpus.write(os.fsdecode(b"\xff\xfe.txt"), "错字\n")
    return corpus


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_no_report_lets_text_act(acting: "Corpus", form: str) -> None:
    outcome = acting.check("--output-format", form, "--color", "never")
    assert outcome.status == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", outcome.out + outcome.err)
    for line in (outcome.out + outcome.err).split("\n"):
        if line.lstrip().startswith(("::", "##[")):
            assert form == "github"
            ours = r"::(error|warning|notice) title=corpuslint \([A-Z]{3}\d{3} [a-z-]+\),file=[^:,]*,line=\d+"
            assert re.match(ours, line), line
    if form == "html":
        assert "<script>alert" not in outcome.out
        assert "<img src=x" not in outcome.out
        assert len(re.findall("(?i)<script", outcome.out)) == len(re.findall("(?i)</script", outcome.out))
    if form in ("json", "sarif"):
        json.loads(outcome.out)


@pytest.mark.parametrize(
    "arguments", [("fix", "--diff"), ("fix", "--output", "out"), ("fix",), ("check", "--statistics")]
)
def test_no_message_lets_names_or_text_act(acting: "Corpus", arguments: tuple[str, ...]) -> None:
    outcome = acting.run(*arguments)
    assert "\x1b" not in outcome.err
    assert not [line for line in outcome.err.split("\n") if line.lstrip().startswith("::")]
    if arguments[1:] != ("--diff",):  # a patch must hold what it changes
        assert "\x1b" not in outcome.out


def test_a_diff_on_a_terminal_is_drawn(acting: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True, raising=False)
    assert "\x1b]" not in acting.run("fix", "--diff").out


def test_verify_and_undo_draw_names(acting: "Corpus") -> None:
    assert acting.run("fix", "--output", "out").status == 0
    for path in (acting.folder / "out").glob("*.txt"):
        path.write_text("改了", encoding="utf-8")
    for command in ("verify", "undo"):
        outcome = acting.run(command, "out")
        assert outcome.status in (1, 2)
        assert "\x1b" not in outcome.out + outcome.err
        assert not [line for line in (outcome.out + outcome.err).split("\n") if line.lstrip().startswith("::")]


@pytest.mark.parametrize(
    "detector",
    [
        "os.system",
        "builtins.eval",
        "..evil.run",
        "pattern.__import__",
        "pattern.re.compile",
        "pattern._compiled",
        "pattern",
    ],
)
def test_a_page_cannot_name_code_that_is_no_detector(corpus: "Corpus", detector: str) -> None:
    page = corpus.folder / ".rules/custom/wrong-word.toml"
    page.write_text(page.read_text(encoding="utf-8").replace("pattern.match", detector), encoding="utf-8")
    corpus.write("evil.py", "raise SystemExit(99)")
    corpus.write("a.txt", "错字")
    outcome = corpus.check()
    assert outcome.status == 2
    assert f"`detector`: there is none called {detector!r}" in outcome.err


@pytest.mark.parametrize("key", ["rules", "baseline", "glossary"])
@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../../x"])
def test_paths_of_a_configuration_stay_inside(corpus: "Corpus", key: str, path: str) -> None:
    corpus.write("corpuslint.toml", f'{key} = "{path}"\n')
    corpus.write("a.txt", "错字")
    outcome = corpus.check()
    assert outcome.status == 2
    assert "must stay inside the folder of the configuration" in outcome.err
