// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.wan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.random.RandomGenerator;

/** One connection through the proxy: two sockets, two flows. Used by the proxy's thread alone. */
final class Relay {
    private final SocketChannel near;
    private final SocketChannel far;
    private final Flow out;
    private final Flow back;
    private final SelectionKey nearKey;
    private final SelectionKey farKey;
    private boolean connected;

    /** Both channels are in non-blocking mode; {@code far} is connected or connecting. */
    Relay(SocketChannel near, SocketChannel far, WanLink link, RandomGenerator random, Selector selector)
            throws IOException {
        this.near = near;
        this.far = far;
        out = new Flow(near, far, link, random);
        back = new Flow(far, near, link, random);
        connected = far.isConnected();
        nearKey = near.register(selector, 0, this);
        farKey = far.register(selector, 0, this);
    }

    /** Moves what can be moved. Returns false when the connection is over and closed. */
    boolean turn(ByteBuffer scratch, long nowNanos) {
        try {
            if (!connected) {
                connected = far.finishConnect();
            }
            if (connected) {
                transfer(scratch, nowNanos);
            }
            watch();
        } catch (IOException e) {
            close(); // either end is gone; the other learns it by the close
            return false;
        }
        if (out.isDone() && back.isDone()) {
            close();
            return false;
        }
        return true;
    }

    private void transfer(ByteBuffer scratch, long nowNanos) throws IOException {
        if (mayRead(nearKey)) {
            out.read(scratch, nowNanos);
        }
        if (mayRead(farKey)) {
            back.read(scratch, nowNanos);
        }
        out.write(nowNanos);
        back.write(nowNanos);
    }

    /** A key keeps the ready set of an earlier turn, so what is wanted now counts too. */
    private static boolean mayRead(SelectionKey key) {
        return (key.interestOps() & SelectionKey.OP_READ) != 0 && key.isReadable();
    }

    private void watch() {
        if (connected) {
            nearKey.interestOps(out.sourceInterest() | back.sinkInterest());
            farKey.interestOps(back.sourceInterest() | out.sinkInterest());
        } else {
            farKey.interestOps(SelectionKey.OP_CONNECT);
        }
    }

    long nanosToNext(long nowNanos) {
        return connected ? Math.min(out.nanosToNext(nowNanos), back.nanosToNext(nowNanos)) : Long.MAX_VALUE;
    }

    void close() {
        DelayProxy.closeQuietly(near);
        DelayProxy.closeQuietly(far);
    }
}
