// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.SampledPacket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;

/** What a node shows of its packets; the start of a frame is base64 (RFC 4648), padded. */
final class SampleJson {
    private static final int MAX_BASE64 = (SampledPacket.MAX_HEADER_BYTES + 2) / 3 * 4;

    private SampleJson() {}

    static void write(FieldWriter out, SampleReport report) throws IOException {
        out.text("node", report.node());
        out.number("epochMillis", report.epochMillis());
        out.number("leftOut", report.leftOut());
        if (report.trouble().isPresent()) {
            out.text("trouble", report.trouble().get());
        }
        out.objects("packets", SampleJson::writePacket, report.packets());
    }

    static SampleReport read(Fields in) throws DecodeException {
        return new SampleReport(
                ReceiptJson.node(in.text("node")),
                in.number("epochMillis"),
                in.number("leftOut"),
                in.optionalText("trouble"),
                in.objects("packets", SampleReport.MAX_PACKETS, SampleJson::readPacket));
    }

    private static void writePacket(FieldWriter out, SampledPacket packet) throws IOException {
        out.number("epochMillis", packet.epochMillis());
        out.text("action", packet.action());
        out.text("reason", packet.reason());
        out.text("interface", packet.interfaceName());
        out.number("frameBytes", packet.frameBytes());
        byte[] header = new byte[packet.header().remaining()];
        packet.header().get(header);
        out.text("header", Base64.getEncoder().encodeToString(header));
    }

    private static SampledPacket readPacket(Fields in) throws DecodeException {
        return new SampledPacket(
                in.number("epochMillis"),
                in.text("action"),
                in.text("reason"),
                in.text("interface"),
                (int) in.number("frameBytes", 0, SampledPacket.MAX_FRAME_BYTES),
                header(in.text("header")));
    }

    private static ByteBuffer header(String text) throws DecodeException {
        if (text.length() > MAX_BASE64) {
            throw new DecodeException(
                    "a header has " + text.length() + " characters, at most " + MAX_BASE64 + " are read");
        }
        return ByteBuffer.wrap(Base64.getDecoder().decode(text)); // What is no base64 is an IllegalArgumentException.
    }
}
