// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.traffic.SendLog;
import dev.secbeat.node.demo.traffic.StreamCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The words of {@link ControlSocket} and what they do; {@link RemoteLab} is their other end. Safe for all threads. */
final class ControlCommands implements Function<List<String>, List<String>> {
    private final LabControl lab;

    ControlCommands(LabControl lab) {
        this.lab = lab;
    }

    @Override
    public List<String> apply(List<String> words) {
        List<String> arguments = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case "nodes" -> nodes();
            case "cut" -> done(() -> lab.cut(region(arguments)));
            case "heal" -> done(() -> lab.heal(region(arguments)));
            case "kill" -> done(() -> lab.kill(argument(arguments, 0)));
            case "start" -> done(() -> lab.start(argument(arguments, 0)));
            case "add-node" -> List.of(lab.addNode(region(arguments)));
            case "remove-node" -> done(() -> lab.removeNode(region(arguments)));
            case "send" -> done(() -> send(arguments));
            case "stop" -> {
                lab.traffic().stop(argument(arguments, 0));
                yield List.of();
            }
            case "crossing" -> crossing(argument(arguments, 0), Integer.parseInt(argument(arguments, 1)));
            case "counts" -> counts();
            case "packets" -> packets();
            case "steered" -> steered();
            case "kernel-drops" -> List.of(Long.toString(lab.kernelDrops(argument(arguments, 0))));
            case "far" -> List.of(Boolean.toString(lab.isFar()));
            default -> throw new LabException("unknown request '" + words.getFirst() + "'", "See ControlCommands.");
        };
    }

    /** {@code node region pid} a line. */
    private List<String> nodes() {
        return lab.plan().nodes().stream()
                .map(node -> node.id().name() + " " + node.id().region() + " " + lab.pid(node.id()))
                .toList();
    }

    /** {@code send NAME SOURCE PER_SECOND persistent|polite REGION...}. */
    private void send(List<String> arguments) {
        List<RegionId> regions = arguments.stream().skip(4).map(RegionId::new).toList();
        lab.traffic()
                .startSource(
                        argument(arguments, 0),
                        argument(arguments, 1),
                        regions,
                        Double.parseDouble(argument(arguments, 2)),
                        argument(arguments, 3).equals("persistent"));
    }

    /** t0 and the largest number of requests in any second: {@code NANOS PEAK SIZE}; NANOS is {@code -} before t0. */
    private List<String> crossing(String name, int limit) {
        SendLog log = lab.traffic().log(name);
        long second = TimeUnit.SECONDS.toNanos(1);
        var t0 = log.crossing(limit, second);
        return List.of(
                (t0.isPresent() ? Long.toString(t0.getAsLong()) : "-") + " " + log.peak(second) + " " + log.size());
    }

    /** {@code stream region sent answered limited refused failed} a line. */
    private List<String> counts() {
        List<String> lines = new ArrayList<>();
        lab.traffic()
                .counts()
                .forEach((stream, regions) ->
                        regions.forEach((region, c) -> lines.add(stream + " " + region + " " + numbers(c))));
        return lines;
    }

    private static String numbers(StreamCounts c) {
        return String.join(
                " ",
                Arrays.stream(new long[] {c.sent(), c.answered(), c.limited(), c.refused(), c.failed()})
                        .mapToObj(Long::toString)
                        .toList());
    }

    /** {@code home region resolvers sources last-sent-nanos changed-nanos} a line: where each region's clients are. */
    private List<String> steered() {
        List<String> lines = new ArrayList<>();
        for (ClientTraffic.Steered steered : lab.traffic().steered()) {
            steered.at()
                    .forEach((region, at) -> lines.add(steered.home() + " " + region + " "
                            + steered.pointing().getOrDefault(region, 0) + " " + at.sources() + " "
                            + at.lastSentNanos() + " " + steered.changedNanos()));
        }
        return lines;
    }

    /** {@code region packets nanos} a line, oldest first. */
    private List<String> packets() {
        return lab.traffic().packetHistory().stream()
                .map(packets -> packets.region() + " " + packets.count() + " " + packets.atNanos())
                .toList();
    }

    private static List<String> done(Runnable action) {
        action.run();
        return List.of();
    }

    private static RegionId region(List<String> arguments) {
        return new RegionId(argument(arguments, 0));
    }

    private static String argument(List<String> arguments, int index) {
        if (index >= arguments.size()) {
            throw new LabException("the request lacks argument " + (index + 1), "");
        }
        return arguments.get(index);
    }
}
