// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A view that is made when it is first wanted, and kept: a page that nobody has looked at costs a start nothing. FX thread
 * only.
 */
final class OnDemand<V> {
    private final Supplier<V> maker;
    private Optional<V> made = Optional.empty();

    OnDemand(Supplier<V> maker) {
        this.maker = maker;
    }

    V get() {
        V view = made.orElseGet(maker);
        made = Optional.of(view);
        return view;
    }
}
