"""corpuslint: a linter and fixer for the quality of Chinese text corpora."""

from importlib import import_module

from corpuslint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpuslint.api import check_paths, check_text, fix_text, fix_texts
    from corpuslint.setup.config import Config

__version__ = "0.1.0"
__all__ = ["Config", "__version__", "check_paths", "check_text", "fix_text", "fix_texts"]

_HOMES = {"Config": "setup.config", "check_paths": "api", "check_text": "api", "fix_text": "api", "fix_texts": "api"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: a hook must not pay for what it does not need."""
    if name not in _HOMES:
        msg = f"module 'corpuslint' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"corpuslint.{_HOMES[name]}"), name)
