import dataclasses

import numpy as np
import pytest
from eeg2emg.cleaning import subject_ica
from eeg2emg.cleaning.cleaned_recording import require_eeg_rate
from eeg2emg.cleaning.cleaning_settings import CleaningSettings
from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.cleaning.recording import clean_recording
from eeg2emg.cleaning.subject_ica import fit_subject_ica
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.recording_quality import unusable_recording
from eeg2emg.quality.subjects import judge_subject
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.signals.rank import numerical_rank

MUSCLES = ("BSH", "DEL", "TRIA")
CHANNELS = {"eeg_channels": TEN_TWENTY, "emg_channels": MUSCLES}
OPTIONS = CHANNELS | {
    "phases": {"rest": ["rest"], "activity": ["activity"]},
    "length_s": 10.0,
}


def fit_subject(root, write, runs, *, settings=None, enabled=True):
    """Run the steps of the workflow on the recordings of one subject, up to the ICA."""
    qualities = {}
    for number, found in enumerate(runs):
        path = write(root, found, run=f"{number + 1:02}")
        quality = inspect_recording(path, **OPTIONS)
        qualities[quality.recording] = quality
    subject = judge_subject("01", list(qualities.values()))
    solution = fit_subject_ica(
        subject, qualities, eeg_channels=TEN_TWENTY, settings=settings, enabled=enabled, seed=3
    )
    return subject, qualities, solution


def clean_subject(root, write, runs, *, settings=None, enabled=True, **options):
    """Run the steps of the workflow on the recordings of one subject, to the end."""
    subject, qualities, solution = fit_subject(
        root, write, runs, settings=settings, enabled=enabled
    )
    cleaned = [
        clean_recording(quality, subject, solution, CleaningSettings(**CHANNELS, **options))
        for quality in qualities.values()
    ]
    return subject, solution, cleaned


def with_emg(found, emg_v):
    return dataclasses.replace(found, emg_v=emg_v)


@pytest.fixture(scope="module")
def runs(signals):
    return [signals(artefacts=("blinks", "line"), seed=seed) for seed in (0, 10)]


@pytest.fixture(scope="module")
def as_they_are(runs, write, tmp_path_factory):
    """What becomes of `runs` by default."""
    return clean_subject(tmp_path_factory.mktemp("as-they-are"), write, runs)


def test_recordings_come_out_cleaned_at_their_rates(runs, as_they_are):
    _, solution, cleaned = as_they_are
    assert len(solution.removed) >= 1
    first = cleaned[0]
    assert first.left_out == ""
    assert (first.eeg_rate_hz, first.emg_rate_hz) == (250.0, 500.0)
    assert first.eeg_v.shape == (19, 15_000)
    assert first.emg_v.shape == (3, 30_000)
    assert first.eeg_rank == solution.rank == 19 - len(solution.removed)
    assert [segment.phase for segment in first.segments] == ["rest"] * 3 + ["activity"] * 3
    frontal = [TEN_TWENTY.index("Fp1"), TEN_TWENTY.index("Fp2")]
    blinks = runs[0].artefacts_v["blinks"][0, ::2]
    before = [abs(np.corrcoef(first.eeg_before_v[row], blinks)[0, 1]) for row in frontal]
    after = [abs(np.corrcoef(first.eeg_v[row], blinks)[0, 1]) for row in frontal]
    assert min(before) > 0.6
    assert max(after) < 0.2


