// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.CommandState.Answer;
import dev.secbeat.console.model.CommandState.Outcome;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.view.widget.Pill;
import dev.secbeat.console.view.widget.Texts;
import java.util.function.Function;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** What became of a command, node by node, filling in as receipts come. */
final class ReceiptsPane extends VBox {
    private final Label headline = Texts.label("", "receipts-headline");
    private final NodeLines<Line> lines = new NodeLines<>(ReceiptsPane::line);

    /** What is told of one node, {@code words} included. */
    private record Line(Answer answer, boolean undoing, String words) {}

    ReceiptsPane() {
        setId("receipts");
        headline.setId("receipts-headline");
        headline.setWrapText(true);
        getStyleClass().add("receipts");
        getChildren().addAll(headline, lines);
    }

    void show(CommandState command) {
        show(command, Answer::text);
    }

    /** The same without the nodes' words, where another has told them. */
    void showOutcomes(CommandState command) {
        show(command, answer -> "");
    }

    private void show(CommandState command, Function<Answer, String> words) {
        Texts.mark(headline, worst(command));
        headline.setText(headline(command));
        boolean undoing = command.undoes().isPresent();
        lines.show(command.answers().stream()
                .map(answer -> new Line(answer, undoing, words.apply(answer)))
                .toList());
    }

    /** {@code In kernel on 6/6 · 46 ms}, or what is missing or refused. */
    static String headline(CommandState command) {
        if (!command.problem().isEmpty()) {
            return command.problem();
        }
        if (command.trial().isPresent()) {
            return CanaryPane.phase(command.trial().get());
        }
        int nodes = command.answers().size();
        if (nodes == 0) {
            return ""; // Nobody's receipt is waited for: an orchestrator answers in its own way.
        }
        long refused = command.count(Outcome.REFUSED);
        long drilled = command.count(Outcome.DRILLED);
        long done = drilled + command.count(command.dryRun() ? Outcome.CHECKED : Outcome.APPLIED);
        String share = done(command, drilled) + " " + done + "/" + nodes
                + (done > 0 ? " · " + millis(command.slowestMillis()) : "");
        long missing = command.count(Outcome.MISSING);
        long unverified = command.count(Outcome.UNVERIFIED);
        long held = command.count(Outcome.HELD);
        if (held > 0) {
            return share + " · " + Messages.of("blocks.receipts.held", held);
        }
        if (refused > 0) {
            return share + " · " + Messages.of("blocks.receipts.refused", refused);
        }
        if (missing > 0) {
            return share + " · " + Messages.of("blocks.receipts.missing", missing);
        }
        return unverified > 0 ? share + " · " + Messages.of("blocks.receipts.unverified", unverified) : share;
    }

    /** What was undone must not read as if it were in force. */
    private static String done(CommandState command, long drilled) {
        if (command.dryRun()) {
            return Messages.of("blocks.receipts.would");
        }
        return Messages.of(
                drilled > 0
                        ? "blocks.receipts.drilled"
                        : command.undoes().isPresent() ? "blocks.receipts.undone" : "blocks.receipts.kernel");
    }

    static Outcome worst(CommandState command) {
        if (command.trial().isPresent()) {
            return CanaryPane.worst(command.trial().get());
        }
        if (!command.problem().isEmpty() || command.count(Outcome.MISSING) > 0) {
            return Outcome.MISSING;
        }
        if (command.count(Outcome.REFUSED) > 0) {
            return Outcome.REFUSED;
        }
        if (command.count(Outcome.HELD) > 0) {
            return Outcome.HELD;
        }
        if (command.count(Outcome.UNVERIFIED) > 0) {
            return Outcome.UNVERIFIED;
        }
        return command.isSettled() ? Outcome.APPLIED : Outcome.WAITING;
    }

    private static VBox line(Line told) {
        Answer answer = told.answer();
        Pill pill = new Pill();
        boolean undone = answer.outcome() == Outcome.APPLIED && told.undoing();
        pill.show(undone ? Messages.of("blocks.outcome.undone") : word(answer.outcome()), tone(answer.outcome()));
        HBox row = Texts.row(
                8,
                Texts.label(answer.nodeId(), "figure"),
                Texts.spacer(),
                Texts.label(answer.afterMillis() < 0 ? "" : millis(answer.afterMillis()), "figure", "muted"),
                pill);
        row.setId("receipt-" + answer.nodeId().replace('/', '-'));
        VBox line = new VBox(2, row);
        if (!told.words().isEmpty()) {
            Label text = Texts.label(told.words(), "muted", "receipt-text");
            text.setWrapText(true);
            line.getChildren().add(text);
        }
        return line;
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case WAITING -> Messages.of("blocks.outcome.waiting");
            case HELD -> Messages.of("blocks.outcome.held");
            case APPLIED -> Messages.of("blocks.outcome.applied");
            case CHECKED -> Messages.of("blocks.outcome.checked");
            case DRILLED -> Messages.of("blocks.outcome.drilled");
            case UNVERIFIED -> Messages.of("blocks.outcome.unverified");
            case REFUSED -> Messages.of("blocks.outcome.refused");
            case SUPERSEDED -> Messages.of("blocks.outcome.superseded");
            case MISSING -> Messages.of("blocks.outcome.missing");
        };
    }

    private static String tone(Outcome outcome) {
        return switch (outcome) {
            case APPLIED, CHECKED, DRILLED -> "good";
            case WAITING, SUPERSEDED -> "quiet";
            case UNVERIFIED, REFUSED, HELD -> "warn";
            case MISSING -> "bad";
        };
    }

    private static String millis(double millis) {
        return millis < 10 ? Figures.tenths(millis) + " ms" : Figures.grouped(millis) + " ms";
    }
}
