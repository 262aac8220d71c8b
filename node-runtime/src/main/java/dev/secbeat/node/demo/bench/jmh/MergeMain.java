// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.jmh;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link MergeBenchmark} in processes of its own and prints its figures, {@code name value} a line. A figure is the
 * best of the processes' medians: the median of a process evens out what is short, the best of several leaves out a process
 * beside which the machine was busy, and compiled code differs between them.
 */
public final class MergeMain {
    private static final String ENTRIES = "entries";
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final Map<String, String> NAMES = Map.of("merge", "merge", "mergeAndJudge", "merge_and_judge");

    private MergeMain() {}

    /** Arguments: processes, iterations of each, milliseconds of an iteration, sources. */
    public static void main(String[] args) throws RunnerException {
        int forks = Integer.parseInt(args[0]);
        int iterations = Integer.parseInt(args[1]);
        TimeValue time = new TimeValue(Long.parseLong(args[2]), TimeUnit.MILLISECONDS);
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("\\." + MergeBenchmark.class.getSimpleName() + "\\.")
                        .param("sources", args[3])
                        .forks(forks)
                        .warmupIterations(iterations)
                        .warmupTime(time)
                        .measurementIterations(iterations)
                        .measurementTime(time)
                        .timeUnit(TimeUnit.SECONDS)
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        results.forEach(MergeMain::print);
    }

    private static void print(RunResult result) {
        String method = result.getParams().getBenchmark();
        String name = NAMES.get(method.substring(method.lastIndexOf('.') + 1));
        Collection<BenchmarkResult> processes = result.getBenchmarkResults();
        double entries = processes.stream()
                .mapToDouble(process -> median(process.getIterationResults(), ENTRIES))
                .max()
                .orElseThrow();
        double allocated = processes.stream()
                .mapToDouble(process -> allocatedPerEntry(process.getIterationResults()))
                .min()
                .orElseThrow();
        System.out.println(name + "_entries_per_s " + entries);
        System.out.println(name + "_bytes_per_entry " + allocated);
    }

    /** Bytes a message over entries a message. */
    private static double allocatedPerEntry(Collection<IterationResult> iterations) {
        double messages = iterations.stream()
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                .sum();
        double entries = iterations.stream()
                .mapToDouble(iteration -> score(iteration, ENTRIES))
                .sum();
        return median(iterations, ALLOCATED) * messages / entries;
    }

    private static double median(Collection<IterationResult> iterations, String figure) {
        List<Double> sorted = iterations.stream()
                .map(iteration -> score(iteration, figure))
                .sorted()
                .toList();
        return sorted.get(sorted.size() / 2);
    }

    private static double score(IterationResult iteration, String figure) {
        Result<?> found = iteration.getSecondaryResults().get(figure);
        if (found == null) {
            throw new IllegalStateException("JMH tells no " + figure + ", only "
                    + iteration.getSecondaryResults().keySet());
        }
        return found.getScore();
    }
}
