package org.moreau.cli.study;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One bar per task. */
final class ProgressBars implements Progress {
  // A fixed width: asking the terminal for its own would start other programs.
  private static final int WIDTH = 100;

  private final PrintStream err;

  ProgressBars(PrintStream err) {
    this.err = err;
  }

  @Override
  public Task start(String label, long total) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(label)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
            .build();
    return new Task() {
      @Override
      public void step(String message) {
        bar.setExtraMessage(" " + message);
        bar.step();
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }
}
