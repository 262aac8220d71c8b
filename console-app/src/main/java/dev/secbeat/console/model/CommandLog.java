// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Commands sent by this console, filling in with receipts. Confined to one thread. */
final class CommandLog {
    /** Commands kept at most; the oldest is forgotten first. */
    static final int CAPACITY = 200;

    /** A receipt later than this is missing, until it comes. */
    static final long MISSING_AFTER_NANOS = 2_000_000_000L;

    private final Map<UUID, Update.Sent> sent = new LinkedHashMap<>();
    private final Map<UUID, String> problems = new HashMap<>();
    private final Map<UUID, CanaryState> trials = new HashMap<>();
    private final Map<UUID, Map<String, Update.Answered>> answers = new LinkedHashMap<>();

    /** Each node's name once: two hundred orders keep a receipt of each of a thousand. */
    private final Map<NodeId, String> names = new HashMap<>();

    /** What was told of a command, before it was overdue or after. */
    private record Told(CommandState state, boolean overdue) {}

    /** As told last, for as long as nothing is heard: of many commands over a thousand nodes few change at a time. */
    private final Map<UUID, Told> told = new HashMap<>();

    void accept(Update.Sent command) {
        Optional.ofNullable(sent.put(command.id(), command)).ifPresent(this::renamed);
        renamed(command);
        answers.computeIfAbsent(command.id(), id -> new LinkedHashMap<>());
        if (sent.size() > CAPACITY) {
            UUID oldest = sent.keySet().iterator().next();
            Optional.ofNullable(sent.remove(oldest)).ifPresent(this::renamed);
            answers.remove(oldest);
            problems.remove(oldest);
            trials.remove(oldest);
        }
    }

    /** What undoes a command is named after it. */
    private void renamed(Update.Sent command) {
        changed(command);
        sent.values().stream()
                .filter(later -> later.undoes().equals(Optional.of(command.id())))
                .forEach(this::changed);
    }

    /** Whether a command can be undone hangs on what has undone it. */
    private void changed(Update.Sent command) {
        told.remove(command.id());
        command.undoes().ifPresent(told::remove);
    }

    void accept(Update.Unsent command) {
        problems.put(command.id(), command.problem());
        accept(new Update.Sent(command.id(), command.summary(), false, List.of(), 0, command.epochMillis()));
    }

    /** Takes news of a trial that this console has begun. */
    void accept(CanaryState trial) {
        if (sent.containsKey(trial.id())) {
            trials.put(trial.id(), trial);
            told.remove(trial.id());
        }
    }

    /** Takes a receipt; those of other consoles' commands are of no concern here. */
    void accept(Update.Answered answer) {
        UUID id = answer.receipt().commandId();
        Map<String, Update.Answered> known = answers.get(id);
        if (known != null && known.size() < FleetInbox.MAX_KEYS) {
            Optional.ofNullable(sent.get(id)).ifPresent(this::changed);
            known.merge(
                    name(answer.receipt().node()),
                    answer,
                    (before, now) -> isLastWord(before.receipt(), now.receipt()) ? before : now);
        }
    }

    private String name(NodeId node) {
        if (names.size() >= FleetInbox.MAX_KEYS) {
            names.clear();
        }
        return names.computeIfAbsent(node, NodeId::toString);
    }

    /** A node that has been given what an approval is about says something else of it then; else the first outcome counts. */
    private static boolean isLastWord(Receipt before, Receipt now) {
        return before.isFinal() && (!before.foundNothing() || now.state() == Receipt.State.REFUSED);
    }

    List<CommandState> states(long nowNanos) {
        List<CommandState> newestFirst = new ArrayList<>();
        sent.values().forEach(command -> newestFirst.add(current(command, nowNanos)));
        return newestFirst.reversed();
    }

    private CommandState current(Update.Sent command, long nowNanos) {
        boolean overdue = isOverdue(command, nowNanos);
        Told before = told.get(command.id());
        if (before != null && before.overdue() == overdue) {
            return before.state();
        }
        CommandState now = state(command, nowNanos);
        told.put(command.id(), new Told(now, overdue));
        return now;
    }

