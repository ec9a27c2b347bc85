package org.moreau.cli.study;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Plain lines: the start and the end of a task, and one line per five seconds between. */
final class ProgressLines implements Progress {
  private static final long INTERVAL_NANOS = 5_000_000_000L;

  private final PrintStream err;
  private final LongSupplier nanoTime;

  ProgressLines(PrintStream err, LongSupplier nanoTime) {
    this.err = err;
    this.nanoTime = nanoTime;
  }

  @Override
  public Task start(String label, long total) {
    err.println(label + ": 0/" + total);
    return new Lines(label, total);
  }

  private final class Lines implements Task {
    private final String label;
    private final long total;
    private final long begun = nanoTime.getAsLong();
    private long shown = begun;
    private long done;
    private String last = "";

    Lines(String label, long total) {
      this.label = label;
      this.total = total;
    }

    @Override
    public void step(String message) {
      done++;
      last = message.isBlank() ? "" : ", " + message.strip();
      long now = nanoTime.getAsLong();
      if (now - shown >= INTERVAL_NANOS && done < total) {
        shown = now;
        err.println(label + ": " + done + "/" + total + last);
      }
    }

    @Override
    public void close() {
      double seconds = (nanoTime.getAsLong() - begun) * 1e-9;
      err.println(
          String.format(Locale.ROOT, "%s: %d/%d in %.1f s%s", label, done, total, seconds, last));
    }
  }
}
