"""Base of the configuration: sections made from the dataclasses of the library.

An option then has its default, its meaning and its check in one place: the dataclass that uses it.
"""

from __future__ import annotations

import collections.abc
import re
import sys
import textwrap
from dataclasses import Field, dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, get_type_hints

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
    create_model,
    model_validator,
)
from pydantic import Field as Option
from pydantic_core import InitErrorDetails, PydanticCustomError

from eeg2emg.errors import ConfigurationError
from eeg2emg.files.spreadsheets import begins_a_formula
from eeg2emg.limits import BeyondLimitsError, Limits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Share = Annotated[float, Limits(0, 1, "it is a share, from 0 to 1")]
Repeats = Annotated[int, Limits(1, 1_000_000, "less is none, and more would never end")]


def _written_name(value: Any) -> Any:
    """Refuse a name that looks like another one: empty, or with what nobody sees."""
    if isinstance(value, str):
        if not value.strip():
            raise BeyondLimitsError("must not be empty")
        if value != value.strip():
            raise BeyondLimitsError("must not begin or end with a blank")
        if not value.isprintable():
            raise BeyondLimitsError("must not hold tabs, line breaks and the like")
    return value


def _no_formula(value: Any) -> Any:
    if isinstance(value, str) and begins_a_formula(value):
        raise BeyondLimitsError(
            f"must not begin with {value[0]!r}, as spreadsheets would run it in channels.tsv: "
            "rename the channel in the recordings"
        )
    return value


def _drawn_name(value: Any) -> Any:
    """Refuse a name that the figures cannot show."""
    if isinstance(value, str):
        strange = [letter for letter in value if letter.isprintable() and not _is_drawn(letter)]
        if strange:
            raise BeyondLimitsError(
                f"must not hold {strange[0]!r}, for which the font of the figures has no glyph (it "
                "has Latin, Greek and Cyrillic letters): rename the channel in the recordings"
            )
        if len(value) > LONGEST_CHANNEL:
            raise BeyondLimitsError(
                f"has {len(value)} characters, and axes of figures have place for "
                f"{LONGEST_CHANNEL}: rename the channel in the recordings"
            )
    return value


def _is_drawn(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in DRAWN)


DRAWN = (
    (0x20, 0x2E9),
    (0x300, 0x34F),
    (0x380, 0x525),
    (0x1E00, 0x1EFB),
    (0x1F00, 0x20B5),
    (0x2190, 0x2311),
)
"""First and last of characters that DejaVu Sans has: Latin, Greek and Cyrillic letters,
punctuation, arrows and mathematical signs. The font is the one that comes with matplotlib, so that
figures are the same on all machines."""

LONGEST_CHANNEL = 30
"""Characters of a channel's name."""

Label = Annotated[
    str, StringConstraints(min_length=1, max_length=100), BeforeValidator(_written_name)
]
"""A name that people gave: of a channel, of an event."""

ChannelName = Annotated[Label, BeforeValidator(_no_formula), BeforeValidator(_drawn_name)]
"""The name of a channel, which is written into tables as it is."""

FileName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=100),
    BeforeValidator(_written_name),
]
"""A name that becomes a part of file names."""

_ENTRY = re.compile(r"^(\w+(?:, \w+)*) : .*\n((?:    .*\n|\n)+)", re.MULTILINE)


class Section(BaseModel):
    """A group of options; an option that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


@dataclass(frozen=True)
class Mistake:
    """Options that do not fit each other.

    Attributes
    ----------
    options : tuple of str
        Those that it is about, as ``section.option`` from where it is found; the culprit first.
    text : str
        What is wrong, and what to do.
    """

    options: tuple[str, ...]
    text: str


def refuse(title: str, mistakes: Iterable[Mistake]) -> None:
    """Refuse options that do not fit each other, every mistake with a line of its own.

    Parameters
    ----------
    title : str
        The section.
    mistakes : iterable of Mistake
        What was found; with none, nothing happens.

    Raises
    ------
    pydantic.ValidationError
        With the place of each mistake, so that the file that made it can be named.
    """
    errors = [
        InitErrorDetails(
            type=PydanticCustomError(
                "mistake", "{text}", {"text": mistake.text, "options": mistake.options}
            ),
            loc=tuple(mistake.options[0].split(".")),
            input=None,
        )
        for mistake in mistakes
    ]
    if errors:
        raise ValidationError.from_exception_data(title, errors)


class DataclassSection(Section):
    """A section whose values a dataclass of the library must accept."""

    built_from: ClassVar[type]
    fixed: ClassVar[Mapping[str, Any]]

    @model_validator(mode="after")
    def _accepted(self) -> DataclassSection:
        try:
            self.build()
        except ConfigurationError as error:
            known = tuple(name for name in error.options if name in type(self).model_fields)
            if not known:
                raise ValueError(str(error)) from None
            refuse(type(self).__name__, [Mistake(known, str(error))])
        return self

    def build(self) -> Any:
        """Make the dataclass from the options (a subclass may have further ones)."""
        own = {field.name for field in fields(self.built_from)}
        return self.built_from(**self.model_dump(include=own), **self.fixed)


def section_from(
    name: str,
    purpose: str,
    source: Any,
    *,
    leave_out: Collection[str] = (),
    types: Mapping[str, Any] | None = None,
    fixed: Mapping[str, Any] | None = None,
) -> type[DataclassSection]:
    """Make a section from a dataclass.

    Parameters
    ----------
    name, purpose : str
        Name and docstring of the section.
    source : dataclass instance
        Its fields become the options, its values their defaults; the meaning is read from the
        field's metadata (``meaning``, ``source``) or from the class's numpydoc docstring.
    leave_out : collection of str
        Fields that are no options of this section.
    types : mapping of str to type, optional
        Narrower types than those of the dataclass.
    fixed : mapping of str to object, optional
        Values of left-out fields, where they are not the defaults of the dataclass.

    Returns
    -------
    type
        A subclass of `DataclassSection`.
    """
    # Modules import what serves their annotations only (`Mapping`) for type checkers alone.
    hints = get_type_hints(type(source), localns=vars(collections.abc), include_extras=True)
    hints |= dict(types or {})
    meanings = _documented(type(source).__doc__)
    options: dict[str, Any] = {
        field.name: (
            hints[field.name],
            Option(getattr(source, field.name), description=_meaning(field, meanings)),
        )
        for field in fields(source)
        if field.name not in leave_out
    }
    section = create_model(name, __base__=DataclassSection, __doc__=purpose, **options)
    section.built_from = type(source)
    section.fixed = dict(fixed or {})
    return section


def _meaning(field: Field[Any], documented: Mapping[str, str] | None) -> str:
    if "meaning" in field.metadata:
        text = f"{field.metadata['meaning']} ({field.metadata['source']})."
        return text[:1].upper() + text[1:]
    return "" if documented is None else documented[field.name]


def _documented(docstring: str | None) -> dict[str, str] | None:
    """Read the meanings of parameters or attributes from a numpydoc docstring.

    Python drops docstrings where it is asked to optimise (``PYTHONOPTIMIZE=2``).
    """
    if sys.flags.optimize > 1:
        return None
    body = textwrap.dedent((docstring or "").split("\n", 1)[-1]) + "\n"
    return {
        name: " ".join(entry[2].split())
        for entry in _ENTRY.finditer(body)
        for name in entry[1].split(", ")
    }
