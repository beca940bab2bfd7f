# What is wrong with each recording, and what is left out.


rule check_quality:
    """Read one recording, cut it into segments and check every channel."""
    input:
        data=lambda wildcards: files_of(wildcards.recording),
        description=DATASET / "dataset_description.json",
        imported=lambda wildcards: import_notes(wildcards.recording),
    output:
        result("quality/recordings/{recording}.json"),
    log:
        logs("check_quality/{recording}"),
    benchmark:
        benchmarks("check_quality/{recording}")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("check_quality"),
    params:
        library=library("check_quality"),
        data=lambda wildcards: RECORDINGS[wildcards.recording].data,
        state=lambda wildcards: state_of([wildcards.recording]),
        inspection=inspection_settings(),
    script:
        script_of("check_quality")


rule tabulate_statements:
    """Tabulate what the files of each recording said, what was used, and where they disagree."""
    input:
        quality=of_recordings("quality/recordings/{recording}.json"),
    output:
        statements=table("statements", "statements"),
    log:
        logs("tabulate_statements"),
    benchmark:
        benchmarks("tabulate_statements")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("tabulate_statements"),
    params:
        library=library("tabulate_statements"),
    script:
        script_of("tabulate_statements")


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
        logs("judge_subject/{subject}"),
    benchmark:
        benchmarks("judge_subject/{subject}")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("judge_subject"),
    params:
        library=library("judge_subject"),
        rules=options("subject_quality"),
    script:
        script_of("judge_subject")
