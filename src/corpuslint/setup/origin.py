"""Where this corpuslint can be installed from again: its repository and the revision of it.

Facts: the name ``corpuslint`` on PyPI belongs to another project, so what is written into hooks and CI names a git
repository. ``pip`` records beside a package what it was installed from, if not from an index
(https://packaging.python.org/en/latest/specifications/direct-url/).
"""

import json
import re
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from corpuslint import __version__
from corpuslint.links import HOME
from corpuslint.typed import Any, NamedTuple

_SSH = re.compile(r"(?:ssh://)?git@(?P<host>[^:/]+)[:/](?P<path>.+)")


class Origin(NamedTuple):
    """A git repository and a tag or commit of it."""

    url: str
    revision: str

    @property
    def requirement(self) -> str:
        """What ``pip install`` takes."""
        return f"git+{self.url}@{self.revision}"


@cache
def origin() -> Origin:
    """Return what this installation came from: by pip's record, by its checkout, else the project's home."""
    record = _record()
    if "vcs_info" in record:
        return Origin(_reachable(record["url"]), record["vcs_info"]["commit_id"])
    folder = Path(url2pathname(urlsplit(record.get("url", "")).path)) if "dir_info" in record else None
    remote = _git(folder, "config", "--get", "remote.origin.url") if folder else ""
    if folder and "://" in _reachable(remote):
        return Origin(_reachable(remote), _git(folder, "rev-parse", "HEAD"))
    return Origin(HOME, f"v{__version__}")


def _record() -> dict[str, Any]:
    try:
        text = distribution("corpuslint").read_text("direct_url.json")
        return dict(json.loads(text)) if text else {}
    except (PackageNotFoundError, ValueError):
        return {}


def _reachable(url: str) -> str:
    """Return an address as CI and colleagues can use it: over https, without anybody's name and password."""
    ssh = _SSH.fullmatch(url)
    text = f"https://{ssh['host']}/{ssh['path']}" if ssh else re.sub(r"(?<=://)[^/@]*@", "", url)
    return text.removesuffix(".git")


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603, S607 (git is looked for as a user would)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
