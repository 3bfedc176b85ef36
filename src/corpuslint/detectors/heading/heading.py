"""A heading of a Markdown document."""

from corpuslint.typed import NamedTuple


class Heading(NamedTuple):
    """A heading."""

    row: int
    """Index into ``document.lines``; of its first line."""
    level: int
    start: int
    """Offset of its title in the document."""
    title: str
    """As it stands in the document; a setext heading may have several lines."""
