"""Which rules run again when a module of the library changes: a table, to be read and doubted.

It lists the rules whose own digest changes. What they make anew makes the rules after them run.
"""

import re
from pathlib import Path

import pytest
from eeg2emg.jobs.library_digest import modules_used

SCRIPTS = Path(__file__).parents[3] / "scripts"
RULES = SCRIPTS.parent / "workflow" / "rules"
UNCOUPLED = {"judge_uncoupled_cohorts", "tabulate_calibration"}
ESTIMATING = {
    *("estimate_connectivity", "estimate_significance", "estimate_corticomuscular"),
    *("cross_check", "compare_with_truth"),
}
VERDICTS = {"judge_cohorts"}
"""Studies of the verdict: cohorts of matrices and of signals, judged by all that it rests on."""

BENCHMARK = {"simulate_benchmark_cohort"}
"""Cohorts of signals; the models are fitted to what it makes."""

NETWORKS = {
    "train_network",
    "shift_pairing_of_network",
    "measure_importance",
    "fit_benchmark_cohort",
    *UNCOUPLED,
}
REGRESSIONS = {
    *(
        "fit_models",
        "store_model",
        "fit_controls",
        "shift_pairing",
        "measure_importance",
        "measure_limits",
        "measure_learning_curve",
    ),
    *("shift_pairing_of_network", "fit_benchmark_cohort", *UNCOUPLED, *VERDICTS),
    *("judge_target", "compare_features"),
}

RERUN = {
    "importing/matlab.py": {"import_recording"},
    "quality/channel_checks.py": {"check_quality"},
    "recordings/units.py": {
        *("check_quality", "fit_ica", "clean_recording"),
        *("compare_with_truth", "estimate_at_couplings", *VERDICTS, *BENCHMARK),
    },
    "recordings/edf_records.py": {
        *("import_recording", "check_quality", "fit_ica", "clean_recording"),
        *("compare_with_truth", "estimate_at_couplings", *VERDICTS, *BENCHMARK),
    },
    "recordings/laplacian.py": {"clean_recording", "estimate_at_couplings"},
    "evaluation/compared_choices.py": {"compare_choices"},
    "cleaning/iclabel.py": {"fit_ica"},
    "cleaning/component_table.py": {"tabulate_cleaning"},
    "connectivity/surrogates.py": {"estimate_significance"},
    "connectivity/transfer_function.py": {
        *ESTIMATING,
        *("estimate_at_couplings", "estimate_vectors"),
        *VERDICTS,
        *BENCHMARK,
    },
    "corticomuscular/thresholds.py": {"estimate_corticomuscular", "tabulate_corticomuscular"},
    "derivatives/matrices.py": {"write_derivatives"},
    "derivatives/signals.py": {"export_recording"},
    "corticomuscular/clusters.py": {"tabulate_corticomuscular"},
    "figures/corticomuscular.py": {"draw_corticomuscular"},
    "connectivity/vectors/muscle_spectrum.py": {"estimate_vectors"},
    "verdict/targets.py": {"judge_target"},
    "evaluation/feature_groups.py": {"compare_features"},
    "connectivity/mean_table.py": {"tabulate_connectivity"},
    "splitting/schemes.py": {"split_segments", "fit_benchmark_cohort", *UNCOUPLED, *VERDICTS},
    "learning/trainer.py": {*NETWORKS, "judge_target"},
    # The last two for how TensorFlow is set up.
    "learning/edge_network.py": {*NETWORKS, "judge_target", "store_model", "apply_model"},
    "learning/regressions.py": {*REGRESSIONS, "estimate_edge_intervals"},
    "learning/model_fits.py": {*REGRESSIONS, "estimate_edge_intervals"},
    "learning/members.py": {*REGRESSIONS, "estimate_edge_intervals"},
    "learning/rivals.py": {*REGRESSIONS, "estimate_edge_intervals"},
    "learning/time_trends.py": {*REGRESSIONS, "estimate_edge_intervals"},
    "evaluation/limits.py": {"measure_limits", "judge_target"},
    "evaluation/learning_curve.py": {"measure_learning_curve"},
    "evaluation/edge_intervals.py": {"estimate_edge_intervals"},
    "evaluation/out_of_fold.py": {"estimate_edge_intervals"},
    "controls/shifted_models.py": {
        *("shift_pairing", "shift_pairing_of_network", "judge_target", *UNCOUPLED, *VERDICTS),
    },
    "controls/trends.py": {
        *("reach_verdict", "shift_pairing", "shift_pairing_of_network", "judge_target"),
        *(*UNCOUPLED, *VERDICTS),
    },
    "controls/eeg_subsets.py": {"fit_controls", "judge_target", *VERDICTS},
    "controls/subset_fits.py": {"fit_controls", "judge_target", *VERDICTS},
    "controls/control_edges.py": {"fit_controls"},
    "evaluation/primary_edges.py": {"judge_edges", "write_report"},
    "verdict/brain_or_muscle.py": {"judge_edges", "write_report"},
    "cleaning/head_muscles.py": {"clean_recording", "estimate_at_couplings"},
    "verdict/decision.py": {"reach_verdict", "judge_target", *VERDICTS},
    "verdict/power.py": {"reach_verdict"},
    "stored/applying.py": {"apply_model"},
    "stored/storing.py": {"store_model"},
    "stored/card.py": {"apply_model", "store_model"},
    "report/applied.py": {"report_applied", "write_report"},
    # The catalogue of studies names the functions of nuisances, and with them what they call.
    "studies/matrix_nuisances.py": {"tabulate_verdicts", *VERDICTS, *BENCHMARK},
    "studies/signal_nuisances.py": {"tabulate_verdicts", *VERDICTS, *BENCHMARK},
    "studies/benchmark.py": {"fit_benchmark_cohort"},
    "studies/pooled_skills.py": {"tabulate_benchmark"},
    "recovery/brain.py": {"compare_with_truth"},
    "importance/explained.py": {"measure_importance"},
    "simulation/artefacts.py": {
        *(
            "simulate_recordings",
            "compare_with_truth",
            "estimate_at_couplings",
            "tabulate_verdicts",
            *VERDICTS,
            *BENCHMARK,
        ),
    },
    "audit/weights.py": {"audit_published_table", "write_latex", "write_report"},
    "report/claims.py": {"judge_claims", "write_latex", "write_report"},
    "files/latex.py": {"audit_published_table", "evaluate", "write_latex"},
    "figures/skill.py": {"draw_evaluation"},
    "report/sections/recovery.py": {"write_report"},
}


