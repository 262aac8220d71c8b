// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.feed.PrometheusTrial;
import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.link.ConnectionTrial;
import dev.secbeat.console.link.FleetProfile;
import dev.secbeat.console.settings.Credential;
import dev.secbeat.console.settings.Keychain;
import dev.secbeat.console.settings.Profile;
import dev.secbeat.console.settings.ProfileBook;
import dev.secbeat.console.settings.SecretException;
import dev.secbeat.console.view.settings.ProfileDesk;
import dev.secbeat.node.cluster.KeyFileException;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.Seed;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/** Does what the dialog of profiles asks for; files, keychain and network in the background. FX thread. */
final class Profiles implements ProfileDesk {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final long LARGEST_SEED = 1_024;

    private final SettingsHome settings;
    private final Optional<Keychain> keychain;
    private final Supplier<String> inUse;
    private final Supplier<Window> owner;
    private final Consumer<Profile> use;

    /** @param use closes the session there is and connects with another profile */
    Profiles(
            SettingsHome settings,
            Optional<Keychain> keychain,
            Supplier<String> inUse,
            Supplier<Window> owner,
            Consumer<Profile> use) {
        this.settings = settings;
        this.keychain = keychain;
        this.inUse = inUse;
        this.owner = owner;
        this.use = use;
    }

    @Override
    public ProfileBook book() {
        return settings.profiles();
    }

    @Override
    public String inUse() {
        return inUse.get();
    }

    @Override
    public Optional<String> keychain() {
        return keychain.map(Keychain::title);
    }

    @Override
    public void save(Profile profile, String replaced) {
        settings.set(settings.profiles().with(profile, replaced));
    }

    @Override
    public void remove(Profile profile) {
        settings.set(settings.profiles().without(profile.name()));
        for (Optional<Credential> credential : List.of(profile.key(), profile.operatorKey())) {
            if (credential.isPresent() && credential.get() instanceof Credential.InKeychain(String name)) {
                settings.inBackground(() -> forget(name));
            }
        }
    }

    @Override
    public void use(Profile profile) {
        use.accept(profile);
    }

    @Override
    public void test(Profile profile, Consumer<Finding> done) {
        var _ = Thread.ofVirtual().name("profile-trial").start(() -> {
            if (!profile.nats().isEmpty()) {
                tryNats(profile, finding -> Platform.runLater(() -> done.accept(finding)));
            }
            profile.prometheus()
                    .map(address -> PrometheusTrial.problem(URI.create(address), PATIENCE)
                            .map(why -> new Finding(false, Messages.of("app.trial.prometheus-bad", address, why)))
                            .orElse(new Finding(true, Messages.of("app.trial.prometheus", address))))
                    .ifPresent(finding -> Platform.runLater(() -> done.accept(finding)));
        });
    }

    @Override
    public void keep(Path file, String name, Consumer<Kept> done) {
        settings.inBackground(() -> {
            Kept kept = keep(file, name);
            Platform.runLater(() -> done.accept(kept));
        });
    }

    @Override
    public Optional<Path> chooseFile() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Messages.of("app.key.choose"));
        return Optional.ofNullable(chooser.showOpenDialog(owner.get())).map(file -> file.toPath());
    }

    /** How a profile's servers are reached with these keys. */
    static FleetProfile reach(Profile profile, SessionKeys keys) {
        Optional<Path> operatorFile = file(profile.operatorKey());
        NatsSettings nats = NatsSettings.of(
                        profile.nats().getFirst(),
                        profile.nats().subList(1, profile.nats().size()),
                        file(profile.key()).or(() -> operatorFile).orElse(Path.of("")))
                .withTrustRoots(profile.trustRoots());
        return new FleetProfile(
                profile.name(), keys.connect().map(nats::withSeed).orElse(nats), operatorFile, keys.operator());
    }

    /** The file a credential is in. */
    static Optional<Path> file(Optional<Credential> credential) {
        return credential.flatMap(where -> switch (where) {
            case Credential.InFile(Path file) -> Optional.of(file);
            case Credential.InKeychain(String name) -> Optional.empty();
        });
    }

    private void tryNats(Profile profile, Consumer<Finding> found) {
        try (SessionKeys keys = SessionKeys.of(profile, keychain)) {
            FleetProfile reached = reach(profile, keys);
            for (ConnectionTrial.Result result :
                    List.of(ConnectionTrial.connect(reached, PATIENCE), ConnectionTrial.sign(reached))) {
                found.accept(new Finding(result.good(), result.text()));
            }
        } catch (KeyFileException e) {
            found.accept(new Finding(false, String.valueOf(e.getMessage())));
        }
    }

    private Kept keep(Path file, String name) {
        char[] seed = new char[0];
        try {
            if (Files.size(file) > LARGEST_SEED) {
                return new Kept(Optional.empty(), List.of(Messages.of("app.key.large", file)));
            }
            seed = characters(Files.readAllBytes(file));
            Seed.of(seed, file.toString()).close(); // only a seed is worth keeping
            keychain.orElseThrow(() -> new KeyFileException(Messages.of("app.keychain.none", name)))
                    .keep(name, seed);
            return new Kept(Optional.of(new Credential.InKeychain(name)), List.of());
        } catch (IOException e) {
            return new Kept(
                    Optional.empty(), List.of(Messages.of("app.key.unreadable", file, String.valueOf(e.getMessage()))));
        } catch (KeyFileException | SecretException e) {
            return new Kept(Optional.empty(), List.of(String.valueOf(e.getMessage())));
        } finally {
            Arrays.fill(seed, '\0');
        }
    }

    private void forget(String name) {
        try {
            if (keychain.isPresent()) {
                keychain.get().forget(name);
            }
        } catch (SecretException e) {
            System.err.println("secbeat console: " + e.getMessage());
        }
    }

    /** Without what stands around it; wipes {@code bytes}. */
    private static char[] characters(byte[] bytes) {
        CharBuffer decoded = StandardCharsets.US_ASCII.decode(ByteBuffer.wrap(bytes));
        Arrays.fill(bytes, (byte) 0);
        int from = 0;
        int to = decoded.length();
        while (from < to && Character.isWhitespace(decoded.get(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(decoded.get(to - 1))) {
            to--;
        }
        char[] text = Arrays.copyOfRange(decoded.array(), from, to);
        Arrays.fill(decoded.array(), '\0');
        return text;
    }
}
