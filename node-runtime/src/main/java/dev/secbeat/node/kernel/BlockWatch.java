// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;

/** Told of what comes into a {@link BlockTable} and leaves it, on its owner's thread. */
interface BlockWatch {
    /** Takes no notice. */
    BlockWatch NOBODY = new BlockWatch() {
        @Override
        public void added(Prefix prefix) {
            // Nobody asks.
        }

        @Override
        public void gone(Prefix prefix) {
            // Nobody asks.
        }
    };

    /** The table holds {@code prefix} from now on; at the opening also told of all that is there. */
    void added(Prefix prefix);

    /** The table does not hold {@code prefix} any more. */
    void gone(Prefix prefix);
}
