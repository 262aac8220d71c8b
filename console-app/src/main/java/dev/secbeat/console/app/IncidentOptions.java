// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What to record, or to replay instead of a fleet.
 *
 * @param record file that everything is recorded to from the start
 * @param replay recording to show
 * @param isSample whether to show the recording that is shipped
 * @param span how long the console runs
 * @param folder where recordings go that nobody names
 */
record IncidentOptions(
        Optional<Path> record, Optional<Path> replay, boolean isSample, Optional<Duration> span, Path folder) {
    static final String USAGE = """
              --record FILE            record everything to FILE from the start; it must not be there yet
              --for TIME               end after TIME, such as 60s or 5m
              --recordings DIR         where recordings go that an alert or the Record button begins
              --replay FILE            show a recording instead of a fleet: no fleet, no root, any system
              --replay-sample          show the recording that comes with the console""";

    /** How names of recordings end. */
    static final String EXTENSION = ".sbincident";

    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})([smh])");

    boolean isReplay() {
        return isSample || replay.isPresent();
    }

    /** Options as they come. */
    static final class Draft {
        private @Nullable Path record;
        private @Nullable Path replay;
        private @Nullable Path folder;
        private @Nullable Duration span;
        private boolean sample;

        /** Takes an option without a value; returns whether it was one. */
        boolean takesAlone(String option) {
            boolean own = option.equals("--replay-sample");
            sample |= own;
            return own;
        }

        /** Takes an option; returns whether it is known here. */
        boolean take(String option, String value) throws UsageException {
            switch (option) {
                case "--record" -> record = Path.of(value);
                case "--replay" -> replay = Path.of(value);
                case "--recordings" -> folder = Path.of(value);
                case "--for" -> span = time(value);
                default -> {
                    return false;
                }
            }
            return true;
        }

        IncidentOptions finish() throws UsageException {
            if (record != null && Files.exists(record)) {
                throw new UsageException("The file " + record + " is there already and is not written over."
                        + " Name another one for --record.");
            }
            if (replay != null && !Files.isReadable(replay)) {
                throw new UsageException("The recording " + replay + " cannot be read by this user."
                        + " Name one that 'secbeat console --record' has written, or use --replay-sample.");
            }
            if (replay != null && sample) {
                throw new UsageException("Either --replay FILE or --replay-sample, not both.");
            }
            return new IncidentOptions(
                    Optional.ofNullable(record),
                    Optional.ofNullable(replay),
                    sample,
                    Optional.ofNullable(span),
                    folder == null
                            ? standard(System.getProperty("os.name", ""), System.getProperty("user.home", "."))
                            : folder);
        }

        private static Duration time(String text) throws UsageException {
            Matcher matcher = TIME.matcher(text);
            if (!matcher.matches()) {
                throw new UsageException("The time '" + text + "' is wrong: write it as 60s, 5m or 1h.");
            }
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
            };
        }
    }

    /** Where a person's own data belongs on this system. */
    static Path standard(String system, String home) {
        if (system.startsWith("Windows")) {
            return environment("LOCALAPPDATA", Path.of(home, "AppData", "Local"))
                    .resolve("SecBeat")
                    .resolve("incidents");
        }
        return system.startsWith("Mac")
                ? Path.of(home, "Library", "Application Support", "SecBeat", "incidents")
                : environment("XDG_DATA_HOME", Path.of(home, ".local", "share"))
                        .resolve("secbeat")
                        .resolve("incidents");
    }

    private static Path environment(String name, Path otherwise) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? otherwise : Path.of(value);
    }
}
