"""EEG and EMG of one recording in two files, as BIDS 1.11 has them."""

import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.layout import emg_file_beside, find_recordings
from eeg2emg.recordings.reading import read_recording
from eeg2emg.recordings.two_devices import HEADERS, TimeLimits, check_same_time, pair_events

MUSCLES = ("BSH", "DEL", "TRIA")


@pytest.fixture(scope="module")
def short(signals):
    return signals(seconds=12.0)


@pytest.fixture
def write_two(short, write, tmp_path):
    """Write the EEG at 500 Hz and the EMG, as its own file, at another rate."""

    def write_both(*, emg_rate_hz=1000.0, seconds=12.0, begins=("", ""), triggers=None):
        path = write(tmp_path, short, emg_names=())
        samples = round(seconds * emg_rate_hz)
        t = np.arange(samples) / emg_rate_hz
        emg_v = 40e-6 * np.array([np.sin(2 * np.pi * hz * t) for hz in (60.0, 80.0, 110.0)])
        emg_v *= np.where(t < seconds / 2, 0.1, 1.0)
        empty = type(short)(emg_rate_hz, emg_v, np.zeros((0, samples)))
        other = write(tmp_path / "other", empty, eeg_names=MUSCLES, emg_names=())
        folder = path.parent.parent / "emg"
        folder.mkdir()
        for file in other.parent.iterdir():
            name = file.name.replace("_eeg.", "_emg.")
            text = file.read_bytes()
            if file.suffix != ".eeg":
                text = text.replace(b"_eeg.", b"_emg.").replace(b"\tEEG\t", b"\tEMG\t")
            (folder / name).write_bytes(text.replace(b"_emg.eeg", b"_emg.eeg"))
        for table, onsets in zip((path.parent, folder), triggers or (), strict=False):
            rows = "".join(f"{onset:.4f}\t0\ttrigger\n" for onset in onsets)
            with next(table.glob("*_events.tsv")).open("a") as file:
                file.write(rows)
        for begin, markers in zip(
            begins, (path.with_suffix(".vmrk"), folder / f"{path.stem[:-4]}_emg.vmrk"), strict=True
        ):
            if begin:
                with markers.open("a") as file:
                    file.write(f"Mk1=New Segment,,1,1,0,{begin}\n")
        return path, emg_v

    return write_both


def read(path):
    return read_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES)


def test_each_keeps_its_rate(short, write_two):
    path, emg_v = write_two()
    recording = read(path)
    assert (recording.rate_hz, recording.emg_rate_hz) == (500.0, 1000.0)
    np.testing.assert_allclose(recording.eeg_v, short.eeg_v, atol=1e-10)
    np.testing.assert_allclose(recording.emg_v, emg_v, atol=1e-10)
    assert emg_file_beside(path).name == "sub-01_task-arm_run-01_emg.vhdr"
    assert recording.notes[-1] == "the EMG is that of sub-01_task-arm_run-01_emg.vhdr"
    assert [file.path for file in find_recordings(path.parents[2])] == [path]


def test_the_same_span_is_read_from_both(write_two):
    path, emg_v = write_two()
    part = read_recording(
        path, eeg_channels=("Cz",), emg_channels=("DEL",), spans=[(2.0, 1.0), (7.0, 0.5)]
    )
    expected = np.concatenate([emg_v[1:2, 2000:3000], emg_v[1:2, 7000:7500]], axis=1)
    np.testing.assert_allclose(part.emg_v, expected, atol=1e-10)


def test_the_quality_of_both_is_judged_at_their_rates(write_two):
    path, _ = write_two(emg_rate_hz=2000.0)
    quality = inspect_recording(
        path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES, length_s=3.0,
        phases={"rest": ["rest"], "activity": ["activity"]},
    )  # fmt: skip
    assert quality.usable, quality.reasons
    assert (quality.rate_hz, quality.emg_rate_hz) == (500.0, 2000.0)
    assert quality.emg["BSH"]["snr_db"] == pytest.approx(20.0, abs=0.5)


