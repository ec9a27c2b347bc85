package org.moreau.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.moreau.engine.StopSignal;
import org.moreau.engine.TensorScope;
import org.moreau.engine.Threads;

/**
 * Trains a case and prints the native memory after its first and its last step: class name;
 * "trainer", "unscoped" (the same steps without a scope) or "one-scope" (one around all of them); a
 * folder; the two steps.
 */
final class MemoryProgram {
  private final TrainingCase training;
  private final int first;
  private final int last;

  private MemoryProgram(TrainingCase training, int first, int last) {
    this.training = training;
    this.first = first;
    this.last = last;
  }

  public static void main(String[] arguments) throws Exception {
    new Threads(1, 1).apply();
    MemoryProgram program =
        new MemoryProgram(
            TrainingCase.named(arguments[0]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]));
    switch (arguments[1]) {
      case "trainer" -> program.byTrainer(Path.of(arguments[2]).resolve("memory-run"));
      case "unscoped" -> program.unscoped();
      case "one-scope" -> {
        try (TensorScope scope = new TensorScope()) {
          program.unscoped();
        }
      }
      default -> throw new IllegalArgumentException(arguments[1]);
    }
  }

  private void byTrainer(Path checkpoint) throws IOException {
    int[] steps = {0};
    StopSignal stop = StopSignal.manual();
    Trainer.Settings settings = new Trainer.Settings(last, last, 1, 0.2);
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

  private void unscoped() {
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
  private boolean report(int steps) {
    if (steps == first || steps == last) {
      System.out.println("native " + nativeMegabytes());
    }
    return steps == last;
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
