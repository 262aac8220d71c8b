// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;
import java.nio.file.Path;
import java.util.List;

/**
 * How to guard one interface or several.
 *
 * @param interfaces 1 to 16 names as in {@code ip link}, looked up in the network namespace of the thread that opens; one
 *     program and one set of tables serve all of them
 * @param pinDirectory folder on the BPF filesystem for this node alone, such as {@code /sys/fs/bpf/secbeat/node-1}; its
 *     name may hold no dot (the kernel forbids it)
 * @param allow prefixes that are never dropped, whatever is blocked
 * @param synCookies which ports are protected against SYN floods
 * @param lists names of the lists from files, at most 16; the first that holds a source has its hits
 */
public record XdpSettings(
        List<String> interfaces,
        Path pinDirectory,
        List<Prefix> allow,
        MapCapacities capacities,
        ReportPacing pacing,
        AbuseFilter abuse,
        PacketSampling sampling,
        PacketPolicy policy,
        SynCookies synCookies,
        List<String> lists) {
    /** Most interfaces that one node guards. */
    public static final int MAX_INTERFACES = Abi.INTERFACES;

    private static final int MAX_INTERFACE_NAME = 15;

    public XdpSettings {
        interfaces = List.copyOf(interfaces);
        requireInterfaces(interfaces);
        if (!pinDirectory.isAbsolute()) {
            throw new IllegalArgumentException("pinDirectory '" + pinDirectory + "' must be an absolute path");
        }
        allow = List.copyOf(allow);
        lists = List.copyOf(lists);
        requireLists(lists, capacities);
        if (allow.size() > capacities.allowPrefixes()) {
            throw new IllegalArgumentException("the allow list has " + allow.size() + " prefixes but room for "
                    + capacities.allowPrefixes() + ": shorten it or raise the capacity");
        }
    }

    /** Of one interface, with default sampling; without rules, services, guarded ports and lists. */
    public XdpSettings(
            String interfaceName,
            Path pinDirectory,
            List<Prefix> allow,
            MapCapacities capacities,
            ReportPacing pacing,
            AbuseFilter abuse) {
        this(
                List.of(interfaceName),
                pinDirectory,
                allow,
                capacities,
                pacing,
                abuse,
                PacketSampling.DEFAULT,
                PacketPolicy.NONE,
                SynCookies.OFF,
                List.of());
    }

    /** The same with default sizes, pacing and filter. */
    public XdpSettings(String interfaceName, Path pinDirectory, List<Prefix> allow) {
        this(interfaceName, pinDirectory, allow, MapCapacities.DEFAULT, ReportPacing.DEFAULT, AbuseFilter.DEFAULT);
    }

    /** These on other interfaces. */
    public XdpSettings withInterfaces(List<String> other) {
        return new XdpSettings(
                other, pinDirectory, allow, capacities, pacing, abuse, sampling, policy, synCookies, lists);
    }

    /** These with other sampling. */
    public XdpSettings withSampling(PacketSampling other) {
        return new XdpSettings(
                interfaces, pinDirectory, allow, capacities, pacing, abuse, other, policy, synCookies, lists);
    }

    /** These with other rules and services. */
    public XdpSettings withPolicy(PacketPolicy other) {
        return new XdpSettings(
                interfaces, pinDirectory, allow, capacities, pacing, abuse, sampling, other, synCookies, lists);
    }

    /** These with other ports guarded. */
    public XdpSettings withSynCookies(SynCookies other) {
        return new XdpSettings(
                interfaces, pinDirectory, allow, capacities, pacing, abuse, sampling, policy, other, lists);
    }

    /** These with other lists; the capacities must have room for them. */
    public XdpSettings withLists(List<String> other) {
        return new XdpSettings(
                interfaces, pinDirectory, allow, capacities, pacing, abuse, sampling, policy, synCookies, other);
    }

    private static void requireInterfaces(List<String> names) {
        if (names.isEmpty() || names.size() > MAX_INTERFACES) {
            throw new IllegalArgumentException(names.size() + " interfaces: 1 to " + MAX_INTERFACES + " are possible");
        }
        names.forEach(name -> {
            if (name.isBlank() || name.length() > MAX_INTERFACE_NAME) {
                throw new IllegalArgumentException("'" + name + "' is not an interface name: 1 to 15 characters");
            }
        });
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("an interface is named twice in " + names);
        }
    }

    private static void requireLists(List<String> names, MapCapacities capacities) {
        if (names.size() > Abi.LISTS) {
            throw new IllegalArgumentException(names.size() + " lists: at most " + Abi.LISTS + " are possible");
        }
        if (!names.isEmpty() && capacities.listEntries() == 0) {
            throw new IllegalArgumentException(names.size() + " lists without room for their entries");
        }
        names.forEach(name -> {
            if (!name.matches("[a-z0-9-]{1,32}")) {
                throw new IllegalArgumentException("'" + name + "' is not a list's name: 1 to 32 of a-z, 0-9 and '-'");
            }
        });
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("two lists have the same name in " + names);
        }
    }
}
