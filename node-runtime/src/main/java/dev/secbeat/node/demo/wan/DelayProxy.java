// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.wan;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Relays TCP connections over {@linkplain WanLink links}: each byte arrives after the link's one-way delay, in order.
 * A seed fixes the jitter. One thread does everything and, before anything else, runs a caller's preparation, such as
 * entering a network namespace: all sockets the proxy opens then belong to it. The public methods are safe for all
 * threads.
 */
public final class DelayProxy implements AutoCloseable {
    private static final int SCRATCH_BYTES = 64 << 10;
    private final Selector selector;
    private final SplittableRandom random;
    private final Thread thread;
    private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();
    private final List<Relay> relays = new ArrayList<>();
    private final List<Closeable> listeners = new ArrayList<>();
    private final Set<WanLink> watched = new HashSet<>();
    private volatile boolean closed;

    private record Entrance(
            ServerSocketChannel channel, InetSocketAddress target, Function<InetAddress, WanLink> link) {}

    public DelayProxy(String name, long seed, Runnable preparation) throws IOException {
        selector = Selector.open();
        random = new SplittableRandom(seed);
        var prepared = new CompletableFuture<Void>();
        thread = Thread.ofPlatform().name(name).daemon().start(() -> run(preparation, prepared));
        try {
            prepared.join();
        } catch (CompletionException e) {
            selector.close();
            throw new IOException(name + " could not start", e.getCause());
        }
    }

    /**
     * Opens a listener on the proxy's own thread.
     *
     * @param link the path of a connection, by the address of its client
     * @return the address listened on; the port is a real one even if 0 was asked for
     */
    public InetSocketAddress listen(
            InetSocketAddress address, InetSocketAddress target, Function<InetAddress, WanLink> link)
            throws IOException {
        var opened = new CompletableFuture<InetSocketAddress>();
        enqueue(() -> {
            try {
                ServerSocketChannel channel = ServerSocketChannel.open();
                listeners.add(channel);
                channel.bind(address);
                accept(new Entrance(channel, target, link));
                opened.complete((InetSocketAddress) channel.getLocalAddress());
            } catch (IOException e) {
                opened.completeExceptionally(e);
            }
        });
        try {
            return opened.join();
        } catch (CompletionException e) {
            throw new IOException("cannot listen on " + address, e.getCause());
        }
    }

    /** Takes over a bound listener, which may belong to another namespace than the proxy's thread. */
    public void adopt(ServerSocketChannel channel, InetSocketAddress target, WanLink link) throws IOException {
        enqueue(() -> {
            try {
                listeners.add(channel);
                accept(new Entrance(channel, target, peer -> link));
            } catch (IOException e) {
                closeQuietly(channel);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void enqueue(Runnable request) throws IOException {
        if (closed) {
            throw new IOException("the proxy is closed");
        }
        requests.add(request);
        selector.wakeup();
    }

    private void run(Runnable preparation, CompletableFuture<Void> prepared) {
        try {
            preparation.run();
        } catch (RuntimeException e) {
            prepared.completeExceptionally(e);
            return;
        }
        prepared.complete(null);
        ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
        while (!closed) {
            turn(scratch);
        }
        relays.forEach(Relay::close);
        listeners.forEach(DelayProxy::closeQuietly);
        closeQuietly(selector);
    }

    private void turn(ByteBuffer scratch) {
        try {
            selector.select(millisToNext());
            for (Runnable request = requests.poll(); request != null; request = requests.poll()) {
                request.run();
            }
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid() && key.attachment() instanceof Entrance entrance) {
                    open(entrance);
                }
            }
            long nowNanos = System.nanoTime();
            relays.removeIf(relay -> !relay.turn(scratch, nowNanos));
            selector.selectedKeys().clear();
        } catch (IOException e) {
            closed = true; // the selector itself failed: nothing can be relayed any more
        }
    }

    /** Time the selector may sleep; 0 means to it: until something happens. */
    private long millisToNext() {
        long nowNanos = System.nanoTime();
        long nanos = Long.MAX_VALUE;
        for (Relay relay : relays) {
            nanos = Math.min(nanos, relay.nanosToNext(nowNanos));
        }
        return nanos == Long.MAX_VALUE ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    private void accept(Entrance entrance) throws IOException {
        entrance.channel().configureBlocking(false);
        entrance.channel().register(selector, SelectionKey.OP_ACCEPT, entrance);
    }

    private void open(Entrance entrance) throws IOException {
        SocketChannel near = entrance.channel().accept();
        if (near == null) {
            return;
        }
        try {
            SocketChannel far = SocketChannel.open();
            try {
                near.configureBlocking(false);
                far.configureBlocking(false);
                near.setOption(StandardSocketOptions.TCP_NODELAY, true);
                far.setOption(StandardSocketOptions.TCP_NODELAY, true);
                far.connect(entrance.target());
                InetAddress client = ((InetSocketAddress) near.getRemoteAddress()).getAddress();
                WanLink link = entrance.link().apply(client);
                if (watched.add(link)) {
                    link.watch(selector::wakeup);
                }
                relays.add(new Relay(near, far, link, random, selector));
            } catch (IOException e) {
                closeQuietly(far);
                throw e;
            }
        } catch (IOException e) {
            closeQuietly(near);
        }
    }

    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // Nothing is left to be done with it.
        }
    }
}
