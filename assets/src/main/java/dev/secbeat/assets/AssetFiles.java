// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.assets;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The files of this module, by purpose. Any thread. */
public final class AssetFiles {
    private static final List<String> FONTS = List.of(
            "Inter-Regular.otf",
            "Inter-Medium.otf",
            "Inter-SemiBold.otf",
            "JetBrainsMono-Regular.ttf",
            "JetBrainsMono-Medium.ttf");

    private AssetFiles() {}

    /** Font files to load before the first window: Inter for words, JetBrains Mono for figures. */
    public static List<URL> fonts() {
        return FONTS.stream().map(name -> url("fonts/" + name)).toList();
    }

    /**
     * Country outlines of Natural Earth, 1:50m, as TopoJSON in UTF-8; see {@link Topology#read}.
     *
     * @throws IOException if the file cannot be read
     */
    public static String worldTopology() throws IOException {
        return text("map/countries-50m.json");
    }

    /**
     * A sample node configuration, TOML.
     *
     * @param region one of {@code us-east}, {@code eu-west}, {@code apac}
     * @throws IOException if there is none for this region
     */
    public static String sampleNodeConfig(String region) throws IOException {
        return text("samples/config." + region + ".toml");
    }

    /**
     * A recording of the demo's attack, for the console to replay; the caller closes it.
     *
     * @throws IOException if it is not in this build
     */
    public static InputStream sampleIncident() throws IOException {
        InputStream in = AssetFiles.class.getResourceAsStream("samples/demo.sbincident");
        if (in == null) {
            throw new IOException("the sample incident is not in this build");
        }
        return in;
    }

    static String text(String name) throws IOException {
        try (InputStream in = AssetFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("asset " + name + " is not in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static URL url(String name) {
        URL url = AssetFiles.class.getResource(name);
        if (url == null) {
            throw new IllegalStateException("asset " + name + " is not in this build");
        }
        return url;
    }
}
