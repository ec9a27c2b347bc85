package org.moreau.speech;

import org.moreau.engine.Check;

/**
 * Mel frequency cepstrum: the shape of a frame's spectrum as the ear resolves it. For a frame of
 * {@link Framing} with the power spectrum P(k), k from 0 to F/2 for the power of two F that is not
 * smaller than the frame,
 *
 * <pre>
 *   E(j) = Σ_k max(0, 1 − |mel(k rate / F) − j Δ| / Δ) P(k),   mel(f) = 2595 log10(1 + f / 700),
 *   c(i) = √(2/J) Σ_j log max(E(j), 1e-10) cos(π i (j − ½) / J),   j from 1 to J,
 * </pre>
 *
 * with Δ = mel(rate / 2) / (J + 1) and i from 0 on, so that c(0) tells the loudness.
 *
 * <p>Source: Davis, Mermelstein, "Comparison of parametric representations for monosyllabic word
 * recognition", 1980.
 */
public final class Mfcc {
  private static final double LEAST = 1e-10;

  private final int coefficients;
  private final int rate;
  private final Framing framing;
  private final PowerSpectrum spectrum;
  private final double[][] filters; // [J, F/2 + 1]
  private final double[][] cosines; // [coefficients, J]

  /** 13 coefficients from 26 filters, for frames of 25 ms, one every 10 ms. */
  public Mfcc(int rate) {
    this(rate, Framing.standard(rate), 26, 13);
  }

  /**
   * @param filters J
   * @param coefficients at most J
   */
  public Mfcc(int rate, Framing framing, int filters, int coefficients) {
    Check.positive("rate", rate);
    Check.positive("filters", filters);
    Check.inRange("coefficients", coefficients, 1, filters);
    this.coefficients = coefficients;
    this.rate = rate;
    this.framing = framing;
    int size = Integer.highestOneBit(framing.length() - 1) * 2;
    spectrum = new PowerSpectrum(size);
    this.filters = new double[filters][size / 2 + 1];
    double delta = mel(rate / 2.0) / (filters + 1);
    for (int j = 1; j <= filters; j++) {
      for (int k = 0; k <= size / 2; k++) {
        double distance = Math.abs(mel((double) k * rate / size) - j * delta);
        this.filters[j - 1][k] = Math.max(0, 1 - distance / delta);
      }
    }
    cosines = new double[coefficients][filters];
    for (int i = 0; i < coefficients; i++) {
      for (int j = 1; j <= filters; j++) {
        cosines[i][j - 1] = Math.sqrt(2.0 / filters) * Math.cos(Math.PI * i * (j - 0.5) / filters);
      }
    }
  }

  private static double mel(double frequency) {
    return 2595 * Math.log10(1 + frequency / 700);
  }

  /**
   * The coefficients [frames, coefficients] of a sound.
   *
   * @throws IllegalArgumentException if it has another rate
   */
  public float[][] of(Sound sound) {
    if (sound.rate() != rate) {
      throw new IllegalArgumentException(
          "the sound must have the rate " + rate + ", got " + sound.rate());
    }
    double[][] frames = framing.frames(sound);
    float[][] result = new float[frames.length][];
    for (int t = 0; t < frames.length; t++) {
      result[t] = cepstrum(spectrum.of(frames[t]));
    }
    return result;
  }

  private float[] cepstrum(double[] power) {
    double[] logarithms = new double[filters.length];
    for (int j = 0; j < filters.length; j++) {
      logarithms[j] = Math.log(Math.max(dot(filters[j], power), LEAST));
    }
    float[] cepstrum = new float[coefficients];
    for (int i = 0; i < coefficients; i++) {
      cepstrum[i] = (float) dot(cosines[i], logarithms);
    }
    return cepstrum;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
