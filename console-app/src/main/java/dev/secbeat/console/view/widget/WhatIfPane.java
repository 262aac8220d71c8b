// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Origins;
import dev.secbeat.console.model.RecentTraffic;
import dev.secbeat.console.model.WhatIf;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * What a rule would have dropped over the last minutes, beside the dialog that sends it:
 * {@code pane.tryOut(Optional.of(new WhatIf.Rule.Block(prefixes)))}. Worked out away from the FX thread; of several rules
 * tried in a row the last is shown. Where a database of origins is given, sources are looked up, and the rule is tried anew
 * when more is known of them. FX thread only.
 */
public final class WhatIfPane extends VBox {
    private static final int MAX_ROWS = 8;

    /** Sources looked up at most for one rule; those that were not are in no country. */
    private static final int MAX_LOOKED_UP = 4_096;

    private static final int MAX_KNOWN = 16_384;

    private final FleetModel model;
    private final Consumer<? super Intent.AskOrigins> intents;
    private final Label title = Texts.label(Messages.of("whatif.title"), "whatif-title");
    private final Label text = Texts.label("", "muted");
    private final GridPane table = new GridPane(14, 4);
    private final Map<String, String> known = new HashMap<>();
    private Set<String> awaited = Set.of();
    private Optional<WhatIf.Rule> tried = Optional.empty();
    private int asked;

    /** What was worked out, and the sources of which more could be known. */
    private record Found(WhatIf what, List<String> unlocated) {}

    /**
     * A pane that shows nothing yet.
     *
     * @param intents takes {@link Intent.AskOrigins}
     */
    public WhatIfPane(FleetModel model, Consumer<? super Intent.AskOrigins> intents) {
        super(6);
        this.model = model;
        this.intents = intents;
        setId("whatif");
        getStyleClass().add("whatif");
        Sheets.dress(this, WhatIfPane.class, "whatif.css");
        text.setId("whatif-text");
        text.setWrapText(true);
        text.setMinHeight(USE_PREF_SIZE);
        table.setId("whatif-table");
        ColumnConstraints wide = new ColumnConstraints();
        wide.setHgrow(Priority.ALWAYS);
        table.getColumnConstraints().setAll(wide);
        getChildren().addAll(title, text, table);
        tryOut(Optional.empty());
        Shown.follow(this, model.asked().origins(), this::located);
    }

    /** Tries this rule; without one, says what the pane is for. */
    public void tryOut(Optional<WhatIf.Rule> rule) {
        tried = rule;
        table.getChildren().clear();
        if (rule.isEmpty()) {
            asked++;
            text.setText(Messages.of("whatif.nothing"));
            return;
        }
        text.setText(Messages.of("whatif.working"));
        work(rule.get());
    }

    private void work(WhatIf.Rule rule) {
        int question = ++asked;
        RecentTraffic.Window window = model.incident().recentTraffic();
        if (window.observations().isEmpty()) {
            text.setText(Messages.of("whatif.no-data"));
            return;
        }
        Map<String, String> origins = Map.copyOf(known);
        boolean look = model.asked().origins().get().given();
        var _ = CompletableFuture.supplyAsync(() -> find(rule, window, origins, look))
                .thenAccept(found -> Platform.runLater(() -> {
                    if (question == asked) {
                        show(found.what());
                        lookUp(found.unlocated());
                    }
                }));
    }

    private static Found find(
            WhatIf.Rule rule, RecentTraffic.Window window, Map<String, String> origins, boolean look) {
        Function<Prefix, Optional<String>> origin =
                source -> Optional.ofNullable(origins.get(source.toString())).filter(name -> !name.isEmpty());
        List<String> unlocated = look
                ? Stream.concat(
                                window.observations().stream()
                                        .flatMap(seen -> seen.counts().stream())
                                        .map(count -> count.source().toString()),
                                window.samples().stream()
                                        .flatMap(row -> row.headers().source().stream())
                                        .map(source -> SourceKey.of(source).toString()))
                        .distinct()
                        .filter(source -> !origins.containsKey(source))
                        .limit(MAX_LOOKED_UP)
                        .toList()
                : List.of();
        return new Found(WhatIf.of(rule, window, origin), unlocated);
    }

