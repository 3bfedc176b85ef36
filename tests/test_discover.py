"""From PATHs to files: what is meant, what is left out, in which order."""

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpuslint.paths import matches, within

if TYPE_CHECKING:
    from conftest import Corpus


def names(corpus: "Corpus", *arguments: str) -> list[str]:
    outcome = corpus.check("--output-format", "json", *arguments)
    return [finding["filename"] for finding in outcome.json]


@pytest.fixture
def tree(corpus: "Corpus") -> "Corpus":
    for name in ("a.txt", "b.md", "c.py", "raw/d.txt", "语料/e 空 格.txt", "语料/深/f.txt", "语料/换\n行.txt"):
        corpus.write(name, "错字\n")
    return corpus


def test_a_folder_means_what_is_included(tree: "Corpus") -> None:
    assert names(tree) == ["a.txt", "b.md", "raw/d.txt", "语料/e 空 格.txt", "语料/换\n行.txt", "语料/深/f.txt"]
    assert names(tree, "语料", "a.txt", "语料/深") == ["a.txt", "语料/e 空 格.txt", "语料/换\n行.txt", "语料/深/f.txt"]
    tree.configure('include = ["语料/*.txt", "*.py"]\n')
    assert names(tree) == ["c.py", "语料/e 空 格.txt", "语料/换\n行.txt", "语料/深/f.txt"]


def test_a_file_is_meant_unless_excludes_are_forced(tree: "Corpus") -> None:
    tree.configure('exclude = ["raw/"]\n')
    assert names(tree, "c.py", "raw/d.txt") == ["c.py", "raw/d.txt"]
    assert names(tree, "c.py", "raw/d.txt", "a.txt", "--force-exclude") == ["a.txt"]
    assert "raw/d.txt" not in names(tree)


def test_ignore_files(tree: "Corpus") -> None:
    tree.write(".gitignore", "/raw/\n*.md\n")
    assert names(tree) == ["a.txt", "语料/e 空 格.txt", "语料/换\n行.txt", "语料/深/f.txt"]
    tree.write("语料/.gitignore", "*.txt\n!深/\n!深/*.txt\n")
    assert names(tree) == ["a.txt", "语料/深/f.txt"]
    assert names(tree, "语料/深") == ["语料/深/f.txt"]
    tree.configure("respect-gitignore = false\n")
    assert len(names(tree)) == 6
    tree.write(".corpuslintignore", "# comment\n语料/**\n")
    assert names(tree) == ["a.txt", "b.md", "raw/d.txt"]
    assert names(tree, "语料/深/f.txt", "a.txt", "--force-exclude") == ["a.txt"]
    assert names(tree, "语料/深/f.txt") == ["语料/深/f.txt"]


def test_idle_patterns_are_told(tree: "Corpus") -> None:
    tree.write(".corpuslintignore", "raw/\n\n# comment\ngone/\n*.doc\n")
    err = tree.check().err
    assert ".corpuslintignore:4: `gone/` fits no file" in err
    assert ".corpuslintignore:5: `*.doc` fits no file" in err
    assert err.count("fits no file") == 2
    assert "fits no file" not in tree.check("语料").err


def test_the_order_of_paths_does_not_matter(tree: "Corpus") -> None:
    assert names(tree, "raw", "a.txt", "b.md") == names(tree, "b.md", "raw", "a.txt", "raw/d.txt")


def test_links_are_not_followed_into_folders(tree: "Corpus") -> None:
    (tree.folder / "link").symlink_to(tree.folder / "raw", target_is_directory=True)
    (tree.folder / "loop").symlink_to(tree.folder, target_is_directory=True)
    (tree.folder / "raw" / "dangling.txt").symlink_to("nowhere.txt")
    assert names(tree).count("raw/d.txt") == 1
    assert len(names(tree)) == 6


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.txt", "a/b.txt", True),
        ("*.txt", "a.txt/b.md", True),
        ("a/*.txt", "a/b/c.txt", True),
        ("a/*.txt", "b/a/c.txt", False),
        ("**/a.txt", "a.txt", True),
        ("a/**/b.txt", "a/b.txt", True),
        ("a/**/b.txt", "a/x/y/b.txt", True),
        ("[ab].txt", "b.txt", True),
        ("[!ab].txt", "b.txt", False),
        ("a.txt", "aXtxt", False),
        ("文?.txt", "文档.txt", True),
        ("[", "[", True),
        ("raw/", "raw/x/y.txt", True),
        ("/raw", "raw/x.txt", True),
        ("/raw", "x/raw/y.txt", False),
    ],
)
def test_patterns(corpus: "Corpus", pattern: str, path: str, *, fits: bool) -> None:
    assert matches(path, [pattern], corpus.folder) == fits


