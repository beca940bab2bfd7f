import pytest
from eeg2emg.errors import OwnFileError
from eeg2emg.quality.recording_quality import RecordingQuality, unusable_recording
from eeg2emg.quality.subjects import SubjectQuality, judge_subject

CHANNELS = ["Fp1", "Fp2", "C3", "C4", "O1"]


def quality(run, *, bad=(), emg_reasons=(), eeg_reasons=()):
    return RecordingQuality(
        recording=f"sub-01_task-arm_run-{run:02}",
        subject="01",
        eeg_reasons=list(eeg_reasons),
        emg_reasons=list(emg_reasons),
        bad_eeg_channels=list(bad),
        channel_reasons={name: ["flat for 100% of the time"] for name in bad},
        eeg={name: {} for name in CHANNELS},
    )


def names(*runs):
    return [f"sub-01_task-arm_run-{run:02}" for run in runs]


def test_a_sound_subject_keeps_all_recordings_in_order():
    verdict = judge_subject("01", [quality(2), quality(1)])
    assert verdict.kept_recordings == verdict.fit_recordings == names(1, 2)
    assert not verdict.left_out
    assert not verdict.bad_eeg_channels
    assert not verdict.left_out_recordings


def test_a_channel_bad_in_many_recordings_is_bad_for_the_subject():
    qualities = [quality(run, bad=["O1", "C3"] if run < 3 else ()) for run in range(4)]
    verdict = judge_subject("01", qualities, bad_in_share=0.25)
    assert verdict.bad_eeg_channels == ["C3", "O1"]  # in the montage's order
    assert verdict.kept_recordings == names(0, 1, 2, 3)
    assert verdict.channel_reasons["C3"] == "flat for 100% of the time (in 3 of 4 recordings)"


def test_a_recording_with_a_bad_channel_of_its_own_is_left_out():
    qualities = [quality(run, bad=["O1"] if run == 4 else ()) for run in range(10)]
    verdict = judge_subject("01", qualities, bad_in_share=0.25)
    assert verdict.bad_eeg_channels == []
    assert verdict.kept_recordings == names(0, 1, 2, 3, 5, 6, 7, 8, 9)
    assert verdict.left_out_recordings == {
        names(4)[0]: "EEG channels are bad in this recording, but in too few of the subject's to "
        "be interpolated in all of them: O1 (flat for 100% of the time)"
    }


def test_bad_emg_does_not_change_what_the_ica_sees():
    sound = judge_subject("01", [quality(run) for run in range(4)])
    noisy = judge_subject(
        "01", [quality(run, emg_reasons=["swamped"] if run == 1 else ()) for run in range(4)]
    )
    assert noisy.fit_recordings == sound.fit_recordings == names(0, 1, 2, 3)
    assert noisy.kept_recordings == names(0, 2, 3)
    assert noisy.left_out_recordings == {names(1)[0]: "swamped"}


def test_a_recording_with_unusable_eeg_has_no_say_about_channels():
    qualities = [
        quality(0, bad=["Fp1", "C3"], eeg_reasons=["4 EEG channels are bad"]),
        quality(1),
    ]
    verdict = judge_subject("01", qualities, bad_in_share=0.25)
    assert verdict.bad_eeg_channels == []
    assert verdict.kept_recordings == names(1)


@pytest.mark.parametrize(
    ("qualities", "rules", "reason"),
    [
        ([], {}, "the subject has no recordings"),
        ([quality(0, bad=CHANNELS[:4])], {}, r"4 EEG channels are bad (Fp1, Fp2, C3, C4)"),
        ([quality(0), quality(1)], {"min_recordings": 3}, "2 of 2 recordings are usable"),
        (
            [quality(run, emg_reasons=["swamped"] if run else ()) for run in range(4)],
            {"min_usable_share": 0.5},
            "1 of 4 recordings are usable, at least 2 needed",
        ),
    ],
)
def test_a_subject_is_left_out_with_the_reason(qualities, rules, reason):
    verdict = judge_subject("01", qualities, **rules)
    assert reason in verdict.left_out
    assert not verdict.kept_recordings
    assert not verdict.fit_recordings
    assert set(verdict.left_out_recordings) == {q.recording for q in qualities}


def test_the_verdict_comes_back_from_its_file(tmp_path):
    verdict = judge_subject("01", [quality(0, bad=["C4"]), quality(1, emg_reasons=["swamped"])])
    verdict.write(tmp_path / "sub-01.json")
    assert SubjectQuality.read(tmp_path / "sub-01.json") == verdict


@pytest.mark.parametrize("content", ["", "[]", '{"subject": "01"}'])
def test_a_damaged_verdict_is_named(tmp_path, content):
    (tmp_path / "sub-01.json").write_text(content)
    with pytest.raises(OwnFileError, match=r"sub-01\.json is damaged.* run the workflow again"):
        SubjectQuality.read(tmp_path / "sub-01.json")


def test_a_verdict_can_be_restricted_to_one_recording():
    verdict = judge_subject("01", [quality(0), quality(1)]).restricted_to(names(1))
    assert verdict.fit_recordings == verdict.kept_recordings == names(1)


def test_an_unreadable_recording_is_judged_like_any_other():
    broken = unusable_recording("data/sub-01_task-arm_run-03_eeg.edf", "the file is empty")
    verdict = judge_subject("01", [quality(0), quality(1), broken])
    assert broken.subject == "01"
    assert verdict.kept_recordings == names(0, 1)
    assert verdict.left_out_recordings == {names(3)[0]: "the file is empty"}