    private static boolean isOverdue(Update.Sent command, long nowNanos) {
        return nowNanos - command.sentNanos() > MISSING_AFTER_NANOS;
    }

    private CommandState state(Update.Sent command, long nowNanos) {
        Map<String, Update.Answered> came = answers.getOrDefault(command.id(), Map.of());
        Set<String> nodes = new LinkedHashSet<>(command.expected());
        came.keySet().stream()
                .filter(node -> !nodes.contains(node))
                .sorted()
                .toList()
                .forEach(nodes::add);
        List<CommandState.Answer> filled = new ArrayList<>();
        for (String node : nodes) {
            Update.Answered answer = came.get(node);
            filled.add(answer == null ? outstanding(command, node, nowNanos) : answered(command, node, answer));
        }
        return new CommandState(
                command.id(),
                summary(command),
                command.dryRun(),
                problems.getOrDefault(command.id(), ""),
                command.epochMillis(),
                filled,
                isUndoable(command, filled),
                command.undoes(),
                command.endsAtMillis(),
                command.scope(),
                Optional.ofNullable(trials.get(command.id())));
    }

    /** An order that undoes another names what it undoes, for as long as that is known here. */
    private String summary(Update.Sent command) {
        return command.undoes()
                .flatMap(id -> Optional.ofNullable(sent.get(id)))
                .map(undone -> Messages.of("model.command.undo", undone.summary()))
                .orElse(command.summary());
    }

    /** Nothing is undone twice; an undo that no node carried out has undone nothing. */
    private boolean isUndoable(Update.Sent command, List<CommandState.Answer> answered) {
        boolean undone = sent.values().stream()
                .filter(later -> later.undoes().equals(Optional.of(command.id())))
                .anyMatch(later -> !problems.containsKey(later.id()) && !isRefused(later));
        return command.undoable() && !undone && answered.stream().anyMatch(CommandLog::isInForce);
    }

    private boolean isRefused(Update.Sent command) {
        Map<String, Update.Answered> came = answers.getOrDefault(command.id(), Map.of());
        return !came.isEmpty()
                && came.values().stream().allMatch(answer -> answer.receipt().state() == Receipt.State.REFUSED);
    }

    private static boolean isInForce(CommandState.Answer answer) {
        return answer.outcome() == CommandState.Outcome.APPLIED || answer.outcome() == CommandState.Outcome.UNVERIFIED;
    }

    private static CommandState.Answer outstanding(Update.Sent command, String node, long nowNanos) {
        return isOverdue(command, nowNanos)
                ? new CommandState.Answer(
                        node, CommandState.Outcome.MISSING, -1, Messages.of("model.command.no-receipt"))
                : new CommandState.Answer(node, CommandState.Outcome.WAITING, -1, "");
    }

    private static CommandState.Answer answered(Update.Sent command, String node, Update.Answered answer) {
        Receipt receipt = answer.receipt();
        CommandState.Outcome outcome = switch (receipt.state()) {
            case APPLIED -> receipt.kernelReadBack() ? CommandState.Outcome.APPLIED : CommandState.Outcome.UNVERIFIED;
            case CHECKED -> CommandState.Outcome.CHECKED;
            case DRILLED -> CommandState.Outcome.DRILLED;
            case REFUSED -> CommandState.Outcome.REFUSED;
            case SUPERSEDED -> CommandState.Outcome.SUPERSEDED;
            case WAITING -> receipt.refusal().isPresent() ? CommandState.Outcome.HELD : CommandState.Outcome.WAITING;
        };
        double after = (answer.receivedNanos() - command.sentNanos()) / 1e6;
        String text = receipt.refusal().map(Refusal::text).orElse("");
        return new CommandState.Answer(node, outcome, Math.max(0, after), text, Optional.of(receipt));
    }
}
