// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import dev.secbeat.console.i18n.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Runs a program of the operating system that keeps secrets. Secrets go through its standard input and output: a command
 * line is seen by every process of the machine.
 */
final class Tool {
    /** As long as a person may take to unlock a keychain. */
    private static final long PATIENCE_SECONDS = 120;

    private static final int LARGEST = 8_192;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,100}");

    private Tool() {}

    /**
     * What a program said.
     *
     * @param output the caller wipes it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; an array, because it is wiped
    record Answer(int status, char[] output) {}

    /** A name that means nothing to a shell or a tool's own language. */
    static String checked(String name) throws SecretException {
        if (!NAME.matcher(name).matches()) {
            throw new SecretException(Messages.of("settings.secret.name", name));
        }
        return name;
    }

    /** Runs to the end; {@code input} is wiped by the caller. */
    static Answer run(List<String> command, char[] input) throws SecretException {
        Process process = start(command);
        byte[] sent = bytes(input);
        byte[] heard = new byte[0];
        var _ = process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).whenComplete((ended, late) -> {
            if (late != null) {
                process.destroyForcibly(); // which ends the reading below
            }
        });
        try {
            try (OutputStream out = process.getOutputStream()) {
                out.write(sent);
            }
            try (InputStream in = process.getInputStream()) {
                heard = in.readNBytes(LARGEST);
            }
            return new Answer(process.waitFor(), characters(heard));
        } catch (IOException e) {
            throw new SecretException(
                    Messages.of("settings.secret.failed", command.getFirst(), String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecretException(Messages.of("settings.secret.slow", command.getFirst()));
        } finally {
            process.destroy();
            Arrays.fill(sent, (byte) 0);
            Arrays.fill(heard, (byte) 0);
        }
    }

    /** Runs to the end, which must be a good one. */
    static char[] demand(List<String> command, char[] input) throws SecretException {
        Answer answer = run(command, input);
        if (answer.status() != 0) {
            Arrays.fill(answer.output(), '\0');
            throw new SecretException(Messages.of("settings.secret.status", command.getFirst(), answer.status()));
        }
        return answer.output();
    }

    private static Process start(List<String> command) throws SecretException {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new SecretException(
                    Messages.of("settings.secret.failed", command.getFirst(), String.valueOf(e.getMessage())));
        }
    }

    private static byte[] bytes(char[] text) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes).flip();
        while (encoded.hasRemaining()) {
            encoded.put((byte) 0);
        }
        return bytes;
    }

    /** Without the line's end that tools add. */
    private static char[] characters(byte[] bytes) {
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        int length = decoded.remaining();
        while (length > 0 && Character.isWhitespace(decoded.get(decoded.position() + length - 1))) {
            length--;
        }
        char[] text = new char[length];
        decoded.get(text);
        Arrays.fill(decoded.array(), '\0');
        return text;
    }
}