@pytest.mark.parametrize("module", RERUN)
def test_a_changed_module_reruns_these_rules(module):
    changed = SCRIPTS / "eeg2emg" / module
    assert changed.is_file()
    using = {path.stem for path in SCRIPTS.glob("*.py") if changed in modules_used(path)}
    assert using == RERUN[module]


SIMULATED_ONLY = {"compare_with_truth"}
"""Of recordings that the workflow wrote itself."""

IN_MEMORY = {"estimate_at_couplings", *VERDICTS, *BENCHMARK}
"""Those that simulate anew what others read."""


def test_every_rule_that_reads_recordings_names_their_files_and_carries_their_state():
    reading = SCRIPTS / "eeg2emg" / "recordings" / "reading.py"
    scripts = {path.stem for path in SCRIPTS.glob("*.py") if reading in modules_used(path)}
    scripts -= IN_MEMORY
    assert scripts - SIMULATED_ONLY == {"check_quality", "fit_ica", "clean_recording"}
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(RULES.rglob("*.smk")))
    for name in scripts:
        (rule,) = re.findall(rf"^ *rule {name}:\n(.*?script_of)", text, re.MULTILINE | re.DOTALL)
        assert "files_of(" in rule, name
        assert ("state_of(" in rule) == (name not in SIMULATED_ONLY), name


def test_every_rule_with_a_script_carries_the_digest_of_that_script():
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(RULES.rglob("*.smk")))
    rules = re.split(r"^ *rule ", text, flags=re.MULTILINE)[1:]
    scripts = 0
    for rule in rules:
        used = re.findall(r'script_of\("(\w+)"\)', rule)
        scripts += len(used)
        assert re.findall(r'library\("(\w+)"\)', rule) == used, rule.partition(":")[0]
    assert scripts > 35
