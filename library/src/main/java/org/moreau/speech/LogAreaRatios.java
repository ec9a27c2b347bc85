package org.moreau.speech;

import org.moreau.engine.Check;

/**
 * The shape of the vocal tract, as a tube of sections of equal length with the areas A(1), A(2),
 * ...: g(i) = log(A(i+1) / A(i)) = log((1 − k(i)) / (1 + k(i))), with the partial correlations k of
 * {@link LinearPrediction} of a frame of {@link Framing}. To r(0) a millionth of it is added, as
 * white noise would, so that |k(i)| < 1; silence has the ratios 0, a tube of one width.
 *
 * <p>Source: Atal, Hanauer, "Speech analysis and synthesis by linear prediction of the speech
 * wave", 1971.
 *
 * @param count of the ratios, the order of the prediction
 */
public record LogAreaRatios(Framing framing, int count) {
  private static final double WHITE_NOISE = 1e-6;

  public LogAreaRatios {
    Check.positive("count", count);
    if (count >= framing.length()) {
      throw new IllegalArgumentException(
          "count must be below the " + framing.length() + " samples of a frame, got " + count);
    }
  }

  /** The ratios [frames, count] of a sound. */
  public float[][] of(Sound sound) {
    double[][] frames = framing.frames(sound);
    float[][] ratios = new float[frames.length][count];
    for (int t = 0; t < frames.length; t++) {
      double[] r = LinearPrediction.autocorrelation(frames[t], count);
      r[0] *= 1 + WHITE_NOISE;
      double[] k = LinearPrediction.of(r).partial();
      for (int i = 0; i < count; i++) {
        ratios[t][i] = (float) Math.log((1 - k[i]) / (1 + k[i]));
      }
    }
    return ratios;
  }
}
