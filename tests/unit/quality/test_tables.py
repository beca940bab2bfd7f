"""The tables of recordings and channels."""

from eeg2emg.files.tables import read_table, write_table
from eeg2emg.quality.recording_quality import RecordingQuality, unusable_recording
from eeg2emg.quality.tables import (
    CHANNEL_COLUMNS,
    STATEMENT_COLUMNS,
    channel_table,
    quality_table,
    statement_table,
)
from eeg2emg.recordings.common_time import CommonTime
from eeg2emg.recordings.findings import Statement, compare


def quality(name, **changes):
    usual = {
        "eeg_reasons": [], "rate_hz": 500.0, "duration_s": 60.0, "eeg_rank": 2,
        "eeg": {"Cz": {"amplitude_v": 1e-5, "noise_ratio": None}, "Pz": {"amplitude_v": 2e-5}},
        "emg": {"BSH": {"amplitude_v": 3e-5, "snr_db": 12.5}},
        "matched": {"Cz": "CZ", "Pz": "Pz"},
    }  # fmt: skip
    return RecordingQuality(recording=name, subject="01", **usual | changes)


def test_used_and_reason_are_those_of_the_list_of_exclusions():
    """Whatever the recording's own quality says: it may be left out later, or be all there is."""
    sound, late, unsound = quality("a"), quality("b"), quality("c", eeg_reasons=["flat"])
    table = quality_table([sound, late, unsound], {"b": "the cleaned EEG has rank 15"})
    assert table["used"].tolist() == [1, 0, 1]
    assert table["reason"].tolist() == ["", "the cleaned EEG has rank 15", ""]


def test_a_recording_that_could_not_be_read_has_empty_cells(tmp_path):
    broken = unusable_recording("sub-02_task-arm_run-01_eeg.edf", "the file is empty")
    write_table(tmp_path / "a.csv", quality_table([quality("a"), broken], {}))
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert lines[2].startswith("sub-02_task-arm_run-01,02,1,,,,0,0,0.0,")
    assert channel_table([broken]).empty
    assert list(channel_table([broken])) == list(CHANNEL_COLUMNS)


def test_lists_and_names_become_text():
    odd = quality(
        "a",
        bridged_pairs=[["F3", "Fz"], ["F4", "Fz"]],
        bad_eeg_channels=["Cz", "Pz"],
        channel_reasons={"Cz": ["flat", "clipped"], "Pz": ["flat"]},
        notes=["events that are of no phase: 'tone'", "no event of the phase 'rest'"],
    )
    (row,) = quality_table([odd], {}).to_dict("records")
    assert row["bridged_pairs"] == "F3=Fz F4=Fz"
    assert row["renamed_channels"] == "Cz=CZ"
    assert row["bad_eeg_channels"] == "Cz Pz"
    assert row["bad_channel_reasons"] == "Cz: flat, clipped; Pz: flat"
    assert row["notes"] == "events that are of no phase: 'tone'; no event of the phase 'rest'"


def said_of_rate(*values):
    places = [Statement(f"place {k}", value, f"file {k}") for k, value in enumerate(values)]
    return compare("rate", "EEG file", places, unit="Hz", otherwise="the first is used")


def test_every_statement_has_a_row_and_disagreements_are_named(tmp_path):
    one = quality("a", findings=[*said_of_rate(500.0, 512.0), *said_of_rate(250.0)])
    two = quality("b", findings=said_of_rate(500, 500.0))
    write_table(tmp_path / "a.csv", statement_table([one, two]))
    table = read_table(tmp_path / "a.csv")
    assert tuple(table) == STATEMENT_COLUMNS
    assert table["recording"].tolist() == ["a", "a", "a", "b", "b"]
    assert table["said"].tolist() == ["500 Hz", "512 Hz", "250 Hz", "500 Hz", "500 Hz"]
    assert table["verdict"].tolist() == ["differ"] * 2 + ["one place only"] + ["agree"] * 2
    assert table["consequence"].tolist()[:2] == ["the first is used"] * 2
    assert table["used"].tolist()[:2] == ["500 Hz"] * 2
    assert quality_table([one, two], {})["disagreements"].tolist() == ["rate (EEG file)", ""]
    assert statement_table([]).empty


def test_the_clock_of_an_emg_of_its_own_is_told():
    found = CommonTime(21, 8.123456, -0.51, "events")
    weak = CommonTime(0, None, 0.25, "lengths")
    times = {"a": found, "b": weak, "c": None}
    qualities = [quality(name, common_time=time) for name, time in times.items()]
    rows = quality_table(qualities, {})[
        ["emg_events_shared", "emg_start_offset_ms", "emg_drift_ms_per_min"]
    ]
    assert rows.to_numpy().tolist() == [[21, 8.1235, -0.51], [0, "", 0.25], ["", "", ""]]
    words = quality_table(qualities, {})["emg_time"].tolist()
    assert words == [found.describe(), weak.describe(), ""]


def test_every_channel_has_a_row_and_checks_on_request_a_column(tmp_path):
    asked = quality(
        "b",
        eeg={"Cz": {"amplitude_v": 1e-5, "local_outlier_factor": 2.5}},
        channel_reasons={"Cz": ["local outlier factor 2.50 (at most 1.8)"]},
    )
    write_table(tmp_path / "a.csv", channel_table([quality("a"), asked]))
    table = read_table(tmp_path / "a.csv")
    assert table["channel"].tolist() == ["Cz", "Pz", "BSH", "Cz", "BSH"]
    assert table["kind"].tolist() == ["EEG", "EEG", "EMG", "EEG", "EMG"]
    assert list(table) == [*CHANNEL_COLUMNS, "local_outlier_factor"]
    assert table["local_outlier_factor"].notna().tolist() == [False, False, False, True, False]
    assert table["noise_ratio"].isna().all()
    assert table["reason"][3] == "local outlier factor 2.50 (at most 1.8)"


def test_an_order_that_rests_on_words_stands_in_the_notes():
    """Of those that are used: one that could not be read has no time, though scans.tsv has it."""
    names = ["sub-01_ses-post", "sub-01_ses-pre", "sub-01_ses-pre_run-2"]
    qualities = [quality(name, notes=["odd"]) for name in names]
    notes = quality_table(qualities, {})["notes"]
    assert all(note.startswith("odd; scans.tsv does not tell the order of") for note in notes)
    timed = [quality(name, acquired=f"2020-01-0{k}") for k, name in enumerate(names[:2], start=1)]
    table = quality_table([*timed, qualities[2]], {names[2]: "the file is empty"})
    assert table["notes"].tolist() == ["", "", "odd"]
