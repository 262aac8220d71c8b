// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import java.util.Optional;
import java.util.function.Consumer;
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
        whileShown(owner, () -> value.subscribe(show));
    }

    /** Runs {@code show} now, whenever the list changes while {@code owner} is in a scene, and when it comes into one. */
    public static void follow(Node owner, ObservableList<?> list, Runnable show) {
        show.run();
        whileShown(owner, () -> {
            show.run();
            InvalidationListener listener = changed -> show.run();
            list.addListener(listener);
            return () -> list.removeListener(listener);
        });
    }

    private static void whileShown(Node owner, Link link) {
        Attachment attachment = new Attachment(link);
        owner.sceneProperty().subscribe(scene -> attachment.set(scene != null));
    }

    /** Begins to listen. */
    private interface Link {
        Subscription open();
    }

    private static final class Attachment {
        private final Link link;
        private Optional<Subscription> open = Optional.empty();

        Attachment(Link link) {
            this.link = link;
        }

        void set(boolean shown) {
            if (shown && open.isEmpty()) {
                open = Optional.of(link.open());
            } else if (!shown) {
                open.ifPresent(Subscription::unsubscribe);
                open = Optional.empty();
            }
        }
    }
}
