package org.moreau.cli.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Seeds;
import org.moreau.model.ModelState;
import org.moreau.model.RecurrentClassifier;
import org.moreau.optim.Adam;
import org.moreau.recurrent.AdversarialLoss;
import org.moreau.recurrent.Gru;
import org.moreau.recurrent.Lstm;
import org.moreau.recurrent.Precision;
import org.moreau.recurrent.ProxGru;
import org.moreau.recurrent.ProxLstm;
import org.moreau.recurrent.ProxRecurrent;
import org.moreau.training.EpochRecord;
import org.moreau.training.ExponentialDecay;
import org.moreau.training.GrowingDelta;
import org.moreau.training.SequenceTask;
import org.moreau.training.Task;
import org.moreau.training.Trainer;

/**
 * Trains one method for one seed: the plain layer from scratch, every other one from the result of
 * another.
 */
final class RecurrentTraining {
  private static final double CHECKPOINT_SECONDS = 5;

  /** What proximal solves are asked for. */
  static final double TOLERANCE = Precision.of(ScalarType.Float).tolerance();

  /**
   * A trained method; the model is that of its best epoch.
   *
   * @param last the tensors after its last epoch
   * @param description how it was trained
   */
  record Trained(
      RecurrentClassifier model,
      Map<String, Tensor> last,
      List<EpochRecord> history,
      int bestEpoch,
      String description) {
    EpochRecord best() {
      return history.get(bestEpoch - 1);
    }

    /** Whether every proximal solve of training was as exact as it should be. */
    boolean converged() {
      return history.stream().allMatch(record -> record.solveError() <= TOLERANCE);
    }

    /** The largest error of a proximal solve; NaN if one was. */
    double solveError() {
      return history.stream().mapToDouble(EpochRecord::solveError).reduce(0, Math::max);
    }

    /** Seconds of training, interruptions left out. */
    double seconds() {
      return history.stream().mapToDouble(EpochRecord::seconds).sum();
    }
  }

  private final StudyContext context;
  private final RecurrentFingerprint fingerprint;
  private final long seed;
  private final RecurrentPlan plan;
  private final RecurrentProblem.Parts parts;

  RecurrentTraining(
      StudyContext context,
      RecurrentFingerprint fingerprint,
      RecurrentPlan plan,
      RecurrentProblem.Parts parts) {
    this.context = context;
    this.fingerprint = fingerprint;
    this.seed = fingerprint.seed();
    this.plan = plan;
    this.parts = parts;
  }

  /**
   * Trains, from a checkpoint where there is one.
   *
   * @param start the tensors to fine-tune; null to begin at random
   * @return null if a stop was asked for
   */
  @Nullable Trained train(RecurrentMethod method, @Nullable Map<String, Tensor> start)
      throws IOException {
    Device device = context.device();
    RecurrentSchedule schedule = plan.schedule();
    Seeds.torch(seed, "parameters");
    RecurrentClassifier model = model(method);
    if (start != null) {
      ModelState.of(model.module()).load("the method to start from", start);
    }
    model.module().to(device, ScalarType.Float, false);
    SequenceTask task =
        new SequenceTask(
            model,
            parts.train(),
            parts.validation(),
            schedule.batchSize(),
            Seeds.derive(seed, method.key()),
            device,
            method.isAdversarial() ? new AdversarialLoss(schedule.epsilon(), 1) : null);
    int epochs = plan.epochs(method);
    try (Adam optimizer =
            new Adam(
                ModelState.of(model.module()).parameters(),
                Adam.Settings.of(plan.rate(method)).withWeightDecay(schedule.weightDecay()));
        Progress.Task bar = context.progress().start(method.key() + ", seed " + seed, epochs)) {
      Listener listener = new Listener(method, model, bar);
      Trainer.Result result =
          new Trainer(
                  model.module(),
                  optimizer,
                  growing(decaying(task, optimizer, plan.rate(method)), model),
                  new Trainer.Settings(
                      epochs,
                      schedule.patience(),
                      Seeds.derive(seed, method.key()),
                      CHECKPOINT_SECONDS))
              .run(
                  context.folder().checkpoint(fingerprint.fileName(method, plan)),
                  fingerprint.of(method, plan),
                  context.stop(),
                  listener);
      if (result.stopped()) {
        return null;
      }
      return new Trained(
          model,
          result.last(),
          result.history(),
          result.bestEpoch(),
          fingerprint.description(method, plan));
    }
  }

  private Task growing(Task task, RecurrentClassifier model) {
    RecurrentSchedule schedule = plan.schedule();
    return schedule.deltaEpochs() > 1 && model.layer() instanceof ProxRecurrent layer
        ? new GrowingDelta(task, layer, schedule.delta(), schedule.deltaEpochs())
        : task;
  }

  private Task decaying(Task task, Adam optimizer, double rate) {
    return plan.rateDecay() == 1
        ? task
        : new ExponentialDecay(task, optimizer, rate, plan.rateDecay());
  }

  private RecurrentClassifier model(RecurrentMethod method) {
    int inputs = plan.network().inputs();
    int hidden = plan.network().hidden();
    double delta = plan.schedule().delta();
    double lambda = plan.schedule().lambda();
    return switch (method) {
      case LSTM, LSTM_EXTRA, ADV_LSTM -> parts.classifier(new Lstm(inputs, hidden));
      case GRU, GRU_EXTRA, ADV_GRU -> parts.classifier(new Gru(inputs, hidden));
      case PROX_LSTM -> parts.classifier(new ProxLstm(inputs, hidden, delta, lambda));
      case PROX_LSTM_INTERMEDIATE ->
          parts.classifier(
              new ProxLstm(inputs, hidden, delta, lambda, ProxLstm.Shown.INTERMEDIATE, null));
      case PROX_GRU -> parts.classifier(new ProxGru(inputs, hidden, delta, lambda));
    };
  }

  /** Writes metrics and moves the bar. */
  private final class Listener implements Trainer.Listener {
    private final RecurrentMethod method;
    private final RecurrentClassifier model;
    private final Progress.Task bar;

    Listener(RecurrentMethod method, RecurrentClassifier model, Progress.Task bar) {
      this.method = method;
      this.model = model;
      this.bar = bar;
    }

    @Override
    public void epoch(EpochRecord record, boolean replayed) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("method", method.key());
      line.put("seed", seed);
      line.put("epoch", record.epoch());
      line.put("train_loss", record.trainLoss());
      line.putAll(record.metrics());
      if (model.layer() instanceof ProxRecurrent) {
        line.put("solve_error", record.solveError());
      }
      line.put("seconds", record.seconds());
      try {
        context.folder().metrics().append(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      bar.step(
          String.format(
              Locale.ROOT,
              "loss %.4f, validation %.1f %%",
              record.trainLoss(),
              record.metrics().get(SequenceTask.ACCURACY)));
    }
  }
}
