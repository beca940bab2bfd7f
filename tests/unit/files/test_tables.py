"""Tables: what is missing stays missing, or is said to be empty."""

import numpy as np
import pandas as pd
import pytest
from eeg2emg.files.tables import empty_text


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "column",
    [[np.nan, np.nan], ["a", np.nan], [None, "b"], ["a", "b"], pd.array([pd.NA, "c"], dtype="str")],
)
def test_missing_text_is_empty_whatever_a_column_was_read_as(column):
    frame = pd.DataFrame({"reason": column, "other": column})
    for filled in (empty_text(frame)["reason"], empty_text(frame["reason"])):
        expected = ["" if pd.isna(value) else value for value in column]
        assert filled.tolist() == expected