    private void lookUp(List<String> unlocated) {
        if (!unlocated.isEmpty() && awaited.isEmpty()) {
            awaited = new LinkedHashSet<>(unlocated);
            intents.accept(new Intent.AskOrigins(unlocated));
        }
    }

    /** Answers to what others asked are of use too, yet only its own are waited for. */
    private void located(Origins next) {
        if (known.size() + next.bySource().size() > MAX_KNOWN) {
            known.clear();
        }
        known.putAll(next.bySource());
        if (awaited.isEmpty()) {
            return;
        }
        if (next.bySource().keySet().containsAll(awaited)) {
            awaited = Set.of();
            tried.ifPresent(this::work);
        } else { // Of answers that come together only the last is seen: its own may have been before.
            intents.accept(new Intent.AskOrigins(List.copyOf(awaited)));
        }
    }

    private void show(WhatIf found) {
        table.getChildren().clear();
        text.setText(summary(found));
        section("whatif.region", found.rows());
        section("whatif.country", kind(found.origins(), false));
        section("whatif.network", kind(found.origins(), true));
        section("whatif.source", found.sources());
        section("whatif.sampled-region", found.sampled());
        section("whatif.sampled-country", kind(found.sampledOrigins(), false));
        section("whatif.sampled-network", kind(found.sampledOrigins(), true));
    }

    private static List<WhatIf.Row> kind(List<WhatIf.Row> origins, boolean networks) {
        return origins.stream().filter(row -> row.isNetwork() == networks).toList();
    }

    private static String summary(WhatIf found) {
        String covered = Messages.of("whatif.covered", Math.max(1, found.coveredMillis() / 1_000));
        String hit = found.sourcesHit() == 0
                ? Messages.of("whatif.hits-none")
                : Messages.of("whatif.hits", Figures.grouped(found.sourcesHit()));
        WhatIf.Packets samples = found.samples();
        String packets = samples.shown() == 0
                ? ""
                : " "
                        + Messages.of(
                                "whatif.samples",
                                Figures.grouped(samples.hit()),
                                Figures.grouped(samples.shown()),
                                Figures.grouped(samples.hitPassed()));
        String coarse = found.coarsest() <= 1
                ? ""
                : " " + Messages.of("whatif.coarse", Figures.grouped(Math.ceil(found.coarsest())));
        return hit + packets + coarse + " " + covered;
    }

    private void section(String key, List<WhatIf.Row> rows) {
        if (!rows.isEmpty()) {
            heading(key);
            rows(rows);
        }
    }

    private void heading(String key) {
        int row = table.getRowCount();
        table.addRow(
                row,
                Texts.label(Messages.of(key), "muted"),
                Texts.label(Messages.of("whatif.would-drop"), "muted"),
                Texts.label(Messages.of("whatif.of-seen"), "muted"),
                Texts.label(Messages.of("whatif.share"), "muted"));
    }

    private void rows(List<WhatIf.Row> rows) {
        for (WhatIf.Row row : rows.subList(0, Math.min(MAX_ROWS, rows.size()))) {
            String unit = " " + Dimensions.word(row.dimension()) + "/s";
            Label share = Texts.label(Figures.percent(row.share()), "figure", row.share() > 0 ? "tone-warn" : "muted");
            table.addRow(
                    table.getRowCount(),
                    Texts.label(row.name()),
                    Texts.label(Figures.compact(row.hitPerSecond()) + unit, "figure"),
                    Texts.label(Figures.compact(row.seenPerSecond()), "figure", "muted"),
                    share);
        }
    }
}
