"""Survey of what lies at a path: a BIDS dataset, an import table, or a folder of recordings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eeg2emg.errors import ConfigurationError, RecordingError
from eeg2emg.importing.catalogue import endings
from eeg2emg.importing.readers import read_foreign
from eeg2emg.importing.table import COLUMNS, read_import_table
from eeg2emg.planning.import_draft import Draft, draft_table, recording_files
from eeg2emg.planning.inventory import of_each
from eeg2emg.planning.recording_outline import RecordingOutline
from eeg2emg.quality.channel_checks import mains_prominence
from eeg2emg.recordings.layout import DATA_EXTENSIONS, find_recordings
from eeg2emg.recordings.path_names import refuse_variables
from eeg2emg.recordings.reading import open_recording, read_recording
from eeg2emg.recordings.sidecars import read_lines
from eeg2emg.recordings.unused_files import unused_files

MAINS_HZ = (50, 60)
_PLAINLY_MAINS = 4.0  # as the quality rules see it
_MEASURED_S = 20.0
_MEASURED_RECORDINGS = 3
_LARGEST_MEASURED = 300_000_000
_DESCRIPTION = "dataset_description.json"


@dataclass(frozen=True)
class Survey:
    """What was found.

    Attributes
    ----------
    input : str
        ``bids`` or ``import``.
    path : Path
        The dataset, the import table, or the folder of recordings; absolute.
    outlines : tuple of RecordingOutline
        Of every recording.
    unused : tuple of str
        Data files of a dataset of which nothing is read, with the reason.
    draft : Draft or None
        The import table, where there was none.
    mains_hz : dict of str to int
        Of recordings of which no place states the power line frequency: what some of them show.
    """

    input: str
    path: Path
    outlines: tuple[RecordingOutline, ...]
    unused: tuple[str, ...] = ()
    draft: Draft | None = None
    mains_hz: dict[str, int] | None = None

    @property
    def readable(self) -> list[RecordingOutline]:
        """The recordings that can be read."""
        return [one for one in self.outlines if not one.problem]


def survey(path: Path) -> Survey:
    """Survey what lies at a path, by headers, tables and events.

    Parameters
    ----------
    path : Path
        What a person named, absolute.

    Returns
    -------
    Survey

    Raises
    ------
    ConfigurationError
        There is nothing there that can be used; the remedy is said.
    """
    refuse_variables(path)
    _refuse_unprintable(path)
    if not path.exists():
        raise ConfigurationError(
            f"{path}: there is no such folder or file",
            "",
            "give the folder of a BIDS dataset, an import table, or a folder of recordings",
        )
    try:
        if path.is_file():
            return _of_table(path)
        if (path / _DESCRIPTION).is_file():
            return _of_bids(path)
        return _of_folder(path)
    except PermissionError as error:
        raise ConfigurationError(
            f"{error.filename or path}: no permission to read it", "", "make it readable (chmod)"
        ) from None


def measured_mains(path: str, channels: tuple[str, ...], *, foreign: bool) -> int | None:
    """Measure which power line frequency the EEG of a recording plainly shows.

    Parameters
    ----------
    path : str
        The data file.
    channels : tuple of str
        Channels to look at, as the file names them.
    foreign : bool
        Whether it is a file to import.

    Returns
    -------
    int or None
        50 or 60; None where the EEG shows neither, or cannot be read.
    """
    try:
        if foreign:
            recording = read_foreign(Path(path))
            found = next(one for one in recording.channels if one.name in channels)
            length = round(_MEASURED_S * found.rate_hz)
            x, rate_hz = np.asarray(found.samples)[None, -length:], found.rate_hz
        else:
            opened = open_recording(path, eeg_channels=channels)
            onset_s = max(0.0, opened.duration_s / 2 - _MEASURED_S / 2)
            length_s = min(_MEASURED_S, opened.duration_s)
            part = read_recording(
                path, eeg_channels=channels, spans=[(onset_s, length_s)], units_check=False
            )
            x, rate_hz = part.eeg_v, part.rate_hz
    except RecordingError:
        return None
    low, high = (mains_prominence(x, rate_hz, float(hz)) for hz in MAINS_HZ)
    if max(low, high) <= _PLAINLY_MAINS * max(min(low, high), 1.0):
        return None
    return MAINS_HZ[0] if low > high else MAINS_HZ[1]


def _refuse_unprintable(path: Path) -> None:
    if not str(path).isprintable():
        raise ConfigurationError(
            f"{str(path)!a}: its name holds what nobody sees, or is not UTF-8",
            "no configuration and no table can name it",
            "rename that folder or file",
        )


def _of_bids(path: Path) -> Survey:
    recordings = find_recordings(path)
    outlines = of_each(
        "eeg2emg.planning.recording_outline:outline_of_bids",
        [{"path": str(one.path)} for one in recordings],
        culprits=[str(one.path) for one in recordings],
        unreadable=lambda task, reason: RecordingOutline(
            name=Path(task["path"]).stem.removesuffix("_eeg"),
            subject=Path(task["path"]).name.split("_")[0],
            file=Path(task["path"]).name,
            problem=reason,
        ),
    )
    files = {one.name: str(one.path) for one in recordings}
    unused = tuple(f"{file}: {reason}" for file, reason in unused_files(path))
    mains = _measured(outlines, files, foreign=False)
    return Survey("bids", path, tuple(outlines), unused, mains_hz=mains)


def _of_table(path: Path) -> Survey:
    try:
        header, _ = read_lines(path, needed=COLUMNS[:2])
    except RecordingError:
        header = []
    if not header:
        kind = "a recording" if path.suffix.lower() in (*endings(), *DATA_EXTENSIONS) else "a file"
        raise ConfigurationError(
            f"{path}: {kind}, neither a folder nor an import table",
            f"an import table has the columns {' and '.join(COLUMNS[:2])}, divided by tabs",
            f"give the folder in which the recordings lie ({path.parent}), or the table "
            "(docs/importing.md)",
        )
    rows = read_import_table(path)
    tasks: list[dict[str, Any]] = [
        {
            "file": str(row.file),
            "name": name,
            "subject": f"sub-{row.subject}",
            "task": row.task,
            "phase": row.phase,
            "rate_hz": row.rate_hz,
            "unit": row.unit,
            "layout": row.layout,
        }
        for name, row in rows.items()
    ]
    outlines = of_each(
        "eeg2emg.planning.recording_outline:outline_of_file",
        tasks,
        culprits=[task["file"] for task in tasks],
        unreadable=lambda task, reason: RecordingOutline(
            name=task["name"], subject=task["subject"], file=task["file"], problem=reason
        ),
    )
    files = {name: str(row.file) for name, row in rows.items()}
    return Survey(
        "import", path, tuple(outlines), mains_hz=_measured(outlines, files, foreign=True)
    )


def _of_folder(path: Path) -> Survey:
    nested = sorted(path.glob(f"*/{_DESCRIPTION}"))
    if nested:
        raise ConfigurationError(
            f"{path}: no BIDS dataset, but {', '.join(one.parent.name for one in nested)} in it "
            f"{'is one' if len(nested) == 1 else 'are'}",
            "",
            f"give that folder: {nested[0].parent}",
        )
    if any(path.glob("sub-*/eeg")) or any(path.glob("sub-*/ses-*/eeg")):
        raise ConfigurationError(
            f"{path}: it looks like a BIDS dataset, but it has no {_DESCRIPTION}",
            "readers of BIDS need it",
            f'write that file with the content {{"Name": "{path.name}", "BIDSVersion": "1.9.0"}}',
        )
    files = recording_files(path)
    for file in files:
        _refuse_unprintable(file)
    if not files:
        raise ConfigurationError(
            f"{path}: no recordings found",
            f"it has no {_DESCRIPTION}, so it is no BIDS dataset, and no file in it ends in "
            f"{', '.join(endings())} and looks like a recording",
            "give the folder of a BIDS dataset, or of recordings in one of these formats",
        )
    draft = draft_table(path, files)
    outlines = tuple(row.outline for row in draft.rows)
    mains = _measured(outlines, {one.name: str(path / one.name) for one in outlines}, foreign=True)
    return Survey("import", path, outlines, draft=draft, mains_hz=mains)


def _measured(
    outlines: tuple[RecordingOutline, ...] | list[RecordingOutline],
    files: dict[str, str],
    *,
    foreign: bool,
) -> dict[str, int] | None:
    """Measure the mains of some recordings, where no place states their frequency."""
    readable = [one for one in outlines if not one.problem and one.eeg and one.rate_hz]
    if not readable or any(value in MAINS_HZ for one in outlines for value, _ in one.line_hz):
        return None
    of_subjects = {one.subject: one for one in reversed(readable)}
    looked_at = [
        one
        for one in sorted(of_subjects.values(), key=lambda one: one.name)[:_MEASURED_RECORDINGS]
        if not foreign or Path(files[one.name]).stat().st_size <= _LARGEST_MEASURED
    ]
    seen = of_each(
        "eeg2emg.planning.survey:measured_mains",
        [
            {"path": files[one.name], "channels": one.eeg[:8], "foreign": foreign}
            for one in looked_at
        ],
        culprits=[files[one.name] for one in looked_at],
        unreadable=lambda _task, _reason: None,
    )
    return {one.name: hz for one, hz in zip(looked_at, seen, strict=True) if hz is not None}
