"""Which form of a name wins, and how that is told.

The owner's word comes first (glossary, configuration), then the number of documents, then that of occurrences. Forms
that tie are reported and none is proposed. A document counts once, so that one long text does not outvote the corpus.
"""

from collections.abc import Mapping
from functools import cache

from corpuslint.facts import Facts, Tally
from corpuslint.rule import Rule
from corpuslint.typed import NamedTuple


class Choice(NamedTuple):
    """The form that one name should have, among the forms it was seen in."""

    form: str
    """Empty: the forms tie, and none is proposed."""
    declared: bool
    """The owner of the corpus decided, so the fix is safe."""
    forms: Mapping[str, Tally]


def choose(forms: Mapping[str, Tally], declared: str = "") -> Choice:
    """Return the choice among forms; ``declared`` is what the owner decided, empty if nothing."""
    return Choice(declared or winner(forms), bool(declared), forms)


def winner(forms: Mapping[str, Tally]) -> str:
    """Return the form in most documents, then with most occurrences; empty where two forms tie."""
    ranked = sorted(((tally.documents, tally.occurrences, form) for form, tally in forms.items()), reverse=True)
    tie = len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]
    return "" if tie else ranked[0][2]


def told(here: str, count: int, others: Mapping[str, Tally], declared: str = "") -> str:
    """Return a message: what stands here and how often, what else is written, how often and where first.

    ``declared`` is the form that the owner wants, if it was not seen.
    """
    ranked = sorted(others.items(), key=lambda item: (-item[1].documents, -item[1].occurrences, item[0]))
    parts = [f"declared: {declared}"] if declared and declared not in others else []
    parts += [counted(form, tally) for form, tally in ranked[:3]]
    return f"{here} ({count}×) is also written " + "; ".join(parts)


def counted(form: str, tally: Tally) -> str:
    """Return a form with its count and one place, for a message."""
    documents = "1 document" if tally.documents == 1 else f"{tally.documents} documents"
    return f"{form} ({tally.occurrences}× in {documents}, first {tally.first})"


def concerns(facts: Facts, _rule: Rule, odd: Mapping[str, Choice]) -> bool:
    """Tell whether a document with these facts has one of the forms that lost."""
    return any(form in odd for forms in facts.values() for form in forms)


def bears(facts: Facts, _rule: Rule, odd: Mapping[str, Choice]) -> dict[str, Choice]:
    """Return the choices for the forms of a document with these facts."""
    return {form: odd[form] for forms in facts.values() for form in forms if form in odd}


@cache
def folded(text: str) -> str:
    """Return a short text in simplified characters, so that a name is one in both scripts."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        from corpuslint.convert import convert  # noqa: PLC0415 (60 ms; only for what GB 2312 lacks)

        return convert(text, "t2s")
    return text
