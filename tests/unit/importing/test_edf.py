"""EDF and BDF: rates, units and labels of each channel, annotations, and interrupted recordings."""

import mne
import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.importing.edf import read_edf

RECORDS, RECORD_S = 8, 0.5


def field(width, values):
    return b"".join(str(value).encode("latin-1").ljust(width)[:width] for value in values)


def write_edf(path, signals, *, kind="", starts_s=None, texts=(), n_records=None, record_s=RECORD_S,
              **changes):  # fmt: skip
    """Write signals (label, rate in Hz, unit), with annotations at given places of given records.

    Each channel holds a ramp of whole digital steps; `texts` is a list of (record, TAL).
    """
    width = 3 if path.suffix == ".bdf" else 2
    with_times = starts_s is not None
    samples = [round(hz * RECORD_S) for _, hz, _ in signals] + [60] * with_times
    labels = [name for name, _, _ in signals]
    labels += [f"{path.suffix[1:].upper()} Annotations"] * with_times
    n = len(labels)
    columns = {
        "label": (16, labels), "transducer": (80, [""] * n),
        "unit": (8, [unit for _, _, unit in signals] + [""] * with_times),
        "physical_min": (8, [-100] * n), "physical_max": (8, [100] * n),
        "digital_min": (8, [-2000] * n), "digital_max": (8, [2000] * n),
        "filter": (80, [""] * n), "samples": (8, samples), "reserved": (32, [""] * n),
    }  # fmt: skip
    columns |= {name: (columns[name][0], values) for name, values in changes.items()}
    head = b"\xffBIOSEMI" if width == 3 else b"0".ljust(8)
    head += field(80, ["X", "Startdate X X X X"]) + b"01.01.2500.00.00"
    head += field(8, [256 * (n + 1)]) + field(44, [kind])
    head += field(8, [RECORDS if n_records is None else n_records, record_s]) + field(4, [n])
    head += b"".join(field(width, values) for width, values in columns.values())
    body, digital = b"", [ramp(k, count * RECORDS) for k, count in enumerate(samples)]
    for record in range(RECORDS):
        for k in range(len(signals)):
            part = digital[k][record * samples[k] : (record + 1) * samples[k]].astype("<i4")
            body += part.view("u1").reshape(-1, 4)[:, :width].tobytes()
        if with_times:
            said = f"+{starts_s[record]:g}\x14\x14\x00".encode()
            said += b"".join(text for at, text in texts if at == record)
            body += said.ljust(60 * width, b"\x00")
    path.write_bytes(head + body)
    return path


def ramp(k, n):
    return (np.arange(n) * (7 + 2 * k)) % 3999 - 1999


MIXED = [("Fp1", 250, "uV"), ("EMG", 1000, "mV"), ("EMG", 1000, "uV"), ("Resp", 50, "mmHg")]


@pytest.mark.parametrize("ending", [".edf", ".bdf"])
def test_every_channel_keeps_its_own_rate_unit_and_samples(tmp_path, ending):
    recording = read_edf(write_edf(tmp_path / f"a{ending}", MIXED))
    assert [channel.name for channel in recording.channels] == ["Fp1", "EMG-1", "EMG-2", "Resp"]
    assert [channel.rate_hz for channel in recording.channels] == [250, 1000, 1000, 50]
    assert [channel.unit for channel in recording.channels] == ["uV", "mV", "uV", "mmHg"]
    for k, channel in enumerate(recording.channels):
        expected = 0.05 * ramp(k, round(channel.rate_hz * RECORD_S * RECORDS))
        np.testing.assert_allclose(channel.samples, expected, atol=1e-12)


@pytest.mark.parametrize("ending", [".edf", ".bdf"])
def test_samples_and_annotations_are_those_that_mne_reads(tmp_path, ending):
    signals = [("Fp1", 500, "uV"), ("Cz", 500, "uV"), ("EMG", 500, "uV")]
    texts = [(0, b"+0.9\x151.5\x14hold\x14\x00"), (3, "+1.75\x14größe\x14rest\x14\x00".encode())]
    starts_s = 0.25 + RECORD_S * np.arange(RECORDS)
    path = write_edf(tmp_path / f"a{ending}", signals, kind="EDF+C", starts_s=starts_s, texts=texts)
    read = mne.io.read_raw_bdf if ending == ".bdf" else mne.io.read_raw_edf
    raw, own = read(path, preload=True, verbose="error"), read_edf(path)
    for channel, row in zip(own.channels, raw.get_data(), strict=True):
        assert np.array_equal(1e-6 * channel.samples, row)
    assert sorted(own.events) == sorted(
        (float(item["onset"]), float(item["duration"]), str(item["description"]))
        for item in raw.annotations
    )
    assert len(own.events) == 3


PAUSED = [0.0, 0.5, 1.0, 61.0, 61.5, 62.0, 70.0, 70.5]  # pauses before the 4th and 7th record


