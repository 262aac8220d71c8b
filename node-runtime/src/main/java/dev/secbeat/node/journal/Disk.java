// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Port: what a journal does to files, all that a power cut may come between. All methods wait for the disk. */
public interface Disk {
    /** This machine's. */
    Disk LOCAL = new Disk() {
        @Override
        public FileChannel open(Path file, OpenOption... options) throws IOException {
            return FileChannel.open(file, options);
        }

        @Override
        public void replace(Path file, Path by) throws IOException {
            Files.move(by, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void syncName(Path file) throws IOException {
            FolderSync.force(file);
        }
    };

    /** Opens a file as {@link FileChannel#open(Path, OpenOption...)} does. */
    FileChannel open(Path file, OpenOption... options) throws IOException;

    /** Gives the name of {@code file} to {@code by}, in one step. */
    void replace(Path file, Path by) throws IOException;

    /** Returns when the disk knows which file has this name. */
    void syncName(Path file) throws IOException;
}