def guard_emg(runs, write, folder, settings=None):
    """The cleaned EEG keeps every byte when the EMG becomes noise."""
    rng = np.random.default_rng(5)
    noise = [
        with_emg(found, found.emg_v.std() * rng.standard_normal(found.emg_v.shape) * gain)
        for found, gain in zip(runs, (1.0, 40.0), strict=True)
    ]
    loud = [
        with_emg(found, found.emg_v * np.where(np.arange(30_000) < 15_000, 1.0, 3.0))
        for found in noise
    ]
    _, one, cleaned = clean_subject(folder / "a", write, runs, settings=settings)
    _, other, swapped = clean_subject(folder / "b", write, loud, settings=settings)
    assert (one.labels, one.reasons) == (other.labels, other.reasons)
    assert {kind: scores.tobytes() for kind, scores in one.scores.items()} == {
        kind: scores.tobytes() for kind, scores in other.scores.items()
    }
    assert one.cleaning_matrix.tobytes() == other.cleaning_matrix.tobytes()
    for before, after in zip(cleaned, swapped, strict=True):
        assert after.left_out == ""
        assert before.eeg_v.tobytes() == after.eeg_v.tobytes()
        assert before.emg_v.tobytes() != after.emg_v.tobytes()


@pytest.mark.parametrize("settings", [IcaSettings(), IcaSettings(iclabel=True)])
def test_replacing_the_emg_by_noise_leaves_the_cleaned_eeg_byte_identical(
    runs, write, tmp_path, settings
):
    guard_emg(runs, write, tmp_path, settings)


def test_the_guard_notices_emg_that_decides_what_is_removed_from_eeg(
    runs, write, tmp_path, monkeypatch
):
    """A planted leak: a muscle is given to the ICA as if it were an EOG channel."""
    honest = subject_ica._read_pieces

    def leaking(spans, qualities, eeg_channels):
        pieces, auxiliary, rate_hz, first = honest(spans, qualities, eeg_channels)
        emg = []
        for name, chosen in spans.items():
            part = subject_ica.open_recording(
                qualities[name].path, eeg_channels=eeg_channels, emg_channels=MUSCLES
            )
            emg += [subject_ica.span_of(part.emg, part.rate_hz, *span) for span in chosen]
        # Summed with an eye channel, so that its size decides how well that is recognised.
        eyes = [
            piece.read()[:1] + muscle.read()[:1] for piece, muscle in zip(pieces, emg, strict=True)
        ]
        return pieces, {**auxiliary, "eog": eyes}, rate_hz, first

    monkeypatch.setattr(subject_ica, "_read_pieces", leaking)
    with pytest.raises(AssertionError):
        guard_emg(runs, write, tmp_path)


def test_a_recording_lost_to_its_emg_still_teaches_the_ica_the_same(
    runs, as_they_are, write, tmp_path
):
    swamped = [runs[0], with_emg(runs[1], 0.0 * runs[1].emg_v)]
    _, one, cleaned = as_they_are
    _, other, lost = clean_subject(tmp_path, write, swamped)
    assert one.cleaning_matrix.tobytes() == other.cleaning_matrix.tobytes()
    assert lost[0].eeg_v.tobytes() == cleaned[0].eeg_v.tobytes()
    assert "bad EMG channels" in lost[1].left_out
    assert lost[1].eeg_v.shape == (19, 0)
    assert lost[1].segments == ()


def test_a_dead_channel_is_interpolated_in_all_recordings(runs, write, tmp_path):
    cz = TEN_TWENTY.index("Cz")
    broken = []
    for found in runs:
        brain = found.eeg_v.copy()
        brain[cz] = 0.0
        broken.append(dataclasses.replace(found, brain_v=brain, artefacts_v={"none": 0 * brain}))
    subject, solution, cleaned = clean_subject(tmp_path, write, broken)
    assert subject.bad_eeg_channels == ["Cz"]
    assert solution.rank == 18 - len(solution.removed)
    for recording, found in zip(cleaned, runs, strict=True):
        assert recording.notes["interpolated"] == ["Cz"]
        assert numerical_rank(np.cov(recording.eeg_v)) == recording.eeg_rank == solution.rank
        inner = slice(1000, -1000)
        assert np.corrcoef(recording.eeg_v[cz, inner], found.brain_v[cz, ::2][inner])[0, 1] > 0.7


