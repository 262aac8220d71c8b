// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.settings.Layout;
import dev.secbeat.console.settings.LayoutBook;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.settings.ProfileBook;
import dev.secbeat.console.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * What the console remembers of this person. Read once, before the first window; from then on the FX thread changes what
 * is in memory, and one background thread writes it.
 */
final class SettingsHome implements AutoCloseable {
    private final Path folder;
    private final SettingsFile<Preferences> preferencesFile;
    private final SettingsFile<ProfileBook> profilesFile;
    private final SettingsFile<LayoutBook> layoutsFile;
    private final List<String> troubles = new ArrayList<>();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("settings").daemon().factory());
    private volatile Consumer<String> onTrouble = System.err::println;
    private Preferences preferences;
    private ProfileBook profiles;
    private LayoutBook layouts;

    /** Reads all files in {@code folder}; what was wrong with them is in {@link #troubles}. */
    SettingsHome(Path folder) {
        this.folder = folder;
        preferencesFile = Preferences.in(folder);
        profilesFile = ProfileBook.in(folder);
        layoutsFile = LayoutBook.in(folder);
        preferences = read(preferencesFile);
        profiles = read(profilesFile);
        layouts = read(layoutsFile);
    }

    Path folder() {
        return folder;
    }

    /** What could not be understood when the files were read. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    /** Takes, on the background thread, what goes wrong from now on. */
    void onTrouble(Consumer<String> listener) {
        onTrouble = listener;
    }

    Preferences preferences() {
        return preferences;
    }

    void set(Preferences next) {
        preferences = next;
        write(preferencesFile, next);
    }

    ProfileBook profiles() {
        return profiles;
    }

    void set(ProfileBook next) {
        profiles = next;
        write(profilesFile, next);
    }

    Layout layout(String profile) {
        return layouts.of(profile);
    }

    void setLayout(String profile, Layout next) {
        if (!layouts.of(profile).equals(next)) {
            layouts = layouts.with(profile, next);
            write(layoutsFile, layouts);
        }
    }

    /** Runs something that needs a file, in turn with what is written; after {@link #close} nothing is written any more. */
    void inBackground(Runnable work) {
        if (!writer.isShutdown()) {
            writer.execute(work);
        }
    }

    /** Waits for what is still being written. */
    @Override
    public void close() {
        writer.close();
    }

    private <T> T read(SettingsFile<T> file) {
        SettingsFile.Loaded<T> loaded = file.load();
        troubles.addAll(loaded.troubles());
        return loaded.value();
    }

    private <T> void write(SettingsFile<T> file, T value) {
        inBackground(() -> {
            try {
                file.save(value);
            } catch (IOException e) {
                onTrouble.accept(Messages.of("app.settings.unsaved", folder, String.valueOf(e.getMessage())));
            }
        });
    }
}
