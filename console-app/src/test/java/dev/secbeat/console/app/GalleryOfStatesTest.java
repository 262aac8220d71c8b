// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.AuditBoard;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.settings.Look;
import dev.secbeat.console.testing.PastRates;
import dev.secbeat.console.view.settings.ProfilesPane;
import dev.secbeat.node.api.NodeStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.TableView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States that one meets seldom, and pages in the looks and sizes that {@link GalleryTest} leaves out, as pictures. */
class GalleryOfStatesTest {
    @TempDir
    private Path folder;

    @AfterEach
    void speakEnglishAgain() {
        Desk.speakEnglish();
    }

    private static void choose(Desk desk, String table, int row) {
        Fx.run(() -> ((TableView<?>) desk.node(table)).getSelectionModel().select(row));
    }

    private static void samples(Desk desk) {
        GalleryTest.go(desk, "samples");
        choose(desk, "#samples-table", 6);
    }

    private static void audit(Desk desk) {
        GalleryTest.go(desk, "audit");
        choose(desk, "#audit-table", 1);
    }

    private static void region(Desk desk) {
        GalleryTest.go(desk, "map");
        Fx.run(() -> desk.window.carryOut(new Intent.OpenRegion("apac", "")));
    }

    private static void node(Desk desk) {
        GalleryTest.offer(desk, Exhibits.node());
        GalleryTest.go(desk, "node");
    }

    @Test
    void otherThemes() throws IOException {
        try (Desk desk = GalleryTest.open(Look.CONTRAST, 1280, 800)) {
            samples(desk);
            Gallery.hang(Picture.SAMPLES_CONTRAST, desk, Look.CONTRAST);
            audit(desk);
            Gallery.hang(Picture.AUDIT_CONTRAST, desk, Look.CONTRAST);
            region(desk);
            Gallery.hang(Picture.REGION_CONTRAST, desk, Look.CONTRAST);
            node(desk);
            Gallery.hang(Picture.NODE_CONTRAST, desk, Look.CONTRAST);
            GalleryTest.rates(desk, PastRates::withAGap);
            Gallery.hang(Picture.THROUGHPUT_CONTRAST, desk, Look.CONTRAST);
        }
        try (Desk desk = GalleryTest.open(Look.LIGHT, 1280, 800)) {
            samples(desk);
            Gallery.hang(Picture.SAMPLES_LIGHT, desk, Look.LIGHT);
            region(desk);
            Gallery.hang(Picture.REGION_LIGHT, desk, Look.LIGHT);
            node(desk);
            Gallery.hang(Picture.NODE_LIGHT, desk, Look.LIGHT);
        }
    }

    @Test
    void otherSizes() throws IOException {
        try (Desk desk = GalleryTest.open(Look.DARK, 1000, 700)) {
            GalleryTest.go(desk, "failover");
            Gallery.hang(Picture.FAILOVER_SMALL, desk, Look.DARK);
            samples(desk);
            Gallery.hang(Picture.SAMPLES_SMALL, desk, Look.DARK);
            audit(desk);
            Gallery.hang(Picture.AUDIT_SMALL, desk, Look.DARK);
        }
        try (Desk desk = GalleryTest.open(Look.DARK, 1920, 1080)) {
            samples(desk);
            Gallery.hang(Picture.SAMPLES_WIDE, desk, Look.DARK);
            audit(desk);
            Gallery.hang(Picture.AUDIT_WIDE, desk, Look.DARK);
            region(desk);
            Gallery.hang(Picture.REGION_WIDE, desk, Look.DARK);
        }
    }

    /** A fleet in which nothing happens, and which nobody steers. */
    private static SampleFleet quiet() {
        SampleFleet fleet = new SampleFleet().calm();
        for (String region : List.of("us-east", "eu-west", "apac")) {
            fleet.region(region, 2, 30_000, 0, NodeStatus.Health.HEALTHY);
        }
        fleet.lags("us-east", "eu-west", 92);
        fleet.lags("us-east", "apac", 188);
        fleet.lags("eu-west", "apac", 231);
        fleet.offer(new Update.Rights(Access.operator("production")));
        fleet.connected(true);
        fleet.run(61);
        return fleet;
    }

