// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes a rename durable: on Linux a name is on the disk once its folder is. */
final class FolderSync {
    private FolderSync() {}

    static void force(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
