// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.model.Alert;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;

/**
 * Sounds of alerts, made here: two falling tones for what cannot wait, one soft tone for the rest. One thread plays one
 * after another and goes when it is idle; more than a few that wait are left out. A machine without a loudspeaker is
 * silent.
 */
final class Chime implements AutoCloseable {
    static final int RATE = 22_050;
    private static final double TONE_SECONDS = 0.16;
    private static final double LOUDNESS = 0.35;
    private static final int WAITING = 3;

    private final ThreadPoolExecutor player = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("chime").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    Chime() {
        player.allowCoreThreadTimeOut(true);
    }

    /** Plays in the background. */
    void play(Alert.Severity severity) {
        player.execute(() -> sound(severity));
    }

    /** The sound as 16-bit mono samples, {@link #RATE} a second, low byte first. */
    static byte[] samples(Alert.Severity severity) {
        double[] tones = switch (severity) {
            case CRITICAL -> new double[] {880, 660, 880, 660};
            case WARNING -> new double[] {660, 523};
            case INFO -> new double[] {523};
        };
        int each = (int) (RATE * TONE_SECONDS);
        byte[] bytes = new byte[2 * each * tones.length];
        for (int tone = 0; tone < tones.length; tone++) {
            for (int i = 0; i < each; i++) {
                double swell = Math.sin(Math.PI * i / each); // no click at either end
                double value = Math.sin(2 * Math.PI * tones[tone] * i / RATE) * swell * LOUDNESS;
                int sample = (int) Math.round(value * Short.MAX_VALUE);
                int at = 2 * (tone * each + i);
                bytes[at] = (byte) sample;
                bytes[at + 1] = (byte) (sample >> 8);
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        player.shutdownNow();
    }

    private static void sound(Alert.Severity severity) {
        AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
        try (SourceDataLine line = AudioSystem.getSourceDataLine(format)) {
            line.open(format);
            line.start();
            byte[] samples = samples(severity);
            line.write(samples, 0, samples.length);
            line.drain();
        } catch (LineUnavailableException | IllegalArgumentException | SecurityException e) {
            // No loudspeaker, or it is taken: the alert is on the screen as well.
        }
    }
}
