// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusMatrixTest {
    private static final PrometheusMatrix.Grid GRID = new PrometheusMatrix.Grid(100_000, 5_000, 4);

    @Test
    void valuesStandAtTheirMomentsAndGapsStayGaps() throws Exception {
        List<PrometheusMatrix.Series> series = read("""
                {"status":"success","warnings":["w"],"data":{"resultType":"matrix","result":[
                 {"metric":{"region":"eu-west"},"values":[[100,"1.5"],[110.000,"3"],[115,"+Inf"],[400,"9"]]},
                 {"metric":{},"values":[],"histograms":[[100,{}]]}]}}""");

        assertThat(series).hasSize(2);
        assertThat(series.getFirst().labels()).containsEntry("region", "eu-west");
        assertThat(series.getFirst().values()).containsExactly(1.5, Double.NaN, 3, Double.NaN);
        assertThat(series.getLast().values()).containsOnly(Double.NaN);
    }

    @Test
    void aRefusalIsToldInItsOwnWords() {
        assertThatThrownBy(() -> read("{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"query timed out\"}"))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("query timed out");
    }

    @Test
    void moreSeriesThanAskedForAreRefused() {
        assertThatThrownBy(() -> PrometheusMatrix.read(
                        bytes("{\"status\":\"success\",\"data\":{\"result\":[{\"metric\":{}},{\"metric\":{}}]}}"),
                        GRID,
                        1))
                .hasMessageContaining("more than 1 series");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "nonsense",
                "{\"status\":\"success\"",
                "{\"status\":\"success\",\"data\":[]}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\"}}",
                "{\"status\":\"success\",\"data\":{\"result\":[{\"metric\":7}]}}",
                "{\"status\":\"success\",\"data\":{\"result\":[{\"metric\":{\"a\":7}}]}}",
                "{\"status\":\"success\",\"data\":{\"result\":[{\"values\":7}]}}",
                "{\"status\":\"success\",\"data\":{\"result\":[{\"values\":[[1]]}]}}",
                "{\"status\":\"success\",\"data\":{\"result\":[{\"values\":[[\"1\",\"2\"]]}]}}",
                "{\"status\":\"success\",\"data\":{\"result\":[{\"values\":[[100,\"x\"]]}]}}",
                "{\"status\":\"success\",\"data\":{\"result\":[{\"values\":[[100,\"1\",2]]}]}}"
            })
    void whatIsNoMatrixIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(DecodeException.class);
    }

    private static List<PrometheusMatrix.Series> read(String text) throws DecodeException, IOException {
        return PrometheusMatrix.read(bytes(text), GRID, 10);
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
