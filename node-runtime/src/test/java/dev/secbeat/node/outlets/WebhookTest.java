// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Notice;
import dev.secbeat.node.outlets.OutletSettings.Webhook;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.Backoff;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries to a real HTTP server that takes them, refuses them, sticks, redirects or is away. */
class WebhookTest {
    private static final OutletKey KEY = new OutletKey(Optional.of("s3cret"), Optional.empty());
    private static final Set<Notice.Kind> ALL = EnumSet.allOf(Notice.Kind.class);
    private static final long DEAD_BYTES = 2_000;

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Receiver receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = new Receiver();
        open.add(receiver);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private Outlet outlet(URI url, OutletKey key, Set<Notice.Kind> kinds, int queue, int tries, long wholeMillis) {
        OutletSettings settings =
                new OutletSettings("siem", new Webhook(url, key), kinds, queue, tries, new Backoff(1, 2));
        Outlet outlet = new Outlet(
                settings,
                new WebhookSender((Webhook) settings.target(), NodeClock.system(), wholeMillis),
                new DeadLetters(folder, "siem", DEAD_BYTES),
                new WaitingFile(folder, "siem"),
                NodeClock.system(),
                () -> 0.5);
        open.add(outlet);
        return outlet;
    }

    private Outlet started(int queue, int tries) {
        Outlet outlet = outlet(receiver.url(), KEY, ALL, queue, tries, 30_000);
        outlet.start();
        return outlet;
    }

    private static String id(int number) {
        return Delivery.of(Notices.block(number)).id().toString();
    }

    private static void offer(Outlet outlet, int from, int to) {
        IntStream.range(from, to).forEach(i -> outlet.offer(Delivery.of(Notices.block(i))));
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(WebhookTest::id).toList();
    }

