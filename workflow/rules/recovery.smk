# The simulated cohort against its known truth.

if SIMULATED:

    rule measure_recovery:
        """Set the estimated muscle networks beside the true ones."""
        input:
            dataset=result("dataset.nc"),
            truth=[truth_of(name) for name in sorted(RECORDINGS)],
        output:
            table("recovery", "recovery"),
        log:
            logs("measure_recovery"),
        benchmark:
            benchmarks("measure_recovery")
        conda:
            environment("learning")
        resources:
            mem_mb=memory("measure_recovery"),
        params:
            library=library("measure_recovery"),
            conditional=OPTIONS.connectivity.conditional,
        script:
            script_of("measure_recovery")

    rule compare_with_truth:
        """Set one recording beside its truth and its clean twin."""
        input:
            data=lambda wildcards: files_of(wildcards.recording),
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
            logs("compare_with_truth/{recording}"),
        benchmark:
            benchmarks("compare_with_truth/{recording}")
        conda:
            environment("signals")
        resources:
            mem_mb=memory("compare_with_truth"),
        params:
            library=library("compare_with_truth"),
            simulation=simulation_options(),
            eeg=eeg_settings(),
            emg=emg_settings(),
        script:
            script_of("compare_with_truth")

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
            **{name: table(name, "recovery") for name in RECOVERY_TABLES},
        log:
            logs("tabulate_recovery"),
        benchmark:
            benchmarks("tabulate_recovery")
        conda:
            environment("learning")
        resources:
            mem_mb=memory("tabulate_recovery"),
        params:
            library=library("tabulate_recovery"),
        script:
            script_of("tabulate_recovery")

    rule draw_recovery:
        """Draw the recovery of the muscle and the brain networks, and what cleaning did."""
        input:
            **{name: result(f"tables/{name}.csv") for name in RECOVERY_FIGURES},
        output:
            reported(figure(RECOVERY_FIGURES), "recovery"),
        log:
            logs("draw_recovery"),
        benchmark:
            benchmarks("draw_recovery")
        conda:
            environment("report")
        resources:
            mem_mb=memory("draw_recovery"),
        params:
            library=library("draw_recovery"),
            phases=[phase.name for phase in OPTIONS.segments.phases],
        script:
            script_of("draw_recovery")
