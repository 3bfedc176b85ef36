"""What modules need of ``typing`` when they run, without it.

For whoever checks types these are the names of ``typing``. At run time they only have to be there: importing ``typing``
takes 2 ms, and each of the 50 named tuples that a hook defines takes 0.05 ms, because Python compiles a constructor for
it. Together that would be a tenth of all that a hook does for a clean file.

Facts: CPython up to 3.13 leaves the annotations of a class in its namespace; from 3.14 on they are evaluated when asked
for (PEP 649), and there, as in any other Python, the names come from ``typing`` itself.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING or sys.version_info >= (3, 14) or sys.implementation.name != "cpython":
    from typing import IO, Any, BinaryIO, Generic, NamedTuple, Protocol, Self, TextIO, TypeVar, overload
else:
    from _collections import _tuplegetter as _field

    Any = Self = object

    class Generic:
        """A class that may be subscripted."""

        def __class_getitem__(cls, _item):
            return cls

    Protocol = IO = BinaryIO = TextIO = Generic

    def overload(function):
        """Return the function: the last one of that name counts."""
        return function

    def TypeVar(_name, **_bounds):  # noqa: N802 (the name of typing)
        """Return a class that stands for any."""
        return object

    class _Fields(type):
        """Turns annotations into fields."""

        def __new__(cls, name, bases, space):
            fields = tuple(space.get("__annotations__", ()))
            space.setdefault("__slots__", ())
            if fields and not any(base._fields for base in bases if base is not tuple):
                defaults = [space[field] for field in fields if field in space]
                space["_field_defaults"] = dict(zip(fields[-len(defaults) or len(fields) :], defaults, strict=True))
                space["_fields"] = space["__match_args__"] = fields
                space["_rests"] = {
                    len(fields) - n: tuple(defaults[len(defaults) - n :]) for n in range(len(defaults) + 1)
                }
                space.update((field, _field(number, field)) for number, field in enumerate(fields))
            return super().__new__(cls, name, bases, space)

    class NamedTuple(tuple, metaclass=_Fields):
        """A tuple whose fields have names and, the last ones, defaults; as that of ``typing``."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}
        _rests = {0: ()}
        """Number of values given → the defaults that are to follow."""

        def __new__(cls, *values, **named):
            """Return the tuple of these values. Raises :class:`TypeError` where they are not those of its fields."""
            if named:
                values = _completed(cls, values, named)
            elif len(values) != len(cls._fields):
                values += cls._rests[len(values)] if len(values) in cls._rests else _completed(cls, values, {})
            return tuple.__new__(cls, values)

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, **new):
            made = tuple.__new__(type(self), map(new.pop, self._fields, self))
            return _completed(type(self), made, new) if new else made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in self._asdict().items())})"

    def _completed(cls, values, named):
        """Return all values of a tuple of which some are named."""
        left = cls._fields[len(values) :]
        known = {**cls._field_defaults, **named}
        made = (*values, *(known[field] for field in left if field in known))
        if len(made) != len(cls._fields) or not named.keys() <= set(left):
            msg = f"{cls.__name__} takes {', '.join(cls._fields)}; not {len(values)} values and {', '.join(named)}"
            raise TypeError(msg)
        return made


__all__ = [
    "IO",
    "TYPE_CHECKING",
    "Any",
    "BinaryIO",
    "Generic",
    "NamedTuple",
    "Protocol",
    "Self",
    "TextIO",
    "TypeVar",
    "overload",
]
