# From recordings to one dataset, and its divisions.


rule list_exclusions:
    """List who and what was left out, and why; also where nothing is left."""
    input:
        connectivity=of_recordings("{{study}}connectivity/{recording}.nc"),
        subjects=of_subjects("quality/subjects/{subject}.json"),
        quality=of_recordings("quality/recordings/{recording}.json"),
    output:
        reported(result("{study}exclusions.tsv"), "exclusions"),
    log:
        logs("{study}list_exclusions"),
    benchmark:
        benchmarks("{study}list_exclusions")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("list_exclusions"),
    params:
        library=library("list_exclusions"),
        phases=[phase.name for phase in OPTIONS.segments.phases],
        unused=lambda wildcards: list_unused(),
    script:
        script_of("list_exclusions")


rule assemble_dataset:
    """Join the matrices of all recordings that were not left out."""
    input:
        connectivity=of_recordings("{{study}}connectivity/{recording}.nc"),
        quality=of_recordings("quality/recordings/{recording}.json"),
        exclusions=result("{study}exclusions.tsv"),
    output:
        dataset=result("{study}dataset.nc"),
    log:
        logs("{study}assemble_dataset"),
    benchmark:
        benchmarks("{study}assemble_dataset")
    priority: ON_THE_LONGEST_WAY
    conda:
        environment("signals")
    resources:
        mem_mb=memory("assemble_dataset"),
    params:
        library=library("assemble_dataset"),
        name=OPTIONS.name,
    script:
        script_of("assemble_dataset")


rule tabulate_connectivity:
    """Export the mean matrices of each subject and phase as one long table."""
    input:
        dataset=result("dataset.nc"),
    output:
        table("connectivity", "mean_matrices"),
    log:
        logs("tabulate_connectivity"),
    benchmark:
        benchmarks("tabulate_connectivity")
    conda:
        environment("report")
    resources:
        mem_mb=memory("tabulate_connectivity"),
    params:
        library=library("tabulate_connectivity"),
    script:
        script_of("tabulate_connectivity")


rule tabulate_cleaning:
    """Tabulate quality and independent components of the cohort."""
    input:
        quality=of_recordings("quality/recordings/{recording}.json"),
        exclusions=result("exclusions.tsv"),
        ica=of_units("derivatives/ica/{unit}.nc"),
    output:
        quality=table("quality", "quality"),
        channels=table("quality_channels", "quality_channels"),
        ica=table("ica", "ica"),
    log:
        logs("tabulate_cleaning"),
    benchmark:
        benchmarks("tabulate_cleaning")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("tabulate_cleaning"),
    params:
        library=library("tabulate_cleaning"),
    script:
        script_of("tabulate_cleaning")


rule split_segments:
    """Divide the segments by one scheme, or say why the cohort cannot carry it."""
    input:
        dataset=result("{fit}dataset.nc"),
        ica=seen_by_ica,
    output:
        split=result("{fit}splits/{scheme}.tsv"),
        about=result("{fit}splits/{scheme}.json"),
    log:
        logs("{fit}split_segments/{scheme}"),
    benchmark:
        benchmarks("{fit}split_segments/{scheme}")
    priority: ON_THE_LONGEST_WAY
    conda:
        environment("learning")
    resources:
        mem_mb=memory("split_segments"),
    params:
        library=library("split_segments"),
        target=OPTIONS.connectivity.target,
        shares=options("evaluation")["random_shares"],
        few_shot_segments=OPTIONS.evaluation.few_shot_segments,
        seed=OPTIONS.seed,
    script:
        script_of("split_segments")
