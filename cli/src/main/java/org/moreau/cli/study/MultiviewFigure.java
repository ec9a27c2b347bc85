package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.moreau.cli.figure.BarChart;
import org.moreau.cli.figure.LearningCurves;
import org.moreau.cli.figure.LearningCurves.Curve;
import org.moreau.cli.figure.LearningCurves.Horizontal;
import org.moreau.cli.figure.LearningCurves.Panel;
import org.moreau.cli.figure.LearningCurves.Scale;
import org.moreau.evaluation.Sample;

/** A metric of all methods: as bars or, where something is varied, as curves of the means. */
record MultiviewFigure(
    StudyContext context, List<String> methods, List<MultiviewComparison.Condition> conditions) {

  /**
   * Draws {@code metric} into a figure of the run.
   *
   * @param horizontal the fact of the conditions that runs along the horizontal axis, the others
   *     making panels; empty for bars
   */
  void write(String file, String metric, String axis, String horizontal) throws IOException {
    if (horizontal.isEmpty()) {
      bars(file, conditions.get(0).metric(metric), axis);
    } else {
      curves(file, metric, axis, horizontal);
    }
  }

  private void bars(String file, String metric, String axis) throws IOException {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (String method : methods) {
      List<Double> values = context.summary().values(method, metric);
      if (!values.isEmpty() && values.stream().allMatch(Double::isFinite)) {
        Sample sample = new Sample(values);
        bars.add(new BarChart.Bar(method, sample.mean(), sample.standardDeviation(), null));
      }
    }
    if (!bars.isEmpty()) {
      BarChart.Labels labels = new BarChart.Labels(title(), axis, statistic(), "");
      BarChart.write(context.folder().figure(file), labels, bars);
    }
  }

  private void curves(String file, String metric, String axis, String horizontal)
      throws IOException {
    Map<String, List<MultiviewComparison.Condition>> groups = new LinkedHashMap<>();
    for (MultiviewComparison.Condition condition : conditions) {
      groups.computeIfAbsent(others(condition, horizontal), g -> new ArrayList<>()).add(condition);
    }
    List<Panel> panels = new ArrayList<>();
    groups.forEach(
        (others, group) -> {
          List<Curve> curves =
              methods.stream().map(method -> curve(method, group, metric, horizontal)).toList();
          if (curves.stream().anyMatch(MultiviewFigure::isSeen)) {
            panels.add(
                new Panel(
                    others.isEmpty() ? statistic() : others,
                    axis,
                    Scale.LINEAR,
                    new Horizontal(horizontal, Scale.LINEAR),
                    curves));
          }
        });
    if (panels.isEmpty()) { // every training diverged
      return;
    }
    String title = groups.size() == 1 ? title() : title() + ", " + statistic();
    LearningCurves.write(context.folder().figure(file), title, panels, MultiviewForm.keys());
  }

  private static boolean isSeen(Curve curve) {
    return curve.values().stream().anyMatch(Double::isFinite);
  }

  private static String others(MultiviewComparison.Condition condition, String horizontal) {
    return condition.facts().entrySet().stream()
        .filter(fact -> !fact.getKey().equals(horizontal))
        .map(fact -> fact.getKey() + " " + fact.getValue())
        .collect(Collectors.joining(", "));
  }

  private Curve curve(
      String method, List<MultiviewComparison.Condition> group, String metric, String horizontal) {
    List<Double> places = new ArrayList<>();
    List<List<Double>> samples = new ArrayList<>();
    for (MultiviewComparison.Condition condition : group) {
      places.add(Double.parseDouble(String.valueOf(condition.facts().get(horizontal))));
      samples.add(context.summary().values(method, condition.metric(metric)));
    }
    return Curve.ofMeans(method, places, samples);
  }

  private String title() {
    return context.summary().note() + (context.quick() ? " (quick: not comparable)" : "");
  }

  private String statistic() {
    long first = context.seed();
    return context.repeats() == 1
        ? "seed " + first
        : "mean and standard deviation over the seeds "
            + first
            + " to "
            + (first + context.repeats() - 1);
  }
}
