"""Names of BIDS: letters and digits alone, and never two things under one."""

import re
from pathlib import PurePosixPath

import pytest
from eeg2emg.derivatives.naming import folder_of, labels_of
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("granger", "granger"),
        ("imaginary_coherence", "imaginaryCoherence"),
        ("emg granger_raw_before_ica", "emgGrangerRawBeforeIca"),
        ("pli 4-8 Hz", "pli4To8Hz"),
        ("pli 0.5-4 Hz", "pli0p5To4Hz"),
        ("of rest", "ofRest"),
        ("Ruhe", "Ruhe"),
    ],
)
def test_labels(name, label):
    assert labels_of([name]) == {name: label}


@given(st.lists(st.text(max_size=12), unique=True, max_size=12))
def test_every_name_has_a_label_of_its_own(names):
    labels = labels_of(names)
    assert list(labels) == names
    assert len(set(labels.values())) == len(names)
    assert all(re.fullmatch("[A-Za-z0-9]+", label) for label in labels.values())


@pytest.mark.parametrize(
    ("recording", "folder"),
    [
        ("sub-01_task-arm_run-01", "sub-01/eeg"),
        ("sub-01_ses-pre_task-arm", "sub-01/ses-pre/eeg"),
    ],
)
def test_folders(recording, folder):
    assert folder_of(recording) == PurePosixPath(folder)
