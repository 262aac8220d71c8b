// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.feed.PrometheusFeed;
import dev.secbeat.console.feed.RangeFeed;
import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.incident.Recorder;
import dev.secbeat.console.incident.RecorderSettings;
import dev.secbeat.console.incident.SoFar;
import dev.secbeat.console.incident.Unrest;
import dev.secbeat.console.link.FleetConnection;
import dev.secbeat.console.link.FleetProfile;
import dev.secbeat.console.link.ModelPump;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.AuditBoard;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.cluster.NatsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.util.Subscription;

/** The model of one fleet and all that feeds it, from the start of a window to its end. FX thread only. */
final class FleetSession implements Session {
    /** Twice a second is as fast as a person reads figures. */
    private static final Duration DRAIN_INTERVAL = Duration.ofMillis(500);

    private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(5);

    private final ConsoleOptions options;
    private final SessionKeys keys;
    private final InstantSource clock;
    private final FleetInbox inbox = new FleetInbox(this::heard);
    private final FleetModel model = new FleetModel(List.of(), Places.shipped());
    private final Unrest unrest = new Unrest();
    private boolean calm = true;
    private Subscription watch = Subscription.EMPTY;
    private volatile Optional<Recorder> recorder = Optional.empty();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Optional<FleetConnection> connection = Optional.empty();
    private final EmbeddedNodeDesk embedded;
    private Optional<RangeFeed> ranges = Optional.empty();
    private Optional<OriginDesk> origins = Optional.empty();

    FleetSession(ConsoleOptions options, InstantSource clock) {
        this(options, SessionKeys.IN_FILES, clock);
    }

    /** @param keys those that are in no file; closed with this session */
    FleetSession(ConsoleOptions options, SessionKeys keys, InstantSource clock) {
        this.options = options;
        this.keys = keys;
        this.clock = clock;
        embedded = new EmbeddedNodeDesk(inbox::offer, clock);
        open.push(embedded);
    }

    @Override
    public FleetModel model() {
        return model;
    }

    /** Begins to connect; nothing here waits for the network. */
    @Override
    public void start() {
        record();
        open.push(ModelPump.start(model, inbox, DRAIN_INTERVAL, clock));
        open.push(keys);
        if (!options.origins().isEmpty()) {
            OriginDesk desk = OriginDesk.open(options.origins(), inbox::offer);
            open.push(desk);
            origins = Optional.of(desk);
        }
        if (!options.nats().isEmpty()
                && (options.key().isPresent() || keys.connect().isPresent())) {
            connect();
        } else {
            stayReadOnly();
        }
        options.prometheus().ifPresent(server -> {
            PrometheusFeed feed = new PrometheusFeed(server, SCRAPE_INTERVAL, inbox::offer, clock);
            open.push(feed);
            feed.start();
            RangeFeed charts = new RangeFeed(server, inbox::offer, clock);
            open.push(charts);
            ranges = Optional.of(charts);
        });
    }

    /** Signs and sends what the operator wants done, or asks the nodes for what is to be seen. */
    @Override
    public void carryOut(Intent.OfFleet intent) {
        switch (intent) {
            case Intent.Act act -> connection.ifPresent(link -> link.carryOut(act));
            case Intent.ReadAudit read ->
                connection.ifPresentOrElse(
                        FleetConnection::readAudit,
                        () -> inbox.offer(new Update.Audited(AuditBoard.UNREAD.away(Messages.of("app.no-trail")))));
            case Intent.WatchSamples watch -> connection.ifPresent(link -> link.watchSamples(watch.on()));
            case Intent.WatchSources watch -> connection.ifPresent(link -> link.watchSources(watch.question()));
            case Intent.AskOrigins ask -> origins.ifPresent(desk -> desk.ask(ask.sources()));
            case Intent.AskRates ask -> ranges.ifPresent(feed -> feed.ask(ask.question()));
        }
    }

    @Override
    public void carryOut(Intent.OfNode wish) {
        embedded.carryOut(wish);
    }

    @Override
    public void carryOut(Intent.OfIncident intent) {
        if (intent instanceof Intent.RecordIncident(boolean on)) {
            recorder.ifPresent(open -> {
                if (on) {
                    open.record(Optional.empty());
                } else {
                    open.stop("");
                }
            });
        }
    }

    @Override
    public void soFar(Consumer<SoFar> taker) {
        recorder.ifPresent(open -> open.soFar(taker));
    }

    private void heard(Update update) {
        recorder.ifPresent(open -> open.offer(update));
    }

    /** A console that nobody looks at records what it is told to record, and nothing by itself. */
    private void record() {
        Recorder started = Recorder.start(
                RecorderSettings.in(options.incidents().folder(), !options.headless()), clock, inbox::offer);
        open.push(started);
        options.incidents().record().ifPresent(file -> started.record(Optional.of(file)));
        recorder = Optional.of(started);
        watch = model.now().subscribe(now -> watchAlerts(now.longValue()));
    }

    /** With the clock, for what was unrest becomes calm by lasting. */
    private void watchAlerts(long nowMillis) {
        boolean begun = unrest.hasBegun(model.alerts());
        boolean calmNow = Unrest.isCalm(model.alerts(), nowMillis);
        if (begun || calmNow != calm) {
            calm = calmNow;
            recorder.ifPresent(open -> open.alerts(begun, calmNow));
        }
    }

    /** Whether it still follows its model; FX thread. */
    boolean isWatching() {
        return !watch.equals(Subscription.EMPTY);
    }

    private void endWatch() {
        watch.unsubscribe();
        watch = Subscription.EMPTY;
    }

    /** Any thread: what it closes may wait. The model is left alone but on its own thread. */
    @Override
    public void close() {
        if (Platform.isFxApplicationThread()) {
            endWatch();
        } else {
            Platform.runLater(this::endWatch);
        }
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                System.err.println("secbeat console: while closing: " + e.getMessage());
            }
        }
    }

    private void connect() {
        NatsSettings inFile = NatsSettings.of(
                        options.nats().getFirst(),
                        options.nats().subList(1, options.nats().size()),
                        options.key().orElse(Path.of("")))
                .withTrustRoots(options.trustRoots());
        NatsSettings nats = keys.connect().map(inFile::withSeed).orElse(inFile);
        FleetConnection link = FleetConnection.open(
                new FleetProfile(options.profile(), nats, options.operatorKey(), keys.operator()), inbox, clock);
        open.push(link);
        connection = Optional.of(link);
    }

    private void stayReadOnly() {
        inbox.offer(new Update.Rights(Access.readOnly(options.profile(), Messages.of("app.no-nats"))));
    }
}
