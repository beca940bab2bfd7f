# Tables: the paper's, the honest ones, and the audit of both.

PRINTED = expand(result("tables/{name}.tex"), name=printed_tables(simulated=SIMULATED))
TABLES = [
    *PRINTED,
    *expand(
        result("tables/{name}.{ending}"),
        name=TABLE3_RECIPES,
        ending=["csv", "md", "tex"],
    ),
    *expand(
        result("tables/{name}.csv"),
        name=[
            *(
                "metrics",
                "subjects",
                "limits",
                "learning_curve",
                "reliability",
                "audit",
                "importance",
            ),
            *("null", "controls", "control_edges", "edge_intervals"),
            *("verdict", "trends", "brain_or_muscle", "claims"),
            *("quality", "statements", "ica", "connectivity"),
            *TARGET_TABLES,
            *(["network_null"] if OPTIONS.evaluation.network_null_shifts else []),
            *(["estimators"] if OPTIONS.evaluation.compare_estimators else []),
            *(["laplacian"] if OPTIONS.evaluation.compare_laplacian else []),
            *(["applied", "applied_people"] if OPTIONS.apply.model else []),
            *(["significance"] if OPTIONS.significance.enabled else []),
            *(CORTICOMUSCULAR_TABLES if OPTIONS.corticomuscular.enabled else []),
            *(["recovery", *RECOVERY_TABLES] if SIMULATED else []),
        ],
    ),
]


rule evaluate:
    """Judge every model in every scheme, and lay out the paper's Table 3."""
    input:
        dataset=result("dataset.nc"),
        splits=of_schemes("splits/{scheme}.tsv"),
        about=of_schemes("splits/{scheme}.json"),
        networks=expand(result("models/{run}/predictions.nc"), run=RUNS.all),
        regressions=of_schemes("models/regressions/{scheme}.nc"),
    output:
        **{
            name: reported(
                [result(f"tables/{name}.{ending}") for ending in ("csv", "md", "tex")],
                "table3",
            )
            for name in TABLE3_RECIPES
        },
        metrics=table("metrics", "metrics"),
        subjects=table("subjects", "metrics"),
    log:
        logs("evaluate"),
    benchmark:
        benchmarks("evaluate")
    priority: ON_THE_LONGEST_WAY
    conda:
        environment("learning")
    resources:
        mem_mb=memory("evaluate"),
    params:
        library=library("evaluate"),
        recipes=list(TABLE3_RECIPES.values()),
        primary=PRIMARY_MODELS,
        target=OPTIONS.connectivity.target,
        confidence=OPTIONS.evaluation.confidence,
        seed=OPTIONS.seed,
    script:
        script_of("evaluate")


rule audit_published_table:
    """Check the published Table 3, and this run's own, against arithmetic."""
    input:
        **{name: result(f"tables/{name}.csv") for name in TABLE3_RECIPES},
    output:
        table("audit", "audit"),
    log:
        logs("audit_published_table"),
    benchmark:
        benchmarks("audit_published_table")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("audit_published_table"),
    params:
        library=library("audit_published_table"),
        tables=list(TABLE3_RECIPES),
        n_outputs=len(OPTIONS.channels.emg) ** 2,
    script:
        script_of("audit_published_table")


rule measure_importance:
    """Measure what the replication's network, and the best linear or kernel model, rest on."""
    input:
        **split_of(PRIMARY_SCHEME),
        dataset=result("dataset.nc"),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
        predictions=expand(result("models/{run}/predictions.nc"), run=REPLICATION_RUNS),
        weights=expand(result("models/{run}/weights.npz"), run=REPLICATION_RUNS),
    output:
        table("importance", "importance"),
    log:
        logs("measure_importance"),
    benchmark:
        benchmarks("measure_importance")
    priority: ON_THE_LONGEST_WAY
    conda:
        environment("learning")
    resources:
        mem_mb=memory("measure_importance"),
    params:
        library=library("measure_importance"),
        target=OPTIONS.connectivity.target,
        optimizers=OPTIMIZERS,
        repeats=dict(
            measure=OPTIONS.evaluation.importance_repeats,
            channel=OPTIONS.evaluation.importance_repeats,
            edge=OPTIONS.evaluation.importance_edge_repeats,
        ),
        confidence=OPTIONS.evaluation.confidence,
        seed=OPTIONS.seed,
    script:
        script_of("measure_importance")
