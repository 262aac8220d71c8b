// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.util.Subscription;

/**
 * Ties what a view hears to whether it is in a window: a hidden view costs nothing, and one that is thrown away is kept by
 * nobody.
 */
public final class WhileShown {
    private final Supplier<Subscription> begin;
    private Subscription heard = Subscription.EMPTY;
    private boolean on;

    private WhileShown(Supplier<Subscription> begin) {
        this.begin = begin;
    }

    /** Runs {@code begin} each time {@code node} comes into a scene, and ends what it subscribed to when it leaves. */
    public static void run(Node node, Supplier<Subscription> begin) {
        WhileShown shown = new WhileShown(begin);
        node.sceneProperty().subscribe(scene -> shown.change(scene != null));
    }

    private void change(boolean now) {
        if (now && !on) {
            heard = begin.get();
        } else if (!now && on) {
            heard.unsubscribe();
            heard = Subscription.EMPTY;
        }
        on = now;
    }
}
