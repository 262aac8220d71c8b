// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lab's network as scripts for {@code ip -batch}; text only, so that a test can read it. Devices are created inside
 * their namespaces at once: the root namespace never sees one.
 */
final class Topology {
    private static final String CLIENTS_6 = "2001:db8:c000::/44";
    private static final String ATTACKERS_6 = "2001:db8:bad::/48";
    private static final int FIRST_HOP = 100; // the numbers below are the groups'
    private static final String DNS_INTERNET_SIDE = "198.18.2.1";
    private static final String DNS_NET_SIDE = "198.18.2.2";
    private static final String DNS_GLOBAL_SIDE = "198.18.2.5";
    private static final String DNS_WAN_SIDE = "198.18.2.6";
    private static final String LAB_NET = "198.18.0.0/17";

    private Topology() {}

    /** Settings of every namespace, written before any device exists so that devices inherit them. */
    static List<String> settings(String namespace) {
        List<String> settings = new ArrayList<>(List.of(
                "net.ipv4.conf.all.rp_filter=0",
                "net.ipv4.conf.default.rp_filter=0",
                "net.ipv6.conf.all.disable_ipv6=0",
                "net.ipv6.conf.default.disable_ipv6=0",
                "net.ipv6.conf.default.accept_dad=0",
                "net.ipv6.conf.default.accept_ra=0",
                "net.ipv6.conf.default.router_solicitations=0",
                "net.ipv4.ip_forward=1"));
        if (namespace.equals(AddressPlan.INTERNET)) {
            // A flow keeps to one node; clients bind to any address of their range.
            settings.add("net.ipv4.fib_multipath_hash_policy=1");
            settings.add("net.ipv6.fib_multipath_hash_policy=1");
            settings.add("net.ipv6.ip_nonlocal_bind=1");
            settings.add("net.ipv4.ip_local_port_range=10000 65000");
        }
        return settings;
    }

    /** Lines for the root namespace: the links that only exist once. */
    static List<String> links(AddressPlan plan) {
        List<String> lines = new ArrayList<>(List.of(
                veth("net0", AddressPlan.DNS, "dns", AddressPlan.INTERNET),
                veth("wan0", AddressPlan.DNS, "dns", AddressPlan.WAN)));
        for (AddressPlan.Region region : plan.regions()) {
            lines.add("link add name br0 netns " + region.namespace() + " type bridge");
            lines.add(veth("wan0", region.namespace(), "r" + region.index(), AddressPlan.WAN));
            region.nodes().forEach(node -> lines.addAll(nodeLinks(region, node)));
        }
        return lines;
    }

    static List<String> nodeLinks(AddressPlan.Region region, AddressPlan.Node node) {
        return List.of(
                veth(node.trafficInterface(), node.namespace(), node.internetInterface(), AddressPlan.INTERNET),
                veth("eth1", node.namespace(), node.backboneInterface(), region.namespace()));
    }

    private static String veth(String name, String namespace, String peer, String peerNamespace) {
        return "link add name " + name + " netns " + namespace + " type veth peer name " + peer + " netns "
                + peerNamespace;
    }

    /** Addresses and routes by namespace. */
    static Map<String, List<String>> addresses(AddressPlan plan) {
        Map<String, List<String>> scripts = new LinkedHashMap<>();
        scripts.put(AddressPlan.INTERNET, internet(plan));
        scripts.put(AddressPlan.WAN, wan(plan));
        scripts.put(AddressPlan.DNS, nameServer());
        for (AddressPlan.Region region : plan.regions()) {
            scripts.put(region.namespace(), region(region));
            region.nodes().forEach(node -> scripts.put(node.namespace(), node(region, node)));
        }
        return scripts;
    }

    private static List<String> internet(AddressPlan plan) {
        List<String> lines = new ArrayList<>(List.of(
                "link set lo up",
                "route add local 198.19.0.0/16 dev lo",
                "route add local 203.0.113.0/24 dev lo",
                "route add local " + CLIENTS_6 + " dev lo",
                "route add local " + ATTACKERS_6 + " dev lo"));
        lines.addAll(wayToDns(DNS_INTERNET_SIDE, DNS_NET_SIDE));
        for (AddressPlan.Node node : plan.nodes()) {
            lines.addAll(internetSide(node));
        }
        return lines;
    }

    static List<String> internetSide(AddressPlan.Node node) {
        return List.of(
                "link set " + node.internetInterface() + " up",
                "addr add " + node.internetSide4() + "/30 dev " + node.internetInterface(),
                "addr add " + node.internetSide6() + "/64 nodad dev " + node.internetInterface());
    }

