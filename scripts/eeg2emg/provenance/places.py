"""Names of files in a record that is read elsewhere: relative to the run, the data or the code."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PROJECT_FOLDER = Path(__file__).parents[3]
"""The checkout that this code lies in."""

DATA, PROJECT, ELSEWHERE = "data:", "project:", "elsewhere:"
"""Before the names of files that are not in the folder of the run."""


@dataclass(frozen=True)
class Places:
    """The folders that names are relative to.

    Attributes
    ----------
    run : Path
        That of the run.
    project : Path
        That of the code.
    data : Path or None
        That of the recordings, of runs that have recordings of others.
    """

    run: Path
    project: Path
    data: Path | None

    def name_of(self, path: str | os.PathLike[str]) -> str:
        """Name a file: without prefix in the folder of the run, else with one of this module.

        Examples
        --------
        ``tables/metrics.csv``, ``data:sub-01/eeg/sub-01_task-arm_eeg.edf``,
        ``project:workflow/report/audit.rst``.
        """
        place = _whole(path)
        for prefix, folder in (("", self.run), (DATA, self.data), (PROJECT, self.project)):
            if folder is not None and place.is_relative_to(_whole(folder)):
                return prefix + place.relative_to(_whole(folder)).as_posix()
        return ELSEWHERE + Path(path).as_posix()

    def path_of(self, name: str) -> Path:
        """Place a file by its name: the inverse of `name_of`."""
        for prefix, folder in ((DATA, self.data), (PROJECT, self.project)):
            if folder is not None and name.startswith(prefix):
                return folder / name.removeprefix(prefix)
        if name.startswith(ELSEWHERE):
            return Path(name.removeprefix(ELSEWHERE))
        return self.run / name


def _whole(path: str | os.PathLike[str]) -> Path:
    """Write a path from the top. Links are not followed: files of a dataset often are some."""
    return Path(os.path.normpath(Path(path).absolute()))


def places_of(run: Path, project: Path, configuration: Mapping[str, Any]) -> Places:
    """Tell the folders of a run.

    Parameters
    ----------
    run, project : Path
        Folder of the run, and of the code.
    configuration : mapping
        All options of the run, nested.

    Returns
    -------
    Places
    """
    given = configuration["input"]
    data = {
        "bids": lambda: Path(configuration["dataset"]),
        "import": lambda: Path(configuration["import_table"]).parent,
        "simulated": lambda: None,
    }[given]()
    return Places(run, project, data)
