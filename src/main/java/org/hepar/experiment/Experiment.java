package org.hepar.experiment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hepar.cascade.Cascade;
import org.hepar.config.Formerly;
import org.hepar.config.Hash;
import org.hepar.config.Location;
import org.hepar.config.Requirements;
import org.hepar.config.Yaml;
import org.hepar.crf.CrfSearch;
import org.hepar.data.CohortSource;
import org.hepar.data.Split;
import org.hepar.metric.Contract;
import org.hepar.metric.Measure;
import org.hepar.train.Engine;

/**
 * What an experiment file says, whole: the record is the schema.
 *
 * @param name short, for run folders and MLflow: letters, digits, dot, dash and underscore
 * @param question what the experiment asks, in a sentence
 * @param seed of everything that is drawn; equal seeds give equal bits
 * @param threads of the engine; part of what makes results equal bit for bit, since sums depend on their order
 * @param device of the engine, {@code cpu}, {@code gpu:N} or {@code auto}; the same holds for it
 * @param cohort whose images
 * @param split file of the folds
 * @param cascade what is trained
 * @param contracts names of the rules by which it is judged; the first one's numbers head every table
 */
public record Experiment(String name, String question, long seed, int threads, @Formerly("cpu") String device, CohortSource cohort, Location split, Cascade cascade,
                         @Formerly(key = "contract") List<String> contracts) {

    public Experiment {
        Requirements requirements = new Requirements()
                .require(name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,59}"), "name (=" + (name.length() > 80 ? name.substring(0, 80) + "..." : name) + ") must be 1 to 60 letters, digits, dots, dashes or underscores, not starting with a dot")
                .require(threads >= 1 && threads <= 256, "threads (=" + threads + ") must be 1 to 256")
                .require(Engine.isDevice(device), "device (=" + device + ") must be " + Engine.DEVICES)
                .require(!contracts.isEmpty(), "contracts (=[]) must name at least one of " + String.join(", ", Contract.known()))
                .require(contracts.stream().distinct().count() == contracts.size(), "contracts (=" + contracts + ") names one twice; name each once");
        for (String contract : contracts) {
            Optional<String> problem = problemOf(contract);
            requirements.require(problem.isEmpty(), "contracts (=" + contracts + ") cannot be used: " + problem.orElse(""));
        }
        requirements.check();
        contracts = List.copyOf(contracts);
        requireMeasured(cascade, Contract.named(contracts.get(0)));
    }

    /** What a search judges by has to be measured by the first contract. */
    private static void requireMeasured(Cascade cascade, Contract contract) {
        cascade.stages().forEach((name, stage) -> {
            if (stage.refinement() instanceof CrfSearch search && !contract.knows(Measure.valueOf(search.measure().name()))) {
                throw new IllegalArgumentException("cascade." + name + ".refinement.measure (=" + search.measure().name().toLowerCase(Locale.ROOT) + ") is not measured by the contract "
                        + contract.name() + ", the first of contracts; choose another measure or put another contract first");
            }
        });
    }

    private static Optional<String> problemOf(String contract) {
        try {
            Contract.named(contract);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * What this experiment is, wherever its files lie: SHA-256 (hex) of its canonical YAML without locations, a line
     * {@code ---}, and the canonical YAML of its split. The content of the data is identified by the cohort's own hash.
     */
    public String identity(Split folds) {
        return Hash.sha256(Yaml.identityText(this) + "---\n" + Yaml.canonical(folds));
    }
}
