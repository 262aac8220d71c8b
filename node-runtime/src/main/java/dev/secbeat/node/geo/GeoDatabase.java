// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import com.maxmind.db.InvalidDatabaseException;
import com.maxmind.db.Metadata;
import com.maxmind.db.Reader;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.api.SourceKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A database in the format of MaxMind (.mmdb). The file is mapped, not read into the heap; what the library decodes was
 * looked at before, see {@link ValueCheck} and {@link NetworkWalk}.
 *
 * <p>Memory: the prefixes handed on and two bits for each byte of data, at most 32 MiB. Time: a second or so for a million
 * networks, bounded whatever the file holds. Owned by one thread.
 */
public final class GeoDatabase implements AutoCloseable {
    /** Most bytes of a file; the editions that tell country or AS alone have up to 60 MB. */
    public static final long MAX_BYTES = 128L << 20;

    /** The specification keeps metadata in the last so many bytes, their marker included. */
    private static final int METADATA_BYTES = 128 << 10;

    private static final byte[] MARKER = "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);
    private static final int MOST_TYPE = 64;
    private static final long MOST_EPOCH = 253_402_300_799L; // The end of the year 9999.
    private static final long MILLIS = 1_000;

    private final Reader reader;
    private final ByteBuffer file;
    private final DatabaseLayout layout;
    private final String type;
    private final long builtMillis;

    /**
     * What became of a selection.
     *
     * @param prefixes handed on
     * @param skipped IPv6 prefixes from /65 to /127, which no list can hold
     * @param missing countries or AS numbers that no record was of
     */
    public record Outcome(long prefixes, long skipped, List<String> missing) {
        public Outcome {
            missing = List.copyOf(missing);
        }
    }

    private GeoDatabase(Reader reader, ByteBuffer file, DatabaseLayout layout) throws GeoFormatException {
        this.reader = reader;
        this.file = file;
        this.layout = layout;
        this.type = harmless(reader.getMetadata().databaseType());
        this.builtMillis = millis(reader.getMetadata().buildEpoch());
    }

    /**
     * Opens a database.
     *
     * @throws GeoFormatException when the file is none, or is too large
     * @throws IOException when it cannot be read
     */
    public static GeoDatabase open(Path path) throws IOException, GeoFormatException {
        try {
            ByteBuffer file = map(path);
            int metadata = metadataStart(file);
            new ValueCheck(file, metadata, file.limit()).check(metadata);
            Reader reader = reader(path);
            return new GeoDatabase(reader, file, DatabaseLayout.of(reader.getMetadata(), metadata));
        } catch (InternalError e) {
            throw cutShort(e);
        }
    }

    /** What the database calls its kind, such as GeoLite2-Country; printable and short. */
    public String type() {
        return type;
    }

    /** When it was built, as System.currentTimeMillis. */
    public long builtMillis() {
        return builtMillis;
    }

    /**
     * Hands all prefixes of a selection to {@code sink}, each address in one of them at most.
     *
     * @throws GeoFormatException when the file is damaged, tells nothing that can be selected by, or there is no room for
     *     what it holds; {@code sink} then has a part
     */
    public Outcome select(GeoSelection selection, PrefixSink sink) throws GeoFormatException {
        try {
            ValueCheck check = new ValueCheck(file, layout.dataStart(), layout.dataEnd());
            RecordChoice choice = new RecordChoice(new RecordReader(reader, layout, check), selection);
            NetworkWalk walk = new NetworkWalk(new SearchTree(file, layout), choice, NetworkSink.of(sink));
            walk.run();
            choice.requireField();
            return new Outcome(walk.added(), walk.skipped(), choice.missing());
        } catch (InternalError e) {
            throw cutShort(e);
        }
    }

