// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigErrorsTest {
    private static final String GOOD = """
            [platform]
            region = "us-east"
            [network]
            backend_url = "http://origin:8080"
            """;

    @Test
    void unknownKeyNamesPlaceAndNearestKey() {
        assertThat(problems("[platform]\nregion = \"a\"\n[network]\nbackend_url = \"http://o\"\n  listen_prot = 1\n"))
                .singleElement()
                .asString()
                .startsWith("node.toml:5:3: network.listen_prot: unknown key; did you mean 'listen_port'?")
                .contains("allowed here: backend_url, interface, interfaces, listen_address, listen_port");
    }

    @Test
    void unknownSectionIsFound() {
        assertThat(problems(GOOD + "[netwrk]\nx = 1\n"))
                .singleElement()
                .asString()
                .startsWith("node.toml:5:1: netwrk: unknown key; did you mean 'network'?");
    }

    @Test
    void impossiblePortNamesItsPlaceInTheList() {
        assertThat(problems(GOOD + "[xdp]\namplification_ports = [53, 0, 65536]\n"))
                .containsExactly(
                        "node.toml:6:28: xdp.amplification_ports[1]: found the number 0; allowed: a UDP port, 1 to 65535",
                        "node.toml:6:31: xdp.amplification_ports[2]: found the number 65536; allowed: a UDP port, 1 to"
                                + " 65535");
    }

    @Test
    void oneInterfaceOrSeveral() {
        assertThat(problems(GOOD + "interface = \"eth0\"\ninterfaces = [\"eth1\"]\n"))
                .containsExactly("node.toml:6:1: network.interfaces: stands beside interface; give one or the other");
        assertThat(problems(GOOD + "interfaces = []\n"))
                .containsExactly(
                        "node.toml:5:1: network.interfaces: is empty; name 1 to 16, or leave it out for that of the"
                                + " default route");
    }

    @Test
    void anInterfaceNamedTwiceIsShownWhereItIs() {
        assertThat(problems(GOOD + "interfaces = [\"eth0\", \"eth1\", \"eth0\"]\n"))
                .containsExactly(
                        "node.toml:5:31: network.interfaces[2]: found 'eth0'; allowed: an interface name of 1 to 15"
                                + " characters, such as eth0, another one in each place");
        assertThat(problems(GOOD + "interfaces = [\"eth0\", \"much too long a name\"]\n"))
                .singleElement()
                .asString()
                .startsWith("node.toml:5:23: network.interfaces[1]: found 'much too long a name'");
    }

    @Test
    void moreInterfacesThanThereIsRoomForAreRefused() {
        String names = IntStream.rangeClosed(1, 17)
                .mapToObj(number -> "\"eth" + number + "\"")
                .toList()
                .toString();
        assertThat(problems(GOOD + "interfaces = " + names + "\n"))
                .containsExactly("node.toml:5:1: network.interfaces: has 17 names; at most 16 can be guarded");
    }

    @Test
    void moreGuardedPortsThanThereIsRoomForAreRefused() {
        String ports = IntStream.rangeClosed(1, 17).boxed().toList().toString();
        assertThat(problems(GOOD + "[syn_cookies]\nports = " + ports + "\n"))
                .containsExactly("node.toml:6:1: syn_cookies.ports: has 17 ports; at most 16 can be guarded");
    }

    @Test
    void listsAreNamedOnceAndHaveAnAbsoluteFile() {
        String list = "[[xdp.lists]]\nname = \"drop\"\nfile = \"/drop.txt\"\n";
        assertThat(problems(GOOD + list + list))
                .singleElement()
                .asString()
                .startsWith("node.toml:9:1: xdp.lists[1].name: found 'drop'")
                .contains("another one for each list and feed");
        assertThat(problems(GOOD + list.replace("/drop", "drop")))
                .singleElement()
                .asString()
                .contains("a file path from the root");
        assertThat(problems(GOOD + list.replace("\"drop\"", "\"Drop it\"")))
                .singleElement()
                .asString()
                .contains("1 to 32 of a-z");
        assertThat(problems(GOOD + "[xdp]\nlist_entries = 5000\n"))
                .singleElement()
                .asString()
                .contains("there are no [[xdp.lists]]");
        StringBuilder many = new StringBuilder(GOOD);
        for (int i = 0; i < 17; i++) {
            many.append(list.replace("\"drop\"", "\"drop-" + i + "\""));
        }
        assertThat(problems(many.toString()))
                .singleElement()
                .asString()
                .contains("stands 17 times")
                .contains("at most 16");
    }

    @Test
    void unknownKeyWithoutANeighbourListsWhatIsAllowed() {
        assertThat(problems(GOOD + "[metrics]\nzzzzzzzzzzzz = 1\n"))
                .containsExactly("node.toml:6:1: metrics.zzzzzzzzzzzz: unknown key; allowed here: address, port");
    }

    @Test
    void unknownKeyInsideARuleIsFound() {
        assertThat(problems(GOOD + "[[rate_limit.rules]]\ndimension = \"requests\"\nlimit = 1\nwindow_second = 1\n"))
                .singleElement()
                .asString()
                .startsWith("node.toml:8:1: rate_limit.rules[0].window_second: unknown key; did you mean");
    }

    @Test
    void allProblemsAreListedAtOnce() {
        String text = """
                [platform]
                region = "US East"
                [network]
                listen_port = 70000
                [nats]
                url = "http://nats:4222"
                """;

        ConfigException error =
                catchThrowableOfType(ConfigException.class, () -> NodeConfig.parse(text, "node.toml", Map.of()));

        assertThat(error.problems())
                .containsExactly(
                        "node.toml:2:1: platform.region: found 'US East'; allowed: a region name: 1 to 32 of a-z, 0-9 and '-'",
                        "node.toml:4:1: network.listen_port: found the number 70000; allowed: a port, 1 to 65535, or 0 for"
                                + " any free one",
                        "node.toml:3:1: network.backend_url: is missing; a URL such as http://origin:8080 or https://origin",
                        "node.toml:6:1: nats.url: found 'http://nats:4222'; allowed: a URL such as nats://host:4222 or"
                                + " tls://host:4222, without user or password");
        assertThat(error).hasMessage(String.join("\n", error.problems()));
    }

    private static final String IMPOSSIBLE = """
            [network] | listen_port | '8443'
            [network] | listen_port | -1
            [network] | listen_port | 65536
            [network] | listen_port | 1.5
            [network] | listen_address | 'localhost'
            [network] | interface | 'a-name-far-too-long'
            [network] | interface | ''
            [network] | trusted_proxies | '192.0.2.1'
            [network] | tls_cert | '/c.pem'
            [network] | tls_key | '/k.pem'
            [nats] | url | 'nats://'
            [nats] | url | 'nats-us-east:4222'
            [nats] | url | 'nats://user:secret@nats:4222'
            [nats] | url | 'nats://nats:99999'
            [nats] | url | 4222
            [nats] | cluster_urls | 'nats://nats:4222'
            [nats] | tls | 'yes'
            [nats] | nkey_seed_file | ''
            [nats] | tls_ca | 1
            [state] | type | 'redis'
            [state] | sync_interval_ms | 9
            [state] | sync_interval_ms | 10001
            [state] | cross_region | 1
            [state] | relay | 'always'
            [state] | relay | 1
            [state] | persist_to_disk | true
            [state] | max_counter_age_seconds | 0
            [state] | max_sources | 1023
            [state] | max_sources | 4194305
            [rate_limit] | rules | 100
            [protect] | never_block | '192.0.2.1'
            [protect] | allow | 7
            [xdp] | enabled | 'on'
            [xdp] | pin_dir | ''
            [xdp] | max_host_blocks | 1
            [xdp] | max_prefix_blocks | 1
            [xdp] | max_sources | 1
            [xdp] | martians | 'strict'
            [xdp] | martians | 'INVALID'
            [xdp] | martians | true
            [xdp] | amplification_ports | 53
            [xdp] | sample_pass | -1
            [xdp] | sample_drop | 1073741825
            [xdp] | sample_publish | 101
            [syn_cookies] | mode | 'always'
            [syn_cookies] | ports | 443
            [syn_cookies] | syns_per_second | 9
            [syn_cookies] | hold_seconds | 0
            [control] | trust_file | 1
            [control] | data_dir | ''
            [metrics] | port | 90900
            [metrics] | address | '192.0.2.0/24'
            [log] | level | 'loud'
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = IMPOSSIBLE)
    void impossibleValueIsReportedWithItsKeyAndPlace(String section, String key, String value) {
        boolean inNetwork = section.equals("[network]");
        String text = GOOD + (inNetwork ? "" : section + "\n") + key + " = " + value + "\n";

        String path = section.substring(1, section.length() - 1) + "." + key;
        assertThat(problems(text))
                .singleElement()
                .asString()
                .startsWith("node.toml:" + (inNetwork ? 5 : 6) + ":1: " + path + ": ")
                .matches("(?s).*; .+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'ftp://origin'",
                "'http://'",
                "'origin:8080'",
                "'http://origin:0'",
                "'http://origin/path'",
                "'http://a b'",
                "80"
            })
    void backendMustBeABareHttpUrl(String value) {
        assertThat(problems("[platform]\nregion = 'a'\n[network]\nbackend_url = " + value + "\n"))
                .singleElement()
                .asString()
                .startsWith("node.toml:4:1: network.backend_url: found ");
    }

    @Test
    void elementOfAnArrayIsReportedAtItsOwnPlace() {
        assertThat(problems(GOOD + "trusted_proxies = ['192.0.2.1',\n  'example.com', 3]\n"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith(
                        "node.toml:6:3: network.trusted_proxies[1]: found 'example.com'; allowed: an address or prefix");
    }

    @Test
    void ruleNeedsDimensionAndLimit() {
        assertThat(problems(GOOD + "[[rate_limit.rules]]\nblock_seconds = 0\n"))
                .hasSize(3)
                .anyMatch(p -> p.startsWith("node.toml:5:1: rate_limit.rules[0].dimension: is missing; one of"))
                .anyMatch(p -> p.startsWith("node.toml:5:1: rate_limit.rules[0].limit: is missing"))
                .anyMatch(p -> p.startsWith("node.toml:6:1: rate_limit.rules[0].block_seconds: found the number 0"));
    }

    @Test
    void secondRuleOfADimensionIsRefusedAtItsPlace() {
        String rules = """
                [[rate_limit.rules]]
                dimension = "requests"
                limit = 100
                [[rate_limit.rules]]
                dimension = "packets"
                limit = 1000
                [[rate_limit.rules]]
                limit = 20
                  dimension = "requests"
                """;

        assertThat(problems(GOOD + rules))
                .containsExactly(
                        "node.toml:13:3: rate_limit.rules[2].dimension: found 'requests' for /32 and /64 again;"
                                + " allowed: each dimension once for the same prefixes and each of windows of 1 to 12, 13 to 24,"
                                + " 25 to 60 seconds");
    }

    @Test
    void impossibleRulesAreRefusedAtTheirPlace() {
        String rule = "[[rate_limit.rules]]\ndimension = 'requests'\nlimit = 100\n";
        assertThat(problems(GOOD + rule + "prefix4 = 8\n"))
                .containsExactly(
                        "node.toml:8:1: rate_limit.rules[0].prefix4: found the number 8; allowed: a whole number"
                                + " from 16 to 32");
        assertThat(problems(GOOD + rule + "prefix6 = 65\n"))
                .singleElement()
                .asString()
                .contains("from 32 to 64");
        assertThat(problems(GOOD + rule + "window_seconds = 61\n"))
                .singleElement()
                .asString()
                .contains("from 1 to 60");
        assertThat(problems(GOOD + rule + "burst = -1\n"))
                .singleElement()
                .asString()
                .contains("from 0 to");
        assertThat(problems(GOOD + rule + "block_seconds = 60\nmax_block_seconds = 59\n"))
                .containsExactly(
                        "node.toml:9:1: rate_limit.rules[0].max_block_seconds: found the number 59; allowed: at"
                                + " least block_seconds, 60: blocks get longer, not shorter");
        StringBuilder nine = new StringBuilder(GOOD);
        for (int prefix = 24; prefix < 33; prefix++) {
            nine.append(rule).append("prefix4 = ").append(prefix).append('\n');
        }
        assertThat(problems(nine.toString()))
                .containsExactly("node.toml:5:1: rate_limit.rules: found 9 rules; allowed: at most 8");
    }

    @Test
    void regionIsRequiredUnlessTheFileNameSaysIt() {
        assertThat(problems("[network]\nbackend_url = 'http://o'\n"))
                .containsExactly(
                        "node.toml:1:1: platform.region: is missing; a region name: 1 to 32 of a-z, 0-9 and '-'");
    }

    @Test
    void tableWhereAValueBelongsAndTheOtherWayRound() {
        assertThat(problems("network = 3\n[platform]\nregion = 'a'\n[platform.node_id]\nx = 1\n"))
                .anyMatch(
                        p -> p.startsWith("node.toml:1:1: network: the number 3; a table is allowed: write [network]"))
                .anyMatch(p -> p.startsWith("node.toml:4:1: platform.node_id: found a table; allowed: a node name"));
    }

    @Test
    void tlsThatContradictsItselfIsNamed() {
        assertThat(problems(GOOD + "[nats]\nurl = 'nats://nats:4222'\ntls_ca = '/ca.pem'\n"))
                .singleElement()
                .asString()
                .contains("nats.tls_ca: is set but tls is off");
        assertThat(problems(GOOD + "[nats]\nurl = 'tls://nats:4222'\ntls = false\n"))
                .singleElement()
                .asString()
                .contains("nats.tls: is false but the url begins with tls:");
    }

    @Test
    void missingVariableIsNamedAndItsValueNeverShown() {
        String text = GOOD + "[nats]\nurl = \"${NATS_URL}\"\ntls_ca = \"${GONE}\"\n";

        ConfigException error = catchThrowableOfType(
                ConfigException.class, () -> NodeConfig.parse(text, "node.toml", Map.of("NATS_URL", "hunter2")));

        assertThat(error.problems())
                .hasSize(2)
                .anyMatch(p -> p.startsWith("node.toml:6:1: nats.url: found the value of '${NATS_URL}'"))
                .anyMatch(p ->
                        p.startsWith("node.toml:7:1: nats.tls_ca: the environment has no variable 'GONE'; set GONE"));
        assertThat(error.getMessage()).doesNotContain("hunter2");
    }

    @Test
    void brokenTomlIsReportedByLineAndColumn() {
        assertThat(problems("[platform]\nregion = us\n"))
                .containsExactly("node.toml:2:10: not TOML: Unexpected 'u', expected a value");
    }

    @Test
    void countlessProblemsAreCut() {
        StringBuilder text = new StringBuilder(GOOD).append("[metrics]\n");
        for (int i = 0; i < 500; i++) {
            text.append("k").append(i).append(" = 1\n");
        }

        assertThat(problems(text.toString())).hasSize(50);
    }

    @Test
    void fileThatIsNotThereOrNotText(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> NodeConfig.load(folder.resolve("none.toml")))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("none.toml: there is no such file; name an existing TOML file");
        Path binary = Files.write(folder.resolve("b.toml"), new byte[] {(byte) 0xC3, 0x28});
        assertThatThrownBy(() -> NodeConfig.load(binary)).hasMessageContaining("is not UTF-8 text");
        assertThatThrownBy(() -> NodeConfig.load(folder)).hasMessageContaining("cannot be read");
        Path huge = Files.write(folder.resolve("h.toml"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> NodeConfig.load(huge)).hasMessageContaining("larger than 1 MiB");
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(ConfigException.class, () -> NodeConfig.parse(text, "node.toml", Map.of()))
                .problems();
    }
}
