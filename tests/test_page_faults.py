"""Rule pages of a user's own: whatever is wrong with one is told with file, place, key and remedy, and exits 2."""

import re
from typing import TYPE_CHECKING

import pytest

from corpuslint import rulebook
from corpuslint.kinds import toml
from corpuslint.page_faults import example_faults, unusable
from corpuslint.scanning.trigger_syntax import fault

if TYPE_CHECKING:
    from conftest import Corpus

PAGE = {
    "code": "OWN001",
    "name": "own-word",
    "summary": "s {x}",
    "why": "w",
    "scope": "line",
    "stage": "surface",
    "default": True,
    "style": False,
    "severity": "warning",
    "safety": "safe",
    "safety-why": "w",
    "triggers": ["错字"],
    "detector": "pattern.match",
    "skip": ["url"],
    "profiles": ["p"],
    "since": "1",
    "by-line": False,
    "census": {},
    "options": {"pattern": "错字", "replace": "正字", "unless": "甲", "message": "{}"},
}
ODD = ("", " ", 1, -1.5, True, [], [1], [[]], [""], ["x"], {}, {"a": 1}, "x", "(", "[", r"\p{Foo}", "a{9999}", "\\")
ODD_TRIGGERS = {
    "": "is empty",
    "(?=x)": "lookaround is not understood",
    "(?<!x)错": "lookaround is not understood",
    "(": "not a regular expression",
    "[": "not a regular expression",
    "\\": "not a regular expression",
    "[b-a]": "bad character range b-a",
    r"\p{Foo}": r"unknown class \p{Foo}; known are",
    r"[\p{Traditional}]": "outside of […] Traditional",
    "a{99999}": "invalid repetition size",
    "错++": "possessive",
    "(?>错)": "atomic",
    r"(错)\1": "references back",
    r"\b错": "knows no Chinese word",
    r"\Z": "the end of the text is `$`",
    r"\ud800": "surrogate",
    r"\U00110000": "not a regular expression",
}


def write(corpus: "Corpus", page: dict[str, object], more: str = "") -> None:
    corpus.write("own/own-word.toml", "".join(f"{key} = {toml(value)}\n" for key, value in page.items()) + more)
    corpus.write("corpuslint.toml", 'rules = "own"\nselect = ["OWN"]\n')
    corpus.write("a.txt", "错字\n")


@pytest.mark.parametrize("trigger", ODD_TRIGGERS)
def test_a_trigger_that_no_engine_takes(corpus: "Corpus", trigger: str) -> None:
    write(corpus, {**PAGE, "triggers": ["错字", trigger]})
    for command in ("check", "fix", "rules", "explain DAT002"):
        outcome = corpus.run(*command.split())
        assert outcome.status == 2
        assert outcome.err.startswith("corpuslint: own/own-word.toml:12:1: trigger ")
        assert ODD_TRIGGERS[trigger] in outcome.err


def test_shipped_triggers_are_none_of_them() -> None:
    for rule in rulebook.shipped():
        patterns = [pattern for pattern in (*rule.triggers, *rule.census.values()) if "NotUTF8" not in pattern]
        assert [pattern for pattern in patterns if fault(pattern)] == []


