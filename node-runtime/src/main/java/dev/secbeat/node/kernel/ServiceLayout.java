// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.secbeat.node.api.ServicePolicy;
import dev.secbeat.node.api.ServicePolicy.Closed;
import dev.secbeat.node.api.ServicePolicy.Open;
import dev.secbeat.node.api.ServicePolicy.Policed;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalLong;

/** Services as services.h reads them: an array, and for each port the first of a chain through it. */
final class ServiceLayout {
    private static final long SECOND = 1_000_000_000L << PolicyAbi.POLICE_SHIFT;

    private ServiceLayout() {}

    /**
     * Writes {@code services} into {@code at}, zeroed structs sb_service, and into {@code ports}, zeroed structs
     * sb_port_line. Where several have a port, those with an address come before the one without.
     */
    static void write(List<ServicePolicy> services, MemorySegment at, MemorySegment ports) {
        int table = 0;
        for (int i = 0; i < services.size(); i++) {
            MemorySegment service = slot(at, i);
            writeTreatment(services.get(i), service);
            if (services.get(i).treatment() instanceof Policed) {
                service.set(JAVA_SHORT, PolicyAbi.SERVICE_TABLE, (short) table++);
            }
        }
        // Each goes to the front of its chain: those for every address first, to stand last.
        for (boolean everyAddress : new boolean[] {true, false}) {
            for (int i = 0; i < services.size(); i++) {
                if (services.get(i).address().isEmpty() == everyAddress) {
                    long port = port(services.get(i));
                    slot(at, i).set(JAVA_BYTE, PolicyAbi.SERVICE_NEXT, ports.get(JAVA_BYTE, port));
                    ports.set(JAVA_BYTE, port, (byte) (i + 1));
                }
            }
        }
    }

    private static MemorySegment slot(MemorySegment services, int index) {
        return services.asSlice((long) index * PolicyAbi.SERVICE_BYTES, PolicyAbi.SERVICE_BYTES);
    }

    /** Where a service's port stands in the lines of ports. */
    private static long port(ServicePolicy service) {
        return switch (service.transport()) {
            case TCP -> service.port();
            case UDP -> (long) PolicyAbi.PORT_LINES * PolicyAbi.PORTS_A_LINE + service.port();
        };
    }

    private static void writeTreatment(ServicePolicy service, MemorySegment at) {
        service.address().ifPresent(address -> {
            byte[] bytes = address.addressBytes();
            MemorySegment.copy(bytes, 0, at, JAVA_BYTE, PolicyAbi.SERVICE_ADDRESS, bytes.length);
            at.set(JAVA_BYTE, PolicyAbi.SERVICE_FAMILY, (byte) RuleLayout.family(address));
        });
        at.set(JAVA_BYTE, PolicyAbi.SERVICE_DRY_RUN, (byte) (service.dryRun() ? 1 : 0));
        at.set(JAVA_BYTE, PolicyAbi.SERVICE_AMPLIFICATION, (byte)
                (service.amplificationPorts().isEmpty() ? 0 : 1));
        at.set(JAVA_BYTE, PolicyAbi.SERVICE_ACTION, (byte)
                switch (service.treatment()) {
                    case Open() -> PolicyAbi.SERVICE_PASS;
                    case Closed() -> PolicyAbi.SERVICE_DROP;
                    case Policed policed -> {
                        writeLimits(policed, at.asSlice(PolicyAbi.SERVICE_LIMITS));
                        yield PolicyAbi.SERVICE_POLICE;
                    }
                });
    }

    private static void writeLimits(Policed policed, MemorySegment at) {
        int millis = policed.burstMillis();
        writeLimit(policed.packetsPerSecond(), millis, 0, at);
        writeLimit(policed.bytesPerSecond(), millis, PolicyAbi.BYTE_SHIFT, at.asSlice(PolicyAbi.LIMIT_BYTES));
        writeLimit(policed.synsPerSecond(), millis, 0, at.asSlice(2 * PolicyAbi.LIMIT_BYTES));
    }

    /**
     * The cost is rounded up, so the rate is never exceeded; the burst is a whole number of costs, so rounding takes none
     * of it away. Both stay below 2^63: the cost of a byte is at most 2^46, a burst at most a minute's worth.
     */
    private static void writeLimit(OptionalLong rate, int burstMillis, int finer, MemorySegment at) {
        if (rate.isPresent()) {
            long cost = Math.ceilDiv(SECOND << finer, rate.getAsLong());
            long burst = Policed.burst(rate.getAsLong(), burstMillis);
            at.set(JAVA_LONG, PolicyAbi.LIMIT_COST, cost);
            at.set(JAVA_LONG, PolicyAbi.LIMIT_BURST, Math.multiplyExact(burst, cost) >> finer);
        }
    }
}
