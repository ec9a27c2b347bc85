package org.moreau.speech;

/**
 * How features change: d(t) = (c(t+1) − c(t−1) + 2 c(t+2) − 2 c(t−2)) / 10, the slope of the line
 * through five frames; before the first and after the last frame these are repeated.
 */
public final class Deltas {
  private Deltas() {}

  /** The features [frames, f] with their deltas and those of the deltas: [frames, 3 f]. */
  public static float[][] appended(float[][] features) {
    float[][] deltas = of(features);
    float[][] second = of(deltas);
    float[][] all = new float[features.length][];
    for (int t = 0; t < all.length; t++) {
      int f = features[t].length;
      all[t] = new float[3 * f];
      System.arraycopy(features[t], 0, all[t], 0, f);
      System.arraycopy(deltas[t], 0, all[t], f, f);
      System.arraycopy(second[t], 0, all[t], 2 * f, f);
    }
    return all;
  }

  /** The deltas [frames, f] of features [frames, f]. */
  public static float[][] of(float[][] features) {
    int last = features.length - 1;
    float[][] deltas = new float[features.length][];
    for (int t = 0; t <= last; t++) {
      deltas[t] = new float[features[t].length];
      for (int n = 1; n <= 2; n++) {
        float[] after = features[Math.min(last, t + n)];
        float[] before = features[Math.max(0, t - n)];
        for (int f = 0; f < deltas[t].length; f++) {
          deltas[t][f] += n * (after[f] - before[f]) / 10;
        }
      }
    }
    return deltas;
  }
}
