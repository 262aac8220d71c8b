// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One HTTP connection of one client: at most one request at a time. Used by the engine's thread alone. */
final class ClientConnection {
    /** Whom to tell; called on the engine's thread. */
    interface Owner {
        /** The connection can take a request. */
        void onReady(ClientConnection connection);

        /** A request was answered; {@link #onReady} or {@link #onClosed} follows. */
        void onAnswer(ClientConnection connection, int status);

        /** The connection is over. {@code unanswered} when a request was under way or no connection came about. */
        void onClosed(ClientConnection connection, boolean unanswered);
    }

    private enum State {
        CONNECTING,
        IDLE,
        WAITING,
        CLOSED
    }

    private final Owner owner;
    private final int pool;
    private final ByteBuffer request;
    private final int maxRequests;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ResponseReader reader = new ResponseReader();
    private State state = State.CONNECTING;
    private int requests;
    private long deadlineNanos;

    /** @param pool number by which the owner finds its kind again */
    ClientConnection(
            Owner owner,
            int pool,
            InetSocketAddress from,
            InetSocketAddress to,
            ByteBuffer request,
            int maxRequests,
            Selector selector,
            long deadlineNanos)
            throws IOException {
        this.owner = owner;
        this.pool = pool;
        this.request = request.duplicate();
        this.maxRequests = maxRequests;
        this.deadlineNanos = deadlineNanos;
        channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.bind(from);
            channel.connect(to);
            key = channel.register(selector, SelectionKey.OP_CONNECT, this);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    int pool() {
        return pool;
    }

    /** Sends the request; only after {@code onReady}. False when the connection broke, which the owner is told. */
    boolean send(long newDeadlineNanos) {
        reader.reset();
        deadlineNanos = newDeadlineNanos;
        state = State.WAITING;
        requests++;
        try {
            // A request is far smaller than an empty socket buffer: it goes in one piece or the connection is broken.
            if (channel.write(request.rewind()) == request.limit()) {
                return true;
            }
        } catch (IOException e) {
            // Told below.
        }
        close(true);
        return false;
    }

    /** Handles what the selector found. */
    void onSelected(ByteBuffer scratch) {
        try {
            if (state == State.CONNECTING) {
                channel.finishConnect();
                state = State.IDLE;
                key.interestOps(SelectionKey.OP_READ);
                owner.onReady(this);
            } else if (state != State.CLOSED) {
                read(scratch);
            }
        } catch (IOException | IllegalStateException e) {
            close(state != State.IDLE);
        }
    }

    private void read(ByteBuffer scratch) throws IOException {
        scratch.clear();
        if (channel.read(scratch) < 0) {
            close(state == State.WAITING);
            return;
        }
        if (state != State.WAITING || !reader.take(scratch.flip())) {
            return;
        }
        owner.onAnswer(this, reader.status());
        if (requests >= maxRequests || !reader.keepsAlive()) {
            close(false);
        } else {
            state = State.IDLE;
            owner.onReady(this);
        }
    }

    /** Whether it has waited for longer than its deadline. */
    boolean isLate(long nowNanos) {
        return (state == State.CONNECTING || state == State.WAITING) && nowNanos - deadlineNanos > 0;
    }

    /** Gives up on it; the owner is told. */
    void abandon() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0); // leave no retransmissions behind
        } catch (IOException e) {
            // Closed already.
        }
        close(state != State.IDLE);
    }

    private void close(boolean unanswered) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        owner.onClosed(this, unanswered);
    }
}
