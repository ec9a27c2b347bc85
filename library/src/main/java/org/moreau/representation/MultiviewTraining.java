package org.moreau.representation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.StopSignal;
import org.moreau.optim.Optimizer;
import org.moreau.training.EpochRecord;
import org.moreau.training.Trainer;

/**
 * Trains a network by a method, stage after stage; each starts at the best epoch of the one before.
 */
public final class MultiviewTraining {
  /** The name of the mean validation loss of a stage that does not train the heads. */
  public static final String OBJECTIVE = "validation_objective";

  private final MultiviewNetwork network;
  private final MultiviewMethod method;
  private final MultiviewTask task;
  private final Settings settings;

  /**
   * How each stage is trained.
   *
   * @param trainer epochs, patience and seed
   * @param optimizer makes that of the parameters that a stage trains
   * @param rate the learning rate in each epoch, from 1
   */
  public record Settings(
      Trainer.Settings trainer,
      Function<Map<String, Tensor>, Optimizer> optimizer,
      IntToDoubleFunction rate) {}

  /** Hears of the progress of a training. */
  @FunctionalInterface
  public interface Listener {
    /**
     * An epoch of a stage is done; or was, before the training was resumed, if {@code replayed}.
     */
    void epoch(Stage stage, EpochRecord record, boolean replayed);
  }

  /**
   * How a stage ended.
   *
   * @param bestEpoch counted from 1; 0 if none was finished
   */
  public record Ended(Stage stage, int bestEpoch, List<EpochRecord> history) {
    public Ended {
      history = List.copyOf(history);
    }
  }

  /**
   * How a training ended.
   *
   * @param stopped whether it was asked to stop before it had finished
   * @param stages those that were begun
   */
  public record Result(boolean stopped, List<Ended> stages) {
    public Result {
      stages = List.copyOf(stages);
    }
  }

  /**
   * A training of {@code network}, which {@code task} is about, by {@code method}, whose layer it
   * has.
   */
  public MultiviewTraining(
      MultiviewNetwork network, MultiviewMethod method, MultiviewTask task, Settings settings) {
    this.network = network;
    this.method = method;
    this.task = task;
    this.settings = settings;
  }

  /**
   * Trains to the end or to the stop signal, from what checkpoints there are, as {@link
   * Trainer#run} does; a finished training leaves the best epoch of the last stage in the network.
   *
   * @param checkpoint with the stage's name before its own is that of each stage
   * @throws ArithmeticException naming the first non-finite tensor, if training diverges
   */
  public Result run(Path checkpoint, String fingerprint, StopSignal stop, Listener listener)
      throws IOException {
    List<Ended> ended = new ArrayList<>();
    for (Stage stage : stages()) {
      Trainer.Result result = train(stage, checkpoint, fingerprint, stop, listener);
      NamedTensors.close(result.last());
      ended.add(new Ended(stage, result.bestEpoch(), result.history()));
      if (result.stopped()) {
        return new Result(true, ended);
      }
    }
    return new Result(false, ended);
  }

  /** The stages of the method that the task has a use for. */
  private List<Stage> stages() {
    return method.stages().stream()
        .filter(stage -> !task.judgesCodes() || stage.trained().contains(Part.ENCODERS))
        .toList();
  }

  private Trainer.Result train(
      Stage stage, Path checkpoint, String fingerprint, StopSignal stop, Listener listener)
      throws IOException {
    Map<String, Tensor> parameters = network.parameters(stage.trained());
    Trainer.Settings given = settings.trainer;
    Trainer.Settings own =
        new Trainer.Settings(
            given.epochs(),
            given.patience(),
            Seeds.derive(given.seed(), stage.name()),
            given.checkpointSeconds());
    try (Optimizer optimizer = settings.optimizer.apply(parameters)) {
      Trainer trainer =
          new Trainer(
              network,
              optimizer,
              new StageTask(network, task, stage, optimizer, settings.rate),
              own);
      Trainer.Listener heard =
          new Trainer.Listener() {
            @Override
            public void epoch(EpochRecord record, boolean replayed) {
              listener.epoch(stage, record, replayed);
            }
          };
      Trainer.Result result =
          trainer.run(file(checkpoint, stage), fingerprint + " stage=" + stage.name(), stop, heard);
      optimizer.zeroGradients();
      return result;
    } finally {
      NamedTensors.close(parameters);
    }
  }

  /** Deletes the checkpoints of all stages of {@code method}. */
  public static void deleteCheckpoints(MultiviewMethod method, Path checkpoint) throws IOException {
    for (Stage stage : method.stages()) {
      Files.deleteIfExists(file(checkpoint, stage));
    }
  }

  private static Path file(Path checkpoint, Stage stage) {
    return checkpoint.resolveSibling(stage.name() + "-" + checkpoint.getFileName());
  }
}
