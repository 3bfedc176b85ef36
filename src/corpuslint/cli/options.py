"""The options that commands share, by what they are about."""

from pathlib import Path

from corpuslint.language import say
from corpuslint.policy import SCRIPTS
from corpuslint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse  # 2 ms

SCOPES = ("all", "file", "corpus")

_SELECTORS = {
    "--select": "only these rules: codes, prefixes, names, families or ALL, comma-separated",
    "--extend-select": "these rules too",
    "--ignore": "not these rules",
}


def add_selection(parser: "argparse.ArgumentParser") -> None:
    """Add the options that choose rules and configuration."""
    group = parser.add_argument_group(say("rules and configuration"))
    for name, summary in _SELECTORS.items():
        group.add_argument(name, metavar="RULES", action="append", default=[], help=say(summary))
    group.add_argument("--profile", metavar="NAME", help=say("turn on the rules of a profile"))
    group.add_argument(
        "--scope",
        choices=SCOPES,
        default="all",
        help=say("file: rules that judge a file by itself; corpus: rules that need all files"),
    )
    group.add_argument("--script", choices=SCRIPTS, help=say("the script that the corpus is to be in"))
    group.add_argument("--encoding", metavar="NAME", help=say("the encoding of files that are not UTF-8"))
    add_configuration(group)


def add_configuration(parser: "argparse.ArgumentParser | argparse._ArgumentGroup") -> None:
    """Add the options that say where the configuration is."""
    parser.add_argument("--config", type=Path, metavar="FILE", help=say("use this configuration file"))
    parser.add_argument("--isolated", action="store_true", help=say("ignore all configuration files"))


def add_paths(parser: "argparse.ArgumentParser") -> None:
    """Add the PATHs and the options on how to find files."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=say("files or folders (default: .)"))
    parser.add_argument(
        "--force-exclude",
        action="store_true",
        help=say("hold files named on the command line to `include`, `exclude` and .corpuslintignore, too"),
    )


def add_record(parser: "argparse.ArgumentParser") -> None:
    """Add the folder whose record a command goes through."""
    parser.add_argument(
        "folder",
        type=Path,
        metavar="DIR",
        nargs="?",
        default=Path(),
        help=say("a cleaned corpus, the DIR of `fix --output DIR`, or a folder that was fixed in place (default: .)"),
    )
    parser.add_argument("-q", "--quiet", action="store_true", help=say("no summary"))


def add_speed(parser: "argparse.ArgumentParser", *, cache: bool = True) -> None:
    """Add the options on how much of the machine is used; ``cache``: and on what is remembered."""
    group = parser.add_argument_group(say("speed"))
    group.add_argument(
        "-j", "--jobs", type=int, metavar="N", help=say("use N processes (default: as many as pay for the size)")
    )
    if cache:
        group.add_argument("--no-cache", action="store_true", help=say("look at files anew that have not changed"))
    group.add_argument(
        "--engine",
        choices=("local", "ray"),
        default="local",
        help=say("where the work is done: on this machine, or on a Ray cluster"),
    )
    add_text_field(group)


def add_text_field(parser: "argparse.ArgumentParser | argparse._ArgumentGroup") -> None:
    """Add ``--text-field``."""
    parser.add_argument("--text-field", metavar="NAME", help=say("the field of the text in JSON lines and Parquet"))


def add_talk(parser: "argparse.ArgumentParser") -> None:
    """Add the options on how much is said, and how."""
    parser.add_argument("-q", "--quiet", action="store_true", help=say("no summary and no progress"))
    parser.add_argument("-v", "--verbose", action="store_true", help=say("tell which configuration and rules are used"))
    add_color(parser)


def add_color(parser: "argparse.ArgumentParser | argparse._ArgumentGroup") -> None:
    """Add ``--color``."""
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help=say("whether to colour"))
