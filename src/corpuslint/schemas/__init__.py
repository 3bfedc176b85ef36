"""JSON Schemas: of the configuration (for editors) and of a finding (for programs that read reports)."""

from importlib.resources import files


def schema(name: str) -> str:
    """Return the schema ``config`` or ``findings`` as JSON text."""
    return (files("corpuslint") / "schemas" / f"{name}.json").read_text(encoding="utf-8")