def test_what_is_named_is_taken_as_given(corpus: "Corpus") -> None:
    for name in ("cleaned/a.txt", "cleaned/sub/b.txt", "cleaned/c.log.txt", "raw/d.txt"):
        corpus.write(name, "错字\n")
    corpus.write(".gitignore", "/cleaned/\n*.log.txt\n")
    corpus.configure('exclude = ["raw/"]\n')
    assert corpus.check().err == WARNED.format("left out there by .gitignore: 1; left out there by `exclude`: 1")
    assert len(corpus.codes("cleaned")) == 2
    assert len(corpus.codes("cleaned/sub")) == len(corpus.codes("cleaned/a.txt")) == len(corpus.codes("raw")) == 1
    assert corpus.codes("--force-exclude", "cleaned", "raw") == []


WARNED = (
    "corpuslint: warning: no file matched in .; included are *.txt, *.md, *.markdown, *.jsonl, *.parquet, *.txt.gz, "
    "*.md.gz, *.jsonl.gz, *.txt.zst, *.md.zst, *.jsonl.zst; {}\n"
)


def test_the_ignore_file_that_hides_all_is_named(corpus: "Corpus") -> None:
    corpus.write("cleaned/a.txt", "错字\n")
    corpus.write(".gitignore", "cleaned/*.txt\n")
    assert "; left out there by .gitignore: 1" in corpus.check("cleaned").err
    assert "nothing to report" not in corpus.check("cleaned").err


def test_patterns_that_are_none_match_nothing(corpus: "Corpus") -> None:
    corpus.write("a.txt", "错字\n")
    corpus.write("b.txt", "错字\n")
    corpus.write(".gitignore", "[z-a]\n!\n\\\n\n/b.txt\n")
    corpus.write(".corpuslintignore", "\n\nnone\n\n")
    outcome = corpus.check("--output-format", "concise")
    assert outcome.status == 1
    assert [line.split(":")[0] for line in outcome.out.splitlines()] == ["a.txt"]
    assert ".corpuslintignore:3: `none` fits no file" in outcome.err


def test_patterns_say_the_same_folder_by_folder_and_path_by_path(tmp_path: Path) -> None:
    """Of all that is in a tree, under patterns with and without ``/``, from inside and outside of the folder."""
    names = ("a", "b.md", "b.txt", "x.md")
    patterns = ("*.md", "a", "a/*.md", "a/b.md/*", "*/x.md", "**/a/b.txt", "b.*", "[ab]*", "/a/a", "nothing", "*")
    for base in (tmp_path, tmp_path.parent, tmp_path / "other"):
        for below in (None, tmp_path):
            for some in itertools.combinations(patterns, 2):
                outer = within(tmp_path, some, base, below=below)
                for first, second, third in itertools.product(names, repeat=3):
                    told = [outer.fits(first), outer.inner(first).fits(second)]
                    told.append(outer.inner(first).inner(second).fits(third))
                    paths = (tmp_path / first, tmp_path / first / second, tmp_path / first / second / third)
                    assert told == [matches(path, some, base, below=below) for path in paths]


def test_a_configuration_may_lie_below_what_is_checked(tree: "Corpus") -> None:
    """What is above its folder is no matter to its patterns, nor is its own name."""
    tree.write("语料/corpus/pyproject.toml", '[tool.corpuslint]\nexclude = ["corpus", "old/*"]\n')
    tree.write("语料/corpus/old/a.txt", "坏,的。\n")
    tree.write("语料/corpus/new/a.txt", "坏,的。\n")
    out = tree.check("语料", "--config", "语料/corpus/pyproject.toml", "--output-format", "concise").out
    assert "new/a.txt" in out
    assert "old/a.txt" not in out


def test_a_cleaned_corpus_below_is_left_out(tree: "Corpus") -> None:
    tree.write("g.txt", "缺文\n")
    before = names(tree)
    assert tree.run("fix", "--diff").status == 1
    assert tree.run("fix", "--output", "cleaned").status == 0
    assert names(tree) == before
    assert names(tree, "cleaned") == ["cleaned/g.txt"]
