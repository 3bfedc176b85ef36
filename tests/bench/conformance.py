r"""Other tools' own test cases: what must not change does not, and how far profiles agree with each tool.

Run: ``python tests/bench/conformance.py CHECKOUT… [--profile NAME] [--unsafe]`` over source checkouts of tools for
Chinese typography (autocorrect, zhlint, pangu.js or others). Cases are read from Rust maps ``"in" => "out"`` and from
TypeScript ``expect(f("in")).toBe("out")``; only those with Han count. A row says, of a checkout: cases whose input must
stay as it is, those we changed all the same; cases with a change, those we changed, and those where we agree to the
letter. Every broken identity is printed.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from corpuslint import rulebook, selection
from corpuslint.fixing.fix import Draft, fix_all
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw

STRING = r"""(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`)"""
RUST = re.compile(rf"{STRING}\s*=>\s*{STRING}")
TYPESCRIPT = re.compile(
    rf"(?:getOutput|spacingText)\(\s*{STRING}[^)]*\)(?:\.result)?\s*\)\s*\.\s*(?:toBe|toEqual)\(\s*{STRING}"
)
ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
HAN = re.compile("[\u4e00-\u9fff]")


def unescaped(groups: tuple[str | None, ...]) -> str:
    """Return the value of a string literal from the groups that one of its three forms matched."""
    literal = next(group for group in groups if group is not None)
    return ESCAPE.sub(lambda m: plain(m[1] or m[2] or m[3], m[4]), literal)


def plain(number: str | None, letter: str) -> str:
    """Return what an escape stands for."""
    return chr(int(number, 16)) if number else {"n": "\n", "t": "\t", "r": "\r"}.get(letter, letter)


def cases(checkout: Path) -> Iterator[tuple[str, str]]:
    """Yield (input, output) of the test cases below a folder, each once."""
    seen = set()
    for ending, pattern in (("*.rs", RUST), ("*.test.ts", TYPESCRIPT)):
        for file in sorted(checkout.rglob(ending)):
            if "node_modules" in file.parts or not file.is_file():
                continue
            for match in pattern.finditer(file.read_text(encoding="utf-8", errors="replace")):
                case = unescaped(match.groups()[:3]), unescaped(match.groups()[3:])
                if HAN.search(case[0]) and case not in seen:
                    seen.add(case)
                    yield case


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", nargs="+", type=Path, metavar="CHECKOUT")
    parser.add_argument("--profile", default="")
    parser.add_argument("--unsafe", action="store_true")
    options = parser.parse_args()
    families = ("PUN", "SPC", "RES")
    chosen = selection.select(rulebook.shipped(), profile=options.profile)
    # A case is no file: it needs no newline at its end.
    rules = [rule for rule in chosen if rule.code.startswith(families) and rule.code != "SPC002"]
    ruleset = Ruleset(rules)
    for checkout in options.checkouts:
        same = kept = differ = touched = agree = 0
        for given, wanted in cases(checkout):
            draft = Draft(Raw("case.txt", given.encode("utf-8", "surrogatepass")), ruleset)
            fix_all([draft], ruleset, unsafe=options.unsafe)
            got = draft.document.text
            if given == wanted:
                same, kept = same + 1, kept + (got == given)
                if got != given:
                    sys.stdout.write(f"  {given!r} became {got!r}\n")
            else:
                differ, touched, agree = differ + 1, touched + (got != given), agree + (got == wanted)
        sys.stdout.write(f"{checkout.name}: {kept} of {same} kept as they are; {touched} of {differ} others changed, ")
        sys.stdout.write(f"{agree} as the tool does\n")


if __name__ == "__main__":
    main()