def test_the_times_of_both_are_told_beside_each_other(write_two):
    path, _ = write_two(begins=("20260101120000000000", "20260101120000004000"))
    quality = inspect_recording(
        path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES, length_s=3.0,
        phases={"rest": ["rest"], "activity": ["activity"]},
    )  # fmt: skip
    (found,) = [one for one in quality.findings if one.fact == "common time"]
    said = {statement.place: statement.said for statement in found.statements}
    assert said == {
        "header of the EEG": "begins 2026-01-01T12:00:00",
        "header of the EMG": "begins 2026-01-01T12:00:00.004000",
        "lengths of the files": quality.common_time.describe(),
    }
    assert not [one for one in quality.findings if one.differs]


def test_of_two_files_that_are_refused_both_are_told(write_two):
    path, _ = write_two(seconds=11.5)
    quality = inspect_recording(
        path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES, length_s=3.0,
        phases={"rest": ["rest"], "activity": ["activity"]},
    )  # fmt: skip
    assert "_emg.vhdr: the EMG lasts 11.500 s" in quality.reasons[0]
    rates = {one.about: one.statements[0].said for one in quality.findings if one.unit == "Hz"}
    assert rates == {"EEG file": 500.0, "EMG file": 1000.0}


def test_a_clock_that_is_a_little_fast_is_accepted(write_two):
    path, _ = write_two(seconds=12.001)
    assert read(path).emg_v.shape[1] == 12001


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (
            {"seconds": 11.5},
            (
                r"_emg.vhdr: the EMG lasts 11.500 s, the EEG 12.000 s; one of them was cut off, or "
                r"their clocks drift apart by 2500 ms per minute \(at most 6\); cut both"
            ),
        ),
        (
            {"begins": ("20260101120000000000", "20260101120003500000")},
            r"_emg.vhdr: the EMG begins 3.50 s apart from the EEG .*12:00:03.50.*cut both to a",
        ),
    ],
)
def test_two_files_that_do_not_show_the_same_time(write_two, how, message):
    path, _ = write_two(**how)
    with pytest.raises(RecordingError, match=message):
        read(path)


def test_an_emg_in_two_formats_is_refused(write_two):
    path, _ = write_two()
    (path.parent.parent / "emg" / f"{path.stem[:-4]}_emg.edf").write_bytes(b"0")
    with pytest.raises(RecordingError, match=r"exists twice, as .*_emg.vhdr and .*_emg.edf"):
        read(path)


# Triggers that both devices recorded: 20 minutes, one every 7 s, each device at its own rate.
ONSETS_S = np.arange(3.0, 1197.0, 7.0)
LIMITS = TimeLimits(max_start_offset_ms=10.0, max_drift_ms_per_min=6.0)


def raw(length_s=1200.0, rate_hz=500.0):
    return SimpleNamespace(n_times=round(length_s * rate_hz), info={"sfreq": rate_hz})


def events(onsets_s, name="trigger", rate_hz=None):
    if rate_hz:  # a device knows no time between its samples
        onsets_s = np.round(np.asarray(onsets_s) * rate_hz) / rate_hz
    return [(float(onset), 0.0, name) for onset in onsets_s]


def compare(emg_events, *, eeg_events=None, emg=None, limits=LIMITS):
    eeg_events = events(ONSETS_S, rate_hz=500.0) if eeg_events is None else eeg_events
    return check_same_time(
        Path("a_eeg.vhdr"), raw(), Path("a_emg.vhdr"), emg or raw(1200.0, 2000.0),
        eeg_events=eeg_events, emg_events=emg_events, limits=limits,
    )  # fmt: skip


