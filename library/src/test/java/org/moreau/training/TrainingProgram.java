package org.moreau.training;

import java.nio.file.Path;
import org.moreau.engine.StopSignal;
import org.moreau.engine.Threads;

/** Trains a case to its end: class name, checkpoint file, milliseconds to wait after each step. */
final class TrainingProgram {
  private TrainingProgram() {}

  public static void main(String[] arguments) throws Exception {
    new Threads(1, 1).apply();
    TrainingCase training = TrainingCase.named(arguments[0]);
    Trainer.Settings settings = new Trainer.Settings(training.epochs(), training.epochs(), 9, 0);
    Trainer trainer =
        new Trainer(training.model(), training.optimizer(), training.task(), settings);
    long pause = Long.parseLong(arguments[2]);
    Trainer.Listener listener =
        new Trainer.Listener() {
          @Override
          public void step(int epoch, int step, int steps, double loss) {
            System.out.println("step " + epoch + " " + step);
            try {
              Thread.sleep(pause);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    try (StopSignal stop = StopSignal.onShutdown()) {
      Trainer.Result result = trainer.run(Path.of(arguments[1]), "print", stop, listener);
      System.out.println(result.stopped() ? "stopped" : "finished");
      if (!result.stopped()) {
        System.out.println("model " + Fingerprints.of(training.model()));
        System.out.println("history " + Fingerprints.of(result.history()));
      }
    }
  }
}
