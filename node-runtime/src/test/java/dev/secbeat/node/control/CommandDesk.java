// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.crdt.LimitMap;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.verdict.LimitBook;
import dev.secbeat.node.verdict.LimitListener;
import dev.secbeat.node.verdict.TableRoom;
import dev.secbeat.node.verdict.TrafficMix;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One node's command handling with real keys, and everything around it in memory. To be opened as a field that JUnit closes
 * ({@code @AutoClose}).
 */
final class CommandDesk implements AutoCloseable {
    static final NodeId SELF = NodeId.of("us-east", "us-east-node-1");
    static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    final NkeySigner viewer;
    final NkeySigner operator;
    final NkeySigner admin;
    final NkeySigner secondAdmin;
    final NkeySigner stranger;
    final MemoryBlocks blocks = new MemoryBlocks();
    /** What is told of limits, and to sinks. */
    final List<LimitEntry> limitWords = new ArrayList<>();

    final LimitBook limits = new LimitBook(new LimitMap(SELF), List.of(), new LimitListener() {
        @Override
        public void onAccepted(LimitEntry entry) {
            limitWords.add(entry);
        }

        @Override
        public void onRules(List<LimitRule> rules) {}

        @Override
        public void onSinkFailure(VerdictSinkException failure) {
            throw failure;
        }
    });

    /** Decisions the block map has room for. */
    int room = Integer.MAX_VALUE;

    /** Blocks that each of the kernel's tables has room for besides those it has, by the length of what is in it; others have no end. */
    final Map<Integer, Integer> roomByLength = new HashMap<>();

    /** Audit entries and receipts in the order in which they came out. */
    final List<Object> log = new ArrayList<>();

    /** Codes of refusals that were counted alone. */
    final List<Refusal.Code> untold = new ArrayList<>();

    private final Queue<ReceivedCommand> inbox = new ArrayDeque<>();
    private final Deque<Receipt> receipts = new ArrayDeque<>();
    private CommandProcessor processor;
    private TrustFile trust = new TrustFile(List.of());
    private final List<PastOrder> undoable = new ArrayList<>();
    private final UndoLog undoLog = new UndoLog() {
        @Override
        public List<PastOrder> earlier() {
            return List.copyOf(undoable);
        }

        @Override
        public void append(PastOrder order) {
            undoable.add(order);
        }
    };

    /** What passes this node. */
    TrafficMix traffic = TrafficMix.NONE;

    CountryMap countries = CountryMap.NONE;

    double mostTrafficShare = 0.05;

    /** Of keys that nobody else has; what is on the disk of them is gone when this returns. */
    CommandDesk() {
        List<NkeySigner> keys = Stream.generate(CommandDesk::key).limit(5).toList();
        viewer = keys.get(0);
        operator = keys.get(1);
        admin = keys.get(2);
        secondAdmin = keys.get(3);
        stranger = keys.get(4);
        processor = processor(Map.of());
    }

