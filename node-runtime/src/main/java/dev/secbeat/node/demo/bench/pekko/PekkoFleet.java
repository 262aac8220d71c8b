// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.pekko;

import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.demo.bench.FleetFigures;
import dev.secbeat.node.demo.bench.LoopbackPorts;
import dev.secbeat.node.demo.bench.MeasuredFleet;
import dev.secbeat.node.demo.wan.Delay;
import dev.secbeat.node.demo.wan.DelayProxy;
import dev.secbeat.node.demo.wan.WanLink;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A cluster of Pekko nodes in regions. All of them go to each other through one proxy, with delay where the region of the
 * one who comes, which its address tells, is not that of the one it comes to. One thread.
 */
public final class PekkoFleet implements MeasuredFleet {
    private static final long MEET_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** Region {@code r} goes out from 127.0.0.(10 + r). */
    private static final int FIRST_OUTBOUND = 10;

    private final DelayProxy proxy;
    private final WanLink between =
            new WanLink(Delay.ofRoundTrip(2 * FleetFigures.ONE_WAY_MILLIS, 2 * FleetFigures.ONE_WAY_MILLIS));
    private final WanLink within = new WanLink(Delay.NONE);
    private final List<PekkoNode> nodes = new ArrayList<>();

    private PekkoFleet(int nodesPerRegion, PekkoPace pace) throws IOException {
        proxy = new DelayProxy("bench-pekko", 1, () -> {});
        List<Integer> ports = LoopbackPorts.free(nodesPerRegion * FleetFigures.REGIONS);
        try {
            for (int i = 0; i < ports.size(); i++) {
                int region = i % FleetFigures.REGIONS;
                int door = proxy.listen(
                                LoopbackPorts.address(0),
                                LoopbackPorts.address(ports.get(i)),
                                client -> regionOf(client) == region ? within : between)
                        .getPort();
                String outbound = "127.0.0." + (FIRST_OUTBOUND + region);
                var place = new PekkoNode.Place(door, ports.get(i), outbound);
                nodes.add(new PekkoNode(place, pace, FleetFigures.LIMIT));
                nodes.getLast().join(nodes.getFirst());
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Measures in a process of its own; arguments: the pace in lower case, then {@link FleetFigures}'. */
    public static void main(String[] args) throws IOException, InterruptedException {
        PekkoPace pace = PekkoPace.valueOf(args[0].toUpperCase(Locale.ROOT));
        FleetFigures work =
                FleetFigures.of(List.of(args).subList(1, args.length).toArray(String[]::new));
        try (var fleet = new PekkoFleet(work.nodesPerRegion(), pace)) {
            fleet.awaitMeeting();
            work.print(fleet);
        }
    }

    @Override
    public List<PekkoNode> nodes() {
        return nodes;
    }

    @Override
    public void expect(List<SourceKey> sources) {
        nodes.forEach(node -> node.watch(sources));
    }

    @Override
    public long nodeBytes() {
        return 2 * (within.bytesDelivered() + between.bytesDelivered()); // One node sends what another receives.
    }

    @Override
    public long betweenRegionsBytes() {
        return between.bytesDelivered();
    }

    @Override
    public void close() {
        nodes.forEach(PekkoNode::close);
        proxy.close();
    }

    private static int regionOf(InetAddress client) {
        return client.getAddress()[3] - FIRST_OUTBOUND;
    }

    private void awaitMeeting() throws InterruptedException {
        long startNanos = System.nanoTime();
        while (nodes.stream().anyMatch(node -> node.replicas() < nodes.size())) {
            if (System.nanoTime() - startNanos > MEET_NANOS) {
                throw new IllegalStateException("the Pekko nodes have not all met after 60 s: "
                        + nodes.stream().map(PekkoNode::replicas).toList() + " of " + nodes.size()
                        + ". The machine may be too busy; try again.");
            }
            Thread.sleep(50);
        }
    }
}