def paused(path, texts=(), starts_s=PAUSED, kind="EDF+D"):
    return write_edf(path, MIXED[:2], kind=kind, starts_s=starts_s, texts=texts)


@pytest.mark.parametrize("ending", [".edf", ".bdf"])
def test_pauses_are_boundaries_and_annotations_move_with_the_samples(tmp_path, ending):
    texts = [
        (0, b"+0.5\x150.25\x14rest\x14\x00"), (3, b"+61.25\x14mark\x14\x00"),
        (6, b"+70.75\x150.25\x14BAD_movement\x14\x00"),
        (1, b"+1.25\x1560\x14hold\x14\x00"), (2, b"+30\x14lost\x14\x00"),
    ]  # fmt: skip
    recording = read_edf(paused(tmp_path / f"a{ending}", texts))
    assert recording.events == (
        (0.5, 0.25, "rest"),
        (1.25, 0.5, "hold"),  # to 61.25 s by the clock
        (1.5, 0.0, "boundary"),
        (1.75, 0.0, "mark"),
        (3.0, 0.0, "boundary"),
        (3.75, 0.25, "BAD_movement"),
    )
    assert recording.notes == (
        "the recording pauses 2 times, for 67 s in all",
        "1 events during the pauses were dropped",
    )


@pytest.mark.parametrize("jitter_s", [0.0, 0.001])
def test_records_that_follow_each_other_have_no_boundary(tmp_path, jitter_s):
    starts_s = RECORD_S * np.arange(RECORDS) + jitter_s * (np.arange(RECORDS) % 2)
    assert read_edf(paused(tmp_path / "a.edf", starts_s=starts_s)).events == ()


def test_a_pause_in_a_recording_said_to_be_continuous_is_told(tmp_path):
    recording = read_edf(paused(tmp_path / "a.edf", kind="EDF+C"))
    assert recording.events == ()
    assert recording.notes == (
        (
            "2 records do not begin where the one before ends, by up to 59.5 s, though the header "
            "says that the recording is continuous"
        ),
    )


def test_records_out_of_order_are_refused(tmp_path):
    path = paused(tmp_path / "a.edf", starts_s=[0, 0.5, 1, 61, 61.5, 30, 70, 70.5])
    with pytest.raises(RecordingError, match="record 6 begins before record 5 ends"):
        read_edf(path)


def test_records_that_the_header_does_not_count_are_read_and_told(tmp_path):
    """While a recording is made, and after a crash, their number is -1."""
    whole = read_edf(write_edf(tmp_path / "a.edf", MIXED))
    recording = read_edf(write_edf(tmp_path / "b.edf", MIXED, n_records=-1))
    for one, other in zip(recording.channels, whole.channels, strict=True):
        assert np.array_equal(one.samples, other.samples)
    assert recording.notes[-1].startswith("the header does not count the records")
    assert recording.notes[-1].endswith("all 8 that the file holds are read")


@pytest.mark.parametrize("n_records", [-2, 7, 9, 0])
def test_a_file_whose_length_is_not_that_of_its_header_is_refused(tmp_path, n_records):
    path = write_edf(tmp_path / "a.edf", MIXED, n_records=n_records)
    with pytest.raises(
        RecordingError, match=f"the header counts {n_records} records, the file holds 8"
    ):
        read_edf(path)


@pytest.mark.parametrize("record_s", [0, -1])
def test_records_without_a_length_are_refused(tmp_path, record_s):
    with pytest.raises(RecordingError, match="a record lasts"):
        read_edf(write_edf(tmp_path / "a.edf", MIXED, record_s=record_s))


@pytest.mark.parametrize("name", ["physical_max", "digital_max"])
def test_a_channel_without_a_scale_has_no_samples_that_could_be_believed(tmp_path, name):
    lowest = -100 if name == "physical_max" else -2000
    path = write_edf(tmp_path / "a.edf", MIXED, **{name: [lowest, -lowest, -lowest, -lowest]})
    recording = read_edf(path)
    assert np.isnan(recording.channels[0].samples).all()
    assert np.isfinite(recording.channels[1].samples).all()
    assert recording.notes[-1] == (
        "channel 'Fp1' has no scale in the header; its samples are left out"
    )


def test_an_annotation_of_one_channel_keeps_its_own_name(tmp_path):
    texts = [
        (0, b"+0.5\x14rest@@Fp1\x14\x00"),
        (0, b"+1\x14a@@b\x14\x00"),
        (0, b"+2\x14\xf6\x14\x00"),
    ]
    path = write_edf(tmp_path / "a.edf", MIXED[:1], kind="EDF+C",
                     starts_s=RECORD_S * np.arange(RECORDS), texts=texts)  # fmt: skip
    assert [name for _, _, name in read_edf(path).events] == ["rest", "a@@b", "ö"]
