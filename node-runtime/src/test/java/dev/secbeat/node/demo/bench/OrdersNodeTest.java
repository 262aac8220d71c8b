// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A figure of nodes that nobody runs so would say nothing. */
class OrdersNodeTest {
    private static final Path ROOT = Path.of(System.getProperty("secbeat.root", ".."));

    @ParameterizedTest
    @ValueSource(strings = {"secbeat", "installers/launcher/secbeat"})
    void nodesAreMeasuredWithTheOptionsTheyAreShippedWith(String launcher) throws IOException {
        assertThat(Files.readString(ROOT.resolve(launcher)))
                .contains(OrdersNode.SHIPPED)
                .contains("SECBEAT_HEAP:-" + OrdersNode.HEAP);
    }

    @Test
    void theyHaveTheCompilerOfTheCheckout() throws IOException {
        assertThat(Files.readString(ROOT.resolve("secbeat"))).contains(OrdersNode.COMPILER);
    }
}
