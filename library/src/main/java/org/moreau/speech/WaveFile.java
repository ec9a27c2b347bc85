package org.moreau.speech;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.moreau.engine.MalformedFileException;

/**
 * The WAV format: RIFF chunks, of which "fmt " says what is in "data". Read are samples of 16 bits
 * and one channel, not compressed; a sample s becomes s / 32768.
 */
public final class WaveFile {
  private static final int PCM = 1;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final int RIFF = 0x46464952;
  private static final int WAVE = 0x45564157;
  private static final int FORMAT = 0x20746D66;
  private static final int DATA = 0x61746164;

  private final String place;
  private final ByteBuffer in;
  private int rate;

  private WaveFile(String place, byte[] content) {
    this.place = place;
    this.in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The sound in a file, as {@link #read(String, byte[])}.
   *
   * @throws IOException naming the file, if it cannot be read
   */
  public static Sound read(Path path) throws IOException {
    return read(path.toString(), Files.readAllBytes(path));
  }

  /**
   * The sound that {@code content} holds.
   *
   * @param place what is read, for messages
   * @throws MalformedFileException naming the place and the byte, if it is not a whole file of
   *     samples of this kind
   */
  public static Sound read(String place, byte[] content) throws MalformedFileException {
    return new WaveFile(place, content).sound();
  }

  private Sound sound() throws MalformedFileException {
    need(12, "the header of a RIFF file");
    if (in.getInt() != RIFF || in.getInt(8) != WAVE) {
      throw damaged(0, "a WAV file starts with RIFF, and has WAVE at byte 8");
    }
    in.position(12);
    while (true) {
      need(8, rate == 0 ? "a chunk \"fmt \"" : "a chunk \"data\"");
      int start = in.position();
      int kind = in.getInt();
      long size = Integer.toUnsignedLong(in.getInt());
      if (size > in.remaining()) {
        throw damaged(
            start,
            "the chunk must have "
                + size
                + " bytes, but "
                + in.remaining()
                + " follow; is it truncated?");
      }
      int end = in.position() + (int) size;
      if (kind == FORMAT) {
        format(start, (int) size);
      } else if (kind == DATA) {
        return samples(start, (int) size);
      }
      // A chunk of odd size is followed by a byte that does not count.
      in.position(Math.min(in.limit(), end + (int) (size % 2)));
    }
  }

  private void format(int start, int size) throws MalformedFileException {
    if (size < 16) {
      throw damaged(start, "the chunk \"fmt \" must have at least 16 bytes, got " + size);
    }
    int kind = Short.toUnsignedInt(in.getShort());
    int channels = Short.toUnsignedInt(in.getShort());
    int given = in.getInt();
    in.getInt(); // bytes a second
    in.getShort(); // bytes a sample
    int bits = Short.toUnsignedInt(in.getShort());
    if (kind == EXTENSIBLE && size >= 26) {
      kind = Short.toUnsignedInt(in.getShort(start + 8 + 24));
    }
    if (kind != PCM || channels != 1 || bits != 16) {
      throw damaged(
          start,
          "the samples must be of format 1 (PCM), 1 channel and 16 bits, got format "
              + kind
              + ", "
              + channels
              + " channels and "
              + bits
              + " bits");
    }
    if (given < 1) {
      throw damaged(start, "the rate must be at least 1, got " + Integer.toUnsignedString(given));
    }
    rate = given;
  }

  private Sound samples(int start, int size) throws MalformedFileException {
    if (rate == 0) {
      throw damaged(start, "a chunk \"fmt \" must come before \"data\"");
    }
    if (size == 0 || size % 2 != 0) {
      throw damaged(start, "the data must be whole samples of 2 bytes, and some, got " + size);
    }
    float[] samples = new float[size / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = in.getShort() / 32768f;
    }
    return new Sound(samples, rate);
  }

  private void need(int bytes, String what) throws MalformedFileException {
    if (in.remaining() < bytes) {
      throw damaged(in.position(), "the file ends before " + what + "; is it truncated?");
    }
  }

  private MalformedFileException damaged(int at, String why) {
    return new MalformedFileException(place + " byte " + at + ": " + why);
  }
}
