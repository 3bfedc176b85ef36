"""The examples of a rule page: what must be found and how it is fixed, what must be left alone, what fails as yet."""

from collections.abc import Iterator, Mapping

from corpuslint.decisions import decide
from corpuslint.engine import Crash, examine_document, judge
from corpuslint.finding import Finding
from corpuslint.fixing.fix import Draft, fix_all
from corpuslint.language import say
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw
from corpuslint.typed import Any

Example = Mapping[str, Any]


class CrashedError(Exception):
    """The rule crashed on an example."""


def findings(rule: Rule, example: Example) -> list[Finding]:
    """Return what a rule finds in an example. Raises :class:`CrashedError`."""
    ruleset = _ruleset(rule, example)
    documents = [draft.document for draft in _drafts(example, ruleset)]
    fired = [ruleset.fired(document) for document in documents]
    examined = [examine_document(*pair) for pair in zip(documents, fired, strict=True)]
    decisions = decide(ruleset, [one.facts for one in examined])
    found, crashes = judge(documents[0], fired[0], ruleset, decisions, examined[0].findings)
    _require_none([*crashes, *(crash for one in examined for crash in one.crashes)])
    return found


def fixed(rule: Rule, example: Example, *, unsafe: bool) -> str:
    """Return the text of an example as a rule's fixes leave it. Raises :class:`CrashedError`."""
    ruleset = _ruleset(rule, example)
    drafts = _drafts(example, ruleset)
    fix_all(drafts, ruleset, unsafe=unsafe)
    _require_none([crash for draft in drafts for crash in draft.crashes])
    return drafts[0].document.text


def data(text: str | list[int]) -> bytes:
    """Return the bytes of an example's text, which a page gives as a text or as a list of byte values."""
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)


def _drafts(example: Example, ruleset: Ruleset) -> list[Draft]:
    """Return the document under test, then those beside it in its corpus."""
    ending = ".md" if example.get("markdown") else ".txt"
    texts = [example["text"], *example.get("beside", [])]
    return [Draft(Raw(f"{number}{ending}", data(text)), ruleset) for number, text in enumerate(texts)]


def _ruleset(rule: Rule, example: Example) -> Ruleset:
    policy = {key.replace("-", "_"): value for key, value in example.get("policy", {}).items()}
    policy["glossary"] = tuple(map(tuple, policy.get("glossary", ())))
    return Ruleset([rule._replace(options={**rule.options, **example.get("options", {})})], Policy(**policy))


def _require_none(crashes: list[Crash]) -> None:
    if crashes:
        raise CrashedError(crashes[0].error)


def faults(rule: Rule, table: Mapping[str, Any]) -> Iterator[str]:
    """Yield which examples of a page (``table``) do not hold, and why."""
    judges = {"bad": _bad_fault, "kept": _kept_fault, "known_failure": _failure_fault}
    for pile, fault_of in judges.items():
        for number, example in enumerate(table.get(pile, []), 1):
            try:
                fault = fault_of(rule, example)
            except (CrashedError, TypeError, ValueError) as error:
                fault = say("the rule crashed: {error}", error=error)
            if fault:
                yield say("[[{pile}]] number {number}", pile=pile, number=number) + f": {fault}"


def _bad_fault(rule: Rule, example: Example) -> str:
    found = findings(rule, example)
    if not found:
        return say("nothing is found; do a trigger and the pattern both match?")
    if len(found) != example.get("count", len(found)):
        return say("{number} found, not {count}", number=len(found), count=example["count"])
    if "fixed" not in example:
        return ""
    level = example.get("fix", rule.safety)
    if level not in ("safe", "unsafe"):
        return say('beside `fixed`, say `fix = "safe"` or `fix = "unsafe"`')
    if level == "unsafe" and fixed(rule, example, unsafe=False) != example["text"]:
        return say("a safe fix was made")
    done = fixed(rule, example, unsafe=level == "unsafe")
    return "" if done == example["fixed"] else say("fixed to {fixed}", fixed=repr(done))


def _kept_fault(rule: Rule, example: Example) -> str:
    found = findings(rule, example)
    return say("found: {message}", message=found[0].message) if found else ""


def _failure_fault(rule: Rule, example: Example) -> str:
    wanted = example.get("fixed")
    works = not findings(rule, example) if wanted is None else fixed(rule, example, unsafe=True) == wanted
    return say("works now: move it to [[bad]] or [[kept]]") if works else ""
