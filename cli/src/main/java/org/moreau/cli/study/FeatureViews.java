package org.moreau.cli.study;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;
import org.moreau.data.View;
import org.moreau.data.ViewsDataset;
import org.moreau.data.ViewsNormalisation;
import org.moreau.data.ViewsSet;
import org.moreau.data.ViewsSplit;
import org.moreau.engine.Seeds;

/**
 * Vectors in several views as a study reads them, standardised on the training part.
 *
 * @param test null as long as choices are made
 */
record FeatureViews(ViewsSet set, String label, ViewsSplit split, @Nullable ViewsDataset test) {
  /**
   * What is used of a set.
   *
   * @param views their names; none for all
   * @param classes the first so many; 0 for all
   * @param perClass training samples of each class, drawn by the seed; 0 for all
   */
  record Use(List<String> views, int classes, int perClass) {
    Use {
      views = List.copyOf(views);
    }

    private ViewsDataset of(ViewsDataset samples) {
      ViewsDataset seen = views.isEmpty() ? samples : samples.ofViews(views.toArray(String[]::new));
      if (seen.views().size() < 2) {
        throw new IllegalArgumentException(
            "views must be at least 2 of "
                + String.join(", ", samples.viewNames())
                + ", got "
                + String.join(",", seen.viewNames()));
      }
      if (classes < 0 || classes == 1 || classes > samples.classes()) {
        throw new IllegalArgumentException(
            "classes must be from 2 to " + samples.classes() + ", or 0 for all, got " + classes);
      }
      return classes == 0 ? seen : seen.ofClasses(IntStream.range(0, classes).toArray());
    }

    private String described() {
      return (views.isEmpty() ? "" : ", views " + String.join(" and ", views))
          + (classes == 0 ? "" : ", the first " + classes + " classes")
          + (perClass == 0 ? "" : ", " + perClass + " training samples of each class");
    }
  }

  /** All parts. */
  static FeatureViews load(ViewsSet set, DataFolders folders, Use use, long seed)
      throws IOException {
    return read(set, folders, use, seed, true);
  }

  /** The same with the test part left closed. */
  static FeatureViews development(ViewsSet set, DataFolders folders, Use use, long seed)
      throws IOException {
    return read(set, folders, use, seed, false);
  }

  private static FeatureViews read(
      ViewsSet set, DataFolders folders, Use use, long seed, boolean withTest) throws IOException {
    ViewsSplit known = set.development(folders, seed);
    ViewsDataset train = use.of(known.train());
    if (use.perClass > 0) {
      train = train.perClass(use.perClass, Seeds.random(seed, "subset"));
    }
    ViewsNormalisation normalisation = ViewsNormalisation.of(train);
    ViewsDataset test = withTest ? normalisation.apply(use.of(set.test(folders, seed))) : null;
    ViewsDataset validation = normalisation.apply(use.of(known.validation()));
    return new FeatureViews(
        set,
        set.title() + use.described(),
        new ViewsSplit(normalisation.apply(train), validation),
        test);
  }

  /** The number of features of each view. */
  List<Integer> features() {
    return split.train().views().stream().map(View::features).toList();
  }

  /** Says in the summary and above the table what the results are of. */
  void describe(Summary summary) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("label", label);
    facts.put("train", split.train().size());
    facts.put("validation", split.validation().size());
    facts.put("test", test == null ? 0 : test.size());
    summary.data(set.source().name(), facts);
    summary.note(
        label
            + " (train "
            + split.train().size()
            + ", validation "
            + split.validation().size()
            + (test == null ? ")" : ", test " + test.size() + ")"));
  }
}
