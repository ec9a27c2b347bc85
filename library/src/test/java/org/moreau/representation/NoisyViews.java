package org.moreau.representation;

import java.util.List;
import java.util.SplittableRandom;
import org.moreau.data.View;
import org.moreau.data.ViewsDataset;
import org.moreau.engine.Seeds;

/** Samples of three classes whose centres are seen through noise in views of 6 and 5 features. */
final class NoisyViews {
  static final List<Integer> FEATURES = List.of(6, 5);
  static final int CLASSES = 3;

  private NoisyViews() {}

  static ViewsDataset of(int samples, String part) {
    SplittableRandom random = Seeds.random(1, part);
    int[] labels = new int[samples];
    for (int i = 0; i < samples; i++) {
      labels[i] = i % CLASSES;
    }
    return new ViewsDataset(
        List.of(view("first", labels, 6, random), view("second", labels, 5, random)),
        labels,
        CLASSES);
  }

  private static View view(String name, int[] labels, int features, SplittableRandom random) {
    float[] values = new float[labels.length * features];
    for (int i = 0; i < values.length; i++) {
      double centre = (i % features) % CLASSES == labels[i / features] ? 2 : 0;
      values[i] = (float) (centre + random.nextDouble(-1, 1));
    }
    return new View(name, values, features);
  }
}
