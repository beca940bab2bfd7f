"""Files of other formats, as the software of laboratories and people's own scripts write them.

A writer gets the path of its file without an ending; it returns the file and the cells of its line
of the import table.
"""

from functools import partial

import numpy as np
from faults.cases import EEG, EMG, HALVES, NAMES, RATE_HZ, case, clean_uv, left_out, used
from making.foreign_files import (
    write_brainvision,
    write_edf,
    write_eeglab,
    write_matlab,
    write_text,
)

foreign = partial(case, source="import")
UV = [f"{name} (uV)" for name in NAMES]
WIDE = [("-3000", "3000")] * len(NAMES)
REST = {"phase": "rest"}
ALL_REST = {"rest": 8}
CLEAN = "TextClean"
text_used = partial(used, like=CLEAN, phases=ALL_REST)


def text(path, x=None, header=UV, **options):
    path = path.with_suffix(options.pop("ending", ".csv"))
    return write_text(
        path, clean_uv() if x is None else x, header=header, rate_hz=RATE_HZ, **options
    )


@foreign("TextClean", "reference", used(like=None, phases=ALL_REST))
def clean(path):
    return text(path), REST


# Text


@foreign("TextSemicolons", "text", text_used())
def semicolons(path):
    return text(path, divider=";"), REST


@foreign("TextTabsAndCommas", "text", text_used())
def tabs_and_commas(path):
    """A spreadsheet in most of Europe."""
    file = text(path, divider="\t", ending=".txt")
    head, rest = file.read_text(encoding="utf-8").split("\n", 1)
    file.write_text(head + "\n" + rest.replace(".", ","), encoding="utf-8")
    return file, REST


@foreign("TextBlanks", "text", text_used())
def blanks(path):
    """What numpy.savetxt writes."""
    header = list(NAMES)
    return text(path, divider=" ", header=header, ending=".txt"), REST | {"unit": "uV"}


@foreign("TextAlignedBlanks", "text", text_used())
def aligned_blanks(path):
    file = text(path, divider="   ", header=list(NAMES), ending=".txt")
    lines = [f"  {line}" for line in file.read_text(encoding="utf-8").splitlines()]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file, REST | {"unit": "uV"}


@foreign("TextIndex", "text", text_used())
def index(path):
    """What pandas writes: an index without a name."""
    file = text(path)
    lines = file.read_text(encoding="utf-8").splitlines()
    numbered = [f"{k - 1 if k else ''},{line}" for k, line in enumerate(lines)]
    file.write_text("\n".join(numbered), encoding="utf-8")
    return file, REST


@foreign("TextUnitsLine", "text", text_used())
def units_line(path):
    """A second line holds the units."""
    file = text(path, header=list(NAMES))
    head, rest = file.read_text(encoding="utf-8").split("\n", 1)
    file.write_text(f"{head}\ns,{','.join(['uV'] * len(NAMES))}\n{rest}", encoding="utf-8")
    return file, REST


@foreign("TextMilliseconds", "time", text_used())
def milliseconds(path):
    return text(path, time="time (ms)", times=4.0 * np.arange(clean_uv().shape[1])), REST


@foreign("TextMillisecondsUnsaid", "time", left_out("milliseconds"))
def milliseconds_unsaid(path):
    return text(path, times=4.0 * np.arange(clean_uv().shape[1])), REST


@foreign("TextTimeNamed", "time", text_used())
def time_named(path):
    return text(path, time="Time_s"), REST


@foreign(
    "TextClock", "time", left_out("TextClock.csv, line 2: '10:00:00.000' in column 'time' is not")
)
def clock(path):
    file = text(path, time=False)
    lines = file.read_text(encoding="utf-8").splitlines()
    times = ["time", *(f"10:00:{k / RATE_HZ:06.3f}" for k in range(len(lines) - 1))]
    file.write_text("\n".join(map(",".join, zip(times, lines, strict=True))), encoding="utf-8")
    return file, REST


