"""Regular expressions of rule pages, compiled once."""

import re
from functools import cache


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a compiled pattern of a page; case never matters."""
    return re.compile(pattern, re.IGNORECASE)
