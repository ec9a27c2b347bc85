package org.moreau.speech;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Small WAV files. */
public final class WaveBytes {
  private WaveBytes() {}

  /** 16 bits, one channel. */
  public static byte[] of(int rate, short... samples) {
    return of(1, 1, rate, 16, samples);
  }

  static byte[] of(int format, int channels, int rate, int bits, short... samples) {
    ByteBuffer file = ByteBuffer.allocate(54 + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    text(file, "RIFF").putInt(46 + 2 * samples.length);
    text(file, "WAVE");
    text(file, "fmt ").putInt(16).putShort((short) format).putShort((short) channels);
    file.putInt(rate).putInt(rate * channels * bits / 8);
    file.putShort((short) (channels * bits / 8)).putShort((short) bits);
    // A chunk of odd size that is passed over.
    text(file, "note").putInt(1).put((byte) 7).put((byte) 0);
    text(file, "data").putInt(2 * samples.length);
    for (short sample : samples) {
      file.putShort(sample);
    }
    return file.array();
  }

  private static ByteBuffer text(ByteBuffer file, String text) {
    return file.put(text.getBytes(StandardCharsets.US_ASCII));
  }
}