def test_the_rank_needed_limits_the_removal_or_leaves_the_recording_out(runs, write, tmp_path):
    settings = IcaSettings(minimum_rank=19)
    _, solution, cleaned = clean_subject(tmp_path / "a", write, runs, settings=settings)
    assert (len(solution.removed), cleaned[0].eeg_rank) == (0, 19)
    _, _, cleaned = clean_subject(tmp_path / "b", write, runs, minimum_rank=19)
    assert "the cleaned EEG has rank 18, but 19 is needed" in cleaned[0].left_out


def test_switched_off_the_eeg_is_only_filtered(runs, write, tmp_path):
    _, solution, cleaned = clean_subject(tmp_path, write, runs, enabled=False)
    assert solution.removed == ()
    np.testing.assert_array_equal(cleaned[0].eeg_v, cleaned[0].eeg_before_v)
    assert cleaned[0].eeg_rank == 19


def test_a_subject_left_out_says_why_in_every_recording(runs, write, tmp_path):
    dead = [with_emg(found, 0.0 * found.emg_v) for found in runs]
    subject, solution, cleaned = clean_subject(tmp_path, write, dead)
    assert subject.left_out
    assert solution.left_out == subject.left_out
    assert all("bad EMG channels" in recording.left_out for recording in cleaned)


def test_recordings_of_different_rates_do_not_share_an_ica(signals, runs, write, tmp_path):
    slower = signals(rate_hz=250.0, seed=3)
    _, solution, cleaned = clean_subject(tmp_path, write, [runs[0], slower])
    assert "different sampling rates: [250.0, 500.0] Hz" in solution.left_out
    assert all(recording.left_out == solution.left_out for recording in cleaned)


def test_recordings_of_clocks_that_differ_a_little_share_an_ica(runs, write, tmp_path):
    fast = dataclasses.replace(runs[0], rate_hz=500.004)
    _, solution, cleaned = clean_subject(tmp_path, write, [fast, *runs[1:]])
    assert not solution.left_out
    assert [recording.left_out for recording in cleaned] == [""] * len(runs)
    assert cleaned[0].eeg_rate_hz == pytest.approx(250.002, rel=1e-6)
    assert cleaned[1].eeg_rate_hz == 250.0
    for recording in cleaned:
        require_eeg_rate(recording, 250.0)


def test_it_repeats_to_the_byte(runs, write, tmp_path):
    _, _, one = clean_subject(tmp_path / "a", write, runs[:1])
    _, _, other = clean_subject(tmp_path / "b", write, runs[:1])
    assert one[0].eeg_v.tobytes() == other[0].eeg_v.tobytes()
    assert one[0].emg_v.tobytes() == other[0].emg_v.tobytes()


def test_an_ica_of_training_data_sees_the_first_half_only(signals, write, tmp_path):
    """What comes later can change as it likes: the components keep every byte."""
    runs = [signals(artefacts=("blinks", "line"), seed=seed) for seed in (0, 10, 20, 30)]
    later = [*runs[:2], *(signals(artefacts=("blinks",), seed=seed) for seed in (21, 31))]
    settings = IcaSettings(fit_on="training")
    _, qualities, one = fit_subject(tmp_path / "a", write, runs, settings=settings)
    _, _, other = fit_subject(tmp_path / "b", write, later, settings=settings)
    names = tuple(qualities)
    assert one.fit_recordings == names[:2]
    assert one.cleaning_matrix.tobytes() == other.cleaning_matrix.tobytes()
    _, _, everything = fit_subject(tmp_path / "c", write, runs)
    assert everything.fit_recordings == names
    assert not np.array_equal(everything.cleaning_matrix, one.cleaning_matrix)


def test_a_recording_that_was_never_read_is_left_out_by_its_own_reason(runs, write, tmp_path):
    """Even where the verdict on its subject does not know of it."""
    subject, solution, _ = clean_subject(tmp_path, write, runs)
    unread = unusable_recording("sub-01_task-arm_run-09_eeg.vhdr", "the file is empty")
    cleaned = clean_recording(unread, subject, solution, CleaningSettings(**CHANNELS))
    assert "sub-01_task-arm_run-09_eeg.vhdr: it was not read" in cleaned.left_out
    assert "the file is empty" in cleaned.left_out
