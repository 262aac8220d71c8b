// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerraformLayoutTest {
    private static final String GOOD = """
            # A comment with a { and a "
            resource "aws_lb" "edge" {
              name = "secbeat-${var.region}" # {
              tags = { Name = "a" }

              ports = concat([
                1,
                2
              ], var.ports)
              user_data = templatefile("node.sh", {
                region  = var.region
                node_id = "n-${count.index + 1}"
              })
              # Why.
              health_check {
                path = "/readyz"
              }
            }
            """;

    @Test
    void whatIsWellFormedHasNoFaults() {
        assertThat(TerraformLayout.faults(GOOD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "path = \"/readyz\" | path \"/readyz\"  | neither an attribute nor a block",
                "path = \"/readyz\" | path = \"/readyz  | a text does not end",
                "path = \"/readyz\" | path == \"/ready\" | neither an attribute nor a block",
                "], var.ports)      | }, var.ports)     | closes nothing",
                "health_check {     | health_check      | closes nothing",
                "# Why.             | nested {          | is never closed",
                "`    region`       | `  region`        | indented by 2 instead of 4",
                "region  =          | region =          | the equals sign is not in column 13",
                "name =             | name  =           | the equals sign is not in column 8",
            })
    void eachFaultIsFound(String good, String bad, String fault) {
        assertThat(GOOD).contains(good);
        assertThat(String.join("\n", TerraformLayout.faults(GOOD.replace(good, bad))))
                .contains(fault);
    }

    @Test
    void endsOfLinesCountToo() {
        assertThat(TerraformLayout.faults("a = 1 \n")).containsExactly("line 1: spaces at the end");
        assertThat(TerraformLayout.faults("a = 1")).containsExactly("line 1: no end of line");
    }
}