@foreign("TextTwice", "time", left_out("line 503: the time goes from 2 to 2 s"))
def twice(path):
    times = np.arange(clean_uv().shape[1]) / RATE_HZ
    times[501:] -= 1 / RATE_HZ
    return text(path, times=times), REST


@foreign("TextRate", "rates", text_used())
def rate(path):
    return text(path, times=np.arange(clean_uv().shape[1]) / 250.0008), REST


@foreign("TextOffsetTime", "time", text_used())
def offset_time(path):
    """Seconds since 1970, to the millisecond."""
    return text(path, times=1.7e9 + np.arange(clean_uv().shape[1]) / RATE_HZ), REST


@foreign("TextLastLines", "text", text_used())
def last_lines(path):
    file = text(path)
    file.write_text(file.read_text(encoding="utf-8") + "\n,,,,,,\n\n", encoding="utf-8")
    return file, REST


@foreign("TextSep", "text", text_used())
def sep(path):
    file = text(path, divider=";")
    file.write_text("sep=;\n" + file.read_text(encoding="utf-8"), encoding="utf-16")
    return file, REST


@foreign("TextLatin", "text", text_used("Windows-1252"))
def latin(path):
    return text(path, header=[f"{name} (µV)" for name in NAMES], encoding="latin-1"), REST


@foreign("TextQuotedNames", "text", text_used())
def quoted_names(path):
    """A name that holds the divider stands in quotation marks."""
    x = np.vstack([clean_uv(), clean_uv()[:1]])
    return text(path, x, header=[*UV, '"Fp2, right (uV)"']), REST


@foreign("TextMissing", "text", used(like=None, phases=ALL_REST, bad=("Fp1",)))
def missing(path):
    """R writes NA."""
    file = text(path)
    lines = file.read_text(encoding="utf-8").splitlines()
    for k in (100, 200, 300):
        cells = lines[k].split(",")
        lines[k] = ",".join([cells[0], "NA", *cells[2:]])
    file.write_text("\n".join(lines), encoding="utf-8")
    return file, REST


@foreign(
    "TextThousands", "text", left_out("TextThousands.csv, line 2: .* cells where the header has")
)
def thousands(path):
    file = text(path)
    head, rest = file.read_text(encoding="utf-8").split("\n", 1)
    file.write_text(head + "\n" + rest.replace(".", ",00"), encoding="utf-8")
    return file, REST


@foreign("TextEmptyBetween", "text", text_used())
def empty_between(path):
    """Line ends of Windows, doubled by a transfer as text."""
    file = text(path, time=False)
    content = file.read_bytes()
    file.write_bytes(content.replace(b"\n", b"\r\r\n"))
    return file, REST | {"rate_hz": "250"}


@foreign("TextComments", "text", text_used())
def comments(path):
    """A head of remarks, as loggers write it."""
    file = text(path)
    head = '# OpenSignals Text File Format\n# {"rate": 250}\n# EndOfHeader\n'
    file.write_text(head + file.read_text(encoding="utf-8"), encoding="utf-8")
    return file, REST


@foreign("TextUpperCase", "text", text_used())
def upper_case(path):
    return text(path, ending=".CSV"), REST


@foreign("TextAmbiguous", "units", left_out("is ambiguous: 'MV'"))
def ambiguous(path):
    return text(path, header=[f"{name} (MV)" for name in NAMES]), REST


@foreign("TextDecided", "units", text_used())
def decided(path):
    return text(path, header=[f"{name} (MV)" for name in NAMES]), REST | {"unit": "uV"}


@foreign("TextContradiction", "units", left_out("is in uV, but the import table says mV"))
def contradiction(path):
    return text(path), REST | {"unit": "mV"}


@foreign("TextNanovolts", "units", text_used())
def nanovolts(path):
    return text(path, 1e3 * clean_uv(), header=[f"{name} [nV]" for name in NAMES]), REST


@foreign("TextUnitless", "units", left_out("the unit of channel 'Fp1' is unknown"))
def unitless(path):
    return text(path, header=list(NAMES)), REST


# MATLAB


