package org.moreau.cli.study;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;
import org.moreau.training.ImageTask;

/**
 * Trains one network by several methods: what the studies of the paper's Figures 2 and 3 share.
 *
 * @param network makes the network with random parameters
 * @param plan what a method is trained with
 */
record ImageComparison<M extends Network & ImageClassifier>(
    List<ImplicitMethod> methods,
    Supplier<M> network,
    Function<ImplicitMethod, ImageTraining.Plan> plan) {
  static final String TEST_ACCURACY = "test_accuracy";

  /**
   * Every method for every seed; the outcomes of the first one, or null if a stop was asked for.
   */
  @Nullable Map<String, TrainingOutcome> run(StudyContext context, ImageData data)
      throws IOException {
    data.describe(context.summary());
    context.folder().metrics().restart();
    Map<String, TrainingOutcome> first = new LinkedHashMap<>();
    for (int i = 0; i < context.repeats(); i++) {
      long seed = context.seed() + i;
      for (ImplicitMethod method : methods) {
        TrainingOutcome outcome = train(context, data, seed, method);
        if (outcome == null) {
          return null;
        }
        record(context.summary(), method.key(), outcome);
        if (i == 0) {
          first.put(method.key(), outcome);
        }
      }
    }
    for (ImplicitMethod method : methods) {
      if (method.mode() != null
          && methods.contains(ImplicitMethod.named(ImplicitMethod.BACKPROP))) {
        context.summary().compare(method.key(), ImplicitMethod.BACKPROP, TEST_ACCURACY);
      }
    }
    return first;
  }

  /** Minus the lowest validation loss of each method; NaN where it diverged. */
  Map<String, Double> validate(StudyContext context, ImageData data) throws IOException {
    data.describe(context.summary());
    Map<String, Double> scores = new LinkedHashMap<>();
    for (ImplicitMethod method : methods) {
      TrainingOutcome outcome = train(context, data, context.seed(), method);
      if (outcome == null) {
        return Map.of();
      }
      scores.put(
          method.key(), outcome.diverged() == null ? -outcome.best(ImageTask.LOSS) : Double.NaN);
    }
    return scores;
  }

  private @Nullable TrainingOutcome train(
      StudyContext context, ImageData data, long seed, ImplicitMethod method) throws IOException {
    return new ImageTraining(context, data, seed).train(plan.apply(method), network, Map.of());
  }

  private static void record(Summary summary, String method, TrainingOutcome outcome) {
    Map<String, Double> results = new LinkedHashMap<>();
    boolean whole = outcome.diverged() == null;
    results.put(TEST_ACCURACY, outcome.result(TEST_ACCURACY));
    results.put(ImageTask.ACCURACY, whole ? outcome.best(ImageTask.ACCURACY) : Double.NaN);
    results.put(ImageTask.LOSS, whole ? outcome.best(ImageTask.LOSS) : Double.NaN);
    results.put("best_epoch", whole ? outcome.bestEpoch() : Double.NaN);
    results.put(ImageTask.FULL_BATCH_LOSS, outcome.result(ImageTask.FULL_BATCH_LOSS));
    results.put("train_seconds", outcome.seconds());
    results.forEach(
        (metric, value) -> {
          if (Double.isFinite(value)) {
            summary.add(method, metric, value);
          } else {
            summary.diverged(method, metric);
          }
        });
  }
}
