// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of everything headless: {@code secbeat COMMAND ...}. */
@Command(
        name = "secbeat",
        description = "Multi-region attack mitigation: nodes, orchestrator, fleet commands, demo and proofs.",
        mixinStandardHelpOptions = true,
        versionProvider = SecBeat.Version.class)
public final class SecBeat {
    /** Suppliers, so that a quick command does not pay for describing all the others. */
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    /** Commands that answer on stdout and stderr themselves and keep no log. */
    private static final Set<String> ONE_SHOT = Set.of(
            "config",
            "xdp",
            "detach",
            "capture",
            "keys",
            "nats",
            "status",
            "top",
            "blocks",
            "block",
            "unblock",
            "allow",
            "limits",
            "limit",
            "unlimit",
            "approve",
            "undo",
            "failover",
            "drain",
            "failback",
            "audit",
            "watch",
            "completion",
            "man");

    private SecBeat() {}

    public static void main(String[] args) {
        if (args.length > 0 && ONE_SHOT.contains(args[0])) {
            LogLevel.silence();
        }
        System.exit(runsNode(args) ? runNode(args[2], stderr()) : run(line(args), args));
    }

    /**
     * Whether {@code args} are the plain line of a node, as service managers write it. A node that joins during an attack
     * is waited for, and loading the command line library would be a fifth of its start: class caches cannot hold classes
     * of its old format. Every other line goes the usual way.
     */
    static boolean runsNode(String... args) {
        return args.length == 3 && args[0].equals("node") && args[1].equals("--config") && !args[2].startsWith("-");
    }

    /** Runs the node that {@code file} describes; says on {@code err} why it could not. */
    static int runNode(String file, PrintWriter err) {
        try {
            return NodeCommand.run(Path.of(file));
        } catch (Exception e) {
            return report(e, err);
        }
    }

    private static PrintWriter stderr() {
        return new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    }

    /** The command line that understands {@code args}. */
    static CommandLine line(String... args) {
        CommandLine line = new CommandLine(new SecBeat());
        Supplier<Object> asked = args.length > 0 ? COMMANDS.get(args[0]) : null;
        if (asked != null) {
            line.addSubcommand(args[0], asked.get());
        } else {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
        }
        return line.setExecutionExceptionHandler((failure, parsed, _) -> report(failure, parsed.getErr()));
    }

    /** Runs {@code args}; returns a status of {@link ExitCode}. */
    static int run(CommandLine line, String... args) {
        return line.execute(args.length == 0 ? new String[] {"--help"} : args);
    }

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("node", NodeCommand::new);
        commands.put("orchestrator", OrchestratorCommand::new);
        commands.put("xdp", XdpCommand::new);
        commands.put("detach", DetachCommand::new);
        commands.put("capture", CaptureCommand::new);
        commands.put("config", ConfigCommand::new);
        commands.put("keys", KeysCommand::new);
        commands.put("nats", NatsCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("top", TopCommand::new);
        commands.put("blocks", BlocksCommand::new);
        commands.put("block", BlockCommand::new);
        commands.put("unblock", UnblockCommand::new);
        commands.put("allow", AllowCommand::new);
        commands.put("limits", LimitsCommand::new);
        commands.put("limit", LimitCommand::new);
        commands.put("unlimit", UnlimitCommand::new);
        commands.put("approve", ApproveCommand::new);
        commands.put("undo", UndoCommand::new);
        commands.put("failover", FailoverCommand::new);
        commands.put("drain", DrainCommand::new);
        commands.put("failback", FailbackCommand::new);
        commands.put("watch", WatchCommand::new);
        commands.put("audit", AuditCommand::new);
        commands.put("demo", DemoCommand::new);
        commands.put("drill", DrillCommand::new);
        commands.put("bench", BenchCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put("man", ManCommand::new);
        commands.put("rehearse", RehearseCommand::new);
        return commands;
    }

    /** A failure is told in one sentence; the stack trace is for {@code SECBEAT_LOG_LEVEL=DEBUG}. */
    private static int report(Exception failure, PrintWriter err) {
        err.println("secbeat: " + (failure.getMessage() == null ? failure.toString() : failure.getMessage()));
        if ("DEBUG".equals(System.getenv("SECBEAT_LOG_LEVEL"))) {
            failure.printStackTrace(err);
        }
        return ExitCode.FAILED;
    }

    /** Version as the jar's manifest tells it. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = SecBeat.class.getPackage().getImplementationVersion();
            return new String[] {"secbeat " + (version == null ? "(development build)" : version)};
        }
    }
}
