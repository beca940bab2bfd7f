# The simulated cohort against its known truth.

if SIMULATED:

    rule measure_recovery:
        """Set the estimated muscle networks beside the true ones."""
        input:
            dataset=result("dataset.nc"),
            truth=[truth_of(name) for name in sorted(RECORDINGS)],
        output:
            report(
                result("tables/recovery.csv"),
                caption="../report/recovery.rst",
                category="6 Known truth",
            ),
        log:
            result("logs/measure_recovery.log"),
        benchmark:
            result("benchmarks/measure_recovery.tsv")
        conda:
            environment("learning")
        threads: 1
        resources:
            mem_mb=1000,
        params:
            library=library("measure_recovery"),
            conditional=OPTIONS.connectivity.conditional,
        script:
            "../../scripts/measure_recovery.py"

    rule compare_with_truth:
        """Set one recording beside its truth and its clean twin."""
        input:
            data=lambda wildcards: RECORDINGS[wildcards.recording].files,
            head=lambda wildcards: head_of(wildcards.recording),
            truth=lambda wildcards: truth_of(wildcards.recording),
            quality=result("quality/recordings/{recording}.json"),
            ica=lambda wildcards: result(
                f"derivatives/ica/{ica_unit(wildcards.recording)}.nc"
            ),
            cleaned=result("derivatives/cleaned/{recording}.nc"),
        output:
            expand(
                result("derivatives/recovery/{{recording}}_{table}.csv"),
                table=RECOVERY_TABLES,
            ),
        log:
            result("logs/compare_with_truth/{recording}.log"),
        benchmark:
            result("benchmarks/compare_with_truth/{recording}.tsv")
        conda:
            environment("signals")
        threads: 1
        resources:
            mem_mb=3000,
        params:
            library=library("compare_with_truth"),
            simulation=simulation_options(),
            eeg=eeg_settings(),
            emg=emg_settings(),
        script:
            "../../scripts/compare_with_truth.py"

    rule tabulate_recovery:
        """Join the comparisons of one recording per subject."""
        input:
            **{
                table: expand(
                    result("derivatives/recovery/{recording}_{table}.csv"),
                    recording=FIRST_RECORDINGS,
                    table=table,
                )
                for table in RECOVERY_TABLES
            },
        output:
            **{
                table: report(
                    result(f"tables/{table}.csv"),
                    caption="../report/recovery.rst",
                    category="6 Known truth",
                )
                for table in RECOVERY_TABLES
            },
        log:
            result("logs/tabulate_recovery.log"),
        benchmark:
            result("benchmarks/tabulate_recovery.tsv")
        conda:
            environment("learning")
        threads: 1
        resources:
            mem_mb=500,
        params:
            library=library("tabulate_recovery"),
        script:
            "../../scripts/tabulate_recovery.py"

    rule draw_recovery:
        """Draw the recovery of the muscle and the brain networks, and what cleaning did."""
        input:
            **{name: result(f"tables/{name}.csv") for name in RECOVERY_FIGURES},
        output:
            report(
                figure(RECOVERY_FIGURES),
                caption="../report/recovery.rst",
                category="6 Known truth",
            ),
        log:
            result("logs/draw_recovery.log"),
        benchmark:
            result("benchmarks/draw_recovery.tsv")
        conda:
            environment("report")
        threads: 1
        resources:
            mem_mb=1000,
        params:
            library=library("draw_recovery"),
            phases=[phase.name for phase in OPTIONS.segments.phases],
        script:
            "../../scripts/draw_recovery.py"
