"""Limits of options, written beside their types: bounds of numbers with the reason, unlike items.

``rate_hz: Annotated[float, Limits(250, 50_000, "why")]`` is read by the dataclass itself
(`check_limits`), by the configuration (pydantic asks the annotation for a schema, which is a plain
dictionary), and by its documentation. Standard library only, since jobs import it too.
"""

from __future__ import annotations

import collections.abc
import functools
import numbers
import reprlib
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from eeg2emg.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class BeyondLimitsError(ValueError):
    """A value that its limits do not allow: the words say what it must be."""


@dataclass(frozen=True)
class Limits:
    """Both bounds of a number.

    Attributes
    ----------
    low, high : float
        The bounds.
    why : str
        What stands against a value beyond them, as the end of a sentence.
    above, below : bool
        Whether the value must lie above `low` or below `high`, and not at it.
    """

    low: float
    high: float
    why: str
    above: bool = False
    below: bool = False

    def __str__(self) -> str:
        low = f"{'above' if self.above else 'at least'} {_written(self.low)}"
        return f"{low} and {'below' if self.below else 'at most'} {_written(self.high)}"

    @property
    def short(self) -> str:
        """Write them as a table does."""
        low = f"{'>' if self.above else '≥'} {_written(self.low)}"
        return f"{low}, {'<' if self.below else '≤'} {_written(self.high)}"

    def hold(self, value: float) -> bool:
        """Tell whether a number lies within; NaN does not."""
        return (value > self.low if self.above else value >= self.low) and (
            value < self.high if self.below else value <= self.high
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        def within(value: Any, validate: Callable[[Any], Any]) -> Any:
            if isinstance(value, bool):
                # true is 1 in Python, which nobody means.
                raise BeyondLimitsError("must be a number, not true or false")
            number = validate(value)
            if not self.hold(number):
                raise BeyondLimitsError(f"must be {self}: {self.why}")
            return number

        function = {"type": "no-info", "function": within}
        return {"type": "function-wrap", "function": function, "schema": handler(source)}

    def __get_pydantic_json_schema__(self, schema: Any, handler: Callable[[Any], Any]) -> Any:
        return handler(schema) | {
            "exclusiveMinimum" if self.above else "minimum": self.low,
            "exclusiveMaximum" if self.below else "maximum": self.high,
        }


@dataclass(frozen=True)
class Distinct:
    """No two items of a list are alike.

    Attributes
    ----------
    key : callable
        What two items must not have in common; None: they must not be equal.
    """

    key: Callable[[Any], Any] | None = None

    def alike(self, items: Sequence[Any]) -> list[Any]:
        """List the items that an earlier one is like."""
        seen: set[Any] = set()
        again = []
        for item in items:
            key = self.key(item) if self.key else item
            if key in seen:
                again.append(item)
            seen.add(key)
        return again

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        def distinct(items: Any) -> Any:
            again = self.alike(items)
            if again:
                named = ", ".join(map(_written_item, again))
                raise BeyondLimitsError(f"must not name anything twice: {named}")
            return items

        function = {"type": "no-info", "function": distinct}
        return {"type": "function-after", "function": function, "schema": handler(source)}

    def __get_pydantic_json_schema__(self, schema: Any, handler: Callable[[Any], Any]) -> Any:
        return handler(schema) | {"uniqueItems": True}


def check_limits(instance: Any, section: str) -> None:
    """Hold the fields of a dataclass against the limits in their annotations.

    Parameters
    ----------
    instance : dataclass instance
        What is checked.
    section : str
        Section of the configuration, to name the option.

    Raises
    ------
    ConfigurationError
        A number is none, is not whole where it must be, or lies beyond its limits; a list names
        something twice.
    """
    kind: Any = type(instance)
    for option, hint in _hints(kind).items():
        for limit, whole, value in _limited(hint, getattr(instance, option)):
            if isinstance(limit, Distinct):
                if limit.alike(value):
                    raise ConfigurationError(
                        f"{section}.{option} is {reprlib.repr(list(value))}",
                        "it must be a list of different names",
                        "Name nothing twice",
                        options=(option,),
                    )
            elif (
                isinstance(value, bool)
                or not isinstance(value, numbers.Integral if whole else numbers.Real)
                or not limit.hold(value)  # type: ignore[arg-type]
            ):
                raise ConfigurationError(
                    f"{section}.{option} is {reprlib.repr(value)}",
                    limit.why,
                    f"Allowed: {'a whole number, ' if whole else ''}{limit}",
                    options=(option,),
                )


def limits_in(hint: Any) -> list[Limits | Distinct]:
    """List the limits in a type, those of its items behind its own."""
    found: list[Limits | Distinct] = []
    if get_origin(hint) is Annotated:
        hint, *metadata = get_args(hint)
        found += [item for item in metadata if isinstance(item, Limits | Distinct)]
    if get_origin(hint) is not None:
        for inner in get_args(hint):
            found += [item for item in limits_in(inner) if item not in found]
    return found


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    # Modules import what serves their annotations only (`Mapping`) for type checkers alone.
    return get_type_hints(kind, localns=vars(collections.abc), include_extras=True)


def _limited(hint: Any, value: Any) -> Iterator[tuple[Limits | Distinct, bool, Any]]:
    """Pair every number and list in a value with its limits, and whether it must be whole."""
    origin, inner = get_origin(hint), get_args(hint)
    if value is None and origin in (Union, types.UnionType):
        return
    if origin is Annotated:
        for item in inner[1:]:
            if isinstance(item, Limits | Distinct):
                yield item, inner[0] is int, value
        yield from _limited(inner[0], value)
    elif origin in (Union, types.UnionType):
        for one in inner:
            yield from _limited(one, value)
    elif origin in (tuple, list):
        for item in value:
            yield from _limited(inner[0], item)
    elif origin in (dict, collections.abc.Mapping):
        for item in value.values():
            yield from _limited(inner[1], item)


def _written(number: float) -> str:
    return f"{number:g}" if abs(number) < 1e6 or number % 1 else str(int(number))


def _written_item(item: Any) -> str:
    if isinstance(item, tuple):
        return f"[{', '.join(map(_written_item, item))}]"
    return f"{item:g}" if isinstance(item, float) else str(item)
