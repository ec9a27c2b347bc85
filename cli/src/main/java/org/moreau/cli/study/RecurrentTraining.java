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
import org.moreau.data.SequenceDataset;
import org.moreau.engine.Seeds;
import org.moreau.model.ModelState;
import org.moreau.model.SequenceClassifier;
import org.moreau.optim.Adam;
import org.moreau.recurrent.AdversarialLoss;
import org.moreau.recurrent.Gru;
import org.moreau.recurrent.Lstm;
import org.moreau.recurrent.Precision;
import org.moreau.recurrent.ProxGru;
import org.moreau.recurrent.ProxLstm;
import org.moreau.recurrent.ProxRecurrent;
import org.moreau.training.EpochRecord;
import org.moreau.training.SequenceTask;
import org.moreau.training.Trainer;

/**
 * Trains one method for one seed: the plain layer from scratch, every other one from its result.
 */
final class RecurrentTraining {
  private static final double CHECKPOINT_SECONDS = 5;

  /** What proximal solves are asked for. */
  static final double TOLERANCE = Precision.of(ScalarType.Float).tolerance();

  /** What a method is trained with. */
  record Plan(
      SequenceClassifier.Sizes sizes,
      int batchSize,
      double learningRate,
      double weightDecay,
      int epochs,
      int patience,
      double epsilon,
      double delta,
      double lambda) {}

  /**
   * A trained method; the model is that of its best epoch.
   *
   * @param last the tensors after its last epoch
   * @param description how it was trained
   */
  record Trained(
      SequenceClassifier model,
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
  private final SequenceDataset train;
  private final SequenceDataset validation;

  RecurrentTraining(
      StudyContext context,
      RecurrentFingerprint fingerprint,
      SequenceDataset train,
      SequenceDataset validation) {
    this.context = context;
    this.fingerprint = fingerprint;
    this.seed = fingerprint.seed();
    this.train = train;
    this.validation = validation;
  }

  /**
   * Trains, from a checkpoint where there is one.
   *
   * @param start the tensors to fine-tune; null to begin at random
   * @param startPlan what the plain layer is trained with
   * @return null if a stop was asked for
   */
  @Nullable Trained train(
      RecurrentMethod method, Plan plan, @Nullable Map<String, Tensor> start, Plan startPlan)
      throws IOException {
    Device device = context.device();
    Seeds.torch(seed, "parameters");
    SequenceClassifier model = model(method, plan);
    if (start != null) {
      ModelState.of(model).load("the plain layer", start);
    }
    model.to(device, ScalarType.Float, false);
    SequenceTask task =
        new SequenceTask(
            model,
            train,
            validation,
            plan.batchSize,
            Seeds.derive(seed, method.key()),
            device,
            method.isAdversarial() ? new AdversarialLoss(plan.epsilon, 1) : null);
    try (Adam optimizer =
            new Adam(
                ModelState.of(model).parameters(),
                Adam.Settings.of(plan.learningRate).withWeightDecay(plan.weightDecay));
        Progress.Task bar =
            context.progress().start(method.key() + ", seed " + seed, plan.epochs)) {
      Listener listener = new Listener(method, model, bar);
      Trainer.Result result =
          new Trainer(
                  model,
                  optimizer,
                  task,
                  new Trainer.Settings(
                      plan.epochs,
                      plan.patience,
                      Seeds.derive(seed, method.key()),
                      CHECKPOINT_SECONDS))
              .run(
                  context.folder().checkpoint(fingerprint.fileName(method, plan, startPlan)),
                  fingerprint.of(method, plan, startPlan),
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
          fingerprint.description(method, plan, startPlan));
    }
  }

  private static SequenceClassifier model(RecurrentMethod method, Plan plan) {
    int input = plan.sizes.filters();
    int hidden = plan.sizes.hidden();
    return switch (method) {
      case LSTM, LSTM_EXTRA, ADV_LSTM ->
          new SequenceClassifier(plan.sizes, new Lstm(input, hidden));
      case GRU, GRU_EXTRA, ADV_GRU -> new SequenceClassifier(plan.sizes, new Gru(input, hidden));
      case PROX_GRU ->
          new SequenceClassifier(plan.sizes, new ProxGru(input, hidden, plan.delta, plan.lambda));
      case PROX_LSTM -> proximal(plan, ProxLstm.Shown.PROXIMAL);
      case PROX_LSTM_INTERMEDIATE -> proximal(plan, ProxLstm.Shown.INTERMEDIATE);
    };
  }

  private static SequenceClassifier proximal(Plan plan, ProxLstm.Shown shown) {
    return new SequenceClassifier(
        plan.sizes,
        new ProxLstm(
            plan.sizes.filters(), plan.sizes.hidden(), plan.delta, plan.lambda, shown, null));
  }

  /** Writes metrics and moves the bar. */
  private final class Listener implements Trainer.Listener {
    private final RecurrentMethod method;
    private final SequenceClassifier model;
    private final Progress.Task bar;

    Listener(RecurrentMethod method, SequenceClassifier model, Progress.Task bar) {
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
