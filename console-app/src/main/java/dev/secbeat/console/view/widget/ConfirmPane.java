// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import dev.secbeat.console.i18n.Messages;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/**
 * One question before something is done: what it means, the verb that does it, and the way out, which has the cursor: a
 * key pressed once too often does nothing. FX thread only.
 */
public final class ConfirmPane extends VBox {
    /**
     * A pane whose title, the question itself, stands in the sheet that shows it.
     *
     * @param detail what it means
     * @param verb what the button says that does it
     * @param yes does it, after {@code done} has put the question away
     * @param done puts the question away
     */
    public ConfirmPane(String detail, String verb, Runnable yes, Runnable done) {
        super(14);
        setId("confirm-pane");
        getStyleClass().add("sheet-body");
        Label text = Texts.label(detail);
        text.setId("confirm-detail");
        text.setWrapText(true);
        Button go = new Button(verb);
        go.setId("confirm-yes");
        go.setMinWidth(USE_PREF_SIZE);
        go.getStyleClass().add("danger");
        go.setOnAction(click -> {
            done.run();
            yes.run();
        });
        Button leave = new Button(Messages.of("widget.confirm.no"));
        leave.setId("confirm-no");
        leave.setCancelButton(true);
        leave.setMinWidth(USE_PREF_SIZE);
        leave.setOnAction(click -> done.run());
        getChildren().addAll(text, Texts.row(8, Texts.spacer(), leave, go));
    }
}
