// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.cluster.AuditRow;
import dev.secbeat.node.json.JsonText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something heard.
 *
 * @param heardAtMillis by the clock of whoever listens, epoch milliseconds
 * @param said for people, one line
 * @param content one JSON object
 */
record WatchLine(WatchKind kind, long heardAtMillis, String said, String content) {

    String text() {
        return Instant.ofEpochMilli(heardAtMillis) + "  " + kind + "  " + AuditRow.printable(said);
    }

    Map<String, Object> json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind);
        fields.put("heardAtMillis", heardAtMillis);
        fields.put(kind.name(), new JsonText.Embedded(content));
        return fields;
    }
}
