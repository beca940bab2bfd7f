"""Recordings of a BIDS dataset, as hospitals and laboratories have them."""

import json
import unicodedata
from functools import partial

import numpy as np
from faults.cases import EMG, HALVES, NAMES, RATE_HZ, case, clean_uv, left_out, used
from making.foreign_files import write_edf, write_eeglab

bids = partial(case, source="bids")
WIDE = [("-3000", "3000")] * len(NAMES)


@bids("Clean", "reference", used())
def clean(recording):
    recording.write()


# Events and phases


@bids("ValuesBeside", "events", used())
def values_beside(recording):
    """One trial type has several values, which a reader would write into the names."""
    recording.write()
    recording.write_events(
        "0\tn/a\trest\t1", "12\tn/a\tactivity\t11", "18\tn/a\tactivity\t12",
        header="onset\tduration\ttrial_type\tvalue",
    )  # fmt: skip


@bids(
    "OtherNames", "events", used("events that are of no phase: 'activity_left'", phases={"rest": 4})
)
def other_names(recording):
    recording.write(events=((0, 0, "rest"), (12, 0, "activity_left")))


@bids("TriggerBefore", "events", used("'trigger'"))
def trigger_before(recording):
    recording.write(events=((-1.5, 0, "trigger"), *HALVES, (24.2, 0, "stop")))


@bids("NegativeDuration", "events", left_out("events.tsv, line 4: the duration -1 is negative"))
def negative_duration(recording):
    recording.write(events=(*HALVES, (13, -1, "trigger")))


@bids("WordsAsTimes", "events", left_out("events.tsv, line 4: the onset 'start' is not a number"))
def words_as_times(recording):
    recording.write(events=(*HALVES, ("start", "none", "comment")))


@bids("NegativePhase", "events", left_out("events.tsv, line 3: the duration -12 is negative"))
def negative_phase(recording):
    recording.write(events=(HALVES[0], (12, -12, "activity")))


@bids("OneSample", "events", used())
def one_sample(recording):
    recording.write(events=((0, 0.004, "rest"), (12, 0.004, "activity")))


@bids("InSamples", "events", left_out("events.tsv, line 3: the onset 3000 s lies outside"))
def in_samples(recording):
    recording.write(events=((0, 3000, "rest"), (3000, 3000, "activity")))


@bids("CommaDecimals", "events", left_out("events.tsv, line 3: the onset '12,0' is not a number"))
def comma_decimals(recording):
    recording.write(events=(("0,0", "12,0", "rest"), ("12,0", "12,0", "activity"))[::1])
    recording.write_events("0\t12\trest", "12,0\t12\tactivity")


@bids("TrailingBlanks", "events", used())
def trailing_blanks(recording):
    recording.write(events=((0, 12, "rest  "), (12, 12, " activity")))


@bids("NoBreakSpace", "events", used())
def no_break_space(recording):
    recording.write(events=((0, 12, "rest\u00a0"), (12, 12, "activity")))


@bids("Decomposed", "events", used())
def decomposed(recording):
    """The configuration says activité in one letter é; a Mac wrote e and an accent."""
    recording.write(events=((0, 12, "rest"), (12, 12, unicodedata.normalize("NFD", "activité"))))


@bids("OtherCase", "events", left_out("no event of the phases .*'Activity', 'Rest'"))
def other_case(recording):
    recording.write(events=((0, 12, "Rest"), (12, 12, "Activity")))


@bids("Quoted", "text", left_out("events.tsv: its cells stand in quotation marks"))
def quoted(recording):
    """R writes quotation marks around every text, unless it is told not to."""
    recording.write()
    recording.write_events(
        '0\t12\t"rest"', '12\t12\t"activity"', header='"onset"\t"duration"\t"trial_type"'
    )


@bids("LinesOfWindows", "text", used())
def lines_of_windows(recording):
    recording.write()
    for ending in ("events.tsv", "channels.tsv"):
        file = recording.file(ending)
        file.write_bytes(
            b"\xef\xbb\xbf" * (ending == "events.tsv") + file.read_bytes().replace(b"\n", b"\r\n")
        )


