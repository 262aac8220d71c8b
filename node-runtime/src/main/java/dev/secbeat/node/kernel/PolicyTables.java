// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.ServicePolicy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The kernel's tables of rules and services. They are new with each load of the program and written before it goes live,
 * so whatever changed takes force in the one step in which programs are swapped, and no packet meets half of it. Rates of
 * sources start afresh, their counters do not.
 *
 * <p>{@link #stats} is for any thread while the maps are open, the rest for the thread that opens.
 */
final class PolicyTables {
    private static final String RULES = "rules";
    private static final String RULE_SETS = "rule_sets";
    private static final String SERVICES = "services";
    private static final String SERVICE_PORTS = "service_ports";
    private static final String AMPLIFIERS = "amplifiers";
    private static final String POLICED = "policed";
    private static final String WINDOWS = "windows";

    private final LibBpf bpf;
    private final NamedCounters rules;
    private final NamedCounters services;

    /** Writes {@code policy} into the tables of a program that is loaded and not yet live. */
    PolicyTables(LibBpf bpf, LibC c, XdpObject object, PacketPolicy policy) {
        this.bpf = bpf;
        rules = new NamedCounters(
                bpf,
                c,
                KernelMap.RULE_COUNTS,
                object.mapFd(KernelMap.RULE_COUNTS),
                policy.rules().stream().map(PacketRule::name).toList());
        services = new NamedCounters(
                bpf,
                c,
                KernelMap.SERVICE_COUNTS,
                object.mapFd(KernelMap.SERVICE_COUNTS),
                policy.services().stream().map(ServicePolicy::name).toList());
        writeRules(object, policy.rules());
        writeServices(object, policy);
    }

    /** Gives the tables of policed sources and of ports not heard their sizes; before load. */
    static void resize(LibBpf bpf, Function<String, MemorySegment> maps, PacketPolicy policy) {
        resize(bpf, maps, POLICED, policy.setsOfATable() * (policy.orderedTable() + 1));
        resize(bpf, maps, WINDOWS, policy.setsOfATable() * policy.limitTables());
        resize(bpf, maps, AMPLIFIERS, policy.portSets());
    }

    /** A map has one entry at least. */
    private static void resize(LibBpf bpf, Function<String, MemorySegment> maps, String map, int wanted) {
        int entries = Math.max(1, wanted);
        Errno.check(
                bpf.mapSetMaxEntries(maps.apply(map), entries),
                "bpf_map__set_max_entries(" + map + ", " + entries + ")");
    }

    /** Brings over what was counted under the same names; right before the program takes over. */
    void carryCounters(PinDirectory pins) {
        rules.carry(pins);
        services.carry(pins);
    }

    /** Pins the counters in place of the earlier ones; right after the program took over. */
    void repinCounters(PinDirectory pins) {
        rules.repin(pins);
        services.repin(pins);
    }

    PolicyStats stats() {
        Map<String, XdpStats.Tally> byRule = new LinkedHashMap<>();
        rules.read().forEach((name, sums) -> byRule.put(name, new XdpStats.Tally(sums[0], sums[1])));
        Map<String, Map<PolicyStats.Verdict, Long>> byService = new LinkedHashMap<>();
        services.read().forEach((name, sums) -> {
            Map<PolicyStats.Verdict, Long> byVerdict = new EnumMap<>(PolicyStats.Verdict.class);
            for (PolicyStats.Verdict verdict : PolicyStats.Verdict.values()) {
                byVerdict.put(verdict, sums[verdict.code()]);
            }
            byService.put(name, byVerdict);
        });
        return new PolicyStats(byRule, byService);
    }

    private void writeRules(XdpObject object, List<PacketRule> all) {
        if (all.isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate((long) PolicyAbi.RULES * PolicyAbi.RULE_BYTES, Long.BYTES);
            MemorySegment possible = arena.allocate(PolicyAbi.RULE_SETS_BYTES, Long.BYTES);
            RuleSets sets = new RuleSets(possible);
            for (int i = 0; i < all.size(); i++) {
                RuleLayout.write(all.get(i), table.asSlice((long) i * PolicyAbi.RULE_BYTES, PolicyAbi.RULE_BYTES));
                sets.add(i, all.get(i).match());
            }
            update(RULES, object.mapFd(RULES), table, PolicyAbi.RULE_BYTES, all.size());
            update(RULE_SETS, object.mapFd(RULE_SETS), possible, PolicyAbi.RULE_SETS_BYTES, 1);
        }
    }

    private void writeServices(XdpObject object, PacketPolicy policy) {
        List<ServicePolicy> all = policy.services();
        if (all.isEmpty()) {
            return;
        }
        int lines = 2 * PolicyAbi.PORT_LINES;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate((long) PolicyAbi.SERVICES * PolicyAbi.SERVICE_BYTES, Long.BYTES);
            MemorySegment ports = arena.allocate((long) lines * PolicyAbi.PORTS_A_LINE, Long.BYTES);
            ServiceLayout.write(all, table, ports);
            update(SERVICES, object.mapFd(SERVICES), table, PolicyAbi.SERVICE_BYTES, all.size());
            update(SERVICE_PORTS, object.mapFd(SERVICE_PORTS), ports, PolicyAbi.PORTS_A_LINE, lines);
            int portSets = policy.portSets();
            MemorySegment sets = arena.allocate((long) portSets * PolicyAbi.PORT_SET_BYTES, Long.BYTES);
            for (int i = 0; i < portSets; i++) {
                PortSet.write(
                        all.get(i).amplificationPorts(),
                        sets.asSlice((long) i * PolicyAbi.PORT_SET_BYTES, PolicyAbi.PORT_SET_BYTES));
            }
            update(AMPLIFIERS, object.mapFd(AMPLIFIERS), sets, PolicyAbi.PORT_SET_BYTES, portSets);
        }
    }

    private void update(String map, int fd, MemorySegment values, int valueBytes, int entries) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(JAVA_INT);
            for (int index = 0; index < entries; index++) {
                key.set(JAVA_INT, 0, index);
                Errno.check(
                        bpf.mapUpdate(fd, key, values.asSlice((long) index * valueBytes, valueBytes), MapHandle.ANY),
                        "bpf_map_update_elem(" + map + ", " + index + ")");
            }
        }
    }
}
