"""Groups of segments, and the training means of groups."""

import numpy as np
import pandas as pd
import pytest
from eeg2emg.learning.groups import group_means, groups_of


def test_a_cell_is_a_subject_in_a_phase():
    segments = pd.DataFrame({"subject": list("bbaa"), "phase": ["rest", "work", "rest", "rest"]})
    groups = groups_of(segments)
    assert groups.subject.tolist() == [1, 1, 0, 0]
    assert groups.phase.tolist() == [0, 1, 0, 0]
    assert groups.cell.tolist() == [2, 3, 0, 0]


def test_means_are_of_training_rows_and_nan_where_there_are_none():
    values = np.array([[1.0], [3.0], [100.0], [7.0]])
    train = np.array([True, True, False, False])
    means = group_means(values, np.array([0, 0, 0, 2]), train)
    assert means[0] == pytest.approx(2.0)
    assert np.isnan(means[1:]).all()
