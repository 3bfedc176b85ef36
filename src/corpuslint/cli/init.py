"""``corpuslint init``: write a configuration, hooks and a CI workflow for the repository it stands in.

Nothing that exists is changed: where a file is there already, the lines to add to it are printed.
"""

import argparse
import os
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpuslint.cli import OK
from corpuslint.cli.setup import tell
from corpuslint.language import count, say
from corpuslint.links import RAW
from corpuslint.paths import matches
from corpuslint.report.contract import dumps
from corpuslint.setup.config import Config, find
from corpuslint.setup.discover import shown
from corpuslint.setup.origin import origin
from corpuslint.typed import NamedTuple

_PLAIN = (".txt", ".md", ".markdown")
_TEXT = tuple(pattern.removeprefix("*") for pattern in Config().include)
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "dist", "build"})
_MANY = 100_000  # files looked at before the survey is taken to be good enough


class Planned(NamedTuple):
    """A file that init would write."""

    path: Path
    text: str


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="DIR", help=say("default: ."))
    parser.add_argument("--print", action="store_true", dest="show", help=say("print the files; write nothing"))


def run(options: argparse.Namespace) -> int:
    """Write what is not there yet; print what to add to what is."""
    folder = options.folder
    corpus = corpus_of(folder)
    for planned in _plan(folder, corpus):
        if options.show:
            print(f"# {shown(planned.path)}\n{planned.text}")
        elif planned.path.exists():
            known = "corpuslint" in planned.path.read_text(encoding="utf-8", errors="replace")
            if known:
                tell(say("{file} is there already, and knows corpuslint", file=shown(planned.path)))
            else:
                tell(say("{file} is there already; add to it:", file=shown(planned.path)))
                print(planned.text)
        else:
            planned.path.parent.mkdir(parents=True, exist_ok=True)
            with planned.path.open("x", encoding="utf-8", newline="\n") as out:  # not through a link that hangs
                out.write(planned.text)
            tell(say("wrote {file}", file=shown(planned.path)))
    if not options.show:
        tell(say("next: `corpuslint check`; on a corpus with many findings, `corpuslint baseline` accepts today's"))
    return OK


def corpus_of(folder: Path) -> str:
    """Return the folder, relative to ``folder``, that holds nearly all text; empty where there is none such."""
    tops: Counter[str] = Counter()
    for path in _texts(folder):
        parts = path.relative_to(folder).parts
        tops[parts[0] if len(parts) > 1 else ""] += 1
    if not tops:
        return ""
    top, number = tops.most_common(1)[0]
    return top if number >= 0.8 * tops.total() else ""


def _texts(folder: Path) -> Iterator[Path]:
    seen = 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        for name in files:
            seen += 1
            if name.lower().endswith(_TEXT):
                yield Path(place, name)
        if seen > _MANY:
            return


def _plan(folder: Path, corpus: str) -> Iterator[Planned]:
    file = find(folder.absolute())
    if file is None:
        yield Planned(folder / "corpuslint.toml", _config(folder, corpus))
    else:
        tell(say("{file} holds the configuration", file=shown(file)))
    yield Planned(folder / ".pre-commit-config.yaml", _hooks(corpus))
    paths = shlex.quote(f"{corpus}/") if corpus else "."
    git = folder / ".git" / "config"
    remote = git.read_text(encoding="utf-8", errors="replace") if git.is_file() else ""
    if (folder / ".gitlab-ci.yml").exists() or "gitlab" in remote:
        yield Planned(folder / ".gitlab-ci.yml", _ci(_GITLAB, paths))
    else:
        workflow = folder / ".github" / "workflows" / "corpuslint.yml"
        yield Planned(workflow, _ci(_GITHUB, paths, _branch(folder)))


def _branch(folder: Path) -> str:
    """Return the branch that is checked out."""
    head = folder / ".git" / "HEAD"
    _, _, name = (head.read_text(encoding="utf-8") if head.is_file() else "").strip().partition("refs/heads/")
    return name or "main"


def _config(folder: Path, corpus: str) -> str:
    texts = list(_texts(folder))
    seen = [suffix for suffix in _TEXT if suffix in _PLAIN or any(path.name.lower().endswith(suffix) for path in texts)]
    include = [f"{corpus}/*{suffix}" for suffix in seen] if corpus else list(Config().include)
    fitting = sum(matches(path, include, folder) for path in texts)
    quoted = ", ".join(map(dumps, include))
    return _CONFIG.format(schema=f"{RAW}/src/corpuslint/schemas/config.json", include=quoted, n=count(fitting, "file"))


def _hooks(corpus: str) -> str:
    files = f"\n        files: {dumps('^' + re.escape(corpus) + '/')}" if corpus else ""
    return _HOOKS.format(repository=origin().url, revision=origin().revision, files=files)


def _ci(text: str, paths: str, branch: str = "main") -> str:
    return text.replace("PATHS", paths).replace("REQUIREMENT", origin().requirement).replace("BRANCH", dumps(branch))


_CONFIG = """\
#:schema {schema}
# `corpuslint config` shows what is in effect and why; `corpuslint rules` lists the rules.

include = [{include}]  # {n} today
# exclude = ["raw/"]

# What you declare here makes the fixes that only carry it out safe.
# script = "simplified"      # or "traditional", "keep"
# date-style = "unpadded"    # 2020年8月3日
# name-connector = "—"       # 中国—中亚

# extend-select = []
# ignore = []
baseline = "corpuslint-baseline.json"  # `corpuslint baseline` makes it, of the findings of today

[per-file-ignores]
# "archive/*" = ["NAM"]
"""

_HOOKS = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: corpuslint-fix{files}
      - id: corpuslint{files}
      - id: corpuslint-corpus{files}
"""

_GITHUB = """\
name: corpuslint
on:
  push:
    branches: [BRANCH]
  pull_request:
permissions:
  contents: read
jobs:
  corpuslint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: python -m pip install REQUIREMENT
      - run: corpuslint check PATHS --output-format github
      - if: ${{ failure() }}
        run: corpuslint check PATHS --exit-zero --output-format html --output-file corpuslint.html
      - if: ${{ failure() }}
        uses: actions/upload-artifact@v4
        with:
          name: corpuslint
          path: corpuslint.html
"""

_GITLAB = """\
corpuslint:
  image: python:3.13
  script:
    - python -m pip install REQUIREMENT
    - corpuslint check PATHS --exit-zero --output-format gitlab --output-file gl-code-quality-report.json
    - corpuslint check PATHS --output-format concise
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
"""
