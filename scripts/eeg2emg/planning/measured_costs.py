"""Measured costs: processor time of each rule, and bytes of what is kept.

The figures were measured with small simulated cohorts (five people with five recordings of three
minutes, and eight with five of 120 s; 25 channels at 1 kHz) and a tenth of them, on one core of a
server. A rule costs a start and an amount per size of its work.
"""

PER_RECORDING = {  # start in s, and s per million samples of all channels
    "import_recording": (1.0, 0.3),
    "check_quality": (0.65, 0.08),
    "clean_recording": (1.6, 0.28),
}
PER_SUBJECT = {"fit_ica": (2.7, 0.07), "judge_subject": (0.15, 0.0), "cross_check": (1.6, 0.0)}
SIMULATED_SUBJECT = {
    "simulate_head": (0.7, 0.0),
    "simulate_recordings": (0.6, 0.15),
    "compare_with_truth": (2.5, 0.05),
}
SINGLE_S = {
    "describe_dataset": 0.5,
    "describe_import": 0.5,
    "list_exclusions": 0.4,
    "assemble_dataset": 0.5,
    "tabulate_connectivity": 0.7,
    "tabulate_cleaning": 0.3,
    "evaluate": 3.2,
    "audit_published_table": 0.5,
    "compare_estimators": 5.0,
    "compare_choices": 3.0,
    "measure_learning_curve": 1.0,
    "measure_limits": 0.7,
    "fit_controls": 6.0,
    "estimate_edge_intervals": 0.8,
    "reach_verdict": 1.0,
    "judge_edges": 0.8,
    "judge_claims": 0.6,
    "write_latex": 0.9,
    "store_model": 6.0,
    "apply_model": 6.0,
    "measure_recovery": 0.6,
    "tabulate_recovery": 0.5,
    "draw_recovery": 6.5,
    "draw_training": 9.4,
    "draw_connectivity": 27.0,
    "draw_evaluation": 9.6,
    "write_configuration": 0.5,
    "tabulate_statements": 0.4,
    "write_report": 0.9,
    "write_resources": 0.6,
    "write_provenance": 1.0,
    "tabulate_significance": 0.7,
    "draw_significance": 3.0,
    "tabulate_corticomuscular": 3.0,
    "draw_corticomuscular": 5.0,
    "tabulate_network_null": 0.7,
    "summarise_targets": 0.7,
    "draw_targets": 1.7,
}
SEGMENT_MINUTE_S = 0.34  # all matrices of a minute of 19 and 6 channels
COHERENCE_PERSON_S, COHERENCE_MINUTE_S = 2.0, 0.3  # with 199 surrogates
TARGET_MINUTE_S, EXPECTED_SEGMENT_S = 0.008, 0.015  # of the ceiling: a draw, and a segment
NEW_PEOPLE_PER_DRAW = 8  # 64 people, with an eighth of the draws each
SHIFT_SEGMENT_S = 0.0014
VECTORS_MINUTE_S = 0.15  # all vectors of a minute of 19 and 6 channels
JUDGED_SHARE = 1 / 3  # ridge and kernel ridge, of all regressions
SLOWER_ESTIMATOR = 5.0  # multitapers, of the measures that both estimators have
FOLD_SEGMENT_S, FOLD_CUBE_S = 0.006, 3e-9  # all regressions, a fold; kernels are decomposed
LEARNABLE_SHARE = 0.5  # one regression from a few numbers, not three
NETWORK_START_S, FOLD_START_S = 4.5, 0.5
PASS_S = 0.0011  # of a segment through a network and back, with its part in validation and refit
TRAINED_SHARE = 0.7  # of the segments
BEST_ITERATION = 100  # about where training is best, after which its patience begins
IMPORTANCE_SEGMENT_S, DRAWN_RECORDING_S = 0.06, 1.2

SEGMENT_BYTES = 95_000  # of 19 and 6 channels: its own file and the dataset
PREVIEW_BYTES = 500_000
FOLD_BYTES = 2_300_000
REPORT_BYTES = 50_000_000  # figures and report
CLEANED_BYTES = 11.2  # per sample of the cleaned signals
SIMULATED_BYTES, IMPORTED_BYTES = 2.0, 4.0
