// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.control.CommandCheck;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lists that are measured at full size are such as one person may order. */
class OrdersListsTest {
    @Test
    void ofAHundredThousandNoneIsTwiceAndOnePersonMayBlockThem() {
        for (List<Prefix> list : List.of(OrdersLists.addresses(100_000), OrdersLists.mixed(100_000))) {
            assertThat(list).hasSize(100_000).doesNotHaveDuplicates();
            assertThat(CommandCheck.mayNeedApproval(new CommandBody.Block(list, Duration.ofMinutes(10), "bench")))
                    .isFalse();
        }
    }
}
