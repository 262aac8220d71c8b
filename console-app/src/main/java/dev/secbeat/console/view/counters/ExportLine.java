// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.SourceExport;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.view.widget.Forms;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javafx.application.Platform;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;

/** Writes out all held sources that match, and says how far it is, how many it were, or at how many it ended. FX thread. */
final class ExportLine extends Label {
    /** Sources that a clipboard takes at most; a file takes all. */
    static final int MOST_COPIED = 20_000;

    private int last;

    ExportLine() {
        setId("counters-exported");
        getStyleClass().add("muted");
        Forms.show(this, false);
    }

    /** All of them as a table; what is written of it this line tells. */
    CsvSource all(SourceExport found, List<String> regions) {
        int export = ++last;
        return out -> write(found, regions, out, Integer.MAX_VALUE, export);
    }

    /** Puts the first into the clipboard. */
    void copy(SourceExport found, List<String> regions) {
        int export = ++last;
        StringBuilder text = new StringBuilder();
        var _ = CompletableFuture.runAsync(() -> {
            try {
                write(found, regions, text, MOST_COPIED, export);
                Platform.runLater(() -> {
                    ClipboardContent content = new ClipboardContent();
                    content.putString(text.toString());
                    Clipboard.getSystemClipboard().setContent(content);
                });
            } catch (IOException e) {
                // The line has told at how many it ended.
            }
        });
    }

    private void write(SourceExport found, List<String> regions, Appendable out, int most, int export)
            throws IOException {
        int written = 0;
        String how = "counters.export.ended";
        try {
            SourceCsv.head(out, regions);
            for (List<SourceRow> rows = found.next(); !rows.isEmpty() && written < most; rows = found.next()) {
                for (SourceRow row : rows) {
                    SourceCsv.line(out, row, regions);
                }
                written += rows.size();
                tell(export, "counters.export.written", written, found.matching());
            }
            how = written < found.matching() && written >= most ? "counters.export.first" : "counters.export.done";
        } finally {
            tell(export, how, written, found.matching());
        }
    }

    /** Of several exports at a time the one begun last is told of. */
    private void tell(int export, String key, int written, int matching) {
        String text = Messages.of(key, Figures.grouped(written), Figures.grouped(matching));
        Platform.runLater(() -> {
            if (export == last) {
                setText(text);
                Forms.show(this, true);
            }
        });
    }
}
