# Which links are more than chance: surrogates of every segment; only where the option is on.

SIGNIFICANCE_FIGURES = (
    [*names_of_pages("eeg_significance", EEG_PLANES), "emg_significance"]
    if OPTIONS.significance.enabled
    else []
)


if OPTIONS.significance.enabled:

    rule estimate_significance:
        """Test the matrices of every segment of one recording against surrogates."""
        input:
            cleaned=result("derivatives/cleaned/{recording}.nc"),
        output:
            result("significance/{recording}.nc"),
        log:
            logs("estimate_significance/{recording}"),
        benchmark:
            benchmarks("estimate_significance/{recording}")
        conda:
            environment("signals")
        resources:
            mem_mb=memory("estimate_significance"),
        params:
            library=library("estimate_significance"),
            eeg=eeg_settings(),
            emg=emg_settings(),
            significance=OPTIONS.significance.model_dump(
                mode="json", exclude={"enabled", "correction"}
            ),
            seed=OPTIONS.seed,
        script:
            script_of("estimate_significance")

    rule tabulate_significance:
        """Tabulate which share of the links is significant, by measure and phase."""
        input:
            significance=of_recordings("significance/{recording}.nc"),
            dataset=result("dataset.nc"),
        output:
            table("significance", "significance"),
        log:
            logs("tabulate_significance"),
        benchmark:
            benchmarks("tabulate_significance")
        conda:
            environment("report")
        resources:
            mem_mb=memory("tabulate_significance"),
        params:
            library=library("tabulate_significance"),
        script:
            script_of("tabulate_significance")

    rule draw_significance:
        """Draw in which share of the segments each link is significant."""
        input:
            significance=of_recordings("significance/{recording}.nc"),
            dataset=result("dataset.nc"),
        output:
            reported(figure(SIGNIFICANCE_FIGURES), "significance"),
        log:
            logs("draw_significance"),
        benchmark:
            benchmarks("draw_significance")
        conda:
            environment("report")
        resources:
            mem_mb=memory("draw_significance"),
        params:
            library=library("draw_significance"),
            correction=OPTIONS.significance.correction,
            phases=[phase.name for phase in OPTIONS.segments.phases],
            simulated=OPTIONS.input == "simulated",
        script:
            script_of("draw_significance")
