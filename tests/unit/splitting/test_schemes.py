"""Splits keep what is tested apart from what is learned from."""

import pandas as pd
import pytest
from eeg2emg.errors import ConfigurationError, NotEstimableError
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.schemes import DEFAULT_SHARES, make_split


def cohort(subjects=10, recordings=10, segments=10, phases=("rest", "activity")):
    """Recordings of alternating one-minute segments."""
    rows = [
        {
            "segment": f"sub-{s:02}_run-{r:02}_{i:03}",
            "subject": f"sub-{s:02}",
            "recording": f"sub-{s:02}_run-{r:02}",
            "phase": phases[i % len(phases)],
            "cycle": i // len(phases),
            "onset_s": 60.0 * i,
        }
        for s in range(1, subjects + 1)
        for r in range(1, recordings + 1)
        for i in range(segments)
    ]
    return pd.DataFrame(rows)


def joined(segments, split):
    return split.frame.merge(segments, on="segment", validate="many_to_one")


ORDER = {"training": 0, "validation": 1, "test": 2}


@pytest.mark.parametrize("scheme", SCHEMES)
class TestEveryScheme:
    """What holds of every entry of the catalogue, whatever its function does."""

    @pytest.fixture(params=[(4, 5, 4), (3, 8, 6), (6, 3, 8)], ids=str)
    def table(self, request, scheme):
        segments = cohort(*request.param)
        return joined(segments, make_split(segments, scheme, seed=1, few_shot_segments=3))

    def test_every_segment_has_one_part_in_every_fold(self, table):
        names = sorted(set(table["segment"]))
        for _, fold in table.groupby("fold"):
            assert sorted(fold["segment"]) == names
        assert set(table["part"]) <= {*ORDER, "unused"}

    def test_every_fold_has_every_part_and_every_part_both_phases(self, table):
        for _, fold in table.groupby("fold"):
            phases = fold[fold["part"] != "unused"].groupby("part")["phase"].nunique()
            assert phases.to_dict() == dict.fromkeys(ORDER, 2)

    def test_order_of_the_rows_does_not_matter(self, scheme):
        segments = cohort(4, 5, 4)
        shuffled = segments.sample(frac=1, random_state=3)
        one, other = (
            make_split(table, scheme, seed=1, few_shot_segments=3) for table in (segments, shuffled)
        )
        assert one.digest() == other.digest()

    def test_it_knows_the_tested_people_if_it_says_so(self, scheme, table):
        for _, fold in table.groupby("fold"):
            tested, trained = (
                set(fold.loc[fold["part"] == part, "subject"]) for part in ("test", "training")
            )
            known = tested & trained
            assert known == (tested if SCHEMES[scheme].knows_subjects else set())

    def test_it_is_evidence_if_nothing_that_is_learned_from_follows_what_is_tested(
        self, scheme, table
    ):
        table = table[table["part"] != "unused"].sort_values(["recording", "onset_s"])
        in_order = [
            own["part"].map(ORDER).is_monotonic_increasing
            for _, own in table.groupby(["fold", "subject"])
        ]
        assert all(in_order) == SCHEMES[scheme].is_evidence

    def test_it_is_causal_only_if_there_is_something_to_follow(self, scheme):
        entry = SCHEMES[scheme]
        assert not entry.causal or (entry.knows_subjects and entry.is_evidence)

    def test_what_calibrates_the_intervals_is_there(self, scheme, table):
        tested = table[table["part"] == "test"]
        if SCHEMES[scheme].calibrates_by == "subject":
            assert tested["subject"].nunique() > 1
            return
        for fold, subject in set(zip(tested["fold"], tested["subject"], strict=True)):
            own = table[(table["fold"] == fold) & (table["subject"] == subject)]
            assert "validation" in set(own["part"])

    def test_only_new_people_are_adapted_to(self, scheme):
        assert not (SCHEMES[scheme].adapted and SCHEMES[scheme].knows_subjects)


