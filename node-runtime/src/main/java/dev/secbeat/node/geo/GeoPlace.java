// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import java.util.Optional;

/**
 * What a database tells of an address.
 *
 * @param country two letters, ISO 3166-1
 * @param asn number of the autonomous system that announces it
 */
public record GeoPlace(Optional<String> country, Optional<Long> asn) {
    /** Nothing is told. */
    public static final GeoPlace UNKNOWN = new GeoPlace(Optional.empty(), Optional.empty());

    /** What this tells, and where it does not, what {@code other} tells: of several databases each may know a part. */
    public GeoPlace orElse(GeoPlace other) {
        return new GeoPlace(country.or(other::country), asn.or(other::asn));
    }
}
