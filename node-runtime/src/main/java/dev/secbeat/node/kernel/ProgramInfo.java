// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What the kernel tells of a loaded program ({@code struct bpf_prog_info}).
 *
 * @param tag a hash of its instructions, 16 hex digits: equal for equal programs
 * @param loadedAt to a hundredth of a second
 * @param verifiedInstructions how many the verifier went through to prove it safe, at most a million; 0 before Linux 5.16
 * @param translatedBytes of its instructions after verification; 0 for a caller without CAP_BPF
 * @param nativeBytes of the machine code they became; 0 likewise
 */
public record ProgramInfo(
        int id,
        String name,
        String tag,
        Instant loadedAt,
        int verifiedInstructions,
        int translatedBytes,
        int nativeBytes) {
    private static final int BYTES = 232;
    private static final int ID = 4;
    private static final int TAG = 8;
    private static final int TAG_BYTES = 8;
    private static final int NATIVE_BYTES = 16;
    private static final int TRANSLATED_BYTES = 20;
    private static final int LOAD_TIME = 40;
    private static final int NAME = 64;
    private static final int NAME_BYTES = 16;
    private static final int VERIFIED = 216;
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final double MILLIS_PER_SECOND = 1e3;

    /** Of an open program; {@code what} is for the message. */
    static ProgramInfo of(LibBpf bpf, int fd, String what) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(BYTES, Long.BYTES); // An older kernel fills in less.
            MemorySegment length = arena.allocateFrom(JAVA_INT, BYTES);
            Errno.check(bpf.info(fd, info, length), "bpf_obj_get_info_by_fd(" + what + ")");
            byte[] name = info.asSlice(NAME, NAME_BYTES).toArray(JAVA_BYTE);
            return new ProgramInfo(
                    info.get(JAVA_INT, ID),
                    new String(name, StandardCharsets.US_ASCII).replace("\0", ""),
                    HexFormat.of().formatHex(info.asSlice(TAG, TAG_BYTES).toArray(JAVA_BYTE)),
                    bootedAt().plusNanos(info.get(JAVA_LONG, LOAD_TIME)),
                    info.get(JAVA_INT, VERIFIED),
                    info.get(JAVA_INT, TRANSLATED_BYTES),
                    info.get(JAVA_INT, NATIVE_BYTES));
        }
    }

    /** Of the program {@code id}; empty when it is gone, or for a caller who may not ask (it takes CAP_SYS_ADMIN). */
    static Optional<ProgramInfo> byId(LibBpf bpf, LibC c, int id) {
        int fd = bpf.programById(id);
        if (fd < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(bpf, fd, "program " + id));
        } finally {
            c.close(fd);
        }
    }

    /** The kernel tells times since the machine was started. */
    private static Instant bootedAt() {
        try {
            String uptime = Files.readString(UPTIME).split(" ", 2)[0];
            Duration up = Duration.ofMillis((long) (Double.parseDouble(uptime) * MILLIS_PER_SECOND));
            return Instant.now().minus(up);
        } catch (IOException e) {
            throw new XdpException(UPTIME + " cannot be read; mount /proc", e);
        }
    }
}
