// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** Samples of packets as the nodes show them while somebody looks. FX thread only. */
public final class SamplesModel {
    final ReadOnlyObjectWrapper<SampleSummary> summary = new ReadOnlyObjectWrapper<>(SampleSummary.EMPTY);
    final ObservableList<SampleRow> rowList = FXCollections.observableArrayList();
    private final ObservableList<SampleRow> rows = FXCollections.unmodifiableObservableList(rowList);
    private SampleBook book = new SampleBook();

    SamplesModel() {}

    /** The newest samples, newest first, at most 2000; replaced as a whole when others have come. */
    public ObservableList<SampleRow> rows() {
        return rows;
    }

    /** How the showing goes. */
    public ReadOnlyObjectProperty<SampleSummary> summary() {
        return summary.getReadOnlyProperty();
    }

    void forget() {
        book = new SampleBook();
        rowList.clear();
    }

    void drain(SampleFlow.Taken taken, long nowNanos) {
        if (book.accept(taken)) {
            rowList.setAll(book.rows());
        }
        summary.set(book.summary(nowNanos));
    }
}
