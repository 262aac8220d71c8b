// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.settings;

import dev.secbeat.console.settings.Credential;
import dev.secbeat.console.settings.Profile;
import dev.secbeat.console.settings.ProfileBook;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the dialog of profiles needs done. Called on the FX thread; answers come on it as well, when they are there. */
public interface ProfileDesk {

    /** The profiles as they are now. */
    ProfileBook book();

    /** Name of the profile in use; empty for none, or for one given on the command line. */
    String inUse();

    /** Name of the platform's keychain; empty when it has none. */
    Optional<String> keychain();

    /** Writes {@code profile} in the place of the one called {@code replaced}, or as a new one. */
    void save(Profile profile, String replaced);

    /** Forgets a profile, and what the keychain holds for it. */
    void remove(Profile profile);

    /** Closes the session there is and connects with this profile. */
    void use(Profile profile);

    /** Tries all of it; {@code done} takes one finding after another. */
    void test(Profile profile, Consumer<Finding> done);

    /** Puts the seed in {@code file} into the keychain; {@code done} takes where it is then, or what went wrong. */
    void keep(Path file, String name, Consumer<Kept> done);

    /** Lets the person choose a file. */
    Optional<Path> chooseFile();

    /**
     * What a test found.
     *
     * @param good whether it is as it should be
     * @param text what was tried and what came of it
     */
    record Finding(boolean good, String text) {}

    /**
     * What became of a seed that was to be kept.
     *
     * @param credential where it is now; empty when that failed
     * @param problems what went wrong; empty when nothing did
     */
    record Kept(Optional<Credential> credential, List<String> problems) {}
}
