// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo;

import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.PrometheusVector;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Asks the global Prometheus. Safe for all threads. */
public final class GlobalPrometheus {
    /** The user's own question: throughput by region, as one global server sees it. */
    public static final String THROUGHPUT = "sum(rate(packets_processed_total[1m])) by (region)";

    /** How many samples of the last minute the least complete series of each region has; 12 when none is missing. */
    public static final String SAMPLES = "min(count_over_time(packets_processed_total[1m])) by (region)";

    private static final int TIMEOUT_MILLIS = 5_000;
    private final String address;

    public GlobalPrometheus(String address) {
        this.address = address;
    }

    /** The query as a command line that anyone can run. */
    public String curlLine(String query) {
        return "curl -sG " + address + "/api/v1/query --data-urlencode 'query=" + query + "'";
    }

    /** The query's value by region now, in the order of their names. */
    public Map<String, Double> byRegion(String query) throws IOException {
        return ask("query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }

    /** The same as of an earlier moment. */
    public Map<String, Double> byRegion(String query, Instant at) throws IOException {
        return ask("query=" + URLEncoder.encode(query, StandardCharsets.UTF_8) + "&time=" + at);
    }

    private Map<String, Double> ask(String parameters) throws IOException {
        URI uri = URI.create(address + "/api/v1/query?" + parameters);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        try (InputStream in = connection.getInputStream()) {
            return new TreeMap<>(PrometheusVector.read(in.readAllBytes(), "region"));
        } catch (DecodeException e) {
            throw new IOException("Prometheus' answer cannot be used: " + e.getMessage(), e);
        } finally {
            connection.disconnect();
        }
    }
}
