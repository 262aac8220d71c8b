// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.dns;

import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.failover.DnsException;
import dev.secbeat.node.failover.Lease;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** Builds and sends one atomic update of one view that only the newest leader can make. */
final class FencedUpdate {
    private static final String EPOCH_LABEL = "_secbeat-epoch";

    private final Name zone;
    private final Name epochName;
    private final int ttlSeconds;
    private final Lease fence;

    FencedUpdate(Name zone, int ttlSeconds, Lease fence) {
        this.zone = zone;
        this.epochName = ViewClient.name(EPOCH_LABEL + "." + zone);
        this.ttlSeconds = ttlSeconds;
        this.fence = fence;
    }

    /** Writes the own epoch, unless it is there. */
    void raise(ViewClient server) {
        List<Record> epoch = server.query(epochName, Type.TXT);
        if (seen(server, epoch) < fence.epoch()) {
            send(server, epoch, List.of());
        }
    }

    void send(ViewClient server, List<RecordChange> changes) {
        List<Record> epoch = server.query(epochName, Type.TXT);
        seen(server, epoch);
        send(server, epoch, changes);
    }

    /** The epoch of the leader that wrote last; none later than the own. */
    private long seen(ViewClient server, List<Record> epoch) {
        long seen = epoch.isEmpty() ? 0 : epochOf(epoch.get(0));
        if (seen > fence.epoch()) {
            throw fenced(server, "a leader of epoch " + seen + " has written since");
        }
        return seen;
    }

    private void send(ViewClient server, List<Record> epoch, List<RecordChange> changes) {
        int code;
        try {
            code = server.send(build(epoch, changes)).getRcode();
        } catch (IOException e) {
            throw new IllegalArgumentException("an address of " + changes + " cannot be written as a record", e);
        }
        switch (code) {
            case Rcode.NOERROR -> {}
            case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.YXDOMAIN ->
                throw fenced(server, "the records were changed since they were read (" + Rcode.string(code) + ")");
            default ->
                throw new DnsException(
                        DnsException.Reason.REFUSED,
                        server + " refused the update of " + zone + " with " + Rcode.string(code)
                                + ", nothing was changed; allow the key to update the zone");
        }
    }

    private Update build(List<Record> epoch, List<RecordChange> changes) throws IOException {
        Update update = new Update(zone);
        if (epoch.isEmpty()) {
            update.absent(epochName, Type.TXT);
        } else {
            // Built anew: a prerequisite has TTL 0, an answer has the zone's.
            for (Record record : epoch) {
                update.present(epochName, Type.TXT, record.rdataToString());
            }
        }
        for (RecordChange change : changes) {
            addChange(update, change);
        }
        update.replace(epochName, Type.TXT, ttlSeconds, Long.toString(fence.epoch()));
        return update;
    }

    private void addChange(Update update, RecordChange change) throws IOException {
        Name name = ViewClient.name(change.name());
        int type = Type.value(change.type());
        if (change.before().isEmpty()) {
            update.absent(name, type);
        }
        for (String address : change.before()) {
            update.present(name, type, address);
        }
        update.delete(name, type);
        for (String address : change.after()) {
            update.add(name, type, ttlSeconds, address);
        }
    }

    private static long epochOf(Record record) {
        String text = record instanceof TXTRecord txt ? txt.getStrings().get(0) : "";
        if (!text.matches("[0-9]{1,18}")) {
            throw new DnsException(
                    DnsException.Reason.REFUSED,
                    "the record " + record.getName() + " TXT holds '" + text
                            + "' instead of a number, so nothing was changed; find out who wrote it, then delete it");
        }
        return Long.parseLong(text);
    }

    private DnsException fenced(ViewClient server, String what) {
        return new DnsException(
                DnsException.Reason.FENCED,
                String.format(
                        Locale.ROOT,
                        "%s did not take the update of epoch %d: %s, nothing was changed; plan again from the current"
                                + " records",
                        server,
                        fence.epoch(),
                        what));
    }
}
