// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Prefix;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AddressPlanTest {
    private static final List<Prefix> RESERVED = List.of(
            Prefix.parse("192.0.2.0/24"),
            Prefix.parse("198.51.100.0/24"),
            Prefix.parse("203.0.113.0/24"),
            Prefix.parse("198.18.0.0/15"),
            Prefix.parse("2001:db8::/32"));

    private static AddressPlan plan(int nodesPerRegion) {
        return AddressPlan.of(LabOptions.THREE_REGIONS, nodesPerRegion);
    }

    @Test
    void everyAddressOfEveryScriptIsReservedForDocumentationOrBenchmarks() {
        Pattern address = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-f]{1,4}:[0-9a-f:]+");
        List<String> found = Topology.addresses(plan(100)).values().stream()
                .flatMap(List::stream)
                .flatMap(line -> address.matcher(line).results().map(MatchResult::group))
                .distinct()
                .toList();
        assertThat(found).hasSizeGreaterThan(1_000);
        assertThat(found).allSatisfy(text -> {
            Prefix host = Prefix.parse(text + (text.contains(":") ? "/128" : "/32"));
            assertThat(RESERVED).anyMatch(range -> range.contains(host));
        });
    }

    @Test
    void aRegionsServiceIsWhereItsClientsLookForIt() {
        assertThat(LabOptions.standard().plan().regions())
                .extracting(AddressPlan.Region::serviceUrl)
                .containsExactly("http://192.0.2.10:8443/", "http://192.0.2.20:8443/", "http://192.0.2.30:8443/");
    }

    @Test
    void noTwoNodesShareAnAddressOrAnInterface() {
        Set<String> seen = new HashSet<>();
        plan(100)
                .nodes()
                .forEach(node -> assertThat(List.of(
                                node.backbone(),
                                node.internetSide4(),
                                node.nodeSide4(),
                                node.internetSide6(),
                                node.nodeSide6(),
                                node.internetInterface(),
                                node.namespace()))
                        .allSatisfy(name -> assertThat(seen.add(name)).as(name).isTrue()));
    }

    @Test
    void aRegionsBalancerSpreadsOverAllOfItsNodesInBothFamilies() {
        AddressPlan.Region region = plan(3).regions().getFirst();
        List<String> lines = Topology.balancer(region, region.nodes());
        assertThat(lines).filteredOn(line -> line.contains(" via ")).hasSize(6);
        assertThat(lines)
                .filteredOn(line -> line.contains(" group "))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).containsPattern("group \\d+/\\d+/\\d+ "));
        assertThat(lines).filteredOn(line -> line.startsWith("route replace ")).hasSize(2);
    }

    @Test
    void growingChangesNoAddressOfANodeThatRuns() {
        AddressPlan before = plan(2);
        AddressPlan after = before.withAddedNode(2);
        assertThat(after.nodes())
                .containsAll(before.nodes())
                .hasSize(before.nodes().size() + 1);
        assertThat(after.regions().get(1).nodes().getLast().id().name()).isEqualTo("eu-west-node-3");
    }

    @Test
    void refusesALabThatDoesNotFit() {
        assertThatThrownBy(() -> plan(0)).hasMessageContaining("1 to 100");
        assertThatThrownBy(() -> plan(101)).hasMessageContaining("1 to 100");
        assertThatThrownBy(() -> AddressPlan.of(List.of(), 1)).hasMessageContaining("1 to 9 regions");
    }
}