    @Test
    void nothingIsWrongAndNothingIsThere() throws IOException {
        try (Desk desk = Desk.over(Fx.call(GalleryOfStatesTest::quiet), Look.DARK, 1280, 800)) {
            desk.run(1);
            Gallery.hang(Picture.FIRST_SCREEN_CALM, desk, Look.DARK);
            for (Picture picture : List.of(
                    Picture.COUNTERS_EMPTY, Picture.BLOCKS_EMPTY, Picture.FAILOVER_UNTOLD, Picture.SAMPLES_EMPTY)) {
                GalleryTest.go(desk, picture.page());
                desk.run(1);
                Gallery.hang(picture, desk, Look.DARK);
            }
        }
    }

    @Test
    void whatIsOldOrMayNotBeDone() throws IOException {
        try (Desk desk = GalleryTest.open(Look.DARK, 1280, 800)) {
            GalleryTest.offer(desk, new Update.Rights(Access.readOnly("guest", Messages.of("link.no-key"))));
            Gallery.hang(Picture.FIRST_SCREEN_READ_ONLY, desk, Look.DARK);
            Fx.run(() -> desk.fleet.overload(1_200));
            Gallery.hang(Picture.OVERLOADED, desk, Look.DARK);
            Fx.run(() -> desk.fleet.silence(25));
            GalleryTest.go(desk, "blocks");
            Gallery.hang(Picture.BLOCKS_STALE, desk, Look.DARK);
            GalleryTest.go(desk, "failover");
            Gallery.hang(Picture.FAILOVER_STALE, desk, Look.DARK);
        }
    }

    @Test
    void aTrailThatWasChangedOrCannotBeRead() throws IOException {
        try (Desk desk = GalleryTest.open(Look.DARK, 1280, 800)) {
            GalleryTest.go(desk, "audit");
            AuditBoard board =
                    Fx.call(() -> desk.window.model().actions().audit().get());
            AuditBoard.Flaw flaw = new AuditBoard.Flaw(
                    "eu-west/node-1", "CHANGED", 1_204, "the record is not the one its hash was made of");
            AuditBoard changed = new AuditBoard(
                    AuditBoard.Phase.READ,
                    "",
                    board.orders(),
                    board.records(),
                    board.writers(),
                    List.of(flaw),
                    0,
                    board.readAtMillis());
            GalleryTest.offer(desk, new Update.Audited(changed));
            desk.run(1);
            Gallery.hang(Picture.AUDIT_CHANGED, desk, Look.DARK);
            GalleryTest.offer(desk, new Update.Audited(board.away("no answer from the stream within 5 s")));
            desk.run(1);
            Gallery.hang(Picture.AUDIT_AWAY, desk, Look.DARK);
        }
    }

    @Test
    void aPlanThatIsRefused() throws IOException {
        try (Desk desk = GalleryTest.open(Look.DARK, 1280, 900)) {
            GalleryTest.go(desk, "failover");
            Fx.run(() -> desk.window.carryOut(new Intent.OpenFailoverDialog("eu-west")));
            Fx.run(((Button) desk.node("#failover-ask"))::fire);
            Intent.Act asked = (Intent.Act) desk.acts.getLast();
            GalleryTest.offer(desk, new Exhibits(desk.fleet).refusedPlan(asked.id()));
            Gallery.hang(Picture.FAILOVER_REFUSED, desk, Look.DARK);
        }
    }

    @Test
    void aRecordingThatIsDamaged() throws IOException {
        byte[] bytes = Files.readAllBytes(IncidentSource.sample().open());
        for (int i = bytes.length / 2; i < bytes.length / 2 + 64; i++) {
            bytes[i] ^= 0x5a;
        }
        Path file = Files.write(folder.resolve("incident-2026-11-26.secbeat"), bytes);
        try (Screening screening = Screening.open(IncidentSource.of(file), Look.DARK, 1280, 800)) {
            screening.middle();
            Gallery.hang(Picture.INCIDENT_DAMAGED, screening.root(), Look.DARK);
        }
    }

    @Test
    void profilesWithTheirKeysInTheKeychain() throws IOException {
        try (Desk desk = Desk.open(1280, 800).run(3)) {
            Fx.run(() -> desk.window
                    .shell()
                    .openSheet(Messages.of("settings.profiles"), new ProfilesPane(new KnownProfiles())));
            Gallery.hang(Picture.PROFILES_KEYCHAIN, desk, Look.DARK);
        }
    }
}
