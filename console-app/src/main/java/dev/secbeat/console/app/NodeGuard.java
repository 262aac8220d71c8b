// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.EmbeddedNode;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.view.widget.ConfirmPane;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.stage.Stage;

/** Asks before a node is stopped that runs in this console, for it goes with its fleet's session. FX thread only. */
final class NodeGuard {
    private final Supplier<Optional<FleetModel>> model;
    private final BiConsumer<String, Node> openSheet;
    private final Runnable closeSheet;

    NodeGuard(Supplier<Optional<FleetModel>> model, BiConsumer<String, Node> openSheet, Runnable closeSheet) {
        this.model = model;
        this.openSheet = openSheet;
        this.closeSheet = closeSheet;
    }

    /** Closing this window is a step as well. */
    void guard(Stage stage) {
        stage.setOnCloseRequest(event -> {
            if (node().isPresent()) {
                event.consume();
                before(stage::close);
            }
        });
    }

    /** Goes on at once where no node runs here, else when the person agrees that it stops. */
    void before(Runnable step) {
        node().ifPresentOrElse(
                        node -> openSheet.accept(
                                Messages.of("app.node.ask", node.name().isEmpty() ? node.file() : node.name()),
                                new ConfirmPane(
                                        Messages.of("app.node.detail"),
                                        Messages.of("app.node.stop"),
                                        step,
                                        closeSheet)),
                        step);
    }

    private Optional<EmbeddedNode> node() {
        return model.get()
                .map(known -> known.actions().embedded().get())
                .filter(node ->
                        node.phase() == EmbeddedNode.Phase.RUNNING || node.phase() == EmbeddedNode.Phase.STARTING);
    }
}