@bids("UnicodeText", "text", left_out("events.tsv: not a text file in UTF-8"))
def unicode_text(recording):
    """What a spreadsheet calls Unicode text is UTF-16."""
    recording.write()
    file = recording.file("events.tsv")
    file.write_text(file.read_text(encoding="utf-8"), encoding="utf-16")


@bids("Overlapping", "events", left_out("events of 'rest' and 'activity' overlap at 10 s"))
def overlapping(recording):
    recording.write(events=((0, 12, "rest"), (10, 14, "activity")))


@bids("Repeating", "events", used())
def repeating(recording):
    recording.write(events=((0, 5, "rest"), (5, 7, "rest"), *HALVES[1:]))


@bids("Unsorted", "events", used())
def unsorted(recording):
    recording.write(events=HALVES[::-1])


@bids("NotAvailable", "events", used())
def not_available(recording):
    recording.write(events=((0, "n/a", "rest"), (12, "n/a", "activity")))


# Marks of people and recorders


@bids("BadMuscle", "marks", left_out("bad EMG channels: BSH .marked as bad in the dataset"))
def bad_muscle(recording):
    recording.write()
    recording.change("channels.tsv", "\tunits\n", "\tunits\tstatus\n")
    recording.change("channels.tsv", "µV\n", "µV\tgood\n")
    recording.change("channels.tsv", "BSH\tEMG\tµV\tgood", "BSH\tEMG\tµV\tbad")


@bids("BadSpelled", "marks", used(bad=("Cz",)))
def bad_spelled(recording):
    recording.write()
    recording.change("channels.tsv", "\tunits\n", "\tunits\tstatus\n")
    recording.change("channels.tsv", "µV\n", "µV\tGood\n")
    recording.change("channels.tsv", "Cz\tEEG\tµV\tGood", "Cz\tEEG\tµV\t Bad ")


@bids("BadSpan", "marks", used(phases={"rest": 2, "activity": 4}))
def bad_span(recording):
    recording.write(events=(*HALVES, (4, 3, "BAD_movement")))


@bids("PauseOfRecorder", "marks", used(phases={"rest": 3, "activity": 4}))
def pause_of_recorder(recording):
    recording.write()
    with recording.file("eeg.vmrk").open("a", encoding="utf-8") as file:
        file.write("Mk1=New Segment,,1,1,0,20200101000000000000\n")
        file.write("Mk2=New Segment,,1001,1,0,20200101000500000000\n")


@bids("BadInSet", "marks", used(phases={"rest": 3, "activity": 4}))
def bad_in_set(recording):
    recording.folder.mkdir(parents=True)
    write_eeglab(
        recording.file("eeg.set"), clean_uv(), NAMES, rate_hz=float(RATE_HZ),
        events=[("boundary", 1001.0, 0.0)],
    )  # fmt: skip
    recording.write_tables()


# Statements that contradict each other


@bids("OtherMains", "statements", used("power line frequency.*50.*60"))
def other_mains(recording):
    recording.write(PowerLineFrequency=60)


@bids("MainsAsText", "statements", left_out('eeg.json: PowerLineFrequency is "50"'))
def mains_as_text(recording):
    recording.write(PowerLineFrequency="50")


@bids("MainsNotAvailable", "statements", used())
def mains_not_available(recording):
    recording.write(PowerLineFrequency="n/a")


@bids("OtherRate", "statements", used("sampling rate.*250.*500"))
def other_rate(recording):
    recording.write(SamplingFrequency=500)


@bids(
    "TypesSwapped",
    "statements",
    used("types.*Fp1"),
)
def types_swapped(recording):
    recording.write(types=["EMG", "EEG", "EEG", "EEG", "EEG", "EMG"])


@bids("RateOfSixDigits", "rates", used())
def rate_of_six_digits(recording):
    """A header in whole microseconds: 3999 for 250.06 Hz."""
    recording.write()
    recording.change("eeg.vhdr", "SamplingInterval=4000.0", "SamplingInterval=3999.9")


# Names of channels


@bids("WithReference", "names", used())
def with_reference(recording):
    names = ["EEG Fp1-Ref", "T3-LE", "EEG Cz-A1A2", "O2-M1M2", *EMG]
    recording.write(names=names, types=["EEG"] * 4 + ["EMG"] * 2)