@pytest.mark.parametrize("key", [*PAGE, *(f"options.{key}" for key in PAGE["options"])])  # type: ignore[attr-defined]
def test_no_value_of_a_key_ends_in_a_traceback(corpus: "Corpus", key: str) -> None:
    name, _, option = key.partition(".")
    values = [*ODD, None]
    for value in values:
        inner = {**PAGE["options"], option: value} if option else value  # type: ignore[dict-item]
        page = {**PAGE, name: inner}
        if value is None:
            page = {**PAGE, name: {k: v for k, v in PAGE["options"].items() if k != option}}  # type: ignore[attr-defined]
            page.pop(name) if not option else None
        write(corpus, page)
        outcome = corpus.check("--no-cache")
        assert "Traceback" not in outcome.err
        assert "crashed" not in outcome.err, (key, value)
        if outcome.status == 2 and "no rule" not in outcome.err:
            assert re.match(r"corpuslint: own/own-word\.toml(:\d+:\d+)?: .*`", outcome.err), outcome.err
            assert key.rpartition(".")[2] in outcome.err


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("[[bad]]\n", "own-word.toml:20:3: [[bad]] number 1: `text` must be a text, or a list of byte values"),
        ('[[bad]]\ntext = "错字"\nfixd = "正字"\n', "unknown key `fixd`; did you mean `fixed`?"),
        ('[[kept]]\ntext = "错字"\ncount = "2"\n', '`count` must be a whole number, not "2"'),
        ('[[good]]\ntext = "错字"\n', "own-word.toml:20:3: unknown key `good`"),
        ('x = 1\ny = "\n', "own-word.toml:21:6: not TOML: "),
        ("colour = 1\n", "own-word.toml:20:1: unknown key `colour`"),
    ],
)
def test_what_stands_behind_the_head(corpus: "Corpus", more: str, message: str) -> None:
    write(corpus, PAGE, more)
    outcome = corpus.check()
    assert outcome.status == 2
    assert message in outcome.err


def test_options_are_those_of_the_detector(corpus: "Corpus") -> None:
    shipped = next(rule for rule in rulebook.shipped() if rule.options and not rule.detector.startswith("pattern."))
    write(corpus, {**PAGE, "scope": shipped.scope, "detector": shipped.detector})
    outcome = corpus.check()
    assert outcome.status == 2
    assert f"is missing; {shipped.code}, which has the same detector, shows it" in outcome.err


def test_pages_that_are_no_text_or_not_there(corpus: "Corpus") -> None:
    write(corpus, PAGE)
    corpus.write("own/own-word.toml", "# 配置".encode("gb18030"))
    assert "own/own-word.toml: not UTF-8 (at byte 2); TOML must be" in corpus.check().err
    (corpus.folder / "own/own-word.toml").unlink()
    outcome = corpus.check()
    assert outcome.status == 2
    assert "corpuslint.toml:1:1: `rules` names own, which holds no rule page (*.toml)" in outcome.err


def test_shipped_pages_have_no_faults() -> None:
    for page in rulebook.pages(rulebook.rules_folder()):
        assert list(example_faults(rulebook.read_page(page))) == []
    for rule in rulebook.shipped():
        if rule.detector != "pattern.match":
            assert [fault for _, fault in unusable(rule) if "NotUTF8" not in fault] == []


def test_examples_of_own_pages_are_run(corpus: "Corpus") -> None:
    assert "no rules of your own" in corpus.run("rules", "--test", "--isolated").err
    write(corpus, PAGE, '[[bad]]\ntext = "写错字了"\nfixed = "写正字了"\n[[kept]]\ntext = "甲错字"\n')
    outcome = corpus.run("rules", "--test")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "corpuslint: 2 examples: all hold\n")
    more = """
[[bad]]
text = "错词"
[[bad]]
text = "错字"
fixed = "错词"
[[bad]]
text = "错字"
count = 2
[[kept]]
text = "错字"
[[known_failure]]
text = "正字"
"""
    write(corpus, PAGE, more)
    outcome = corpus.run("rules", "--test")
    assert outcome.status == 1
    assert outcome.out.splitlines() == [
        "own/own-word.toml: [[bad]] number 1: nothing is found; do a trigger and the pattern both match?",
        "own/own-word.toml: [[bad]] number 2: fixed to '正字'",
        "own/own-word.toml: [[bad]] number 3: 1 found, not 2",
        "own/own-word.toml: [[kept]] number 1: found: 错字",
        "own/own-word.toml: [[known_failure]] number 1: works now: move it to [[bad]] or [[kept]]",
    ]
    assert outcome.err == "corpuslint: 5 of 5 examples failed\n"
