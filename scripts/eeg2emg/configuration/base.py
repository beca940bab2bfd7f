"""Base of the configuration: sections made from the dataclasses of the library.

An option then has its default, its meaning and its check in one place: the dataclass that uses it.
"""

from __future__ import annotations

import collections.abc
import re
import textwrap
from dataclasses import Field, fields
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model, model_validator
from pydantic import Field as Option

from eeg2emg.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Positive = Annotated[float, Option(gt=0)]
NotNegative = Annotated[float, Option(ge=0)]
Count = Annotated[int, Option(ge=1)]
Share = Annotated[float, Option(ge=0, le=1)]

_ENTRY = re.compile(r"^(\w+(?:, \w+)*) : .*\n((?:    .*\n|\n)+)", re.MULTILINE)


class Section(BaseModel):
    """A group of options; an option that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class DataclassSection(Section):
    """A section whose values a dataclass of the library must accept."""

    built_from: ClassVar[type]
    fixed: ClassVar[Mapping[str, Any]]

    @model_validator(mode="after")
    def _accepted(self) -> DataclassSection:
        try:
            self.build()
        except ConfigurationError as error:
            raise ValueError(str(error)) from None
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
    hints = get_type_hints(type(source), localns=vars(collections.abc)) | dict(types or {})
    meanings = _documented(type(source).__doc__ or "")
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


def _meaning(field: Field[Any], documented: Mapping[str, str]) -> str:
    if "meaning" in field.metadata:
        text = f"{field.metadata['meaning']} ({field.metadata['source']})."
        return text[:1].upper() + text[1:]
    return documented[field.name]


def _documented(docstring: str) -> dict[str, str]:
    """Read the meanings of parameters or attributes from a numpydoc docstring."""
    body = textwrap.dedent(docstring.split("\n", 1)[-1]) + "\n"
    return {
        name: " ".join(entry[2].split())
        for entry in _ENTRY.finditer(body)
        for name in entry[1].split(", ")
    }
