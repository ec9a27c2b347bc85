package org.moreau.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.engine.MalformedFileException;

class WaveFileTest {
  private static String refusal(byte[] content) {
    return assertThrows(MalformedFileException.class, () -> WaveFile.read("x.wav", content))
        .getMessage();
  }

  @Test
  void readsSamplesAsFractions(@TempDir Path folder) throws IOException {
    byte[] file = WaveBytes.of(8000, (short) 0, (short) 16384, Short.MIN_VALUE, Short.MAX_VALUE);
    Path path = Files.write(folder.resolve("a.wav"), file);
    Sound sound = WaveFile.read(path);

    assertEquals(8000, sound.rate());
    assertArrayEquals(new float[] {0, 0.5f, -1, 32767 / 32768f}, sound.samples());
  }

  @Test
  void nowhereCutOffIsReadAsWhole() {
    byte[] whole = WaveBytes.of(8000, new short[20]);
    for (int length = 0; length < whole.length; length++) {
      String message = refusal(Arrays.copyOf(whole, length));
      assertTrue(message.startsWith("x.wav byte "), message);
      assertTrue(message.endsWith("is it truncated?"), message);
    }
    assertEquals(
        "x.wav byte 46: the chunk must have 40 bytes, but 39 follow; is it truncated?",
        refusal(Arrays.copyOf(whole, whole.length - 1)));
  }

  @Test
  void aDamagedByteNeverCrashes() {
    byte[] whole = WaveBytes.of(8000, new short[20]);
    for (int i = 0; i < whole.length; i++) {
      for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
        byte[] damaged = whole.clone();
        damaged[i] = (byte) value;
        try {
          assertEquals(20, WaveFile.read("x.wav", damaged).samples().length);
        } catch (MalformedFileException e) {
          assertTrue(e.getMessage().startsWith("x.wav byte "), e.getMessage());
        }
      }
    }
  }

  @Test
  void namesOtherKindsOfSamples() {
    String rule =
        "x.wav byte 12: the samples must be of format 1 (PCM), 1 channel and 16 bits, got format ";
    assertEquals(
        rule + "3, 1 channels and 16 bits", refusal(WaveBytes.of(3, 1, 8000, 16, new short[4])));
    assertEquals(
        rule + "1, 2 channels and 16 bits", refusal(WaveBytes.of(1, 2, 8000, 16, new short[4])));
    assertEquals(
        rule + "1, 1 channels and 8 bits", refusal(WaveBytes.of(1, 1, 8000, 8, new short[4])));
    assertEquals(
        "x.wav byte 12: the rate must be at least 1, got 0",
        refusal(WaveBytes.of(1, 1, 0, 16, new short[4])));
    assertEquals(
        "x.wav byte 46: the data must be whole samples of 2 bytes, and some, got 0",
        refusal(WaveBytes.of(8000)));
    assertEquals(
        "x.wav byte 0: a WAV file starts with RIFF, and has WAVE at byte 8",
        refusal(new byte[100]));
  }

  @Test
  void soundsAreJoinedOneAfterTheOther() {
    Sound joined =
        Sound.joined(
            List.of(new Sound(new float[] {0.5f, 1}, 100), new Sound(new float[] {-1}, 100)));

    assertArrayEquals(new float[] {0.5f, 1, -1}, joined.samples());
    assertEquals(
        "sounds must have one rate to be joined, got 100 and 101",
        assertThrows(
                IllegalArgumentException.class,
                () -> Sound.joined(List.of(joined, new Sound(new float[1], 101))))
            .getMessage());
    assertEquals(
        "sample 1 must be in [-1.0, 1.0], got NaN",
        assertThrows(
                IllegalArgumentException.class, () -> new Sound(new float[] {0, Float.NaN}, 100))
            .getMessage());
  }
}
