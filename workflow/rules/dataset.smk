# From recordings to one dataset, and its divisions.


rule list_exclusions:
    """List who and what was left out, and why; also where nothing is left."""
    input:
        connectivity=expand(
            result("connectivity/{recording}.nc"), recording=sorted(RECORDINGS)
        ),
        subjects=expand(result("quality/subjects/{subject}.json"), subject=SUBJECTS),
        quality=expand(
            result("quality/recordings/{recording}.json"), recording=sorted(RECORDINGS)
        ),
    output:
        report(
            result("exclusions.tsv"),
            caption="../report/exclusions.rst",
            category="1 Recordings",
        ),
    log:
        result("logs/list_exclusions.log"),
    benchmark:
        result("benchmarks/list_exclusions.tsv")
    conda:
        environment("signals")
    threads: 1
    resources:
        mem_mb=1000,
    params:
        library=library("list_exclusions"),
    script:
        "../../scripts/list_exclusions.py"


rule assemble_dataset:
    """Join the matrices of all recordings that were not left out."""
    input:
        connectivity=expand(
            result("connectivity/{recording}.nc"), recording=sorted(RECORDINGS)
        ),
        exclusions=result("exclusions.tsv"),
    output:
        dataset=result("dataset.nc"),
    log:
        result("logs/assemble_dataset.log"),
    benchmark:
        result("benchmarks/assemble_dataset.tsv")
    conda:
        environment("signals")
    threads: 1
    resources:
        mem_mb=2000,
    params:
        library=library("assemble_dataset"),
        name=OPTIONS.name,
    script:
        "../../scripts/assemble_dataset.py"


rule tabulate_connectivity:
    """Export the mean matrices of each subject and phase as one long table."""
    input:
        dataset=result("dataset.nc"),
    output:
        report(
            result("tables/connectivity.csv"),
            caption="../report/mean_matrices.rst",
            category="3 Connectivity",
        ),
    log:
        result("logs/tabulate_connectivity.log"),
    benchmark:
        result("benchmarks/tabulate_connectivity.tsv")
    conda:
        environment("report")
    threads: 1
    resources:
        mem_mb=1500,
    params:
        library=library("tabulate_connectivity"),
    script:
        "../../scripts/tabulate_connectivity.py"


rule tabulate_cleaning:
    """Tabulate quality and independent components of the cohort."""
    input:
        quality=expand(
            result("quality/recordings/{recording}.json"), recording=sorted(RECORDINGS)
        ),
        exclusions=result("exclusions.tsv"),
        ica=expand(result("derivatives/ica/{unit}.nc"), unit=ICA_UNITS),
    output:
        quality=report(
            result("tables/quality.csv"),
            caption="../report/quality.rst",
            category="1 Recordings",
        ),
        channels=report(
            result("tables/quality_channels.csv"),
            caption="../report/quality_channels.rst",
            category="1 Recordings",
        ),
        ica=report(
            result("tables/ica.csv"),
            caption="../report/ica.rst",
            category="2 Cleaning",
        ),
    log:
        result("logs/tabulate_cleaning.log"),
    benchmark:
        result("benchmarks/tabulate_cleaning.tsv")
    conda:
        environment("signals")
    threads: 1
    resources:
        mem_mb=1000,
    params:
        library=library("tabulate_cleaning"),
    script:
        "../../scripts/tabulate_cleaning.py"


rule split_segments:
    """Divide the segments by one scheme, or say why the cohort cannot carry it."""
    input:
        dataset=result("dataset.nc"),
        ica=(
            expand(result("derivatives/ica/{unit}.nc"), unit=ICA_UNITS)
            if OPTIONS.ica.fit_on == "training"
            else []
        ),
    output:
        split=result("splits/{scheme}.tsv"),
        about=result("splits/{scheme}.json"),
    log:
        result("logs/split_segments/{scheme}.log"),
    benchmark:
        result("benchmarks/split_segments/{scheme}.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=1000,
    params:
        library=library("split_segments"),
        target=OPTIONS.connectivity.target,
        shares=options("evaluation")["random_shares"],
        few_shot_segments=OPTIONS.evaluation.few_shot_segments,
        seed=OPTIONS.seed,
    script:
        "../../scripts/split_segments.py"