def matlab(path, **changes):
    x = clean_uv()
    content = {
        "eeg": x[:4], "eeg_names": np.array(EEG, dtype=object), "eeg_rate_hz": float(RATE_HZ),
        "emg": x[4:], "emg_names": np.array(EMG, dtype=object), "emg_rate_hz": float(RATE_HZ),
        "emg_units": "uV", "events_onset_s": [onset for onset, _, _ in HALVES],
        "events_duration_s": [length for _, length, _ in HALVES],
        "events_name": np.array([name for _, _, name in HALVES], dtype=object),
    }  # fmt: skip
    return write_matlab(path.with_suffix(".mat"), np.zeros((5, 0)), **(content | changes))


@foreign("MatClean", "matlab", used())
def mat_clean(path):
    return matlab(path), {}


@foreign("MatTwoRates", "offsets", used(tolerance=0.02))
def mat_two_rates(path):
    return matlab(path, emg=clean_uv(2 * RATE_HZ)[4:], emg_rate_hz=2.0 * RATE_HZ), {}


@foreign("MatOffsets", "offsets", used(like="MatTwoRates"))
def mat_offsets(path):
    offsets = np.array([2000.0, -2000.0, 500.0, -1500.0])[:, None]
    eeg, emg = clean_uv()[:4] + offsets, clean_uv(2 * RATE_HZ)[4:]
    return matlab(path, eeg=eeg, emg=emg, emg_rate_hz=2.0 * RATE_HZ), {}


@foreign("MatTransposed", "matlab", used())
def mat_transposed(path):
    return matlab(path, eeg=clean_uv()[:4].T.astype("f4"), emg=clean_uv()[4:].T), {}


@foreign("MatLetters", "matlab", used())
def mat_letters(path):
    """Names as a matrix of letters, filled with blanks."""
    return matlab(path, eeg_names=np.array(["Fp1", "T7 ", "Cz ", "O2 "])), {}


@foreign("MatStruct", "matlab", used())
def mat_struct(path):
    from scipy.io import loadmat, savemat

    file = matlab(path)
    content = {k: v for k, v in loadmat(file, simplify_cells=True).items() if k[0] != "_"}
    savemat(file, {"recording": content})
    return file, {}


@foreign("MatIntegers", "matlab", used(tolerance=0.02))
def mat_integers(path):
    eeg = np.rint(1000 * clean_uv()[:4]).astype("<i4")
    return matlab(path, eeg=eeg, eeg_units="nV"), {}


@foreign("MatOfVersion7", "matlab", left_out("a MATLAB file of version 7.3; save it with"))
def mat_of_version_7(path):
    file = path.with_suffix(".mat")
    file.write_bytes(b"MATLAB 7.3 MAT-file".ljust(512) + b"\x89HDF\r\n\x1a\n" + bytes(900))
    return file, {}


@foreign("MatEpochs", "matlab", left_out("'eeg' is an array of 4 x 3000 x 2"))
def mat_epochs(path):
    return matlab(path, eeg=clean_uv()[:4].reshape(4, 3000, 2)), {}


@foreign(
    "MatEventsInSamples",
    "events",
    left_out("events.tsv, line 3: the onset 3001.000000 s lies outside the recording"),
)
def mat_events_in_samples(path):
    return matlab(path, events_onset_s=[1.0, 3001.0], events_duration_s=[3000.0, 3000.0]), {}


@foreign("MatNames", "names", used())
def mat_names(path):
    names = np.array(["EEG Fp1-REF", "T3", "CZ", "EEG O2 - LE"], dtype=object)
    return matlab(path, eeg_names=names), {}


@foreign("MatBipolar", "names", left_out("channel 'Fp1' not found; the nearest names are 'Fp1-F3'"))
def mat_bipolar(path):
    return matlab(path, eeg_names=np.array(["Fp1-F3", "T7", "Cz", "O2"], dtype=object)), {}


@foreign("MatMicro", "units", used())
def mat_micro(path):
    return matlab(path, eeg_units="microvolts", emg_units=np.array(["UV", "µv"], dtype=object)), {}


