"""Whoever reads a file of the project's own: damage is named, with the file and what to do."""

import io
import json

import numpy as np
import pytest
from eeg2emg.cleaning.cleaned_recording import read_cleaned
from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.cleaning.preview import read_preview
from eeg2emg.cohort.exclusions import read_exclusions
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.connectivity.significance_file import read_significance
from eeg2emg.errors import OwnFileError
from eeg2emg.files.netcdf import written_netcdf
from eeg2emg.files.tables import read_json, read_table
from eeg2emg.importing.outcome import ImportOutcome
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.learning.weights import read_weights
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import SubjectQuality
from eeg2emg.simulation.expectation import read_expected
from eeg2emg.simulation.head_model import load_head
from eeg2emg.simulation.truth_file import read_states
from eeg2emg.splitting.files import read_split

READERS = {
    "cleaned.nc": read_cleaned,
    "ica.nc": read_ica,
    "preview.nc": read_preview,
    "connectivity.nc": read_connectivity,
    "significance.nc": read_significance,
    "predictions.nc": read_predictions,
    "truth.nc": lambda path: read_states([path]),
    "weights.npz": lambda path: read_weights(path, "blocked"),
    "head.npz": load_head,
    "expected.npz": lambda path: read_expected([path], [("sub-01", 0.0)]),
    "table.csv": read_table,
    "exclusions.tsv": read_exclusions,
    "any.json": read_json,
    "quality.json": RecordingQuality.read,
    "subject.json": SubjectQuality.read,
    "import.json": ImportOutcome.read,
    "split.json": lambda path: read_split(path.with_suffix(".tsv"), path),
}


def other_content(ending):
    """Make a whole file of this kind that holds something else."""
    if ending == ".npz":
        stream = io.BytesIO()
        np.savez(stream, other=np.arange(3))
        return stream.getvalue()
    return {".json": json.dumps({"other": 3}), ".tsv": "other\n3\n", ".csv": ""}[ending].encode()


def damage(path, kind):
    if kind == "other content" and path.suffix == ".nc":
        with written_netcdf(path) as file:
            file.other = 3
            file.createDimension("other", 3)
        return
    contents = {
        "empty": b"",
        "zeros": bytes(4096),
        "noise": np.random.default_rng(3).bytes(4096),
        "other content": other_content(path.suffix) if path.suffix != ".nc" else b"",
    }
    path.write_bytes(contents[kind])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (name, kind)
        for name in READERS
        for kind in ("empty", "zeros", "noise", "other content")
        if (name, kind) != ("any.json", "other content")  # any JSON is JSON
    ],
)
def test_damage_is_named_with_the_file_and_the_remedy(name, kind, tmp_path):
    damage(tmp_path / name, kind)
    with pytest.raises(OwnFileError) as caught:
        READERS[name](tmp_path / name)
    assert name in str(caught.value) or "split.tsv" in str(caught.value)
    assert "un the workflow again" in str(caught.value)


@pytest.mark.parametrize("name", READERS)
def test_a_missing_file_is_named_with_the_remedy(name, tmp_path):
    with pytest.raises(OwnFileError, match=r"There is no file .*(un the workflow again)"):
        READERS[name](tmp_path / name)