    private static NkeySigner key() {
        try {
            Path folder = Files.createTempDirectory("desk");
            Path seed = folder.resolve("seed.nk");
            NkeySigner key = NkeySigner.create(seed);
            Files.delete(seed);
            Files.delete(folder);
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on nobody trusts these. */
    void withdraw(NkeySigner... keys) {
        List<String> gone = Stream.of(keys).map(NkeySigner::publicKey).toList();
        trust = new TrustFile(trust.operators().stream()
                .filter(operator -> !gone.contains(operator.publicKey()))
                .toList());
    }

    /** A new process: memory is gone, what the journal tells is {@code recent}. */
    void restart(Map<UUID, Long> recent) {
        processor = processor(recent);
    }

    private CommandProcessor processor(Map<UUID, Long> recent) {
        trust = new TrustFile(List.of(
                new Operator(viewer.publicKey(), Role.VIEWER, "vera"),
                new Operator(operator.publicKey(), Role.OPERATOR, "olga"),
                new Operator(admin.publicKey(), Role.ADMIN, "adam"),
                new Operator(secondAdmin.publicKey(), Role.ADMIN, "ada")));
        CommandPorts ports = new CommandPorts(
                () -> Optional.ofNullable(inbox.poll()),
                new NkeyVerifier(),
                log::add,
                new ReceiptOutbox() {
                    @Override
                    public void send(Receipt receipt) {
                        log.add(receipt);
                        receipts.add(receipt);
                    }

                    @Override
                    public void untold(Refusal.Code code) {
                        untold.add(code);
                    }
                },
                undoLog,
                DecisionLog.NONE,
                new OrderRoom() {
                    @Override
                    public int decisions() {
                        return room;
                    }

                    @Override
                    public Optional<TableRoom> table(Prefix prefix) {
                        return Optional.ofNullable(roomByLength.get(prefix.length()))
                                .map(left -> new TableRoom("/" + prefix.length() + "s", "max_prefix_blocks", left));
                    }
                },
                limits,
                DecisionLog.NONE);
        GuardSettings guards = new GuardSettings(
                Map.of(Prefix.parse("192.0.2.0/28"), CommandProcessor.CONFIGURED),
                mostTrafficShare,
                () -> traffic,
                0.5,
                () -> countries);
        return new CommandProcessor(SELF, () -> trust, guards, ports, blocks, recent, new StandingClock());
    }

    void neverBlock(String... prefixes) {
        processor.setNeverBlock(
                parse(prefixes).stream().collect(Collectors.toMap(kept -> kept, _ -> CommandProcessor.CONFIGURED)));
    }

    Receipt answer(SignedCommand signed) {
        return answer(signed, NOW);
    }

    Receipt answer(SignedCommand signed, long epochMillis) {
        return answer(new ReceivedCommand.Decoded(signed, 0), epochMillis);
    }

    /** The one receipt for {@code received}. */
    Receipt answer(ReceivedCommand received, long epochMillis) {
        receipts.clear();
        inbox.add(received);
        limits.beginTurn(epochMillis);
        processor.doWork(0, epochMillis);
        if (receipts.isEmpty()
                && received instanceof ReceivedCommand.Decoded(SignedCommand signed, long _)
                && signed.command().body() instanceof CommandBody.Part) {
            return new Receipt(signed.command().id(), SELF, Receipt.State.WAITING, false, 0, Optional.empty());
        }
        if (receipts.size() != 1) {
            throw new AssertionError("one command, " + receipts.size() + " receipts: " + receipts);
        }
        return receipts.remove();
    }

    /** Queues without handling. */
    void queue(SignedCommand signed) {
        queue(new ReceivedCommand.Decoded(signed, 0));
    }

    void queue(ReceivedCommand received) {
        inbox.add(received);
    }

    int turn() {
        limits.beginTurn(NOW);
        return processor.doWork(0, NOW);
    }

    /** A turn at a time of the test's own. */
    void turnAt(long nanos, long epochMillis) {
        limits.beginTurn(epochMillis);
        int _ = processor.doWork(nanos, epochMillis);
    }

    /** Turns until there is nothing to do. */
    void settle() {
        int turns = 0;
        while (turn() > 0) {
            turns++;
            if (turns > 10_000) {
                throw new AssertionError("it never comes to rest");
            }
        }
    }

    Receipt lastReceipt() {
        return receipts.getLast();
    }

    List<Receipt> allReceipts() {
        return List.copyOf(receipts);
    }

    int receiptCount() {
        return receipts.size();
    }

    Optional<Refusal.Code> code(SignedCommand signed) {
        return answer(signed).refusal().map(Refusal::code);
    }

    static Order order(CommandBody body) {
        return new Order(new HashMap<>(), body);
    }

    static CommandBody.Block block(String... prefixes) {
        return new CommandBody.Block(parse(prefixes), Duration.ofMinutes(10), "test");
    }

    static CommandBody.Unblock unblock(String... prefixes) {
        return new CommandBody.Unblock(parse(prefixes), "test");
    }

    static List<Prefix> parse(String... prefixes) {
        return Stream.of(prefixes).map(Prefix::parse).toList();
    }

    @Override
    public void close() {
        List.of(viewer, operator, admin, secondAdmin, stranger).forEach(NkeySigner::close);
    }

    /** A command in the making; what is not said is fresh, for all, and meant. */
    record Order(Map<String, Object> said, CommandBody body) {
        Order issued(long epochMillis) {
            return with("issued", epochMillis);
        }

        Order expires(long epochMillis) {
            return with("expires", epochMillis);
        }

        Order scope(String scope) {
            return with("scope", Scope.parse(scope));
        }

        Order id(UUID id) {
            return with("id", id);
        }

        Order dry() {
            return with("dry", true);
        }

        private Order with(String name, Object value) {
            said.put(name, value);
            return this;
        }

        SignedCommand by(NkeySigner signer) {
            return signer.sign(unsigned(signer));
        }

        Command unsigned(NkeySigner signer) {
            long issued = (long) said.getOrDefault("issued", NOW - 1_000);
            return new Command(
                    (UUID) said.getOrDefault("id", UUID.randomUUID()),
                    Instant.ofEpochMilli(issued),
                    Instant.ofEpochMilli((long) said.getOrDefault("expires", issued + 60_000)),
                    signer.publicKey(),
                    (Scope) said.getOrDefault("scope", new Scope.Fleet()),
                    (boolean) said.getOrDefault("dry", false),
                    body);
        }
    }

    private static final class StandingClock implements NodeClock {
        @Override
        public long nanoTime() {
            return 2_500_000;
        }

        @Override
        public long epochMillis() {
            return NOW;
        }
    }
}
