"""Proposing a glossary: the names of a corpus that are written in several ways, as TOML for a person to edit.

What the rules about names find is turned into terms: the form that wins the vote is proposed as canonical, the others
as its variants, each with its count and its first place. Forms that tie stand as comments. The text can be used as a
glossary as it is; whoever edits it strikes what is no variant, and turns round what is.
"""

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from corpuslint.decisions import decide
from corpuslint.detectors.name.connector import Named
from corpuslint.detectors.name.missing import Joined
from corpuslint.detectors.name.transliteration import Decided
from corpuslint.detectors.name.vote import Choice
from corpuslint.engine import examine
from corpuslint.facts import Tally
from corpuslint.rule import Rule
from corpuslint.rulebook import shipped
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw
from corpuslint.typed import Any, NamedTuple

NAMES = (
    "inconsistent-connector",
    "missing-connector",
    "inconsistent-title",
    "inconsistent-transliteration",
    "latin-case",
)
"""The rules whose findings are variants of a name."""
_Forms = Mapping[str, Tally]


class Proposal(NamedTuple):
    """A name in several forms."""

    canonical: str
    """Empty: the forms tie."""
    forms: tuple[tuple[str, Tally], ...]
    """All forms with their counts, the most frequent first."""
    rule: str
    """The name of the rule that found them."""


def rules() -> list[Rule]:
    """Return the rules that proposals come from."""
    return [rule for rule in shipped() if rule.name in NAMES]


def propose(documents: Iterable[Raw]) -> list[Proposal]:
    """Return the names of a corpus (gone through once) that are written in several ways, sorted by rule and form."""
    ruleset = Ruleset(rules())
    decisions = decide(ruleset, (examine(raw, ruleset).facts for raw in documents))
    found: list[Proposal] = []
    for rule in ruleset.rules:
        decided = decisions[rule.code]
        if rule.name == "inconsistent-connector":
            found += _connectors(decided)
        elif rule.name == "missing-connector":
            found += _joined(decided)
        else:
            odd = decided.odd if isinstance(decided, Decided) else decided
            found += [Proposal(choice.form, _ranked(choice.forms), rule.name) for choice in _distinct(odd)]
    return sorted(found, key=lambda proposal: (proposal.rule, proposal.forms))


def _ranked(forms: _Forms) -> tuple[tuple[str, Tally], ...]:
    return tuple(sorted(forms.items(), key=lambda item: (-item[1].documents, -item[1].occurrences, item[0])))


def _distinct(odd: Mapping[Any, Choice]) -> Iterator[Choice]:
    """Yield each choice once: it stands there for each of its forms that lost."""
    seen: set[tuple[str, ...]] = set()
    for choice in odd.values():
        key = tuple(sorted(choice.forms))
        if key not in seen:
            seen.add(key)
            yield choice


def _joined(habits: Mapping[str, Joined]) -> Iterator[Proposal]:
    for pair, habit in habits.items():
        if habit.mark:
            forms = {f"{pair[:2]}{habit.mark}{pair[2:]}": habit.joined, pair: habit.bare}
            yield Proposal(next(iter(forms)), _ranked(forms), "missing-connector")


def _connectors(odd: Mapping[tuple[str, str], Named]) -> Iterator[Proposal]:
    """Yield the proposals for connectors, each name as long as nearly all its places agree."""
    for key, named in {key: named for (key, _), named in odd.items()}.items():
        left, right = named.left + key[:2], key[3:] + named.right
        forms = {f"{left}{mark}{right}": tally for mark, tally in named.choice.forms.items()}
        canonical = f"{left}{named.choice.form}{right}" if named.choice.form else ""
        yield Proposal(canonical, _ranked(forms), "inconsistent-connector")


def as_toml(proposals: Sequence[Proposal]) -> str:
    """Return proposals as the text of a glossary that does not contradict itself."""
    lines = [
        "# A glossary proposed by `corpuslint suggest`: strike what is no variant, turn round what is.",
        "[terms]  # canonical form = its variants",
    ]
    for canonical, merged in _merged(proposals).items():
        lines += ["", *(f"# {_quoted(form)}: {_counted(tally)}" for form, tally in merged.items())]
        lines.append(f"{_quoted(canonical)} = [{', '.join(_quoted(form) for form in merged if form != canonical)}]")
    for proposal in proposals:
        if not proposal.canonical:
            lines += ["", *(f"# {_quoted(form)}: {_counted(tally)}" for form, tally in proposal.forms)]
            first, *others = (_quoted(form) for form, _ in proposal.forms)
            lines.append(f"# a tie: {first} = [{', '.join(others)}]")
    return "\n".join(lines) + "\n"


def _merged(proposals: Iterable[Proposal]) -> dict[str, dict[str, Tally]]:
    """Return canonical → form → count, each variant under the first canonical form that claims it."""
    terms: dict[str, dict[str, Tally]] = {}
    claimed: set[str] = set()
    for proposal in proposals:
        if not proposal.canonical or proposal.canonical in claimed:
            continue
        free = {form: tally for form, tally in proposal.forms if _free(form, claimed, terms)}
        free |= {form: tally for form, tally in proposal.forms if form == proposal.canonical}
        if len(free) > 1:
            terms[proposal.canonical] = {**free, **terms.get(proposal.canonical, {})}
            claimed |= set(free) - {proposal.canonical}
    return terms


def _free(form: str, claimed: Container[str], terms: Container[str]) -> bool:
    return form == form.strip() and form not in claimed and form not in terms


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # a text of JSON is one of TOML


def _counted(tally: Tally) -> str:
    documents = "1 document" if tally.documents == 1 else f"{tally.documents} documents"
    return f"{tally.occurrences}× in {documents}, first {tally.first}".replace("\n", " ").replace("\r", " ")
