// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.InvalidationListener;
import javafx.beans.value.ObservableValue;
import javafx.collections.ObservableList;
import javafx.scene.Node;
import javafx.util.Subscription;

/**
 * Follows the model only while a view is in a window. A hidden view costs nothing so, and one that is closed for good is
 * not held by the model, which lives longer. FX thread only.
 */
public final class Shown {
    private Shown() {}

    /** Shows the value now, whenever it changes while {@code owner} is in a scene, and when it comes into one. */
    public static <T> void follow(Node owner, ObservableValue<T> value, Consumer<? super T> show) {
        show.accept(value.getValue());
        run(owner, () -> value.subscribe(show));
    }

    /** Runs {@code show} now, whenever the list changes while {@code owner} is in a scene, and when it comes into one. */
    public static void follow(Node owner, ObservableList<?> list, Runnable show) {
        show.run();
        run(owner, () -> {
            show.run();
            InvalidationListener listener = changed -> show.run();
            list.addListener(listener);
            return () -> list.removeListener(listener);
        });
    }

    /** Runs {@code begin} each time {@code owner} comes into a scene, and ends what it subscribed to when it leaves. */
    public static void run(Node owner, Supplier<Subscription> begin) {
        Attachment attachment = new Attachment(begin);
        owner.sceneProperty().subscribe(scene -> attachment.set(scene != null));
    }

    private static final class Attachment {
        private final Supplier<Subscription> begin;
        private Optional<Subscription> open = Optional.empty();

        Attachment(Supplier<Subscription> begin) {
            this.begin = begin;
        }

        void set(boolean shown) {
            if (shown && open.isEmpty()) {
                open = Optional.of(begin.get());
            } else if (!shown) {
                open.ifPresent(Subscription::unsubscribe);
                open = Optional.empty();
            }
        }
    }
}
