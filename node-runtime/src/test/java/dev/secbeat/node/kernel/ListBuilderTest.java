// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListBuilderTest {
    private final ListBuilder builder = new ListBuilder(3);

    @Test
    void itMakesWhatAFileWouldMake() {
        assertThat(builder.add4(0xc633_6407, 24)).isTrue();
        assertThat(builder.add6(0x2001_0db8_0000_0001L, 7, 64)).isTrue();
        assertThat(builder.add6(0x2001_0db8_0000_0001L, 7, 128)).isTrue();
        ListEntries built = builder.build();
        ListEntries parsed = ListTexts.list("198.51.100.0/24", "2001:db8:0:1::/64", "2001:db8:0:1::7");
        assertThat(built.size()).isEqualTo(3);
        assertThat(built.prefixes4().values()).isEqualTo(parsed.prefixes4().values());
        assertThat(built.nets6().values()).isEqualTo(parsed.nets6().values());
        assertThat(built.addresses6().values()).isEqualTo(parsed.addresses6().values());
    }

    @Test
    void itIsBounded() {
        for (int i = 0; i < 3; i++) {
            assertThat(builder.add4(i, 32)).isTrue();
        }
        assertThat(builder.add4(3, 32)).isFalse();
        assertThat(builder.add6(1, 0, 64)).isFalse();
        assertThat(builder.build().size()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65, 127, 129})
    void whatNoTableHoldsIsRefused(int length) {
        assertThatThrownBy(() -> builder.add6(1, 1, length)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.add4(1, length)).isInstanceOf(IllegalArgumentException.class);
    }
}
