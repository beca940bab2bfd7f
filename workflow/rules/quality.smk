# What is wrong with each recording, and what is left out.


rule check_quality:
    """Read one recording, cut it into segments and check every channel."""
    input:
        data=lambda wildcards: RECORDINGS[wildcards.recording].files,
        description=DATASET / "dataset_description.json",
        imported=lambda wildcards: import_record(wildcards.recording),
    output:
        result("quality/recordings/{recording}.json"),
    log:
        result("logs/check_quality/{recording}.log"),
    benchmark:
        result("benchmarks/check_quality/{recording}.tsv")
    conda:
        environment("signals")
    threads: 1
    resources:
        mem_mb=2000,
    params:
        library=library("check_quality"),
        data=lambda wildcards: RECORDINGS[wildcards.recording].data,
        inspection=inspection_settings(),
    script:
        "../../scripts/check_quality.py"


rule judge_subject:
    """Decide which channels and recordings of one subject are used."""
    input:
        lambda wildcards: expand(
            result("quality/recordings/{recording}.json"),
            recording=recordings_of(wildcards.subject),
        ),
    output:
        result("quality/subjects/{subject}.json"),
    log:
        result("logs/judge_subject/{subject}.log"),
    benchmark:
        result("benchmarks/judge_subject/{subject}.tsv")
    conda:
        environment("signals")
    threads: 1
    resources:
        mem_mb=500,
    params:
        library=library("judge_subject"),
        rules=options("subject_quality"),
    script:
        "../../scripts/judge_subject.py"
