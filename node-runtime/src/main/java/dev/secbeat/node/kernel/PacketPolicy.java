// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.ServicePolicy;
import dev.secbeat.node.verdict.RateRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an operator wants done with packets, besides blocks. It takes force as a whole, in one step.
 *
 * @param rules asked in this order; at most {@link PacketRule#MOST}, no name twice
 * @param services at most {@link ServicePolicy#MOST}; neither a name nor a port at the same address twice
 * @param policedSources sources of each policed service whose rate is kept at a time, and as many for each stage of the limits,
 *     and for those that operators give, 1 to 4194304
 * @param limits counting rules that no source may exceed here, at most {@value PolicyAbi#STAGES}; those the kernel cannot hold
 *     have no effect, see {@link LimitLayout}
 */
public record PacketPolicy(
        List<PacketRule> rules, List<ServicePolicy> services, int policedSources, List<RateRule> limits) {
    /** No rule, no service. */
    public static final PacketPolicy NONE = new PacketPolicy(List.of(), List.of(), 1);

    private static final int MOST_SOURCES = 1 << 22;

    /** One without limits. */
    public PacketPolicy(List<PacketRule> rules, List<ServicePolicy> services, int policedSources) {
        this(rules, services, policedSources, List.of());
    }

    public PacketPolicy {
        rules = List.copyOf(rules);
        limits = List.copyOf(limits);
        services = List.copyOf(services);
        if (rules.size() > PacketRule.MOST || services.size() > ServicePolicy.MOST) {
            throw new IllegalArgumentException(rules.size() + " rules and " + services.size()
                    + " services are too many: at most " + PacketRule.MOST + " and " + ServicePolicy.MOST);
        }
        if (limits.size() > PolicyAbi.STAGES) {
            throw new IllegalArgumentException(
                    limits.size() + " limits are too many: at most " + PolicyAbi.STAGES + ", keep the strictest");
        }
        if (policedSources < 1 || policedSources > MOST_SOURCES) {
            throw new IllegalArgumentException(
                    "policedSources is " + policedSources + ": allowed are 1 to " + MOST_SOURCES);
        }
        requireDistinct("rule", rules.stream().map(PacketRule::name).toList());
        requireDistinct("service", services.stream().map(ServicePolicy::name).toList());
        requireDistinct(
                "service at",
                services.stream()
                        .map(service -> List.of(service.transport(), service.port(), service.address()))
                        .toList());
    }

    /** The same with other limits. */
    public PacketPolicy withLimits(List<RateRule> other) {
        return new PacketPolicy(rules, services, policedSources, other);
    }

    /** In how many steps the kernel holds a packet to the limits; 0: it holds none of them. */
    int stages() {
        return LimitStage.most(limits);
    }

    /** Parts of the table of sources: one for each service that is policed, then one for each stage of limits. */
    int tables() {
        return policedServices() + stages();
    }

    /** The part that is for limits which operators give while the program runs: behind all others. */
    int orderedTable() {
        return tables();
    }

    /** Parts that are for limits of either kind: the last ones. */
    int limitTables() {
        return orderedTable() + 1 - policedServices();
    }

    private int policedServices() {
        return (int) services.stream()
                .filter(service -> service.treatment() instanceof ServicePolicy.Policed)
                .count();
    }

    /** Sets of one service's part of the table, a power of two. */
    int setsOfATable() {
        int wanted = Math.max(2, Math.ceilDiv(policedSources, PolicyAbi.POLICED_WAYS));
        return Integer.highestOneBit(2 * wanted - 1);
    }

    /** Sets of ports not heard that the kernel keeps: one for each service if any has such ports. */
    int portSets() {
        boolean any = services.stream()
                .anyMatch(service -> !service.amplificationPorts().isEmpty());
        return any ? services.size() : 0;
    }

    private static void requireDistinct(String what, List<?> all) {
        Set<Object> seen = new HashSet<>();
        for (Object one : all) {
            if (!seen.add(one)) {
                throw new IllegalArgumentException("there are two of " + what + " " + one + ": keep one");
            }
        }
    }
}
