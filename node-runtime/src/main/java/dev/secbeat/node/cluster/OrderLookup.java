// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.control.CommandCheck;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * An order as it was signed, looked up in the fleet's stream of orders. What is published there is anybody's: only what the key it
 * names has signed counts, of two different orders of one key under one id neither is taken, and of orders of different keys only one
 * that is asked for. Used once, by one thread; waits for the servers.
 */
final class OrderLookup {
    /** Of orders that may still be alive the newest so many messages are looked at. */
    static final int MOST_MESSAGES = 2_000;

    /** The same of orders of any age: whoever publishes another one under an id may do so at any time. */
    private static final int MOST_EVER = 10_000;

    /** Bytes of messages that are looked at; parts of lists have up to 200 kB. */
    private static final long MOST_BYTES = 64L << 20;

    private static final int AT_ONCE = 64;
    private static final Duration LONGEST = CommandCheck.MAX_LIFE.plus(CommandCheck.MAX_CLOCK_SKEW.multipliedBy(2));

    private final UUID id;
    private final Map<String, OfOne> found = new LinkedHashMap<>();
    private long bytes;

    /** What one key has signed under the id. */
    private static final class OfOne {
        /** By index in the order; one that is no part, by 0. */
        private final TreeMap<Integer, SignedCommand> parts = new TreeMap<>();

        private boolean contradictory;

        private void take(SignedCommand signed) {
            int index = signed.command().body() instanceof CommandBody.Part part ? part.index() : 0;
            SignedCommand known = parts.putIfAbsent(index, signed);
            contradictory |= known != null && !known.command().equals(signed.command());
        }

        private boolean isWhole() {
            int count =
                    parts.firstEntry().getValue().command().body() instanceof CommandBody.Part part ? part.count() : 1;
            return !contradictory && parts.size() == count && parts.lastKey() == count - 1;
        }
    }

    private OrderLookup(UUID id) {
        this.id = id;
    }

    /**
     * The order, or all its parts in their order; empty when it is not there, not whole, or not the only one.
     *
     * @param digest of the order, which sets it apart from those of others, where it is known
     * @throws IOException when the stream cannot be read
     */
    static List<SignedCommand> find(FleetLink link, UUID id, Optional<String> digest)
            throws IOException, InterruptedException {
        OrderLookup lookup = of(link, id);
        return lookup.wholes().stream()
                .filter(parts -> digest.map(known -> isOf(known, parts)).orElse(!lookup.isDoubtful()))
                .findFirst()
                .orElse(List.of());
    }

    private static boolean isOf(String digest, List<SignedCommand> parts) {
        return command(parts).map(CanonicalBytes::digest).equals(Optional.of(digest));
    }

    /** The order of which these are all parts; empty when they do not fit each other. */
    static Optional<Command> command(List<SignedCommand> parts) {
        try {
            return Optional.of(CommandParts.whole(
                    parts.stream().map(SignedCommand::command).toList()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Signed by its actor, and yet no order.
        }
    }

    /**
     * What there is of the order among those that may still be alive.
     *
     * @throws IOException when the stream cannot be read
     */
    static OrderLookup of(FleetLink link, UUID id) throws IOException, InterruptedException {
        return of(link, id, MOST_MESSAGES, Optional.of(LONGEST));
    }

    /**
     * The same however old it is, among the newest that are kept.
     *
     * @throws IOException when the stream cannot be read
     */
    static OrderLookup ever(FleetLink link, UUID id) throws IOException, InterruptedException {
        return of(link, id, MOST_EVER, Optional.empty());
    }

    private static OrderLookup of(FleetLink link, UUID id, int most, Optional<Duration> age)
            throws IOException, InterruptedException {
        Connection connection = link.session().usable().orElseThrow(() -> new IOException("the connection was lost"));
        OrderLookup lookup = new OrderLookup(id);
        try {
            lookup.read(connection, most, age);
        } catch (JetStreamApiException | IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
        return lookup;
    }

    /** Whether different orders bear the id. */
    boolean isDoubtful() {
        return found.size() > 1 || found.values().stream().anyMatch(one -> one.contradictory);
    }

    private void read(Connection connection, int most, Optional<Duration> age)
            throws IOException, InterruptedException, JetStreamApiException {
        StreamState state = connection
                .jetStreamManagement()
                .getStreamInfo(Subjects.ORDER_STREAM)
                .getStreamState();
        long first = Math.max(Math.max(1, state.getFirstSequence()), state.getLastSequence() - most + 1);
        ZonedDateTime newest = state.getLastTime();
        if (newest == null) {
            return; // Nothing is there.
        }
        Optional<ZonedDateTime> oldest = age.map(newest::minus); // The approval itself is there by now.
        boolean isOld = false;
        for (long to = state.getLastSequence(); to >= first && !isOld && bytes < MOST_BYTES; to -= AT_ONCE) {
            List<CompletableFuture<Message>> asked = new ArrayList<>();
            for (long at = to; at >= Math.max(first, to - AT_ONCE + 1); at--) {
                asked.add(AuditReader.ask(connection, AuditStream.DIRECT + Subjects.ORDER_STREAM, at));
            }
            for (CompletableFuture<Message> answer : asked) {
                isOld |= take(AuditReader.answer(answer), oldest);
            }
        }
    }

    /** Whether what comes before it is too old. */
    private boolean take(Message answer, Optional<ZonedDateTime> oldest) {
        if (AuditReader.isNotFound(answer)) {
            return false;
        }
        MessageInfo info = new MessageInfo(answer, Subjects.ORDER_STREAM, true);
        byte[] content = info.getData();
        if (content != null) {
            bytes += content.length;
            decoded(content).ifPresent(this::take);
        }
        ZonedDateTime time = info.getTime();
        return time != null && oldest.filter(time::isBefore).isPresent();
    }

    private static Optional<SignedCommand> decoded(byte[] content) {
        try {
            return Optional.of(Json.COMMAND.decode(content));
        } catch (DecodeException e) {
            return Optional.empty(); // Anybody with an operator's connection may publish anything there.
        }
    }

    private void take(SignedCommand signed) {
        Command command = signed.command();
        boolean isPart =
                command.body() instanceof CommandBody.Part part && part.parent().equals(id);
        if ((!isPart && !command.id().equals(id)) || !FleetOrders.isSigned(signed)) {
            return;
        }
        found.computeIfAbsent(command.actor(), _ -> new OfOne()).take(signed);
    }

    /** Of each key its order, or all parts of it in their order, if that is there, whole, and the only one of the key. */
    List<List<SignedCommand>> wholes() {
        return found.values().stream()
                .filter(OfOne::isWhole)
                .map(one -> List.copyOf(one.parts.values()))
                .toList();
    }
}
