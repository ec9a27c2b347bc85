package org.moreau.cli.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One method at one case.
 *
 * @param ms median milliseconds of the method
 * @param baselineMs median milliseconds of the baseline in the same alternating runs
 * @param error relative error at the benched setting against float64 by the plain definition; null
 *     where there is nothing to compare with
 * @param errorBound the error must not be above it; infinite where any will do
 * @param extra further numbers by name
 */
public record BenchRow(
    String caseName,
    String method,
    String baseline,
    double ms,
    double baselineMs,
    @Nullable Double error,
    double errorBound,
    Map<String, Double> extra) {
  public BenchRow {
    extra = new LinkedHashMap<>(extra);
  }

  /** {@code ms / baselineMs}. */
  public double ratio() {
    return ms / baselineMs;
  }

  /** Whether the error keeps its bound; NaN does not. */
  public boolean accurate() {
    return error == null || error <= errorBound;
  }

  Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("case", caseName);
    map.put("method", method);
    map.put("baseline", baseline);
    map.put("ms", ms);
    map.put("baseline_ms", baselineMs);
    map.put("ratio", ratio());
    map.put("error", error);
    map.put("error_bound", Double.isInfinite(errorBound) ? null : errorBound);
    map.putAll(extra);
    return map;
  }
}
