// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import java.io.IOException;

/** A table as comma-separated values, however long: written bit by bit. */
@FunctionalInterface
public interface CsvSource {
    /** Writes all of it, once; not on the FX thread, for it may take minutes. */
    void writeTo(Appendable out) throws IOException;
}