@bids("Bipolar", "names", left_out("channels 'Fp1', 'T7', 'Cz', 'O2' not found"))
def bipolar(recording):
    names = ["Fp1-F3", "T3-C3", "Cz-Pz", "P4-O2", *EMG]
    recording.write(names=names, types=["EEG"] * 4 + ["EMG"] * 2)


@bids("BothNames", "names", used())
def both_names(recording):
    x = np.vstack([clean_uv(), 3.0 * clean_uv()[1:2]])
    names = [*NAMES, "T3"]
    recording.write(x, names=names, types=["EEG"] * 4 + ["EMG"] * 2 + ["EEG"])


@bids("TwoAnswer", "names", left_out("channel 'T7' is ambiguous: 'T3', 't7-ref'"))
def two_answer(recording):
    x = np.vstack([clean_uv(), 3.0 * clean_uv()[1:2]])
    names = ["Fp1", "T3", "Cz", "O2", *EMG, "t7-ref"]
    recording.write(x, names=names, types=["EEG"] * 4 + ["EMG"] * 2 + ["EEG"])


@bids("OtherOrder", "names", used())
def other_order(recording):
    """Channels in another order in the file, and in another one in channels.tsv."""
    recording.write(clean_uv()[::-1], names=NAMES[::-1])
    lines = recording.file("channels.tsv").read_text(encoding="utf-8").splitlines()
    recording.file("channels.tsv").write_text(
        "\n".join([lines[0], *lines[:2:-1], *lines[1:3]]) + "\n", encoding="utf-8"
    )


@bids("SmallTypes", "names", used())
def small_types(recording):
    recording.write(types=["eeg"] * 4 + ["emg"] * 2)


@bids("WithoutTable", "names", used())
def without_table(recording):
    recording.write()
    recording.file("channels.tsv").unlink()


# BrainVision


@bids("Vectorized", "brainvision", used())
def vectorized(recording):
    recording.write()
    recording.change("eeg.vhdr", "DataOrientation=MULTIPLEXED", "DataOrientation=VECTORIZED")
    x = np.fromfile(recording.file("eeg.eeg"), "<f4").reshape(-1, len(NAMES))
    x.T.tofile(recording.file("eeg.eeg"))


@bids("SixteenBits", "brainvision", used())
def sixteen_bits(recording):
    recording.write(fmt="binary_int16", resolution=0.0488281)


@bids("LatinOne", "brainvision", used())
def latin_one(recording):
    recording.write()
    text = recording.file("eeg.vhdr").read_text(encoding="utf-8")
    text = text.replace("Codepage=UTF-8\n", "")
    recording.file("eeg.vhdr").write_text(text, encoding="latin-1")


@bids("DollarB", "brainvision", left_out(r"\$b.eeg is missing"))
def dollar_b(recording):
    recording.write()
    stem = f"sub-{recording.subject}_task-arm_eeg"
    recording.change("eeg.vhdr", f"DataFile={stem}", "DataFile=$b")
    recording.change("eeg.vhdr", f"MarkerFile={stem}", "MarkerFile=$b")


@bids("OtherData", "brainvision", left_out("monday.eeg is missing; the recording is not complete"))
def other_data(recording):
    recording.write()
    stem = f"sub-{recording.subject}_task-arm_eeg"
    recording.change("eeg.vhdr", f"DataFile={stem}", "DataFile=monday")


@bids("OtherMarkers", "brainvision", used("MarkerFile 'monday.vmrk' not found; using"))
def other_markers(recording):
    recording.write()
    stem = f"sub-{recording.subject}_task-arm_eeg"
    recording.change("eeg.vhdr", f"MarkerFile={stem}", "MarkerFile=monday")


@bids("WithoutMarkers", "brainvision", used())
def without_markers(recording):
    recording.write()
    stem = f"sub-{recording.subject}_task-arm_eeg"
    recording.change("eeg.vhdr", f"MarkerFile={stem}.vmrk\n", "")
    recording.file("eeg.vmrk").unlink()


@bids("Nanovolts", "brainvision", used())
def nanovolts(recording):
    recording.write()
    recording.change("eeg.vhdr", "µV", "nV")
    x = np.fromfile(recording.file("eeg.eeg"), "<f4")
    (1000 * x).tofile(recording.file("eeg.eeg"))


