// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.Update;
import java.io.IOException;
import javafx.scene.control.Labeled;
import javafx.scene.text.Text;
import org.junit.jupiter.api.Test;

/** In the smallest window what to do about an alert, and as whom, is read to its end. */
class NarrowWindowTest {
    private static void assertWhole(Desk desk, String selector) {
        Fx.run(() -> {
            Labeled label = (Labeled) desk.node(selector);
            assertThat(((Text) label.lookup(".text")).getText().replace("\n", " "))
                    .as(selector)
                    .isEqualTo(label.getText());
        });
    }

    @Test
    void adviceAndProfileAreNotCut() throws IOException {
        try (Desk desk = Desk.open(1000, 700).run(20)) {
            Fx.run(() -> {
                desk.fleet.takeDown("apac");
                desk.fleet.run(40);
            });
            Fx.until("told", () -> desk.label("#banner-text").startsWith("No node answers Prometheus"));
            desk.picture("narrow");
            assertWhole(desk, "#banner-text");
            assertWhole(desk, "#banner-title");
            assertWhole(desk, "#top-profile");
        }
    }

    @Test
    void aLongNameIsCutInItsMiddle() {
        try (Desk desk = Desk.open(1000, 700).run(3)) {
            Fx.run(() -> {
                desk.fleet.offer(new Update.Rights(Access.operator("production-of-the-whole-of-europe")));
                desk.fleet.run(1);
            });
            Fx.run(() -> {
                desk.window.root().layout();
                String shown = ((Text) desk.node("#top-profile").lookup(".text")).getText();
                assertThat(shown).startsWith("production").endsWith("operator");
            });
        }
    }
}
