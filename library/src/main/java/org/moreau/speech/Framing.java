package org.moreau.speech;

import org.moreau.engine.Check;

/**
 * Cuts a sound into frames that overlap. First y(n) = x(n) − 0.97 x(n−1), which lifts the high
 * frequencies; then frame t is y(n + t step) w(n) for n from 0 to length − 1, with Hamming's window
 * w(n) = 0.54 − 0.46 cos(2πn / (length − 1)). A frame that is not full is left out, but the only
 * one is filled with zeros.
 *
 * @param length in samples, at least 2
 * @param step in samples
 */
public record Framing(int length, int step) {
  private static final double PRE_EMPHASIS = 0.97;

  public Framing {
    if (length < 2) {
      throw new IllegalArgumentException("length must be at least 2, got " + length);
    }
    Check.positive("step", step);
  }

  /** Frames of 25 ms, one every 10 ms. */
  public static Framing standard(int rate) {
    return new Framing(rate / 40, rate / 100);
  }

  /** How many frames {@code samples} samples give: 1 + floor((samples − length) / step). */
  public int count(int samples) {
    return samples < length ? 1 : 1 + (samples - length) / step;
  }

  /** The frames [count, length] of a sound. */
  public double[][] frames(Sound sound) {
    float[] x = sound.samples();
    double[][] frames = new double[count(x.length)][length];
    for (int t = 0; t < frames.length; t++) {
      for (int n = 0; n < length && t * step + n < x.length; n++) {
        int i = t * step + n;
        double window = 0.54 - 0.46 * Math.cos(2 * Math.PI * n / (length - 1));
        frames[t][n] = window * (x[i] - (i > 0 ? PRE_EMPHASIS * x[i - 1] : 0));
      }
    }
    return frames;
  }
}