@bids("Averaged", "brainvision", left_out("average"))
def averaged(recording):
    recording.write()
    recording.change(
        "eeg.vhdr",
        "[Binary Infos]",
        "SegmentationType=MARKERBASED\nAveraged=YES\nAveragedSegments=40\n[Binary Infos]",
    )


@bids("Spectra", "brainvision", left_out("no samples over time .DataType=FREQUENCYDOMAIN"))
def spectra(recording):
    recording.write()
    recording.change("eeg.vhdr", "[Binary Infos]", "DataType=FREQUENCYDOMAIN\n[Binary Infos]")


@bids("BigEndian", "brainvision", left_out("in the byte order of another machine"))
def big_endian(recording):
    recording.write()
    recording.change("eeg.vhdr", "[Binary Infos]", "[Binary Infos]\nUseBigEndianOrder=YES")
    x = np.fromfile(recording.file("eeg.eeg"), "<f4")
    x.astype(">f4").tofile(recording.file("eeg.eeg"))


@bids("CutOff", "cut files", left_out("eeg.vhdr: the file holds 10.0 s"))
def cut_off(recording):
    recording.write(RecordingDuration=24)
    data = recording.file("eeg.eeg")
    data.write_bytes(data.read_bytes()[: 10 * RATE_HZ * len(NAMES) * 4])


@bids("TwiceInFile", "names", left_out("channels.tsv, line 8: channel 'Fp1' is that of line 2"))
def twice_in_file(recording):
    recording.write(np.vstack([clean_uv(), clean_uv()[:1]]), names=[*NAMES, "Fp1"])


@bids("FewerRows", "names", used("channels in the channels.tsv sidecar file .5. does not match"))
def fewer_rows(recording):
    recording.write()
    recording.change("channels.tsv", "TRIA\tEMG\tµV\n", "")


@bids("UnitsUnknown", "units", used())
def units_unknown(recording):
    recording.write(units="n/a")


@bids("WithoutEvents", "events", left_out("no event of the phases .* the recording has no events"))
def without_events(recording):
    recording.write(events=())


@bids("PeopleTwice", "sidecars", used())
def people_twice(recording):
    recording.write()
    line = f"sub-{recording.subject}\t30\n"
    people = recording.root / "participants.tsv"
    people.write_text("participant_id\tage\n" + 2 * line, encoding="utf-8")


