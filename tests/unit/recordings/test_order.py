"""The order of recordings in time: one function, whatever asks."""

import random
from dataclasses import asdict

import pytest
from eeg2emg.cleaning.ica_data import choose_fit_segments, earlier_recordings
from eeg2emg.cohort.cycles import order_in_time
from eeg2emg.errors import RecordingError
from eeg2emg.figures.quality import quality_checks
from eeg2emg.quality.duplicate_recordings import duplicate_recordings
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import judge_subject
from eeg2emg.quality.thresholds import QualityThresholds
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.order import (
    acquisition_time,
    order_of_recordings,
    ordered_by_words,
    stated_acquisition_time,
)
from eeg2emg.recordings.segments import Segment
from eeg2emg.splitting.schemes import make_split
from hypothesis import given
from hypothesis import strategies as st

LABEL = st.from_regex(r"[A-Za-z0-9]{1,6}", fullmatch=True)


def shuffled(names, seed=0):
    return random.Random(seed).sample(list(names), len(names))


def unknown(names):
    return dict.fromkeys(names)


@pytest.mark.parametrize("width", [1, 2, 3])
@pytest.mark.parametrize("pattern", ["sub-01_task-arm_run-{}", "sub-01_ses-{}_task-arm"])
def test_numbers_count_as_numbers(pattern, width):
    names = [pattern.format(f"{number:0{width}}") for number in range(1, 13)]
    assert order_of_recordings(unknown(shuffled(names))) == names


def test_sessions_come_before_runs():
    names = [f"sub-01_ses-{s}_task-arm_run-{r}" for s in (2, 9, 10) for r in (1, 2, 11)]
    assert order_of_recordings(unknown(shuffled(names))) == names


@given(st.lists(st.tuples(LABEL, st.integers(0, 99), st.integers(0, 99)), unique=True, max_size=12))
def test_names_of_equal_widths_keep_the_order_of_their_text(parts):
    names = [f"sub-01_ses-{s:02}_task-arm{t:02}_acq-x_run-01" for _, s, t in parts]
    names += [f"sub-01_ses-01_task-arm_run-{s:02}" for _, s, _ in parts]
    assert order_of_recordings(unknown(names)) == sorted(set(names))


@given(st.sets(LABEL, min_size=1, max_size=9))
def test_every_name_has_one_place_whatever_the_order_in_which_it_is_asked(labels):
    names = [f"sub-01_task-{label}" for label in labels]
    assert order_of_recordings(unknown(names)) == order_of_recordings(unknown(names[::-1]))
    assert sorted(order_of_recordings(unknown(names))) == sorted(names)


def test_times_of_acquisition_decide_where_all_of_a_subject_are_known():
    first, second, other = "sub-01_run-02", "sub-01_run-01", "sub-02_run-01"
    times = {second: "2020-02-01T09:00:00", first: "2020-01-31T18:00:00", other: "n/a"}
    assert order_of_recordings(times) == [first, second, other]
    assert order_of_recordings(times | {first: "n/a"}) == [second, first, other]
    assert order_of_recordings(times | {first: times[second]}) == [second, first, other]
    zones = {second: "2020-02-01T09:00:00+02:00", first: "2020-02-01T07:30:00Z"}
    assert order_of_recordings(zones) == [second, first]


@pytest.mark.parametrize(
    "later",
    ["2020-02-01", "2020-02-01T09:00:00Z", "2020-02-01T09:00:00+02:00", "2020-02-01T23:59:60"],
)
def test_times_that_cannot_be_compared_leave_the_order_to_the_names(later):
    """A day alone would be its midnight; a zone that only one states would shift it by hours."""
    first, second = "sub-01_run-01", "sub-01_run-02"
    times = {first: "2020-02-01T10:00:00", second: later}
    assert order_of_recordings(times) == [first, second]
    assert order_of_recordings(dict.fromkeys(times, "2020-02-01")) == [first, second]
    days = {first: "2020-02-02", second: "2020-02-01"}
    assert order_of_recordings(days) == [second, first]


WORDS = ["sub-01_ses-post_task-arm", "sub-01_ses-pre_task-arm"]


def test_an_order_that_rests_on_words_is_told():
    told = ordered_by_words(unknown([*WORDS, "sub-02_ses-pre_task-arm"]))
    assert sorted(told) == WORDS
    assert f"{WORDS[0]} is taken to precede {WORDS[1]} by its name" in told[WORDS[0]]
    times = {WORDS[0]: "2020-02-01T10:00:00", WORDS[1]: "2020-01-01T10:00:00"}
    assert ordered_by_words(times) == {}
    assert sorted(ordered_by_words(times | {WORDS[0]: "2020-02-01T10:00:00Z"})) == WORDS


@pytest.mark.parametrize("pattern", ["sub-01_run-{}", "sub-01_ses-{0}_run-{0}", "sub-01_ses-t{}"])
def test_an_order_that_rests_on_numbers_is_not(pattern):
    assert ordered_by_words(unknown([pattern.format(k) for k in (1, 2, 10)])) == {}


@pytest.mark.parametrize("zone", ["Z", "+09:00", "-05:00"])
@pytest.mark.parametrize("hour", ["01", "09", "11", "23"])
def test_times_with_and_without_a_zone_are_not_compared(zone, hour):
    names = ["sub-01_run-01", "sub-01_run-02"]
    for times in (("T10:00:00" + zone, f"T{hour}:00:00"), (f"T{hour}:00:00", "T10:00:00" + zone)):
        acquired = dict(zip(names, [f"2020-01-01{time}" for time in times], strict=True))
        assert order_of_recordings(acquired) == names


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_no_date_is_too_far(time):
    first = {"sub-01_run-02": "0001-01-01T00:00:00+15:00", "sub-01_run-01": time}
    assert order_of_recordings(first) == ["sub-01_run-02", "sub-01_run-01"]


