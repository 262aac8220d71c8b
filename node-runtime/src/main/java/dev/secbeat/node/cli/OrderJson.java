// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.RegionFlow;
import dev.secbeat.node.cluster.CanaryRun;
import dev.secbeat.node.cluster.OrderAnswer;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** What became of orders, as the fields that scripts read. */
final class OrderJson {
    private OrderJson() {}

    static Map<String, Object> of(OrderAnswer answer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("commandId", answer.command());
        fields.put("exitCode", ExitCode.of(answer.fate()));
        fields.put(
                "receipts",
                answer.receipts().stream()
                        .map(receipt -> new JsonText.Embedded(Json.RECEIPT.encodeText(receipt)))
                        .toList());
        fields.put("missing", new ArrayList<>(answer.outcome().missing()));
        fields.put("silentRegions", new ArrayList<>(answer.silent()));
        return fields;
    }

    static Map<String, Object> of(CanaryRun.Report report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("exitCode", exitCode(report));
        fields.put("tried", of(report.tried()));
        String last = report.end() == CanaryRun.End.GONE_ON ? "fleet" : "undone";
        report.last().ifPresent(order -> fields.put(last, of(order)));
        fields.put("objections", report.objections());
        fields.put("before", of(report.before()));
        fields.put("after", of(report.after()));
        return fields;
    }

    /** The status of a trial: what became of the last order, unless the fleet has not got it. */
    static int exitCode(CanaryRun.Report report) {
        return switch (report.end()) {
            case NOT_PERMITTED -> ExitCode.of(report.tried().fate());
            case NOT_JUDGED, TAKEN_BACK -> ExitCode.ROLLED_BACK;
            case GONE_ON -> ExitCode.of(report.last().orElse(report.tried()).fate());
        };
    }

    private static Map<String, Object> of(RegionFlow flow) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("passed", flow.passed());
        fields.put("dropped", flow.dropped());
        fields.put("served", flow.served());
        fields.put("failed", flow.failed());
        return fields;
    }
}
