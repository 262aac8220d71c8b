// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.dns;

import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.failover.DnsAnswers;
import dev.secbeat.node.failover.DnsException;
import dev.secbeat.node.failover.DnsProvider;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.failover.SteeredRecord;
import dev.secbeat.node.failover.Verified;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Steers clients through authoritative servers that take dynamic updates (RFC 2136) signed with TSIG (RFC 8945), one key a
 * view. Known to work with BIND. One thread; every call blocks, with the timeout of the settings.
 *
 * <p>The fence: {@code _secbeat-epoch.<zone> TXT} holds the epoch of the leader that wrote last. Each update carries as
 * prerequisites that this record and the changed records are still as they were read, and writes the own epoch. A leader
 * that was overtaken between reading and writing is refused by the server itself. What leaders write down of their moves is
 * in {@code _secbeat-moves.<zone> TXT}, changed in the same update as the records.
 */
public final class Rfc2136Dns implements DnsProvider {
    private static final List<String> TYPES = List.of("A", "AAAA");
    private static final String NOTES_LABEL = "_secbeat-moves";
    private static final String NOTES_TYPE = "TXT";

    private final Rfc2136Settings settings;
    private final Name zone;
    private final Name steered;
    private final Name noted;
    private final Map<String, List<ViewClient>> servers = new LinkedHashMap<>();

    public Rfc2136Dns(Rfc2136Settings settings) {
        this.settings = settings;
        this.zone = ViewClient.name(settings.zone());
        this.steered = ViewClient.name(settings.name());
        this.noted = ViewClient.name(NOTES_LABEL + "." + settings.zone());
        for (Rfc2136Settings.ViewKey key : settings.views()) {
            List<ViewClient> clients = new ArrayList<>();
            for (InetSocketAddress server : settings.servers()) {
                clients.add(new ViewClient(server, key, settings.timeout()));
            }
            servers.put(key.view(), clients);
        }
    }

    @Override
    public DnsAnswers current() {
        List<SteeredRecord> records = new ArrayList<>();
        List<SteeredRecord> notes = new ArrayList<>();
        servers.forEach((view, clients) -> {
            for (String type : TYPES) {
                List<String> addresses = firstAnswer(clients, steered, type);
                if (!addresses.isEmpty()) {
                    records.add(new SteeredRecord(view, settings.name(), type, addresses));
                }
            }
            notes.add(new SteeredRecord(view, noted.toString(), NOTES_TYPE, firstAnswer(clients, noted, NOTES_TYPE)));
        });
        return new DnsAnswers(records, notes);
    }

    @Override
    public void raise(Lease fence) {
        servers.values()
                .forEach(clients -> new FencedUpdate(zone, settings.ttlSeconds(), fence).raise(clients.getFirst()));
    }

    @Override
    public void apply(List<RecordChange> changes, Lease fence) {
        Map<String, List<RecordChange>> byView = new LinkedHashMap<>();
        changes.forEach(change ->
                byView.computeIfAbsent(change.view(), view -> new ArrayList<>()).add(change));
        byView.keySet().forEach(this::clients);
        List<String> done = new ArrayList<>();
        byView.forEach((view, ofView) -> {
            try {
                new FencedUpdate(zone, settings.ttlSeconds(), fence)
                        .send(clients(view).get(0), ofView);
            } catch (DnsException e) {
                throw new DnsException(
                        e.reason(), e.getMessage() + "; views changed before: " + done, e, !done.isEmpty());
            }
            done.add(view);
        });
    }

    @Override
    public Verified verify(List<RecordChange> changes) {
        Answers answers = new Answers();
        changes.forEach(change -> clients(change.view()));
        for (int server = 0; server < servers(); server++) {
            answers.ask(server, changes);
        }
        return answers.verified();
    }

    @Override
    public int servers() {
        return settings.servers().size();
    }

    @Override
    public Verified compare(DnsAnswers answers, int server) {
        List<RecordChange> same = new ArrayList<>();
        for (String view : servers.keySet()) {
            TYPES.forEach(type -> same.add(unchanged(view, settings.name(), type, answers.records())));
            same.add(unchanged(view, noted.toString(), NOTES_TYPE, answers.notes()));
        }
        Answers found = new Answers();
        found.ask(server, same);
        return found.verified();
    }

    private static RecordChange unchanged(String view, String name, String type, List<SteeredRecord> records) {
        List<String> addresses = records.stream()
                .filter(record -> record.view().equals(view) && record.type().equals(type))
                .flatMap(record -> record.addresses().stream())
                .toList();
        return new RecordChange(view, name, type, addresses, addresses);
    }

    /** What servers answer to the questions of one look. */
    private final class Answers {
        private final List<String> differing = new ArrayList<>();
        private final List<String> silent = new ArrayList<>();
        private int agreeing;

        Verified verified() {
            return new Verified(agreeing, differing, silent);
        }

        /** Asks until a question was in vain: the next one would wait as long. */
        void ask(int server, List<RecordChange> changes) {
            for (RecordChange change : changes) {
                try {
                    ask(clients(change.view()).get(server), change);
                } catch (DnsException e) {
                    silent.add(String.valueOf(e.getMessage()));
                    if (e.reason() == DnsException.Reason.UNREACHABLE) {
                        return;
                    }
                }
            }
        }

        private void ask(ViewClient client, RecordChange change) {
            List<String> found = client.addresses(ViewClient.name(change.name()), Type.value(change.type()));
            if (found.equals(change.after().stream().sorted().toList())) {
                agreeing++;
            } else {
                differing.add(client + " answers " + found + " for " + change.name() + " " + change.type()
                        + " instead of " + change.after());
            }
        }
    }

    private static List<String> firstAnswer(List<ViewClient> clients, Name name, String type) {
        List<String> failures = new ArrayList<>();
        for (ViewClient client : clients) {
            try {
                return client.addresses(name, Type.value(type));
            } catch (DnsException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        throw new DnsException(
                DnsException.Reason.UNREACHABLE, "no server told the current records: " + String.join(" | ", failures));
    }

    private List<ViewClient> clients(String view) {
        List<ViewClient> clients = servers.get(view);
        if (clients == null) {
            throw new DnsException(
                    DnsException.Reason.REFUSED,
                    "there is no TSIG key for view '" + view + "', so nothing was changed; configure one of the views "
                            + servers.keySet() + " or add it");
        }
        return clients;
    }
}
