// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.control.CommandPorts;
import dev.secbeat.node.control.CommandProcessor;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.ReceivedCommand;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.UndoLog;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.BlockRoom;
import dev.secbeat.node.journal.BlockJournal;
import dev.secbeat.node.journal.PowerCutDisk;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.verdict.EnforcementListener;
import dev.secbeat.node.verdict.Enforcer;
import dev.secbeat.node.verdict.ProtectedPrefixes;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders, their journal and a power cut: what a receipt calls durable is there afterwards. */
class DurableOrdersTest implements NodeClock, EnforcementListener {
    private static final NodeId SELF = NodeId.of("eu", "n1");
    private static final int CAPACITY = 1 << 18;

    @TempDir
    Path folder;

    private final PowerCutDisk disk = new PowerCutDisk();
    private final Queue<ReceivedCommand> inbox = new ArrayDeque<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private final BlockRoom room = new BlockRoom(CAPACITY);
    private final BlockMap map = new BlockMap(SELF, room);
    private final Enforcer enforcer = new Enforcer(map, List.of(), new ProtectedPrefixes(List.of()), this);
    private long nanos;
    private volatile Runnable intents = () -> {};
    private Path file;
    private NkeySigner signer;
    private DecisionRecorder<BlockEntry> recorder;
    private CommandProcessor processor;

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("blocks.journal");
        signer = NkeySigner.create(folder.resolve("admin.nk"));
        recorder =
                DecisionRecorder.ofBlocks(BlockJournal.open(file, disk), this, CAPACITY, () -> intents.run(), () -> {});
        TrustFile trust = new TrustFile(List.of(new Operator(signer.publicKey(), Role.ADMIN, "adam")));
        processor = new CommandProcessor(
                SELF,
                () -> trust,
                List.of(),
                new CommandPorts(
                        () -> Optional.ofNullable(inbox.poll()),
                        new NkeyVerifier(),
                        _ -> {},
                        receipts::add,
                        UndoLog.NONE,
                        recorder.decisions(),
                        room::forOperators),
                enforcer,
                Map.of(),
                this);
    }

    @AfterEach
    void close() {
        recorder.close();
        signer.close();
    }

    /** The disk stands still: all is decided nevertheless, nothing is let go of, and nobody is told it were on the disk. */
    @Test
    void aHundredThousandAtOnceAllReachTheJournalThoughTheDiskStandsStill() throws IOException {
        CountDownLatch diskRuns = new CountDownLatch(1);
        disk.forceOnceOpen(diskRuns);
        List<Prefix> prefixes = addresses(0, CommandBody.MAX_PREFIXES_IN_PARTS);
        UUID order = send(prefixes);

        turnUntil(() -> enforcer.active().size() == prefixes.size());
        turnUntil(() -> inbox.isEmpty() && processor.doWork(nanos, epochMillis()) == 0);
        assertThat(receipts).as("held back for the disk").isEmpty();
        assertThat(afterPowerCut(new Random(1))).as("nothing was forced").hasSizeLessThan(prefixes.size());

        diskRuns.countDown();
        turnUntil(() -> !receipts.isEmpty());
        Receipt receipt = receipts.getFirst();
        assertThat(receipt.commandId()).isEqualTo(order);
        assertThat(receipt.state()).isEqualTo(Receipt.State.APPLIED);
        assertThat(receipt.isDurable()).isTrue();
        assertThat(recorder.lost()).isZero();
        assertThat(afterPowerCut(new Random(1)).equals(Set.copyOf(prefixes))).isTrue();
    }

    @Test
    void nothingDecidedIsWrittenBeforeTheIntentOfItsOrder() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        intents = () -> {
            asked.countDown();
            Await.until("the intent is on the disk", () -> written.getCount() == 0);
        };
        UUID order = send(addresses(0, 1));
        turn();
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(afterPowerCut(new Random(1))).isEmpty();

        written.countDown();
        turnUntil(() -> !receipts.isEmpty());
        assertThat(receipts.getFirst().commandId()).isEqualTo(order);
        assertThat(receipts.getFirst().isDurable()).isTrue();
    }

    @Test
    void aReceiptWaitsForTheDiskForABoundedTimeAndThenSaysNothingOfIt() {
        CountDownLatch diskRuns = new CountDownLatch(1);
        disk.forceOnceOpen(diskRuns);
        UUID first = send(addresses(0, 1));
        turn();
        assertThat(receipts).isEmpty();
        nanos += TimeUnit.SECONDS.toNanos(1);
        turn();
        assertThat(receipts).extracting(Receipt::commandId).containsExactly(first);
        assertThat(receipts.getFirst().state()).isEqualTo(Receipt.State.APPLIED);
        assertThat(receipts.getFirst().isDurable()).isFalse();
        diskRuns.countDown();
    }

    /** Blocks and unblocks on few prefixes, the power cut after every turn: no receipt has said too much. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void atNoMomentWouldAPowerCutBelieAReceipt(long seed) throws IOException {
        Random random = new Random(seed);
        Map<UUID, CommandBody.OnPrefixes> orders = new HashMap<>();
        Map<Prefix, UUID> last = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            List<Prefix> some = addresses(random.nextInt(40), 1 + random.nextInt(20));
            CommandBody.OnPrefixes body = random.nextBoolean()
                    ? new CommandBody.Block(some, Duration.ofHours(1), "test")
                    : new CommandBody.Unblock(some, Duration.ZERO, "test");
            UUID id = send(body);
            orders.put(id, body);
            turn();
            some.forEach(prefix -> last.put(prefix, id));
            Set<UUID> durable = receipts.stream()
                    .filter(Receipt::isDurable)
                    .map(Receipt::commandId)
                    .collect(Collectors.toSet());
            Map<Prefix, BlockEntry> kept = journalAfterPowerCut(random);
            last.forEach((prefix, order) -> {
                if (durable.contains(order)) {
                    assertThat(kept).containsKey(prefix);
                    assertThat(Objects.requireNonNull(kept.get(prefix)).active())
                            .isEqualTo(orders.get(order) instanceof CommandBody.Block);
                }
            });
        }
        turnUntil(() -> receipts.size() == 150);
        assertThat(receipts).allMatch(Receipt::isDurable);
        assertThat(journalAfterPowerCut(random).keySet()).isEqualTo(last.keySet());
    }

    private Set<Prefix> afterPowerCut(Random random) throws IOException {
        return new HashSet<>(journalAfterPowerCut(random).keySet());
    }

    private Map<Prefix, BlockEntry> journalAfterPowerCut(Random random) throws IOException {
        Path left = folder.resolve("left");
        Files.write(left, disk.afterPowerCut(file, random));
        try (BlockJournal journal = BlockJournal.open(left)) {
            return journal.entries(epochMillis()).stream()
                    .collect(Collectors.toMap(BlockEntry::prefix, entry -> entry));
        }
    }

    private UUID send(List<Prefix> prefixes) {
        return send(new CommandBody.Block(prefixes, Duration.ofHours(1), "test"));
    }

    private UUID send(CommandBody.OnPrefixes body) {
        Instant now = Instant.ofEpochMilli(epochMillis());
        UUID id = UUID.randomUUID();
        Command whole = new Command(id, now, now.plusSeconds(60), signer.publicKey(), new Scope.Fleet(), false, body);
        List<Command> messages =
                CommandParts.isNeeded(body) ? CommandParts.of(whole, UUID::randomUUID) : List.of(whole);
        messages.forEach(message -> inbox.add(new ReceivedCommand.Decoded(signer.sign(message), nanos)));
        return id;
    }

    private void turn() {
        nanos += 1_000_000;
        enforcer.beginTurn(nanos, epochMillis());
        int _ = processor.doWork(nanos, epochMillis());
    }

    /** Time stands still: what depends on the other thread is awaited, whatever time that takes. */
    private void turnUntil(BooleanSupplier condition) {
        Await.until("the order has been dealt with", () -> {
            for (int i = 0; i < 100 && !condition.getAsBoolean(); i++) {
                enforcer.beginTurn(nanos, epochMillis());
                int _ = processor.doWork(nanos, epochMillis());
            }
            return condition.getAsBoolean();
        });
    }

    private static List<Prefix> addresses(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> Prefix.parse("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)))
                .toList();
    }

    @Override
    public void onAccepted(BlockEntry entry) {
        recorder.accept(entry);
    }

    @Override
    public void onEnforced(BlockEntry entry, long decidedAtNanos) {}

    @Override
    public void onManyEnforced(BlockEntry first, int others, long decidedAtNanos) {}

    @Override
    public void onSinkFailure(BlockEntry entry, VerdictSinkException failure, boolean givenUp) {}

    @Override
    public void onEvicted(BlockEntry entry) {}

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public long epochMillis() {
        return 1_800_000_000_000L + nanos / 1_000_000;
    }
}
