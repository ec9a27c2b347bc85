package org.moreau.speech;

import java.util.List;
import org.moreau.engine.Check;

/** A sound of one channel: samples in [-1, 1], {@code rate} of them a second. */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
public record Sound(float[] samples, int rate) {
  public Sound {
    Check.positive("the number of samples", samples.length);
    Check.positive("rate", rate);
    for (int i = 0; i < samples.length; i++) {
      Check.inRange("sample " + i, samples[i], -1, 1);
    }
  }

  /**
   * The sounds one after the other.
   *
   * @throws IllegalArgumentException if there is none, or they have different rates
   */
  public static Sound joined(List<Sound> sounds) {
    Check.positive("the number of sounds", sounds.size());
    int rate = sounds.get(0).rate;
    float[] samples = new float[sounds.stream().mapToInt(sound -> sound.samples.length).sum()];
    int at = 0;
    for (Sound sound : sounds) {
      if (sound.rate != rate) {
        throw new IllegalArgumentException(
            "sounds must have one rate to be joined, got " + rate + " and " + sound.rate);
      }
      System.arraycopy(sound.samples, 0, samples, at, sound.samples.length);
      at += sound.samples.length;
    }
    return new Sound(samples, rate);
  }
}
