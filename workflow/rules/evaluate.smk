# Tables: the paper's, the honest ones, and the audit of both.

TABLES = [
    *expand(
        result("tables/{name}.{ending}"),
        name=TABLE3_RECIPES,
        ending=["csv", "md", "tex"],
    ),
    *expand(
        result("tables/{name}.csv"),
        name=[
            *("metrics", "subjects", "limits", "reliability", "audit", "importance"),
            *("null", "controls", "edge_intervals"),
            *("quality", "ica", "connectivity"),
            *(["network_null"] if OPTIONS.evaluation.network_null_shifts else []),
            *(["significance"] if OPTIONS.significance.enabled else []),
            *(["recovery", *RECOVERY_TABLES] if SIMULATED else []),
        ],
    ),
]


rule evaluate:
    """Judge every model in every scheme, and lay out the paper's Table 3."""
    input:
        dataset=result("dataset.nc"),
        splits=expand(result("splits/{scheme}.tsv"), scheme=SCHEMES),
        about=expand(result("splits/{scheme}.json"), scheme=SCHEMES),
        networks=expand(result("models/{run}/predictions.nc"), run=RUNS.all),
        regressions=expand(result("models/regressions/{scheme}.nc"), scheme=SCHEMES),
    output:
        **{
            name: report(
                [result(f"tables/{name}.{ending}") for ending in ("csv", "md", "tex")],
                caption="../report/table3.rst",
                category="4 Replication",
            )
            for name in TABLE3_RECIPES
        },
        metrics=report(
            result("tables/metrics.csv"),
            caption="../report/metrics.rst",
            category="5 Evaluation",
        ),
        subjects=report(
            result("tables/subjects.csv"),
            caption="../report/metrics.rst",
            category="5 Evaluation",
        ),
    log:
        result("logs/evaluate.log"),
    benchmark:
        result("benchmarks/evaluate.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=2000,
    params:
        library=library("evaluate"),
        recipes=list(TABLE3_RECIPES.values()),
        target=OPTIONS.connectivity.target,
        bootstrap=OPTIONS.evaluation.bootstrap,
        confidence=OPTIONS.evaluation.confidence,
        seed=OPTIONS.seed,
    script:
        "../../scripts/evaluate.py"


rule audit_published_table:
    """Check the published Table 3, and this run's own, against arithmetic."""
    input:
        **{name: result(f"tables/{name}.csv") for name in TABLE3_RECIPES},
    output:
        report(
            result("tables/audit.csv"),
            caption="../report/audit.rst",
            category="4 Replication",
        ),
    log:
        result("logs/audit_published_table.log"),
    benchmark:
        result("benchmarks/audit_published_table.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=1000,
    params:
        library=library("audit_published_table"),
        tables=list(TABLE3_RECIPES),
        n_outputs=len(OPTIONS.channels.emg) ** 2,
    script:
        "../../scripts/audit_published_table.py"


rule importance:
    """Measure what the primary network, and the best linear or kernel model, rest on."""
    input:
        dataset=result("dataset.nc"),
        split=result(f"splits/{PRIMARY_SCHEME}.tsv"),
        about=result(f"splits/{PRIMARY_SCHEME}.json"),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
        predictions=expand(result("models/{run}/predictions.nc"), run=PRIMARY_RUNS),
        weights=expand(result("models/{run}/weights.npz"), run=PRIMARY_RUNS),
    output:
        report(
            result("tables/importance.csv"),
            caption="../report/importance.rst",
            category="5 Evaluation",
        ),
    log:
        result("logs/importance.log"),
    benchmark:
        result("benchmarks/importance.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=4000,
    params:
        library=library("importance"),
        target=OPTIONS.connectivity.target,
        optimizers=OPTIMIZERS,
        repeats=dict(
            measure=OPTIONS.evaluation.importance_repeats,
            channel=OPTIONS.evaluation.importance_repeats,
            edge=OPTIONS.evaluation.importance_edge_repeats,
        ),
        bootstrap=OPTIONS.evaluation.bootstrap,
        confidence=OPTIONS.evaluation.confidence,
        seed=OPTIONS.seed,
    script:
        "../../scripts/importance.py"
