package org.moreau.data;

import org.moreau.engine.Check;

/**
 * Another speaker in the background of the first view: features x(t) become (1 − level) x(t) +
 * level n(t), or x(t) + level n(t), where n are those of the other one, repeated where they are
 * shorter.
 *
 * @param level in [0, 1]; 0 leaves all as it is
 */
public record SpeakerNoise(double level, Mixing mixing) {
  /** How the noise comes in. */
  public enum Mixing {
    /** (1 − level) x + level n. */
    BLENDED,
    /** x + level n, as in the code that ProxNet's authors published. */
    ADDED
  }

  /** No noise. */
  public static final SpeakerNoise NONE = new SpeakerNoise(0, Mixing.BLENDED);

  public SpeakerNoise {
    Check.inRange("level", level, 0, 1);
  }

  /** A mixed copy of {@code frames}. */
  float[][] mixed(float[][] frames, float[][] other) {
    double own = mixing == Mixing.BLENDED ? 1 - level : 1;
    float[][] result = new float[frames.length][];
    for (int t = 0; t < frames.length; t++) {
      float[] noise = other[t % other.length];
      result[t] = new float[frames[t].length];
      for (int f = 0; f < result[t].length; f++) {
        result[t][f] = (float) (own * frames[t][f] + level * noise[f]);
      }
    }
    return result;
  }
}
