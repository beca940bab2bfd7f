"""Whoever reads a file of the project's own: damage is named, with the file and what to do."""

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cleaning.cleaned_file import read_cleaned
from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.cleaning.preview import read_preview
from eeg2emg.cohort.exclusions import read_exclusions
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.connectivity.significance_file import read_significance
from eeg2emg.corticomuscular.person_file import read_person
from eeg2emg.errors import OwnFileError
from eeg2emg.files.netcdf import written_netcdf
from eeg2emg.files.tables import read_json, read_table
from eeg2emg.importing.outcome import ImportOutcome
from eeg2emg.learning.predictions import (
    Predictions,
    no_remarks,
    read_predictions,
    write_predictions,
)
from eeg2emg.learning.weights import read_weights
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import SubjectQuality
from eeg2emg.report.figure_parts import read_figure
from eeg2emg.simulation.expectation import read_expected
from eeg2emg.simulation.head_model import load_head
from eeg2emg.simulation.truth_file import read_states
from eeg2emg.splitting.files import read_split

CAPTION = Path(__file__).parents[3] / "workflow" / "report" / "evaluation.rst"


def read_picture(path):
    if path.parent.is_dir():
        path.with_suffix(".csv").write_text("a\n1\n")
    return read_figure(path, CAPTION)


READERS = {
    "cleaned.nc": read_cleaned,
    "ica.nc": read_ica,
    "preview.nc": read_preview,
    "connectivity.nc": read_connectivity,
    "significance.nc": read_significance,
    "corticomuscular.nc": read_person,
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
    "figure.png": read_picture,
    "split.json": lambda path: read_split(path.with_suffix(".tsv"), path),
}


def other_content(ending):
    """Make a whole file of this kind that holds something else."""
    if ending == ".npz":
        stream = io.BytesIO()
        np.savez(stream, other=np.arange(3))
        return stream.getvalue()
    if ending == ".png":
        return b""
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
        # Any JSON is JSON, and any picture a picture.
        if (name, kind) not in {("any.json", "other content"), ("figure.png", "other content")}
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


def picture():
    """A picture of one pixel."""
    from matplotlib.figure import Figure

    stream = io.BytesIO()
    Figure(figsize=(1, 1)).savefig(stream, format="png")
    return stream.getvalue()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_picture_that_is_cut_is_no_figure_of_the_report(share, tmp_path):
    whole = picture()
    (tmp_path / "figure.csv").write_text("a\n1\n")
    (tmp_path / "figure.png").write_bytes(whole)
    assert read_figure(tmp_path / "figure.png", CAPTION).image == whole
    (tmp_path / "figure.png").write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(OwnFileError, match=r"figure\.png is damaged"):
        read_figure(tmp_path / "figure.png", CAPTION)


def test_a_picture_of_which_one_byte_changed_is_told(tmp_path):
    whole = picture()
    (tmp_path / "figure.csv").write_text("a\n1\n")
    for place in np.random.default_rng(5).choice(len(whole), 40, replace=False):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        (tmp_path / "figure.png").write_bytes(changed)
        with pytest.raises(OwnFileError, match=r"figure\.png is damaged"):
            read_figure(tmp_path / "figure.png", CAPTION)


@pytest.mark.parametrize("content", [b"a,b\n1,2\n3,", b"a,b\n1,2", b"a", b"a,b\n1,2\n3,4\n5"])
def test_a_table_that_ends_within_a_line_is_cut(content, tmp_path):
    (tmp_path / "figure.png").write_bytes(picture())
    (tmp_path / "figure.csv").write_bytes(content)
    with pytest.raises(OwnFileError, match="ends in the middle of a line"):
        read_table(tmp_path / "figure.csv")
    with pytest.raises(OwnFileError, match=r"figure\.csv is damaged: .*data of a figure"):
        read_figure(tmp_path / "figure.png", CAPTION)


def predictions(model, part, value, remarks=None):
    parts = ["training", "training", "validation", "test"]
    rows = pd.DataFrame(
        {"scheme": "blocked", "fold": "all", "segment": list("abcd"), "part": parts}
    )
    values = np.full((1, 4, 2, 2), 0.5)
    values[0, parts.index(part), 0, 1] = value
    kept = no_remarks() if remarks is None else pd.DataFrame(remarks)
    return Predictions((model,), rows, values, ("A", "B"), {"blocked": "1"}, kept)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("part", ["training", "validation", "test"])
@pytest.mark.parametrize("model", ["ridge", "network-tuned-adam-best", "cell mean"])
def test_predictions_that_are_no_numbers_are_damage_unless_told(model, part, value, tmp_path):
    path = tmp_path / "predictions.nc"
    told = {
        "scheme": ["blocked"], "fold": ["all"], "model": [model], "kind": ["not estimable"],
        "text": ["too few"],
    }  # fmt: skip
    write_predictions(path, predictions(model, part, value))
    if model == "cell mean" and part == "training" and np.isnan(value):
        read_predictions(path)  # some rivals say nothing about segments that they learn from
    else:
        with pytest.raises(OwnFileError, match=r"predictions\.nc is damaged"):
            read_predictions(path)
    write_predictions(path, predictions(model, part, value, told))
    if np.isnan(value):
        read_predictions(path)
    else:
        with pytest.raises(OwnFileError, match="a prediction is infinite"):
            read_predictions(path)
