// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import dev.secbeat.node.api.Notice;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.json.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A notice on its way out. Immutable.
 *
 * @param id made of what happened: whoever tells of the same thing, and however often, tells it by the same id
 * @param host the node or orchestrator it is about
 * @param epochMillis when it happened
 * @param body one line of JSON
 */
public record Delivery(UUID id, Notice.Kind kind, String host, long epochMillis, String body) {

    /** The delivery of {@code notice}. */
    public static Delivery of(Notice notice) {
        UUID id = id(notice);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("notice", new JsonText.Embedded(Json.NOTICE.encodeText(notice)));
        return new Delivery(id, notice.kind(), notice.host(), notice.epochMillis(), JsonText.object(body));
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /** Without the time at which somebody heard of it: two that hear the same must name the same. */
    private static UUID id(Notice notice) {
        byte[] what = switch (notice) {
            case Notice.Happened happened -> Json.EVENT.encode(happened.event());
            case Notice.Refused refused -> Json.RECEIPT.encode(refused.receipt());
            case Notice.ModeChanged _ -> Json.NOTICE.encode(notice);
            case Notice.ReceiptMissing missing -> Json.NOTICE.encode(missing.at(0));
            case Notice.Moved moved -> Json.OUTCOME.encode(moved.outcome());
        };
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(what));
            return new UUID(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
