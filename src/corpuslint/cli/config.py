"""``corpuslint config``: show the effective configuration and where each value came from."""

import argparse

from corpuslint.cli import OK
from corpuslint.cli.options import add_paths, add_selection
from corpuslint.cli.setup import load_config
from corpuslint.kinds import toml
from corpuslint.language import say
from corpuslint.report.contract import dumps
from corpuslint.setup.config import Config, Loaded, kebab
from corpuslint.setup.discover import shown
from corpuslint.typed import Any


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_paths(parser)
    add_selection(parser)
    parser.add_argument("--output-format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--schema",
        nargs="?",
        const="config",
        choices=("config", "findings"),
        help=say("print the JSON Schema of the configuration (for editors), or of findings"),
    )


def run(options: argparse.Namespace) -> int:
    """Print the configuration as TOML, each value with its origin behind it."""
    if options.schema:
        from corpuslint.schemas import schema  # noqa: PLC0415 (only then)

        print(schema(options.schema), end="")
        return OK
    loaded = load_config(options)
    if options.output_format == "json":
        print(dumps({kebab(key): {"value": value, "origin": _origin(loaded, key)} for key, value in _items(loaded)}))
        return OK
    print(f"# {shown(loaded.file) if loaded.file else say('no configuration file; these are the defaults')}")
    lines = [(f"{kebab(key)} = {toml(value)}", _origin(loaded, key)) for key, value in _items(loaded)]
    width = min(48, max(len(line) for line, _ in lines))
    for line, origin in lines:
        print(f"{line:{width}}  # {origin}")
    return OK


def _items(loaded: Loaded) -> list[tuple[str, Any]]:
    return list(zip(Config._fields, loaded.config, strict=True))


def _origin(loaded: Loaded, key: str) -> str:
    origin = loaded.origins.get(key)
    if origin is None:
        return say("default")
    return say("command line") if origin == "command line" else loaded.origin(kebab(key))
