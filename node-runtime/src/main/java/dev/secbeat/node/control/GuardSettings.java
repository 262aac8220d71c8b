// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.TrafficMix;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a node holds against orders, whoever signed them.
 *
 * @param neverBlock prefixes no block may touch, each with what it is
 * @param mostTrafficShare of the legitimate traffic that passes, 0 to 1, so much may be shut out by one order; 1: all
 * @param traffic what passes now; asked on the loop's thread, once an order
 * @param countryShare of a country's addresses, above 0 to 1, from which on two people must want them blocked
 * @param countries which addresses are of which country; asked as {@code traffic} is
 */
public record GuardSettings(
        Map<Prefix, String> neverBlock,
        double mostTrafficShare,
        Supplier<TrafficMix> traffic,
        double countryShare,
        Supplier<CountryMap> countries) {
    public GuardSettings {
        neverBlock = Map.copyOf(neverBlock);
        if (!(mostTrafficShare >= 0 && mostTrafficShare <= 1)) {
            throw new IllegalArgumentException("a share of traffic is 0 to 1, got " + mostTrafficShare);
        }
        if (!(countryShare > 0 && countryShare <= 1)) {
            throw new IllegalArgumentException("a share of a country is above 0 to 1, got " + countryShare);
        }
    }

    /** Where no country is known. */
    public GuardSettings(Map<Prefix, String> neverBlock, double mostTrafficShare, Supplier<TrafficMix> traffic) {
        this(neverBlock, mostTrafficShare, traffic, 1, () -> CountryMap.NONE);
    }

    /** Where nobody looks at traffic. */
    public static GuardSettings of(Map<Prefix, String> neverBlock) {
        return new GuardSettings(neverBlock, 1, () -> TrafficMix.NONE);
    }
}
