# Which links are more than chance: surrogates of every segment; only where the option is on.

SIGNIFICANCE_FIGURES = (
    ["eeg_significance", "emg_significance"] if OPTIONS.significance.enabled else []
)


if OPTIONS.significance.enabled:

    rule estimate_significance:
        """Test the matrices of every segment of one recording against surrogates."""
        input:
            cleaned=result("derivatives/cleaned/{recording}.nc"),
        output:
            result("significance/{recording}.nc"),
        log:
            result("logs/estimate_significance/{recording}.log"),
        benchmark:
            result("benchmarks/estimate_significance/{recording}.tsv")
        conda:
            environment("signals")
        threads: 1
        resources:
            mem_mb=2000,
        params:
            library=library("estimate_significance"),
            eeg=eeg_settings(),
            emg=emg_settings(),
            significance=OPTIONS.significance.model_dump(
                mode="json", exclude={"enabled", "correction"}
            ),
            seed=OPTIONS.seed,
        script:
            "../../scripts/estimate_significance.py"

    rule tabulate_significance:
        """Tabulate which share of the links is significant, by measure and phase."""
        input:
            significance=expand(
                result("significance/{recording}.nc"), recording=sorted(RECORDINGS)
            ),
            dataset=result("dataset.nc"),
        output:
            report(
                result("tables/significance.csv"),
                caption="../report/significance.rst",
                category="3 Connectivity",
            ),
        log:
            result("logs/tabulate_significance.log"),
        benchmark:
            result("benchmarks/tabulate_significance.tsv")
        conda:
            environment("report")
        threads: 1
        resources:
            mem_mb=1500,
        params:
            library=library("tabulate_significance"),
        script:
            "../../scripts/tabulate_significance.py"

    rule draw_significance:
        """Draw in which share of the segments each link is significant."""
        input:
            significance=expand(
                result("significance/{recording}.nc"), recording=sorted(RECORDINGS)
            ),
            dataset=result("dataset.nc"),
        output:
            report(
                figure(SIGNIFICANCE_FIGURES),
                caption="../report/significance.rst",
                category="3 Connectivity",
            ),
        log:
            result("logs/draw_significance.log"),
        benchmark:
            result("benchmarks/draw_significance.tsv")
        conda:
            environment("report")
        threads: 1
        resources:
            mem_mb=1500,
        params:
            library=library("draw_significance"),
            correction=OPTIONS.significance.correction,
            phases=[phase.name for phase in OPTIONS.segments.phases],
            simulated=OPTIONS.input == "simulated",
        script:
            "../../scripts/draw_significance.py"
