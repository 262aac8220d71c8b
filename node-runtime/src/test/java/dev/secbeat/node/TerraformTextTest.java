// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerraformTextTest {
    private static final String GOOD = """
            # A comment with an opening { and a "
            resource "aws_instance" "node" {
              count = 2 /* and one ( within
              a line */

              ami       = "ami-${var.name}-${lookup(var.map, "a{b")}" # not closed: (
              user_data = "say \\"$${HOME}\\""
              script = templatefile("${path.module}/node.tftpl", {
                region  = var.region
                node_id = "x"
              })
              text = <<-EOT
                { anything ( " goes
                EOT

              tags = { Name = "n" }
            }
            """;

    @Test
    void acceptsWhatTerraformFmtLeavesAsItIs() {
        assertThat(TerraformText.faults(GOOD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tags = { Name = \"n\" }|tags = { Name = \"n\" |18: '{' is still open at the end",
                "\"x\"|\"x|10: a string is not closed on its line",
                "})|}]|11: ']' in column 4 closes nothing",
                "`    EOT`|`    EOF`|12: heredoc 'EOT' has no end",
                "a line */|a line|18: '*' is still open at the end",
                "`  count`|`   count`|3: indented by 3 instead of 2",
                "`    region  =`|`  region  =`|9: indented by 2 instead of 4",
                "ami       =|ami =|8: the equals signs above belong into column 13",
                "user_data = |`user_data =  `|7: one space belongs behind '='",
                "script = temp|script    = temp|8: the equals signs above belong into column 10",
                "`count = 2`|`count = 2\t`|3: a tab, or a space at the end",
            })
    void findsEachFaultAtItsPlace(String good, String bad, String fault) {
        assertThat(GOOD).contains(good);
        assertThat(TerraformText.faults(GOOD.replace(good, bad))).contains(fault);
    }

    @Test
    void aFileEndsWithTheEndOfALine() {
        assertThat(TerraformText.faults("a = 1")).containsExactly("the last line has no end");
    }
}
