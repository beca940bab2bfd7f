# Brain and muscles together: coherence, its direction, and what may feign it.

CORTICOMUSCULAR_TABLES = [
    "corticomuscular",
    "corticomuscular_group",
    "corticomuscular_spectra",
    "corticomuscular_refused",
]
CORTICOMUSCULAR_FIGURES = ["corticomuscular_maps", "corticomuscular_spectra"]
CORTICOMUSCULAR = [
    *expand(result("tables/{name}.csv"), name=CORTICOMUSCULAR_TABLES),
    *figure(CORTICOMUSCULAR_FIGURES),
]


rule estimate_corticomuscular:
    """Estimate the coherence of brain and muscles of one person, over all recordings."""
    input:
        cleaned=lambda wildcards: expand(
            result("derivatives/cleaned/{recording}.nc"),
            recording=recordings_of(wildcards.subject),
        ),
        quality=lambda wildcards: expand(
            result("quality/recordings/{recording}.json"),
            recording=recordings_of(wildcards.subject),
        ),
    output:
        result("corticomuscular/{subject}.nc"),
    log:
        logs("estimate_corticomuscular/{subject}"),
    benchmark:
        benchmarks("estimate_corticomuscular/{subject}")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("estimate_corticomuscular"),
    params:
        library=library("estimate_corticomuscular"),
        settings=corticomuscular_settings(),
        aligned_by_hand=OPTIONS.corticomuscular.aligned_by_hand,
    script:
        script_of("estimate_corticomuscular")


rule tabulate_corticomuscular:
    """Tabulate the coherence of brain and muscles of every person, and of the group."""
    input:
        people=of_subjects("corticomuscular/{subject}.nc"),
        dataset=result("dataset.nc"),
    output:
        people=table("corticomuscular", "corticomuscular"),
        group=table("corticomuscular_group", "corticomuscular"),
        spectra=table("corticomuscular_spectra", "corticomuscular"),
        refused=table("corticomuscular_refused", "corticomuscular"),
    log:
        logs("tabulate_corticomuscular"),
    benchmark:
        benchmarks("tabulate_corticomuscular")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("tabulate_corticomuscular"),
    params:
        library=library("tabulate_corticomuscular"),
        phases=[phase.name for phase in OPTIONS.segments.phases],
        confidence=OPTIONS.corticomuscular.confidence,
        seed=OPTIONS.seed,
    script:
        script_of("tabulate_corticomuscular")


rule draw_corticomuscular:
    """Draw the coherence of brain and muscles: maps by muscle, and spectra."""
    input:
        group=result("tables/corticomuscular_group.csv"),
        spectra=result("tables/corticomuscular_spectra.csv"),
    output:
        reported(figure(CORTICOMUSCULAR_FIGURES), "corticomuscular"),
    log:
        logs("draw_corticomuscular"),
    benchmark:
        benchmarks("draw_corticomuscular")
    conda:
        environment("report")
    resources:
        mem_mb=memory("draw_corticomuscular"),
    params:
        library=library("draw_corticomuscular"),
        phases=[phase.name for phase in OPTIONS.segments.phases],
        electrodes=OPTIONS.corticomuscular.electrodes,
        confidence=OPTIONS.corticomuscular.confidence,
        simulated=SIMULATED,
    script:
        script_of("draw_corticomuscular")
