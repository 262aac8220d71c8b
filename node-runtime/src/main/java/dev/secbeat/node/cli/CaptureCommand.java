// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.kernel.CaptureRequest;
import dev.secbeat.node.kernel.PacketCapture;
import dev.secbeat.node.kernel.XdpReason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code secbeat capture}: samples of the packets that meet a node's filter, as a file for other tools. */
@Command(
        name = "capture",
        mixinStandardHelpOptions = true,
        description =
                "Writes samples of the packets that meet this host's filter to a pcapng file, each with the reason"
                        + " why it passed or was dropped: its first 128 bytes, and its length. Ends after --for or --count, or with"
                        + " Ctrl+C. Needs root or the node's capabilities; the node need not run, its filter goes on.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the file is complete, also after Ctrl+C",
            "1:no filter is there, another capture runs, or the file could not be written",
            "2:the command line was wrong"
        })
public final class CaptureCommand implements Callable<Integer> {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    @Spec
    CommandSpec spec = CommandSpec.create();

    @ArgGroup(multiplicity = "1")
    private PinPlace where = new PinPlace();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            converter = ReasonName.class,
            description = "only packets with this reason, such as blocked_exact; may be repeated")
    private List<XdpReason> reasons = List.of();

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            converter = ActionName.class,
            description = "only packets that met this: pass, drop or answered")
    private XdpReason.@Nullable Action action;

    @Option(
            names = "--every",
            paramLabel = "N",
            description = "one of N packets of a reason on a CPU; rounded up to a power of two. Else as the node is"
                    + " configured: sample_pass and sample_drop under [xdp]")
    private @Nullable Integer every;

    @Option(
            names = "--max-rate",
            paramLabel = "R",
            defaultValue = "1000",
            description =
                    "at most R packets a second of each CPU, an eighth of them at once (default: ${DEFAULT-VALUE})")
    private int maxRate;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "ends after this time, such as 10s")
    private Duration time = FOR_EVER;

    @Option(names = "--count", paramLabel = "N", description = "ends after N packets")
    private long count = Long.MAX_VALUE;

    @Option(
            names = "-w",
            required = true,
            paramLabel = "FILE",
            description = "a new file, mode 0600; or - for the output, to be piped into a reader")
    private String target = "";

    @Option(names = "--force", description = "replaces FILE if there is one")
    private boolean force;

    @Override
    public Integer call() {
        try (Interruption interruption = Interruption.watch()) {
            return interruption.finish(told(interruption));
        }
    }

    private int told(Interruption interruption) {
        try {
            return capture(interruption);
        } catch (CliException e) {
            say(String.valueOf(e.getMessage()));
            return e.exitCode();
        }
    }

    private int capture(Interruption interruption) throws CliException {
        CaptureRequest request = request();
        CaptureFile file = new CaptureFile(target, force);
        file.check();
        try (PacketCapture capture = PacketCapture.open(where.directory(), request);
                OutputStream out = file.open()) {
            String what = describe(capture.every()) + ", at most " + maxRate + " a second of each CPU";
            say("capturing from " + String.join(", ", capture.interfaces().values()) + ": " + what
                    + "; Ctrl+C ends it");
            return write(capture, out, what, file, interruption);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, file.name() + " could not be closed (" + e + ")");
        }
    }

    private int write(PacketCapture capture, OutputStream out, String what, CaptureFile file, Interruption interruption)
            throws CliException {
        CaptureSession session = null;
        try {
            session = new CaptureSession(capture, out, version(), what);
            CaptureSession.Outcome outcome = session.run(limits(), interruption);
            tell(outcome, file);
            return ExitCode.OK;
        } catch (IOException e) {
            long written = session == null ? 0 : session.written();
            throw new CliException(
                    ExitCode.FAILED,
                    file.name() + " cannot be written any more (" + e.getMessage() + "); it holds at most the first "
                            + written + " packets: make room, or look whether its reader has ended");
        }
    }

    private CaptureSession.Limits limits() {
        return new CaptureSession.Limits(time.compareTo(FOR_EVER) < 0 ? time : FOR_EVER, count);
    }

    private CaptureRequest request() throws CliException {
        Set<XdpReason> asked = EnumSet.allOf(XdpReason.class);
        asked.removeIf(reason -> !reasons.isEmpty() && !reasons.contains(reason));
        asked.removeIf(reason -> action != null && reason.action() != action);
        if (asked.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE, "no packet with such a reason is met with such an action: leave --action out");
        }
        if (count < 1) {
            throw new CliException(ExitCode.USAGE, "--count is " + count + ": at least 1");
        }
        try {
            return new CaptureRequest(asked, every == null ? OptionalInt.empty() : OptionalInt.of(every), maxRate);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, "--every or --max-rate: " + e.getMessage());
        }
    }

    private void tell(CaptureSession.Outcome outcome, CaptureFile file) {
        long lost = outcome.losses().ringFull();
        if (outcome.detached()) {
            say("the filter was detached, so no more packets come");
        }
        say(outcome.written() + (outcome.written() == 1 ? " packet" : " packets") + " written to " + file.name() + ", "
                + lost + " lost because the ring was full" + (lost > 0 ? " (lower --max-rate, or raise --every)" : "")
                + ", " + outcome.losses().heldBack() + " held back by --max-rate");
    }

    /** {@code 1 in 16384 passed, 1 in 128 dropped}, or reason by reason when an action's reasons differ. */
    static String describe(Map<XdpReason, Integer> every) {
        List<String> parts = new ArrayList<>();
        for (XdpReason.Action action : XdpReason.Action.values()) {
            Map<Integer, List<String>> byRate = new TreeMap<>();
            every.forEach((reason, packets) -> {
                if (reason.action() == action) {
                    byRate.computeIfAbsent(packets, _ -> new ArrayList<>()).add(reason.label());
                }
            });
            byRate.forEach((packets, labels) -> {
                String whole = switch (action) {
                    case PASS -> "passed";
                    case DROP -> "dropped";
                    case ANSWER -> "answered";
                };
                if (packets > 0) {
                    parts.add("1 in " + packets + " " + (byRate.size() == 1 ? whole : String.join(", ", labels)));
                }
            });
        }
        return String.join("; ", parts);
    }

    private static String version() {
        return new SecBeat.Version().getVersion()[0];
    }

    private void say(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("secbeat capture: " + message);
        err.flush();
    }

    /** A reason as metrics and documentation write it. */
    static final class ReasonName implements ITypeConverter<XdpReason> {
        @Override
        public XdpReason convert(String text) {
            return Arrays.stream(XdpReason.values())
                    .filter(reason -> reason.label().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is no reason: choose from "
                            + Arrays.stream(XdpReason.values())
                                    .map(XdpReason::label)
                                    .collect(Collectors.joining(", "))));
        }
    }

    /** An action as metrics and documentation write it. */
    static final class ActionName implements ITypeConverter<XdpReason.Action> {
        @Override
        public XdpReason.Action convert(String text) {
            return Arrays.stream(XdpReason.Action.values())
                    .filter(one -> one.label().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is no action: pass or drop"));
        }
    }
}
