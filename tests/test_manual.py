"""The manual: whole, without dead links, and its examples of configuration and command lines hold."""

import re
import shlex
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

import pytest

from corpuslint.cli.parser import parser_for
from corpuslint.manual import CHAPTERS, _text, site
from corpuslint.rulebook import shipped
from corpuslint.setup.config import Config

if TYPE_CHECKING:
    from conftest import Corpus

PAGES = dict(site())
ROOT = Path(__file__).resolve().parents[1]


class Links(HTMLParser):
    """Collects addresses, and checks that elements close."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for key, value in attrs if key in ("href", "src")]
        if tag not in ("meta", "br", "hr", "img", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_rule_has_its_page() -> None:
    assert {f"rules/{rule.name}.html" for rule in shipped()} | {f"{name}.html" for name in CHAPTERS} == set(PAGES)


@pytest.mark.parametrize("path", PAGES)
def test_no_dead_links(path: str) -> None:
    links = Links()
    links.feed(PAGES[path])
    assert not links.open
    for link in links.found:
        if not link.startswith("https://"):
            target, _, anchor = link.partition("#")
            assert not anchor
            assert normpath(join(dirname(path), target)) in PAGES, link


def blocks(language: str) -> list[str]:
    chapters = [name for name in CHAPTERS if name not in ("rules", "writing-a-rule")]
    return [block for name in chapters for block in re.findall(rf"```{language}\n(.*?)```", _text(name), re.DOTALL)]


def commands() -> list[str]:
    lines = [line.partition("  #")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    lines += re.findall(r"run: (corpuslint .*)", "\n".join(blocks("yaml")))
    lines += re.findall(r"- (corpuslint .*)", "\n".join(blocks("yaml")))
    lines += [
        line
        for name in CHAPTERS
        if name not in ("rules", "writing-a-rule")
        for line in re.findall(r"`(corpuslint [a-z].*?)`", _text(name))
    ]
    return [
        re.sub(r" [|>].*| <\(|source <\(|\)$", "", line)
        for line in lines
        if "corpuslint " in line and "pip" not in line
    ]


@pytest.mark.parametrize("command", commands())
def test_every_command_parses(command: str) -> None:
    words = shlex.split(command)
    assert words[0] == "corpuslint"
    parser_for(words[1:]).parse_args(words[1:])


@pytest.mark.parametrize("text", blocks("toml"))
def test_every_configuration_is_one(text: str) -> None:
    keys = {key.replace("-", "_") for key in tomllib.loads(text)}
    assert keys <= {*Config._fields, "language_server", "language"}


def test_docs_writes_the_site(corpus: "Corpus") -> None:
    outcome = corpus.run("docs", "site")
    assert outcome.status == 0
    assert (corpus.folder / "site" / "rules" / "padded-date.html").read_text() == PAGES["rules/padded-date.html"]
    corpus.write("file", "")
    assert corpus.run("docs", "file").status == 2


def test_the_first_excerpt_is_real(corpus: "Corpus") -> None:
    corpus.write("corpus/a.txt", "会议于2020年08月03日召开。\n")
    (excerpt,) = blocks("text")
    assert corpus.check("--isolated", "corpus/").out.strip() == excerpt.strip()
