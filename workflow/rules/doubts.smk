# Reasons to doubt a skill: shifted pairings, controls, and intervals that should hold.


rule shift_pairing:
    """Fit the linear and kernel models to shifted pairings of EEG and EMG, and to controls."""
    input:
        dataset=result("dataset.nc"),
        split=result(f"splits/{PRIMARY_SCHEME}.tsv"),
        about=result(f"splits/{PRIMARY_SCHEME}.json"),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
    output:
        null=report(
            result("tables/null.csv"),
            caption="../report/doubts.rst",
            category="5 Evaluation",
        ),
        controls=report(
            result("tables/controls.csv"),
            caption="../report/doubts.rst",
            category="5 Evaluation",
        ),
    log:
        result("logs/shift_pairing.log"),
    benchmark:
        result("benchmarks/shift_pairing.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=2000,
    params:
        library=library("shift_pairing"),
        target=OPTIONS.connectivity.target,
        shifts=OPTIONS.evaluation.null_shifts,
        repeats=OPTIONS.evaluation.control_repeats,
        bootstrap=OPTIONS.evaluation.bootstrap,
        confidence=OPTIONS.evaluation.confidence,
        seed=OPTIONS.seed,
    script:
        "../../scripts/shift_pairing.py"


rule estimate_edge_intervals:
    """Make an interval for every muscle edge, and count how often it holds."""
    input:
        dataset=result("dataset.nc"),
        splits=expand(result("splits/{scheme}.tsv"), scheme=SCHEMES),
        about=expand(result("splits/{scheme}.json"), scheme=SCHEMES),
        networks=expand(result("models/{run}/predictions.nc"), run=RUNS.all),
        regressions=expand(result("models/regressions/{scheme}.nc"), scheme=SCHEMES),
    output:
        report(
            result("tables/edge_intervals.csv"),
            caption="../report/doubts.rst",
            category="5 Evaluation",
        ),
    log:
        result("logs/estimate_edge_intervals.log"),
    benchmark:
        result("benchmarks/estimate_edge_intervals.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=2000,
    params:
        library=library("estimate_edge_intervals"),
        target=OPTIONS.connectivity.target,
        level=OPTIONS.evaluation.edge_level,
    script:
        "../../scripts/estimate_edge_intervals.py"
