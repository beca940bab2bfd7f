# Further targets beside the primary one, and groups of features beside connectivity; on request.

FURTHER_TARGETS_ASKED = list(OPTIONS.connectivity.targets) if HAS_EMG else []
VECTOR_TARGETS_ASKED = [
    name for name in FURTHER_TARGETS_ASKED if name in VECTOR_TARGETS
]
FEATURES_ASKED = list(OPTIONS.connectivity.features) if HAS_EMG else []
VECTOR_FEATURES = [name for name, group in FEATURE_GROUPS.items() if group.vector]
VECTOR_FEATURES_ASKED = [name for name in FEATURES_ASKED if name in VECTOR_FEATURES]
TARGET_TABLES = [
    *(["targets"] if FURTHER_TARGETS_ASKED else []),
    *(f"targets/{name}" for name in FURTHER_TARGETS_ASKED),
    *(["features"] if FEATURES_ASKED else []),
]
TARGET_FIGURES = [
    *(["targets"] if TARGET_TABLES else []),
    *(["synergies"] if SYNERGIES in FURTHER_TARGETS_ASKED else []),
]


wildcard_constraints:
    target="|".join(FURTHER_TARGETS),


if VECTOR_TARGETS_ASKED or VECTOR_FEATURES_ASKED:

    rule estimate_vectors:
        """Estimate all further targets and groups of features of one recording."""
        input:
            cleaned=result("derivatives/cleaned/{recording}.nc"),
        output:
            result("vectors/{recording}.nc"),
        log:
            logs("estimate_vectors/{recording}"),
        benchmark:
            benchmarks("estimate_vectors/{recording}")
        conda:
            environment("signals")
        resources:
            mem_mb=memory("estimate_vectors"),
        params:
            library=library("estimate_vectors"),
            # All of them, whichever are asked for: cleaned recordings are not kept, and a changed
            # list would clean them again, and make anew all that is made of them.
            targets=list(VECTOR_TARGETS),
            features=VECTOR_FEATURES,
            eeg=eeg_settings(),
            emg=vector_settings(),
        script:
            script_of("estimate_vectors")


if FURTHER_TARGETS_ASKED:

    rule judge_target:
        """Judge a further target by rivals, ridge, kernel ridge, null and controls."""
        input:
            dataset=result("dataset.nc"),
            vectors=lambda wildcards: (
                of_recordings("vectors/{recording}.nc")
                if wildcards.target in VECTOR_TARGETS
                else []
            ),
            truth=[truth_of(name) for name in RECORDINGS] if SIMULATED else [],
            splits=of_schemes("splits/{scheme}.tsv"),
            about=of_schemes("splits/{scheme}.json"),
        output:
            table("targets/{target}", "targets"),
        log:
            logs("judge_target/{target}"),
        benchmark:
            benchmarks("judge_target/{target}")
        conda:
            environment("learning")
        resources:
            mem_mb=memory("judge_target"),
        params:
            library=library("judge_target"),
            options=dict(
                shifts=OPTIONS.evaluation.null_shifts,
                confidence=OPTIONS.evaluation.confidence,
                limit_hz=OPTIONS.connectivity.high_frequencies_hz,
                seed=OPTIONS.seed,
            ),
            optimizers=(
                list(ALL_OPTIMIZERS) if OPTIONS.connectivity.target_networks else []
            ),
            recipe=(
                options("training")[REPLICATION_RECIPE]
                if OPTIONS.connectivity.target_networks
                else {}
            ),
        script:
            script_of("judge_target")

    rule summarise_targets:
        """Put all targets side by side, the primary one first."""
        input:
            targets=expand(
                result("tables/targets/{target}.csv"), target=FURTHER_TARGETS_ASKED
            ),
            metrics=result("tables/metrics.csv"),
            nulls=[
                result("tables/null.csv"),
                *([result("tables/network_null.csv")] if FURTHER_IN_PRIMARY else []),
            ],
            verdict=result("tables/verdict.csv"),
            limits=result("tables/limits.csv"),
        output:
            table("targets", "targets"),
        log:
            logs("summarise_targets"),
        benchmark:
            benchmarks("summarise_targets")
        conda:
            environment("learning")
        resources:
            mem_mb=memory("summarise_targets"),
        params:
            library=library("summarise_targets"),
            primary=OPTIONS.connectivity.target,
            n_muscles=len(OPTIONS.channels.emg),
            seed=OPTIONS.seed,
        script:
            script_of("summarise_targets")


if FEATURES_ASKED:

    rule compare_features:
        """Compare groups of features with connectivity, each alone and both together."""
        input:
            dataset=result("dataset.nc"),
            vectors=(
                of_recordings("vectors/{recording}.nc")
                if VECTOR_FEATURES_ASKED
                else []
            ),
            splits=of_schemes("splits/{scheme}.tsv"),
            about=of_schemes("splits/{scheme}.json"),
            regressions=of_schemes("models/regressions/{scheme}.nc"),
        output:
            table("features", "targets"),
        log:
            logs("compare_features"),
        benchmark:
            benchmarks("compare_features")
        conda:
            environment("learning")
        resources:
            mem_mb=memory("compare_features"),
        params:
            library=library("compare_features"),
            target=OPTIONS.connectivity.target,
            features=FEATURES_ASKED,
            confidence=OPTIONS.evaluation.confidence,
            seed=OPTIONS.seed,
        script:
            script_of("compare_features")


if TARGET_FIGURES:

    rule draw_targets:
        """Draw the skill of every target, and of every group of features."""
        input:
            targets=result("tables/targets.csv") if FURTHER_TARGETS_ASKED else [],
            features=result("tables/features.csv") if FEATURES_ASKED else [],
            synergies=(
                result("tables/targets/synergies.csv")
                if SYNERGIES in FURTHER_TARGETS_ASKED
                else []
            ),
        output:
            reported(figure(TARGET_FIGURES), "targets"),
        log:
            logs("draw_targets"),
        benchmark:
            benchmarks("draw_targets")
        conda:
            environment("report")
        resources:
            mem_mb=memory("draw_targets"),
        params:
            library=library("draw_targets"),
            simulated=SIMULATED,
        script:
            script_of("draw_targets")
