// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.ServicePolicy;
import dev.secbeat.node.api.ServicePolicy.Policed;
import dev.secbeat.node.api.ServicePolicy.Transport;
import dev.secbeat.node.api.ServicePolicy.Treatment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Writes services, and reads what became of their packets. */
final class Services {
    /** Enough that no source gives way to another in a test that is not about that. */
    static final int MANY_SOURCES = 1 << 16;

    private Services() {}

    static PacketPolicy policy(ServicePolicy... services) {
        return new PacketPolicy(List.of(), List.of(services), MANY_SOURCES);
    }

    static ServicePolicy tcp(String name, int port, Treatment treatment) {
        return new ServicePolicy(name, Optional.empty(), Transport.TCP, port, treatment, false);
    }

    static ServicePolicy udp(String name, int port, Treatment treatment) {
        return new ServicePolicy(name, Optional.empty(), Transport.UDP, port, treatment, false);
    }

    static ServicePolicy at(String address, ServicePolicy service) {
        return new ServicePolicy(
                service.name(),
                Optional.of(Prefix.parse(address)),
                service.transport(),
                service.port(),
                service.treatment(),
                service.amplificationPorts(),
                service.dryRun());
    }

    static ServicePolicy rehearsed(ServicePolicy service) {
        return new ServicePolicy(
                service.name(),
                service.address(),
                service.transport(),
                service.port(),
                service.treatment(),
                service.amplificationPorts(),
                true);
    }

    /** The same, deaf to these source ports. */
    static ServicePolicy deaf(ServicePolicy service, Integer... ports) {
        return new ServicePolicy(
                service.name(),
                service.address(),
                service.transport(),
                service.port(),
                service.treatment(),
                new TreeSet<>(List.of(ports)),
                service.dryRun());
    }

    static Policed packets(long perSecond, int burstMillis) {
        return new Policed(OptionalLong.of(perSecond), OptionalLong.empty(), OptionalLong.empty(), burstMillis);
    }

    static Policed bytes(long perSecond, int burstMillis) {
        return new Policed(OptionalLong.empty(), OptionalLong.of(perSecond), OptionalLong.empty(), burstMillis);
    }

    static Policed syns(long perSecond, int burstMillis) {
        return new Policed(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(perSecond), burstMillis);
    }

    static long count(XdpBench bench, String service, PolicyStats.Verdict verdict) {
        var verdicts =
                Objects.requireNonNull(bench.plane().policyStats().services().get(service), service);
        return Objects.requireNonNull(verdicts.get(verdict));
    }
}