# EDF


def edf(path, rows=None, **options):
    facts = {"names": NAMES, "limits": WIDE, "rates": [RATE_HZ] * len(NAMES)} | options
    file = path.with_suffix(options.pop("ending", ".edf"))
    facts.pop("ending", None)
    return write_edf(file, clean_uv() if rows is None else rows, **facts)


@foreign("EdfMarked", "edf", used(tolerance=0.02, phases={"rest": 4, "activity": 2}))
def edf_marked(path):
    marks = (*HALVES, (20.0, 2.0, "BAD_movement"))
    return edf(path, kind="EDF+C", starts_s=range(24), marks=marks), {}


@foreign("EdfMarkedAndNamed", "marks", used(tolerance=0.02, phases={"rest": 6}))
def edf_marked_and_named(path):
    marks = (*HALVES, (19.0, 2.5, "BAD_movement"))
    return edf(path, kind="EDF+C", starts_s=range(24), marks=marks), REST


@foreign(
    "EdfWithPause", "edf", used("pauses 1 times, for 60 s", tolerance=0.02, phases={"rest": 7})
)
def edf_with_pause(path):
    return edf(path, kind="EDF+D", starts_s=[*range(4), *range(64, 84)]), REST


@foreign("EdfLocalRanges", "edf", used(tolerance=0.05, phases=ALL_REST))
def edf_local_ranges(path):
    digital = [(-32768, 32767), (0, 4095), (-2048, 2047), (32767, -32768), *[(-32768, 32767)] * 2]
    limits = [("-200,0", "200,0"), ("-300", "300"), ("-250", "250"), ("200", "-200"), *WIDE[4:]]
    return edf(path, limits=limits, digital=digital, filters=["HP:0.1Hz LP:75Hz"] * 6), REST


@foreign("EdfNotStopped", "edf", used(tolerance=0.02, phases=ALL_REST))
def edf_not_stopped(path):
    file = edf(path)
    content = file.read_bytes()
    file.write_bytes(content[:236] + b"-1      " + content[244:])
    return file, REST


@foreign("EdfCut", "cut files", left_out("the file is shorter or longer than its header says"))
def edf_cut(path):
    file = edf(path)
    file.write_bytes(file.read_bytes()[:-9000])
    return file, REST


@foreign("EdfLatin", "edf", used(tolerance=0.02, phases=ALL_REST))
def edf_latin(path):
    return edf(path, unit="µV", ending=".EDF"), REST


@foreign("EdfHerz", "rates", used(tolerance=0.02, phases=ALL_REST))
def edf_herz(path):
    """Records of 0.999997 s: 250.0008 Hz."""
    return edf(path, record_s="0.999997"), REST


@foreign("EdfUnits", "units", used(tolerance=0.02, phases=ALL_REST))
def edf_units(path):
    limits = [*WIDE[:4], ("-3", "3"), ("-3", "3")]
    x = [*clean_uv()[:4], *(1e-3 * clean_uv()[4:])]
    return edf(path, x, unit=["uV", "UV", "µV", "microV", "mV", "milliV"], limits=limits), REST


@foreign("EdfRates", "rates", used("interpolated to 500 Hz", tolerance=0.02, phases=ALL_REST))
def edf_rates(path):
    rows = [*clean_uv()[:4], *clean_uv(2 * RATE_HZ)[4:]]
    return edf(path, rows, rates=[RATE_HZ] * 4 + [2 * RATE_HZ] * 2), REST


@foreign("EdfNoLabels", "edf", left_out("not found"))
def edf_no_labels(path):
    return edf(path, names=[""] * 6), REST


# BrainVision and EEGLAB

MARKERS = [
    {"onset": 0, "duration": 1, "description": "rest", "type": "Comment"},
    {"onset": 3000, "duration": 1, "description": "activity", "type": "Comment"},
]


