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
        out.text(steered.trouble());
        return out.texts(steered.regions().stream().map(RegionStanding::movedTo).toList())
                .bytes();
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
        String trouble = in.text();
        return new Update.Steered(in.hasMore() ? moved(regions, in.texts()) : regions, answers, trouble, nanos);
    }

    private static List<RegionStanding> moved(List<RegionStanding> regions, List<String> targets) {
        if (regions.size() != targets.size()) {
            throw new IllegalArgumentException(targets.size() + " targets of " + regions.size() + " regions");
        }
        List<RegionStanding> moved = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            RegionStanding region = regions.get(i);
            moved.add(new RegionStanding(
                    region.regionId(), region.state(), region.sinceMillis(), region.evidence(), targets.get(i)));
        }
        return moved;
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
