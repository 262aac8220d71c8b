// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.wan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection: a queue of chunks, each with the time it is due. A chunk is never due before the one
 * ahead of it, so jitter cannot reorder bytes. Bounded: a full queue stops reading, and TCP slows the sender down.
 */
final class Flow {
    static final int MAX_QUEUED_BYTES = 4 << 20;
    private final SocketChannel source;
    private final SocketChannel sink;
    private final WanLink link;
    private final RandomGenerator random;
    private final ArrayDeque<Chunk> queue = new ArrayDeque<>();
    private long queuedBytes;
    private long lastDueNanos = Long.MIN_VALUE;
    private boolean sourceEnded;
    private boolean sinkEnded;
    private boolean sinkFull;

    private record Chunk(ByteBuffer bytes, long dueNanos) {}

    Flow(SocketChannel source, SocketChannel sink, WanLink link, RandomGenerator random) {
        this.source = source;
        this.sink = sink;
        this.link = link;
        this.random = random;
    }

    /** Takes in what the source has, up to one buffer. */
    void read(ByteBuffer scratch, long nowNanos) throws IOException {
        scratch.clear();
        int count = source.read(scratch);
        if (count < 0) {
            sourceEnded = true;
        } else if (count > 0) {
            ByteBuffer copy = ByteBuffer.allocate(count).put(scratch.flip()).flip();
            long due = nowNanos + link.delay().sample(random);
            lastDueNanos = lastDueNanos == Long.MIN_VALUE ? due : Math.max(due, lastDueNanos);
            queue.add(new Chunk(copy, lastDueNanos));
            queuedBytes += count;
        }
    }

    /** Hands on what is due, and the end of the stream behind it. */
    void write(long nowNanos) throws IOException {
        sinkFull = false;
        while (!link.isCut() && !sinkFull) {
            @Nullable Chunk head = queue.peek();
            if (head == null) {
                endSink();
                return;
            }
            if (head.dueNanos() - nowNanos > 0) {
                return;
            }
            int written = sink.write(head.bytes());
            queuedBytes -= written;
            link.delivered(written);
            sinkFull = head.bytes().hasRemaining();
            if (!sinkFull) {
                queue.remove();
            }
        }
    }

    private void endSink() throws IOException {
        if (sourceEnded && !sinkEnded) {
            sinkEnded = true;
            sink.shutdownOutput();
        }
    }

    boolean isDone() {
        return sinkEnded;
    }

    /** What the selector should watch the source for. */
    int sourceInterest() {
        return sourceEnded || link.isCut() || queuedBytes >= MAX_QUEUED_BYTES ? 0 : SelectionKey.OP_READ;
    }

    /** What the selector should watch the sink for. */
    int sinkInterest() {
        return sinkFull && !link.isCut() ? SelectionKey.OP_WRITE : 0;
    }

    /** Nanoseconds until something is due here; {@link Long#MAX_VALUE} when nothing is, or a cut holds it. */
    long nanosToNext(long nowNanos) {
        if (link.isCut() || sinkFull) {
            return Long.MAX_VALUE;
        }
        @Nullable Chunk head = queue.peek();
        if (head == null) {
            return sourceEnded && !sinkEnded ? 0 : Long.MAX_VALUE;
        }
        return Math.max(0, head.dueNanos() - nowNanos);
    }
}
