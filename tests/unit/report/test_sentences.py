"""Sentences follow from the numbers, in both directions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from eeg2emg.report import doubts, limits, observations, recovery, sentences, tables
from eeg2emg.report.option_rows import configuration_rows
from eeg2emg.report.words import counted, ended, interval, listed, lowered, number
from making.report_context import metric_row

CHOSEN = "network-tuned-chosen"


def row(scheme="blocked", model=CHOSEN, metric="skill", value=0.2, **more):
    return metric_row(scheme, model, metric, value, **({"n_subjects": 10} | more))


class TestNetworkBesideThePrimaryAnalysis:
    @pytest.mark.parametrize(
        ("value", "low", "high", "words"),
        [
            (0.2, 0.1, 0.3, "better than (interval 0.10 to 0.30)"),
            (0.2, -0.1, 0.3, "not told apart from (interval −0.10 to 0.30)"),
            (-0.2, -0.3, -0.1, "worse than (interval −0.30 to −0.10)"),
            (0.2, np.nan, np.nan, "no interval"),
        ],
    )
    def test_its_skill_is_judged_by_its_interval(self, value, low, high, words):
        metrics = pd.DataFrame([row(value=value, low=low, high=high)])
        said = sentences.replication_sentence(metrics)
        assert words in said
        assert number(value) in said
        assert "replication" in said

    def test_it_is_not_taken_for_the_primary_analysis(self):
        metrics = pd.DataFrame([row(model="primary-chosen", value=0.9, primary=True), row()])
        assert "0.90" not in sentences.replication_sentence(metrics)

    @pytest.mark.parametrize("model", [CHOSEN, "all models"])
    def test_what_is_not_estimable_gives_its_reason(self, model):
        missing = row(model=model, value=np.nan, status="not estimable", reason="one phase only")
        assert "one phase only." in sentences.replication_sentence(pd.DataFrame([missing]))


class TestEegFree:
    def metrics(self, network, free):
        return pd.DataFrame(
            [
                row("random", "network-paper-chosen", "r", network),
                row("random", "cell mean", "r", free),
                row("random", "time-smoothed cell mean", "r", 0.99),
                row("random", "network-paper-sgd-last", "r", 0.98),
            ]
        )

    def test_a_network_that_is_no_better_is_no_evidence(self):
        words = sentences.eeg_free_sentence(self.metrics(0.9, 0.95))
        assert "mean of subject and phase, which sees no EEG, reaches 0.95" in words
        assert "the paper's network, optimizer by validation 0.90" in words
        assert "no evidence" in words

    def test_a_network_that_is_better_leaves_the_question_open(self):
        words = sentences.eeg_free_sentence(self.metrics(0.9, 0.4))
        assert "no evidence" not in words
        assert "only what exceeds" in words

    def test_what_is_best_on_tested_segments_is_not_picked(self):
        words = sentences.eeg_free_sentence(self.metrics(0.9, 0.4))
        assert "0.99" not in words
        assert "0.98" not in words
        assert "best" not in words

    def test_nothing_is_said_without_both(self):
        assert not sentences.eeg_free_sentence(self.metrics(0.9, 0.4).iloc[:1])


class TestReplication:
    def table(self, r2, r="0.5"):
        cells = {"r2": r2, "r": r, "published_r2": "0.9270", "published_r": "0.9489"}
        return pd.DataFrame(
            [{"optimizer": "Adam", "split": split, **cells} for split in ("training", "test")]
        )

    @pytest.mark.parametrize(
        ("r2", "verdict"),
        [
            ("0.9000", "reproduced within 0.05"),
            ("0.2000", "not reproduced: lower"),
            ("-4.0000", "not reproduced: lower"),
            ("0.9900", "not reproduced: higher"),
        ],
    )
    def test_the_verdict_follows_from_the_difference(self, r2, verdict):
        (words,) = sentences.replication_sentences(self.table(r2), recipe="paper")
        assert f"({verdict})" in words
        assert "0.93" in words

    @pytest.mark.parametrize("r2", ["0.9270", "0.2000", "0.9900"])
    def test_simulated_recordings_reproduce_nothing_and_fail_at_nothing(self, r2):
        (words,) = sentences.replication_sentences(self.table(r2), recipe="paper", simulated=True)
        assert "(not comparable: simulated)" in words
        assert "reproduced" not in words

    def test_a_constant_estimate_has_no_correlation(self):
        (words,) = sentences.replication_sentences(self.table("0.0", "nan"), recipe="paper")
        assert "correlation is undefined" in words


class TestSchemes:
    def test_judged_by_the_interval_where_there_is_one(self):
        metrics = pd.DataFrame(
            [
                row("random", "best-chosen", value=0.3, low=0.1, high=0.5),
                row("blocked", "best-chosen", value=0.3, low=-0.1, high=0.5),
                row("leave-one-subject-out", "best-chosen", value=-0.3, low=-0.5, high=-0.1),
            ]
        )
        random, blocked, new = sentences.scheme_sentences(metrics)
        assert "better than (interval 0.10 to 0.50)" in random
        assert "never evidence" in random
        assert "not told apart from" in blocked
        assert "never evidence" not in blocked
        assert "worse than" in new

    @pytest.mark.parametrize(
        ("value", "word"),
        [
            (0.2, "better in these segments (no interval, so it may be chance)"),
            (-0.2, "worse"),
            (0.001, "as good as"),
        ],
    )
    def test_judged_by_the_value_otherwise(self, value, word):
        (words,) = sentences.scheme_sentences(
            pd.DataFrame([row("blocked", "best-chosen", value=value)])
        )
        assert word in words

    def test_a_scheme_that_failed_gives_its_reason(self):
        metrics = pd.DataFrame(
            [row("blocked", "all models", value=np.nan, status="not estimable", reason="why")]
        )
        assert sentences.scheme_sentences(metrics) == ["blocked: not estimable. why."]


class TestSecondary:
    FAMILY = "skill over the rival, 10 subjects"

    def row(self, **more):
        return row(**{"family": self.FAMILY} | more)

    def test_survivors_of_the_correction_are_named(self):
        metrics = pd.DataFrame(
            [
                self.row(model="ridge", p_corrected=0.01),
                self.row(model="pls", p_corrected=0.04),
                row(primary=True, p=0.0, p_corrected=0.0),
            ]
        )
        words = sentences.secondary_sentence(metrics)
        assert "Of 2 secondary comparisons, ridge in blocked has p ≤ 0.025 after" in words
        assert "least squares" not in words
        assert "families" not in words
        assert "least squares" in sentences.secondary_sentence(metrics, confidence=0.9)

    def test_none_survives(self):
        words = sentences.secondary_sentence(
            pd.DataFrame([self.row(model="ridge", p_corrected=0.4)])
        )
        assert "none has p ≤ 0.025" in words
        assert "None could have" not in words

    def test_several_families_are_stated(self):
        other = "skill over the rival, 9 subjects (without sub-03)"
        rows = [self.row(p_corrected=0.01), self.row(p_corrected=0.02, family=other)]
        words = sentences.secondary_sentence(pd.DataFrame(rows))
        assert f"2 families ({self.FAMILY}; {other}), and each p-value is multiplied by 2" in words

    def test_too_few_subjects_for_any_to_pass_is_said(self):
        rows = [self.row(family=name, p_corrected=0.5, n_subjects=6) for name in ("one", "other")]
        words = sentences.secondary_sentence(pd.DataFrame(rows))
        assert "None could have: with 6 subjects the smallest p is 0.031." in words

    def test_without_p_values_the_reason_is_given(self):
        assert "No secondary comparison" in sentences.secondary_sentence(pd.DataFrame([row()]))


class TestNotEstimable:
    def test_models_with_one_reason_share_a_row(self):
        metrics = pd.DataFrame(
            [
                row(model="cell mean", value=np.nan, status="not estimable", reason="new subject"),
                row(
                    model="subject mean", value=np.nan, status="not estimable", reason="new subject"
                ),
                row(model="ridge"),
            ]
        )
        (found,) = sentences.not_estimable(metrics)
        assert found["models"] == "cell mean and subject mean"
        assert found["reason"] == "new subject"

    def test_everything_is_called_so(self):
        metrics = pd.DataFrame(
            [
                row(model=model, value=np.nan, status="not estimable", reason="x")
                for model in ("ridge", "pls")
            ]
        )
        assert sentences.not_estimable(metrics)[0]["models"] == "all models"

    def test_what_was_estimated_is_not_listed(self):
        assert sentences.not_estimable(pd.DataFrame([row()])) == []


class TestObservations:
    def components(self, removed):
        return pd.DataFrame(
            {
                "unit": ["01", "01", "02"],
                "component": [0.0, 1.0, 0.0],
                "label": ["eog", "muscle", "eog"],
                "removed": removed,
            }
        )

    def test_removed_components_are_counted_by_label(self):
        words = observations.cleaning_sentence(self.components([1, 1, 1]))
        assert "3 components were removed" in words
        assert "2 labelled eye and 1 labelled muscle" in words
        assert "1 to 2 in each" in words

    def test_a_person_who_was_left_out_is_no_decomposition(self):
        left_out = {"unit": ["03"], "component": [np.nan], "label": [np.nan], "removed": [0]}
        components = pd.concat([self.components([1, 1, 1]), pd.DataFrame(left_out)])
        words = observations.cleaning_sentence(components)
        assert words.startswith("In 2 decompositions")
        assert "1 to 2 in each" in words

    def test_nothing_removed_and_no_analysis_differ(self):
        assert "no component was removed" in observations.cleaning_sentence(
            self.components([0, 0, 0])
        )
        empty = self.components([0, 0, 0]).iloc[:0]
        assert "No independent component analysis" in observations.cleaning_sentence(empty)
        assert not observations.cleaning_sentence(None)

    def test_exclusions_are_counted_by_level(self):
        exclusions = pd.DataFrame({"level": ["recording", "subject", "recording"]})
        quality = pd.DataFrame({"used": [1, 0, 0]})
        words = observations.recordings_sentence(quality, exclusions)
        assert words == "1 of 3 recordings were used. Left out: 1 subject and 2 recordings."
        assert "Nothing" in observations.recordings_sentence(None, exclusions.iloc[:0])

    def test_forward_and_backward_granger_are_compared_per_pair(self):
        names = ("granger_raw", "granger_time_reversed", "zero_lag_coherence")
        values = np.zeros((2, 3, 2, 2))
        values[:, 0, 1, 0] = 0.5
        values[:, 1, 0, 1] = 0.2
        values[:, 2] = [[1, 0.3], [0.3, 1]]
        words = observations.emg_caution(values, names, ("BSH", "DEL"))
        assert "1 of 2 directed pairs" in words
        assert "largest here: 0.30" in words
        assert not observations.emg_caution(values[:, :1], names[:1], ("BSH", "DEL"))

    def test_the_ica_of_the_emg_is_said_to_change_something_only_when_it_does(self):
        values = np.random.default_rng(1).random((3, 1, 3, 3)).repeat(2, axis=1)
        names = ("granger_raw", "granger_raw_before_ica")
        assert "removed nothing" in observations.emg_ica_sentence(values, names)
        values[0, 0, 1, 0] += 1
        assert "changed 1 of 3 segments" in observations.emg_ica_sentence(values, names)

    def test_diagnostics_name_the_worst(self):
        segments = pd.DataFrame(
            {
                "eeg_spectral_radius": [0.9, 0.99],
                "eeg_condition": [10.0, 500.0],
                "eeg_whiteness_p": [0.5, 0.0],
                "eeg_rank": [16.0, 17.0],
            }
        )
        eeg, follows, rank = observations.diagnostics_sentences(segments)
        assert "not white" in follows
        assert "no proof of absence" in follows
        assert "0.990" in eeg
        assert "500" in eeg
        assert "50% of the segments" in eeg
        assert "16 to 17" in rank
        assert observations.diagnostics_sentences(pd.DataFrame({"subject": ["01"]})) == []

    def test_the_audit_counts_impossibilities_per_table(self):
        audit = pd.DataFrame(
            {
                "table": ["published"] * 3 + ["table3"],
                "rule": ["a", "b", "c", "a"],
                "verdict": ["impossible", "impossible", "suspicious", "ok"],
            }
        )
        published, own = observations.audit_sentence(audit, published="published")
        assert "2 impossibilities under 2 rules" in published
        assert "1 suspicious finding" in published
        assert "“table3” contains nothing impossible (1 check)" in own

    def test_recovery_is_judged_by_the_first_truth(self):
        summary = pd.DataFrame(
            {
                "truth": ["configured", "configured", "other"],
                "phase": ["rest", "all", "all"],
                "segments": [4, 8, 8],
                "r": [0.1, 0.9, 0.5],
                "slope": [0.1, 1.0, 0.5],
            }
        )
        words = observations.recovery_sentence(summary)
        assert "configured" in words
        assert "r = 0.90" in words
        assert "8 segments" in words


class TestTables:
    def test_the_primary_analysis_is_set_off(self):
        metrics = pd.DataFrame(
            [
                row(
                    primary=True,
                    low=0.1,
                    high=0.3,
                    p_corrected=0.01,
                    chosen="network-tuned-sgd-best",
                ),
                row(model="ridge", p_corrected=0.2),
                row(model="cell mean", value=0.0),
                row(model="pls", value=np.nan, status="not estimable", reason="too few"),
            ]
        )
        table = tables.evidence_table(metrics, "blocked", confidence=0.9)
        assert table.headings[2] == "90% interval"
        first = table.rows[0]
        assert first[0].endswith("(primary analysis)")
        assert first[1:4] == ["0.20", "0.10 to 0.30", "0.010"]
        words = "rival: cell mean; chosen: tuned network, SGD, best weights"
        assert first[-1] == words
        assert table.marked == {0}
        assert "not estimable: too few" in [cells[-1] for cells in table.rows]
        assert table.rows[-1][0] == "cell mean (sees no EEG)"

    def test_segments_are_counted_by_subject_and_phase(self):
        segments = pd.DataFrame(
            {
                "subject": ["02", "01", "01"],
                "recording": ["c", "a", "b"],
                "phase": ["rest", "rest", "activity"],
            }
        )
        table = tables.cohort_table(segments, ("rest", "activity"))
        assert table.rows == [
            ["01", "2", "1", "1", "2"],
            ["02", "1", "1", "0", "1"],
            ["all", "3", "2", "1", "3"],
        ]

    def test_pairs_of_muscles_are_named_from_source_to_sink(self):
        values = np.zeros((1, 1, 2, 2))
        values[0, 0, 1, 0] = 0.5
        table = tables.emg_controls_table(values, ("granger_raw",), ("BSH", "DEL"))
        assert table.rows[0] == ["BSH → DEL", "0.5000"]

    def test_options_are_flattened(self):
        given = {"a": {"b": 1, "c": {}}, "d": None, "e": [True, "x"], "f": [{"g": 2}]}
        assert configuration_rows(given) == [
            *(["a.b", "1"], ["a.c", "none"], ["d", "–"]),
            *(["e", "yes, x"], ["f", "g: 2"]),
        ]


class TestWords:
    def test_numbers(self):
        assert number(-0.1234) == "−0.12"
        assert number(-0.0001) == "0.00"
        assert number(np.nan) == number(None) == "–"
        assert number(np.float64(2), 0) == "2"

    def test_counts_and_lists(self):
        assert counted(1, "study") == "1 study"
        assert counted(2, "study") == "2 studies"
        assert counted(0, "segment") == "0 segments"
        assert listed(["a"]) == "a"
        assert listed(["a", "b", "c"]) == "a, b and c"

    def test_intervals_say_which_side_has_no_bound(self):
        assert interval(-0.1, 0.4) == "−0.10 to 0.40"
        assert interval(0.12, np.inf, 1) == "0.1 or more"
        assert interval(-np.inf, 0.3) == "0.30 or less"
        assert interval(-np.inf, np.inf) == "any value"
        assert interval(np.nan, np.nan) == ""

    def test_sentences_end_once_and_names_keep_their_capital(self):
        assert ended("x") == "x."
        assert ended("x. ") == "x."
        assert lowered("Phase lag index") == "phase lag index"
        assert lowered("Granger causality") == "Granger causality"
        assert lowered("DTF, normalised") == "DTF, normalised"


class TestNetworkAgainstKernel:
    ABOVE, AROUND = ({"value": 0.1, "low": low, "high": 0.2} for low in (0.02, -0.02))

    def said(self, **rows):
        names = {"fam": "fam", "kernels": "fam kernels", "tuned": "network-tuned-chosen"}
        names["other"] = "network-residual-adam-ensemble"
        frame = pd.DataFrame(
            [row(metric="skill_over_kernel_ridge", model=names[m], **r) for m, r in rows.items()]
        )
        return sentences.kernel_sentence(frame)

    def test_a_structure_that_kernels_have_as_well(self):
        words = self.said(fam=self.ABOVE, kernels=self.ABOVE)
        assert "mean of unlike networks 0.10 (interval 0.02 to 0.20)" in words
        assert "mean of unlike kernels 0.10 (interval 0.02 to 0.20)" in words
        assert "it is the structure, not the network" in words
        assert "needs several cohorts" in words

    def test_a_network_that_kernels_do_not_follow(self):
        words = self.said(fam=self.ABOVE, kernels=self.AROUND)
        assert "mean of unlike networks lies above the kernel ridge on these people" in words

    @pytest.mark.parametrize("one", [AROUND, {"value": 0.3}])
    def test_none_that_is_shown_to_be_better(self, one):
        words = self.said(fam=one, kernels=self.ABOVE)
        assert "No network is shown to be better than the kernel ridge" in words
        assert ("no interval" in words) == ("low" not in one)

    def test_a_network_is_not_picked_for_what_it_does_on_tested_segments(self):
        assert self.said(other=self.ABOVE) == ""
        words = self.said(other=self.ABOVE, tuned=self.AROUND)
        assert "tuned network, optimizer by validation 0.10" in words
        assert "residual" not in words


ICA = {
    "enabled": True,
    "iclabel": False,
    "iclabel_removes": ["eye", "muscle", "heart"],
    "horizontal_threshold": None,
    "muscle_threshold": 0.95,
}


class TestWhatWasNotRemoved:
    """What no rule looked for is said; that it was kept does not make it brain."""

    def components(self, ecg=np.nan):
        return pd.DataFrame(
            {
                "unit": "sub-01",
                "component": [0, 1, 2],
                "label": ["eog", "brain", "brain"],
                "removed": [1, 0, 0],
                "score_muscle": [0.2, 0.61, 0.83],
                "score_ecg": [ecg] * 3,
            }
        )

    def said(self, **ica):
        return " ".join(observations.kept_sentences(self.components(), ICA | ica))

    def test_unlabelled_components_are_counted_and_not_called_brain(self):
        words = self.said()
        assert "2 components of 3 met no rule" in words
        assert "does not make a component brain" in words

    def test_muscles_are_told_by_the_highest_score_that_was_kept(self):
        assert "the highest of what was kept is 0.83" in self.said()

    @pytest.mark.parametrize(
        ("ica", "saccades", "heart"),
        [
            ({}, True, True),
            ({"horizontal_threshold": 0.75}, False, True),
            ({"iclabel": True}, False, False),
            ({"iclabel": True, "iclabel_removes": ["muscle"]}, True, True),
        ],
    )
    def test_what_a_rule_looks_for_is_not_called_unlooked_for(self, ica, saccades, heart):
        words = self.said(**ica)
        assert ("Saccades" in words) == saccades
        assert ("No ECG" in words) == heart

    def test_with_an_ecg_the_heart_was_looked_for(self):
        words = observations.kept_sentences(self.components(ecg=0.1), ICA)
        assert "No ECG" not in " ".join(words)

    def test_without_an_analysis_nothing_is_said(self):
        assert not observations.kept_sentences(self.components(), ICA | {"enabled": False})
        assert not observations.kept_sentences(None, ICA)


class TestWhatCleaningCost:
    def recovery(self, **after):
        rows = [
            ("a", measure, signal, value, value)
            for measure, values in ({"dtf": (0.71, 0.66), "pli": (0.9, 0.95)} | after).items()
            for signal, value in zip(("before cleaning", "after cleaning"), values, strict=True)
        ]
        return pd.DataFrame(rows, columns=["recording", "measure", "signal", "r", "r_of_changes"])

    def test_every_measure_that_lost_is_named_with_both_numbers(self):
        words = " ".join(recovery.cost_sentences(self.recovery()))
        assert "Cleaning cost agreement of the networks with the truth: directed transfer" in words
        assert "function 0.710 to 0.660." in words
        assert "Gained by it, of the networks: phase lag index 0.900 to 0.950." in words

    def test_without_a_loss_that_is_said(self):
        words = " ".join(recovery.cost_sentences(self.recovery(dtf=(0.7, 0.8))))
        assert "cost no measure agreement" in words

    def test_nothing_is_said_without_numbers(self):
        assert not recovery.cost_sentences(None)


class TestShares:
    def limits(self, skill, share):
        row = {"scheme": "blocked", "model": "best-chosen", "skill": skill, "ceiling": 0.4}
        row |= {"ceiling_error": 0.01, "share_of_ceiling": share, "learnable": np.nan}
        row |= {"share_of_learnable": np.nan, "reliability": 0.7, "reason": ""}
        return pd.DataFrame([row])

    @pytest.mark.parametrize(("skill", "share"), [(-0.65, np.nan), (-0.65, -1.63), (0.0, 0.0)])
    def test_a_skill_that_is_not_above_zero_is_none_of_a_limit(self, skill, share):
        found = self.limits(skill, share)
        assert "none of the ceiling" in limits.limits_sentence(found)
        assert limits.limits_tables(found)["blocked"].rows[0][3] == "none"

    def test_a_share_above_zero_is_a_percentage_and_no_limit_has_no_share(self):
        row = limits.limits_tables(self.limits(0.2, 0.5))["blocked"].rows[0]
        assert row[3] == "50%"
        assert row[5] == "–"


class TestShuffledEeg:
    CONTROLS = pd.DataFrame(
        [{"control": "shuffled EEG", "status": "estimated", "scheme": "blocked", "skill": 0.19,
          "reason": ""}]
    )  # fmt: skip

    def test_it_is_compared_with_the_mean_that_models_start_from(self):
        metrics = pd.DataFrame([row(model="cell mean", value=0.18)])
        (words,) = doubts.controls_sentences(self.CONTROLS, metrics=metrics)
        assert "at most 0.19" in words
        assert "from which models start, has 0.18 without any EEG" in words

    def test_without_that_number_it_is_named(self):
        (words,) = doubts.controls_sentences(self.CONTROLS)
        assert "should be that of the mean of subject and phase" in words
