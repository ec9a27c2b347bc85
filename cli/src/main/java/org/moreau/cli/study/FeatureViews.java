package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.moreau.data.DataFolders;
import org.moreau.data.View;
import org.moreau.data.ViewsDataset;
import org.moreau.data.ViewsNormalisation;
import org.moreau.data.ViewsSet;
import org.moreau.data.ViewsSplit;
import org.moreau.engine.Seeds;

/**
 * Vectors in several views, standardised on the training part.
 *
 * @param views their names, at least 2
 * @param classes the first so many; 0 for all
 * @param perClass training samples of each class, drawn by the seed; 0 for all
 * @param noise the deviation of the Gaussian noise that is added to the first view once it is
 *     standardised, in all parts
 */
record FeatureViews(ViewsSet set, List<String> views, int classes, int perClass, double noise) {
  FeatureViews {
    views = List.copyOf(views);
    if (views.size() < 2) {
      throw new IllegalArgumentException(
          "views must be at least 2 of "
              + String.join(", ", set.viewNames())
              + ", got "
              + String.join(",", views));
    }
  }

  /** All parts; with the test part closed if not {@code tested}. */
  ViewsData read(DataFolders folders, long seed, boolean tested) throws IOException {
    ViewsSplit known = set.development(folders, seed);
    ViewsDataset train = chosen(known.train());
    if (perClass > 0) {
      train = train.perClass(perClass, Seeds.random(seed, "subset"));
    }
    ViewsNormalisation normalisation = ViewsNormalisation.of(train);
    ViewsDataset validation = normalisation.apply(chosen(known.validation()));
    ViewsDataset test = tested ? normalisation.apply(chosen(set.test(folders, seed))) : null;
    return new ViewsData(
        set.source().name(),
        label(),
        noisy(normalisation.apply(train), Seeds.random(seed, "noise", "train")),
        noisy(validation, Seeds.random(seed, "noise", "validation")),
        test == null ? null : noisy(test, Seeds.random(seed, "noise", "test")));
  }

  /** The number of features of each view of {@code data}, which this has read. */
  static List<Integer> widths(ViewsData data) {
    return ((ViewsDataset) data.train()).views().stream().map(View::features).toList();
  }

  private ViewsDataset chosen(ViewsDataset samples) {
    ViewsDataset seen = samples.ofViews(views.toArray(String[]::new));
    if (classes < 0 || classes == 1 || classes > samples.classes()) {
      throw new IllegalArgumentException(
          "classes must be from 2 to " + samples.classes() + ", or 0 for all, got " + classes);
    }
    return classes == 0 ? seen : seen.ofClasses(IntStream.range(0, classes).toArray());
  }

  private ViewsDataset noisy(ViewsDataset samples, SplittableRandom random) {
    if (noise == 0) {
      return samples;
    }
    View clean = samples.views().get(0);
    float[] values = clean.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (noise * random.nextGaussian());
    }
    List<View> all = new ArrayList<>(samples.views());
    all.set(0, new View(clean.name(), values, clean.features()));
    return new ViewsDataset(all, samples.labels(), samples.classes());
  }

  /** What results on it must be called. */
  String label() {
    return set.title()
        + ", views "
        + String.join(" and ", views)
        + (classes == 0 ? "" : ", the first " + classes + " classes")
        + (perClass == 0 ? "" : ", " + perClass + " training samples of each class")
        + (noise == 0 ? "" : ", generated noise of deviation " + noise + " in the first view");
  }
}