class TestRandom:
    def test_shares_of_the_paper(self):
        split = make_split(cohort(), "random", seed=1).frame
        assert split["part"].value_counts().to_dict() == {
            "training": 700,
            "test": 200,
            "validation": 100,
        }

    def test_seed_decides(self):
        digests = {make_split(cohort(), "random", seed=s).digest() for s in (1, 1, 2)}
        assert len(digests) == 2

    def test_tiny_cohort_is_refused(self):
        with pytest.raises(NotEstimableError, match="cannot divide 2 segments"):
            make_split(cohort(1, 1, 2), "random", seed=1)


class TestBlocked:
    def test_paper_cohort(self):
        segments = cohort()
        table = joined(segments, make_split(segments, "blocked", seed=1))
        for _, own in table.groupby("subject"):
            assert own["part"].value_counts().to_dict() == {
                "training": 69,
                "test": 20,
                "validation": 9,
                "unused": 2,
            }

    @pytest.mark.parametrize(
        ("recordings", "count"), [(3, 2), (3, 7), (4, 4), (5, 3), (17, 2), (9, 11)]
    )
    def test_time_order_whole_recordings_and_phases(self, recordings, count):
        segments = cohort(2, recordings, max(count, 3))
        table = joined(segments, make_split(segments, "blocked", seed=1))
        for _, own in table.groupby("subject"):
            used = own[own["part"] != "unused"].sort_values(["recording", "onset_s"])
            assert used["part"].map(ORDER).is_monotonic_increasing
            assert (used.groupby("recording")["part"].nunique() == 1).all()
            assert (used.groupby("part")["phase"].nunique() == 2).all()

    def test_the_gap_is_just_before_each_border(self):
        segments = cohort(1, 5, 4)
        split = make_split(segments, "blocked", seed=1, gap_segments=1).frame
        unused = split.loc[split["part"] == "unused", "segment"].tolist()
        assert unused == ["sub-01_run-03_003", "sub-01_run-04_003"]

    def test_without_gap_nothing_is_unused(self):
        split = make_split(cohort(2, 5, 4), "blocked", seed=1, gap_segments=0)
        assert "unused" not in set(split.frame["part"])

    def test_unequal_recordings_still_divide(self):
        segments = cohort(1, 3, 20)
        late = segments["recording"].isin(["sub-01_run-02", "sub-01_run-03"])
        segments = segments[~late | (segments["onset_s"] < 180)]
        split = make_split(segments, "blocked", seed=1)
        assert split.frame["part"].value_counts().to_dict() == {
            "training": 19,
            "test": 3,
            "validation": 2,
            "unused": 2,
        }

    def test_one_phase_per_recording_alternates(self):
        rows = [
            (f"{phase}-{run:02}", phase, run) for phase in ("activity", "rest") for run in range(20)
        ]
        segments = pd.DataFrame(
            [
                {"segment": name, "subject": "s", "recording": name, "phase": phase, "onset_s": 0.0}
                for name, phase, _ in rows
            ]
        )
        split = make_split(segments, "blocked", seed=1).frame.set_index("segment")["part"]
        tested = sorted(split.index[split == "test"])
        assert tested == [f"{phase}-{k}" for phase in ("activity", "rest") for k in range(16, 20)]

    def test_subject_who_cannot_be_divided_is_unused_and_named(self):
        segments = cohort(3, 4, 4)
        segments = segments[
            (segments["subject"] != "sub-02") | segments["recording"].str.endswith("01")
        ]
        split = make_split(segments, "blocked", seed=1)
        table = joined(segments, split)
        assert set(table.loc[table["subject"] == "sub-02", "part"]) == {"unused"}
        assert list(split.left_out) == ["sub-02"]
        assert "1 recording" in split.left_out["sub-02"]

    def test_too_few_recordings(self):
        with pytest.raises(NotEstimableError, match="No subject can be divided"):
            make_split(cohort(4, 2, 4), "blocked", seed=1)

    def test_one_phase(self):
        with pytest.raises(NotEstimableError, match="all segments are rest"):
            make_split(cohort(4, 4, 4, phases=("rest",)), "blocked", seed=1)


