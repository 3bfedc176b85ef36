"""A run over a corpus of which few files have changed finds what a run without a cache does, whatever changed."""

import os
import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpuslint import rulebook
from corpuslint.checking import change, corpus, recall
from corpuslint.checking.check import Checked, check_files
from corpuslint.policy import Policy
from corpuslint.ruleset import Ruleset

CORPUS = [rule for rule in rulebook.shipped() if rule.scope == "corpus" or rule.code in ("DAT002", "PUN001")]
FRAGMENTS = (
    "中国—东盟合作，中国-东盟中心。",
    "中国-东盟合作。",
    "吐鲁番—哈密盆地，中国—东盟合作。",
    "深度学习先驱杰弗里·欣顿说：",
    "杰弗里·辛顿教授获奖。",
    "老板杰弗里·欣顿在场，埃隆·马斯克（Elon Musk）来了。",
    "作家埃隆·马斯科（Elon Musk）。公司老总埃隆·马斯克乡。",
    "《关于加强环境保护的决定》和《关于加强环境保护的决议》。",
    "《关于加强环境保护的决定》，关于加强环境保护的决定。",
    "《关于加强环境保护的 决定》。",
    "会议于2020年8月3日召开，2021年9月4日结束。",
    "会议于2020-08-03召开。",
    "會議討論關於經濟發展與環境保護問題，並決定繼續進行。",
    "电话：010-6559 2345，传真：010-65592345。",
    "电话：（010）65592345",
    "邮箱：office@example-forum.org，网站：www.example-forum.org。",
    "邮箱：office@exanple-forum.org。",
    "联合国环境署，联合国环境规划署，联合国环境署。",
    "GitHub 和 Github。",
    "本刊由某某研究中心编辑部主办 欢迎订阅",
    "扫码关注某某论坛公众号 获取更多",
    "于2020年08月03日,开会。",
    "<!-- corpuslint: off PUN001 -->",
    "好。",
)
LONG = "经济发展与环境保护的关系是一个长期的问题，需要各方共同努力，逐步加以解决。" * 8
POLICIES = {
    "undeclared": Policy(),
    "dates": Policy(date_style="unpadded"),
    "traditional": Policy(script="traditional"),
    "connector": Policy(name_connector="—"),
}


class Folder:
    """Files that change at random."""

    def __init__(self, place: Path, seed: int) -> None:
        self.place = place
        self.random = random.Random(seed)
        self.clock = time.time() - 10_000
        self.made = 0
        for _ in range(40):
            self.add()

    @property
    def files(self) -> list[Path]:
        return sorted(self.place.glob("*.md"))

    def text(self) -> str:
        lines = [self.random.choice(FRAGMENTS) for _ in range(self.random.randint(0, 6))]
        if self.random.random() < 0.1:
            lines.append(LONG[self.random.randrange(3) :])
        return "\n\n".join(lines) + "\n"

    def write(self, file: Path) -> None:
        file.write_text(self.text(), encoding="utf-8")
        self.clock += 1
        os.utime(file, (self.clock, self.clock))

    def add(self) -> None:
        self.made += 1
        self.write(self.place / f"{self.random.randrange(100):02}-{self.made}.md")

    def move(self) -> None:
        """One of the things that happen to files."""
        file = self.random.choice(self.files)
        kind = self.random.random()
        if kind < 0.06:
            file.unlink()
        elif kind < 0.12:
            self.add()
        elif kind < 0.16:
            file.rename(file.with_name(f"r{file.name}"))
        elif kind < 0.22:
            os.utime(file, (self.clock + 0.5, self.clock + 0.5))
        else:
            self.write(file)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """For each run over few changed files, whether it could tell."""
    seen: list[bool] = []
    original = change.update

    def update(*arguments: object) -> object:
        found = original(*arguments)  # type: ignore[arg-type]
        seen.append(found is not None)
        return found

    monkeypatch.setattr(recall, "update", update)
    for module in (change, recall):
        monkeypatch.setattr(module, "most", len(FRAGMENTS).__mul__)  # in a small corpus all is concerned by anything
    return seen


def plain(checked: Checked) -> Checked:
    return checked._replace(findings=list(checked.findings))


