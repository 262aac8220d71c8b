// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.dns;

import dev.secbeat.node.failover.DnsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/** One view of one server: everything sent there carries the view's key. One thread. */
final class ViewClient {
    private final InetSocketAddress server;
    private final String view;
    private final SimpleResolver resolver;

    ViewClient(InetSocketAddress server, Rfc2136Settings.ViewKey key, Duration timeout) {
        this.server = server;
        this.view = key.view();
        this.resolver = new SimpleResolver(server);
        resolver.setTCP(true);
        resolver.setTimeout(timeout);
        resolver.setTSIGKey(new TSIG(algorithm(key.algorithm()), name(key.keyName()), key.secret()));
    }

    /** The records of one type, straight from the server; empty when there are none. */
    List<Record> query(Name name, int type) {
        Message answer = send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            throw new DnsException(
                    DnsException.Reason.REFUSED,
                    this + " answered " + Rcode.string(code) + " to a question for " + name
                            + ", so its records are not known; check the zone and the TSIG key of the view");
        }
        return answer.getSection(Section.ANSWER).stream()
                .filter(r -> r.getType() == type && r.getName().equals(name))
                .toList();
    }

    /** The addresses, or the texts as an update takes them, of one type, sorted. */
    List<String> addresses(Name name, int type) {
        return query(name, type).stream().map(ViewClient::address).sorted().toList();
    }

    /** Sends what was built and returns the answer, whatever its code. */
    Message send(Message message) {
        try {
            Message answer = resolver.send(message);
            if (answer.getRcode() == Rcode.NOTAUTH) {
                throw new DnsException(
                        DnsException.Reason.REFUSED,
                        this + " does not accept the TSIG key (or is not authoritative for the zone); nothing was"
                                + " changed; compare name, algorithm and secret of the key on both sides");
            }
            return answer;
        } catch (IOException e) {
            throw new DnsException(
                    DnsException.Reason.UNREACHABLE,
                    this + " did not answer (" + e.getMessage() + "); whether it took a change is not known; check the"
                            + " server and the way to it",
                    e);
        }
    }

    static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("'" + text + "' is not a domain name", e);
        }
    }

    @Override
    public String toString() {
        return "DNS server " + server.getAddress().getHostAddress() + " port " + server.getPort() + " (view " + view
                + ")";
    }

    private static String address(Record record) {
        return switch (record) {
            case ARecord a -> a.getAddress().getHostAddress();
            case AAAARecord aaaa ->
                dev.secbeat.node.api.Prefix.of(aaaa.getAddress()).toString();
            // In quotes, so that what is read is what an update takes: the library prints them without.
            case TXTRecord txt ->
                txt.getStrings().stream().map(string -> '"' + string + '"').collect(Collectors.joining(" "));
            default -> record.rdataToString();
        };
    }

    private static Name algorithm(String name) {
        return switch (name) {
            case "hmac-sha256" -> TSIG.HMAC_SHA256;
            case "hmac-sha384" -> TSIG.HMAC_SHA384;
            case "hmac-sha512" -> TSIG.HMAC_SHA512;
            default -> throw new IllegalArgumentException("TSIG algorithm '" + name + "' is not known");
        };
    }
}
