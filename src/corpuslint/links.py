"""Where corpuslint and its rule pages live on the web."""

from corpuslint.rule import Rule

HOME = "https://github.com/corpuslint/corpuslint"
RAW = "https://raw.githubusercontent.com/corpuslint/corpuslint/main"


def page_of(rule: Rule) -> str:
    """Return the address of a shipped rule's page; of the project for a rule of the user's own."""
    return f"{HOME}/blob/main/rules/{rule.family}/{rule.name}.toml" if rule.family != "custom" else HOME
