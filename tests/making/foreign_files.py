"""Writers of the formats that are imported: microvolts, shape (channels, samples), into one file.

By default three channels of EEG and two muscles at 200 Hz.
"""

import numpy as np

EEG, EMG = ("Fp1", "Cz", "O2"), ("BSH", "Größe")
NAMES = [*EEG, *EMG]
RATE_HZ = 200.0


def write_text(
    path, x, divider=",", header=None, time=True, *, rate_hz=RATE_HZ, times=None, encoding="utf-8"
):
    """Write one line per sample; with semicolons commas mark decimals."""
    header = header or [f"{name} (uV)" for name in NAMES]
    t = np.arange(x.shape[1]) / rate_hz if times is None else times
    columns = np.hstack([t[:, None], x.T]) if time else x.T
    lines = [divider.join(([time if isinstance(time, str) else "time"] if time else []) + header)]
    for row in columns:
        cells = [f"{value:.6f}" for value in row]
        if divider == ";":
            cells = [cell.replace(".", ",") for cell in cells]
        lines.append(divider.join(cells))
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def write_matlab(path, x, **changes):
    """Write `eeg` and `emg` in two groups, and two events; a variable that is None is left out."""
    from scipy.io import savemat

    content = {
        "eeg": x[:3], "eeg_names": np.array(EEG, dtype=object), "eeg_rate_hz": RATE_HZ,
        "eeg_units": "uV", "emg": 1e-3 * x[3:].T, "emg_names": np.array(EMG, dtype=object),
        "emg_rate_hz": RATE_HZ, "emg_units": "mV", "events_onset_s": [0.0, 4.0],
        "events_duration_s": [4.0, 4.0], "events_name": np.array(["rest", "hold"], dtype=object),
    } | changes  # fmt: skip
    savemat(path, {key: value for key, value in content.items() if value is not None})
    return path


def write_brainvision(
    path, x, names=NAMES, *, rate_hz=RATE_HZ, events=None, fmt="binary_float32", resolution=0.01
):
    """Write header, samples and markers; an event is its onset and duration in samples, a text."""
    import pybv

    numbered = [f"channel {k}" for k in range(len(names))]  # pybv refuses names that repeat
    if events is None:
        events = [{"onset": 800, "duration": 1, "description": 7, "type": "Stimulus"}]
    pybv.write_brainvision(
        data=1e-6 * x, sfreq=rate_hz, ch_names=numbered,
        fname_base=path.stem, folder_out=path.parent,
        resolution=resolution, fmt=fmt, unit="µV", events=events,
    )  # fmt: skip
    header = path.read_text(encoding="utf-8")
    for own, name in zip(numbered, names, strict=True):
        header = header.replace(f"={own},", f"={name},")
    path.write_text(header, encoding="utf-8")
    return path


def write_eeglab(path, x, names=NAMES, *, rate_hz=RATE_HZ, events=(("hold", 801.0, 0.0),)):
    """Write one file of version 5; an event is its name, its place and duration in samples."""
    from scipy.io import savemat

    places = np.array(
        [(name, 0.0, 0.0, 0.0) for name in names],
        dtype=[("labels", object), ("X", object), ("Y", object), ("Z", object)],
    )
    marked = np.array(
        list(events), dtype=[("type", object), ("latency", object), ("duration", object)]
    )
    eeg = {
        "setname": "x", "nbchan": float(len(x)), "trials": 1.0, "pnts": float(x.shape[1]),
        "srate": rate_hz, "xmin": 0.0, "xmax": x.shape[1] / rate_hz, "data": x,
        "chanlocs": places, "event": marked, "times": np.arange(x.shape[1]) / rate_hz,
        "icawinv": [], "icasphere": [], "icaweights": [], "icaact": [], "epoch": [],
        "ref": "common", "history": "",
    }  # fmt: skip
    savemat(path, {"EEG": eeg}, appendmat=False)
    return path


def write_edf(path, x, unit="uV", rates=None, names=None, **changes):
    """Write EDF or BDF of one-second blocks, byte by byte; names are ASCII there.

    Parameters
    ----------
    x : sequence of array
        Channels, each of its own rate.
    unit : str or sequence of str
        Of all channels, or of each.
    rates : sequence of int
        Samples of each channel in a block.
    **changes
        ``kind`` (``"EDF+C"``), ``starts_s`` of the blocks and ``marks`` (onset, duration, text),
        which make an EDF+; columns of the header by name (``limits``, ``digital``, ``filters``);
        ``record_s``, what the header says of the length of a block.
    """
    bdf = path.suffix.lower() == ".bdf"
    n, rates = len(x), rates or [int(RATE_HZ)] * len(x)
    top = 2**23 - 1 if bdf else 2**15 - 1
    names = names or [name.replace("ö", "oe").replace("ß", "ss") for name in NAMES]
    units = [unit] * n if isinstance(unit, str) else list(unit)
    blocks = len(x[0]) // rates[0]
    limits = changes.get("limits", [("-200", "200")] * n)
    digital = changes.get("digital", [(-top, top)] * n)
    filters = changes.get("filters", [""] * n)
    starts_s = changes.get("starts_s")
    text_samples = 120 * (starts_s is not None)
    said = [] if starts_s is None else [f"{path.suffix[1:].upper()} Annotations"]

    def fields(width, values):
        return b"".join(str(value).encode("latin-1").ljust(width)[:width] for value in values)

    header = (b"\xffBIOSEMI" if bdf else b"0".ljust(8)) + fields(
        80, ["X X X X", "Startdate X X X X"]
    )
    header += b"01.01.2500.00.00" + fields(8, [256 * (n + len(said) + 1)])
    kind = changes.get("kind", "24BIT" if bdf else "")
    header += fields(44, [kind]) + fields(8, [blocks]) + fields(8, [changes.get("record_s", "1")])
    header += fields(4, [n + len(said)])
    for width, values, of_text in (
        (16, names, said[:1]), (80, [""] * n, [""]), (8, units, [""]),
        (8, [low for low, _ in limits], ["-1"]), (8, [high for _, high in limits], ["1"]),
        (8, [low for low, _ in digital], [-top - 1]), (8, [high for _, high in digital], [top]),
        (80, filters, [""]), (8, rates, [text_samples]), (32, [""] * n, [""]),
    ):  # fmt: skip
        header += fields(width, [*values, *(of_text if said else [])])
    body = b""
    for block in range(blocks):
        for row, rate, (low, high), (least, most) in zip(x, rates, limits, digital, strict=True):
            low_uv, high_uv = (float(str(cell).replace(",", ".")) for cell in (low, high))
            share = (np.asarray(row)[block * rate : (block + 1) * rate] - low_uv) / (
                high_uv - low_uv
            )
            whole = np.rint(share * (most - least) + least).astype("<i4")
            body += whole.view("u1").reshape(-1, 4)[:, : 3 if bdf else 2].tobytes()
        if said:
            text = f"+{starts_s[block]:g}\x14\x14\x00".encode()
            if block == 0:
                text += b"".join(
                    f"+{onset:g}\x15{length:g}\x14{name}\x14\x00".encode()
                    for onset, length, name in changes.get("marks", ())
                )
            body += text.ljust(text_samples * (3 if bdf else 2), b"\x00")
    path.write_bytes(header + body)
    return path
