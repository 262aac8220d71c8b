// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import java.util.ArrayList;
import java.util.List;

/**
 * Every name and address of the lab, computed and never configured, all of them from ranges set aside for documentation
 * and benchmarks (RFC 5737, RFC 2544, RFC 3849):
 *
 * <pre>
 * 192.0.2.R0, 2001:db8:0:R::80     service address of region R, held by each of its nodes
 * 198.18.(10+R).0/24               backbone of region R: .1 is its NATS, Prometheus and origin, .(10+N) node N
 * 198.18.0.4R/30                   link of region R to the wide area network
 * 198.18.1.R                       region R's NATS as the other regions reach it, through the delay proxy
 * 198.18.1.100                     global services
 * 192.0.2.53, 198.18.2.0/29        the DNS server and its links to the Internet and the wide area network
 * 198.18.128.0/17, 2001:db8:ffff:: links between the Internet and the nodes
 * 198.19.R.0/24, 2001:db8:c00R::   legitimate clients of region R
 * 203.0.113.0/24, 2001:db8:bad::   attackers
 * </pre>
 */
public record AddressPlan(List<Region> regions) {
    /** Every network namespace of a lab begins so. */
    public static final String NAMESPACE_PREFIX = "sb-";

    public static final String INTERNET = NAMESPACE_PREFIX + "internet";
    public static final String WAN = NAMESPACE_PREFIX + "wan";
    public static final String DNS = NAMESPACE_PREFIX + "dns";
    public static final String DNS_ADDRESS = "192.0.2.53";
    public static final String GLOBAL_ADDRESS = "198.18.1.100";
    public static final String ATTACKER = "203.0.113.42";
    public static final int MAX_REGIONS = 9;
    public static final int MAX_NODES_PER_REGION = 100;
    private static final int MAX_NODES = 4_000;

    /**
     * One region.
     *
     * @param index from 1
     */
    public record Region(RegionId id, int index, List<Node> nodes) {
        public String namespace() {
            return NAMESPACE_PREFIX + id;
        }

        public String service4() {
            return "192.0.2." + index * 10;
        }

        /** Where the region's clients find it. */
        public String serviceUrl() {
            return "http://" + service4() + ":" + Fleet.SERVICE_PORT + "/";
        }

        public String service6() {
            return "2001:db8:0:" + index + "::80";
        }

        /** Where the region's NATS server, Prometheus and origin listen. */
        public String backbone() {
            return "198.18." + (10 + index) + ".1";
        }

        /** The first three bytes of its clients' IPv4 addresses. */
        String clients4() {
            return "198.19." + index;
        }

        /** The region's NATS server as seen from the other regions: a listener of the delay proxy. */
        public String wanAddress() {
            return "198.18.1." + index;
        }

        String wanLinkRegionSide() {
            return "198.18.0." + (4 * index + 2);
        }

        String wanLinkFarSide() {
            return "198.18.0." + (4 * index + 1);
        }
    }

    /**
     * One mitigation node.
     *
     * @param number from 1, within its region
     * @param link from 0, over the whole lab
     */
    public record Node(NodeId id, int regionIndex, int number, int link) {
        public String namespace() {
            return NAMESPACE_PREFIX + id.name();
        }

        /** The address its metrics and admin ports listen on. */
        public String backbone() {
            return "198.18." + (10 + regionIndex) + "." + (10 + number);
        }

        /** Name of its interface towards clients, inside its own namespace: where XDP is attached. */
        public String trafficInterface() {
            return "eth0";
        }

        /** Name of the other end, inside the Internet's namespace. */
        public String internetInterface() {
            return "n" + link;
        }

        String backboneInterface() {
            return "b" + number;
        }

        String internetSide4() {
            return link4(1);
        }

        String nodeSide4() {
            return link4(2);
        }

        String internetSide6() {
            return "2001:db8:ffff:" + Integer.toHexString(link) + "::1";
        }

        String nodeSide6() {
            return "2001:db8:ffff:" + Integer.toHexString(link) + "::2";
        }

        private String link4(int host) {
            return "198.18." + (128 + link / 64) + "." + (link % 64 * 4 + host);
        }
    }

    public AddressPlan {
        regions = List.copyOf(regions);
    }

    /** A lab of the given regions with {@code nodesPerRegion} nodes each. */
    public static AddressPlan of(List<RegionId> regionIds, int nodesPerRegion) {
        if (regionIds.isEmpty() || regionIds.size() > MAX_REGIONS) {
            throw new IllegalArgumentException("a lab has 1 to " + MAX_REGIONS + " regions, got " + regionIds.size());
        }
        if (nodesPerRegion < 1 || nodesPerRegion > MAX_NODES_PER_REGION) {
            throw new IllegalArgumentException(
                    "--nodes-per-region is 1 to " + MAX_NODES_PER_REGION + ", got " + nodesPerRegion);
        }
        List<Region> regions = new ArrayList<>();
        for (RegionId id : regionIds) {
            int index = regions.size() + 1;
            List<Node> nodes = new ArrayList<>();
            for (int number = 1; number <= nodesPerRegion; number++) {
                nodes.add(node(id, index, number, (index - 1) * nodesPerRegion + number - 1));
            }
            regions.add(new Region(id, index, List.copyOf(nodes)));
        }
        return new AddressPlan(regions);
    }

    private static Node node(RegionId region, int regionIndex, int number, int link) {
        return new Node(new NodeId(region, region + "-node-" + number), regionIndex, number, link);
    }

    /**
     * This plan with one more node in region {@code regionIndex} (from 1), as in a fleet that grows. Each addition takes
     * the next free link number, so no address of a running node changes.
     */
    public AddressPlan withAddedNode(int regionIndex) {
        Region grown = regions.get(regionIndex - 1);
        int link = nodes().stream().mapToInt(Node::link).max().orElse(-1) + 1;
        if (link >= MAX_NODES) {
            throw new IllegalArgumentException("a lab has at most " + MAX_NODES + " nodes");
        }
        List<Node> nodes = new ArrayList<>(grown.nodes());
        nodes.add(node(grown.id(), regionIndex, nodes.size() + 1, link));
        List<Region> all = new ArrayList<>(regions);
        all.set(regionIndex - 1, new Region(grown.id(), regionIndex, List.copyOf(nodes)));
        return new AddressPlan(all);
    }

    /** All nodes, region by region. */
    public List<Node> nodes() {
        return regions.stream().flatMap(region -> region.nodes().stream()).toList();
    }

    public Region region(RegionId id) {
        return regions.stream()
                .filter(region -> region.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("region '" + id + "' is not part of this lab"));
    }

    /** Every network namespace of the lab. */
    public List<String> namespaces() {
        List<String> names = new ArrayList<>(List.of(INTERNET, WAN, DNS));
        regions.forEach(region -> names.add(region.namespace()));
        nodes().forEach(node -> names.add(node.namespace()));
        return names;
    }
}
