// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Pictures for documents: PNG with a palette of 160 colours, a third of the size of true colour. Half of the palette are the
 * colours that cover most, which are exact; the other half those that would be missed most, by pixels times distance squared.
 */
public final class SmallPng {
    private static final int MOST = 160;
    private static final int EXACT = 80;

    private SmallPng() {}

    /** Writes {@code image}, replacing what was there. Any thread, as long as nobody changes the image. */
    public static void write(WritableImage image, Path file) throws IOException {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        int[] pixels = new int[width * height];
        image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel & 0xFFFFFF, 1, Integer::sum);
        }
        int[] palette = palette(counts);
        Map<Integer, Integer> nearest = new HashMap<>();
        BufferedImage small = new BufferedImage(
                width,
                height,
                BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, palette.length, palette, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE));
        for (int i = 0; i < pixels.length; i++) {
            int index = nearest.computeIfAbsent(pixels[i] & 0xFFFFFF, colour -> nearest(palette, colour));
            small.getRaster().setSample(i % width, i / width, 0, index);
        }
        write(small, file);
    }

    private static void write(BufferedImage image, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(0);
        Files.deleteIfExists(file);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
    }

    private static int[] palette(Map<Integer, Integer> counts) {
        List<Map.Entry<Integer, Integer>> all = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
        int[] palette = new int[Math.min(MOST, all.size())];
        long[] missed = new long[all.size()];
        java.util.Arrays.fill(missed, Long.MAX_VALUE);
        for (int chosen = 0; chosen < palette.length; chosen++) {
            int next = chosen;
            if (chosen >= EXACT) {
                long most = -1;
                for (int i = 0; i < missed.length; i++) {
                    if (missed[i] * all.get(i).getValue() > most) {
                        most = missed[i] * all.get(i).getValue();
                        next = i;
                    }
                }
            }
            palette[chosen] = all.get(next).getKey();
            for (int i = 0; i < missed.length; i++) {
                missed[i] = Math.min(missed[i], distance(all.get(i).getKey(), palette[chosen]));
            }
        }
        return palette;
    }

    private static int nearest(int[] palette, int colour) {
        int best = 0;
        for (int i = 1; i < palette.length; i++) {
            if (distance(palette[i], colour) < distance(palette[best], colour)) {
                best = i;
            }
        }
        return best;
    }

    private static long distance(int one, int other) {
        int red = (one >> 16 & 255) - (other >> 16 & 255);
        int green = (one >> 8 & 255) - (other >> 8 & 255);
        int blue = (one & 255) - (other & 255);
        return 3L * red * red + 4L * green * green + 2L * blue * blue;
    }
}