    /**
     * The region's load balancer over {@code nodes}, for the Internet's namespace once the links to them are up: one
     * route per family, by groups of next hops that leave a client at its node when others come or go. Replaces an
     * earlier one.
     */
    static List<String> balancer(AddressPlan.Region region, List<AddressPlan.Node> nodes) {
        List<String> lines = new ArrayList<>();
        for (AddressPlan.Node node : nodes) {
            lines.add(hop(hop4(node), node.nodeSide4(), node));
            lines.add(hop(hop6(node), node.nodeSide6(), node));
        }
        lines.add(group(2 * region.index() - 1, nodes.stream().map(Topology::hop4)));
        lines.add(group(2 * region.index(), nodes.stream().map(Topology::hop6)));
        lines.add("route replace " + region.service4() + "/32 nhid " + (2 * region.index() - 1));
        lines.add("route replace " + region.service6() + "/128 nhid " + 2 * region.index());
        return lines;
    }

    private static String hop(int number, String address, AddressPlan.Node node) {
        return "nexthop replace id " + number + " via " + address + " dev " + node.internetInterface();
    }

    /** A share of the clients moves to a new node only after it has been silent for longer than they keep connections. */
    private static String group(int number, Stream<Integer> hops) {
        return "nexthop replace id " + number + " group "
                + hops.map(String::valueOf).collect(Collectors.joining("/"))
                + " type resilient buckets 256 idle_timer 15";
    }

    private static int hop4(AddressPlan.Node node) {
        return FIRST_HOP + 2 * node.link();
    }

    private static int hop6(AddressPlan.Node node) {
        return hop4(node) + 1;
    }

    private static List<String> wayToDns(String own, String far) {
        return List.of(
                "link set dns up",
                "addr add " + own + "/30 dev dns",
                "route add " + AddressPlan.DNS_ADDRESS + "/32 via " + far);
    }

    private static List<String> nameServer() {
        return List.of(
                "link set lo up",
                "addr add " + AddressPlan.DNS_ADDRESS + "/32 dev lo",
                "link set wan0 up",
                "addr add " + DNS_WAN_SIDE + "/30 dev wan0",
                "route add " + LAB_NET + " via " + DNS_GLOBAL_SIDE,
                "link set net0 up",
                "addr add " + DNS_NET_SIDE + "/30 dev net0",
                "route add default via " + DNS_INTERNET_SIDE);
    }

    private static List<String> wan(AddressPlan plan) {
        List<String> lines =
                new ArrayList<>(List.of("link set lo up", "addr add " + AddressPlan.GLOBAL_ADDRESS + "/32 dev lo"));
        lines.addAll(wayToDns(DNS_GLOBAL_SIDE, DNS_WAN_SIDE));
        for (AddressPlan.Region region : plan.regions()) {
            lines.add("link set r" + region.index() + " up");
            lines.add("addr add " + region.wanLinkFarSide() + "/30 dev r" + region.index());
            lines.add("addr add " + region.wanAddress() + "/32 dev lo");
            lines.add("route add 198.18." + (10 + region.index()) + ".0/24 via " + region.wanLinkRegionSide());
        }
        return lines;
    }

    private static List<String> region(AddressPlan.Region region) {
        List<String> lines = new ArrayList<>(List.of(
                "link set lo up",
                "link set br0 up",
                "addr add " + region.backbone() + "/24 dev br0",
                "link set wan0 up",
                "addr add " + region.wanLinkRegionSide() + "/30 dev wan0",
                "route add default via " + region.wanLinkFarSide() + " src " + region.backbone()));
        region.nodes().forEach(node -> lines.addAll(bridgePort(node)));
        return lines;
    }

    static List<String> bridgePort(AddressPlan.Node node) {
        return List.of("link set " + node.backboneInterface() + " up master br0");
    }

    static List<String> node(AddressPlan.Region region, AddressPlan.Node node) {
        return List.of(
                "link set lo up",
                "addr add " + region.service4() + "/32 dev lo",
                "addr add " + region.service6() + "/128 nodad dev lo",
                "link set eth1 up",
                "addr add " + node.backbone() + "/24 dev eth1",
                "route add " + LAB_NET + " via " + region.backbone(),
                "link set eth0 up",
                "addr add " + node.nodeSide4() + "/30 dev eth0",
                "addr add " + node.nodeSide6() + "/64 nodad dev eth0",
                "route add default via " + node.internetSide4(),
                "route add ::/0 via " + node.internetSide6());
    }
}
