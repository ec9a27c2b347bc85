package org.moreau.cli.study;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The differences {@code a} - {@code b} of a metric, one per repeat. */
record Comparison(String a, String b, String metric, Sample differences) {

  Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("a", a);
    map.put("b", b);
    map.put("metric", metric);
    map.put("mean_difference", differences.mean());
    map.put("ci95", differences.interval());
    map.put("n", differences.size());
    return map;
  }
}
