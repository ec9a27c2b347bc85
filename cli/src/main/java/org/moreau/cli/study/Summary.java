package org.moreau.cli.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.moreau.evaluation.Sample;

/**
 * A run's results: the values of each metric for each method, one per repeat. Metrics carry the
 * field's names and units ({@code test_accuracy} in percent, {@code train_seconds}).
 */
public final class Summary {
  private record Pair(String a, String b, String metric) {}

  private final Map<String, Map<String, List<Double>>> methods = new LinkedHashMap<>();
  private final Map<String, Map<String, Double>> published = new LinkedHashMap<>();
  private final Map<String, Map<String, ?>> data = new LinkedHashMap<>();
  private final Set<Pair> pairs = new LinkedHashSet<>();
  private final Map<String, Integer> decimals = new HashMap<>();
  private String note = "";
  private boolean metricsInRows;
  private List<String> shown = List.of();
  private String failure = "";

  /**
   * Adds the value of the next repeat.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public void add(String method, String metric, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          metric + " of " + method + " must be finite, got " + value);
    }
    methods
        .computeIfAbsent(method, m -> new LinkedHashMap<>())
        .computeIfAbsent(metric, m -> new ArrayList<>())
        .add(value);
  }

  /** Adds the next repeat as one that diverged, and has no value. */
  public void diverged(String method, String metric) {
    methods
        .computeIfAbsent(method, m -> new LinkedHashMap<>())
        .computeIfAbsent(metric, m -> new ArrayList<>())
        .add(Double.NaN);
  }

  /** Makes the run fail with {@code reason}, once its results are written and shown. */
  public void fail(String reason) {
    failure = reason;
  }

  /** Why the run fails; empty if it does not. */
  String failure() {
    return failure;
  }

  /** Says what a reader of the table must know about the data. */
  public void note(String note) {
    this.note = note;
  }

  String note() {
    return note;
  }

  /** Asks for a table with a row per metric and a column per method. */
  public void metricsInRows() {
    metricsInRows = true;
  }

  boolean hasMetricsInRows() {
    return metricsInRows;
  }

  /** Asks for a table of these metrics alone; {@code summary.json} has all. */
  public void shown(List<String> metrics) {
    shown = List.copyOf(metrics);
  }

  /** The metrics of the table: those asked for, else all. */
  List<String> shown() {
    List<String> all = metrics();
    return shown.isEmpty() ? all : shown.stream().filter(all::contains).toList();
  }

  /** Asks for {@code count} decimals of a metric in the table, whatever its size. */
  public void decimals(String metric, int count) {
    decimals.put(metric, count);
  }

  OptionalInt decimals(String metric) {
    Integer count = decimals.get(metric);
    return count == null ? OptionalInt.empty() : OptionalInt.of(count);
  }

  /** Gives the paper's number, to be shown beside ours; NaN where the paper's run diverged. */
  public void published(String method, String metric, double value) {
    published.computeIfAbsent(method, m -> new LinkedHashMap<>()).put(metric, value);
  }

  /** Asks for the difference {@code a} - {@code b}, paired by repeat. */
  public void compare(String a, String b, String metric) {
    pairs.add(new Pair(a, b, metric));
  }

  /** Says more of a data set than its files, such as the sizes of its parts. */
  public void data(String name, Map<String, ?> facts) {
    data.put(name, new LinkedHashMap<>(facts));
  }

  /** The methods in the order in which they came. */
  public List<String> methods() {
    return List.copyOf(methods.keySet());
  }

  /** All metrics in the order in which they came. */
  public List<String> metrics() {
    Set<String> metrics = new LinkedHashSet<>();
    methods.values().forEach(map -> metrics.addAll(map.keySet()));
    return List.copyOf(metrics);
  }

  /** The values over the repeats, NaN for one that diverged; empty if there are none. */
  public List<Double> values(String method, String metric) {
    return List.copyOf(methods.getOrDefault(method, Map.of()).getOrDefault(metric, List.of()));
  }

  /** The mean over the repeats, NaN if one diverged. */
  public OptionalDouble mean(String method, String metric) {
    return values(method, metric).stream().mapToDouble(Double::doubleValue).average();
  }

  /** The paper's number. */
  public OptionalDouble published(String method, String metric) {
    Double value = published.getOrDefault(method, Map.of()).get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * The comparisons asked for, each over the repeats that both methods have. Where one diverged
   * there is no difference to give.
   */
  List<Comparison> comparisons() {
    List<Comparison> comparisons = new ArrayList<>();
    for (Pair pair : pairs) {
      List<Double> a = values(pair.a(), pair.metric());
      List<Double> b = values(pair.b(), pair.metric());
      if (a.size() != b.size() || a.isEmpty()) {
        throw new IllegalStateException(
            pair + " must have as many values on both sides, got " + a.size() + ", " + b.size());
      }
      if (a.stream().anyMatch(v -> v.isNaN()) || b.stream().anyMatch(v -> v.isNaN())) {
        continue;
      }
      comparisons.add(
          new Comparison(pair.a(), pair.b(), pair.metric(), new Sample(a), new Sample(b)));
    }
    return comparisons;
  }

  /** The content of {@code summary.json}. */
  Map<String, @Nullable Object> toMap(RunSettings run) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("study", run.study());
    map.put("quick", run.quick());
    map.put("seed", run.seed());
    map.put("repeats", run.repeats());
    map.put("threads", run.threads().torch());
    map.put("blas_threads", run.threads().blas());
    map.put("device", run.device());
    map.put("versions", Versions.all());
    map.put("data", dataMap(run.data()));
    map.put("methods", methodsMap());
    map.put("paired", comparisons().stream().map(Comparison::toMap).toList());
    return map;
  }

  private Map<String, Object> dataMap(UsedData used) {
    Map<String, Object> map = new LinkedHashMap<>();
    used.sets()
        .forEach(
            (set, files) -> {
              Map<String, Object> facts = new LinkedHashMap<>(data.getOrDefault(set, Map.of()));
              facts.put("files", files);
              map.put(set, facts);
            });
    return map;
  }

  private Map<String, Object> methodsMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    methods.forEach(
        (method, metrics) -> {
          Map<String, Object> inner = new LinkedHashMap<>();
          metrics.forEach((metric, values) -> inner.put(metric, statistics(values)));
          map.put(method, inner);
        });
    return map;
  }

  private static Map<String, @Nullable Object> statistics(List<Double> values) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    long diverged = values.stream().filter(v -> v.isNaN()).count();
    if (diverged > 0) {
      map.put("mean", null);
      map.put("std", null);
      map.put("diverged", diverged);
    } else {
      Sample sample = new Sample(values);
      map.put("mean", sample.mean());
      map.put("std", sample.size() < 2 ? null : sample.standardDeviation());
    }
    map.put("values", values);
    return map;
  }
}