    @Test
    void aDeliveryIsSignedOverItsTimeAndBody() throws GeneralSecurityException {
        started(10, 1).offer(Delivery.of(Notices.block(7)));
        Await.until("it arrives", () -> receiver.posted.size() == 1);
        Receiver.Posted posted = receiver.posted.getFirst();
        assertThat(posted.method() + " " + posted.path()).isEqualTo("POST /hook");
        assertThat(posted.header("Content-Type")).isEqualTo("application/json");
        assertThat(posted.body())
                .isEqualTo("{\"id\":\"" + id(7) + "\",\"notice\":{\"kind\":\"blocked\",\"node\":\"us-east/edge-1\","
                        + "\"epochMillis\":1700000000123,\"event\":{\"node\":\"us-east/edge-1\","
                        + "\"epochMillis\":1700000000123,\"type\":\"enforced\",\"prefix\":\"192.0.0.7\",\"origin\":\"RATE_LIMIT\","
                        + "\"active\":true,\"version\":7,\"decidedAtNanos\":1,\"enforcedAtNanos\":2}}}");
        Matcher signature = Pattern.compile("t=(\\d+),v1=([0-9a-f]{64})").matcher(posted.header("X-SecBeat-Signature"));
        assertThat(signature.matches()).isTrue();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        mac.update(signature.group(1).getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) '.');
        assertThat(signature.group(2))
                .isEqualTo(HexFormat.of().formatHex(mac.doFinal(posted.body().getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void theSignatureIsThatOfAKnownExample() {
        byte[] key = "Jefe".getBytes(StandardCharsets.US_ASCII); // HMAC_SHA256("Jefe", "1.x"), by OpenSSL.
        assertThat(Signature.of(key, 1, new byte[] {'x'}))
                .isEqualTo("t=1,v1=2f7ccbd0f043456ad29514b2d24a8aa345ec6673a5db1b44e91c8ac99d1841e3");
    }

    @Test
    void whatIsRefusedIsTriedAgainByTheSameIdAndInOrder() {
        receiver.answers(number -> number < 4 ? 503 : 200);
        Outlet outlet = started(10, 5);
        offer(outlet, 0, 2);
        Await.until("both arrive", () -> outlet.figures().delivered() == 2);
        assertThat(receiver.ids()).containsExactly(id(0), id(0), id(0), id(0), id(1));
        assertThat(outlet.figures().retries()).isEqualTo(3);
        assertThat(outlet.figures().dead()).isZero();
    }

    @Test
    void whatIsNeverTakenBecomesADeadLetterAndTheNextGoesOn() throws IOException {
        receiver.answers(number -> number <= 3 ? 500 : 200);
        Outlet outlet = started(10, 3);
        offer(outlet, 0, 2);
        Await.until("the second arrives", () -> outlet.figures().delivered() == 1);
        assertThat(outlet.figures().dead()).isEqualTo(1);
        assertThat(receiver.ids()).containsExactly(id(0), id(0), id(0), id(1));
        assertThat(Files.readAllLines(folder.resolve("siem.dead")))
                .singleElement()
                .asString()
                .contains("\"tries\":3", "\"problem\":\"it answered with status 500\"", "\"body\":{\"id\":\"" + id(0));
    }

    @Test
    void deadLettersAreBounded() throws IOException {
        receiver.answers(_ -> 400);
        Outlet outlet = started(100, 1);
        offer(outlet, 0, 60);
        Await.until("all are given up", () -> outlet.figures().dead() == 60);
        assertThat(Files.size(folder.resolve("siem.dead"))).isBetween(1L, DEAD_BYTES);
        assertThat(Files.size(folder.resolve("siem.dead.1"))).isBetween(1L, DEAD_BYTES);
        assertThat(Files.readString(folder.resolve("siem.dead"))).contains(id(59));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void noRedirectionIsFollowed() throws IOException {
        try (Receiver other = new Receiver()) {
            receiver.answers(_ -> 307);
            receiver.sends("Location", other.url().toString());
            Outlet outlet = started(10, 2);
            offer(outlet, 0, 1);
            Await.until("it is given up", () -> outlet.figures().dead() == 1);
            assertThat(other.posted).isEmpty();
            assertThat(receiver.posted).hasSize(2);
        }
    }

    @Test
    void aReceiverThatSticksSlowsNobodyAndWhatFindsNoRoomIsCounted() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        receiver.answers(_ -> {
            stuck.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 200;
        });
        Outlet outlet = started(5, 1);
        offer(outlet, 0, 1);
        stuck.await();
        offer(outlet, 1, 1_000); // Returns, though nothing is taken.
        assertThat(outlet.waiting()).isEqualTo(5);
        assertThat(outlet.figures().dropped()).isEqualTo(994);
        go.countDown();
        Await.until("what waited arrives", () -> outlet.figures().delivered() == 6);
        assertThat(receiver.ids()).isEqualTo(ids(0, 6));
    }

    @Test
    void anAnswerThatNeverComesIsAFailure() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("http://127.0.0.1:" + mute.getLocalPort() + "/");
            Outlet outlet = outlet(url, KEY, ALL, 10, 2, 100);
            outlet.start();
            offer(outlet, 0, 1);
            Await.until("it is given up", () -> outlet.figures().dead() == 1);
            assertThat(outlet.figures().retries()).isEqualTo(1);
        }
    }

    @Test
    void whatWaitsOutlivesARestartInItsOrder() throws IOException, InterruptedException {
        URI url = receiver.url();
        receiver.close();
        Outlet outlet = outlet(url, KEY, ALL, 100, Integer.MAX_VALUE, 30_000);
        outlet.start();
        offer(outlet, 0, 20);
        Await.until("it is tried", () -> outlet.figures().retries() > 0);
        outlet.close();
        assertThat(Files.readAllLines(folder.resolve("siem.waiting"))).hasSize(20);

        receiver = new Receiver();
        open.add(receiver);
        Outlet again = started(100, 1);
        offer(again, 20, 22);
        Await.until("all arrive", () -> again.figures().delivered() == 22);
        assertThat(receiver.ids()).isEqualTo(ids(0, 22));
        assertThat(folder.resolve("siem.waiting")).doesNotExist();
    }

    @Test
    void aTornWaitingFileGivesWhatIsWholeInIt() throws IOException {
        WaitingFile file = new WaitingFile(folder, "siem");
        List<Delivery> all = IntStream.range(0, 3)
                .mapToObj(i -> Delivery.of(Notices.block(i)))
                .toList();
        assertThat(file.save(all)).isTrue();
        Path kept = folder.resolve("siem.waiting");
        String text = Files.readString(kept);
        Files.writeString(kept, text.substring(0, text.lastIndexOf('\t') - 3));
        assertThat(file.take(10)).isEqualTo(all.subList(0, 2));
        assertThat(file.take(10)).isEmpty();
        assertThat(file.save(all)).isTrue();
        assertThat(file.take(1)).isEqualTo(all.subList(0, 1));
    }

    @Test
    void onlyTheKindsThatWereAskedForAreSent() {
        Outlet outlet = outlet(receiver.url(), KEY, EnumSet.of(Notice.Kind.TROUBLE), 10, 1, 30_000);
        outlet.start();
        offer(outlet, 0, 3);
        Delivery trouble = Delivery.of(Notices.trouble("it hurts"));
        outlet.offer(trouble);
        Await.until("it arrives", () -> outlet.figures().delivered() == 1);
        assertThat(receiver.ids()).containsExactly(trouble.id().toString());
        assertThat(outlet.figures().dropped()).isZero();
    }

    @Test
    void aSecretIsReadAnewFromItsFileAndNeverShown() throws IOException {
        Path file = folder.resolve("secret");
        OutletKey key = new OutletKey(Optional.empty(), Optional.of(file));
        assertThat(new Webhook(receiver.url(), KEY).toString()).doesNotContain("s3cret");
        Outlet outlet = outlet(receiver.url(), key, ALL, 10, 1, 30_000);
        outlet.start();
        offer(outlet, 0, 1);
        Await.until("without a secret nothing is sent", () -> outlet.figures().dead() == 1);
        assertThat(receiver.posted).isEmpty();
        Files.writeString(file, "s3cret\n");
        offer(outlet, 1, 2);
        Await.until("it arrives", () -> receiver.posted.size() == 1);
        Receiver.Posted posted = receiver.posted.getFirst();
        long seconds = Long.parseLong(posted.header("X-SecBeat-Signature").replaceAll("t=(\\d+),.*", "$1"));
        assertThat(posted.header("X-SecBeat-Signature"))
                .isEqualTo(Signature.of(
                        "s3cret".getBytes(StandardCharsets.US_ASCII),
                        seconds,
                        posted.body().getBytes(StandardCharsets.UTF_8)));
    }
}
