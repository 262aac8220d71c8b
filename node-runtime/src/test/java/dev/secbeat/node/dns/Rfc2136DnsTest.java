// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.failover.DnsException;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.failover.SteeredRecord;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Rfc2136DnsTest {
    private static final String NAME = "secbeat.example.";
    private static final Map<String, String> SECRETS =
            Map.of("NA", "bmEtc2VjcmV0LW5hLXNlY3JldA==", "EU", "ZXUtc2VjcmV0LWV1LXNlY3JldA==");
    private static final RecordChange NA_TO_EU =
            new RecordChange("NA", NAME, "A", List.of("192.0.2.1"), List.of("192.0.2.2"));

    @TempDir
    private Path folder;

    private NamedServer named;
    private Rfc2136Dns dns;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(NamedServer.PROGRAM), "BIND is not installed: apt install bind9");
        named = new NamedServer(folder, SECRETS, Map.of("NA", "192.0.2.1", "EU", "192.0.2.2"));
        dns = dns(named.address(), SECRETS);
    }

    @AfterEach
    void stop() {
        if (named != null) {
            named.close();
        }
    }

    @Test
    void eachViewIsReadWithItsOwnKey() {
        assertThat(dns.current().records())
                .containsExactlyInAnyOrder(
                        new SteeredRecord("NA", NAME, "A", List.of("192.0.2.1")),
                        new SteeredRecord("EU", NAME, "A", List.of("192.0.2.2")));
    }

    @Test
    void changeReachesItsViewAndNoOther() {
        assertThat(complaints(List.of(NA_TO_EU))).singleElement().asString().contains("answers [192.0.2.1]");

        dns.apply(List.of(NA_TO_EU), lease(1));

        assertThat(complaints(List.of(NA_TO_EU))).isEmpty();
        assertThat(dns.current().records())
                .containsExactlyInAnyOrder(
                        new SteeredRecord("NA", NAME, "A", List.of("192.0.2.2")),
                        new SteeredRecord("EU", NAME, "A", List.of("192.0.2.2")));
    }

    @Test
    void recordsOfBothFamiliesComeAndGo() {
        RecordChange add = new RecordChange("EU", NAME, "AAAA", List.of(), List.of("2001:db8::2", "2001:db8::3"));
        RecordChange remove = new RecordChange("EU", NAME, "AAAA", add.after(), List.of());

        dns.apply(List.of(add), lease(1));
        assertThat(dns.current().records())
                .contains(new SteeredRecord("EU", NAME, "AAAA", List.of("2001:db8::2", "2001:db8::3")));
        dns.apply(List.of(remove), lease(1));

        assertThat(complaints(List.of(remove))).isEmpty();
    }

    @Test
    void leaderOfAnEarlierEpochIsFencedOff() {
        dns.apply(List.of(NA_TO_EU), lease(8));
        RecordChange back = new RecordChange("NA", NAME, "A", List.of("192.0.2.2"), List.of("192.0.2.1"));

        DnsException refused = failure(() -> dns.apply(List.of(back), lease(7)));

        assertThat(refused.reason()).isEqualTo(DnsException.Reason.FENCED);
        assertThat(refused).hasMessageContaining("a leader of epoch 8 has written since");
        assertThat(complaints(List.of(NA_TO_EU))).isEmpty();
        dns.apply(List.of(back), lease(9));
        assertThat(complaints(List.of(back))).isEmpty();
    }

    @Test
    void planMadeFromOldRecordsIsRefusedByTheServer() {
        RecordChange stale = new RecordChange("NA", NAME, "A", List.of("192.0.2.77"), List.of("192.0.2.2"));

        DnsException refused = failure(() -> dns.apply(List.of(stale), lease(1)));

        assertThat(refused.reason()).isEqualTo(DnsException.Reason.FENCED);
        assertThat(refused).hasMessageContaining("NXRRSET");
        assertThat(dns.current().records()).contains(new SteeredRecord("NA", NAME, "A", List.of("192.0.2.1")));
    }

    @Test
    void wrongSecretIsRefusedAndNeverShown() {
        Rfc2136Dns stranger = dns(named.address(), Map.of("NA", "d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmc="));

        DnsException refused = failure(() -> stranger.apply(List.of(NA_TO_EU), lease(1)));

        assertThat(refused).hasMessageContaining("view NA");
        assertThat(refused.getMessage()).doesNotContain("d3Jvbmct");
        assertThat(dns.current().records()).contains(new SteeredRecord("NA", NAME, "A", List.of("192.0.2.1")));
    }

    @Test
    void unknownViewChangesNothing() {
        RecordChange asia = new RecordChange("AS", NAME, "A", List.of(), List.of("192.0.2.3"));

        DnsException refused = failure(() -> dns.apply(List.of(NA_TO_EU, asia), lease(1)));

        assertThat(refused).hasMessageContaining("no TSIG key for view 'AS'");
        assertThat(dns.current().records()).contains(new SteeredRecord("NA", NAME, "A", List.of("192.0.2.1")));
    }

    @Test
    void serverAwayIsSaid() {
        named.close();

        assertThat(failure(dns::current).reason()).isEqualTo(DnsException.Reason.UNREACHABLE);
        assertThat(complaints(List.of(NA_TO_EU))).singleElement().asString().contains("did not answer");
    }

    private static DnsException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(DnsException.class, call);
    }

    private List<String> complaints(List<RecordChange> changes) {
        return dns.verify(changes).complaints();
    }

    private static Lease lease(long epoch) {
        return new Lease("orc-1", epoch, Long.MAX_VALUE);
    }

    private static Rfc2136Dns dns(InetSocketAddress server, Map<String, String> secrets) {
        List<Rfc2136Settings.ViewKey> keys = secrets.entrySet().stream()
                .map(e -> new Rfc2136Settings.ViewKey(e.getKey(), e.getKey() + "-key.", "hmac-sha256", e.getValue()))
                .toList();
        return new Rfc2136Dns(new Rfc2136Settings("example.", NAME, 30, List.of(server), keys, Duration.ofSeconds(5)));
    }
}
