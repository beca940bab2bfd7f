"""Every file of a run that a later step reads: cut anywhere, it is named, and never used."""

import shutil
from pathlib import Path

import pytest
from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.cleaning.preview import read_preview
from eeg2emg.cohort.exclusions import read_exclusions
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.errors import UserError
from eeg2emg.files.tables import read_json, read_table
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.learning.weights import read_weights
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import SubjectQuality
from eeg2emg.report.figure_parts import read_figure
from eeg2emg.simulation.expectation import read_expected
from eeg2emg.simulation.head_model import load_head
from eeg2emg.simulation.truth_file import read_states
from eeg2emg.splitting.files import read_split

CAPTION = Path(__file__).parents[2] / "workflow" / "report" / "evaluation.rst"
READERS = {
    "dataset.nc": read_connectivity,
    "connectivity/sub-01_*_run-01.nc": read_connectivity,
    "derivatives/ica/sub-01.nc": read_ica,
    "derivatives/previews/sub-01_*_run-01.nc": read_preview,
    "derivatives/cross_check/sub-01.json": read_json,
    "derivatives/expected/sub-01.npz": lambda path: read_expected([path], [("sub-01", 0.0)]),
    "derivatives/recovery/sub-01_*_run-01_recovery_eeg.csv": read_table,
    "bids/sourcedata/heads/sub-01.npz": load_head,
    "bids/sourcedata/truth/sub-01/*_run-01_truth.nc": lambda path: read_states([path]),
    "quality/recordings/sub-01_*_run-01.json": RecordingQuality.read,
    "quality/subjects/sub-01.json": SubjectQuality.read,
    "models/tuned_adam/predictions.nc": read_predictions,
    "models/regressions/blocked.nc": read_predictions,
    "models/tuned_adam/weights.npz": lambda path: read_weights(path, "blocked"),
    "models/tuned_adam/history.csv": read_table,
    "models/tuned_adam/folds.csv": read_table,
    "splits/blocked.tsv": lambda path: read_split(path, path.with_suffix(".json")),
    "splits/blocked.json": lambda path: read_split(path.with_suffix(".tsv"), path),
    "exclusions.tsv": read_exclusions,
    "tables/metrics.csv": read_table,
    "tables/table3.csv": lambda path: read_table(path, dtype=str),
    "figures/skill.png": lambda path: read_figure(path, CAPTION),
    "figures/skill.csv": lambda path: read_figure(path.with_suffix(".png"), CAPTION),
}
"""What reads each kind of file, by an example of it."""


@pytest.mark.parametrize("pattern", READERS)
def test_a_file_that_was_cut_is_damaged_wherever_it_was_cut(finished, tmp_path, pattern):
    (original,) = (finished.folder / "results" / "tiny").glob(pattern)
    for beside in original.parent.glob(f"{original.stem}.*"):
        shutil.copy(beside, tmp_path)
    path, read = tmp_path / original.name, READERS[pattern]
    read(path)
    content = original.read_bytes()
    for share in (0.0, 0.02, 0.3, 0.5, 0.8):
        # Within a line of a table: what ends with a line is a table of fewer rows.
        length = int(share * len(content))
        while length and path.suffix in (".csv", ".tsv") and content[length - 1 : length] == b"\n":
            length -= 1
        path.write_bytes(content[:length])
        with pytest.raises(UserError, match=f"{original.name} is (damaged|not the split)"):
            read(path)
    path.write_bytes(content[:-2])
    with pytest.raises(UserError, match=f"{original.name} is (damaged|not the split)"):
        read(path)
