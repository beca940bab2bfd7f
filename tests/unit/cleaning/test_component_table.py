"""The table of independent components."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.cleaning.component_table import COLUMNS, component_table
from eeg2emg.cleaning.ica_solution import IcaSolution, interpolation_only, left_out_solution

CHANNELS = ("Fp1", "Cz", "Pz")


@pytest.fixture
def solution():
    return IcaSolution(
        channels=CHANNELS,
        bad_channels=(),
        mixing=np.eye(3),
        unmixing=np.eye(3),
        labels=("eog", "brain", "brain"),
        scores={
            "eog": np.array([0.91234, 0.1, 0.2]),
            "ecg": np.array([np.nan, 0.3, np.nan]),
            "iclabel_brain": np.array([0.05, 0.95, 0.99]),
        },
        removed=(0,),
        reasons=("eye: correlation 0.91", "", ""),
        explained_variance=np.array([0.5, 0.25, 0.25]),
        cleaning_matrix=np.eye(3),
        rank=2,
        muscle_matrix=np.zeros((3, 3)),
    )


def test_each_component_says_what_it_is_and_whether_it_was_removed(solution):
    table = component_table({"sub-01": solution})
    assert list(table) == [*COLUMNS, "score_eog", "score_ecg", "score_iclabel_brain"]
    assert table["component"].tolist() == [0, 1, 2]
    assert table["removed"].tolist() == [1, 0, 0]
    assert table["label"].tolist() == ["eog", "brain", "brain"]
    assert table["reason"].tolist() == ["eye: correlation 0.91", "", ""]
    assert table["score_eog"].tolist() == ["0.91234", "0.1", "0.2"]


@pytest.mark.parametrize("share", [0.01546, 0.01554, 0.12345678, 0.99951])
def test_a_share_that_is_printed_from_the_table_is_that_of_the_decomposition(solution, share):
    """What is rounded twice may differ from what is rounded once."""
    one = replace(solution, explained_variance=np.array([share, 0.25, 0.25]))
    stated = component_table({"a": one})["explained_variance"][0]
    assert f"{float(stated):.1%}" == f"{share:.1%}"


def test_the_highest_score_is_that_of_an_artefact_that_was_judged(solution):
    """A high probability of brain is none, nor a kind that was not judged."""
    assert component_table({"a": solution})["highest_score"].tolist() == ["0.91234", "0.3", "0.2"]
    assert component_table({"a": solution})["score_ecg"].tolist() == ["", "0.3", ""]


def test_a_decomposition_that_was_left_out_has_one_row_with_the_reason(solution):
    table = component_table(
        {"sub-01": left_out_solution(CHANNELS, "too few recordings"), "sub-02": solution}
    )
    assert table["unit"].tolist() == ["sub-01", "sub-02", "sub-02", "sub-02"]
    first = table.iloc[0]
    assert (first["removed"], first["reason"]) == (0, "too few recordings")
    assert np.isnan(first["component"])


def test_without_an_ica_there_are_columns_but_no_rows():
    table = component_table({"sub-01": interpolation_only(CHANNELS, (), matrix=np.eye(3), rank=3)})
    assert table.empty
    assert list(table) == list(COLUMNS)
