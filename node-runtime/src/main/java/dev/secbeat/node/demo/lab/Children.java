// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.demo.lab.CleanupJournal.Kind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The lab's processes. Each carries a mark in its environment by which a later start finds it, and dies with this
 * process, whatever ends it. Safe for all threads.
 */
public final class Children {
    /** Environment variable that every child carries. */
    static final String MARK = "SECBEAT_LAB";

    /** Nice value of what is urgent. */
    static final int URGENT = -10;

    private static final long STOP_SECONDS = 5;
    private final CleanupJournal journal;
    private final Path logDirectory;
    private final String mark;
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final BlockingQueue<Runnable> spawns = new LinkedBlockingQueue<>();
    private boolean closed;

    Children(CleanupJournal journal, Path logDirectory, String mark) {
        this.journal = journal;
        this.logDirectory = logDirectory;
        this.mark = mark;
        journal.write(Kind.MARK, mark, "");
        // The kernel ends a child when the thread that made it ends: one that lives as long as the process makes all.
        Thread.ofPlatform().name("lab-spawner").daemon().start(this::spawnLoop);
    }

    /**
     * Starts a process.
     *
     * @param namespace network namespace it lives in; empty for the one of this process
     */
    public Child start(String name, String namespace, List<String> command, Map<String, String> environment) {
        var started = new CompletableFuture<Child>();
        spawns.add(() -> {
            try {
                started.complete(spawn(name, namespace, command, environment));
            } catch (IOException | LabException e) {
                started.completeExceptionally(e);
            }
        });
        try {
            return started.join();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof LabException cause) {
                throw cause;
            }
            throw new LabException(name + " could not be started", String.valueOf(e.getCause()));
        }
    }

    /** The command that runs ahead of others on a busy machine: for what enforces, and for what carries its counts. */
    static List<String> urgent(List<String> command) {
        return nice(URGENT, command);
    }

    /** The command that runs behind others: for what only shows, and would elsewhere have a machine of its own. */
    public static List<String> yielding(List<String> command) {
        return nice(10, command);
    }

    private static List<String> nice(int level, List<String> command) {
        List<String> full = new ArrayList<>(List.of("nice", "-n", Integer.toString(level)));
        full.addAll(command);
        return full;
    }

    /**
     * What runs the command after it for as long as {@code parent} lives. A parent that ended before the kernel was asked to
     * tell of its end is never told of: so who is the parent is looked at after that.
     */
    static List<String> boundTo(long parent) {
        return new ArrayList<>(List.of(
                "setsid", "setpriv", "--pdeathsig", "KILL", "sh", "-c", "[ $PPID = $0 ] && exec \"$@\"", "" + parent));
    }

    private void spawnLoop() {
        try {
            while (true) {
                spawns.take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Child spawn(
            String name, String namespace, List<String> command, Map<String, String> environment) throws IOException {
        if (closed) {
            throw new LabException(name + " was not started", "the lab is being stopped");
        }
        List<String> full = boundTo(ProcessHandle.current().pid());
        if (!namespace.isEmpty()) {
            full.addAll(List.of("nsenter", "--net=" + NetworkNamespaces.path(namespace)));
        }
        full.addAll(command);
        File log = logDirectory.resolve(name + ".log").toFile();
        var builder = new ProcessBuilder(full)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().putAll(environment);
        builder.environment().put(MARK, mark);
        Process process = builder.start();
        long startTicks = ProcFs.startTicks(process.pid()).orElse(0);
        journal.write(Kind.PROCESS, Long.toString(process.pid()), Long.toString(startTicks));
        Child child = new Child(name, process, startTicks, log.toPath());
        children.put(name, child);
        return child;
    }

    public synchronized Optional<Child> find(String name) {
        return Optional.ofNullable(children.get(name));
    }

    /** All children ever started under their last name, oldest first. */
    public synchronized List<Child> all() {
        return List.copyOf(children.values());
    }

    /** The first child that should run and does not. */
    public Optional<Child> firstDead() {
        return all().stream().filter(child -> !child.runs()).findFirst();
    }

    /** Ends one child at once, as a crash would. */
    public void kill(String name) {
        stop(List.of(find(name).orElseThrow(() -> new LabException("no process '" + name + "'", ""))), true);
    }

    /** Ends one child in order and forgets it. */
    public void remove(String name) {
        find(name).ifPresent(child -> stop(List.of(child), false));
        synchronized (this) {
            children.remove(name);
        }
    }

    /** Ends all children, politely first, and starts no more. */
    public void close() {
        List<Child> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(children.values());
        }
        stop(all, false);
    }

    private static void stop(List<Child> children, boolean forcibly) {
        for (Child child : children) {
            if (forcibly) {
                child.process().destroyForcibly();
            } else {
                child.process().destroy();
            }
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        try {
            for (Child child : children) {
                long left = Math.max(0, deadline - System.nanoTime());
                if (!child.process().waitFor(left, TimeUnit.NANOSECONDS)) {
                    child.process().destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            children.forEach(child -> child.process().destroyForcibly());
        }
    }
}
