// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** SYNs from forged addresses of both families, each another one, as fast as one thread can, until closed. */
final class SynFlood implements AutoCloseable {
    private static final long SEED = 7;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread;

    /** Starts it against the guarded port. */
    SynFlood(GuardedPort guarded) {
        thread = Thread.ofPlatform().start(() -> {
            long _ = guarded.namespaces().outside(() -> run(guarded));
        });
    }

    private long run(GuardedPort guarded) {
        TcpFrame.Segment syn = TcpFrame.Segment.syn(1, GuardedPort.PORT, 1).with(List.of(2, 4, 5, 180, 4, 2, 1, 1), 0);
        TcpFrame four = TcpFrame.say("198.51.100.7", GuardedPort.SERVICE4, guarded.mac(), syn, it -> it);
        TcpFrame six = TcpFrame.say("2001:db8:7:7::7", GuardedPort.SERVICE6, guarded.mac(), syn, it -> it);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        byte[] address4 = new byte[4];
        byte[] address6 = new byte[16];
        try (PacketSocket socket = new PacketSocket("peer0")) {
            while (!ended.get()) {
                random.nextBytes(address4);
                address4[0] = (byte) (11 + random.nextInt(100));
                four.comeFrom(address4, 1024 + random.nextInt(60_000), random.nextInt());
                random.nextBytes(address6);
                address6[0] = 0x24;
                six.comeFrom(address6, 1024 + random.nextInt(60_000), random.nextInt());
                sent.addAndGet((socket.send(four.shared()) ? 1 : 0) + (socket.send(six.shared()) ? 1 : 0));
            }
        }
        return sent.get();
    }

    long sent() {
        return sent.get();
    }

    @Override
    public void close() {
        ended.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