@pytest.mark.parametrize("offset_ms", [0.0, 4.0, -8.0])
@pytest.mark.parametrize("drift_ms_per_min", [0.0, 1.5, -4.0])
def test_planted_offset_and_drift_are_found(offset_ms, drift_ms_per_min):
    if not offset_ms and not drift_ms_per_min:
        return
    onsets = ONSETS_S + offset_ms / 1e3 + ONSETS_S * drift_ms_per_min / 60e3
    found = compare(events(onsets, rate_hz=2000.0), emg=raw(1200.1, 2000.0))
    assert found.shared_events == len(ONSETS_S)
    assert found.drift_from == "events"
    assert found.start_offset_ms == pytest.approx(offset_ms, abs=0.5)
    assert found.drift_ms_per_min == pytest.approx(drift_ms_per_min, abs=0.05)


@pytest.mark.parametrize(
    ("onsets_s", "message"),
    [
        (
            ONSETS_S + 0.035,
            (
                r"a_emg.vhdr: the EMG is \+35\.\d ms against the EEG at the begin \(at most 12\.5"
                r"\); told by 171 events that both .*; cut both .* quality.max_start_offset_ms"
            ),
        ),
        (
            ONSETS_S * (1 + 9 / 60e3),
            (
                r"a_emg.vhdr: the EMG drifts by \+9\.0\d ms per minute against the EEG "
                r"\(at most 6\.1\d\); told by 171 .*; resample one .* quality.max_drift_ms"
            ),
        ),
        (
            ONSETS_S + np.where(np.arange(len(ONSETS_S)) == 80, 0.2, 0.001),
            (
                r"171 events .* do not belong together: up to 19\d\.\d ms off a straight line .*"
                r"give events that are not triggers another name"
            ),
        ),
    ],
)
def test_times_beyond_the_limits_are_refused_by_what_was_measured(onsets_s, message):
    given = events(onsets_s, rate_hz=2000.0)
    with pytest.raises(RecordingError, match=message):
        compare(given, emg=raw(1201.0, 2000.0))
    wide = TimeLimits(max_start_offset_ms=500.0, max_drift_ms_per_min=20.0)
    assert compare(given, emg=raw(1201.0, 2000.0), limits=wide).shared_events == 171


def test_shared_events_decide_against_a_wrong_clock_in_a_header_and_a_late_stop():
    found = check_same_time(
        Path("a_eeg.vhdr"), raw(), Path("a_emg.vhdr"), raw(1260.0, 2000.0),
        eeg_events=events(ONSETS_S), emg_events=events(ONSETS_S + 0.002),
        begins={HEADERS: ("2026-01-01T12:00:00", "2026-01-01T13:00:00")},
    )  # fmt: skip
    assert found.start_offset_ms == pytest.approx(2.0)
    with pytest.raises(RecordingError, match=r"lasts 1100.000 s.*the EMG ends before the EEG"):
        compare(events(ONSETS_S + 0.002), emg=raw(1100.0, 2000.0))


def test_few_events_tell_the_offset_and_leave_the_drift_to_the_lengths():
    found = compare(events([10.004]), eeg_events=events([10.0]), emg=raw(1200.02, 2000.0))
    assert (found.shared_events, found.drift_from) == (1, "lengths")
    assert found.start_offset_ms == pytest.approx(4.0)
    assert found.drift_ms_per_min == pytest.approx(1.0, abs=0.01)
    assert found.describe().endswith("drift +1.00 ms per minute (from the lengths alone)")


def test_without_shared_events_the_judgement_is_called_weak():
    found = compare(events(ONSETS_S + 5.0, name="other"))
    assert (found.shared_events, found.start_offset_ms) == (0, None)
    assert "a weak judgement, since no events were recorded by both" in found.describe()


def test_only_events_of_equal_number_are_paired_in_the_order_of_time():
    eeg = [(5.0, 0.0, "b"), (1.0, 0.0, "b"), (2.0, 0.0, "a"), (9.0, 0.0, "a")]
    emg = [(1.1, 0.0, "b"), (5.1, 0.0, "b"), (2.1, 0.0, "a"), (7.0, 0.0, "c")]
    assert pair_events(eeg, emg) == [(1.0, 1.1), (5.0, 5.1)]
    assert pair_events(eeg, []) == []


