// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CountryShare;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.GuardRule;
import dev.secbeat.node.api.Leader;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Notice;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionState;
import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.SampledPacket;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.SourceQuestion;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.Member;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Reach;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustHello;
import dev.secbeat.node.control.TrustWord;
import dev.secbeat.node.failover.Lease;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Values of every kind that has a JSON form, different for each call, the same for each seed. */
final class RandomValues {
    private final Random random;
    private final RandomOrders orders;

    RandomValues(long seed) {
        random = new Random(seed);
        orders = new RandomOrders(random);
    }

    SignedCommand command() {
        Instant issued = Instant.ofEpochMilli(random.nextLong(1L << 44));
        Scope scope = switch (random.nextInt(3)) {
            case 0 -> new Scope.Fleet();
            case 1 -> new Scope.Region(region());
            default -> new Scope.Node(node());
        };
        return new SignedCommand(
                new Command(
                        id(),
                        issued,
                        issued.plusMillis(1 + random.nextInt(1 << 20)),
                        text(),
                        scope,
                        random.nextBoolean(),
                        body(),
                        orders.addresses(Command.MAX_FROM)),
                bytes(64));
    }

    Notice notice() {
        return switch (random.nextInt(5)) {
            case 0 -> new Notice.Happened(event());
            case 1 -> new Notice.Refused(receipt(), random.nextLong(1L << 44));
            case 2 -> new Notice.ReceiptMissing(node(), random.nextLong(1L << 44), id(), text());
            case 3 -> new Notice.Moved(outcome());
            default -> new Notice.ModeChanged(node(), random.nextLong(1L << 44), text(), text(), text());
        };
    }

    private CommandBody body() {
        return random.nextInt(4) == 0 ? new CommandBody.Part(id(), 3, 4 + random.nextInt(90), order()) : bodyOfOne();
    }

    private CommandBody bodyOfOne() {
        return switch (random.nextInt(5)) {
            case 0 -> orders.onRegion(text());
            case 1 -> orders.onLimits(text());
            case 2 -> orders.onOthers(id(), text());
            default -> order();
        };
    }

    private CommandBody.OnPrefixes order() {
        return switch (random.nextInt(3)) {
            case 1 -> new CommandBody.Allow(some(1, this::prefix), Duration.ofMillis(1 + random.nextInt(9)), text());
            case 0 ->
                new CommandBody.Block(
                        some(1, this::prefix),
                        Duration.ofMillis(1 + random.nextInt(1 << 30)),
                        text(),
                        random.nextBoolean() ? Set.of() : Set.of(GuardRule.values()),
                        random.nextBoolean());
            default -> new CommandBody.Unblock(some(1, this::prefix), Duration.ofMillis(random.nextInt(3)), text());
        };
    }

    Receipt receipt() {
        return new Receipt(
                id(),
                node(),
                one(Receipt.State.values()),
                random.nextBoolean(),
                random.nextLong(Long.MAX_VALUE),
                refusal(),
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(new Receipt.Tally(
                                random.nextInt(9),
                                random.nextInt(9),
                                0,
                                some(0, this::prefix),
                                some(0, () -> random.nextInt(100)))),
                random.nextBoolean(),
                random.nextBoolean() ? Optional.empty() : Optional.of(blast()));
    }

    private BlastRadius blast() {
        BlastRadius.Share share =
                new BlastRadius.Share(one(Dimension.values()), random.nextDouble(), random.nextLong(1L << 40));
        return new BlastRadius(
                List.of(share),
                random.nextBoolean() ? Optional.empty() : Optional.of(prefix()),
                random.nextInt(9),
                some(0, this::prefix).stream().limit(BlastRadius.MOST_NAMED).toList(),
                random.nextBoolean() ? Optional.empty() : Optional.of(new CountryShare("NL", random.nextDouble())));
    }

