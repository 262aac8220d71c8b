// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Finds the end and the status of one HTTP/1.1 response in a stream of bytes; just enough for the lab's own origin and
 * proxy. Not safe for threads.
 */
final class ResponseReader {
    private static final int MAX_HEAD_BYTES = 8_192;
    private static final String CHUNKED_END = "0\r\n\r\n";
    private final StringBuilder head = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();
    private boolean inBody;
    private boolean chunked;
    private long bodyLeft;
    private int status;
    private boolean keepsAlive;

    /** Makes ready for the next response. */
    void reset() {
        head.setLength(0);
        tail.setLength(0);
        inBody = false;
        chunked = false;
        bodyLeft = 0;
        status = 0;
        keepsAlive = true;
    }

    /**
     * Takes bytes.
     *
     * @return true once the response is complete
     * @throws IllegalStateException when it is no response
     */
    boolean take(ByteBuffer bytes) {
        while (bytes.hasRemaining() && !inBody) {
            head.append((char) (bytes.get() & 0xff));
            if (head.length() > MAX_HEAD_BYTES) {
                throw new IllegalStateException("a response head of more than " + MAX_HEAD_BYTES + " bytes");
            }
            if (endsHead()) {
                parseHead();
                inBody = true;
            }
        }
        return inBody && takeBody(bytes);
    }

    private boolean endsHead() {
        int length = head.length();
        return length >= 4 && head.charAt(length - 1) == '\n' && head.indexOf("\r\n\r\n", length - 4) >= 0;
    }

    private void parseHead() {
        String[] lines = head.toString().split("\r\n", -1);
        String[] words = lines[0].split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("\\d{3}")) {
            throw new IllegalStateException("no HTTP response: " + lines[0]);
        }
        status = Integer.parseInt(words[1]);
        for (String line : lines) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                bodyLeft = Long.parseLong(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            } else if (lower.startsWith("connection:")) {
                keepsAlive = !lower.contains("close");
            }
        }
    }

    private boolean takeBody(ByteBuffer bytes) {
        if (!chunked) {
            int taken = (int) Math.min(bodyLeft, bytes.remaining());
            bytes.position(bytes.position() + taken);
            bodyLeft -= taken;
            return bodyLeft == 0;
        }
        while (bytes.hasRemaining()) {
            tail.append((char) (bytes.get() & 0xff));
            if (tail.length() > CHUNKED_END.length()) {
                tail.deleteCharAt(0);
            }
        }
        return CHUNKED_END.contentEquals(tail);
    }

    /** Status code of the complete response. */
    int status() {
        return status;
    }

    /** Whether the server will take another request on the connection. */
    boolean keepsAlive() {
        return keepsAlive;
    }
}
