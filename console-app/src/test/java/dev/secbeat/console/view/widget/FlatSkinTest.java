// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.util.WaitForAsyncUtils.asyncFx;
import static org.testfx.util.WaitForAsyncUtils.waitFor;

import dev.secbeat.console.testing.Stages;
import java.util.ArrayList;
import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** A figure that changes costs its text, and neither styles nor, while it is as wide as before, a layout. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class FlatSkinTest {
    private Figure figure;
    private HBox row;

    @Start
    void start(Stage stage) {
        figure = new Figure("1,234", "figure");
        row = new HBox(figure);
        Stages.show(stage, new StackPane(row), 300, 100);
    }

    private Text text() {
        return (Text) figure.getChildrenUnmodifiable().getFirst();
    }

    private void settle() {
        row.getScene().getRoot().applyCss();
        row.getScene().getRoot().layout();
    }

    @Test
    void anotherTextOfTheSameWidthAsksForNoLayout() {
        waitFor(asyncFx(() -> {
            settle();
            figure.setText("5,678");
            assertThat(text().getText()).isEqualTo("5,678");
            assertThat(row.isNeedsLayout()).isFalse();
            figure.setText("15,678");
            assertThat(row.isNeedsLayout()).as("it is wider now").isTrue();
            double before = figure.getWidth();
            settle();
            assertThat(figure.getWidth()).isGreaterThan(before);
        }));
    }

    @Test
    void theTextNodeIsKept() {
        List<Object> changes = new ArrayList<>();
        waitFor(asyncFx(() -> {
            settle();
            figure.getChildrenUnmodifiable().addListener((ListChangeListener<Node>) changes::add);
            Text before = text();
            for (int i = 0; i < 100; i++) {
                figure.setText(Integer.toString(i * i));
            }
            settle();
            assertThat(text()).isSameAs(before);
            assertThat(text().getText()).isEqualTo("9801");
        }));
        assertThat(changes).isEmpty();
    }

    @Test
    void whatHasNoRoomIsCutAndComesBackWithTheRoom() {
        waitFor(asyncFx(() -> {
            figure.setText("a rather long remark");
            figure.setMinWidth(0);
            figure.setMaxWidth(80);
            settle();
            assertThat(text().getText()).startsWith("a r").endsWith("…");
            assertThat(text().getLayoutBounds().getWidth()).isLessThanOrEqualTo(80);
            assertThat(figure.getText()).as("what is told to readers").isEqualTo("a rather long remark");
            figure.setMaxWidth(Double.MAX_VALUE);
            row.setPrefWidth(300);
            settle();
            assertThat(text().getText()).isEqualTo("a rather long remark");
        }));
    }
}
