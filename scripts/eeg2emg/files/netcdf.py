"""netCDF files of the project's own: written whole, read with a clear word where damaged."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from eeg2emg.files.atomic import atomic_path
from eeg2emg.files.reading import reading

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator


@contextmanager
def written_netcdf(path: str | os.PathLike[str]) -> Iterator[Any]:
    """Give an open netCDF-4 dataset that becomes the file when the block succeeds."""
    from netCDF4 import Dataset

    with atomic_path(path) as temporary, Dataset(temporary, "w", format="NETCDF4") as file:
        yield file


@contextmanager
def read_netcdf(path: str | os.PathLike[str], what: str) -> Iterator[Any]:
    """Give an open netCDF dataset without masked arrays.

    Parameters
    ----------
    path : path-like
        The file.
    what : str
        What it holds, for the message: ``"predictions"``.

    Yields
    ------
    netCDF4.Dataset

    Raises
    ------
    OwnFileError
        If it is missing, damaged, or lacks what the block asks it for.
    """
    from netCDF4 import Dataset

    with reading(path, what) as source, Dataset(source) as file:
        file.set_auto_mask(False)
        yield file
