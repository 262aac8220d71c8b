// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.DnsAnswer;
import dev.secbeat.console.model.FailoverStep;
import dev.secbeat.console.model.RegionStanding;
import dev.secbeat.console.model.Update;
import java.util.ArrayList;
import java.util.List;

/** What orchestrators say, as fields. */
final class FailoverWords {
    private FailoverWords() {}

    static byte[] steered(Update.Steered steered) {
        FieldWriter out = new FieldWriter().number(steered.regions().size());
        steered.regions()
                .forEach(region -> out.text(region.regionId())
                        .text(region.state())
                        .number(region.sinceMillis())
                        .texts(region.evidence()));
        out.number(steered.answers().size());
        steered.answers()
                .forEach(answer -> out.text(answer.view())
                        .text(answer.name())
                        .text(answer.type())
                        .texts(answer.addresses()));
        return out.text(steered.trouble()).bytes();
    }

    static Update.Steered steered(FieldReader in, long nanos) {
        int standing = in.count();
        List<RegionStanding> regions = new ArrayList<>();
        for (int i = 0; i < standing; i++) {
            regions.add(new RegionStanding(in.text(), in.text(), in.number(), in.texts()));
        }
        int answered = in.count();
        List<DnsAnswer> answers = new ArrayList<>();
        for (int i = 0; i < answered; i++) {
            answers.add(new DnsAnswer(in.text(), in.text(), in.text(), in.texts()));
        }
        return new Update.Steered(regions, answers, in.text(), nanos);
    }

    static byte[] step(FailoverStep step) {
        return new FieldWriter()
                .text(step.commandId().toString())
                .text(step.what())
                .text(step.result())
                .number(step.atMillis())
                .number(step.tookMillis())
                .flag(step.alarm())
                .texts(step.evidence())
                .bytes();
    }

    static FailoverStep step(FieldReader in) {
        return new FailoverStep(in.id(), in.text(), in.text(), in.number(), in.number(), in.flag(), in.texts());
    }
}
