"""What the report says of further targets and groups of features, and where it claims nothing."""

import numpy as np
import pandas as pd
from eeg2emg.evaluation.feature_table import COLUMNS
from eeg2emg.report.sections.targets import (
    features_sentences,
    features_table,
    synergies_sentence,
    synergies_table,
    targets_sentences,
)
from eeg2emg.report.sections.targets import targets_table as table_of
from making import targets as made

LEVEL = 0.025


def say(*rows):
    return targets_sentences(made.targets_table(*rows), level=LEVEL)


class TestTargets:
    def test_shown_ones_come_first_with_their_skills(self):
        first, *_ = say()
        assert first.startswith("Of 2 further targets the EEG is shown to tell about ")
        assert "intermuscular coherence (skill 0.20, 0.10 to 0.30)" in first
        assert "amplitude" not in first

    def test_each_other_one_has_its_reason(self):
        _, other = say()
        assert other.startswith("Amplitude, skill 0.30, 0.20 to 0.40: ")
        assert "adds nothing to its muscles" in other

    def test_one_that_does_not_pass_the_correction_is_not_called_shown(self):
        first, second = say(made.target_row("amplitude", "Amplitude", 0.2, p_corrected=0.06))
        assert "is shown to tell about none" in first
        assert "but not the correction for the number of targets (p = 0.060)" in second

    def test_the_primary_target_is_no_further_one(self):
        first, *_ = say(made.target_row("amplitude", "Amplitude", 0.1, "not shown"))
        assert first.startswith("Of 1 further target ")
        assert "Granger" not in " ".join(say())

    def test_without_an_estimate_there_is_a_dash_and_a_reason(self):
        nothing = dict.fromkeys(("skill", "low", "high", "p", "p_corrected", "n_entries"), np.nan)
        row = made.target_row("coherence", "Intermuscular coherence", 0.0, "too few people")
        _, second = say(row | nothing)
        assert second.startswith("Intermuscular coherence, skill –: there are too few people")
        table = table_of(made.targets_table(row | nothing), 0.95)
        assert table.rows[1][1:6] == ["–", "0.80", "–", "–", "–"]

    def test_the_primary_target_is_set_off(self):
        table = table_of(made.targets_table(), 0.95)
        assert table.marked == {0}
        assert table.rows[0][0] == "Granger causality, raw EMG (primary)"
        assert len({len(row) for row in [table.headings, *table.rows]}) == 1


class TestFeatures:
    def test_connectivity_that_adds_says_more(self):
        (sentence,) = features_sentences(made.features_table(added=0.12))
        question = "Does connectivity say more than band power? Yes: it adds 0.12 (0.07 to 0.17)."
        assert sentence.startswith(question)
        assert sentence.endswith(
            "to connectivity? That is not shown: it adds 0.01 (−0.04 to 0.06)."
        )

    def test_an_interval_that_holds_0_shows_nothing(self):
        (sentence,) = features_sentences(made.features_table(added=0.03))
        assert "band power? That is not shown: it adds 0.03" in sentence

    def test_a_loss_is_called_one(self):
        (sentence,) = features_sentences(made.features_table(added=-0.2))
        loss = "That is not shown: both have a skill that is 0.20 smaller (difference −0.25 to"
        assert f"band power? {loss} −0.15)." in sentence

    def test_without_an_interval_it_stays_open(self):
        (sentence,) = features_sentences(made.features_table(interval=False))
        assert "That stays open with so few people: it adds 0.12." in sentence

    def test_a_comparison_that_cannot_be_made_is_told(self):
        row = dict.fromkeys(COLUMNS, np.nan) | {
            "scheme": "blocked",
            "group": "power",
            "features": "both",
            "status": "not estimable",
            "reason": "Too few recordings",
        }
        table = pd.DataFrame([row])
        (sentence,) = features_sentences(table)
        assert sentence == "Connectivity and band power cannot be compared: too few recordings"
        assert features_table(table, 0.95).rows[0][-1] == "Too few recordings"

    def test_rows_name_the_group(self):
        rows = features_table(made.features_table(), 0.95).rows
        assert [row[2] for row in rows] == [
            *("connectivity", "band power", "both"),
            *("connectivity beyond band power", "band power beyond connectivity"),
        ]


class TestSynergies:
    def test_their_number_what_they_explain_and_how_alike_people_are(self):
        words = synergies_sentence(made.synergies_table())
        assert words.startswith("2 synergies explain 80% of the squared envelopes")
        assert words.endswith("a cosine of 0.92 on average, 0.90 at least.")
        assert synergies_sentence(made.synergies_table(1)).startswith("1 synergy explains 70%")

    def test_where_none_were_learnt_nothing_is_said(self):
        assert synergies_sentence(made.synergies_table(0)) == ""
        assert synergies_table(made.synergies_table(0)) is None

    def test_the_table_holds_mean_weights(self):
        table = synergies_table(made.synergies_table())
        assert table.headings == ["synergy", "BSH", "TRIO", "DEL"]
        assert table.rows[0] == ["synergy 1", "0.92", "0.42", "0.12"]
