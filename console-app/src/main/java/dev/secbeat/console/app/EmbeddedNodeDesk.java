// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.feed.NodePage;
import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.EmbeddedNode;
import dev.secbeat.console.model.EmbeddedNode.MapUse;
import dev.secbeat.console.model.EmbeddedNode.Phase;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.runtime.NodeRuntime;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node in the console's own process, started from a configuration file. Its state is owned by one thread of its own;
 * what it says goes to the inbox. Safe for all threads.
 */
final class EmbeddedNodeDesk implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long PATIENCE_SECONDS = 20;

    private final Consumer<Update> inbox;
    private final InstantSource clock;
    private final boolean here;
    private final NodeLog log = new NodeLog();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("embedded-node").daemon().factory());
    private EmbeddedNode state = EmbeddedNode.STOPPED;
    private @Nullable NodeRuntime node;
    private @Nullable NodePage page;
    private @Nullable ScheduledFuture<?> looking;

    EmbeddedNodeDesk(Consumer<Update> inbox, InstantSource clock) {
        this(inbox, clock, System.getProperty("os.name", ""));
    }

    /** @param system name of the operating system: on others than Linux no node can run */
    EmbeddedNodeDesk(Consumer<Update> inbox, InstantSource clock, String system) {
        this.inbox = inbox;
        this.clock = clock;
        here = system.equals("Linux");
        if (!here) {
            tell(Phase.NOT_HERE, Messages.of("node.not-here", system));
        }
    }

    /** Starts or stops it; how that goes shows in the inbox. */
    void carryOut(Intent.OfNode wish) {
        try {
            switch (wish) {
                case Intent.StartNode(Path file) -> thread.execute(() -> start(file));
                case Intent.StopNode() -> thread.execute(this::stop);
            }
        } catch (RejectedExecutionException closing) {
            return; // The window is going.
        }
    }

    /** Stops the node in order; its kernel filter stays. */
    @Override
    public void close() {
        carryOut(new Intent.StopNode());
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(Path file) {
        if (!here || node != null) {
            return;
        }
        state = new EmbeddedNode(
                Phase.STARTING, file.toString(), "", "", "", "", 0, List.of(), log.lines(), log.lost());
        log.attach();
        tell(Phase.STARTING, "");
        try {
            NodeConfig config = NodeConfig.load(file);
            name(config.node().toString());
            log.level(config.log().level());
            Optional<String> lacking = config.xdp().enabled() ? Privileges.missing() : Optional.empty();
            if (lacking.isPresent()) {
                failed(lacking.get());
                return;
            }
            node = NodeRuntime.start(config);
            page = new NodePage(URI.create("http://" + literal(config.metrics().address()) + ":"
                    + config.metrics().port()));
            looking = thread.scheduleAtFixedRate(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException | LinkageError e) {
            failed(Messages.of("node.failed", String.valueOf(e.getMessage())));
        }
    }

    /** Where its pages are asked for: a node that listens everywhere listens here as well. */
    private static String literal(String address) {
        String local = address.equals("0.0.0.0") || address.equals("::") ? "127.0.0.1" : address;
        return local.contains(":") ? "[" + local + "]" : local;
    }

    private void failed(String why) {
        log.add(clock.millis(), "ERROR", why);
        log.detach();
        tell(Phase.FAILED, why);
    }

    private void stop() {
        NodeRuntime running = node;
        if (running == null) {
            return;
        }
        tell(Phase.STOPPING, "");
        if (looking != null) {
            looking.cancel(false);
        }
        if (page != null) {
            page.close();
        }
        String trouble = "";
        try {
            running.close();
        } catch (RuntimeException e) {
            trouble = String.valueOf(e.getMessage());
        }
        node = null;
        log.detach();
        state = new EmbeddedNode(
                Phase.STOPPED, state.file(), state.name(), trouble, "", "", 0, List.of(), log.lines(), log.lost());
        inbox.accept(new Update.Embedded(state));
    }

    private void look() {
        NodeRuntime running = node;
        NodePage its = page;
        if (running == null || its == null) {
            return;
        }
        List<MapUse> maps = state.maps();
        String trouble = "";
        try {
            maps = its.maps();
        } catch (IOException e) {
            trouble = Messages.of("node.no-page", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Optional<NodeStatus> status = running.status();
        state = new EmbeddedNode(
                Phase.RUNNING,
                state.file(),
                state.name(),
                trouble,
                status.map(NodeStatus::xdpMode).orElse(""),
                status.map(now -> now.health().name().toLowerCase(Locale.ROOT)).orElse(""),
                status.map(NodeStatus::uptimeMillis).orElse(0L),
                maps,
                log.lines(),
                log.lost());
        inbox.accept(new Update.Embedded(state));
    }

    private void name(String name) {
        state = new EmbeddedNode(state.phase(), state.file(), name, "", "", "", 0, List.of(), log.lines(), log.lost());
    }

    private void tell(Phase phase, String text) {
        state = new EmbeddedNode(
                phase,
                state.file(),
                state.name(),
                text,
                state.xdpMode(),
                state.health(),
                state.uptimeMillis(),
                state.maps(),
                log.lines(),
                log.lost());
        inbox.accept(new Update.Embedded(state));
    }
}
