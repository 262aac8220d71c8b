// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.CountryShare;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which addresses are of which country: networks side by side in order, so that what a prefix covers is found in logarithmic time
 * and in as many steps as it covers networks. IPv6 is counted by /64. 18 bytes a network. Never changes; any thread.
 */
public final class CountryMap {
    /** Most networks; the usual databases have under a million. */
    public static final int MOST = 4_000_000;

    /** Nothing is known of any country. */
    public static final CountryMap NONE = new Builder().build();

    private static final int NET6 = 64;

    private record Network(long first, long last, int country) {}

    /** Of one family: networks ascending, unsigned, with the number of their country. */
    private static final class Networks {
        private final long[] first;
        private final long[] last;
        private final short[] country;
        private final double[] sizes;

        Networks(List<Network> networks, int countries) {
            first = new long[networks.size()];
            last = new long[networks.size()];
            country = new short[networks.size()];
            sizes = new double[countries];
            for (int i = 0; i < networks.size(); i++) {
                Network network = networks.get(i);
                first[i] = network.first;
                last[i] = network.last;
                country[i] = (short) network.country;
                sizes[network.country] += size(network.first, network.last);
            }
        }

        /** Index of the first network that does not end before {@code bits}. */
        int indexOf(long bits) {
            int from = 0;
            int to = first.length;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (Long.compareUnsigned(last[middle], bits) < 0) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
        }
    }

    private final List<String> names;
    private final Map<Family, Networks> families;

    private CountryMap(List<String> names, Map<Family, Networks> families) {
        this.names = names;
        this.families = families;
    }

    /** Whether nothing is known. */
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** Begins to add up the prefixes of an order. */
    public Cover cover() {
        return new Cover();
    }

    /**
     * What an order covers of each country. Networks that lie in several of its prefixes count once; of a network that is wider
     * than a prefix each prefix counts, so that what is named twice can look like more, never like less. Owned by one thread.
     */
    public final class Cover {
        private final Map<Family, double[]> covered = new EnumMap<>(Family.class);
        private final Map<Family, BitSet> whole = new EnumMap<>(Family.class);

        private Cover(Cover other) {
            other.covered.forEach((family, sums) -> covered.put(family, sums.clone()));
            other.whole.forEach((family, counted) -> whole.put(family, (BitSet) counted.clone()));
        }

        private Cover() {
            for (Family family : Family.values()) {
                covered.put(family, new double[names.size()]);
                whole.put(family, new BitSet());
            }
        }

        /** The same sums, to be added to apart from these. */
        public Cover copy() {
            return new Cover(this);
        }

        /** Adds a prefix; of the countries that have some of it, the one of which most is covered now, for {@link #share}. */
        public OptionalInt add(Prefix prefix) {
            if (isEmpty()) {
                return OptionalInt.empty();
            }
            Networks networks = Objects.requireNonNull(families.get(prefix.family()));
            double[] sums = Objects.requireNonNull(covered.get(prefix.family()));
            BitSet counted = Objects.requireNonNull(whole.get(prefix.family()));
            long first = first(prefix);
            long last = last(prefix);
            int most = -1;
            for (int i = networks.indexOf(first);
                    i < networks.first.length && Long.compareUnsigned(networks.first[i], last) <= 0;
                    i++) {
                boolean inside = Long.compareUnsigned(networks.first[i], first) >= 0
                        && Long.compareUnsigned(networks.last[i], last) <= 0;
                if (!inside) {
                    sums[networks.country[i]] += size(first, last);
                } else if (!counted.get(i)) {
                    counted.set(i);
                    sums[networks.country[i]] += size(networks.first[i], networks.last[i]);
                }
                if (most < 0 || part(networks.country[i]) > part(most)) {
                    most = networks.country[i];
                }
            }
            return most < 0 ? OptionalInt.empty() : OptionalInt.of(most);
        }

        /** What is covered of the country that {@link #add} has told. */
        public CountryShare share(int country) {
            return new CountryShare(names.get(country), part(country));
        }

        /** Of the family of which more is covered. */
        private double part(int country) {
            double most = 0;
            for (Family family : Family.values()) {
                double sum = Objects.requireNonNull(covered.get(family))[country];
                double size = Objects.requireNonNull(families.get(family)).sizes[country];
                most = Math.max(most, sum == 0 ? 0 : Math.min(1, sum / size));
            }
            return most;
        }

        /** The country of which most is covered; empty when none of any is. */
        public Optional<CountryShare> most() {
            int most = -1;
            for (int i = 0; i < names.size(); i++) {
                if (part(i) > (most < 0 ? 0 : part(most))) {
                    most = i;
                }
            }
            return most < 0 ? Optional.empty() : Optional.of(share(most));
        }
    }

    private static double size(long first, long last) {
        return Double.max(1, unsigned(last - first) + 1);
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : value + 0x1p64;
    }

    private static long first(Prefix prefix) {
        return prefix.family() == Family.IPV4 ? prefix.low() : prefix.high();
    }

    private static long last(Prefix prefix) {
        int free = Math.max(0, (prefix.family() == Family.IPV4 ? Integer.SIZE : NET6) - prefix.length());
        return first(prefix) | (free == NET6 ? -1L : (1L << free) - 1);
    }

    /** Collects networks that share no address. Owned by one thread. */
    public static final class Builder {
        private static final Comparator<Network> ASCENDING =
                Comparator.comparing(Network::first, Long::compareUnsigned);

        private final Map<String, Integer> numbers = new HashMap<>();
        private final List<String> names = new ArrayList<>();
        private final Map<Family, List<Network>> networks = new EnumMap<>(Family.class);
        private int count;

        public Builder() {
            for (Family family : Family.values()) {
                networks.put(family, new ArrayList<>());
            }
        }

        /** Adds a network; false when there is no room. One of IPv6 that is narrower than /64 is left out. */
        public boolean add(String country, Prefix network) {
            if (network.family() == Family.IPV6 && network.length() > NET6) {
                return true;
            }
            if (count == MOST) {
                return false;
            }
            count++;
            int number = numbers.computeIfAbsent(country, name -> {
                names.add(name);
                return names.size() - 1;
            });
            Objects.requireNonNull(networks.get(network.family()))
                    .add(new Network(first(network), last(network), number));
            return true;
        }

        public CountryMap build() {
            Map<Family, Networks> families = new EnumMap<>(Family.class);
            networks.forEach((family, list) -> {
                list.sort(ASCENDING);
                families.put(family, new Networks(list, names.size()));
            });
            return new CountryMap(List.copyOf(names), families);
        }
    }
}
