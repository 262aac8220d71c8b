// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

/** Takes labelled networks, none of them twice; as {@link PrefixSink}. */
interface NetworkSink {
    boolean add4(int label, int address, int length);

    boolean add6(int label, long upper, long lower, int length);

    /** All that has a label, whichever. */
    static NetworkSink of(PrefixSink sink) {
        return new NetworkSink() {
            @Override
            public boolean add4(int label, int address, int length) {
                return sink.add4(address, length);
            }

            @Override
            public boolean add6(int label, long upper, long lower, int length) {
                return sink.add6(upper, lower, length);
            }
        };
    }
}
