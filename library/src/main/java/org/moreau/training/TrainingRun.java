package org.moreau.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.StopSignal;
import org.moreau.engine.TensorScope;
import org.moreau.model.ModelState;
import org.moreau.optim.Optimizer;

/** One run of a {@link Trainer}: the state between its steps. */
final class TrainingRun implements AutoCloseable {
  private final Module model;
  private final ModelState state;
  private final Optimizer optimizer;
  private final Task task;
  private final Trainer.Settings settings;
  private final Path checkpoint;
  private final String fingerprint;
  private final Map<String, Tensor> best;
  private Progress progress = new Progress();
  private long epochStart = System.nanoTime();
  private long lastWrite = System.nanoTime();

  TrainingRun(
      Module model,
      Optimizer optimizer,
      Task task,
      Trainer.Settings settings,
      Path checkpoint,
      String fingerprint) {
    this.model = model;
    this.state = ModelState.of(model);
    this.optimizer = optimizer;
    this.task = task;
    this.settings = settings;
    this.checkpoint = checkpoint;
    this.fingerprint = fingerprint;
    this.best = state.copy();
  }

  Trainer.Result toTheEnd(StopSignal stop, Trainer.Listener listener) throws IOException {
    boolean finished = false;
    if (Files.exists(checkpoint)) {
      finished = resume(listener);
    } else {
      write(false); // where that is impossible, it is better known before the first step
    }
    while (!finished && !progress.complete(settings)) {
      if (!epoch(stop, listener)) {
        write(false);
        model.eval();
        return result(true);
      }
    }
    if (!finished) {
      write(true);
    }
    Trainer.Result result = result(false);
    state.load("the best epoch", best);
    model.eval();
    return result;
  }

  private Trainer.Result result(boolean stopped) {
    return new Trainer.Result(stopped, progress.bestEpoch, progress.history, state.copy());
  }

  /** Trains the rest of the current epoch; false if it was asked to stop. */
  private boolean epoch(StopSignal stop, Trainer.Listener listener) throws IOException {
    int steps = task.steps(progress.epoch);
    if (steps < 1) {
      throw new IllegalStateException("epoch " + progress.epoch + " of the task has no steps");
    }
    epochStart = System.nanoTime();
    model.train(true);
    while (progress.step < steps) {
      double loss = step();
      progress.lossSum += loss;
      progress.solveError = Math.max(progress.solveError, task.solveError()); // NaN stays
      progress.step++;
      listener.step(progress.epoch, progress.step - 1, steps, loss);
      if (stop.requested()) {
        return false;
      }
      writeIfDue();
    }
    EpochRecord record = finishEpoch(steps);
    listener.epoch(record, false);
    if (stop.requested() && !progress.complete(settings)) {
      return false;
    }
    writeIfDue();
    return true;
  }

  private double step() {
    try (TensorScope scope = new TensorScope()) {
      optimizer.zeroGradients();
      Seeds.torch(settings.seed(), "step", progress.epoch, progress.step);
      double loss = task.accumulate(progress.epoch, progress.step);
      if (!Double.isFinite(loss)) {
        throw NonFinite.loss(state, loss, progress.epoch, progress.step, optimizer.learningRate());
      }
      optimizer.step();
      return loss;
    }
  }

  private EpochRecord finishEpoch(int steps) {
    NonFinite.inModel(state)
        .ifPresent(
            tensor -> {
              throw NonFinite.model(tensor, progress.epoch, optimizer.learningRate());
            });
    double seconds = seconds();
    Map<String, Double> metrics = evaluate();
    EpochRecord record =
        new EpochRecord(
            progress.epoch, progress.lossSum / steps, metrics, progress.solveError, seconds);
    if (progress.bestEpoch == 0
        || task.isBetter(metrics, progress.history.get(progress.bestEpoch - 1).metrics())) {
      NamedTensors.copyInto(best, state.all());
      progress.bestEpoch = progress.epoch;
    }
    progress.finishEpoch(record);
    epochStart = System.nanoTime();
    return record;
  }

  private Map<String, Double> evaluate() {
    model.eval();
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      Seeds.torch(settings.seed(), "evaluate", progress.epoch);
      return task.evaluate();
    }
  }

  private double seconds() {
    return progress.seconds + (System.nanoTime() - epochStart) * 1e-9;
  }

  private void writeIfDue() throws IOException {
    if ((System.nanoTime() - lastWrite) * 1e-9 >= settings.checkpointSeconds()) {
      write(false);
    }
  }

  private void write(boolean finished) throws IOException {
    double secondsBefore = progress.seconds;
    progress.seconds = seconds();
    new Checkpoint(
            fingerprint,
            finished,
            progress,
            state.all(),
            progress.bestEpoch == 0 ? Map.of() : best,
            optimizer.state())
        .write(checkpoint);
    progress.seconds = secondsBefore;
    lastWrite = System.nanoTime();
  }

  /** Takes everything over from the checkpoint; true if the run in it had finished. */
  private boolean resume(Trainer.Listener listener) throws IOException {
    try (TensorScope scope = new TensorScope()) {
      Checkpoint saved = Checkpoint.read(checkpoint);
      requireFingerprint(saved.fingerprint());
      String of = " of " + checkpoint;
      NamedTensors.requireAlike("the model" + of, state.all(), saved.model());
      if (saved.progress().bestEpoch > 0) {
        NamedTensors.requireAlike("the best epoch" + of, best, saved.best());
      }
      NamedTensors.requireAlike("the optimiser" + of, optimizer.state(), saved.optimizer());
      state.load("the model" + of, saved.model());
      optimizer.load(saved.optimizer());
      if (saved.progress().bestEpoch > 0) {
        NamedTensors.copyInto(best, saved.best());
      }
      progress = saved.progress();
      progress.history.forEach(record -> listener.epoch(record, true));
      return saved.finished();
    }
  }

  private void requireFingerprint(String saved) {
    if (saved.equals(fingerprint)) {
      return;
    }
    int at = 0;
    while (at < Math.min(saved.length(), fingerprint.length())
        && saved.charAt(at) == fingerprint.charAt(at)) {
      at++;
    }
    throw new IllegalArgumentException(
        checkpoint
            + " is the checkpoint of another run: its fingerprint has \""
            + excerpt(saved, at)
            + "\" where this run's has \""
            + excerpt(fingerprint, at)
            + "\"; choose another folder or delete it");
  }

  private static String excerpt(String text, int at) {
    int from = Math.max(0, at - 40);
    int to = Math.min(text.length(), at + 40);
    return (from > 0 ? "..." : "") + text.substring(from, to) + (to < text.length() ? "..." : "");
  }

  @Override
  public void close() {
    NamedTensors.close(best);
    NamedTensors.close(state.all());
  }
}
