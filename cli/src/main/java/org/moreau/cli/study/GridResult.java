package org.moreau.cli.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What validation says about one combination.
 *
 * @param scores for each method one score per seed; NaN where training diverged
 */
record GridResult(
    Map<String, String> combination, List<Long> seeds, Map<String, List<Double>> scores) {

  double mean(String method) {
    return scores.getOrDefault(method, List.of()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }

  /**
   * The mean over the methods. It is the right judge of all of them at once where each method reads
   * keys of its own: the best of a sum of such terms is the best of each.
   */
  double score() {
    return scores.keySet().stream().mapToDouble(this::mean).average().orElse(Double.NaN);
  }

  /** One line of {@code grid.jsonl}. */
  String line() {
    Map<String, Object> means = new LinkedHashMap<>();
    scores.keySet().forEach(method -> means.put(method, mean(method)));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("values", combination);
    map.put("seeds", seeds);
    map.put("scores", scores);
    map.put("means", means);
    map.put("mean", score());
    return Json.line(map);
  }

  static GridResult of(JsonNode line) {
    Map<String, String> combination = new LinkedHashMap<>();
    line.path("values")
        .properties()
        .forEach(e -> combination.put(e.getKey(), e.getValue().asText()));
    List<Long> seeds = new ArrayList<>();
    line.path("seeds").forEach(seed -> seeds.add(seed.asLong()));
    Map<String, List<Double>> scores = new LinkedHashMap<>();
    line.path("scores")
        .properties()
        .forEach(
            e -> {
              List<Double> values = new ArrayList<>();
              e.getValue().forEach(v -> values.add(v.isNull() ? Double.NaN : v.asDouble()));
              scores.put(e.getKey(), values);
            });
    return new GridResult(combination, seeds, scores);
  }
}
