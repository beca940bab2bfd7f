# Skill against the coupling of the simulated cohort: a target of its own, since it multiplies the run.

if SIMULATED:
    SWEEP = {
        f"k-{coupling:g}": coupling for coupling in OPTIONS.evaluation.coupling_sweep
    }

    localrules:
        coupling_sweep,

    rule coupling_sweep:
        """Skill against coupling: table, figure and page."""
        input:
            result("coupling_sweep.html"),

    rule estimate_at_couplings:
        """Simulate and estimate the muscles of one recording at every coupling; its EEG stays."""
        input:
            connectivity=result("connectivity/{recording}.nc"),
            head=lambda wildcards: head_of(wildcards.recording),
            quality=result("quality/recordings/{recording}.json"),
            subject=lambda wildcards: result(
                f"quality/subjects/{RECORDINGS[wildcards.recording].subject}.json"
            ),
            ica=lambda wildcards: result(
                f"derivatives/ica/{ica_unit(wildcards.recording)}.nc"
            ),
        output:
            expand(result("coupling_sweep/{coupling}/{{recording}}.nc"), coupling=SWEEP),
        log:
            result("logs/estimate_at_couplings/{recording}.log"),
        benchmark:
            result("benchmarks/estimate_at_couplings/{recording}.tsv")
        conda:
            environment("signals")
        threads: 1
        resources:
            mem_mb=3000,
        params:
            library=library("estimate_at_couplings"),
            couplings=list(SWEEP.values()),
            simulation=simulation_options(),
            cleaning=cleaning_settings(),
            emg=emg_settings(),
        script:
            "../../scripts/estimate_at_couplings.py"

    use rule list_exclusions as list_at_coupling with:
        input:
            connectivity=expand(
                result("coupling_sweep/{{coupling}}/{recording}.nc"),
                recording=sorted(RECORDINGS),
            ),
            subjects=expand(result("quality/subjects/{subject}.json"), subject=SUBJECTS),
            quality=expand(
                result("quality/recordings/{recording}.json"),
                recording=sorted(RECORDINGS),
            ),
        output:
            result("coupling_sweep/{coupling}/exclusions.tsv"),
        log:
            result("logs/list_at_coupling/{coupling}.log"),
        benchmark:
            result("benchmarks/list_at_coupling/{coupling}.tsv")

    use rule assemble_dataset as assemble_at_coupling with:
        input:
            connectivity=expand(
                result("coupling_sweep/{{coupling}}/{recording}.nc"),
                recording=sorted(RECORDINGS),
            ),
            exclusions=result("coupling_sweep/{coupling}/exclusions.tsv"),
        output:
            dataset=result("coupling_sweep/{coupling}/dataset.nc"),
        log:
            result("logs/assemble_at_coupling/{coupling}.log"),
        benchmark:
            result("benchmarks/assemble_at_coupling/{coupling}.tsv")

    use rule fit_models as fit_at_coupling with:
        input:
            dataset=result("coupling_sweep/{coupling}/dataset.nc"),
            split=result("splits/{scheme}.tsv"),
            about=result("splits/{scheme}.json"),
        output:
            result("coupling_sweep/{coupling}/{scheme}.nc"),
        log:
            result("logs/fit_at_coupling/{coupling}_{scheme}.log"),
        benchmark:
            result("benchmarks/fit_at_coupling/{coupling}_{scheme}.tsv")

    rule evaluate_couplings:
        """Judge the models at every coupling."""
        input:
            datasets=expand(
                result("coupling_sweep/{coupling}/dataset.nc"), coupling=SWEEP
            ),
            regressions=expand(
                result("coupling_sweep/{coupling}/{scheme}.nc"),
                coupling=SWEEP,
                scheme=PRIMARY_SCHEME,
            ),
            split=result(f"splits/{PRIMARY_SCHEME}.tsv"),
            about=result(f"splits/{PRIMARY_SCHEME}.json"),
        output:
            report(
                result("tables/coupling_sweep.csv"),
                caption="../report/coupling_sweep.rst",
                category="6 Known truth",
            ),
        log:
            result("logs/evaluate_couplings.log"),
        benchmark:
            result("benchmarks/evaluate_couplings.tsv")
        conda:
            environment("learning")
        threads: 1
        resources:
            mem_mb=2000,
        params:
            library=library("evaluate_couplings"),
            couplings=list(SWEEP.values()),
            target=OPTIONS.connectivity.target,
            bootstrap=OPTIONS.evaluation.bootstrap,
            confidence=OPTIONS.evaluation.confidence,
            seed=OPTIONS.seed,
        script:
            "../../scripts/evaluate_couplings.py"

    rule report_couplings:
        """Draw skill against coupling and write the page about it."""
        input:
            table=result("tables/coupling_sweep.csv"),
            caption=str(CAPTIONS / "coupling_sweep.rst"),
            templates=[
                str(TEMPLATES / name)
                for name in (
                    "coupling_sweep.html.jinja",
                    "macros.html.jinja",
                    "style.css",
                )
            ],
        output:
            figures=report(
                figure(["skill_against_coupling"]),
                caption="../report/coupling_sweep.rst",
                category="6 Known truth",
            ),
            page=report(
                result("coupling_sweep.html"),
                caption="../report/coupling_sweep.rst",
                category="6 Known truth",
            ),
        log:
            result("logs/report_couplings.log"),
        benchmark:
            result("benchmarks/report_couplings.tsv")
        conda:
            environment("report")
        threads: 1
        resources:
            mem_mb=1000,
        params:
            library=library("report_couplings"),
            name=OPTIONS.name,
            confidence=OPTIONS.evaluation.confidence,
        script:
            "../../scripts/report_couplings.py"
