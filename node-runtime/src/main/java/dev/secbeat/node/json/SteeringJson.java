// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionState;
import dev.secbeat.node.api.SteeringReport;
import java.io.IOException;

/** Where clients are steered. */
final class SteeringJson {
    private static final int MAX_REGIONS = 256;
    private static final int MAX_ANSWERS = 512;
    private static final int MAX_TEXTS = 64;

    private SteeringJson() {}

    static void write(FieldWriter out, SteeringReport report) throws IOException {
        out.text("orchestrator", report.orchestrator());
        out.number("epoch", report.epoch());
        out.number("atMillis", report.atMillis());
        out.objects("regions", SteeringJson::writeRegion, report.regions());
        out.objects("answers", SteeringJson::writeAnswer, report.answers());
        out.text("trouble", report.trouble());
    }

    static SteeringReport read(Fields in) throws DecodeException {
        return new SteeringReport(
                in.text("orchestrator"),
                in.number("epoch", 0, Long.MAX_VALUE),
                in.number("atMillis"),
                in.objects("regions", MAX_REGIONS, SteeringJson::readRegion),
                in.objects("answers", MAX_ANSWERS, SteeringJson::readAnswer),
                in.text("trouble"));
    }

    private static void writeRegion(FieldWriter out, SteeringReport.Region region) throws IOException {
        out.text("region", region.region());
        out.text("state", region.state());
        out.number("liveNodes", region.liveNodes());
        out.decimal("passedPerSecond", region.passedPerSecond());
        out.decimal("capacityPerSecond", region.capacityPerSecond());
        out.texts("evidence", region.evidence());
        if (region.movedTo().isPresent()) {
            out.text("movedTo", region.movedTo().get());
        }
    }

    private static SteeringReport.Region readRegion(Fields in) throws DecodeException {
        return new SteeringReport.Region(
                new RegionId(in.text("region")),
                in.word("state", RegionState.class),
                (int) in.number("liveNodes", 0, Integer.MAX_VALUE),
                in.decimal("passedPerSecond"),
                in.decimal("capacityPerSecond"),
                in.texts("evidence", MAX_TEXTS),
                in.optionalText("movedTo").map(RegionId::new));
    }

    private static void writeAnswer(FieldWriter out, SteeringReport.Answer answer) throws IOException {
        out.text("view", answer.view());
        out.text("name", answer.name());
        out.text("type", answer.type());
        out.texts("addresses", answer.addresses());
    }

    private static SteeringReport.Answer readAnswer(Fields in) throws DecodeException {
        return new SteeringReport.Answer(
                in.text("view"), in.text("name"), in.text("type"), in.texts("addresses", MAX_TEXTS));
    }
}