def test_a_copied_table_is_no_evidence():
    assert pair_events(events(ONSETS_S), events(ONSETS_S)) == []


def test_the_files_triggers_are_compared_and_told(write_two):
    onsets = np.arange(1.0, 11.5, 0.5)
    path, _ = write_two(triggers=(onsets, onsets + 0.008))
    options = {
        "eeg_channels": TEN_TWENTY, "emg_channels": MUSCLES, "length_s": 3.0,
        "phases": {"rest": ["rest"], "activity": ["activity"]},
    }  # fmt: skip
    quality = inspect_recording(path, **options)
    assert quality.usable, quality.reasons
    found = quality.common_time
    # The phases stand in both tables at the same times to the digit: copied, so not counted.
    assert found.shared_events == 21
    assert found.start_offset_ms == pytest.approx(8.0, abs=0.5)
    assert "events recorded by both devices: the EMG is +" in found.describe()
    strict = inspect_recording(path, **options, thresholds={"max_start_offset_ms": 0.5})
    assert not strict.usable
    assert "ms against the EEG at the begin (at most 3.5)" in strict.reasons[0]


def test_one_file_has_one_time(short, write, tmp_path):
    path = write(tmp_path, short)
    assert read(path).common_time is None


# What scans.tsv and the headers say of the begins.

HEADER_BEGINS = {
    "the same": (("20260101120000000000", "20260101120000004000"), False),
    "40 s apart": (("20260101120000000000", "20260101120040000000"), True),
    "unknown": (("", ""), False),
}
SCANS_BEGINS = {
    "none": ({}, False),
    "the EEG, local time": ({"eeg": "2026-01-01T12:00:00"}, False),
    "the EEG, a zone": ({"eeg": "2026-01-01T12:00:00+09:00"}, False),
    "the EEG, a date that was shifted": ({"eeg": "1912-03-05T12:00:00"}, False),
    "the EMG alone": ({"emg": "2026-01-01T15:00:00"}, False),
    "both, rounded": ({"eeg": "2026-01-01T12:00:00", "emg": "2026-01-01T12:00:01"}, False),
    "both, one with a zone": (
        {"eeg": "2026-01-01T12:00:00Z", "emg": "2026-01-01T12:30:00"}, False,
    ),
    "both, in two zones": (
        {"eeg": "2026-01-01T12:00:00Z", "emg": "2026-01-01T13:00:00+01:00"}, False,
    ),
    "both, 30 s apart": ({"eeg": "2026-01-01T12:00:30", "emg": "2026-01-01T12:00:00"}, True),
}  # fmt: skip


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set")
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize("headers", HEADER_BEGINS)
@pytest.mark.parametrize("scans", SCANS_BEGINS)
def test_begins_are_compared_place_by_place_whatever_the_zone_of_the_computer(
    write_two, monkeypatch, zone, headers, scans
):
    (begins, apart), (listed, listed_apart) = HEADER_BEGINS[headers], SCANS_BEGINS[scans]
    path, _ = write_two(begins=begins)
    stem = path.stem.removesuffix("_eeg")
    lines = [f"{kind}/{stem}_{kind}.vhdr\t{time}" for kind, time in listed.items()]
    table = path.parent.parent / "sub-01_scans.tsv"
    table.write_text("\n".join(["filename\tacq_time", *lines]) + "\n")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        try:
            if not (apart or listed_apart):
                assert read(path).common_time is not None
                return
            place = "the headers state" if apart else "the lines of scans.tsv state"
            with pytest.raises(RecordingError, match=f"begins .* s apart from the EEG .*{place}"):
                read(path)
        finally:
            patch.undo()
            time.tzset()
