"""English and Chinese: the catalogue fits what is said, and programs always read English."""

import ast
import string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import corpuslint
from corpuslint import language
from corpuslint.cli import COMMANDS
from corpuslint.cli.options import _SELECTORS
from corpuslint.examples import findings
from corpuslint.kinds import _NAMES
from corpuslint.report.terminal import _MARKS
from corpuslint.rule import Rule
from corpuslint.rulebook import shipped, whole_page
from corpuslint.scanning.trigger_syntax import _REFUSED

if TYPE_CHECKING:
    from conftest import Corpus

SOURCES = sorted(Path(corpuslint.__file__).parent.rglob("*.py"))


def literals(node: ast.AST) -> set[str]:
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def said() -> set[str]:
    """All texts that are first arguments of ``say``, and those that reach it through a name."""
    texts = {*COMMANDS.values(), *_SELECTORS.values(), *_MARKS.values(), *_NAMES.values(), *_REFUSED.values()}
    for source in SOURCES:
        tree = ast.parse(source.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        says = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "say"]
        named = {each.id for each in says if isinstance(each, ast.Name)}
        for each in says:
            texts |= literals(each) if isinstance(each, ast.Constant | ast.IfExp) else set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and {t.id for t in node.targets if isinstance(t, ast.Name)} & named:
                texts |= literals(node.value)
    return texts


def fields(text: str) -> list[str]:
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    return [str(number) for number, _ in enumerate(names)] if set(names) == {""} else sorted(names)


def test_what_is_said_has_a_chinese_form() -> None:
    assert said() - {"summary"} <= set(language.catalogue()["messages"]), "add these to tables/messages_zh.toml"


@pytest.mark.parametrize("table", ["messages", "findings"])
def test_fields_survive_translation(table: str) -> None:
    for english, chinese in language.catalogue()[table].items():
        assert fields(english) == fields(chinese)


def test_each_rule_has_a_chinese_summary() -> None:
    assert set(language.catalogue()["rules"]) == {rule.name for rule in shipped()}


@pytest.mark.parametrize("rule", shipped(), ids=lambda rule: rule.code)
def test_what_is_found_has_a_chinese_form(rule: Rule) -> None:
    """CON001 says what email-validator says of an address."""
    for example in whole_page(rule).get("bad", ()) if rule.code != "CON001" else ():
        for finding in findings(rule, example):
            said = [finding.message] if finding.message != rule.summary else []
            said += [finding.fix.message] if finding.fix and finding.fix.message else []
            assert all(language.translated(each, "zh") != each for each in said), said


@pytest.mark.parametrize(
    ("arguments", "environment", "chosen"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LC_ALL": "C", "CORPUSLINT_LANG": "zh"}, "zh"),
        (["check", "--lang", "en"], {"CORPUSLINT_LANG": "zh"}, "en"),
        (["--lang=zh", "check"], {}, "zh"),
    ],
)
def test_choice(arguments: list[str], environment: dict[str, str], chosen: str) -> None:
    assert language.choose(arguments, environment) == chosen


def test_people_read_chinese_and_programs_english(corpus: "Corpus") -> None:
    corpus.write("a.txt", "错字、怪词与缺文。\n")
    outcome = corpus.check("--lang", "zh")
    assert "[可安全修复]" in outcome.out
    assert "1 个文件中有 1 个存在问题，共 3 处问题" in outcome.err
    assert corpus.check("--lang", "zh", "--help").out.startswith("usage: corpuslint check")
    assert "报告问题，不写任何文件" in corpus.check("--lang", "zh", "--help").out
    english = corpus.check("--output-format", "json").out
    assert corpus.check("--output-format", "json", "--lang", "zh").out == english
    assert "no such file" in corpus.check("missing.txt").err


def test_an_untranslated_message_stands_behind_the_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_current", ["zh"])
    assert language.headline("padded-date", "summary", "something new") == "年月日日期中的月或日补了零（something new）"
    assert language.headline("padded-date", "summary", "remove 3 lines") == "删去 3 行"
    assert language.headline("padded-date", "summary", "summary") == "年月日日期中的月或日补了零"
    assert language.translated("replace by '\n'") == "改为 '\n'"
