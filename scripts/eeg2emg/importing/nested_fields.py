"""Fields of structures within structures of a MATLAB file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eeg2emg.errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eeg2emg.importing.layouts import Layout


def opened(path: Path, variables: Sequence[str]) -> Mapping[str, Any]:
    """Load some variables of a MATLAB file, structures as dictionaries.

    Parameters
    ----------
    path : Path
        The file (up to version 7.2).
    variables : sequence of str
        Their names; one that the file does not have is left out.

    Returns
    -------
    mapping of str to Any
    """
    from scipy.io import loadmat, whosmat

    present = [name for name, _, _ in whosmat(path)]
    wanted = [name for name in variables if name in present]
    if not wanted:
        return dict.fromkeys(present)  # for the message, which names what there is
    return loadmat(path, simplify_cells=True, variable_names=wanted)


def field_at(path: Path, content: Mapping[str, Any], address: str, layout: Layout) -> Any:
    """Take a field of a structure.

    Parameters
    ----------
    path : Path
        The file, to name it.
    content : mapping of str to Any
        Its variables.
    address : str
        Names of structures and a field, divided by dots: ``hs.eeg.sig``.
    layout : Layout
        The layout, to name it.

    Returns
    -------
    Any

    Raises
    ------
    RecordingError
        There is no such field, or nothing in it.
    """
    value: Any = content
    passed: list[str] = []
    for name in address.split("."):
        if not isinstance(value, dict) or name not in value:
            place = ".".join(passed) or "the file"
            present = (
                [own for own in value if not own.startswith("__")]
                if (isinstance(value, dict))
                else []
            )
            raise RecordingError(
                f"{path}: no field {address!r}",
                f"the layout {layout.name!r} ({layout.title}) has it; {place} has "
                + (", ".join(map(repr, sorted(present))) or "no fields"),
                "copy the file again from its source, name the layout that it has in the column "
                "layout of the import table, or take its line out",
            )
        value = value[name]
        passed.append(name)
    if getattr(value, "size", 1) == 0 or value is None:
        raise RecordingError(
            f"{path}: the field {address!r} is empty",
            f"the layout {layout.name!r} has it filled",
            "copy the file again from its source, or take its line out of the import table",
        )
    return value
