// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.secbeat.console.i18n.Messages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fleets a person knows.
 *
 * @param last name of the one used last
 */
public record ProfileBook(List<Profile> profiles, Optional<String> last) {
    /** Profiles kept at most. */
    public static final int MOST = 100;

    /** No fleet yet. */
    public static final ProfileBook EMPTY = new ProfileBook(List.of(), Optional.empty());

    public ProfileBook {
        profiles = List.copyOf(profiles);
    }

    /** The file of this person's profiles in {@code folder}. */
    public static SettingsFile<ProfileBook> in(Path folder) {
        return new SettingsFile<>(folder.resolve("profiles.json"), new Written());
    }

    /** The profile of this name. */
    public Optional<Profile> find(String name) {
        return profiles.stream().filter(profile -> profile.name().equals(name)).findFirst();
    }

    /** The profile used last, if it is still there. */
    public Optional<Profile> lastUsed() {
        return last.flatMap(this::find);
    }

    /**
     * With {@code profile} in the place of the one called {@code replaced}, or at the end. Roots of trust stay where it names none: they
     * are written into the file, and the window does not ask for them.
     */
    public ProfileBook with(Profile profile, String replaced) {
        List<Profile> next = new ArrayList<>(profiles);
        int at = profiles.stream().map(Profile::name).toList().indexOf(replaced);
        if (at >= 0) {
            List<String> roots = profiles.get(at).trustRoots();
            next.set(at, profile.trustRoots().isEmpty() ? profile.withTrustRoots(roots) : profile);
        } else {
            next.add(profile);
        }
        return new ProfileBook(next, last.map(name -> name.equals(replaced) ? profile.name() : name));
    }

    /** Without the one of this name. */
    public ProfileBook without(String name) {
        return new ProfileBook(
                profiles.stream()
                        .filter(profile -> !profile.name().equals(name))
                        .toList(),
                last.filter(used -> !used.equals(name)));
    }

    /** With this one used last. */
    public ProfileBook used(String name) {
        return new ProfileBook(profiles, Optional.of(name));
    }

    private static final class Written implements SettingsFile.Format<ProfileBook> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public ProfileBook standard() {
            return EMPTY;
        }

        @Override
        public void write(ProfileBook book, ObjectNode into) {
            book.last.ifPresent(name -> into.put("last", name));
            ArrayNode list = into.putArray("profiles");
            for (Profile profile : book.profiles) {
                ObjectNode written = list.addObject();
                written.put("name", profile.name());
                ArrayNode servers = written.putArray("nats");
                profile.nats().forEach(servers::add);
                profile.key().ifPresent(key -> write(key, written.putObject("key")));
                profile.operatorKey().ifPresent(key -> write(key, written.putObject("operatorKey")));
                profile.prometheus().ifPresent(address -> written.put("prometheus", address));
                if (!profile.trustRoots().isEmpty()) {
                    ArrayNode roots = written.putArray("trustRoots");
                    profile.trustRoots().forEach(roots::add);
                }
            }
        }

        @Override
        public ProfileBook read(Reading from) {
            List<Profile> profiles = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (Reading written : from.objects("profiles")) {
                String name = written.text("name", "");
                if (name.isBlank() || !names.add(name) || profiles.size() >= MOST) {
                    from.trouble(Messages.of("settings.file.profile", name));
                } else {
                    profiles.add(new Profile(
                            name,
                            written.texts("nats"),
                            credential(written.object("key")),
                            credential(written.object("operatorKey")),
                            written.optional("prometheus"),
                            written.texts("trustRoots")));
                }
            }
            return new ProfileBook(profiles, from.optional("last"));
        }

        private static void write(Credential credential, ObjectNode into) {
            switch (credential) {
                case Credential.InFile(Path file) -> into.put("file", file.toString());
                case Credential.InKeychain(String name) -> into.put("keychain", name);
            }
        }

        private static Optional<Credential> credential(Reading from) {
            Optional<Credential> kept = from.optional("keychain").map(Credential.InKeychain::new);
            return kept.or(() -> from.parsed("file", Optional.<Credential>empty(), Written::file));
        }

        private static Optional<Credential> file(String text) {
            return Optional.of(new Credential.InFile(Path.of(text)));
        }
    }
}
