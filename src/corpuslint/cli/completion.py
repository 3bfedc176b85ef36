"""``corpuslint completion SHELL``: print a completion script, made from the options that the commands declare."""

import argparse
from collections.abc import Iterator
from importlib import import_module

from corpuslint import rulebook
from corpuslint.cli import COMMANDS, OK
from corpuslint.language import say
from corpuslint.typed import NamedTuple

_RULES = ("--select", "--extend-select", "--ignore")
_FILES = ("--config", "--baseline", "-o", "--output-file", "--output", "--stdin-filename")


class Option(NamedTuple):
    """An option of a command, as a shell needs to know it."""

    flags: tuple[str, ...]
    help: str
    words: tuple[str, ...]
    """What it can be followed by; empty: anything."""
    takes: bool
    """Whether anything follows it."""
    is_rules: bool
    is_file: bool


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("shell", choices=sorted(_SHELLS), metavar="SHELL", help=", ".join(sorted(_SHELLS)))


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    print("\n".join(_SHELLS[options.shell]()))
    return OK


def options_of(command: str) -> list[Option]:
    """Return the options of a command."""
    parser = argparse.ArgumentParser(prog=f"corpuslint {command}")
    import_module(f"corpuslint.cli.{command}").add_options(parser)
    actions = parser._actions  # noqa: SLF001 (argparse has no public way to list options)
    return [_option(action) for action in actions if action.option_strings and action.help != argparse.SUPPRESS]


def _option(action: argparse.Action) -> Option:
    flags = tuple(action.option_strings)
    words = tuple(map(str, action.choices or ()))
    takes = action.nargs != 0
    return Option(flags, action.help or "", words, takes, flags[0] in _RULES, any(flag in _FILES for flag in flags))


def _selectors() -> list[str]:
    rules = rulebook.shipped()
    return [
        "ALL",
        *sorted({rule.family for rule in rules}),
        *(word for rule in rules for word in (rule.code, rule.name)),
    ]


def _codes() -> str:
    return " ".join(word for rule in rulebook.shipped() for word in (rule.code, rule.name))


def _bash() -> Iterator[str]:
    yield "# bash completion of corpuslint; use: source <(corpuslint completion bash)"
    yield "_corpuslint() {"
    yield '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="" flags="" each'
    yield '  for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do'
    yield f'    case "$each" in {"|".join(COMMANDS)}) command="$each"; break;; esac'
    yield "  done"
    yield '  case "$command:$before" in'
    for command in COMMANDS:
        yield from (f"    {line}" for line in _bash_values(command))
    yield "  esac"
    yield '  case "$command" in'
    yield f'    "") COMPREPLY=($(compgen -W "{" ".join(COMMANDS)} --help --version --lang" -- "$word")); return;;'
    for command, words in (("explain", _codes()), ("completion", " ".join(sorted(_SHELLS)))):
        reply = f'COMPREPLY=($(compgen -W "{words}" -- "$word"))'
        yield f'    {command}) [[ "$word" == -* ]] || {{ {reply}; return; }};;'
    yield "  esac"
    yield '  [[ "$word" == -* ]] || { compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$word")); return; }'
    yield '  case "$command" in'
    for command in COMMANDS:
        flags = " ".join(flag for option in options_of(command) for flag in option.flags)
        yield f'    {command}) flags="{flags}";;'
    yield "  esac"
    yield '  COMPREPLY=($(compgen -W "$flags" -- "$word"))'
    yield "}"
    yield "complete -F _corpuslint corpuslint"


def _bash_values(command: str) -> Iterator[str]:
    """Yield the cases of options that take a value."""
    for option in options_of(command):
        words = " ".join(_selectors() if option.is_rules else option.words)
        pattern = "|".join(f"{command}:{flag}" for flag in option.flags)
        if words:
            yield f'{pattern}) COMPREPLY=($(compgen -W "{words}" -- "$word")); return;;'
        elif option.is_file:
            yield f'{pattern}) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$word")); return;;'


def _zsh() -> Iterator[str]:
    yield "#compdef corpuslint"
    yield "# zsh completion of corpuslint; put it as _corpuslint into a folder of $fpath"
    yield "_corpuslint() {"
    yield "  local context state line; typeset -A opt_args"
    yield "  local -a commands rules; commands=("
    yield from (f"    {_quoted(f'{name}:{say(summary)}')}" for name, summary in COMMANDS.items())
    yield f"  ); rules=({' '.join(_selectors())})"
    yield "  _arguments -C '1:command:->command' '*::argument:->argument'"
    yield '  case "$state" in'
    yield "    command) _describe command commands;;"
    yield '    argument) case "$line[1]" in'
    for command in COMMANDS:
        rest = {"explain": "1:rule:($rules)", "completion": f"1:shell:({' '.join(sorted(_SHELLS))})"}
        last = rest.get(command, "*:file:_files")
        yield f"      {command}) _arguments {' '.join(_zsh_options(command))} {_double(last)};;"
    yield "    esac;;"
    yield "  esac"
    yield "}"
    yield 'compdef _corpuslint corpuslint 2>/dev/null || _corpuslint "$@"'


def _zsh_options(command: str) -> Iterator[str]:
    for option in options_of(command):
        about = option.help.replace("[", "(").replace("]", ")").replace(":", "\\:")
        words = "$rules" if option.is_rules else " ".join(option.words)
        values = f"({words})" if words else "_files" if option.is_file else ""
        yield from (_double(f"{flag}[{about}]{f':value:{values}' if option.takes else ''}") for flag in option.flags)


def _fish() -> Iterator[str]:
    yield "# fish completion of corpuslint; put it into ~/.config/fish/completions/corpuslint.fish"
    yield "complete -c corpuslint -n __fish_use_subcommand -f"
    for name, summary in COMMANDS.items():
        yield f"complete -c corpuslint -n __fish_use_subcommand -f -a {name} -d {_quoted(say(summary))}"
        for option in options_of(name):
            yield f"complete -c corpuslint -n '__fish_seen_subcommand_from {name}' {_fish_option(option)}"
    yield f"complete -c corpuslint -n '__fish_seen_subcommand_from explain' -f -a {_quoted(_codes())}"
    shells = " ".join(sorted(_SHELLS))
    yield f"complete -c corpuslint -n '__fish_seen_subcommand_from completion' -f -a {_quoted(shells)}"


def _fish_option(option: Option) -> str:
    names = " ".join(f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags)
    words = " ".join(_selectors() if option.is_rules else option.words)
    value = f" -x -a {_quoted(words)}" if words else " -r" if option.takes else " -f"
    return f"{names}{value} -d {_quoted(option.help)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "’") + "'"


def _double(text: str) -> str:
    """Quote for zsh, leaving ``$rules`` to be filled in."""
    for char in '\\"`':
        text = text.replace(char, f"\\{char}")
    return f'"{text}"'


_SHELLS = {"bash": _bash, "fish": _fish, "zsh": _zsh}
