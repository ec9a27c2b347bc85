package org.moreau.cli.study;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.moreau.data.Batches;
import org.moreau.data.LabelledSequences;
import org.moreau.data.SequenceBatch;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.model.RecurrentClassifier;
import org.moreau.robustness.Attack;
import org.moreau.robustness.LipschitzEstimate;
import org.moreau.robustness.RobustnessCurve;
import org.moreau.robustness.Victim;

/** A trained classifier and the test sequences, drawn by the seed, on which it is attacked. */
final class AttackedModel {
  private static final int BATCH = 128;
  private static final int LIPSCHITZ_STEPS = 10;

  /** The signal of the longest of all test sequences. */
  record Size(int features, int steps) {}

  /** How far the last feature moves for each unit that the input moves. */
  record Lipschitz(double mean, double largest) {}

  private final RobustnessConfig config;
  private final StudyContext context;
  private final RecurrentClassifier model;
  private final long seed;
  private final LabelledSequences test;
  private final LabelledSequences drawn;
  private final List<int[]> batches;

  /** The model goes into evaluation mode. */
  AttackedModel(
      RobustnessConfig config,
      StudyContext context,
      RecurrentClassifier model,
      long seed,
      LabelledSequences test) {
    this.config = config;
    this.context = context;
    this.model = model;
    this.seed = seed;
    this.test = test;
    int count = config.attacked(test.size());
    drawn = test.subset(RecurrentProblem.drawn(test.size(), count, seed, "attacked sequences"));
    batches = Batches.byLength(drawn.lengths(), BATCH);
    model.module().eval();
  }

  long seed() {
    return seed;
  }

  List<int[]> batches() {
    return batches;
  }

  Size size() {
    int longest = 0;
    for (int i = 1; i < test.size(); i++) {
      longest = test.lengths()[i] > test.lengths()[longest] ? i : longest;
    }
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor signal = model.signal(test.batch(new int[] {longest}, context.device()).inputs());
      return new Size((int) signal.size(1), (int) signal.size(2));
    }
  }

  /**
   * Accuracy by the size of the budget.
   *
   * @param beforeBatch called before each batch
   * @throws CancellationException if a stop is asked for
   */
  RobustnessCurve curve(Attack attack, Runnable beforeBatch) {
    return RobustnessCurve.of(
        attack,
        config.budget(),
        config.sizes(),
        i -> {
          beforeBatch.run();
          return victim(batch(batches.get(i)));
        },
        batches.size(),
        Seeds.derive(seed, attack.key()));
  }

  /**
   * The estimate over all sequences drawn.
   *
   * @param beforeBatch called before each batch
   * @throws CancellationException if a stop is asked for
   */
  Lipschitz lipschitz(Runnable beforeBatch) {
    LipschitzEstimate estimate =
        new LipschitzEstimate(config.budget().epsilon(), LIPSCHITZ_STEPS, 1);
    double sum = 0;
    double largest = 0;
    for (int[] indices : batches) {
      beforeBatch.run();
      try (TensorScope scope = new TensorScope()) {
        SequenceBatch batch = batch(indices);
        Victim victim = victim(batch);
        Tensor ratios =
            estimate.of(
                x -> features(batch, x),
                victim.inputs(),
                victim.mask(),
                Seeds.random(seed, "feature_lipschitz", indices[0]));
        for (double ratio : TensorData.doubles(ratios)) {
          sum += ratio;
          largest = Math.max(largest, ratio);
        }
      }
    }
    return new Lipschitz(sum / drawn.size(), largest);
  }

  private SequenceBatch batch(int[] indices) {
    return drawn.batch(indices, context.device());
  }

  private Victim victim(SequenceBatch batch) {
    return Victim.of(
        x -> model.classify(features(batch, x)),
        model.signal(batch.inputs()).detach(),
        batch.lengths(),
        batch.labels());
  }

  /** A batch takes minutes, so a stop is asked for whenever the model is. */
  private Tensor features(SequenceBatch batch, Tensor signal) {
    if (context.stop().requested()) {
      throw new CancellationException();
    }
    return model.lastHidden(model.encodeSignal(signal), batch.lengths());
  }
}
