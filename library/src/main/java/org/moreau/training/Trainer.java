package org.moreau.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.StopSignal;
import org.moreau.optim.Optimizer;

/**
 * Trains a model on a task, epoch by epoch, and keeps the best epoch's tensors. A run that was
 * stopped or killed goes on from its checkpoint and ends with the same bits, wall-clock apart.
 */
public final class Trainer {
  private final Module model;
  private final Optimizer optimizer;
  private final Task task;
  private final Settings settings;

  /**
   * How long to train.
   *
   * @param epochs the most epochs
   * @param patience training ends after so many epochs without a better one
   * @param seed what all random numbers of the steps are derived from
   * @param checkpointSeconds the time between two checkpoints; 0 writes one after every step
   */
  public record Settings(int epochs, int patience, long seed, double checkpointSeconds) {
    public Settings {
      Check.positive("epochs", epochs);
      Check.positive("patience", patience);
      Check.nonNegative("checkpointSeconds", checkpointSeconds);
    }
  }

  /** Hears of a run's progress. */
  public interface Listener {
    /** A step of an epoch is done; epochs count from 1, steps from 0. */
    default void step(int epoch, int step, int steps, double loss) {}

    /** An epoch is done; or was, before the run was resumed, if {@code replayed}. */
    default void epoch(EpochRecord record, boolean replayed) {}
  }

  /**
   * How a run ended.
   *
   * @param stopped whether it was asked to stop before it had finished
   * @param bestEpoch the epoch with the best metrics, counted from 1; 0 if none was finished
   * @param last the model's tensors after the last step, copies that no scope frees
   */
  public record Result(
      boolean stopped, int bestEpoch, List<EpochRecord> history, Map<String, Tensor> last) {
    public Result {
      history = List.copyOf(history);
      last = Collections.unmodifiableMap(new LinkedHashMap<>(last));
    }
  }

  /** A trainer of {@code model}, whose parameters {@code optimizer} changes. */
  public Trainer(Module model, Optimizer optimizer, Task task, Settings settings) {
    this.model = model;
    this.optimizer = optimizer;
    this.task = task;
    this.settings = settings;
  }

  /**
   * Trains to the end or to the stop signal, from {@code checkpoint} if that file is there. A
   * finished run leaves the best epoch's tensors in the model, a stopped one the current; both
   * leave the checkpoint, and the model in evaluation mode.
   *
   * @param fingerprint what the checkpoint must have been written for: all that the run depends on
   * @throws IllegalArgumentException if the checkpoint is of another run or model
   * @throws ArithmeticException naming the first non-finite tensor, if the loss or the model is not
   *     finite; the last checkpoint stays
   * @throws IOException if the checkpoint cannot be read or written
   */
  public Result run(Path checkpoint, String fingerprint, StopSignal stop, Listener listener)
      throws IOException {
    try (TrainingRun run =
        new TrainingRun(model, optimizer, task, settings, checkpoint, fingerprint)) {
      return run.toTheEnd(stop, listener);
    }
  }
}