NAMES = [f"sub-01_task-arm_run-{run}" for run in range(1, 13)]
TIMES = {
    "numbers": dict.fromkeys(NAMES),
    "times against the numbers": {
        name: f"2020-01-01T10:{60 - 2 * run:02}:00" for run, name in enumerate(NAMES, start=1)
    },
}


@pytest.fixture(params=TIMES)
def acquired(request):
    return TIMES[request.param]


def in_time(acquired):
    return NAMES if acquired[NAMES[0]] is None else NAMES[::-1]


def qualities(acquired):
    segments = [Segment(k, 10.0 * k, 10.0, ("rest", "activity")[k % 2], 0) for k in range(4)]
    return [
        RecordingQuality(
            recording=name, subject="01", eeg_reasons=[], segments=segments, eeg_digest="same",
            acquired=acquired[name], eeg={"Cz": {"amplitude_v": 1e-5}},
        )
        for name in shuffled(NAMES)
    ]  # fmt: skip


def test_splits_test_the_last_and_train_on_the_first(make_cohort, acquired):
    dataset = make_cohort(subjects=1, recordings=len(NAMES))
    named = dict(zip(sorted(set(dataset.segments["recording"])), NAMES, strict=True))
    segments = dataset.segments.assign(recording=dataset.segments["recording"].map(named))
    if acquired[NAMES[0]]:
        segments["acquired"] = segments["recording"].map(acquired)
    parts = make_split(segments, "blocked", seed=1).frame.merge(segments, on="segment")
    order = parts["recording"].map({name: k for k, name in enumerate(in_time(acquired))})
    tested, validating = order[parts["part"] == "test"], order[parts["part"] == "validation"]
    assert tested.max() == len(NAMES) - 1
    assert tested.min() > validating.max()
    assert validating.min() > order[parts["part"] == "training"].max()
    assert list(order_in_time(segments.sample(frac=1, random_state=1))["recording"].unique()) == (
        in_time(acquired)
    )


def test_an_ica_sees_the_first_half(acquired):
    found = qualities(acquired)
    verdict = judge_subject("01", found)
    assert verdict.fit_recordings == verdict.kept_recordings == in_time(acquired)
    by_name = {quality.recording: quality.segments for quality in found}
    segments = {name: by_name[name] for name in verdict.fit_recordings}
    assert earlier_recordings(segments) == in_time(acquired)[:6]
    assert list(choose_fit_segments(segments)) == in_time(acquired)


def test_of_copies_the_first_stays(acquired):
    reasons = duplicate_recordings(qualities(acquired))
    assert list(reasons) == in_time(acquired)[1:]


def test_figures_have_the_recordings_in_order(acquired):
    checks = quality_checks(qualities(acquired), asdict(QualityThresholds()))
    assert list(checks["recording"].unique()) == in_time(acquired)


# scans.tsv


@pytest.mark.parametrize("session", ["", "_ses-2"])
@pytest.mark.parametrize("listed", ["eeg/{}.vhdr", "eeg/{}.eeg", "./eeg/{}.vhdr", "eeg\\{}.vhdr"])
def test_the_time_is_that_of_the_line_of_the_file(tmp_path, session, listed):
    folder = tmp_path / "sub-01" / session.strip("_")
    path = folder / "eeg" / f"sub-01{session}_task-arm_run-2_eeg.vhdr"
    path.parent.mkdir(parents=True)
    other = path.stem.replace("run-2", "run-1")
    rows = [(listed.format(other), "2020-01-01T01:00:00"), (listed.format(path.stem), "2020-01-02")]
    text = "filename\tacq_time\n" + "".join("\t".join(row) + "\n" for row in rows)
    (folder / f"sub-01{session}_scans.tsv").write_text(text)
    assert acquisition_time(path) == "2020-01-02"


@pytest.mark.parametrize("text", ["", "filename\nx\n", "filename\tacq_time\na\n"])
def test_a_damaged_table_is_named_by_the_recording_and_no_other_order(tmp_path, text):
    path = tmp_path / "sub-01/eeg/sub-01_task-arm_eeg.vhdr"
    path.parent.mkdir(parents=True)
    (tmp_path / "sub-01/sub-01_scans.tsv").write_text(text)
    assert stated_acquisition_time(path) is None
    if text == "filename\nx\n":
        assert acquisition_time(path) is None
        return
    with pytest.raises(RecordingError, match=r"sub-01_scans.tsv"):
        acquisition_time(path)


@pytest.mark.parametrize("cell", ["n/a", "", "yesterday"])
def test_what_is_no_time_is_unknown(tmp_path, cell):
    path = tmp_path / "sub-01/eeg/sub-01_task-arm_eeg.vhdr"
    path.parent.mkdir(parents=True)
    table = tmp_path / "sub-01/sub-01_scans.tsv"
    table.write_text(f"acq_time\tfilename\n{cell}\teeg/{path.name}\n")
    assert acquisition_time(path) is None


def test_the_time_stands_in_the_quality(signals, write, tmp_path):
    path = write(tmp_path, signals(seconds=12.0))
    (tmp_path / "sub-01/sub-01_scans.tsv").write_text(
        f"filename\tacq_time\neeg/{path.name}\t2020-01-02T10:00:00\n"
    )
    quality = inspect_recording(
        path, eeg_channels=TEN_TWENTY, emg_channels=(), length_s=3.0,
        phases={"rest": ["rest"], "activity": ["activity"]},
    )  # fmt: skip
    assert quality.acquired == "2020-01-02T10:00:00"
    assert quality.usable, quality.reasons
    assert [segment.onset_s for segment in quality.segments] == [0.0, 3.0, 6.0, 9.0]
