r"""The library face of corpuslint: texts and folders in, findings and cleaned text out.

>>> from corpuslint import fix_text
>>> fix_text("会议于2020年08月03日召开。")
'会议于2020年8月3日召开。'

A text in memory is no file: that it does not end with a newline is no fault here, unless that rule is selected by name.
"""

from collections.abc import Iterable
from pathlib import Path

from corpuslint.checking.check import Checked, check_documents, check_files
from corpuslint.fixing.fix import Draft, fix_all
from corpuslint.report.located import Located
from corpuslint.ruleset import Ruleset
from corpuslint.setup import discover
from corpuslint.setup.config import Config, Loaded
from corpuslint.setup.prepare import prepared
from corpuslint.source import Raw

_ABOUT_FILES = {"SPC002", "missing-final-newline"}


def check_text(text: str, path: str = "text.txt", config: Config | None = None) -> list[Located]:
    """Return the findings in one text.

    Args:
        text: the decoded text; offsets of the findings are code points in it.
        path: a name for it; its ending decides whether it is Markdown.
        config: what to select and what the owner declares; the defaults if ``None``.

    """
    return list(check_documents([_raw(path, text)], _ruleset(_of_memory(config))).findings)


def fix_text(text: str, path: str = "text.txt", config: Config | None = None, *, unsafe: bool = False) -> str:
    """Return a text with its safe fixes (and with ``unsafe`` the unsafe ones) applied to the fixed point."""
    return fix_texts({path: text}, config, unsafe=unsafe)[path]


def fix_texts(texts: dict[str, str], config: Config | None = None, *, unsafe: bool = False) -> dict[str, str]:
    """Return texts by name, fixed as one corpus: rules about the corpus see all of them.

    A text on which a rule crashed comes back as it was.
    """
    ruleset = _ruleset(_of_memory(config))
    drafts = [Draft(_raw(path, text), ruleset) for path, text in texts.items()]
    fix_all(drafts, ruleset, unsafe=unsafe)
    return {
        draft.document.path: text if draft.crashes else draft.document.text
        for draft, text in zip(drafts, texts.values(), strict=True)
    }


def check_paths(paths: Iterable[str | Path], config: Config | None = None) -> Checked:
    """Check files and folders as one corpus, as ``corpuslint check`` does, without its baseline."""
    loaded = Loaded(config or Config(), Path.cwd(), {})
    found = discover.find([Path(path) for path in paths], loaded)
    checked = check_files(found.files, _ruleset(loaded.config))
    return checked._replace(problems=[*found.problems, *checked.problems])


def _raw(path: str, text: str) -> Raw:
    return Raw(path, text.encode("utf-8", "surrogatepass"))


def _of_memory(config: Config | None) -> Config:
    """Return a configuration for texts that are no files."""
    config = config or Config()
    named = _ABOUT_FILES & {*config.select, *config.extend_select}
    return config if named else config._replace(ignore=(*config.ignore, "SPC002"))


def _ruleset(config: Config) -> Ruleset:
    """Return the rules of a configuration, with the guards that keep fixes away from damage."""
    return prepared(Loaded(config, Path.cwd(), {}), guarded=True).ruleset
