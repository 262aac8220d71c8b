// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Someone else's filter at work on the guarded interface of a wire. */
sealed interface Peer extends AutoCloseable permits NftPeer, IpsetPeer, XdpFilterPeer {
    /** Packets it has dropped because their source is on its list. */
    long dropped();

    /** Packets it has let through. */
    long passed();

    /** Ends what works for it outside the wire's namespaces, which take the rest with them. */
    @Override
    void close();

    /** What the one group of {@code pattern} finds. */
    static long number(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no '" + pattern + "' in: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
