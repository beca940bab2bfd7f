"""What was found of a recording as a whole: with its configuration, and where it is left out."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.recording_findings import refuse_interpolated
from eeg2emg.recordings.channel_names import TEN_TWENTY

MUSCLES = ("BSH", "DEL", "TRIA")


@pytest.fixture(scope="module")
def short(signals):
    return signals(seconds=12.0)


def inspect(path, **options):
    options = {"eeg_channels": TEN_TWENTY, "emg_channels": MUSCLES} | options
    return inspect_recording(
        path, length_s=3.0, phases={"rest": ["rest"], "activity": ["activity"]}, **options
    )


def the(quality, fact, about):
    (only,) = [one for one in quality.findings if (one.fact, one.about) == (fact, about)]
    return only


def said(finding):
    return {statement.place: finding.words(statement) for statement in finding.statements}


def differing(quality):
    return [(found.fact, found.about) for found in quality.findings if found.differs]


def state(path, **facts):
    sidecar = path.with_suffix(".json")
    sidecar.write_text(json.dumps(json.loads(sidecar.read_text()) | facts))


def add_column(path, column, cell_of):
    table = path.with_name(path.name.replace("_eeg.vhdr", "_channels.tsv"))
    first, *rows = table.read_text("utf-8").splitlines()
    lines = [f"{first}\t{column}"]
    lines += [f"{row}\t{cell_of(row.split(chr(9))[0])}" for row in rows]
    table.write_text("\n".join(lines) + "\n", "utf-8")


def test_a_recording_in_which_all_agree(short, write, tmp_path):
    quality = inspect(write(tmp_path, short), line_freq_hz=50.0)
    assert differing(quality) == []
    assert quality.notes == []
    assert the(quality, "channel names", "EEG").used == "as configured"
    assert said(the(quality, "power line frequency", "recording")) == {
        "configuration": "50 Hz", "eeg.json": "50 Hz",
    }  # fmt: skip


# Power line frequency.


def humming(short, hz):
    time = np.arange(6000) / 500.0
    mains = {"mains": 5e-6 * np.sin(2 * np.pi * hz * time) * np.ones((19, 1))}
    return type(short)(500.0, short.brain_v, short.emg_v, mains)


@pytest.mark.parametrize("stated", [0, 16.7, 60])
def test_another_power_line_frequency_is_told_and_the_configuration_decides(
    short, write, tmp_path, stated
):
    path = write(tmp_path, short, line_freq_hz=stated)
    quality = inspect(path, line_freq_hz=50.0)
    finding = the(quality, "power line frequency", "recording")
    assert quality.usable
    assert (finding.differs, finding.used) == (True, "50 Hz")
    assert said(finding) == {"configuration": "50 Hz", "eeg.json": f"{stated:g} Hz"}
    assert finding.consequence == "that of the configuration is used"


@pytest.mark.parametrize(("true_hz", "configured_hz"), [(60, 50), (50, 60)])
def test_mains_at_another_frequency_than_configured_are_refused(
    short, write, tmp_path, true_hz, configured_hz
):
    path = write(tmp_path, humming(short, true_hz), line_freq_hz=true_hz)
    refused = inspect(path, line_freq_hz=configured_hz)
    (reason,) = refused.reasons
    assert f"the power line frequency is {true_hz} Hz" in reason
    assert f"set line_hz to {true_hz}" in reason
    finding = the(refused, "power line frequency", "recording")
    assert (finding.used, finding.consequence) == ("", "the recording is left out")
    assert said(finding)["spectrum of the EEG"].startswith(f"{true_hz} Hz, ")
    assert inspect(path, line_freq_hz=true_hz).usable
    # The sidecar may be what is wrong: then the configuration is right, and it is only noted.
    state(path, PowerLineFrequency=configured_hz)
    quality = inspect(path, line_freq_hz=true_hz)
    assert quality.usable
    assert differing(quality) == [("power line frequency", "recording")]


def test_mains_that_no_place_states_are_told(short, write, tmp_path):
    path = write(tmp_path, humming(short, 60), line_freq_hz="n/a")
    quality = inspect(path, line_freq_hz=50.0)
    finding = the(quality, "power line frequency", "recording")
    assert quality.usable
    assert (finding.differs, finding.used) == (True, "50 Hz")
    assert "set line_hz" in finding.consequence


# Filters and the analysed band.


BANDS = {"eeg_band_hz": (1, 45), "emg_band_hz": (20, 500)}
CUTOFFS = {
    "EEG low-pass": ("EEG", "high_cutoff", 45, 30),
    "EEG high-pass": ("EEG", "low_cutoff", 1, 2),
    "EMG low-pass": ("EMG", "high_cutoff", 200, 150),  # analysed up to half of 500 Hz
    "EMG high-pass": ("EMG", "low_cutoff", 20, 30),
}


@pytest.mark.parametrize("name", CUTOFFS)
def test_a_filter_that_reaches_into_the_analysed_band_is_told(short, write, tmp_path, name):
    about, column, within, beyond = CUTOFFS[name]
    channels = {"EEG": TEN_TWENTY, "EMG": MUSCLES}[about]
    fact = f"{name.split()[1]} filter"
    for cutoff, differs in ((within, False), (beyond, True)):
        path = write(tmp_path / str(differs), short)
        add_column(path, column, lambda own, hz=cutoff: hz if own in channels else "n/a")
        quality = inspect(path, line_freq_hz=50.0, **BANDS)
        finding = the(quality, fact, about)
        assert finding.differs is differs
        assert said(finding)["channels.tsv"] == f"{cutoff} Hz"
        assert quality.usable
        assert ("analysed" in finding.consequence) is differs
        assert differing(quality) == ([(fact, about)] if differs else [])


@pytest.mark.parametrize("key", ["SoftwareFilters", "HardwareFilters"])
def test_a_filter_of_the_sidecar_counts_for_all_channels(short, write, tmp_path, key):
    path = write(tmp_path, short)
    state(path, **{key: {"Low-pass": {"cutoff (Hz)": 30}}})
    quality = inspect(path, line_freq_hz=50.0, eeg_band_hz=(1, 45), emg_band_hz=(20, 250))
    assert differing(quality) == [("low-pass filter", "EEG"), ("low-pass filter", "EMG")]
    assert said(the(quality, "low-pass filter", "EEG")) == {
        f"eeg.json ({key})": "30 Hz", "configuration": "analysed up to 45 Hz",
    }  # fmt: skip


def test_a_filter_of_some_channels_names_them(short, write, tmp_path):
    path = write(tmp_path, short)
    add_column(path, "high_cutoff", lambda name: 30 if name == "Cz" else 100)
    quality = inspect(path, line_freq_hz=50.0, eeg_band_hz=(1, 45))
    finding = the(quality, "low-pass filter", "EEG")
    assert finding.differs
    assert ("Cz", 30.0) in [(one.channels, one.said) for one in finding.statements]


# Channels.


def test_names_that_are_matched_through_aliases_are_within_tolerance(short, write, tmp_path):
    names = ["T3" if name == "T7" else name for name in TEN_TWENTY]
    finding = the(inspect(write(tmp_path, short, eeg_names=names)), "channel names", "EEG")
    assert (finding.verdict, finding.used) == ("within tolerance", "T7 is T3")
    assert said(finding) == {"configuration": "T7", "header": "T3"}


@pytest.mark.parametrize(("channel", "about"), [("DEL", "EMG"), ("Pz", "EEG")])
def test_a_type_that_the_table_gives_otherwise_is_told(short, write, tmp_path, channel, about):
    path = write(tmp_path, short)
    table = path.with_name(path.name.replace("_eeg.vhdr", "_channels.tsv"))
    text = table.read_text("utf-8")
    table.write_text(text.replace(f"{channel}\t{about}", f"{channel}\tMISC"), "utf-8")
    finding = the(inspect(path, line_freq_hz=50.0), "channel types", about)
    assert (finding.differs, finding.used) == (True, about)
    assert [(one.said, one.channels) for one in finding.statements][-1] == ("MISC", channel)


# Positions and times.


def write_electrodes(path, lacking=()):
    import mne

    places = mne.channels.make_standard_montage("colin27_1020").get_positions()["ch_pos"]
    rows = [
        "\t".join([name, *(["n/a"] * 3 if name in lacking else map(str, places[name]))])
        for name in TEN_TWENTY
    ]
    stem = path.parent / f"{path.name.split('_')[0]}_space-CapTrak"
    text = "name\tx\ty\tz\n" + "\n".join(rows) + "\n"
    stem.with_name(f"{stem.name}_electrodes.tsv").write_text(text)
    stem.with_name(f"{stem.name}_coordsystem.json").write_text(
        json.dumps({"EEGCoordinateSystem": "CapTrak", "EEGCoordinateUnits": "m"})
    )


@pytest.mark.parametrize("lacking", [(), ("Cz", "Pz")])
def test_positions_are_those_of_the_table_where_it_has_all(short, write, tmp_path, lacking):
    path = write(tmp_path, short)
    write_electrodes(path, lacking)
    quality = inspect(path, line_freq_hz=50.0)
    finding = the(quality, "electrode positions", "EEG")
    assert finding.differs is bool(lacking)
    assert (quality.positions_m is None) is bool(lacking)
    assert said(finding)["electrodes.tsv"] == f"{19 - len(lacking)} of 19 channels"
    assert finding.used.startswith("standard" if lacking else "those of the dataset")


@pytest.mark.parametrize(
    ("listed", "verdict"),
    [
        ("2026-01-01T12:00:00", "agree"),
        ("2026-01-01T12:00:20", "within tolerance"),
        ("2026-01-01T14:00:05", "within tolerance"),  # another time zone
        ("1900-03-05T12:00:00", "within tolerance"),  # a date that was shifted, as BIDS asks
        ("2026-01-01T12:07:00", "differ"),
        ("2026-01-02T12:00:00", "differ"),
    ],
)
def test_the_begin_in_scans_is_compared_with_the_header(short, write, tmp_path, listed, verdict):
    path = write(tmp_path, short)
    with path.with_suffix(".vmrk").open("a") as file:
        file.write("Mk1=New Segment,,1,1,0,20260101120000000000\n")
    (tmp_path / "sub-01" / "sub-01_scans.tsv").write_text(
        f"filename\tacq_time\neeg/{path.name}\t{listed}\n"
    )
    finding = the(inspect(path), "begin", "EEG file")
    assert (finding.verdict, finding.used) == (verdict, listed)


# Channels of a lower rate than the others.


@pytest.mark.parametrize(
    ("analysed_hz", "refused"), [(1000.0, True), (500.0, True), (0.0, True), (100.0, False)]
)
def test_interpolated_muscles_are_refused_where_they_are_analysed_at_more(analysed_hz, refused):
    """BIDS allows EDF with channels of several rates, and the reader makes one of them."""
    file = SimpleNamespace(own_rates_hz={"EMG BSH": 125.0})
    recording = SimpleNamespace(
        path="a.edf", statements=[file], eeg_channels=("Cz",), emg_channels=("BSH", "DEL"),
        matched={"Cz": "Cz", "BSH": "EMG BSH", "DEL": "DEL"}, rate_hz=500.0, emg_rate_hz=500.0,
    )  # fmt: skip
    if not refused:
        refuse_interpolated(recording, eeg_hz=250.0, emg_hz=analysed_hz)
        return
    with pytest.raises(RecordingError, match=r"EMG channels were recorded at 125 Hz.*: BSH"):
        refuse_interpolated(recording, eeg_hz=250.0, emg_hz=analysed_hz)


def test_the_rates_of_an_import_count_too(short, write, tmp_path):
    path = write(tmp_path, short)
    options = {"line_freq_hz": 50.0, "analysis_rate_hz": 250.0, "emg_band_hz": (20, 500)}
    assert inspect(path, imported_hz={"Cz": 250.0, "DEL": 500.0}, **options).usable
    (reason,) = inspect(path, imported_hz={"Cz": 200.0}, **options).reasons
    assert "EEG channels were recorded at 200 Hz, and are analysed at 250 Hz: Cz" in reason
    (reason,) = inspect(path, imported_hz={"DEL": 250.0}, **options).reasons
    assert "set connectivity.emg_rate_hz to at most 250" in reason


# Recordings that are left out.


def test_a_recording_that_is_refused_keeps_what_its_files_said(short, write, tmp_path):
    path = write(tmp_path, short)
    state(path, RecordingDuration=60)
    quality = inspect(path)
    assert "the file holds 12.0 s" in quality.reasons[0]
    finding = the(quality, "duration", "EEG file")
    assert said(finding) == {"samples": "12 s", "eeg.json": "60 s"}
    assert (finding.used, finding.consequence) == ("", "the recording is left out")
    assert {found.used for found in quality.findings} == {""}


def test_a_recording_that_is_refused_late_keeps_all_of_it(short, write, tmp_path):
    quality = inspect(write(tmp_path, short, events=[(0.0, 12.0, "sleep")]), line_freq_hz=50.0)
    assert not quality.usable
    assert the(quality, "power line frequency", "recording").used == ""


def test_of_a_file_that_cannot_be_read_nothing_is_said(short, write, tmp_path):
    path = write(tmp_path, short)
    path.write_text("no header")
    assert inspect(path).findings == []
