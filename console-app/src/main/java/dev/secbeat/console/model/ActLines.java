// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.api.Receipt;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** What people ordered, each order with its receipts; those of other consoles by their receipts alone. */
final class ActLines {
    private static final int MAX_ACTS = 1_000;

    private static final class Act {
        private final Map<String, Receipt> receipts = new TreeMap<>();
        private long sentMillis;
        private long lastMillis;
        private int expected;
        private String words = "";
    }

    private final Map<UUID, Act> acts = new LinkedHashMap<>();

    Optional<StoryBook.Line> sent(Update.Sent sent) {
        Act act = act(sent.id());
        act.sentMillis = sent.epochMillis();
        act.expected = sent.expected().size();
        act.words = sent.undoes()
                .flatMap(id -> Optional.ofNullable(acts.get(id)))
                .filter(undone -> !undone.words.isEmpty())
                .map(undone -> Messages.of("model.command.undo", undone.words))
                .orElse(sent.summary());
        return line(sent.epochMillis(), act.words, act);
    }

    Optional<StoryBook.Line> unsent(Update.Unsent unsent) {
        return Optional.of(StoryBook.plain(
                unsent.epochMillis(), TimelineEntry.Kind.ACT, "", unsent.summary(), unsent.problem(), true));
    }

    /** A line in words for what somebody else ordered, in place of one that receipts alone have told of. */
    Optional<StoryBook.Line> ordered(OrderHeard order, long epochMillis) {
        if (order.dryRun()) {
            return Optional.empty();
        }
        Act act = act(order.id());
        String who = OrderHeard.shortKey(order.actor());
        return act.sentMillis > 0
                ? Optional.empty()
                : line(epochMillis, Messages.of("incident.told.ordered", order.words(), who), act);
    }

    /** A line when nobody here has sent the command. */
    Optional<StoryBook.Line> answered(Receipt receipt, long epochMillis) {
        boolean foreign = !acts.containsKey(receipt.commandId());
        Act act = act(receipt.commandId());
        act.receipts.merge(receipt.node().toString(), receipt, (before, now) -> before.isFinal() ? before : now);
        act.lastMillis = Math.max(act.lastMillis, epochMillis);
        return foreign ? line(epochMillis, Messages.of("incident.told.elsewhere"), act) : Optional.empty();
    }

    private Act act(UUID id) {
        Act act = acts.computeIfAbsent(id, any -> new Act());
        if (acts.size() > MAX_ACTS) {
            acts.remove(acts.keySet().iterator().next());
        }
        return act;
    }

    private static Optional<StoryBook.Line> line(long epochMillis, String title, Act act) {
        return Optional.of(new StoryBook.Line(epochMillis, TimelineEntry.Kind.ACT, "", title, () -> detail(act)));
    }

    private static StoryBook.Detail detail(Act act) {
        Map<Receipt.State, Integer> counts = new EnumMap<>(Receipt.State.class);
        act.receipts.values().forEach(receipt -> counts.merge(receipt.state(), 1, Integer::sum));
        int missing = Math.max(0, act.expected - act.receipts.size());
        StringBuilder text = new StringBuilder();
        counts.forEach((state, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(count)
                .append(' ')
                .append(word(state)));
        if (missing > 0) {
            text.append(text.isEmpty() ? "" : ", ").append(Messages.of("incident.told.missing", missing));
        }
        if (act.sentMillis > 0 && act.lastMillis >= act.sentMillis) {
            text.append(" · ").append(Messages.of("incident.told.within", Figures.grouped((double)
                    (act.lastMillis - act.sentMillis))));
        }
        boolean refused = counts.containsKey(Receipt.State.REFUSED);
        String why = act.receipts.values().stream()
                .flatMap(receipt -> receipt.refusal().stream())
                .findFirst()
                .map(refusal -> " · " + refusal.text())
                .orElse("");
        return new StoryBook.Detail(text + why, refused || missing > 0);
    }

    private static String word(Receipt.State state) {
        return switch (state) {
            case APPLIED -> Messages.of("incident.told.applied");
            case CHECKED -> Messages.of("incident.told.checked");
            case DRILLED -> Messages.of("incident.told.drilled");
            case REFUSED -> Messages.of("incident.told.refused");
            case SUPERSEDED -> Messages.of("incident.told.superseded");
            case WAITING -> Messages.of("incident.told.waiting");
        };
    }
}
