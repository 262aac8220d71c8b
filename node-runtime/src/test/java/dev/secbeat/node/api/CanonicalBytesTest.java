// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes that are signed: one form a command, one command a form, and never another one in a later version. */
class CanonicalBytesTest {
    private static final Command KNOWN = new Command(
            UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
            Instant.ofEpochMilli(0x0102030405L),
            Instant.ofEpochMilli(0x0102030406L),
            "UABC",
            new Scope.Region(new RegionId("apac")),
            true,
            new CommandBody.Block(
                    List.of(Prefix.parse("203.0.113.0/24"), Prefix.parse("2001:db8::1")),
                    Duration.ofMillis(600),
                    "\u00e4"));

    /** Written out by hand from the documented form: a change here makes every older signer's commands unreadable. */
    @Test
    void theFormIsStable() {
        String expected = "0012" + ascii("secbeat.v1.command")
                + "00112233445566778899aabbccddeeff"
                + "0000000102030405"
                + "0000000102030406"
                + "0004" + ascii("UABC")
                + "000b" + ascii("region.apac")
                + "01"
                + "0005" + ascii("block")
                + "00000002"
                + "20" + "0000000000000000" + "00000000cb007100" + "18"
                + "80" + "20010db800000000" + "0000000000000001" + "80"
                + "0000000000000258"
                + "0002" + "c3a4";

        assertThat(HexFormat.of().formatHex(CanonicalBytes.of(KNOWN))).isEqualTo(expected);
        Command told = KNOWN.sentFrom(List.of(Prefix.parse("192.0.2.7")));
        assertThat(HexFormat.of().formatHex(CanonicalBytes.of(told)))
                .as("with where it is sent from")
                .isEqualTo(expected + "0004" + ascii("from") + "00000001" + "20" + "0000000000000000"
                        + "00000000c0000207" + "20");
    }

    /** An order that is held to no plan is signed as it always was. */
    @Test
    void aPlanIsSignedWithTheOrderThatIsHeldToIt() {
        CommandBody.OnRegion order = new CommandBody.Failover(new RegionId("apac"), new RegionId("b"), true, "c");
        String plain =
                "000e" + ascii("force-failover") + "0004" + ascii("apac") + "0001" + ascii("b") + "0001" + ascii("c");
        String held = plain.replace("000e" + ascii("force"), "0019" + ascii("as-planned-force")) + "0010"
                + ascii("0123456789abcdef");

        assertThat(HexFormat.of().formatHex(CanonicalBytes.of(with(order)))).endsWith("01" + plain);
        assertThat(HexFormat.of().formatHex(CanonicalBytes.of(with(order.as(new PlanDigest("0123456789abcdef"))))))
                .endsWith("01" + held);
    }

    private static Command with(CommandBody body) {
        return new Command(KNOWN.id(), KNOWN.issuedAt(), KNOWN.expiresAt(), KNOWN.actor(), KNOWN.scope(), true, body);
    }

    /** Values from a small world, so that commands often differ in one field alone or only in where a text ends. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noTwoCommandsShareTheirBytes(long seed) {
        Random random = new Random(seed);
        Map<String, Command> seen = new HashMap<>();
        int repeated = 0;
        for (int i = 0; i < 20_000; i++) {
            Command command = random(random);
            Command other = seen.put(HexFormat.of().formatHex(CanonicalBytes.of(command)), command);
            if (other != null) {
                assertThat(other).isEqualTo(command);
                repeated++;
            }
        }
        assertThat(repeated)
                .as("the world is small enough to meet commands twice")
                .isPositive();
    }

    private static Command random(Random random) {
        long issued = random.nextInt(2);
        return new Command(
                new UUID(0, random.nextInt(2)),
                Instant.ofEpochMilli(issued),
                Instant.ofEpochMilli(issued + 1 + random.nextInt(2)),
                text(random),
                random.nextBoolean() ? new Scope.Fleet() : Scope.parse("region." + "ab".substring(random.nextInt(2))),
                random.nextBoolean(),
                body(random),
                random.nextBoolean() ? List.of() : List.of(Prefix.parse(random.nextBoolean() ? "0.0.0.0" : "::")));
    }

    private static CommandBody body(Random random) {
        List<Prefix> prefixes = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            prefixes.add(
                    Prefix.parse(random.nextBoolean() ? "0.0.0.0/" + random.nextInt(2) : "::/" + random.nextInt(2)));
        }
        return switch (random.nextInt(8)) {
            case 5 ->
                new CommandBody.Approve(
                        new UUID(0, random.nextInt(2)),
                        random.nextBoolean() ? Optional.of("%064x".formatted(random.nextInt(2))) : Optional.empty());
            case 4 -> new CommandBody.Undo(new UUID(0, random.nextInt(2)), text(random));
            case 0 ->
                new CommandBody.Failover(
                        new RegionId("a"), new RegionId("b"), random.nextBoolean(), text(random), plan(random));
            case 6 -> new CommandBody.Drain(new RegionId("a"), random.nextBoolean(), text(random), plan(random));
            case 7 -> new CommandBody.Failback(new RegionId("a"), random.nextBoolean(), text(random), plan(random));
            case 1 ->
                new CommandBody.Part(
                        new UUID(0, random.nextInt(2)),
                        random.nextInt(2),
                        2 + random.nextInt(2),
                        order(random, prefixes));
            default -> order(random, prefixes);
        };
    }

    private static CommandBody.OnPrefixes order(Random random, List<Prefix> prefixes) {
        return switch (random.nextInt(3)) {
            case 1 -> new CommandBody.Allow(prefixes, Duration.ofMillis(1 + random.nextInt(2)), text(random));
            case 0 ->
                new CommandBody.Block(
                        prefixes,
                        Duration.ofMillis(1 + random.nextInt(2)),
                        text(random),
                        random.nextBoolean() ? Set.of() : Set.of(GuardRule.TRAFFIC_SHARE),
                        random.nextBoolean());
            default -> new CommandBody.Unblock(prefixes, Duration.ofMillis(random.nextInt(3)), text(random));
        };
    }

    private static Optional<PlanDigest> plan(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(new PlanDigest("0000000000000000"));
            default -> Optional.of(new PlanDigest("0000000000000001"));
        };
    }

    private static String text(Random random) {
        return "ab".repeat(2).substring(random.nextInt(4));
    }

    private static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
}
