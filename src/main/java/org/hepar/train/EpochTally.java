package org.hepar.train;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Counts what the steps of one epoch come to. */
final class EpochTally {

    private static final String COUNTS = "tally_counts";
    private static final String SUMS = "tally_sums";
    private static final String DRAWS = "tally_draws";

    private final int[] draws;
    private final long began = System.nanoTime();
    private final double cpuBefore = cpuNanos();
    private int steps;
    private int slices;
    private int withForeground;
    private long readyBatches;
    private double waitedSeconds;
    private double lossSum;
    private double normSum;
    private double highestNorm;

    EpochTally(int cases) {
        draws = new int[cases];
    }

    /** What a step drew, and how long it waited for that. */
    void add(List<DrawnSlice> batch, double waited, int ready) {
        for (DrawnSlice drawn : batch) {
            slices++;
            withForeground += drawn.shows(1) ? 1 : 0;
            draws[drawn.choice().caseIndex()]++;
        }
        waitedSeconds += waited;
        readyBatches += ready;
    }

    /** What a step came to. */
    void add(double loss, double gradientNorm) {
        steps++;
        lossSum += loss;
        normSum += gradientNorm;
        highestNorm = Math.max(highestNorm, gradientNorm);
    }

    /** Mean over the steps. */
    double loss() {
        return lossSum / steps;
    }

    EpochStatistics statistics(List<Double> validationDice, double trainingSeconds) {
        return new EpochStatistics(validationDice, normSum / steps, highestNorm, slices / trainingSeconds, waitedSeconds,
                (double) readyBatches / steps, (double) withForeground / slices, Arrays.stream(draws).boxed().toList(), residentMb(), cpuPercent());
    }

    /** The count so far, for a checkpoint within the epoch; a number's text is read back to equal bits. */
    Map<String, String> text() {
        Map<String, String> text = new LinkedHashMap<>();
        text.put(COUNTS, steps + " " + slices + " " + withForeground + " " + readyBatches);
        text.put(SUMS, waitedSeconds + " " + lossSum + " " + normSum + " " + highestNorm);
        text.put(DRAWS, String.join(" ", Arrays.stream(draws).mapToObj(Integer::toString).toList()));
        return text;
    }

    /** What {@link #text} wrote, out of text that says more. */
    static Map<String, String> part(Map<String, String> text) {
        Map<String, String> part = new LinkedHashMap<>(text);
        part.keySet().retainAll(List.of(COUNTS, SUMS, DRAWS));
        return part;
    }

    /** The count that {@link #text} wrote, to go on from; one without these entries is a fresh count. */
    static EpochTally of(int cases, Map<String, String> text) {
        EpochTally tally = new EpochTally(cases);
        if (text.containsKey(COUNTS)) {
            String[] counts = text.get(COUNTS).split(" ");
            tally.steps = Integer.parseInt(counts[0]);
            tally.slices = Integer.parseInt(counts[1]);
            tally.withForeground = Integer.parseInt(counts[2]);
            tally.readyBatches = Long.parseLong(counts[3]);
            String[] sums = text.get(SUMS).split(" ");
            tally.waitedSeconds = Double.parseDouble(sums[0]);
            tally.lossSum = Double.parseDouble(sums[1]);
            tally.normSum = Double.parseDouble(sums[2]);
            tally.highestNorm = Double.parseDouble(sums[3]);
            String[] drawn = text.get(DRAWS).split(" ");
            for (int i = 0; i < cases; i++) {
                tally.draws[i] = Integer.parseInt(drawn[i]);
            }
        }
        return tally;
    }

    private double cpuPercent() {
        double wall = (double) (System.nanoTime() - began) * Runtime.getRuntime().availableProcessors();
        return 100 * (cpuNanos() - cpuBefore) / wall;
    }

    private static double cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system ? system.getProcessCpuTime() : Double.NaN;
    }

    private static double residentMb() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:")).findFirst().map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0).orElse(Double.NaN);
        } catch (IOException | UncheckedIOException e) {
            return Double.NaN;
        }
    }
}
