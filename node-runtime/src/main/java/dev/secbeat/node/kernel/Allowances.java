// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;
import java.lang.foreign.Arena;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the kernel lets off: the prefixes of the settings everything; of the rest of the world those that the node cannot do
 * without, its lifelines, blocks, lists and counting rules alone: anybody can forge them, so what guards against floods and
 * nonsense holds for them too.
 *
 * <p>Lifelines of an earlier start hold until {@link #exempt} says what they are now, so that a restart leaves no gap. Owned
 * by the thread that owns the data plane, {@link #fill} apart.
 */
final class Allowances {
    private final XdpObject object;
    private final List<AllowTable> tables;
    private final Collection<Prefix> always;

    private Allowances(XdpObject object, List<AllowTable> tables, Collection<Prefix> always) {
        this.object = object;
        this.tables = tables;
        this.always = List.copyOf(always);
    }

    /** Of a loaded object, with {@code always} in force; {@code arena} lives as long as this is used. */
    static Allowances open(LibBpf bpf, XdpObject object, Collection<Prefix> always, Arena arena) {
        List<AllowTable> tables = List.of(KernelMap.ALLOW_PREFIX4, KernelMap.ALLOW_PREFIX6).stream()
                .map(map -> new AllowTable(bpf, map, object.mapFd(map), object.capacity(map), arena))
                .toList();
        Allowances allowances = new Allowances(object, tables, always);
        Map<Prefix, Integer> earlier = new HashMap<>();
        tables.forEach(table -> earlier.putAll(table.held()));
        earlier.values().removeIf(allowance -> allowance != Abi.ALLOWANCE_LIFELINE);
        try {
            allowances.exempt(earlier.keySet());
        } catch (XdpException e) {
            allowances.exempt(List.of()); // What is configured has no room beside them.
        }
        return allowances;
    }

    /**
     * Makes {@code lifelines} the only ones.
     *
     * @throws XdpException when there is no room for all
     */
    void exempt(Collection<Prefix> lifelines) {
        Map<Prefix, Integer> wanted = new LinkedHashMap<>();
        for (Prefix prefix : lifelines) {
            // The kernel finds the longest prefix alone, which must not take back what one around it grants.
            if (always.stream().noneMatch(wider -> wider.contains(prefix))) {
                wanted.put(prefix, Abi.ALLOWANCE_LIFELINE);
            }
        }
        always.forEach(prefix -> wanted.put(prefix, Abi.ALLOWANCE_ALL));
        tables.forEach(table -> table.reconcile(wanted));
        try (Arena brief = Arena.ofConfined()) { // Walked rarely, and then not resident.
            NearTables.of(object, brief).allow(wanted.keySet());
        }
    }

    /** How full the table of {@code map} is. Any thread. */
    MapFill fill(KernelMap map) {
        return tables.get(map == KernelMap.ALLOW_PREFIX4 ? 0 : 1).fill();
    }
}
