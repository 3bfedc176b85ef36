"""Mojibake: text that was decoded wrongly, once or twice, in whole or in part.

The names that rule pages use are found here; their modules are imported when a trigger first fires.
"""

from importlib import import_module

from corpuslint.typed import Any

_HOMES = {
    "blind_annotation": "blind",
    "blind_width": "blind",
    "lost_symbol": "lost",
    "latin_words": "latin",
    "wrong_path": "decoded",
    "decoded_twice": "twice",
    "replacement_character": "traces",
    "question_marks": "traces",
}
"""Detector → module."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
