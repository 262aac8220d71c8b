// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.control.AuditHead;
import dev.secbeat.node.control.AuditRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where an audit journal that is opened again goes on. */
final class JournalStart {
    private static final Logger LOG = LoggerFactory.getLogger(JournalStart.class);

    private JournalStart() {}

    /** After the newest record; or after the one the head knows of, when the journal lacks that one. */
    static AuditHead of(Path file) throws IOException {
        Optional<AuditHead> noted = HeadFile.read(file);
        AuditHead found = found(file);
        if (noted.isEmpty() || noted.get().last() <= found.last()) {
            return found;
        }
        LOG.error(
                "event=audit_truncated file={} last={} noted={} text=\"records that were on the disk are not in the journal:"
                        + " somebody or something cut it; see 'secbeat audit verify'\"",
                file,
                found.last(),
                noted.get().last());
        return noted.get();
    }

    /** The number of a part's first record; empty when it has none. */
    static OptionalLong firstIn(Path part) throws IOException {
        return Files.exists(part) ? edge(AuditFiles.lines(part)) : OptionalLong.empty();
    }

    private static AuditHead found(Path file) throws IOException {
        long unnumbered = 0;
        AuditHead last = new AuditHead(1, 0, AuditRecord.START);
        OptionalLong first = OptionalLong.empty();
        for (Path part : List.of(AuditFiles.rotated(file), file)) {
            List<String> lines = Files.exists(part) ? AuditFiles.lines(part) : List.of();
            first = first.isPresent() ? first : edge(lines);
            for (String line : lines) {
                Optional<AuditRecord> record = AuditRecord.parse(line);
                unnumbered += record.isPresent() && record.get().sequence() == 0 ? 1 : 0;
                if (record.isPresent()) {
                    long number = record.get().sequence() == 0
                            ? unnumbered
                            : record.get().sequence();
                    last = new AuditHead(first.orElse(1), number, record.get().hash());
                }
            }
        }
        return last;
    }

    /** Records of the first format have no number: they were the first. */
    private static OptionalLong edge(List<String> lines) {
        return lines.stream()
                .flatMap(line -> AuditRecord.parse(line).stream())
                .mapToLong(record -> Math.max(1, record.sequence()))
                .findFirst();
    }
}
