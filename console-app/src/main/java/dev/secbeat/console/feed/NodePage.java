// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import dev.secbeat.console.model.EmbeddedNode.MapUse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how full the kernel's maps are off a node's own page of metrics. Waits for it; one thread at a time. */
public final class NodePage implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_MAPS = 64;
    private static final Pattern LINE =
            Pattern.compile("secbeat_kernel_map_(entries|capacity)\\{map=\"([^\"]{1,64})\"\\} ([0-9.eE+]{1,24})");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final HttpRequest request;

    /**
     * A page that is not asked yet.
     *
     * @param node address of its pages, such as {@code http://127.0.0.1:9090}
     */
    public NodePage(URI node) {
        request = HttpRequest.newBuilder(node.resolve("/metrics"))
                .header("Accept", "text/plain")
                .timeout(TIMEOUT)
                .build();
    }

    /**
     * Each map of the kernel with what it holds, by name.
     *
     * @throws IOException when the page cannot be had
     */
    public List<MapUse> maps() throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("the node's page answered with status " + response.statusCode());
            }
            return read(new InputStreamReader(new BoundedInput(body, MAX_BYTES), StandardCharsets.UTF_8));
        }
    }

    static List<MapUse> read(Reader page) throws IOException {
        Map<String, Long> entries = new TreeMap<>();
        Map<String, Long> capacities = new TreeMap<>();
        BufferedReader lines = new BufferedReader(page);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher found = LINE.matcher(line);
            if (found.matches() && capacities.size() < MAX_MAPS) {
                Map<String, Long> into = found.group(1).equals("entries") ? entries : capacities;
                into.put(found.group(2), number(found.group(3)));
            }
        }
        List<MapUse> maps = new ArrayList<>();
        entries.forEach((map, held) -> maps.add(new MapUse(map, held, capacities.getOrDefault(map, 0L))));
        return maps;
    }

    private static long number(String text) {
        try {
            return (long) Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