class TestLeaveOneSubjectOut:
    def test_the_tested_subject_is_nowhere_else(self):
        segments = cohort(4, 3, 4)
        table = joined(segments, make_split(segments, "leave-one-subject-out", seed=1))
        for subject, fold in table.groupby("fold"):
            tested = fold["part"] == "test"
            assert set(fold.loc[tested, "subject"]) == {subject}
            assert subject not in set(fold.loc[~tested, "subject"])

    def test_last_recording_of_the_others_validates(self):
        segments = cohort(4, 3, 4)
        table = joined(segments, make_split(segments, "leave-one-subject-out", seed=1))
        others = table[table["part"] != "test"]
        late = others["recording"].str.endswith("run-03")
        assert (late == (others["part"] == "validation")).all()

    def test_two_subjects_are_too_few(self):
        with pytest.raises(NotEstimableError, match="2 subjects"):
            make_split(cohort(2), "leave-one-subject-out", seed=1)

    def test_single_recordings_cannot_validate(self):
        with pytest.raises(NotEstimableError, match="second recording"):
            make_split(cohort(4, 1, 4), "leave-one-subject-out", seed=1)


class TestAdapted:
    def test_divides_as_leave_one_subject_out(self):
        segments = cohort(4, 3, 4)
        plain, adapted = (
            make_split(segments, scheme, seed=1)
            for scheme in ("leave-one-subject-out", "leave-one-subject-out-adapted")
        )
        assert adapted.text() == plain.text()


class TestFewShot:
    def test_the_first_segments_of_the_tested_subject_are_trained_on(self):
        segments = cohort(4, 5, 4)
        table = joined(segments, make_split(segments, "few-shot", seed=1, few_shot_segments=3))
        for subject, fold in table.groupby("fold"):
            own = fold[fold["subject"] == subject].sort_values(["recording", "onset_s"])
            known = own["part"] == "training"
            assert own[known]["phase"].value_counts().to_dict() == {"rest": 3, "activity": 3}
            assert known.to_numpy()[:6].all()
            assert set(own["part"][~known]) == {"test"}

    def test_what_is_left_of_the_last_cycle_is_unused(self):
        """Cycles of two segments per phase: three of each phase need two cycles."""
        segments = cohort(4, 2, 8).assign(
            phase=lambda t: (
                t["segment"]
                .str[-1]
                .astype(int)
                .map(lambda i: ("rest", "rest", "activity", "activity")[i % 4])
            ),
            cycle=lambda t: t["segment"].str[-1].astype(int) // 4,
        )
        table = joined(segments, make_split(segments, "few-shot", seed=1, few_shot_segments=3))
        own = table[(table["fold"] == "sub-01") & (table["subject"] == "sub-01")]
        parts = own.sort_values(["recording", "onset_s"])["part"].tolist()
        first = ["training"] * 4 + ["training", "unused", "training", "unused"]
        assert parts == first + ["test"] * 8

    def test_other_subjects_are_divided_as_in_leave_one_subject_out(self):
        segments = cohort(4, 3, 4)
        few, plain = (
            joined(segments, make_split(segments, scheme, seed=1, few_shot_segments=2))
            for scheme in ("few-shot", "leave-one-subject-out")
        )
        others = [
            table[table["subject"] != table["fold"]].reset_index(drop=True)
            for table in (few, plain)
        ]
        pd.testing.assert_frame_equal(*others)

    def test_a_subject_with_too_few_segments_has_no_fold_and_is_named(self):
        segments = cohort(4, 4, 4)
        short = (segments["subject"] == "sub-02") & (segments["recording"] > "sub-02_run-02")
        split = make_split(segments[~short], "few-shot", seed=1, few_shot_segments=4)
        assert set(split.frame["fold"]) == {"sub-01", "sub-03", "sub-04"}
        assert list(split.left_out) == ["sub-02"]

    def test_too_few_segments_in_everybody(self):
        with pytest.raises(NotEstimableError, match="more than 10 segments of each phase"):
            make_split(cohort(4, 4, 4), "few-shot", seed=1)


def test_shares_must_divide():
    for shares in ({"training": 0.8, "test": 0.2}, {**DEFAULT_SHARES, "test": 0.3}):
        with pytest.raises(ConfigurationError, match="do not divide"):
            make_split(cohort(), "random", seed=1, shares=shares)


def test_unknown_scheme():
    with pytest.raises(ConfigurationError, match="Unknown scheme 'chance'"):
        make_split(cohort(), "chance", seed=1)
