// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javafx.scene.image.Image;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The icons of the installers show what the windows' icon shows; {@code -Dsecbeat.docs.write=true} draws them anew. */
class IconFilesTest {
    private static final int SIDE = 256;
    private static final int ICO_HEAD = 22;
    private static final int ICNS_HEAD = 16;
    private static final Path FOLDER = Path.of("..", "installers", "jpackage");

    @Test
    void theInstallersIconsAreTheConsoles() throws IOException {
        BufferedImage wanted = picture();
        if (Boolean.getBoolean("secbeat.docs.write")) {
            byte[] png = png(wanted);
            Files.write(FOLDER.resolve("secbeat-console.png"), png);
            Files.write(FOLDER.resolve("secbeat-console.ico"), ico(png));
            Files.write(FOLDER.resolve("secbeat-console.icns"), icns(png));
        }
        byte[] png = Files.readAllBytes(FOLDER.resolve("secbeat-console.png"));
        assertThat(pixels(read(png))).isEqualTo(pixels(wanted));
        byte[] ico = Files.readAllBytes(FOLDER.resolve("secbeat-console.ico"));
        assertThat(ico).isEqualTo(ico(png));
        assertThat(pixels(read(Arrays.copyOfRange(ico, ICO_HEAD, ico.length)))).isEqualTo(pixels(wanted));
        byte[] icns = Files.readAllBytes(FOLDER.resolve("secbeat-console.icns"));
        assertThat(icns).isEqualTo(icns(png));
        assertThat(pixels(read(Arrays.copyOfRange(icns, ICNS_HEAD, icns.length))))
                .isEqualTo(pixels(wanted));
    }

    private static BufferedImage picture() {
        Image icon = Fx.call(() -> AppIcon.paint(SIDE));
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                picture.setRGB(x, y, icon.getPixelReader().getArgb(x, y));
            }
        }
        return picture;
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", file);
        return file.toByteArray();
    }

    private static BufferedImage read(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static int[] pixels(BufferedImage picture) {
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }

    /** Windows: a directory of one picture, whose width and height of 256 are written as 0. */
    private static byte[] ico(byte[] png) {
        ByteBuffer file = ByteBuffer.allocate(ICO_HEAD + png.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putShort((short) 0).putShort((short) 1).putShort((short) 1);
        file.put((byte) 0)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) 0)
                .putShort((short) 1)
                .putShort((short) 32);
        return file.putInt(png.length).putInt(ICO_HEAD).put(png).array();
    }

    /** macOS: one entry, {@code ic08}, a PNG of 256 x 256. */
    private static byte[] icns(byte[] png) {
        ByteBuffer file = ByteBuffer.allocate(ICNS_HEAD + png.length);
        file.put("icns".getBytes(StandardCharsets.US_ASCII)).putInt(ICNS_HEAD + png.length);
        file.put("ic08".getBytes(StandardCharsets.US_ASCII)).putInt(8 + png.length);
        return file.put(png).array();
    }
}
