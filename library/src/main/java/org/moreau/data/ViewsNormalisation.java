package org.moreau.data;

import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Normalisation} for each view. Take it from the training part alone and apply it to all
 * parts.
 */
public record ViewsNormalisation(List<String> names, List<Normalisation> views) {
  public ViewsNormalisation {
    names = List.copyOf(names);
    views = List.copyOf(views);
    if (names.size() != views.size()) {
      throw new IllegalArgumentException(
          "names must be as many as views, got " + names.size() + " and " + views.size());
    }
  }

  /**
   * Mean and standard deviation of each feature over all samples; a constant feature gets the
   * deviation 1, so that it becomes 0.
   */
  public static ViewsNormalisation of(ViewsDataset train) {
    return new ViewsNormalisation(
        train.viewNames(),
        train.views().stream()
            .map(view -> Normalisation.of(view.values(), view.features()))
            .toList());
  }

  /**
   * A normalised copy of {@code dataset}.
   *
   * @throws IllegalArgumentException naming the views, if it has others
   */
  public ViewsDataset apply(ViewsDataset dataset) {
    if (!dataset.viewNames().equals(names)) {
      throw new IllegalArgumentException(
          "the data must have the views " + names + ", got " + dataset.viewNames());
    }
    List<View> changed = new ArrayList<>();
    for (int v = 0; v < names.size(); v++) {
      View view = dataset.views().get(v);
      Normalisation own = views.get(v);
      if (view.features() != own.mean().length) {
        throw new IllegalArgumentException(
            "view "
                + view.name()
                + " must have "
                + own.mean().length
                + " features, got "
                + view.features());
      }
      changed.add(new View(view.name(), own.apply(view.values()), view.features()));
    }
    return dataset.withViews(changed);
  }
}