    /**
     * Hands the networks of all countries to {@code sink}, each address in one of them at most; returns how many. Those of
     * IPv6 from /65 to /127 are left out.
     *
     * @throws GeoFormatException as of {@link #select}
     */
    public long countries(CountrySink sink) throws GeoFormatException {
        try {
            ValueCheck check = new ValueCheck(file, layout.dataStart(), layout.dataEnd());
            CountryLabels labels = new CountryLabels(new RecordReader(reader, layout, check), sink);
            NetworkWalk walk = new NetworkWalk(new SearchTree(file, layout), labels, labels);
            walk.run();
            labels.requireField();
            return walk.added();
        } catch (InternalError e) {
            throw cutShort(e);
        }
    }

    /**
     * What the database tells of a source; of an IPv6 /64, of its first address.
     *
     * @throws GeoFormatException when the file is damaged where it tells of it
     */
    public GeoPlace find(SourceKey source) throws GeoFormatException {
        try {
            SearchTree tree = new SearchTree(file, layout);
            boolean four = source.family() == Family.IPV4;
            if (!four && !tree.isSix()) {
                return GeoPlace.UNKNOWN;
            }
            long record = four ? tree.start4() : 0;
            long bits = four ? source.bits() << Integer.SIZE : source.bits();
            int most = four ? Integer.SIZE : 2 * Long.SIZE;
            for (int bit = 0; bit < most && record < tree.nodes(); bit++) {
                record = tree.record(record, (int) (bits >>> (Long.SIZE - 1)));
                bits <<= 1;
            }
            if (record <= tree.nodes()) {
                return GeoPlace.UNKNOWN;
            }
            ValueCheck check = new ValueCheck(file, layout.dataStart(), layout.dataEnd());
            Object data = new RecordReader(reader, layout, check)
                    .decode(record, four ? 0 : source.bits(), four ? source.bits() : 0, four);
            return new GeoPlace(RecordFields.country(data), RecordFields.asn(data));
        } catch (InternalError e) {
            throw cutShort(e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static ByteBuffer map(Path path) throws IOException, GeoFormatException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > MAX_BYTES) {
                throw new GeoFormatException("the file has more than " + MAX_BYTES
                        + " bytes: give the edition that tells country or AS alone");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
        }
    }

    /** The last marker counts: a record may hold its bytes. */
    private static int metadataStart(ByteBuffer file) throws GeoFormatException {
        int last = file.limit() - MARKER.length;
        for (int at = last; at >= Math.max(0, last - METADATA_BYTES); at--) {
            if (file.slice(at, MARKER.length).equals(ByteBuffer.wrap(MARKER))) {
                return at + MARKER.length;
            }
        }
        throw new GeoFormatException(
                "the file is no MaxMind database (.mmdb), or only the beginning of one: unpack it, or"
                        + " fetch it again");
    }

    private static Reader reader(Path path) throws IOException, GeoFormatException {
        try {
            Reader reader = new Reader(path.toFile(), Reader.FileMode.MEMORY_MAPPED);
            requireWhole(reader.getMetadata());
            return reader;
        } catch (InvalidDatabaseException | CharacterCodingException | RuntimeException | StackOverflowError e) {
            throw GeoFormatException.damaged("its metadata cannot be decoded", e);
        }
    }

    /** The library leaves out what is not there. */
    private static void requireWhole(Metadata metadata) throws GeoFormatException {
        if (metadata.databaseType() == null || metadata.buildEpoch() == null) {
            throw GeoFormatException.damaged("its metadata tell no type or no date");
        }
    }

    private static long millis(BigInteger epoch) throws GeoFormatException {
        if (epoch.signum() < 0 || epoch.bitLength() >= Long.SIZE || epoch.longValue() > MOST_EPOCH) {
            throw GeoFormatException.damaged("it tells an impossible date");
        }
        return epoch.longValue() * MILLIS;
    }

    /** For logs and labels: the text is whatever the file holds. */
    private static String harmless(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9 ._()-]", "?");
        return plain.length() > MOST_TYPE ? plain.substring(0, MOST_TYPE) : plain;
    }

    private static GeoFormatException cutShort(InternalError e) {
        return new GeoFormatException(
                "the file was cut short while it was read: write a new version beside it and rename it into place", e);
    }
}
