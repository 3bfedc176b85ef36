"""Punctuation, spacing and residue on hostile text: no crash, linear time, triggers implied by the exact check."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint import rulebook
from corpuslint.engine import detector
from corpuslint.scan import Scanner
from corpuslint.source import Document

FAMILIES = ("PUN", "SPC", "RES")
RULES = [rule for rule in rulebook.shipped() if rule.code[:3] in FAMILIES]
SCANNERS = {rule.code: Scanner([rule]) for rule in RULES}
PIECES = [
    *("中,", "中, ", "中?", "(甲)", "（甲", "甲）", "“甲", "甲”", "“甲“", "》", "中 ", "中\t", " ,", "。。", "。。。"),
    *("中...", "...\n", "中 - 中", "中--", "&nbsp;", "&#20013;中", "\\u4e2d", "%E4%B8%AD", "<br>中", "</span>"),
    *("中 and 中", " \n", "\u3000\r", "的的", "我们我们", "\n", "、", "中："),
]
ALPHABET = (
    "中国的我他吗，。、；：？！,;:?!.()（）“”‘’「」《》〈〉【】-—–…· \t\n\r\u3000aZ09%&#\\u;<>/=`*_[]{}|~ぁア한￼␍"
)


def found(rule, text, name="a.txt"):
    document = Document(name, text)
    return [
        finding
        for finding in detector(rule)(document, rule)
        if not any(document.regions(kind).touch(finding.start, finding.end) for kind in rule.skip)
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize("piece", PIECES)
def test_one_long_line_takes_linear_time(rule, piece):
    text = piece * (60_000 // len(piece))
    start = time.process_time()
    found(rule, text)
    assert time.process_time() - start < 3


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet=ALPHABET, max_size=60))
def test_triggers_are_implied_and_spans_are_sound(name, text):
    for rule in RULES:
        findings = found(rule, text, name)
        for finding in findings:
            assert 0 <= finding.start <= finding.end <= len(text)
            for edit in finding.fix.edits if finding.fix else ():
                assert finding.start <= edit.start <= edit.end <= finding.end
                assert text[edit.start : edit.end] != edit.content
        if findings:
            assert rule.code in SCANNERS[rule.code].scan(text.encode("utf-8", "surrogatepass")).fired, rule.code


@pytest.mark.parametrize("text", ["", "\n", "\r", "\ud800", "\0", "中", "，" * 10_000, "\ufeff", " " * 10_000])
def test_odd_text_crashes_nothing(text):
    for rule in RULES:
        found(rule, text)
