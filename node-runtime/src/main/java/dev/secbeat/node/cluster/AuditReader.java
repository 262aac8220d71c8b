// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.Subjects;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Reads the fleet's audit stream without leaving a consumer in the servers: message by message, many asked for at once, so
 * that each one that is gone is noticed. Waits for the servers.
 */
public final class AuditReader {
    /** The newest so many messages are read; an older part is said to be unread. */
    public static final int MOST_MESSAGES = 200_000;

    /** The same of signed commands, which only tell more of what is in the trail. */
    private static final int MOST_ORDERS = 20_000;

    private static final int AT_ONCE = 256;
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;

    private AuditReader() {}

    /**
     * Reads the stream as it is at this moment.
     *
     * @throws IOException when the stream cannot be read, and why
     */
    public static AuditReading read(FleetLink link) throws IOException, InterruptedException {
        Connection connection = link.session().usable().orElseThrow(() -> new IOException("the connection was lost"));
        try {
            Part trail = read(connection, Subjects.AUDIT_STREAM, MOST_MESSAGES);
            return new AuditReading(
                    trail.first(),
                    trail.info().getStreamState().getLastSequence(),
                    trail.first() - trail.info().getStreamState().getFirstSequence(),
                    trail.messages(),
                    trail.gone(),
                    orders(connection),
                    AuditRetention.of(trail.info()));
        } catch (JetStreamApiException e) {
            throw new IOException(
                    e.getApiErrorCode() == JetStreamErrors.STREAM_NOT_FOUND
                            ? "there is no stream " + Subjects.AUDIT_STREAM + ": the orchestrator that leads makes it"
                            : String.valueOf(e.getMessage()),
                    e);
        } catch (IllegalStateException e) {
            throw new IOException("the connection was lost", e);
        }
    }

    /** Empty in a fleet of an earlier release, whose commands are with the rest. */
    private static List<AuditMessage> orders(Connection connection)
            throws IOException, InterruptedException, JetStreamApiException {
        try {
            return read(connection, Subjects.ORDER_STREAM, MOST_ORDERS).messages();
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == JetStreamErrors.STREAM_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    private record Part(StreamInfo info, long first, List<AuditMessage> messages, List<Long> gone) {}

    private static Part read(Connection connection, String stream, int most)
            throws IOException, InterruptedException, JetStreamApiException {
        StreamInfo info = connection.jetStreamManagement().getStreamInfo(stream);
        StreamState state = info.getStreamState();
        long first = Math.max(state.getFirstSequence(), state.getLastSequence() - most + 1);
        List<AuditMessage> messages = new ArrayList<>();
        List<Long> gone = new ArrayList<>();
        ArrayDeque<CompletableFuture<Message>> asked = new ArrayDeque<>();
        long next = Math.max(1, first);
        for (long at = next; at <= state.getLastSequence(); at++) {
            while (next <= state.getLastSequence() && asked.size() < AT_ONCE) {
                asked.add(ask(connection, AuditStream.DIRECT + stream, next));
                next++;
            }
            Message answer = answer(asked.removeFirst());
            if (isNotFound(answer)) {
                // Whoever answered may lag behind; the stream's leader does not.
                answer = answer(ask(connection, "$JS.API.STREAM.MSG.GET." + stream, at));
                take(new MessageInfo(answer, stream, false), at, messages, gone);
            } else {
                take(new MessageInfo(answer, stream, true), at, messages, gone);
            }
        }
        return new Part(info, first, messages, gone);
    }

    private static void take(MessageInfo info, long at, List<AuditMessage> messages, List<Long> gone)
            throws IOException {
        if (info.hasError() && info.getErrorCode() == NOT_FOUND) {
            gone.add(at);
            return;
        }
        byte[] content = info.getData();
        String subject = info.getSubject();
        if (info.hasError() || subject == null || info.getSeq() != at) {
            throw new IOException("message " + at + " of the stream cannot be read: " + info.getDescription());
        }
        messages.add(new AuditMessage(at, subject, content == null ? "" : new String(content, StandardCharsets.UTF_8)));
    }

    static CompletableFuture<Message> ask(Connection connection, String request, long sequence) {
        byte[] body = ("{\"seq\":" + sequence + "}").getBytes(StandardCharsets.US_ASCII);
        return connection.requestWithTimeout(request, body, ANSWER);
    }

    static Message answer(CompletableFuture<Message> asked) throws IOException, InterruptedException {
        Message answer;
        try {
            answer = asked.get();
        } catch (ExecutionException | CancellationException e) {
            throw new IOException("the servers do not answer for the stream: JetStream is away, or has no leader", e);
        }
        if (answer.isStatusMessage() && answer.getStatus().getCode() != NOT_FOUND) {
            throw new IOException("the stream answers " + answer.getStatus().getMessageWithCode());
        }
        return answer;
    }

    static boolean isNotFound(Message answer) {
        return answer.isStatusMessage() && answer.getStatus().getCode() == NOT_FOUND;
    }
}
