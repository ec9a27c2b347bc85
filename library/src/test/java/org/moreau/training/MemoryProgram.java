package org.moreau.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.moreau.engine.StopSignal;
import org.moreau.engine.Threads;

/**
 * Trains a case for 2,000 steps and prints the native memory at step 200 and at the end: class
 * name, "trainer" or "unscoped" (the same steps without a scope), a folder.
 */
final class MemoryProgram {
  private static final int FIRST = 200;
  private static final int LAST = 2_000;

  private MemoryProgram() {}

  public static void main(String[] arguments) throws Exception {
    new Threads(1, 1).apply();
    TrainingCase training = TrainingCase.named(arguments[0]);
    if (arguments[1].equals("trainer")) {
      byTrainer(training, Path.of(arguments[2]).resolve("memory-run"));
    } else {
      unscoped(training);
    }
  }

  private static void byTrainer(TrainingCase training, Path checkpoint) throws IOException {
    int[] steps = {0};
    StopSignal stop = StopSignal.manual();
    Trainer.Settings settings = new Trainer.Settings(LAST, LAST, 1, 0.2);
    new Trainer(training.model(), training.optimizer(), training.task(), settings)
        .run(
            checkpoint,
            "print",
            stop,
            new Trainer.Listener() {
              @Override
              public void step(int epoch, int step, int count, double loss) {
                if (report(++steps[0])) {
                  stop.request();
                }
              }
            });
  }

  private static void unscoped(TrainingCase training) {
    Task task = training.task();
    int epoch = 1;
    int step = 0;
    int steps = 0;
    do {
      training.optimizer().zeroGradients();
      task.accumulate(epoch, step++);
      training.optimizer().step();
      if (step == task.steps(epoch)) {
        epoch++;
        step = 0;
      }
    } while (!report(++steps));
  }

  /** Prints the memory at the two steps; true at the last. */
  private static boolean report(int steps) {
    if (steps == FIRST || steps == LAST) {
      System.out.println("native " + nativeMegabytes());
    }
    return steps == LAST;
  }

  /** Resident memory without the Java heap, which the options make resident as a whole. */
  private static double nativeMegabytes() {
    System.gc();
    try {
      String resident =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .findFirst()
              .orElseThrow();
      double bytes = 1024.0 * Long.parseLong(resident.replaceAll("\\D", ""));
      return (bytes - Runtime.getRuntime().totalMemory()) / (1 << 20);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