@pytest.mark.parametrize("policy", POLICIES)
def test_any_change_is_seen_by_all_that_it_concerns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: list[bool], policy: str
) -> None:
    monkeypatch.setenv("CORPUSLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(corpus, "PAYS", 1)
    monkeypatch.setattr("corpuslint.checking.standing.MANY", 4)
    monkeypatch.setattr("corpuslint.checking.recorder.MANY", 4)
    monkeypatch.setattr("corpuslint.checking.standing.CHUNK", 7)
    for module in ("recorder", "change"):
        monkeypatch.setattr(f"corpuslint.checking.{module}.CHUNK", 7)
    monkeypatch.chdir(tmp_path)
    ruleset = Ruleset(CORPUS, POLICIES[policy])
    folder = Folder(tmp_path, sum(map(ord, policy)))
    for _ in range(20):
        for _ in range(folder.random.choice((0, 1, 1, 1, 2, 3))):
            folder.move()
        found = check_files(folder.files, ruleset, cached=True)
        assert plain(found) == plain(check_files(folder.files, ruleset))
    assert sum(told) > len(told) / 2  # few are left to a whole run


def test_a_change_that_another_run_made_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: list[bool]
) -> None:
    """Both began on the same state; the second must not write over what the first wrote."""
    monkeypatch.setenv("CORPUSLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(corpus, "PAYS", 1)
    monkeypatch.chdir(tmp_path)
    ruleset = Ruleset(CORPUS)
    folder = Folder(tmp_path, 3)
    check_files(folder.files, ruleset, cached=True)
    folder.write(folder.files[3])
    original = recall.amend

    def amend(*arguments: object) -> None:
        monkeypatch.setattr(recall, "amend", original)
        (database,) = (tmp_path / "cache").glob("*.sqlite")
        arguments[0].execute("UPDATE runs SET stamp = x'00'")  # type: ignore[attr-defined]
        original(*arguments)  # type: ignore[arg-type]
        assert database.exists()

    monkeypatch.setattr(recall, "amend", amend)
    for _ in range(3):
        found = check_files(folder.files, ruleset, cached=True)
        assert plain(found) == plain(check_files(folder.files, ruleset))
    assert told == [True, False]  # the first was not written; a whole run made good for it; then nothing was to do


@pytest.mark.parametrize(
    "column", ["runs.states", "runs.rest", "chunks.found", "chunks.briefs", "seen.found", "codes.facts"]
)
def test_a_byte_that_is_lost_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: str) -> None:
    monkeypatch.setenv("CORPUSLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(corpus, "PAYS", 1)
    monkeypatch.chdir(tmp_path)
    ruleset = Ruleset(CORPUS)
    folder = Folder(tmp_path, 4)
    check_files(folder.files, ruleset, cached=True)
    (database,) = (tmp_path / "cache").glob("*.sqlite")
    table, name = column.split(".")
    with sqlite3.connect(database) as connection:
        connection.execute(
            f"UPDATE {table} SET {name} = CAST(substr({name}, 1, 20) || x'00' || substr({name}, 22) AS BLOB)"
        )
    for changes in (0, 1):
        for _ in range(changes):
            folder.write(folder.files[5])
        found = check_files(folder.files, ruleset, cached=True)
        assert plain(found) == plain(check_files(folder.files, ruleset))


SITES = Ruleset([rule for rule in rulebook.shipped() if rule.scope == "corpus"])


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Files over which a run was kept."""
    monkeypatch.setenv("CORPUSLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(corpus, "PAYS", 1)
    monkeypatch.chdir(tmp_path)
    folder = Folder(tmp_path, 5)
    check_files(folder.files, SITES, cached=True)
    return folder


def same(folder: Folder) -> None:
    found = check_files(folder.files, SITES, cached=True)
    assert plain(found) == plain(check_files(folder.files, SITES))


def test_what_nobody_holds_any_more_is_no_crash(kept: Folder, told: list[bool]) -> None:
    file = kept.files[3]
    file.write_text("河口环境合作中心\n网站：www.example-forum.org\n", encoding="utf-8")
    os.utime(file, (kept.clock - 1, kept.clock - 1))
    same(kept)
    file.write_text("好。\n", encoding="utf-8")
    same(kept)
    assert told == [True, True]


def test_a_crash_over_what_changed_leads_to_a_whole_run(kept: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall, "update", lambda *_: {}["key"])
    kept.write(kept.files[3])
    same(kept)


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM chunks",
        "DELETE FROM holds",
        "DELETE FROM codes",
        "DELETE FROM common",
        "DROP TABLE chunks",
        "UPDATE chunks SET chunk = chunk + 1",
        "UPDATE holds SET place = place + 10000",
        "UPDATE runs SET rest = (SELECT found FROM chunks)",
    ],
)
@pytest.mark.parametrize("changes", [0, 1])
def test_what_was_lost_is_found_anew(kept: Folder, harm: str, changes: int) -> None:
    (database,) = (kept.place / "cache").glob("*.sqlite")
    with sqlite3.connect(database) as connection:
        connection.execute(harm)
    connection.close()
    for _ in range(changes):
        kept.write(kept.files[5])
    same(kept)
    same(kept)


def test_a_page_that_is_lost_changes_nothing(kept: Folder) -> None:
    (database,) = (kept.place / "cache").glob("*.sqlite")
    whole = database.read_bytes()
    for at in range(0, len(whole), 4096):
        database.write_bytes(whole[:at] + bytes(4096) + whole[at + 4096 :])
        same(kept)
    database.write_bytes(whole[:4096])
    same(kept)
