// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.kernel.PacketBenchCpus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A TCP stream from the sender's side of a wire to the guarded one, both ends on one CPU, as fast as that can. Any thread. */
final class TcpStream implements AutoCloseable {
    private static final int CHUNK = 1 << 16;
    /** So late a chunk may be without the rate being missed. */
    private static final long LAG_NANOS = 10_000_000;

    private final Socket client;
    private final Socket server;
    private final AtomicLong received = new AtomicLong();
    private volatile double bytesPerSecond = Double.POSITIVE_INFINITY;

    private TcpStream(Socket client, Socket server) {
        this.client = client;
        this.server = server;
    }

    /**
     * Begins to send.
     *
     * @param wire up, its ends with addresses
     */
    static TcpStream open(BenchWire wire, int cpu) {
        InetAddress address = InetAddress.ofLiteral(BenchWire.GUARDED_ADDRESS);
        try (ServerSocket listener = wire.inside(() -> new ServerSocket(0, 1, address))) {
            Socket client = wire.outside(() -> new Socket(address, listener.getLocalPort()));
            var stream = new TcpStream(client, listener.accept());
            Thread.ofPlatform().daemon().start(() -> stream.write(cpu));
            Thread.ofPlatform().daemon().start(() -> stream.read(cpu));
            return stream;
        } catch (IOException e) {
            throw new LabException("no connection over the guarded interface", String.valueOf(e.getMessage()));
        }
    }

    /** From now on no more is sent than so much; what could not be sent in time is not made up for. */
    void pace(double newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
    }

    /** Bytes that have arrived so far. */
    long received() {
        return received.get();
    }

    private void write(int cpu) {
        PacketBenchCpus.stayOn(cpu);
        byte[] chunk = new byte[CHUNK];
        try {
            OutputStream out = client.getOutputStream();
            long due = System.nanoTime();
            while (!client.isClosed()) {
                out.write(chunk);
                due = Math.max(due, System.nanoTime() - LAG_NANOS) + (long) (CHUNK / bytesPerSecond * 1e9);
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (IOException e) {
            // The end of the measurement closes the socket, and thereby ends this thread.
        }
    }

    private void read(int cpu) {
        PacketBenchCpus.stayOn(cpu);
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = server.getInputStream();
            for (int bytes = in.read(chunk); bytes >= 0; bytes = in.read(chunk)) {
                received.addAndGet(bytes);
            }
        } catch (IOException e) {
            // As above.
        }
    }

    /** Ends the stream. */
    @Override
    public void close() {
        try (client;
                server) {
            return;
        } catch (IOException e) {
            throw new LabException("a connection cannot be closed", String.valueOf(e.getMessage()));
        }
    }
}
