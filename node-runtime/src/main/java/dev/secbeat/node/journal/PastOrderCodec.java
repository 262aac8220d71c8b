// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.control.PastOrder;
import dev.secbeat.node.control.PriorState;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What an order changed on disk: the command's id, a count, then each prefix with its state before and after. */
final class PastOrderCodec {
    private static final int SCOPE_BYTES = 2 + 102;
    private static final int BY_BYTES = 2 + 64;
    private static final int CHANGE_BYTES = 18 + 2 * 10 + SCOPE_BYTES;
    /** More than the longest piece; anything longer is damage. */
    static final int MAX_PAYLOAD = 20 + CommandBody.MAX_PREFIXES * CHANGE_BYTES + SCOPE_BYTES + 8 + BY_BYTES;

    private PastOrderCodec() {}

    /** The same order in pieces that each can be encoded. */
    static List<PastOrder> pieces(PastOrder order) {
        if (order.changes().size() <= CommandBody.MAX_PREFIXES) {
            return List.of(order);
        }
        List<PastOrder> pieces = new ArrayList<>();
        List<PastOrder.Change> changes = order.changes();
        for (int from = 0; from < changes.size(); from += CommandBody.MAX_PREFIXES) {
            int to = Math.min(from + CommandBody.MAX_PREFIXES, changes.size());
            pieces.add(new PastOrder(
                    order.command(), changes.subList(from, to), order.scope(), order.trialUntilMillis(), order.by()));
        }
        return pieces;
    }

    static void encode(PastOrder piece, ByteBuffer out) {
        out.putLong(piece.command().getMostSignificantBits());
        out.putLong(piece.command().getLeastSignificantBits());
        out.putInt(piece.changes().size());
        for (PastOrder.Change change : piece.changes()) {
            put(out, change);
        }
        putScopes(out, piece);
    }

    /**
     * Only where one is not the whole fleet, or of a trial, or somebody's alone: the order's, then of each change, then when the trial
     * ends, then whose it is.
     */
    private static void putScopes(ByteBuffer out, PastOrder piece) {
        boolean ofFleet = piece.trialUntilMillis() == 0
                && piece.by().isEmpty()
                && piece.scope().isFleet()
                && piece.changes().stream()
                        .allMatch(change -> change.beforeScope().isFleet());
        if (!ofFleet) {
            EntryCodec.putAscii(out, piece.scope().toString());
            for (PastOrder.Change change : piece.changes()) {
                EntryCodec.putAscii(out, change.beforeScope().toString());
            }
            if (piece.trialUntilMillis() > 0 || !piece.by().isEmpty()) {
                out.putLong(piece.trialUntilMillis());
            }
            if (!piece.by().isEmpty()) {
                EntryCodec.putAscii(out, piece.by());
            }
        }
    }

    private static PastOrder confined(PastOrder piece, DataInputStream in) throws IOException {
        Scope scope = Scope.parse(in.readUTF());
        List<PastOrder.Change> changes = new ArrayList<>();
        for (PastOrder.Change change : piece.changes()) {
            changes.add(
                    new PastOrder.Change(change.prefix(), change.before(), change.after(), Scope.parse(in.readUTF())));
        }
        long trialUntilMillis = in.available() > 0 ? in.readLong() : 0;
        String by = in.available() > 0 ? in.readUTF() : ""; // Earlier releases end before.
        return new PastOrder(piece.command(), changes, scope, trialUntilMillis, by);
    }

    private static void put(ByteBuffer out, PastOrder.Change change) {
        Prefix prefix = change.prefix();
        out.put((byte) (prefix.family() == Family.IPV4 ? 4 : 6));
        out.putLong(prefix.high());
        out.putLong(prefix.low());
        out.put((byte) prefix.length());
        put(out, change.before());
        put(out, change.after());
    }

    private static void put(ByteBuffer out, PriorState state) {
        out.put((byte) (state.active() ? 1 : 0));
        out.put((byte) state.origin().code());
        out.putLong(state.untilMillis());
    }

    /** @throws IllegalArgumentException when the bytes are whole but say nothing possible */
    static PastOrder decode(byte[] payload) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
            UUID id = new UUID(in.readLong(), in.readLong());
            int count = in.readInt();
            List<PastOrder.Change> changes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Family family = in.readByte() == 4 ? Family.IPV4 : Family.IPV6;
                Prefix prefix = new Prefix(family, in.readLong(), in.readLong(), in.readUnsignedByte());
                changes.add(new PastOrder.Change(prefix, state(in), state(in)));
            }
            PastOrder piece = new PastOrder(id, changes);
            return in.available() > 0 ? confined(piece, in) : piece; // Earlier releases end here.
        } catch (IOException e) {
            throw new IllegalArgumentException("the entry is too short", e);
        }
    }

    private static PriorState state(DataInputStream in) throws IOException {
        return new PriorState(in.readBoolean(), EntryCodec.origin(in.readUnsignedByte()), in.readLong());
    }
}
