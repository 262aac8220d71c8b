// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionSubjects;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.control.Reach;
import dev.secbeat.node.support.Await;
import io.nats.client.Connection;
import io.nats.client.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real server lets people publish and hear who may command and watch one region alone. */
class RegionPermissionsTest {
    private static final Duration FLUSH = Duration.ofSeconds(20);
    private static final List<RegionId> FLEET = List.of(EAST.region(), WEST.region());
    private static final Reach EASTERN = new Reach(List.of(EAST.region()), 16, 32);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private NatsServerProcess server;
    private Keys fleetwide;
    private Keys operator;
    private Keys viewer;
    private Keys admin;
    private Keys all;

    @BeforeEach
    void startServer() {
        fleetwide = Keys.create(folder, "fleetwide");
        operator = Keys.create(folder, "operator");
        viewer = Keys.create(folder, "viewer");
        admin = Keys.create(folder, "admin");
        all = Keys.create(folder, "all");
        server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(
                        NatsUser.operator(fleetwide.publicKey(), "alice").within(new Reach(List.of(), 16, 32), FLEET),
                        NatsUser.operator(operator.publicKey(), "olga").within(EASTERN, FLEET),
                        NatsUser.viewer(viewer.publicKey(), "vera").within(EASTERN, FLEET),
                        NatsUser.admin(admin.publicKey(), "ada").within(EASTERN, FLEET),
                        new NatsUser(all.publicKey(), List.of(">"), List.of(">"), false, "test")));
        open.add(server);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    @Test
    void commandsGoToTheirOwnRegionAlone() throws Exception {
        String[] tried = {
            Subjects.command(new Scope.Fleet()),
            Subjects.command(new Scope.Region(WEST.region())),
            Subjects.command(new Scope.Node(WEST)),
            Subjects.command(new Scope.Region(EAST.region())),
            Subjects.command(new Scope.Node(EAST)),
            Subjects.ASK_FLEET,
            "$JS.API.STREAM.INFO." + Subjects.AUDIT_STREAM
        };
        assertThat(passed(fleetwide, tried)).containsExactly(tried);
        assertThat(passed(operator, tried)).containsExactly(Arrays.copyOfRange(tried, 3, tried.length));
        assertThat(passed(admin, tried)).containsExactly(Arrays.copyOfRange(tried, 3, tried.length));
        assertThat(passed(viewer, tried)).containsExactly(Arrays.copyOfRange(tried, 5, tried.length));
    }

    @Test
    void ofOtherRegionsNothingIsHeard() throws Exception {
        List<String> west = subjects("eu-west");
        List<String> east = subjects("us-east");
        List<String> both = new ArrayList<>(west);
        both.addAll(east);
        both.add(Subjects.command(new Scope.Fleet()));
        both.add(Subjects.FAILOVER_STATE);
        assertThat(west).hasSize(7);
        for (Keys key : List.of(operator, viewer, admin)) {
            assertThat(heard(key, List.of(Subjects.ALL_FAILOVER), both)).containsExactly(Subjects.FAILOVER_STATE);
            assertThat(heard(key, RegionSubjects.KINDS, both))
                    .containsAll(east)
                    .contains(Subjects.command(new Scope.Fleet()))
                    .doesNotContainAnyElementsOf(west);
        }
        assertThat(heard(fleetwide, RegionSubjects.KINDS, both)).containsAll(both.subList(0, both.size() - 1));
    }

    /** What a server keeps from a listener, it looks for only in subscriptions that hold all of it. */
    @Test
    void noOtherSubscriptionLeadsAroundThat() throws Exception {
        List<String> around = new ArrayList<>();
        for (String kind : RegionSubjects.KINDS) {
            String parent = kind.substring(0, kind.length() - 1);
            for (String rest : List.of(
                    "*",
                    "*.*",
                    "*.*.*",
                    "*.>",
                    "*.eu-west",
                    "*.eu-west.*",
                    "*." + WEST.name(),
                    "*.*." + WEST.name(),
                    "eu-west.*",
                    "eu-west.>",
                    "eu-west." + WEST.name(),
                    "node.>",
                    "region.*",
                    "node.*." + WEST.name())) {
                around.add(parent + rest);
            }
        }
        around.addAll(List.of(">", "secbeat.>", "*.v1.receipt.*." + WEST.name(), "secbeat.v1.*.eu-west.*"));
        List<String> west = subjects("eu-west");
        for (String one : around) {
            assertThat(heard(viewer, List.of(one), west)).as(one).isEmpty();
        }
    }

    /** One subject of each kind, of the region or of a node of it that has the same name in all regions. */
    private static List<String> subjects(String region) {
        return RegionSubjects.of(new RegionId(region)).stream()
                .map(subject -> subject.replace("*", WEST.name()))
                .toList();
    }

    /** What {@code key} hears on these subscriptions, of one message on each subject. */
    private List<String> heard(Keys key, List<String> subscriptions, List<String> subjects) throws Exception {
        Connection listener = connect(key);
        List<Subscription> taken =
                subscriptions.stream().map(listener::subscribe).toList();
        listener.flush(FLUSH);
        Connection sender = connect(all);
        subjects.forEach(subject -> sender.publish(subject, new byte[] {1}));
        sender.flush(FLUSH);
        listener.flush(FLUSH); // What the server sent before its answer to this is here.
        List<String> heard = new ArrayList<>();
        for (Subscription one : taken) {
            while (one.getPendingMessageCount() > 0) {
                heard.add(one.nextMessage(FLUSH).getSubject());
            }
        }
        return heard;
    }

    /** The subjects, in order, whose message the server let through. */
    private List<String> passed(Keys key, String... subjects) throws Exception {
        Connection witness = connect(all);
        Subscription heard = witness.subscribe(">");
        witness.flush(FLUSH);
        Connection publisher = connect(key);
        for (String subject : subjects) {
            publisher.publish(subject, new byte[] {1});
        }
        publisher.flush(FLUSH);
        witness.flush(FLUSH);
        List<String> wanted = List.of(subjects);
        List<String> passed = new ArrayList<>();
        while (heard.getPendingMessageCount() > 0) {
            String subject = heard.nextMessage(FLUSH).getSubject();
            if (wanted.contains(subject)) {
                passed.add(subject);
            }
        }
        return passed;
    }

    private Connection connect(Keys key) {
        NatsSession session = new NatsSession(key.settings(server.url()), "test", connection -> {}, state -> {});
        open.add(session);
        session.start();
        Await.until("connected", () -> session.usable().isPresent());
        return session.usable().orElseThrow();
    }
}
