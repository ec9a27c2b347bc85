package org.moreau.representation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.moreau.data.SpeechDataset;
import org.moreau.data.TwoViewSequence;
import org.moreau.engine.Seeds;

/** Strings of two or three of three labels, each heard for 3 to 6 frames through noise. */
final class NoisySpeech {
  static final int CLASSES = 4;
  static final int BLANK = 3;
  static final List<Integer> FEATURES = List.of(6, 5);

  private NoisySpeech() {}

  static SpeechDataset of(int count, String part) {
    SplittableRandom random = Seeds.random(1, part);
    List<TwoViewSequence> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Integer> labels = new ArrayList<>();
      List<Integer> heard = new ArrayList<>();
      int length = random.nextInt(2, 4);
      for (int l = 0; l < length; l++) {
        int label = random.nextInt(BLANK);
        labels.add(label);
        for (int t = random.nextInt(3, 7); t > 0; t--) {
          heard.add(label);
        }
        heard.add(BLANK);
      }
      sequences.add(
          new TwoViewSequence(
              frames(heard, FEATURES.get(0), random),
              frames(heard, FEATURES.get(1), random),
              labels,
              "speaker " + i % 2));
    }
    return new SpeechDataset(sequences, FEATURES.get(0), FEATURES.get(1), CLASSES, BLANK);
  }

  private static float[][] frames(List<Integer> heard, int features, SplittableRandom random) {
    float[][] frames = new float[heard.size()][features];
    for (int t = 0; t < frames.length; t++) {
      for (int f = 0; f < features; f++) {
        double centre = f % CLASSES == heard.get(t) ? 2 : 0;
        frames[t][f] = (float) (centre + random.nextDouble(-1, 1));
      }
    }
    return frames;
  }
}
