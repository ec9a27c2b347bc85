package org.moreau.cli.study;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.moreau.evaluation.Sample;

/** Shows a summary: a row per method, a column per metric, the paper's numbers beside ours. */
final class ResultTable {
  private static final String PAPER = "paper";

  private final Summary summary;
  private final RunSettings run;

  ResultTable(Summary summary, RunSettings run) {
    this.summary = summary;
    this.run = run;
  }

  void print(PrintStream out) {
    int n = run.repeats();
    if (!summary.note().isEmpty()) {
      out.println(summary.note());
    }
    out.println(
        (run.quick() ? "quick: not comparable; " : "")
            + (n == 1 ? "1 repeat" : "mean ± standard deviation over " + n + " repeats")
            + ", seed "
            + run.seed());
    (summary.hasMetricsInRows() ? byMetric() : byMethod()).print(out);
    summary.comparisons().forEach(comparison -> out.println(sentence(comparison)));
  }

  private TextTable byMethod() {
    List<String> header = new ArrayList<>(List.of("method"));
    for (String metric : summary.shown()) {
      header.add(metric);
      if (summary.methods().stream().anyMatch(m -> summary.published(m, metric).isPresent())) {
        header.add(PAPER);
      }
    }
    header.add("n");
    TextTable table = new TextTable(header);
    for (String method : summary.methods()) {
      List<String> cells = new ArrayList<>(List.of(method));
      int most = 0;
      for (String metric : summary.shown()) {
        most = Math.max(most, summary.values(method, metric).size());
        addCells(cells, header, method, metric);
      }
      cells.add(String.valueOf(most));
      table.row(cells);
    }
    return table;
  }

  private TextTable byMetric() {
    List<String> header = new ArrayList<>(List.of("metric"));
    for (String method : summary.methods()) {
      header.add(method);
      if (summary.shown().stream().anyMatch(m -> summary.published(method, m).isPresent())) {
        header.add(PAPER);
      }
    }
    TextTable table = new TextTable(header);
    for (String metric : summary.shown()) {
      List<String> cells = new ArrayList<>(List.of(metric));
      summary.methods().forEach(method -> addCells(cells, header, method, metric));
      table.row(cells);
    }
    return table;
  }

  /** Ours and, where the header has a column for it, the paper's number. */
  private void addCells(List<String> cells, List<String> header, String method, String metric) {
    List<Double> values = summary.values(method, metric);
    cells.add(values.isEmpty() ? "-" : cell(metric, values));
    if (cells.size() < header.size() && header.get(cells.size()).equals(PAPER)) {
      OptionalDouble paper = summary.published(method, metric);
      cells.add(paper.isPresent() ? cell(metric, List.of(paper.getAsDouble())) : "-");
    }
  }

  private String cell(String metric, List<Double> values) {
    long diverged = values.stream().filter(v -> v.isNaN()).count();
    if (diverged == 0) {
      return cell(metric, new Sample(values));
    }
    return values.size() == 1 ? "diverged" : diverged + " of " + values.size() + " diverged";
  }

  private String cell(String metric, Sample sample) {
    String mean = number(metric, sample.mean(), sample.mean());
    return sample.size() < 2
        ? mean
        : mean + " ± " + number(metric, sample.standardDeviation(), sample.mean());
  }

  /** {@code value} with the decimals asked for, else those that {@code like} is shown with. */
  private String number(String metric, double value, double like) {
    OptionalInt decimals = summary.decimals(metric);
    return decimals.isPresent()
        ? formatted("%." + decimals.getAsInt() + "f", value)
        : TextTable.number(value, like);
  }

  private static String sentence(Comparison comparison) {
    String interval =
        comparison
            .interval()
            .map(ends -> formatted(" (95%% CI %+.2f to %+.2f)", ends.get(0), ends.get(1)))
            .orElse("");
    return comparison.a()
        + " - "
        + comparison.b()
        + ": "
        + comparison.metric()
        + formatted(" %+.2f", comparison.mean())
        + interval
        + ", n = "
        + comparison.first().size();
  }

  private static String formatted(String format, Object... numbers) {
    return String.format(Locale.ROOT, format, numbers);
  }
}
