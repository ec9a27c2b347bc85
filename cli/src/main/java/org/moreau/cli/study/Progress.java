package org.moreau.cli.study;

import java.io.PrintStream;

/** Shows how far the work of a study is. */
public interface Progress {
  /** Begins a task of {@code total} steps; close it at its end. */
  Task start(String label, long total);

  /** A task under way. */
  interface Task extends AutoCloseable {
    /** One step more is done; {@code message} says how it went, such as a loss. */
    void step(String message);

    @Override
    void close();
  }

  /** Shows nothing. */
  static Progress silent() {
    return (label, total) ->
        new Task() {
          @Override
          public void step(String message) {}

          @Override
          public void close() {}
        };
  }

  /** Bars on a terminal, at most one line per five seconds and task elsewhere. */
  static Progress on(PrintStream err, boolean terminal) {
    return terminal ? new ProgressBars(err) : new ProgressLines(err, System::nanoTime);
  }
}
