// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.console.model.AuditBoard;
import dev.secbeat.console.model.AuditOrder;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.cluster.AuditCheck;
import dev.secbeat.node.cluster.AuditReader;
import dev.secbeat.node.cluster.AuditReading;
import dev.secbeat.node.cluster.AuditRow;
import dev.secbeat.node.cluster.AuditTrail;
import dev.secbeat.node.cluster.FleetLink;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads the fleet's audit trail as the command line does, one reading at a time, on a thread of its own: it waits for the
 * servers. Safe for all threads.
 */
final class AuditDesk implements AutoCloseable {
    /** The newest so many orders are shown; older ones the command line tells. */
    static final int MOST_ORDERS = 20_000;

    private final FleetInbox inbox;
    private final InstantSource clock;
    private final AtomicBoolean under = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("audit-reader").daemon().factory());
    private volatile AuditBoard last = AuditBoard.UNREAD;

    AuditDesk(FleetInbox inbox, InstantSource clock) {
        this.inbox = inbox;
        this.clock = clock;
    }

    /** Begins to read, unless a reading is under way. */
    void read(FleetLink link) {
        if (under.compareAndSet(false, true)) {
            tell(last.reading());
            try {
                thread.execute(() -> look(link));
            } catch (RejectedExecutionException closing) {
                under.set(false);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look(FleetLink link) {
        try {
            AuditReading reading = AuditReader.read(link);
            last = board(reading, clock.millis());
            tell(last);
        } catch (IOException e) {
            tell(last.away(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // The next reading must not wait for ever for this one.
            tell(last.away("reading failed: " + e));
        } finally {
            under.set(false);
        }
    }

    private void tell(AuditBoard board) {
        inbox.offer(new Update.Audited(board));
    }

    static AuditBoard board(AuditReading reading, long epochMillis) {
        AuditTrail trail = AuditTrail.of(reading);
        AuditCheck check = AuditCheck.of(trail, reading);
        List<AuditOrder> orders = orders(trail);
        return new AuditBoard(
                AuditBoard.Phase.READ,
                "",
                orders.subList(0, Math.min(MOST_ORDERS, orders.size())),
                check.records().values().stream().mapToInt(Integer::intValue).sum(),
                check.records().size(),
                check.findings().stream()
                        .map(found -> new AuditBoard.Flaw(found.where(), found.kind(), found.at(), found.text()))
                        .toList(),
                reading.unread(),
                epochMillis);
    }

    /** Orders, newest first. */
    private static List<AuditOrder> orders(AuditTrail trail) {
        Map<UUID, List<AuditRow>> byOrder = new LinkedHashMap<>();
        trail.rows()
                .forEach(row -> byOrder.computeIfAbsent(row.commandId(), id -> new ArrayList<>())
                        .add(row));
        List<AuditOrder> orders = new ArrayList<>();
        byOrder.forEach((id, rows) -> orders.add(order(id, rows, trail.published())));
        orders.sort(Comparator.comparingLong(AuditOrder::epochMillis).reversed());
        return orders;
    }

    private static AuditOrder order(UUID id, List<AuditRow> rows, Map<UUID, String> published) {
        AuditRow first = rows.getFirst();
        AuditRow told =
                rows.stream().filter(row -> row.order().isPresent()).findFirst().orElse(first);
        String operator = rows.stream()
                .map(AuditRow::operator)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("");
        return new AuditOrder(
                id,
                first.epochMillis(),
                told.actor(),
                operator,
                told.order().orElseGet(() -> published.getOrDefault(id, "")),
                told.expiresAtMillis(),
                rows.stream().anyMatch(AuditDesk::isProven),
                rows.stream().flatMap(row -> reply(row).stream()).toList());
    }

    /** What a node's own chain tells as it was carried out. */
    private static boolean isProven(AuditRow row) {
        return row.order().isPresent()
                && row.writer().filter(AuditTrail.PUBLISHED::equals).isEmpty();
    }

    private static List<AuditOrder.Reply> reply(AuditRow row) {
        return row.state().stream()
                .map(state -> new AuditOrder.Reply(
                        row.writer().orElse(""), row.epochMillis(), row.sequence(), state, row.text()))
                .toList();
    }
}
