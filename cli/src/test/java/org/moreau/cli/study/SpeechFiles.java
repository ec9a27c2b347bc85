package org.moreau.cli.study;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** Tones in the layout of the Free Spoken Digit Dataset, and noise in that of XRMB. */
public final class SpeechFiles {
  private static final int SAMPLES = 1_600;
  private static final int UTTERANCES = 47;
  private static final int UTTERANCE_FRAMES = 40;

  private SpeechFiles() {}

  /** Two speakers, each with two recordings of each digit for each part. */
  public static Path writeDigits(Path folder) throws IOException {
    return writeDigits(folder, Integer.MAX_VALUE);
  }

  /** The same, all of whose recordings are cut off after so many bytes. */
  public static Path writeDigits(Path folder, int most) throws IOException {
    Path path = Files.createDirectories(folder.resolve("fsdd")).resolve("fsdd_recordings.zip");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String speaker : List.of("ann", "bob")) {
        for (int digit = 0; digit < 10; digit++) {
          for (int index : new int[] {0, 4, 7, 8, 45, 49}) {
            zip.putNextEntry(
                new ZipEntry("recordings/" + digit + "_" + speaker + "_" + index + ".wav"));
            byte[] wave = tone(digit, speaker.equals("ann") ? 1 : 1.5, index);
            zip.write(Arrays.copyOf(wave, Math.min(most, wave.length)));
          }
        }
      }
    }
    return Files.write(path, bytes.toByteArray());
  }

  private static byte[] tone(int digit, double speaker, int index) throws IOException {
    SplittableRandom random = new SplittableRandom(100L * digit + index);
    byte[] samples = new byte[2 * SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      double sound = 9_000 * Math.sin(0.1 * (digit + 2) * speaker * i) + random.nextInt(900);
      samples[2 * i] = (byte) (int) sound;
      samples[2 * i + 1] = (byte) ((int) sound >> 8);
    }
    AudioFormat format = new AudioFormat(8_000, 16, 1, true, false);
    ByteArrayOutputStream wave = new ByteArrayOutputStream();
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(samples), format, SAMPLES),
        AudioFileFormat.Type.WAVE,
        wave);
    return wave.toByteArray();
  }

  /** 47 utterances of 40 frames with four phones each. */
  public static Path writeXrmb(Path folder) throws IOException {
    int frames = UTTERANCES * UTTERANCE_FRAMES;
    Matrix labels = Mat5.newMatrix(frames, 1);
    for (int t = 0; t < frames; t++) {
      labels.setDouble(t, t % 10 < 8 ? t / 10 % 40 : 40);
    }
    Matrix lengths = Mat5.newMatrix(1, UTTERANCES);
    for (int u = 0; u < UTTERANCES; u++) {
      lengths.setDouble(u, UTTERANCE_FRAMES);
    }
    Mat5File file = Mat5.newMatFile();
    file.addArray("MFCCS", noise(frames, 39));
    file.addArray("ARTICS", noise(frames, 16));
    file.addArray("LABELS", labels);
    file.addArray("LENGTHS", lengths);
    Path path = Files.createDirectories(folder.resolve("xrmb")).resolve("XRMB_SEQ.mat");
    try (Sink sink = Sinks.newStreamingFile(path.toFile())) {
      Mat5.newWriter(sink).writeMat(file);
    }
    return path;
  }

  private static Matrix noise(int frames, int features) {
    SplittableRandom random = new SplittableRandom(features);
    Matrix matrix = Mat5.newMatrix(frames, features, MatlabType.Single);
    for (int t = 0; t < frames; t++) {
      for (int f = 0; f < features; f++) {
        matrix.setFloat(t, f, (float) random.nextDouble(-1, 1));
      }
    }
    return matrix;
  }
}
