"""Corticomuscular file: the estimate of one person, as netCDF."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.corticomuscular.estimates import SPECTRA, VALUES, PersonCoherence
from eeg2emg.files.netcdf import read_netcdf, written_netcdf

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

_PAIR = ("electrode", "muscle")


def write_person(path: str | os.PathLike[str], person: PersonCoherence) -> None:
    """Write the estimate of a person atomically; equal contents give equal bytes.

    Parameters
    ----------
    path : path-like
        The file.
    person : PersonCoherence
        What to write.
    """
    with written_netcdf(path) as file:
        file.setncatts(
            {
                "title": "Corticomuscular coherence of one person",
                "subject": person.subject,
                "refused": json.dumps(person.refused, sort_keys=True),
            }
        )
        for name, labels in (
            ("phase", person.phases),
            ("electrode", person.electrodes),
            ("muscle", person.muscles),
        ):
            _write_labels(file, name, labels)
        # A length of 0 would be netCDF's way to say "unlimited", which is what an empty file needs.
        file.createDimension("frequency", len(person.frequencies_hz) or None)
        file.createDimension("band", len(person.bands_hz) or None)
        file.createDimension("edge", 2)
        _write(file, "frequency_hz", ("frequency",), person.frequencies_hz)
        _write(file, "band_hz", ("band", "edge"), person.bands_hz)
        _write(file, "segments", ("phase",), person.segments, "i8")
        _write(file, "averages", ("phase",), person.averages)
        for name in SPECTRA:
            _write(file, f"spectrum_{name}", ("phase", "frequency", *_PAIR), person.spectra[name])
        for name in VALUES:
            _write(file, f"value_{name}", ("phase", "band", *_PAIR), person.values[name])


def read_person(path: str | os.PathLike[str]) -> PersonCoherence:
    """Read what `write_person` wrote; raises `OwnFileError` if it is missing or damaged."""
    with read_netcdf(path, "the corticomuscular coherence of a person") as file:
        return PersonCoherence(
            subject=str(file.subject),
            phases=tuple(map(str, file["phase"][:])),
            electrodes=tuple(map(str, file["electrode"][:])),
            muscles=tuple(map(str, file["muscle"][:])),
            frequencies_hz=np.asarray(file["frequency_hz"][:]),
            bands_hz=np.asarray(file["band_hz"][:]),
            segments=np.asarray(file["segments"][:]),
            averages=np.asarray(file["averages"][:]),
            spectra={name: np.asarray(file[f"spectrum_{name}"][:]) for name in SPECTRA},
            values={name: np.asarray(file[f"value_{name}"][:]) for name in VALUES},
            refused=json.loads(file.refused),
        )


def _write_labels(file: Any, name: str, labels: Sequence[str]) -> None:
    file.createDimension(name, len(labels) or None)
    variable = file.createVariable(name, str, (name,))
    if labels:
        variable[:] = np.array(labels, dtype=object)


def _write(
    file: Any, name: str, dimensions: tuple[str, ...], content: np.ndarray, kind: str = "f8"
) -> None:
    variable = file.createVariable(name, kind, dimensions)
    if content.size:
        variable[:] = content
