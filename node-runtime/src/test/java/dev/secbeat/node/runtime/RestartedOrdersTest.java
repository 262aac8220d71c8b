// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.control.CommandPorts;
import dev.secbeat.node.control.CommandProcessor;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.ReceivedCommand;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.BlockRoom;
import dev.secbeat.node.journal.AuditJournal;
import dev.secbeat.node.journal.BlockJournal;
import dev.secbeat.node.journal.PowerCutDisk;
import dev.secbeat.node.journal.UndoJournal;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.verdict.EnforcementListener;
import dev.secbeat.node.verdict.Enforcer;
import dev.secbeat.node.verdict.ProtectedPrefixes;
import dev.secbeat.node.verdict.VerdictSink;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends at any moment and starts again: what the next one says of a command that comes once more. */
class RestartedOrdersTest implements NodeClock, EnforcementListener, VerdictSink {
    private static final NodeId SELF = NodeId.of("eu", "n1");
    private static final int CAPACITY = 1 << 16;
    private static final List<Prefix> ONE = List.of(Prefix.parse("203.0.113.7"));

    @TempDir
    Path folder;

    /** The kernel: it outlives the process. */
    private final Set<Prefix> blocked = new HashSet<>();

    private final PowerCutDisk disk = new PowerCutDisk();
    private final Queue<ReceivedCommand> inbox = new ArrayDeque<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private long nanos;
    private NkeySigner signer;
    private NkeySigner other;
    private AuditJournal audit;
    private UndoRecorder undo;
    private DecisionRecorder<BlockEntry> recorder;
    private Enforcer enforcer;
    private CommandProcessor processor;

    @BeforeEach
    void open() throws IOException {
        signer = NkeySigner.create(folder.resolve("admin.nk"));
        other = NkeySigner.create(folder.resolve("other.nk"));
        start();
    }

    @AfterEach
    void close() throws IOException {
        end();
        signer.close();
        other.close();
    }

    @Test
    void whatIsInForceIsToldSoWhenItComesAgainAfterARestart() throws IOException {
        SignedCommand block = signed(new CommandBody.Block(ONE, Duration.ofHours(1), "test"));
        assertThat(answer(block).state()).isEqualTo(Receipt.State.APPLIED);
        restart();
        Receipt again = answer(block);
        assertThat(again.refusal().map(Refusal::code)).contains(Refusal.Code.REPLAYED);
        assertThat(again.kernelReadBack()).isTrue();
        assertThat(again.ofRepetition().state()).isEqualTo(Receipt.State.APPLIED);
        assertThat(answer(block).kernelReadBack()).as("once more").isTrue();
    }

    @Test
    void whatTheKernelHasLostOrALaterOrderEndedIsNot() throws IOException {
        SignedCommand lost = signed(new CommandBody.Block(ONE, Duration.ofHours(1), "test"));
        SignedCommand ended =
                signed(new CommandBody.Block(List.of(Prefix.parse("203.0.113.8")), Duration.ofHours(1), "test"));
        answer(lost);
        answer(ended);
        nanos += TimeUnit.SECONDS.toNanos(1);
        answer(signed(new CommandBody.Unblock(List.of(Prefix.parse("203.0.113.8")), Duration.ZERO, "test")));
        restart();
        blocked.removeAll(ONE);
        for (SignedCommand command : List.of(lost, ended)) {
            Receipt again = answer(command);
            assertThat(again.refusal().map(Refusal::code)).contains(Refusal.Code.REPLAYED);
            assertThat(again.kernelReadBack()).isFalse();
        }
        assertThat(blocked).as("nothing is put back by a repetition").isEmpty();
    }

    @Test
    void aLongOrderIsToldSoToo() throws IOException {
        List<Prefix> prefixes = IntStream.range(0, 3_000)
                .mapToObj(i -> Prefix.parse("10.0." + (i >> 8) + "." + (i & 255)))
                .toList();
        Command whole = command(new CommandBody.Block(prefixes, Duration.ofHours(1), "test"));
        List<SignedCommand> parts = CommandParts.of(whole, UUID::randomUUID).stream()
                .map(signer::sign)
                .toList();
        parts.forEach(part -> inbox.add(new ReceivedCommand.Decoded(part, nanos)));
        Await.until("it is carried out", () -> turn() && !receipts.isEmpty());
        assertThat(receipts.removeFirst().state()).isEqualTo(Receipt.State.APPLIED);
        restart();
        assertThat(answer(parts.getFirst()).kernelReadBack()).isTrue();
        restart();
        blocked.remove(prefixes.getLast());
        assertThat(answer(parts.getFirst()).kernelReadBack()).isFalse();
    }

