// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.Subjects;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
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
            StreamState state = connection
                    .jetStreamManagement()
                    .getStreamInfo(Subjects.AUDIT_STREAM)
                    .getStreamState();
            long first = Math.max(state.getFirstSequence(), state.getLastSequence() - MOST_MESSAGES + 1);
            return read(connection, first, state);
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

    private static AuditReading read(Connection connection, long first, StreamState state)
            throws IOException, InterruptedException {
        List<AuditMessage> messages = new ArrayList<>();
        List<Long> gone = new ArrayList<>();
        ArrayDeque<CompletableFuture<Message>> asked = new ArrayDeque<>();
        long next = Math.max(1, first);
        for (long at = next; at <= state.getLastSequence(); at++) {
            while (next <= state.getLastSequence() && asked.size() < AT_ONCE) {
                asked.add(ask(connection, AuditStream.MESSAGE, next));
                next++;
            }
            Message answer = answer(asked.removeFirst());
            if (isNotFound(answer)) {
                // Whoever answered may lag behind; the stream's leader does not.
                answer = answer(ask(connection, "$JS.API.STREAM.MSG.GET." + Subjects.AUDIT_STREAM, at));
                take(new MessageInfo(answer, Subjects.AUDIT_STREAM, false), at, messages, gone);
            } else {
                take(new MessageInfo(answer, Subjects.AUDIT_STREAM, true), at, messages, gone);
            }
        }
        return new AuditReading(first, state.getLastSequence(), first - state.getFirstSequence(), messages, gone);
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

    private static CompletableFuture<Message> ask(Connection connection, String request, long sequence) {
        byte[] body = ("{\"seq\":" + sequence + "}").getBytes(StandardCharsets.US_ASCII);
        return connection.requestWithTimeout(request, body, ANSWER);
    }

    private static Message answer(CompletableFuture<Message> asked) throws IOException, InterruptedException {
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

    private static boolean isNotFound(Message answer) {
        return answer.isStatusMessage() && answer.getStatus().getCode() == NOT_FOUND;
    }
}
