// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.model.Pulse;
import dev.secbeat.console.model.RegionHealth;
import dev.secbeat.console.model.RegionSample;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The console's own words as fields; those of the node are written as the node writes them, see {@link UpdateCodec}. */
final class OwnWords {
    private OwnWords() {}

    static byte[] metrics(Update.Metrics metrics) {
        FieldWriter out = new FieldWriter().number(metrics.samples().size());
        metrics.samples()
                .forEach(sample -> out.text(sample.regionId())
                        .real(sample.passedPerSecond())
                        .real(sample.droppedPerSecond())
                        .number(sample.sampledAtMillis())
                        .number(sample.targetsUp())
                        .number(sample.targetsTotal()));
        return out.bytes();
    }

    static Update.Metrics metrics(FieldReader in) {
        int count = in.count();
        List<RegionSample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(new RegionSample(
                    in.text(), in.real(), in.real(), in.number(), (int) in.number(), (int) in.number()));
        }
        return new Update.Metrics(samples);
    }

    static byte[] connection(ConnectionState state) {
        return new FieldWriter()
                .text(state.phase().name())
                .text(state.server())
                .number(state.sinceEpochMillis())
                .real(state.rttMillis())
                .text(state.detail())
                .bytes();
    }

    static ConnectionState connection(FieldReader in) {
        return new ConnectionState(
                in.constant(ConnectionState.Phase.class),
                in.text(),
                in.number(),
                in.real(),
                Freshness.NEVER,
                in.text());
    }

    static byte[] rights(Access access) {
        return new FieldWriter()
                .text(access.profile())
                .text(access.role())
                .flag(access.canAct())
                .text(access.reason())
                .bytes();
    }

    static Update.Rights rights(FieldReader in) {
        return new Update.Rights(new Access(in.text(), in.text(), in.flag(), in.text()));
    }

    static byte[] sent(Update.Sent sent) {
        return new FieldWriter()
                .text(sent.id().toString())
                .text(sent.summary())
                .flag(sent.dryRun())
                .texts(sent.expected())
                .number(sent.epochMillis())
                .flag(sent.undoable())
                .text(sent.undoes().map(UUID::toString).orElse(""))
                .number(sent.endsAtMillis())
                .text(sent.scope().toString())
                .bytes();
    }

    static Update.Sent sent(FieldReader in, long nanos) {
        UUID id = in.id();
        String summary = in.text();
        boolean dryRun = in.flag();
        List<String> expected = in.texts();
        long epochMillis = in.number();
        boolean undoable = in.hasMore() && in.flag();
        String undoes = in.hasMore() ? in.text() : "";
        Optional<UUID> undone = undoes.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(undoes));
        long endsAtMillis = in.hasMore() ? in.number() : 0;
        Scope scope = in.hasMore() ? Scope.parse(in.text()) : new Scope.Fleet();
        return new Update.Sent(
                id, summary, dryRun, expected, nanos, epochMillis, undoable, undone, endsAtMillis, scope);
    }

    static byte[] unsent(Update.Unsent unsent) {
        return new FieldWriter()
                .text(unsent.id().toString())
                .text(unsent.summary())
                .text(unsent.problem())
                .number(unsent.epochMillis())
                .bytes();
    }

    static Update.Unsent unsent(FieldReader in) {
        return new Update.Unsent(UUID.fromString(in.text()), in.text(), in.text(), in.number());
    }

    static byte[] plan(PlanState plan) {
        FieldWriter out = new FieldWriter()
                .text(plan.commandId().toString())
                .text(plan.orchestrator())
                .text(plan.fromRegion())
                .text(plan.toRegion())
                .number(plan.changes().size());
        plan.changes()
                .forEach(change -> out.text(change.view())
                        .text(change.name())
                        .text(change.type())
                        .texts(change.before())
                        .texts(change.after()));
        return out.real(plan.clientsMoved())
                .real(plan.utilisationAfter())
                .texts(plan.notes())
                .text(plan.refusal())
                .text(plan.digest().map(PlanDigest::text).orElse(""))
                .bytes();
    }

    static Update.Planned plan(FieldReader in) {
        UUID id = UUID.fromString(in.text());
        String orchestrator = in.text();
        String from = in.text();
        String to = in.text();
        int count = in.count();
        List<PlanState.Change> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            changes.add(new PlanState.Change(in.text(), in.text(), in.text(), in.texts(), in.texts()));
        }
        double moved = in.real();
        double load = in.real();
        List<String> notes = in.texts();
        String refusal = in.text();
        String told = in.hasMore() ? in.text() : "";
        Optional<PlanDigest> digest = told.isEmpty() ? Optional.empty() : Optional.of(new PlanDigest(told));
        return new Update.Planned(
                new PlanState(id, orchestrator, from, to, changes, moved, load, notes, refusal, digest));
    }

    static byte[] pulse(Pulse pulse) {
        FieldWriter out = new FieldWriter().number(pulse.regions().size());
        pulse.regions()
                .forEach(region -> out.text(region.regionId())
                        .text(region.health().name())
                        .real(region.passed())
                        .real(region.dropped()));
        return out.bytes();
    }

    static Pulse pulse(FieldReader in, long epochMillis) {
        int count = in.count();
        List<Pulse.OfRegion> regions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            regions.add(new Pulse.OfRegion(in.text(), in.constant(RegionHealth.class), in.real(), in.real()));
        }
        return new Pulse(epochMillis, regions);
    }
}
