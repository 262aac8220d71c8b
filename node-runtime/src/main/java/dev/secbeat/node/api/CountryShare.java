// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * How much of a country an order covers, by addresses of the family of which it covers more.
 *
 * @param country ISO 3166 alpha-2
 * @param part 0 to 1
 */
public record CountryShare(String country, double part) {
    public CountryShare {
        if (!GeoSelection.Countries.isCode(country) || !(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("a part of a country is 0 to 1 of one with a code of two letters, got "
                    + part + " of '" + country + "'");
        }
    }
}
