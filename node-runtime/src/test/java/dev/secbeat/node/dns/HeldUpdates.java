// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The way of one leader to a DNS server: lets questions through, and keeps updates on the way once told to. */
public final class HeldUpdates implements AutoCloseable {
    private static final int OPCODE_UPDATE = 5;
    private final InetSocketAddress server;
    private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"));
    private final CountDownLatch caught = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean holding;
    private final AtomicInteger passing = new AtomicInteger();

    public HeldUpdates(InetSocketAddress server) throws IOException {
        this.server = server;
        Thread.ofPlatform().name("held-updates").daemon().start(this::accept);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** From now on updates wait. */
    public void hold() {
        hold(0);
    }

    /** From now on updates wait, all but the next {@code passed}. */
    void hold(int passed) {
        passing.set(passed);
        holding = true;
    }

    /** Returns once an update waits. */
    public void awaitCaught() throws InterruptedException {
        caught.await();
    }

    /** Lets what waits go on. */
    public void release() {
        released.countDown();
    }

    @Override
    public void close() throws IOException {
        release();
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> relay(client));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    private void relay(Socket client) {
        try (client;
                Socket upstream = new Socket(server.getAddress(), server.getPort())) {
            while (true) {
                byte[] question = message(client);
                if (holding && (question[2] >> 3 & 0xf) == OPCODE_UPDATE && passing.decrementAndGet() < 0) {
                    caught.countDown();
                    released.await();
                }
                pass(question, upstream);
                pass(message(upstream), client);
            }
        } catch (IOException e) {
            return; // One side has closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] message(Socket from) throws IOException {
        DataInputStream in = new DataInputStream(from.getInputStream());
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }

    private static void pass(byte[] message, Socket to) throws IOException {
        DataOutputStream out = new DataOutputStream(to.getOutputStream());
        byte[] framed = new byte[message.length + 2];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        out.write(framed);
    }
}
