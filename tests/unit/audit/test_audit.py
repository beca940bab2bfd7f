"""The audit finds what cannot be true, and never accuses an honest table."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from eeg2emg.audit import RULES, audit_metric_table, findings_table, read_metric_table
from eeg2emg.audit.findings import METRICS, Row
from eeg2emg.audit.printed import parse_printed
from eeg2emg.audit.published import OUTPUTS, RECORDS, SHARES, published_table
from eeg2emg.audit.readings import READINGS, READINGS_OF_ERRORS, audited_name, reading_of
from eeg2emg.audit.table import published_findings
from eeg2emg.audit.weights import combined, serves_all, shares_of_parts
from eeg2emg.errors import ConfigurationError
from eeg2emg.evaluation.metrics import (
    mean_absolute_error,
    mean_squared_error,
    pearson_r,
    r_squared,
)

PARTS = ("training", "validation", "test")


def audit_published(**changes):
    options = {"n_outputs": OUTPUTS, "n_records": RECORDS, "shares": SHARES} | changes
    return findings_table(audit_metric_table(published_table(), **options))


def broken(table, rule, verdict="impossible"):
    return table.loc[(table["rule"] == rule) & (table["verdict"] == verdict), "rows"].tolist()


class TestPublishedTable:
    def test_r2_above_r_squared_in_nine_of_twelve_rows(self):
        rows = broken(audit_published(), "r2_below_r_squared")
        assert len(rows) == 9
        fine = {"Adam training", "Adam total", "RMSprop validation"}
        assert not fine & set(rows)

    def test_every_row_needs_more_entries_than_there_are(self):
        table = audit_published()
        assert len(broken(table, "enough_entries")) == 12
        needed = table.loc[table["rule"] == "enough_entries", "left"]
        assert 45_000 < needed.min() < 46_000
        assert 124_000 < needed.max() < 125_000

    def test_totals_of_adam_and_rmsprop_are_no_weighted_means(self):
        rows = broken(audit_published(), "total_is_weighted_mean")
        assert [row.split()[0] for row in rows] == ["Adam", "RMSprop"]

    def test_no_split_serves_all_optimizers(self):
        assert len(broken(audit_published(), "one_split_for_all")) == 1

    def test_variance_of_everything_in_rmsprop(self):
        rows = broken(audit_published(), "total_variance")
        assert [row.split()[0] for row in rows] == ["RMSprop"]

    def test_variances_of_the_same_targets_differ(self):
        table = audit_published()
        assert len(broken(table, "same_variance")) == 1
        assert "SGD 0.3524 to 0.3543" in table.set_index("rule").loc["same_variance", "explanation"]

    def test_total_r2_of_sgd_is_only_suspicious(self):
        table = audit_published()
        assert not broken(table, "total_r2_among_parts")
        rows = broken(table, "total_r2_among_parts", "suspicious")
        assert [row.split()[0] for row in rows] == ["SGD"]

    def test_mae_is_the_square_of_mse_in_nine_rows(self):
        table = audit_published()
        rows = broken(table, "mae_is_squared_mse", "suspicious")
        assert len(rows) == 9
        assert not {"Adam training", "Adam test", "Adam total"} & set(rows)

    def test_the_other_reading_of_the_columns_fails_too(self):
        table = audit_published()
        mean = broken(table, "weighted_mean_if_columns_are_rmse_and_mse", "suspicious")
        variance = broken(table, "variance_if_columns_are_rmse_and_mse", "suspicious")
        assert [row.split()[0] for row in mean] == ["Adam", "RMSprop"]
        assert [row.split()[0] for row in variance] == ["RMSprop"]

    def test_numbers_are_in_range(self):
        assert not broken(audit_published(), "range")
        assert not broken(audit_published(), "mae_below_rmse")

    def test_without_knowledge_of_the_records_nothing_is_claimed_about_them(self):
        table = audit_published(n_records=None, shares=None)
        assert not broken(table, "enough_entries")
        assert not broken(table, "total_is_weighted_mean")
        assert len(broken(table, "r2_below_r_squared")) == 9
        assert len(broken(table, "one_split_for_all")) == 1

    def test_nominal_shares_alone_make_suspicious_only(self):
        table = audit_published(n_records=None)
        assert not broken(table, "total_is_weighted_mean")
        assert len(broken(table, "total_is_weighted_mean", "suspicious")) == 2


def honest_table(rng, *, records, n_outputs, digits, printed=()):
    """Metrics of three optimizers on the same targets, and the records by part.

    `printed` says what columns hold whose heading is wrong: a function of all four metrics.
    """
    n_test, n_validation = max(1, round(0.2 * records)), max(1, round(0.1 * records))
    counts = {
        "training": records - n_test - n_validation,
        "validation": n_validation,
        "test": n_test,
    }
    part = np.repeat(list(counts), list(counts.values()))
    scale = 10 ** rng.uniform(-4, 1)
    truth = rng.normal(size=(records, n_outputs)) * rng.gamma(1, size=n_outputs)
    truth = scale * (truth + rng.normal(size=n_outputs))
    rows = []
    for optimizer in ("Adam", "SGD", "RMSprop"):
        kind = rng.integers(4)
        error = rng.normal(size=truth.shape) * 10 ** rng.uniform(-2, 0.5)
        if kind == 1:
            error = rng.standard_t(1.5, size=truth.shape) * 0.1
        prediction = truth * rng.uniform(-0.3, 1) + scale * error
        if kind == 2:
            prediction = np.full(truth.shape, truth.mean())
        if kind == 3:
            prediction[:, :] = rng.normal(size=n_outputs) * scale
        for split in (*PARTS, "total"):
            inside = (part == split) | (split == "total")
            y, f = truth[inside], prediction[inside]
            values = {
                "r2": r_squared(y, f),
                "mse": mean_squared_error(y, f),
                "mae": mean_absolute_error(y, f),
                "r": pearson_r(y, f),
            }
            values |= {column: held(values) for column, held in dict(printed).items()}
            rows.append((optimizer, split, *(f"{v:.{digits}f}" for v in values.values())))
    return pd.DataFrame(rows, columns=["optimizer", "split", "r2", "mse", "mae", "r"]), counts


@pytest.mark.parametrize("seed", range(12))
def test_honest_tables_of_any_size_pass(seed):
    rng = np.random.default_rng(seed)
    for _ in range(40):
        records = int(rng.choice([4, 5, 7, 12, 30, 101, 400]))
        n_outputs = int(rng.choice([1, 4, 36]))
        table, counts = honest_table(
            rng, records=records, n_outputs=n_outputs, digits=int(rng.integers(1, 7))
        )
        for knowledge in (
            {"counts": counts},
            {"n_records": records, "shares": SHARES},
            {},
        ):
            findings = audit_metric_table(table, n_outputs=n_outputs, **knowledge)
            wrong = [f for f in findings if f.verdict == "impossible"]
            assert not wrong, (table, wrong[0])


def rmse(values):
    return values["mse"] ** 0.5


MISLABELLED = {
    "columns MSE and MAE exchanged": {"mse": lambda v: v["mae"], "mae": lambda v: v["mse"]},
    "the RMSE in the column MSE": {"mse": rmse},
    "the RMSE in the column MAE": {"mae": rmse},
    "RMSE and MSE in the columns MSE and MAE": {"mse": rmse, "mae": lambda v: v["mse"]},
    "columns R² and r exchanged": {"r2": lambda v: v["r"], "r": lambda v: v["r2"]},
    "r² in the column r": {"r": lambda v: v["r"] ** 2},
}
"""What columns hold in tables that are to be read in these ways."""


def printed_under(reading):
    """Say what the columns of an honest table hold that is read in this way."""
    return {
        column: held
        for name in reading.name.split(", and ")
        for column, held in MISLABELLED[name].items()
    }


class TestReadings:
    @pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.name)
    def test_an_honest_table_with_such_columns_passes_under_its_reading(self, reading):
        rng = np.random.default_rng(3)
        for _ in range(40):
            records, n_outputs = int(rng.choice([5, 30, 101, 400])), int(rng.choice([1, 4, 36]))
            table, counts = honest_table(
                rng,
                records=records,
                n_outputs=n_outputs,
                digits=int(rng.integers(1, 7)),
                printed=printed_under(reading),
            )
            findings = audit_metric_table(
                table, n_outputs=n_outputs, counts=counts, reading=reading
            )
            assert not [f for f in findings if f.verdict == "impossible"], table

    @pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.name)
    def test_read_as_printed_or_in_another_way_it_is_found_out(self, reading):
        rng = np.random.default_rng(1)
        found = 0
        for _ in range(20):
            table, counts = honest_table(
                rng, records=101, n_outputs=4, digits=6, printed=printed_under(reading)
            )
            for other in (None, *READINGS):
                findings = audit_metric_table(table, n_outputs=4, counts=counts, reading=other)
                found += other is not reading and "impossible" in {f.verdict for f in findings}
        assert found > 100  # of 200

    def test_exchanging_columns_twice_changes_nothing(self):
        reading = READINGS_OF_ERRORS["columns MSE and MAE exchanged"]
        row = Row("Adam", "test", {m: parse_printed(f"0.{k}") for k, m in enumerate(METRICS)})
        assert reading.of(reading.of(row)) == row

    def test_columns_that_exclude_each_other_are_told(self):
        reading = READINGS_OF_ERRORS["the RMSE in the column MAE"]
        row = Row("Adam", "test", {m: parse_printed("0.5") for m in METRICS})
        (finding,) = reading.agreement(row)
        assert finding.verdict == "impossible"
        agreeing = {"mse": parse_printed("0.25"), "mae": parse_printed("0.5")}
        (finding,) = reading.agreement(Row("Adam", "test", {**row.cells, **agreeing}))
        assert finding.verdict == "ok"

    def test_the_published_table_stays_impossible_under_all_of_them(self):
        findings = published_findings()
        impossible = findings[findings["verdict"] == "impossible"]["table"].value_counts()
        assert set(impossible.index) == {"published", *map(audited_name, READINGS)}
        assert impossible["published"] == 26
        assert impossible["published, columns MSE and MAE exchanged"] == 10
        kindest = "published, columns MSE and MAE exchanged, and r² in the column r"
        assert impossible.idxmin() == kindest
        left = findings[(findings["table"] == kindest) & (findings["verdict"] == "impossible")]
        assert left["rule"].tolist() == ["same_variance"]

    def test_the_name_of_a_reading_is_found_in_that_of_its_table(self):
        assert [reading_of(audited_name(reading)) for reading in READINGS] == [
            reading.name for reading in READINGS
        ]
        assert reading_of("published") == reading_of("table3") == ""


class TestPlantedFaults:
    """Each fault is planted into an honest table and found by its rule, and only where it is."""

    @pytest.fixture
    def honest(self):
        rng = np.random.default_rng(5)
        truth = rng.normal(size=(100, 36))
        part = np.repeat(PARTS, (70, 10, 20))
        rows = []
        for optimizer, size in (("Adam", 0.3), ("SGD", 0.5), ("RMSprop", 0.4)):
            prediction = truth + size * rng.normal(size=truth.shape)
            for split in (*PARTS, "total"):
                inside = (part == split) | (split == "total")
                y, f = truth[inside], prediction[inside]
                values = r_squared(y, f), mean_squared_error(y, f), mean_absolute_error(y, f)
                rows.append((optimizer, split, *(f"{v:.4f}" for v in (*values, pearson_r(y, f)))))
        table = pd.DataFrame(rows, columns=["optimizer", "split", "r2", "mse", "mae", "r"])
        return table.set_index(["optimizer", "split"])

    def impossible(self, table):
        findings = audit_metric_table(
            table.reset_index(),
            n_outputs=36,
            counts={"training": 70, "validation": 10, "test": 20},
        )
        return [(f.rule, f.rows) for f in findings if f.verdict == "impossible"]

    def test_honest_to_begin_with(self, honest):
        assert self.impossible(honest) == []

    @pytest.mark.parametrize(
        ("cell", "value", "rule"),
        [
            ("r2", "1.2000", "range"),
            ("mse", "-0.1000", "range"),
            ("r", "-1.0100", "range"),
            ("r", "0.9000", "r2_below_r_squared"),
            ("mae", "0.4000", "mae_below_rmse"),
            ("mae", "0.0010", "enough_entries"),
        ],
    )
    def test_in_one_row(self, honest, cell, value, rule):
        honest.loc[("Adam", "test"), cell] = value
        assert (rule, ("Adam test",)) in self.impossible(honest)
        assert {r for r, rows in self.impossible(honest) if rows == ("SGD test",)} == set()

    def test_negative_r_uses_the_larger_square(self, honest):
        # -0.3 stands for -0.35 to -0.25: r^2 may be 0.1225, which 0.1 does not exceed.
        honest.loc[("Adam", "test"), ["r2", "r"]] = ["0.1", "-0.3"]
        assert ("r2_below_r_squared", ("Adam test",)) not in self.impossible(honest)

    def test_total_mse(self, honest):
        for value in ("0.0850", "0.0990"):
            honest.loc[("Adam", "total"), "mse"] = value
            assert "total_is_weighted_mean" in {rule for rule, _ in self.impossible(honest)}

    def test_total_variance(self, honest):
        honest.loc[("SGD", "total"), "r2"] = "0.5000"
        found = dict(self.impossible(honest))
        assert found["total_variance"][0] == "SGD training"
        assert "same_variance" in found

    def test_r2_above_all_parts_is_suspicious(self, honest):
        honest.loc[("SGD", "total"), "r2"] = "0.9000"
        findings = audit_metric_table(honest.reset_index(), n_outputs=36)
        verdicts = {f.rows[0]: f.verdict for f in findings if f.rule == "total_r2_among_parts"}
        assert verdicts == {
            "Adam training": "ok",
            "SGD training": "suspicious",
            "RMSprop training": "ok",
        }

    def test_one_split(self, honest):
        # Adam's total says that all is training, RMSprop's that all is test.
        for optimizer, part in (("Adam", "training"), ("RMSprop", "test")):
            values = honest.loc[(optimizer, part), "mse"]
            honest.loc[(optimizer, "total"), "mse"] = values
            for other in set(PARTS) - {part}:
                honest.loc[(optimizer, other), "mse"] = f"{2 * float(values):.4f}"
        assert "one_split_for_all" in {rule for rule, _ in self.impossible(honest)}


class TestPrintedNumbers:
    @pytest.mark.parametrize(
        ("text", "low", "high"),
        [
            ("0.9270", "0.92695", "0.92705"),
            (".0004", "0.00035", "0.00045"),
            ("-1.5", "-1.55", "-1.45"),
            ("−1.5", "-1.55", "-1.45"),
            ("1.53e-06", "1.525e-06", "1.535e-06"),
            ("7", "6.5", "7.5"),
            ("3.", "2.5", "3.5"),
        ],
    )
    def test_half_a_unit_in_the_last_place(self, text, low, high):
        assert parse_printed(text) == (Fraction(Decimal(low)), Fraction(Decimal(high)))

    @pytest.mark.parametrize("text", ["", "nan", "—", "n/a", ".", "1.2.3", "inf"])
    def test_what_is_no_number_is_not_stated(self, text):
        assert parse_printed(text) is None

    def test_square_of_an_interval_about_zero(self):
        squared = parse_printed("0.0").squared()
        assert squared == (0, Fraction(1, 400))


class TestWeights:
    def test_bounds_are_reached(self):
        weights = shares_of_parts(None, 10, SHARES)
        values = [Fraction(1), Fraction(2), Fraction(10)]
        # One record of ten moves from training to test: 0.6, 0.1 and 0.3; or the other way.
        assert combined(values, weights, largest=True) == Fraction("3.8")
        assert combined(values, weights, largest=False) == Fraction("2.0")

    def test_split_exists_exactly_when_linear_programming_finds_one(self):
        from scipy.optimize import linprog

        rng = np.random.default_rng(3)
        agreed = {True: 0, False: 0}
        for _ in range(200):
            problem, upper, bound = [], [], []
            for _ in range(3):
                parts = [parse_printed(f"{v:.2f}") for v in rng.uniform(1, 2, 3)]
                total = parse_printed(f"{rng.uniform(1.3, 1.7):.1f}")
                problem.append((parts, total))
                upper += [[float(p.low) for p in parts], [-float(p.high) for p in parts]]
                bound += [float(total.high), -float(total.low)]
            solution = linprog(
                np.zeros(3), A_ub=upper, b_ub=bound, A_eq=[[1, 1, 1]], b_eq=[1], bounds=(0, 1)
            )
            assert serves_all(problem) == (solution.status == 0)
            agreed[solution.status == 0] += 1
        assert min(agreed.values()) > 20

    def test_counts_must_name_the_parts(self):
        with pytest.raises(ConfigurationError, match="counts"):
            shares_of_parts({"training": 3, "test": 1}, None, None)


class TestTables:
    def test_missing_numbers_are_not_judged(self):
        table = published_table()
        table.loc[0, "r"] = "nan"
        findings = audit_metric_table(table, n_outputs=OUTPUTS)
        first = next(f for f in findings if f.rule == "r2_below_r_squared")
        assert first.verdict == "ok"
        assert "Not all numbers" in first.explanation

    def test_csv_keeps_zeros(self, tmp_path):
        path = tmp_path / "table.csv"
        published_table().to_csv(path, index=False)
        pd.testing.assert_frame_equal(read_metric_table(path), published_table(), check_dtype=False)

    def test_csv_without_a_column_is_named(self, tmp_path):
        path = tmp_path / "table.csv"
        published_table().drop(columns="mae").to_csv(path, index=False)
        with pytest.raises(ConfigurationError, match="no column mae"):
            read_metric_table(path)

    @pytest.mark.parametrize(
        ("column", "match"), [("split", "split 'all'"), ("optimizer", "twice")]
    )
    def test_foreign_and_repeated_rows(self, column, match):
        table = published_table()
        table.loc[4, column] = {"split": "all", "optimizer": "Adam"}[column]
        with pytest.raises(ConfigurationError, match=match):
            audit_metric_table(table, n_outputs=OUTPUTS)

    def test_every_rule_is_described(self):
        assert set(published_findings()["rule"]) == set(RULES)