@bids("Centimetres", "sidecars", used())
def centimetres(recording):
    recording.write()
    space = {"EEGCoordinateSystem": "CapTrak", "EEGCoordinateUnits": "cm"}
    recording.file("coordsystem.json").write_text(json.dumps(space), encoding="utf-8")
    places = {"Fp1": (-3, 8, 3), "T7": (-8, 0, 0), "Cz": (0, 0, 9), "O2": (3, -8, 3)}
    rows = ["name\tx\ty\tz"] + [f"{name}\t{x}\t{y}\t{z}" for name, (x, y, z) in places.items()]
    recording.file("electrodes.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


@bids("EmgTwoNames", "names", left_out("channel 'TRIA' not found; the nearest names are 'TRIA.'"))
def emg_two_names(recording):
    """A muscle by two electrodes against one reference, whose difference nobody took."""
    x = np.vstack([clean_uv(), clean_uv()[5:]])
    names = [*NAMES[:5], "TRIA+", "TRIA-"]
    recording.write(x, names=names, types=["EEG"] * 4 + ["EMG"] * 3)


# EDF


def write_bids_edf(recording, x=None, names=NAMES, ending="eeg.edf", **options):
    recording.folder.mkdir(parents=True)
    facts = {"limits": WIDE, "rates": [RATE_HZ] * len(names)} | options
    write_edf(recording.file(ending), clean_uv() if x is None else x, names=names, **facts)
    recording.write_tables(names=names)


@bids("Edf", "edf", used(tolerance=0.02))
def edf(recording):
    write_bids_edf(recording)


@bids(
    "EdfOfUpperCase",
    "edf",
    used(tolerance=0.02),
)
def edf_of_upper_case(recording):
    write_bids_edf(recording, ending="eeg.EDF")


@bids("EdfTwoRates", "offsets", used(tolerance=0.02, like="Edf"))
def edf_two_rates(recording):
    offsets = np.array([2000.0, -2000.0, 500.0, -1500.0])[:, None]
    rows = [*(clean_uv()[:4] + offsets), *clean_uv(2 * RATE_HZ)[4:]]
    write_bids_edf(recording, rows, rates=[RATE_HZ] * 4 + [2 * RATE_HZ] * 2)


@bids("EdfRangesDiffer", "edf", used(tolerance=0.05))
def edf_ranges_differ(recording):
    digital = [(-32768, 32767), (0, 4095), (-2048, 2047), (32767, -32768), *[(-32768, 32767)] * 2]
    limits = [("-200", "200"), ("-300", "300"), ("-250", "250"), ("200", "-200"), *WIDE[4:]]
    filters = ["HP:0.1Hz LP:75Hz N:50Hz"] * len(NAMES)
    write_bids_edf(recording, limits=limits, digital=digital, filters=filters)


@bids("EdfCommas", "edf", used(tolerance=0.02))
def edf_commas(recording):
    write_bids_edf(recording, limits=[("-3000,0", "3000,0")] * len(NAMES))


@bids(
    "EdfUncounted",
    "edf",
    used("Number of records from the header", tolerance=0.02),
)
def edf_uncounted(recording):
    """While it is recorded, and after a crash, the number of records is -1."""
    write_bids_edf(recording)
    content = recording.file("eeg.edf").read_bytes()
    recording.file("eeg.edf").write_bytes(content[:236] + b"-1      " + content[244:])


@bids("EdfRate", "rates", used(tolerance=0.02))
def edf_rate(recording):
    write_bids_edf(recording, record_s="0.999995")


@bids("EdfMicro", "edf", used(tolerance=0.02))
def edf_micro(recording):
    write_bids_edf(recording, unit="µV")


@bids(
    "EdfPaused",
    "edf",
    used(phases={"rest": 3, "activity": 4}, tolerance=0.02),
)
def edf_paused(recording):
    starts_s = [*range(4), *range(64, 84)]
    write_bids_edf(recording, kind="EDF+D", starts_s=starts_s)
    # By the clock, which counts the pause.
    recording.write_events("0\t72\trest", "72\t12\tactivity")


# Sidecars that are damaged, or are elsewhere


@bids("ByteOrderMark", "sidecars", left_out("eeg.json: begins with a byte order mark"))
def byte_order_mark(recording):
    recording.write()
    file = recording.file("eeg.json")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())


@bids("TrailingComma", "sidecars", left_out("eeg.json, line 1: not valid JSON"))
def trailing_comma(recording):
    recording.write()
    recording.change("eeg.json", "}", ",}")


@bids("ColumnsMissing", "sidecars", left_out("events.tsv: no column 'duration'"))
def columns_missing(recording):
    recording.write()
    recording.write_events("0\trest", header="onset\ttrial_type")


@bids("NotFetched", "sidecars", left_out("eeg.eeg: its content was not fetched"))
def not_fetched(recording):
    recording.write()
    file = recording.file("eeg.eeg")
    file.unlink()
    file.symlink_to("../../.git/annex/objects/zz/00/MD5E-s3--0.eeg/MD5E-s3--0.eeg")


@bids("RunZero", "sidecars", used())
def run_zero(recording):
    recording.write(x=None, run=0)


# Signals


@bids("ReferenceIsZero", "signals", used(bad=("Cz",), like=None))
def reference_is_zero(recording):
    x = np.array(clean_uv())
    x[2] = 0.0
    recording.write(x)


@bids("AverageReference", "signals", used(like=None))
def average_reference(recording):
    x = np.array(clean_uv())
    x[:4] -= x[:4].mean(axis=0)
    recording.write(x)


@bids("CopiedChannel", "signals", used("bridged Fp1=T7", like=None))
def copied_channel(recording):
    x = np.array(clean_uv())
    x[1] = x[0]
    recording.write(x)


@bids("ZerosAtEnd", "signals", left_out("of the samples are dropped"))
def zeros_at_end(recording):
    x = np.array(clean_uv())
    x[:, -2 * RATE_HZ :] = 0.0
    recording.write(x)


