// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Metrics;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the turns of nodes' loops took between two looks, by their own metric: a histogram, so a figure is the upper bound of the
 * bucket it falls in.
 */
final class OrdersLoops {
    private static final Pattern BUCKET =
            Pattern.compile("(?m)^" + Metrics.LOOP_TURN + "_bucket\\{le=\"([^\"]+)\"\\} (\\S+)");
    private static final double MILLIS = 1e3;

    private final List<OrdersNode> nodes;
    private final List<NavigableMap<Double, Double>> before;

    private OrdersLoops(List<OrdersNode> nodes) throws IOException, InterruptedException {
        this.nodes = nodes;
        this.before = look(nodes);
    }

    /** Begins to measure. */
    static OrdersLoops of(List<OrdersNode> nodes) throws IOException, InterruptedException {
        return new OrdersLoops(nodes);
    }

    /**
     * @param p99 of the node where that is longest, milliseconds
     * @param longest turn of all, milliseconds
     */
    record Turns(double p99, double longest) {}

    /** All turns since {@link #of}. */
    Turns since() throws IOException, InterruptedException {
        List<NavigableMap<Double, Double>> now = look(nodes);
        double p99 = 0;
        double longest = 0;
        for (int i = 0; i < now.size(); i++) {
            NavigableMap<Double, Double> earlier = before.get(i);
            NavigableMap<Double, Double> turns = new TreeMap<>();
            now.get(i).forEach((bound, count) -> turns.put(bound, count - earlier.getOrDefault(bound, 0.0)));
            double all = turns.lastEntry().getValue();
            p99 = Math.max(p99, bound(turns, 0.99 * all));
            longest = Math.max(longest, bound(turns, all));
        }
        return new Turns(p99 * MILLIS, longest * MILLIS);
    }

    /** The least bound under which so many turns were. */
    private static double bound(NavigableMap<Double, Double> turns, double count) {
        return turns.entrySet().stream()
                .filter(bucket -> bucket.getValue() >= count)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static List<NavigableMap<Double, Double>> look(List<OrdersNode> nodes)
            throws IOException, InterruptedException {
        List<NavigableMap<Double, Double>> found = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (OrdersNode node : nodes) {
                String page = client.send(
                                HttpRequest.newBuilder(node.metrics()).build(), HttpResponse.BodyHandlers.ofString())
                        .body();
                NavigableMap<Double, Double> buckets = new TreeMap<>();
                Matcher lines = BUCKET.matcher(page);
                while (lines.find()) {
                    String bound = lines.group(1);
                    buckets.put(
                            bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
                            Double.parseDouble(lines.group(2)));
                }
                OrdersRounds.require(!buckets.isEmpty(), "a node tells nothing of its loop: " + node.metrics());
                found.add(buckets);
            }
        }
        return found;
    }
}
