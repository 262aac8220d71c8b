// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.AuditBoard;
import dev.secbeat.console.model.AuditOrder;
import dev.secbeat.console.model.OrderHeard;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import java.util.ArrayList;
import java.util.List;

/** Orders as they were published, and as the audit trail tells them, as fields. */
final class OrderWords {
    /** Each keyframe repeats the audit trail: of a long one the newest orders are kept, the others count as unread. */
    private static final int MAX_AUDIT_BYTES = 48 * 1024;

    private static final int MAX_FLAWS = 200;

    private OrderWords() {}

    static byte[] order(OrderHeard order) {
        return new FieldWriter()
                .text(order.id().toString())
                .text(order.actor())
                .text(order.words())
                .text(order.reason())
                .text(order.scope())
                .flag(order.mine())
                .flag(order.dryRun())
                .texts(order.blocked().stream().map(Prefix::toString).toList())
                .number(order.issuedAtMillis())
                .number(order.expiresAtMillis())
                .bytes();
    }

    static OrderHeard order(FieldReader in) {
        return new OrderHeard(
                in.id(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.flag(),
                in.flag(),
                in.texts().stream().map(Prefix::parse).toList(),
                in.number(),
                in.number());
    }

    static byte[] audit(AuditBoard board) {
        List<AuditOrder> kept = newest(board.orders());
        List<AuditBoard.Flaw> flaws =
                board.flaws().subList(0, Math.min(MAX_FLAWS, board.flaws().size()));
        FieldWriter out = new FieldWriter()
                .text(board.phase().name())
                .text(board.problem())
                .number(kept.size());
        kept.forEach(order -> write(order, out));
        out.number(board.records()).number(board.writers()).number(flaws.size());
        flaws.forEach(flaw ->
                out.text(flaw.writer()).text(flaw.kind()).number(flaw.message()).text(flaw.text()));
        return out.number(board.unread() + board.orders().size() - kept.size())
                .number(board.readAtMillis())
                .bytes();
    }

    static AuditBoard audit(FieldReader in) {
        AuditBoard.Phase phase = in.constant(AuditBoard.Phase.class);
        String problem = in.text();
        int count = in.count();
        List<AuditOrder> orders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            orders.add(read(in));
        }
        int records = (int) in.number();
        int writers = (int) in.number();
        int flawed = in.count();
        List<AuditBoard.Flaw> flaws = new ArrayList<>();
        for (int i = 0; i < flawed; i++) {
            flaws.add(new AuditBoard.Flaw(in.text(), in.text(), in.number(), in.text()));
        }
        return new AuditBoard(phase, problem, orders, records, writers, flaws, in.number(), in.number());
    }

    private static List<AuditOrder> newest(List<AuditOrder> orders) {
        int bytes = 0;
        int count = 0;
        while (count < orders.size()) {
            FieldWriter out = new FieldWriter();
            write(orders.get(count), out);
            bytes += out.bytes().length;
            if (bytes > MAX_AUDIT_BYTES) {
                break;
            }
            count++;
        }
        return orders.subList(0, count);
    }

    private static void write(AuditOrder order, FieldWriter out) {
        out.text(order.id().toString())
                .number(order.epochMillis())
                .text(order.actor())
                .text(order.operator())
                .text(order.what())
                .number(order.expiresAtMillis())
                .flag(order.proven())
                .number(order.replies().size());
        order.replies()
                .forEach(reply -> out.text(reply.writer())
                        .number(reply.epochMillis())
                        .number(reply.sequence())
                        .text(reply.state().name())
                        .text(reply.text()));
    }

    private static AuditOrder read(FieldReader in) {
        var id = in.id();
        long epochMillis = in.number();
        String actor = in.text();
        String operator = in.text();
        String what = in.text();
        long expiresAtMillis = in.number();
        boolean proven = in.flag();
        int count = in.count();
        List<AuditOrder.Reply> replies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            replies.add(new AuditOrder.Reply(
                    in.text(), in.number(), in.number(), in.constant(Receipt.State.class), in.text()));
        }
        return new AuditOrder(id, epochMillis, actor, operator, what, expiresAtMillis, proven, replies);
    }
}
