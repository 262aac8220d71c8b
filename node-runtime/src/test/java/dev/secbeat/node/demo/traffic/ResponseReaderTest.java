// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK|Content-Length: 5||hello', 200, true",
        "'HTTP/1.1 429 Too Many Requests|content-length: 0|connection: close||', 429, false",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|0||', 200, true",
        "'HTTP/1.1 502 Bad Gateway||', 502, true",
    })
    void findsTheEndAndTheStatusHoweverTheBytesAreCut(String text, int status, boolean keepsAlive) {
        byte[] bytes = text.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int piece = 1; piece <= bytes.length; piece++) {
            var reader = new ResponseReader();
            reader.reset();
            int end = -1;
            for (int at = 0; at < bytes.length && end < 0; at += piece) {
                int length = Math.min(piece, bytes.length - at);
                end = reader.take(ByteBuffer.wrap(bytes, at, length)) ? at + length : -1;
            }
            assertThat(end).isEqualTo(bytes.length);
            assertThat(reader.status()).isEqualTo(status);
            assertThat(reader.keepsAlive()).isEqualTo(keepsAlive);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1\r\n\r\n"})
    void refusesWhatIsNoResponse(String text) {
        var reader = new ResponseReader();
        reader.reset();
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> reader.take(bytes)).isInstanceOf(IllegalStateException.class);
    }
}