    NodeStatus status() {
        return new NodeStatus(
                node(),
                random.nextLong(),
                text(),
                random.nextLong(),
                random.nextLong(),
                one(NodeStatus.Health.values()),
                text(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                Map.of("operator", random.nextInt(), "rate-limit", 0),
                random.nextLong(),
                random.nextInt(Integer.MAX_VALUE),
                numbers(),
                numbers(),
                some(0, this::sourceCount),
                some(
                        0,
                        () -> new NodeStatus.BlockStatus(
                                prefix(),
                                one(Origin.values()),
                                random.nextLong(),
                                random.nextBoolean(),
                                random.nextLong(),
                                one(BlockCause.values()),
                                Scope.parse(random.nextBoolean() ? "all" : "region.r" + random.nextInt(9)))),
                new NodeStatus.Answers(random.nextLong(1L << 50), random.nextLong(1L << 50)),
                some(0, () -> new NodeStatus.MapFill("blocks4", random.nextInt(99), 1 + random.nextInt(99))),
                some(0, () -> new NodeStatus.LimitStatus(orders.key(), orders.terms(), id(), random.nextBoolean())),
                some(0, () -> new NodeStatus.ListStatus(text(), text(), random.nextInt(99), random.nextLong(99))));
    }

    private SourceCount sourceCount() {
        return new SourceCount(
                source(),
                one(Dimension.values()),
                random.nextDouble() * 1e9,
                random.nextInt(),
                random.nextDouble(),
                1 + random.nextInt(10_000),
                random.nextBoolean());
    }

    FleetEvent event() {
        return switch (random.nextInt(4)) {
            case 2 -> orders.event(node());
            case 0 ->
                new FleetEvent.Enforced(
                        node(),
                        random.nextLong(),
                        prefix(),
                        one(Origin.values()),
                        random.nextBoolean(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong());
            case 1 ->
                new FleetEvent.Detected(
                        node(), random.nextLong(), source(), one(Dimension.values()), random.nextDouble(), 100);
            default -> new FleetEvent.Trouble(node(), random.nextLong(), text(), text());
        };
    }

    SourceQuestion sourcesAsked() {
        List<Prefix> watched = new ArrayList<>();
        for (int i = random.nextInt(SourceQuestion.MAX_WATCHED + 1); i > 0; i--) {
            watched.add(prefix());
        }
        return new SourceQuestion(random.nextBoolean(), watched);
    }

    SampleReport samples() {
        List<SampledPacket> packets = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            byte[] header = bytes(random.nextInt(SampledPacket.MAX_HEADER_BYTES + 1));
            packets.add(new SampledPacket(
                    random.nextLong(), "drop", "reason_" + i, "eth" + i, header.length, ByteBuffer.wrap(header)));
        }
        Optional<String> trouble = random.nextBoolean() ? Optional.of(text()) : Optional.empty();
        return new SampleReport(node(), random.nextLong(), random.nextInt(1_000_000), trouble, packets);
    }

    Leader leader() {
        return new Leader(text(), random.nextLong() >>> 1, 1 + random.nextInt(300_000));
    }

    FailoverPlan plan() {
        return new FailoverPlan(
                id(),
                text(),
                one(FailoverPlan.Act.values()),
                random.nextBoolean(),
                region(),
                region(),
                some(0, () -> new RecordChange(text(), text(), text(), some(0, this::text), some(0, this::text))),
                random.nextDouble(),
                random.nextDouble(),
                some(0, this::text),
                refusal(),
                orders.shown());
    }

    FailoverOutcome outcome() {
        return new FailoverOutcome(
                plan(),
                one(FailoverOutcome.Result.values()),
                random.nextLong(),
                random.nextLong(1L << 44),
                random.nextLong(1L << 20),
                some(0, this::text));
    }

    SteeringReport steering() {
        return new SteeringReport(
                text(),
                random.nextLong() >>> 1,
                random.nextLong(1L << 44),
                some(
                        0,
                        () -> new SteeringReport.Region(
                                region(),
                                one(RegionState.values()),
                                random.nextInt(9),
                                random.nextDouble(),
                                random.nextDouble(),
                                some(0, this::text),
                                random.nextBoolean() ? Optional.empty() : Optional.of(region()))),
                some(0, () -> new SteeringReport.Answer(text(), text(), text(), some(0, this::text))),
                text());
    }

    TrustFile trust() {
        List<Member> former = some(0, () -> member().withoutAddresses());
        TrustFile draft = new TrustFile(
                random.nextInt(2) * (1L + random.nextInt(1 << 20)),
                some(0, this::operator),
                some(0, this::member),
                former.stream().map(Member::publicKey).toList(),
                former.subList(0, random.nextInt(former.size() + 1)),
                Optional.empty());
        TrustFile.Seal seal = new TrustFile.Seal(key(), Base64.getEncoder().encodeToString(bytes(64)));
        return draft.version() == 0 ? draft : draft.sealed(seal);
    }

    TrustWord trustWord() {
        return random.nextBoolean()
                ? new TrustWord.File(trust())
                : new TrustWord.Hello(new TrustHello(
                        random.nextInt(1 << 20) - 1, Integer.toHexString(random.nextInt()), random.nextBoolean()));
    }

    private Operator operator() {
        Reach reach = new Reach(some(0, this::region), 8 + random.nextInt(25), 16 + random.nextInt(113));
        return new Operator(key(), one(Role.values()), "n" + text().replaceAll("\\p{Cntrl}", ""), reach);
    }

    private Member member() {
        return random.nextBoolean()
                ? new Member.Node(key(), node(), orders.addresses(Member.MAX_ADDRESSES))
                : new Member.Orchestrator(key(), "o" + random.nextInt(99), orders.addresses(Member.MAX_ADDRESSES));
    }

    Lease lease() {
        return new Lease(text(), random.nextLong(Long.MAX_VALUE), random.nextLong());
    }

    AuditEntry audit() {
        return random.nextBoolean()
                ? new AuditEntry.Intent(random.nextLong(), id(), text(), text(), random.nextLong(), text())
                : new AuditEntry.Outcome(random.nextLong(), id(), text(), one(Receipt.State.values()), text());
    }

    ConnectionFile connection() {
        return new ConnectionFile(some(1, this::text), maybe(this::text), maybe(this::text), some(0, this::text));
    }

    private Optional<Refusal> refusal() {
        return maybe(() -> new Refusal(one(Refusal.Code.values()), text()));
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> List<T> some(int least, Supplier<T> value) {
        List<T> values = new ArrayList<>();
        for (int i = least + random.nextInt(4); i > 0; i--) {
            values.add(value.get());
        }
        return values;
    }

    private Map<String, Long> numbers() {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            numbers.put(text() + i, random.nextLong());
        }
        return numbers;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private Prefix prefix() {
        byte[] address = bytes(random.nextBoolean() ? 4 : 16);
        return Prefix.of(address, random.nextInt(address.length * 8 + 1));
    }

    private SourceKey source() {
        byte[] address = bytes(random.nextBoolean() ? 4 : 16);
        return SourceKey.of(Prefix.of(address, address.length == 4 ? 32 : 64));
    }

    private NodeId node() {
        return new NodeId(region(), "n-" + random.nextInt(100));
    }

    private RegionId region() {
        return new RegionId("r" + random.nextInt(100));
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private String key() {
        StringBuilder key = new StringBuilder("U");
        while (key.length() < 56) {
            key.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(random.nextInt(32)));
        }
        return key.toString();
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private String text() {
        return RandomText.of(random);
    }
}
