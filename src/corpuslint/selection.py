"""The selection of rules: by code, prefix, name, family or profile."""

from collections.abc import Iterable, Sequence

from corpuslint.rule import Rule, RuleError


def select(
    rules: Sequence[Rule],
    chosen: Sequence[str] = (),
    extended: Sequence[str] = (),
    ignored: Sequence[str] = (),
    profile: str = "",
    *,
    by_default: bool = True,
) -> tuple[Rule, ...]:
    """Return the rules that a run applies.

    Each selector is a code, a prefix of codes, a name, a family, or ``ALL``. Without ``chosen``, the default rules and
    those of ``profile`` are meant, unless ``by_default`` is false (``select = []``). The more specific selector wins:
    ``--select DAT --ignore DAT002``. A rule of style is turned on by its profile, code or name only.

    Raises:
        RuleError: a selector or the profile matches no rule.

    """
    for selector in (*chosen, *extended, *ignored):
        if not any(_specificity(rule, selector) for rule in rules):
            msg = f"no rule matches {selector!r}; `corpuslint rules` lists them"
            raise RuleError(msg)
    if profile and not any(profile in rule.profiles for rule in rules):
        msg = f"no profile is called {profile!r}; known are {', '.join(profile_names(rules)) or 'none'}"
        raise RuleError(msg)
    assumed = by_default and not chosen
    return tuple(rule for rule in rules if _wanted(rule, (*chosen, *extended), ignored, profile, assumed=assumed))


def profile_names(rules: Iterable[Rule]) -> list[str]:
    """Return the names of all profiles, sorted."""
    return sorted({name for rule in rules for name in rule.profiles})


def _wanted(rule: Rule, chosen: Sequence[str], ignored: Sequence[str], profile: str, *, assumed: bool) -> bool:
    on = max((_specificity(rule, selector) for selector in chosen), default=0)
    if rule.style and profile not in rule.profiles and on < 5:
        on = 0  # styles contradict one another
    off = max((_specificity(rule, selector) for selector in ignored), default=0)
    return (on > off) or (assumed and not off and (rule.default or profile in rule.profiles))


def names(selector: str, rule: Rule) -> bool:
    """Tell whether a selector means a rule."""
    return _specificity(rule, selector) > 0


def _specificity(rule: Rule, selector: str) -> int:
    """Return how closely a selector names a rule: 0 not at all … 5 by its code or name."""
    if selector in (rule.code, rule.name):
        return 5
    if selector == rule.family:
        return 3
    if selector and rule.code.startswith(selector):
        return len(selector) if len(selector) < 3 else 3 + (len(selector) > 3)
    return 1 if selector == "ALL" else 0