@bids("ZerosAfterPhases", "signals", left_out("8.32% of the samples are dropped"))
def zeros_after_phases(recording):
    """The whole recording is judged, though what is padded lies in no phase."""
    x = np.array(clean_uv())
    x[:, -2 * RATE_HZ :] = 0.0
    recording.write(x, events=((0, 12, "rest"), (12, 10, "activity")))


@bids("Saturated", "signals", used(bad=("O2",), like=None))
def saturated(recording):
    x = np.array(clean_uv())
    np.clip(x[3], -20.0, 20.0, out=x[3])
    recording.write(x)


@bids(
    "Rectified",
    "signals",
    used("EMG.*rectified", like=None),
)
def rectified(recording):
    x = np.array(clean_uv())
    x[4:] = np.abs(x[4:])
    recording.write(x)


@bids(
    "Upsampled",
    "signals",
    used("no power above", like=None),
)
def upsampled(recording):
    from scipy.signal import resample_poly

    x = np.array(clean_uv())
    noise = np.random.default_rng(0).standard_normal((4, x.shape[1]))
    x[:4] = resample_poly(resample_poly(x[:4] + 2.0 * noise, 2, 5, axis=1), 5, 2, axis=1)
    recording.write(x)


@bids(
    "Envelope",
    "signals",
    used("EMG.*rectified", like=None),
)
def envelope(recording):
    x = np.array(clean_uv())
    kernel = np.ones(25) / 25
    x[4:] = [np.convolve(np.abs(row), kernel, "same") + 0.01 * row for row in x[4:]]
    recording.write(x)


@bids("Volts", "signals", left_out("volts were microvolts"))
def volts(recording):
    recording.write()
    recording.change("eeg.vhdr", "µV", "V")


@bids("Dithering", "signals", used(bad=("Fp1",), like=None))
def dithering(recording):
    x = np.array(clean_uv())
    x[0] = 900.0 + np.random.default_rng(1).integers(0, 2, x.shape[1])
    recording.write(x)


# The machine, and the reader


@bids("Killed", "machine", used())
def killed(recording):
    """The first time something kills the process that reads it, as a machine out of memory does."""
    recording.write()


@bids("Crashing", "machine", left_out("the reader crashed on this file .signal SIGABRT"))
def crashing(recording):
    """Its bytes make the reader end itself."""
    recording.write()


UNUSED = {
    "eeg/sub-Clean_task-arm-left_eeg.edf": "no part that BIDS has",
    "eeg/sub-Clean_task-rest_eeg.cnt": "files that end in .cnt are not read",
    "eeg/sub-Clean_task-rest_eeg.EDF.gz": "files that end in .EDF.gz are not read",
    "eeg/sub-Clean_task-rest_split-02_eeg.edf": "",
    "emg/sub-Clean_task-rest_emg.edf": "no EEG of the same name is read",
}
"""Files beside the clean recording of which nothing is read, and why."""


def write_unused(root):
    """Write them."""
    for name in UNUSED:
        file = root / "sub-Clean" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"0" * 300)


def bids_options(dataset):
    """Give the options of a run on the dataset."""
    return {
        "name": "faults",
        "input": "bids",
        "dataset": str(dataset),
        "line_hz": 50,
        "channels": {"eeg": list(NAMES[:4]), "emg": list(EMG)},
        "segments": {
            "length_s": 3,
            "phases": [
                {"name": "rest", "labels": ["rest"]},
                {"name": "activity", "labels": ["activity", "activité"]},
            ],
        },
        "ica": {"enabled": False},
        "training": {
            recipe: {"kernel_sizes": [2, 2, 1]} for recipe in ("paper", "tuned", "residual")
        },
        "connectivity": {
            "eeg_rate_hz": 125, "eeg_order": 4, "emg_rate_hz": 250, "emg_order": 4,
            "mvar_rank": 3, "measures": ["correlation"], "min_samples_per_parameter": 2,
            "emg_envelope_rate_hz": 50,
        },
    }  # fmt: skip


def write_description(root):
    """Write what makes a folder a BIDS dataset."""
    root.mkdir(parents=True, exist_ok=True)
    description = {"Name": "faults", "BIDSVersion": "1.9.0", "DatasetType": "raw"}
    (root / "dataset_description.json").write_text(json.dumps(description), encoding="utf-8")
