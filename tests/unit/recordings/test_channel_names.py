import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.recordings.channel_names import (
    TEN_TWENTY,
    canonical_name,
    match_channels,
    nearest_names,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Fp1", "FP1"),
        ("EEG Fp1-Ref", "Fp1"),
        ("EEG FP1-LE", "Fp1"),
        ("Fp1-A2", "Fp1"),
        ("Fc5.", "FC5"),
        ("C3..", "C3"),
        (" Cz ", "Cz"),
        ("T3", "T7"),
        ("EEG T4-REF", "T8"),
        ("t5", "P7"),
        ("T6-M1", "P8"),
        ("POL O1", "O1"),
        ("EMG BSH", "BSH"),
        ("emg 1", "EMG1"),
        ("ＦＰ１", "Fp1"),  # full-width letters, as some Japanese systems write them
    ],
)
def test_names_of_one_electrode_have_one_key(written, meant):
    assert canonical_name(written) == canonical_name(meant)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Fp1-F7", "Fp1"), ("C3", "C4"), ("Fp1", "Fpz"), ("EMG 1", "EEG 1"), ("T7", "T8"), ("M1", "")],
)
def test_names_of_different_electrodes_have_different_keys(one, other):
    assert canonical_name(one) != canonical_name(other)


def test_the_montage_has_19_electrodes_with_different_keys():
    assert len(TEN_TWENTY) == len({canonical_name(name) for name in TEN_TWENTY}) == 19


def test_matches_follow_the_wanted_order_and_name_the_files_channels():
    available = ["EEG O2-Ref", "EEG T3-Ref", "EEG Fp1-Ref", "EMG BSH"]
    matches = match_channels(["Fp1", "T7", "O2", "BSH"], available)
    assert list(matches.items()) == [
        ("Fp1", "EEG Fp1-Ref"),
        ("T7", "EEG T3-Ref"),
        ("O2", "EEG O2-Ref"),
        ("BSH", "EMG BSH"),
    ]


def test_a_literally_equal_name_wins():
    assert match_channels(["T3"], ["T7", "T3"]) == {"T3": "T3"}


def test_a_name_that_two_channels_answer_to_is_refused():
    with pytest.raises(RecordingError, match=r"'Fp1' is ambiguous: 'FP1', 'EEG Fp1-Ref' all"):
        match_channels(["Fp1"], ["FP1", "EEG Fp1-Ref"])


def test_two_wanted_names_of_one_channel_are_refused():
    with pytest.raises(RecordingError, match=r"'T7' and 'T3' .* are the same channel 'T7'"):
        match_channels(["T7", "T3"], ["T7", "Cz"])


def test_a_missing_channel_is_named_with_the_nearest_ones():
    with pytest.raises(RecordingError, match=r"channel 'TRIA' not found.*nearest names are 'TRIO'"):
        match_channels(["TRIA", "Cz"], ["TRIO", "Cz", "O1"])


def test_all_missing_channels_are_named_at_once():
    with pytest.raises(RecordingError, match=r"channels 'C3', 'C4' not found.*the file has 'X'"):
        match_channels(["C3", "C4"], ["X"])


def test_nearest_names_are_best_first():
    assert nearest_names("Fpz", ["O1", "Fz", "FPz-Ref"])[0] == "FPz-Ref"
