// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Subjects;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Asks all nodes for their status and gathers the answers; see {@link FleetLink#ask(Duration)}. */
final class FleetQuestion {
    /** No answer for so long, and every known region heard: there is nobody left. Nodes of a region answer together. */
    private static final long QUIET_NANOS = Duration.ofMillis(60).toNanos();

    /** So long for the first answer: a busy machine is slow before it is empty. */
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(2);

    private FleetQuestion() {}

    static Collection<NodeStatus> ask(NatsSession session, FleetInbox inbox, Duration atMost)
            throws InterruptedException {
        Optional<Connection> connection = session.usable();
        if (connection.isEmpty()) {
            return List.of();
        }
        try {
            String replyTo = connection.get().createInbox();
            Subscription answers = connection.get().subscribe(replyTo);
            try {
                connection.get().publish(Subjects.ASK_FLEET, replyTo, new byte[0]);
                return gather(answers, inbox, atMost);
            } finally {
                answers.unsubscribe();
            }
        } catch (IllegalStateException e) {
            // The connection was lost meanwhile; its state says so.
            return List.of();
        }
    }

    private static Collection<NodeStatus> gather(Subscription answers, FleetInbox inbox, Duration atMost)
            throws InterruptedException {
        SortedMap<NodeId, NodeStatus> heard = new TreeMap<>();
        long nowNanos = System.nanoTime();
        long deadlineNanos = nowNanos + FIRST_ANSWER.toNanos();
        while (nowNanos - deadlineNanos < 0) {
            long wait = deadlineNanos - nowNanos;
            boolean enough = !heard.isEmpty() && allRegionsAnswered(heard.values());
            Message answer = answers.nextMessage(Duration.ofNanos(enough ? Math.min(wait, QUIET_NANOS) : wait));
            if (answer == null) {
                break;
            }
            nowNanos = System.nanoTime();
            if (heard.isEmpty()) {
                deadlineNanos = nowNanos + atMost.toNanos();
            }
            inbox.takeAnswer(answer).ifPresent(status -> heard.put(status.node(), status));
        }
        return new ArrayList<>(heard.values());
    }

    private static boolean allRegionsAnswered(Collection<NodeStatus> heard) {
        Set<String> answered = new HashSet<>();
        Set<String> named = new HashSet<>();
        for (NodeStatus status : heard) {
            RegionId region = status.node().region();
            answered.add(region.value());
            named.addAll(status.lagMillis().keySet());
        }
        return answered.containsAll(named);
    }
}