def vhdr(path, x=None, **options):
    return write_brainvision(
        path.with_suffix(".vhdr"), clean_uv() if x is None else x, NAMES,
        rate_hz=RATE_HZ, **({"events": MARKERS} | options),
    )  # fmt: skip


def changed(file, old, new):
    content = file.read_text(encoding="utf-8")
    assert old in content, old
    file.write_text(content.replace(old, new), encoding="utf-8")
    return file


@foreign("VhdrClean", "brainvision", used())
def vhdr_clean(path):
    return vhdr(path), {}


@foreign("VhdrVectorized", "brainvision", used())
def vhdr_vectorized(path):
    file = changed(vhdr(path), "=MULTIPLEXED", "=VECTORIZED")
    x = np.fromfile(file.with_suffix(".eeg"), "<f4").reshape(-1, len(NAMES))
    x.T.tofile(file.with_suffix(".eeg"))
    return file, {}


@foreign("VhdrSixteenBits", "brainvision", used())
def vhdr_sixteen_bits(path):
    return vhdr(path, fmt="binary_int16", resolution=0.0488281), {}


@foreign("VhdrDollarB", "brainvision", used())
def vhdr_dollar_b(path):
    file = vhdr(path)
    changed(file, f"DataFile={file.stem}", "DataFile=$b")
    return changed(file, f"MarkerFile={file.stem}", "MarkerFile=$b"), {}


@foreign(
    "VhdrRenamed", "brainvision", used("the header names 'monday.eeg' for its samples, which is")
)
def vhdr_renamed(path):
    return changed(vhdr(path), f"DataFile={path.name}", "DataFile=monday"), {}


@foreign("VhdrAveraged", "brainvision", left_out("average"))
def vhdr_averaged(path):
    return changed(
        vhdr(path), "[Binary Infos]", "Averaged=YES\nAveragedSegments=40\n[Binary Infos]"
    ), {}


@foreign("VhdrUpperCase", "brainvision", used())
def vhdr_upper_case(path):
    file = vhdr(path)
    return file.rename(file.with_suffix(".VHDR")), {}


@foreign("VhdrBigEndian", "brainvision", left_out("in the byte order of another machine"))
def vhdr_big_endian(path):
    file = changed(vhdr(path), "[Binary Infos]", "[Binary Infos]\nUseBigEndianOrder=YES")
    np.fromfile(file.with_suffix(".eeg"), "<f4").astype(">f4").tofile(file.with_suffix(".eeg"))
    return file, {}


@foreign("VhdrNoUnit", "units", used())
def vhdr_no_unit(path):
    return changed(vhdr(path), ",µV", ","), {}


@foreign("VhdrNanovolts", "units", used())
def vhdr_nanovolts(path):
    file = changed(vhdr(path), "µV", "nV")
    (1000 * np.fromfile(file.with_suffix(".eeg"), "<f4")).tofile(file.with_suffix(".eeg"))
    return file, {}


@foreign("SetClean", "eeglab", used())
def set_clean(path):
    events = [(name, RATE_HZ * onset + 1, RATE_HZ * length) for onset, length, name in HALVES]
    return write_eeglab(
        path.with_suffix(".set"), clean_uv(), NAMES, rate_hz=float(RATE_HZ), events=events
    ), {}


@foreign("SetPaused", "marks", used(phases={"rest": 4, "activity": 3}))
def set_paused(path):
    events = [(name, RATE_HZ * onset + 1, RATE_HZ * length) for onset, length, name in HALVES]
    events.append(("boundary", 16 * RATE_HZ + 1.0, 100.0))
    return write_eeglab(
        path.with_suffix(".set"), clean_uv(), NAMES, rate_hz=float(RATE_HZ), events=events
    ), {}


@foreign("AcqNothing", "other", left_out("cannot be read as .acq"))
def acq_nothing(path):
    path.with_suffix(".acq").write_bytes(b"nothing of the kind" * 99)
    return path.with_suffix(".acq"), {}


def import_options(table):
    """Give what is told of an import, beside what `bids_options` gives."""
    return {"name": "imported", "input": "import", "dataset": None, "import_table": str(table)}
