# Reasons to doubt a skill: wrong pairings, controls, and intervals that should hold.


rule shift_pairing:
    """Fit the linear and kernel models to wrong pairings of EEG and EMG."""
    input:
        **split_of(PRIMARY_SCHEME),
        dataset=result("dataset.nc"),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
    output:
        table("null", "doubts"),
    log:
        logs("shift_pairing"),
    benchmark:
        benchmarks("shift_pairing")
    priority: ON_THE_LONGEST_WAY
    conda:
        environment("learning")
    resources:
        mem_mb=memory("shift_pairing"),
    params:
        library=library("shift_pairing"),
        target=OPTIONS.connectivity.target,
        primary=PRIMARY_MODELS,
        shifts=OPTIONS.evaluation.null_shifts,
        seed=OPTIONS.seed,
    script:
        script_of("shift_pairing")


rule fit_controls:
    """Fit the linear and kernel models to what must carry no skill, or only a part of it."""
    input:
        **split_of(PRIMARY_SCHEME),
        dataset=result("dataset.nc"),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
    output:
        controls=table("controls", "doubts"),
        edges=table("control_edges", "doubts"),
    log:
        logs("fit_controls"),
    benchmark:
        benchmarks("fit_controls")
    priority: ON_THE_LONGEST_WAY
    conda:
        environment("learning")
    resources:
        mem_mb=memory("fit_controls"),
    params:
        library=library("fit_controls"),
        target=OPTIONS.connectivity.target,
        repeats=OPTIONS.evaluation.control_repeats,
        limit_hz=OPTIONS.connectivity.high_frequencies_hz,
        confidence=OPTIONS.evaluation.confidence,
        seed=OPTIONS.seed,
    script:
        script_of("fit_controls")


rule estimate_edge_intervals:
    """Make an interval for every muscle edge, and count how often it holds."""
    input:
        dataset=result("dataset.nc"),
        splits=of_schemes("splits/{scheme}.tsv"),
        about=of_schemes("splits/{scheme}.json"),
        networks=expand(result("models/{run}/predictions.nc"), run=RUNS.all),
        regressions=of_schemes("models/regressions/{scheme}.nc"),
    output:
        table("edge_intervals", "doubts"),
    log:
        logs("estimate_edge_intervals"),
    benchmark:
        benchmarks("estimate_edge_intervals")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("estimate_edge_intervals"),
    params:
        library=library("estimate_edge_intervals"),
        target=OPTIONS.connectivity.target,
        primary=PRIMARY_MODELS,
        level=OPTIONS.evaluation.edge_level,
    script:
        script_of("estimate_edge_intervals")
