// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * The launcher's door for drills: a unix socket inside the state directory, which only its owner can enter. One request
 * line a connection; the answer is {@code ok} and further lines, or {@code error}, what happened and what to do.
 */
final class ControlSocket implements AutoCloseable {
    static final String FILE = "control.sock";
    private static final int MAX_REQUEST = 4_096;
    private final ServerSocketChannel listener;
    private final Function<List<String>, List<String>> commands;

    /** @param commands carries out the words of a request, answers lines, throws {@link LabException} to refuse */
    ControlSocket(Path path, Function<List<String>, List<String>> commands) throws IOException {
        this.commands = commands;
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        // The kernel kills children with the thread that started them; those are started by a thread of their own.
        Thread.ofPlatform().name("lab-control").daemon().start(this::serve);
    }

    private void serve() {
        while (listener.isOpen()) {
            try (SocketChannel client = listener.accept()) {
                answer(client);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // The client went away; the next one is as welcome.
            }
        }
    }

    private void answer(SocketChannel client) throws IOException {
        var reader = new BufferedReader(
                new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8), MAX_REQUEST);
        String request = reader.readLine();
        OutputStream out = Channels.newOutputStream(client);
        out.write(reply(request == null ? "" : request).getBytes(StandardCharsets.UTF_8));
    }

    private String reply(String request) {
        try {
            List<String> lines = commands.apply(List.of(request.strip().split(" +", -1)));
            return "ok\n" + String.join("\n", lines) + "\n";
        } catch (LabException e) {
            return "error\n" + e.getMessage() + "\n" + e.advice() + "\n";
        } catch (IllegalArgumentException | IllegalStateException e) {
            return "error\n" + e.getMessage() + "\n\n";
        }
    }

    /** Sends one request to the launcher that holds {@code stateDirectory} and returns the answer's lines. */
    static List<String> ask(Path stateDirectory, String request) {
        var address = UnixDomainSocketAddress.of(stateDirectory.resolve(FILE));
        try (SocketChannel server = SocketChannel.open(address)) {
            Channels.newOutputStream(server).write((request + "\n").getBytes(StandardCharsets.UTF_8));
            List<String> lines = new String(Channels.newInputStream(server).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (lines.isEmpty() || !lines.getFirst().equals("ok")) {
                String what = lines.size() > 1 ? lines.get(1) : "the launcher gave no answer";
                throw new LabException(what, lines.size() > 2 ? lines.get(2) : "");
            }
            return lines.subList(1, lines.size()).stream()
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new LabException(
                    "the demo's launcher does not answer at " + address, "Is it still running? " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
