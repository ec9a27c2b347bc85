package org.moreau.cli.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.moreau.evaluation.PairedDifference;
import org.moreau.evaluation.Sample;

/** The differences of a metric between two methods, paired by repeat. */
record Comparison(String a, String b, String metric, Sample first, Sample second) {

  double mean() {
    return first.mean() - second.mean();
  }

  /** The 95 % interval [low, high] of the mean difference; one repeat has none. */
  Optional<List<Double>> interval() {
    if (first.size() < 2) {
      return Optional.empty();
    }
    PairedDifference difference = PairedDifference.of(first, second);
    return Optional.of(List.of(difference.low(), difference.high()));
  }

  Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("a", a);
    map.put("b", b);
    map.put("metric", metric);
    map.put("mean_difference", mean());
    map.put("ci95", interval().orElse(null));
    map.put("n", first.size());
    return map;
  }
}
