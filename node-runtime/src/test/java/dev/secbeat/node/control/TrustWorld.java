// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

/** Keepers on a network in memory that can be cut, and a clock that goes 100 ms a turn. */
final class TrustWorld {
    static final long TURN_NANOS = 100_000_000;
    static final int ANSWER_SIZE = 1_000;

    private final TrustGate gate;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Node> inboxes = new HashMap<>();
    private final Set<Node> apart = new HashSet<>();
    private final Random random = new Random(1);
    long nowNanos = 5;
    /** Nodes that each takes the fleet to have. */
    int fleet = 1;
    /** Questions and answers that reached somebody. */
    long delivered;

    TrustWorld(TrustGate gate) {
        this.gate = gate;
    }

    /** A node that has just connected. */
    Node node(TrustFile start) {
        NodeId id = NodeId.of("eu", "n" + nodes.size());
        return add(new Node(start, id, new TrustAsker.Node(id), new TrustPeers(() -> fleet, random)));
    }

    /** An orchestrator that has just connected. */
    Node orchestrator(TrustFile start) {
        NodeId id = NodeId.of("none", "o" + nodes.size());
        return add(new Node(start, id, TrustAsker.Kind.ORCHESTRATOR, TrustPeers.ofOrchestrator(random)));
    }

    private Node add(Node node) {
        nodes.add(node);
        inboxes.put(node.inbox, node);
        node.join();
        return node;
    }

    List<Node> nodes(int count, TrustFile start) {
        List<Node> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(node(start));
        }
        return made;
    }

    void turns(int count) {
        for (int turn = 0; turn < count; turn++) {
            nowNanos += TURN_NANOS;
            nodes.forEach(node -> node.keeper.doWork(nowNanos));
        }
    }

    /** An administrator's, who is on the larger side of a cut. */
    void publish(TrustFile file) {
        nodes.stream()
                .filter(node -> node.connected && !apart.contains(node))
                .forEach(node -> node.deliver(new TrustMessage.Offer(file)));
    }

    /** Servers lose each other; no node loses its connection. */
    void cut(List<Node> side) {
        apart.clear();
        apart.addAll(side);
    }

    void heal() {
        apart.clear();
    }

    final class Node implements TrustChannel, TrustListener {
        final TrustKeeper keeper;
        final List<TrustFile> taken = new ArrayList<>();
        final List<TrustRefusal> refused = new ArrayList<>();
        private final Queue<TrustMessage> offers = new ArrayDeque<>();
        private final Queue<TrustMessage> questions = new ArrayDeque<>();
        private final TrustAsker asker;
        private final String inbox;
        private boolean connected;
        private long joins;
        int asks;
        boolean refusing;
        boolean kept = true;
        long answeredBytes;

        private Node(TrustFile start, NodeId id, TrustAsker asker, TrustPeers peers) {
            this.asker = asker;
            this.inbox = "inbox-" + id;
            keeper = new TrustKeeper(start, gate, this, this, peers);
        }

        void leave() {
            connected = false;
        }

        void join() {
            connected = true;
            joins++;
        }

        void deliver(TrustMessage message) {
            delivered++;
            (message instanceof TrustMessage.Question ? questions : offers).add(message);
        }

        @Override
        public long joins() {
            return joins;
        }

        @Override
        public boolean ask(TrustHello hello) {
            asks++;
            nodes.stream()
                    .filter(other -> other != this && reaches(other))
                    .filter(other -> asker instanceof TrustAsker.Node || other.asker instanceof TrustAsker.Node)
                    .forEach(other -> other.deliver(new TrustMessage.Question(hello, asker, inbox)));
            return connected;
        }

        @Override
        public int answer(String replyTo, TrustWord word) {
            Node asker = inboxes.get(replyTo);
            if (asker != null && reaches(asker)) {
                asker.deliver(
                        switch (word) {
                            case TrustWord.File(TrustFile file) -> new TrustMessage.Offer(file);
                            case TrustWord.Hello(TrustHello hello) -> new TrustMessage.Answer(hello);
                        });
            }
            answeredBytes += ANSWER_SIZE;
            return ANSWER_SIZE;
        }

        @Override
        public boolean isWaiting() {
            return !offers.isEmpty();
        }

        @Override
        public Optional<TrustMessage> next() {
            return Optional.ofNullable(offers.poll()).or(() -> Optional.ofNullable(questions.poll()));
        }

        @Override
        public void taken(TrustFile file) {
            taken.add(file);
        }

        @Override
        public boolean isKept() {
            return kept;
        }

        @Override
        public void refused(TrustRefusal refusal) {
            refused.add(refusal);
        }

        @Override
        public void unconfirmed(boolean nowRefusing) {
            refusing = nowRefusing;
        }

        private boolean reaches(Node other) {
            return connected && other.connected && apart.contains(this) == apart.contains(other);
        }
    }
}
