package org.moreau.cli.study;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.moreau.evaluation.Sample;

/** Shows a summary: a row per method, a column per metric, the paper's numbers beside ours. */
final class ResultTable {
  private final Summary summary;
  private final RunSettings run;

  ResultTable(Summary summary, RunSettings run) {
    this.summary = summary;
    this.run = run;
  }

  void print(PrintStream out) {
    int n = run.repeats();
    out.println(
        (run.quick() ? "quick: not comparable; " : "")
            + (n == 1 ? "1 repeat" : "mean ± standard deviation over " + n + " repeats")
            + ", seed "
            + run.seed());
    List<String> header = new ArrayList<>(List.of("method"));
    for (String metric : summary.metrics()) {
      header.add(metric);
      if (isPublished(metric)) {
        header.add("paper");
      }
    }
    header.add("n");
    TextTable table = new TextTable(header);
    summary.methods().forEach(method -> table.row(row(method)));
    table.print(out);
    summary.comparisons().forEach(comparison -> out.println(sentence(comparison)));
  }

  private List<String> row(String method) {
    List<String> cells = new ArrayList<>(List.of(method));
    int most = 0;
    for (String metric : summary.metrics()) {
      List<Double> values = summary.values(method, metric);
      most = Math.max(most, values.size());
      cells.add(values.isEmpty() ? "-" : cell(new Sample(values)));
      if (isPublished(metric)) {
        OptionalDouble paper = summary.published(method, metric);
        cells.add(paper.isPresent() ? TextTable.number(paper.getAsDouble()) : "-");
      }
    }
    cells.add(String.valueOf(most));
    return cells;
  }

  private boolean isPublished(String metric) {
    return summary.methods().stream().anyMatch(m -> summary.published(m, metric).isPresent());
  }

  private static String cell(Sample sample) {
    String mean = TextTable.number(sample.mean());
    return sample.size() < 2
        ? mean
        : mean + " ± " + TextTable.number(sample.standardDeviation(), sample.mean());
  }

  private static String sentence(Comparison comparison) {
    String interval =
        comparison
            .interval()
            .map(ends -> signed(" (95%% CI %+.2f to %+.2f)", ends.get(0), ends.get(1)))
            .orElse("");
    return comparison.a()
        + " - "
        + comparison.b()
        + ": "
        + comparison.metric()
        + signed(" %+.2f", comparison.mean())
        + interval
        + ", n = "
        + comparison.first().size();
  }

  private static String signed(String format, Object... numbers) {
    return String.format(Locale.ROOT, format, numbers);
  }
}
