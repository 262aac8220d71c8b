// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.control.PastOrder;
import dev.secbeat.node.control.PriorState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What an order changed on disk: the command's id, a count, then each prefix with its state before and after. */
final class PastOrderCodec {
    private static final int SCOPE_BYTES = 2 + 102;
    private static final int CHANGE_BYTES = 18 + 2 * 10 + SCOPE_BYTES;
    /** More than the longest piece; anything longer is damage. */
    static final int MAX_PAYLOAD = 20 + CommandBody.MAX_PREFIXES * CHANGE_BYTES + SCOPE_BYTES;

    private PastOrderCodec() {}

    /** The same order in pieces that each can be encoded. */
    static List<PastOrder> pieces(PastOrder order) {
        List<PastOrder> pieces = new ArrayList<>();
        List<PastOrder.Change> changes = order.changes();
        for (int from = 0; from < changes.size(); from += CommandBody.MAX_PREFIXES) {
            int to = Math.min(from + CommandBody.MAX_PREFIXES, changes.size());
            pieces.add(new PastOrder(order.command(), changes.subList(from, to), order.scope()));
        }
        return pieces;
    }

    static byte[] encode(PastOrder piece) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(piece.command().getMostSignificantBits());
            out.writeLong(piece.command().getLeastSignificantBits());
            out.writeInt(piece.changes().size());
            for (PastOrder.Change change : piece.changes()) {
                Prefix prefix = change.prefix();
                out.writeByte(prefix.family() == Family.IPV4 ? 4 : 6);
                out.writeLong(prefix.high());
                out.writeLong(prefix.low());
                out.writeByte(prefix.length());
                write(out, change.before());
                write(out, change.after());
            }
            writeScopes(out, piece);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Only where one is not the whole fleet: the order's, then of each change. */
    private static void writeScopes(DataOutputStream out, PastOrder piece) throws IOException {
        boolean ofFleet = piece.scope().isFleet()
                && piece.changes().stream()
                        .allMatch(change -> change.beforeScope().isFleet());
        if (!ofFleet) {
            out.writeUTF(piece.scope().toString());
            for (PastOrder.Change change : piece.changes()) {
                out.writeUTF(change.beforeScope().toString());
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
        return new PastOrder(piece.command(), changes, scope);
    }

    private static void write(DataOutputStream out, PriorState state) throws IOException {
        out.writeBoolean(state.active());
        out.writeByte(state.origin().code());
        out.writeLong(state.untilMillis());
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
