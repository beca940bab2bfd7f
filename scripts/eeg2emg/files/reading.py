"""Reading the project's own files: one that is damaged is named, with what to do about it."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from eeg2emg.errors import OwnFileError, UserError, machine_fault

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator


@contextmanager
def reading(path: str | os.PathLike[str], what: str) -> Iterator[Path]:
    """Read a file of the project's own within a block.

    Parameters
    ----------
    path : path-like
        The file.
    what : str
        What it holds, as the end of "is no file of ...": ``"predictions"``.

    Yields
    ------
    Path
        The file.

    Raises
    ------
    OwnFileError
        If it does not exist, or whatever goes wrong within the block.
    MachineError
        If the machine failed while it was read.
    """
    file = Path(path)
    if not file.is_file():
        raise OwnFileError(
            f"There is no file {file} of {what}",
            "",
            "Run the workflow again: it makes what is missing",
        )
    try:
        yield file
    except UserError:
        raise
    except Exception as error:
        fault = machine_fault(error, file)
        if fault:
            raise fault from error
        said = " ".join(str(error).split())[:300]
        raise OwnFileError(
            f"{file} is damaged: it is no file of {what}",
            f"{type(error).__name__}: {said}" if said else type(error).__name__,
            "Delete it and run the workflow again, which makes it anew",
        ) from error
