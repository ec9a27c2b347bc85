package org.moreau.cli.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.study.Json;
import org.moreau.cli.study.TextTable;
import org.moreau.engine.Threads;

/** The rows of a bench. */
public record BenchReport(List<BenchRow> rows) {
  public BenchReport {
    rows = List.copyOf(rows);
  }

  /** One sentence per row whose error is above its bound. */
  public List<String> failures() {
    return rows.stream()
        .filter(row -> !row.accurate())
        .map(
            row ->
                row.caseName()
                    + " "
                    + row.method()
                    + ": error "
                    + scientific(row.error())
                    + " is above its bound "
                    + scientific(row.errorBound()))
        .toList();
  }

  /** Prints a line per row. */
  public void print(PrintStream out) {
    Set<String> extra = new LinkedHashSet<>();
    rows.forEach(row -> extra.addAll(row.extra().keySet()));
    List<String> header =
        new ArrayList<>(
            List.of("case", "method", "ms", "baseline", "baseline ms", "ratio", "error", "bound"));
    header.addAll(extra);
    TextTable table = new TextTable(header);
    for (BenchRow row : rows) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  row.caseName(),
                  row.method(),
                  TextTable.number(row.ms()),
                  row.baseline(),
                  TextTable.number(row.baselineMs()),
                  TextTable.number(row.ratio()),
                  scientific(row.error()),
                  row.error() == null || Double.isInfinite(row.errorBound())
                      ? "-"
                      : scientific(row.errorBound())));
      for (String name : extra) {
        Double value = row.extra().get(name);
        cells.add(value == null ? "-" : TextTable.number(value));
      }
      table.row(cells);
    }
    table.print(out);
  }

  /** Prints all of it as JSON. */
  public void printJson(PrintStream out, String bench, Threads threads, String device) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("bench", bench);
    map.put("threads", threads.torch());
    map.put("blas_threads", threads.blas());
    map.put("device", device);
    map.put("rows", rows.stream().map(BenchRow::toMap).toList());
    out.print(Json.pretty(map));
  }

  private static String scientific(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.1e", value);
  }
}
