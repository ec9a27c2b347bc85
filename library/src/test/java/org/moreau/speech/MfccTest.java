package org.moreau.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;

class MfccTest {
  private static final int RATE = 8000;

  static Sound noise(int samples, String name) {
    SplittableRandom random = Seeds.random(9, "noise", name);
    float[] values = new float[samples];
    for (int i = 0; i < samples; i++) {
      values[i] = (float) (0.4 * (2 * random.nextDouble() - 1) + 0.3 * Math.sin(0.3 * i));
    }
    return new Sound(values, RATE);
  }

  @Test
  void thePowerSpectrumIsThatOfTheDefinition() {
    for (int size : new int[] {1, 2, 8, 64}) {
      SplittableRandom random = Seeds.random(1, "spectrum", size);
      double[] x = random.doubles(Math.max(1, size - 3)).toArray();
      double[] power = new PowerSpectrum(size).of(x);
      assertEquals(size / 2 + 1, power.length);
      for (int k = 0; k <= size / 2 && k < size; k++) {
        double re = 0;
        double im = 0;
        for (int n = 0; n < x.length; n++) {
          re += x[n] * Math.cos(2 * Math.PI * k * n / size);
          im -= x[n] * Math.sin(2 * Math.PI * k * n / size);
        }
        assertEquals(re * re + im * im, power[k], 1e-10 * (1 + power[k]));
      }
    }
  }

  @Test
  void framesArePreEmphasisedAndWindowed() {
    Sound sound = noise(25, "frames");
    Framing framing = new Framing(10, 4);
    double[][] frames = framing.frames(sound);

    assertEquals(4, frames.length);
    for (int t = 0; t < 4; t++) {
      for (int n = 0; n < 10; n++) {
        int i = 4 * t + n;
        double y = sound.samples()[i] - (i == 0 ? 0 : 0.97 * sound.samples()[i - 1]);
        assertEquals(y * (0.54 - 0.46 * Math.cos(2 * Math.PI * n / 9.0)), frames[t][n], 1e-15);
      }
    }
    assertEquals(1, framing.count(3));
    assertEquals(1, framing.count(13));
    assertEquals(2, framing.count(14));
    assertEquals(0, framing.frames(noise(3, "short"))[0][3]);
    assertEquals(new Framing(200, 80), Framing.standard(RATE));
  }

  /** As the class documents it, loop by loop. */
  private static double[] plain(double[] frame, int filters, int coefficients, int size) {
    double[] logs = new double[filters + 1];
    double delta = mel(RATE / 2.0) / (filters + 1);
    for (int j = 1; j <= filters; j++) {
      double energy = 0;
      for (int k = 0; k <= size / 2; k++) {
        double re = 0;
        double im = 0;
        for (int n = 0; n < frame.length; n++) {
          re += frame[n] * Math.cos(2 * Math.PI * k * n / size);
          im += frame[n] * Math.sin(2 * Math.PI * k * n / size);
        }
        double weight = 1 - Math.abs(mel((double) k * RATE / size) - j * delta) / delta;
        energy += weight > 0 ? weight * (re * re + im * im) : 0;
      }
      logs[j] = Math.log(Math.max(energy, 1e-10));
    }
    double[] c = new double[coefficients];
    for (int i = 0; i < coefficients; i++) {
      for (int j = 1; j <= filters; j++) {
        c[i] += Math.sqrt(2.0 / filters) * logs[j] * Math.cos(Math.PI * i * (j - 0.5) / filters);
      }
    }
    return c;
  }

  private static double mel(double f) {
    return 2595 * Math.log10(1 + f / 700);
  }

  @Test
  void isWhatTheDefinitionSays() {
    Sound sound = noise(360, "mfcc");
    float[][] features = new Mfcc(RATE).of(sound);
    double[][] frames = Framing.standard(RATE).frames(sound);

    assertEquals(3, features.length);
    for (int t = 0; t < 3; t++) {
      double[] expected = plain(frames[t], 26, 13, 256);
      for (int i = 0; i < 13; i++) {
        assertEquals(expected[i], features[t][i], 2e-6 * (1 + Math.abs(expected[i])));
      }
    }
  }

  @Test
  void aThousandHertzIsAThousandMel() {
    assertEquals(1000, mel(1000), 0.1);
  }

  @Test
  void silenceIsFinite() {
    float[] features = new Mfcc(RATE).of(new Sound(new float[400], RATE))[0];

    assertEquals(Math.log(1e-10) * Math.sqrt(2.0 / 26) * 26, features[0], 1e-3);
    for (int i = 1; i < 13; i++) {
      assertEquals(0, features[i], 1e-4);
    }
  }

  @Test
  void refusesAnotherRate() {
    assertEquals(
        "the sound must have the rate 8000, got 16000",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Mfcc(RATE).of(new Sound(new float[400], 16000)))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new Mfcc(RATE, Framing.standard(RATE), 12, 13));
  }

  @Test
  void deltasAreTheSlopeOfTheLineThroughFiveFrames() {
    SplittableRandom random = Seeds.random(2, "deltas");
    float[][] c = new float[9][2];
    for (float[] frame : c) {
      frame[0] = (float) random.nextDouble();
      frame[1] = (float) random.nextDouble();
    }
    float[][] all = Deltas.appended(c);
    float[][] deltas = Deltas.of(c);

    for (int t = 0; t < 9; t++) {
      assertEquals(6, all[t].length);
      for (int f = 0; f < 2; f++) {
        // Least squares: slope = sum n c(t+n) / sum n^2.
        double slope = 0;
        for (int n = -2; n <= 2; n++) {
          slope += n * c[Math.max(0, Math.min(8, t + n))][f] / 10;
        }
        assertEquals(slope, deltas[t][f], 1e-6);
        assertEquals(c[t][f], all[t][f]);
        assertEquals(deltas[t][f], all[t][2 + f]);
        assertEquals(Deltas.of(deltas)[t][f], all[t][4 + f]);
      }
    }
    assertArrayEquals(new float[] {0, 0}, Deltas.of(new float[][] {{3, 4}})[0]);
  }
}