    /** Whoever sees an id can be faster with an order of his own under it. */
    @Test
    void whatSomebodyElseGaveUnderTheSameIdIsNotTakenForIt() throws IOException {
        Command whole = command(new CommandBody.Block(ONE, Duration.ofHours(1), "test"));
        Command others = Samples.block(other.publicKey(), new Scope.Fleet(), "203.0.113.9");
        Instant now = Instant.ofEpochMilli(epochMillis());
        Command squatter =
                new Command(whole.id(), now, now.plusSeconds(60), others.actor(), others.scope(), false, others.body());
        assertThat(answer(other.sign(squatter)).state()).isEqualTo(Receipt.State.APPLIED);
        restart();
        SignedCommand part =
                signer.sign(CommandParts.of(whole, UUID::randomUUID).getFirst());
        Receipt receipt = answer(part);
        assertThat(receipt.refusal().map(Refusal::code)).contains(Refusal.Code.REPLAYED);
        assertThat(receipt.kernelReadBack()).isFalse();
    }

    /** The process is killed after the order has been carried out and before the disk has the decision. */
    @Test
    void anOutcomeIsNotWrittenBeforeTheDecisionIsOnTheDisk() throws IOException {
        CountDownLatch diskRuns = new CountDownLatch(1);
        disk.forceOnceOpen(diskRuns);
        SignedCommand block = signed(new CommandBody.Block(ONE, Duration.ofHours(1), "test"));
        inbox.add(new ReceivedCommand.Decoded(block, nanos));
        boolean _ = turn();
        nanos += TimeUnit.SECONDS.toNanos(2);
        boolean _ = turn();
        assertThat(receipts).as("told, though not on the disk").hasSize(1);
        assertThat(receipts.removeFirst().isDurable()).isFalse();
        assertThat(carriedOut()).as("it may come again").isEmpty();
        diskRuns.countDown();
        Await.until("the outcome is written", () -> turn() && !carriedOut().isEmpty());
        assertThat(carriedOut()).containsOnlyKeys(block.command().id());
        Path left = Files.write(folder.resolve("left"), disk.afterPowerCut(blocks(), new Random(1)));
        try (BlockJournal journal = BlockJournal.open(left)) {
            assertThat(journal.entries(epochMillis()))
                    .extracting(BlockEntry::prefix)
                    .containsExactlyElementsOf(ONE);
        }
    }

    private Map<UUID, Long> carriedOut() {
        try (AuditJournal look = AuditJournal.open(copyOfAudit(), 1 << 20)) {
            return look.carriedOut(epochMillis());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path copyOfAudit() throws IOException {
        Path copy = folder.resolve("copy-of-audit.log");
        Files.deleteIfExists(copy.resolveSibling("copy-of-audit.log.head"));
        return Files.write(copy, Files.readAllBytes(folder.resolve("audit.log")));
    }

    private Path blocks() {
        return folder.resolve("blocks.journal");
    }

    private void restart() throws IOException {
        end();
        start();
    }

    private void end() throws IOException {
        recorder.close();
        undo.close();
        audit.close();
    }

    private void start() throws IOException {
        audit = AuditJournal.open(folder.resolve("audit.log"), 1 << 20);
        undo = new UndoRecorder(UndoJournal.open(folder.resolve("undo.journal")));
        recorder = DecisionRecorder.ofBlocks(BlockJournal.open(blocks(), disk), this, CAPACITY, () -> {}, () -> {});
        BlockRoom room = new BlockRoom(CAPACITY);
        enforcer = new Enforcer(new BlockMap(SELF, room), List.of(this), new ProtectedPrefixes(List.of()), this);
        enforcer.beginTurn(nanos, epochMillis());
        recorder.earlier().forEach(entry -> enforcer.accept(entry, true));
        TrustFile trust = new TrustFile(List.of(
                new Operator(signer.publicKey(), Role.ADMIN, "adam"),
                new Operator(other.publicKey(), Role.OPERATOR, "olga")));
        processor = new CommandProcessor(
                SELF,
                () -> trust,
                List.of(),
                new CommandPorts(
                        () -> Optional.ofNullable(inbox.poll()),
                        new NkeyVerifier(),
                        audit,
                        receipts::add,
                        undo,
                        recorder.decisions(),
                        room::forOperators),
                enforcer,
                audit.carriedOut(epochMillis()),
                this);
    }

    private SignedCommand signed(CommandBody body) {
        return signer.sign(command(body));
    }

    private Command command(CommandBody body) {
        Instant now = Instant.ofEpochMilli(epochMillis());
        return new Command(
                UUID.randomUUID(), now, now.plusSeconds(60), signer.publicKey(), new Scope.Fleet(), false, body);
    }

    private Receipt answer(SignedCommand command) {
        inbox.add(new ReceivedCommand.Decoded(command, nanos));
        Await.until("it is answered", () -> turn() && !receipts.isEmpty());
        return receipts.removeFirst();
    }

    private boolean turn() {
        enforcer.beginTurn(nanos, epochMillis());
        return processor.doWork(nanos, epochMillis()) >= 0;
    }

    @Override
    public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
        blocked.add(prefix);
        return List.of();
    }

    @Override
    public void unblock(Prefix prefix) {
        blocked.remove(prefix);
    }

    @Override
    public boolean holds(Prefix prefix) {
        return blocked.contains(prefix);
    }

    @Override
    public long hits(Prefix prefix) {
        return 0;
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
