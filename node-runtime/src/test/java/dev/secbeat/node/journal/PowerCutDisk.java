// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * Real files, and what a power cut would leave of them: a name leads to the file that had it when names were last brought
 * to the disk, and of a file there is what was there when it was last forced, with as much of what was written since as
 * chance has it. Can be told to fail. Safe for all threads.
 */
public final class PowerCutDisk implements Disk {
    private final Map<Path, Inode> names = new HashMap<>();
    private final Map<Path, Inode> onDisk = new HashMap<>();
    private int failAt = Integer.MAX_VALUE;
    private int steps;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private static final class Inode {
        Path path;
        byte[] forced = {};

        Inode(Path path) {
            this.path = path;
        }
    }

    /** From now on the {@code n}th write, force, rename or bringing of a name to the disk fails, and all after it. */
    public synchronized void failFrom(int n) {
        failAt = n;
        steps = 0;
    }

    /** It works again. */
    public synchronized void repair() {
        failAt = Integer.MAX_VALUE;
    }

    /** Whoever forces a file waits until {@code opened} is. */
    public void forceOnceOpen(CountDownLatch opened) {
        gate = opened;
    }

    /** How often the disk was asked for something that can fail, since {@link #failFrom}. */
    synchronized int steps() {
        return steps;
    }

    /** What the disk has of {@code file} should the power go now, or nothing. */
    public synchronized byte[] afterPowerCut(Path file, Random chance) throws IOException {
        Inode inode = onDisk.get(file);
        if (inode == null) {
            return new byte[0];
        }
        byte[] now = Files.exists(inode.path) ? Files.readAllBytes(inode.path) : inode.forced;
        if (now.length <= inode.forced.length) {
            return inode.forced.clone();
        }
        int more = chance.nextInt(now.length - inode.forced.length + 1);
        byte[] left = Arrays.copyOf(inode.forced, inode.forced.length + more);
        System.arraycopy(now, inode.forced.length, left, inode.forced.length, more);
        return left;
    }

    @Override
    public synchronized FileChannel open(Path file, OpenOption... options) throws IOException {
        FileChannel real = FileChannel.open(file, options);
        Inode inode = new Inode(file);
        names.put(file, inode);
        return new Channel(real, inode);
    }

    @Override
    public synchronized void replace(Path file, Path by) throws IOException {
        step("rename");
        Disk.LOCAL.replace(file, by);
        Inode inode = Objects.requireNonNull(names.remove(by), "opened before it is renamed");
        inode.path = file;
        Inode before = names.put(file, inode);
        if (before != null) {
            before.path = file.resolveSibling("gone");
        }
    }

    @Override
    public synchronized void syncName(Path file) throws IOException {
        step("sync of the folder");
        onDisk.clear();
        onDisk.putAll(names);
    }

    private synchronized void step(String what) throws IOException {
        if (++steps >= failAt) {
            throw new IOException("the disk failed at step " + steps + ", a " + what);
        }
    }

    private synchronized void force(Inode inode) throws IOException {
        step("force");
        inode.forced = Files.exists(inode.path) ? Files.readAllBytes(inode.path) : inode.forced;
    }

    private final class Channel extends FileChannel {
        private final FileChannel real;
        private final Inode inode;

        Channel(FileChannel real, Inode inode) {
            this.real = real;
            this.inode = inode;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            synchronized (PowerCutDisk.this) {
                if (steps + 1 >= failAt && from.remaining() > 1) { // Half of it comes through.
                    ByteBuffer half = from.slice(from.position(), from.remaining() / 2);
                    real.write(half);
                }
                step("write");
                return real.write(from);
            }
        }

        @Override
        public void force(boolean metaData) throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
            PowerCutDisk.this.force(inode);
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            return real.read(to);
        }

        @Override
        public long position() throws IOException {
            return real.position();
        }

        @Override
        public FileChannel position(long to) throws IOException {
            real.position(to);
            return this;
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public FileChannel truncate(long to) throws IOException {
            synchronized (PowerCutDisk.this) {
                step("truncation");
                real.truncate(to);
                return this;
            }
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }

        @Override
        public long read(ByteBuffer[] to, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel from, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer to, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer from, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
