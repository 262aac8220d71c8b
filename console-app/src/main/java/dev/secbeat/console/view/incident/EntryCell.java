// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.TimelineEntry;
import dev.secbeat.console.view.widget.Texts;
import java.util.function.LongSupplier;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.javafx.FontIcon;

/** One line of the timeline; what is later than the moment shown is pale. */
final class EntryCell extends ListCell<TimelineEntry> {
    private static final PseudoClass GRAVE = PseudoClass.getPseudoClass("grave");
    private static final PseudoClass LATER = PseudoClass.getPseudoClass("later");

    private final LongSupplier position;
    private final Label time = Texts.label("", "figure", "muted");
    private final FontIcon icon = new FontIcon();
    private final Label kind = Texts.label("", "muted", "entry-kind");
    private final Label title = Texts.label("", "entry-title");
    private final Label detail = Texts.label("", "muted");
    private final HBox row = new HBox(12, time, icon, kind, title, detail);

    EntryCell(LongSupplier position) {
        this.position = position;
        getStyleClass().add("incident-entry");
        row.setAlignment(Pos.CENTER_LEFT);
        time.setMinWidth(Region.USE_PREF_SIZE);
        kind.setMinWidth(86);
        kind.setPrefWidth(86);
        title.setMinWidth(Region.USE_PREF_SIZE);
        HBox.setHgrow(detail, Priority.ALWAYS);
        detail.setMinWidth(0);
        setPrefWidth(0);
    }

    @Override
    protected void updateItem(TimelineEntry entry, boolean empty) {
        super.updateItem(entry, empty);
        boolean none = empty || entry == null;
        setGraphic(none ? null : row);
        setText(null);
        pseudoClassStateChanged(GRAVE, !none && entry.isGrave());
        if (none) {
            setTooltip(null);
            setAccessibleText("");
            pseudoClassStateChanged(LATER, false);
            return;
        }
        long now = position.getAsLong();
        pseudoClassStateChanged(LATER, now >= 0 && entry.epochMillis() > now);
        time.setText(Times.ofDay(entry.epochMillis()));
        icon.setIconCode(Kinds.icon(entry.kind()));
        Texts.style(icon, "ikonli-font-icon", Kinds.style(entry.kind()));
        kind.setText(entry.kind().label());
        title.setText(entry.title());
        detail.setText(entry.detail());
        String all = entry.detail().isEmpty() ? entry.title() : entry.title() + "\n" + entry.detail();
        setTooltip(new Tooltip(all));
        setAccessibleText(time.getText() + " " + kind.getText() + " " + all);
    }
}
