"""Recordings in every format that is read."""

import numpy as np
import pytest
from eeg2emg.recordings.channel_names import TEN_TWENTY

MUSCLES = ("BSH", "DEL", "TRIA")


def write_edf(path, x_v, rate_hz, names, marks, *, starts_s=None):
    """Write EDF+ or BDF+ by the ending: records of 1 s, marks as (onset, duration, text).

    With `starts_s` (one per record) the recording is interrupted.
    """
    width, limit = (3, 8388607) if path.suffix == ".bdf" else (2, 32767)
    count, text_bytes = len(names), 120
    kind = "BDF" if width == 3 else "EDF"
    records = x_v.shape[1] // round(rate_hz)
    first = b"\xffBIOSEMI" if width == 3 else b"0".ljust(8)
    columns = [
        (16, [*names, f"{kind} Annotations"]), (80, [""] * (count + 1)),
        (8, ["uV"] * count + [""]), (8, ["-3000"] * count + ["-1"]),
        (8, ["3000"] * count + ["1"]), (8, [str(-limit - 1)] * (count + 1)),
        (8, [str(limit)] * (count + 1)), (80, [""] * (count + 1)),
        (8, [str(round(rate_hz))] * count + [str(text_bytes)]), (32, [""] * (count + 1)),
    ]  # fmt: skip
    header = [
        (80, "X X X X"), (80, "Startdate 01-JAN-2020 X X X"), (8, "01.01.20"), (8, "10.00.00"),
        (8, str(256 * (count + 2))), (44, kind + ("+C" if starts_s is None else "+D")),
        (8, str(records)), (8, "1"), (4, str(count + 1)),
    ]  # fmt: skip
    parts = [first] + [text.ljust(size).encode() for size, text in header]
    parts += [cell.ljust(size).encode() for size, cells in columns for cell in cells]
    digital = np.round((x_v * 1e6 + 3000) / 6000 * (2 * limit + 1) - limit - 1).astype("<i4")
    for record in range(records):
        block = digital[:, record * round(rate_hz) : (record + 1) * round(rate_hz)]
        parts.append(block.copy().view("u1").reshape(-1, 4)[:, :width].tobytes())
        tal = f"+{record if starts_s is None else starts_s[record]}\x14\x14\x00".encode()
        if record == 0:
            tal += b"".join(f"+{o}\x15{d}\x14{text}\x14\x00".encode() for o, d, text in marks)
        parts.append(tal.ljust(text_bytes * width, b"\x00"))
    path.write_bytes(b"".join(parts))


def write_set(path, x_v, rate_hz, names, marks):
    from scipy.io import savemat

    event = np.array(
        [(text, onset * rate_hz + 1, duration * rate_hz) for onset, duration, text in marks],
        dtype=[("type", object), ("latency", object), ("duration", object)],
    )
    places = np.array([(name,) for name in names], dtype=[("labels", object)])
    content = {
        "setname": "x", "nbchan": len(names), "trials": 1, "pnts": x_v.shape[1],
        "srate": rate_hz, "xmin": 0.0, "data": x_v * 1e6, "chanlocs": places, "event": event,
        "epoch": [], "icawinv": [], "icaweights": [], "icasphere": [], "icachansind": [],
    }  # fmt: skip
    savemat(path, {"EEG": content}, appendmat=False)


def write_fif(path, x_v, rate_hz, names, marks):
    import mne

    raw = mne.io.RawArray(x_v, mne.create_info(names, rate_hz, "eeg"), verbose="error")
    onsets, lengths, texts = ([mark[k] for mark in marks] for k in range(3))
    raw.set_annotations(mne.Annotations(onsets, lengths, texts))
    raw.save(path, verbose="error")


def write_vhdr(path, x_v, rate_hz, names, marks):  # the header and the samples are there
    with path.with_suffix(".vmrk").open("a") as file:
        for number, (onset, duration, text) in enumerate(marks, start=1):
            place = round(onset * rate_hz) + 1
            file.write(f"Mk{number}={text},,{place},{round(duration * rate_hz)},0\n")


WRITERS = {
    ".vhdr": write_vhdr, ".edf": write_edf, ".bdf": write_edf, ".set": write_set,
    ".fif": write_fif,
}  # fmt: skip


@pytest.fixture(scope="session")
def as_format():
    """Give a function that turns a recording of `write` into one of another format."""

    def turn(path, ending, signals, *, marks=(), **options):
        if ending.lower() != ".vhdr":
            for file in path.parent.glob("*_eeg.*"):
                if file.suffix != ".json":
                    file.unlink()
            path = path.with_suffix(ending)
        x_v = np.concatenate([signals.eeg_v, signals.emg_v])
        names = [*TEN_TWENTY, *MUSCLES]
        WRITERS[ending.lower()](path, x_v, signals.rate_hz, names, marks, **options)
        return path

    return turn
