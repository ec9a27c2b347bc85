package org.moreau.cli.study;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.moreau.representation.MultiviewTask;
import org.moreau.training.EpochRecord;

/**
 * Trains all methods for all seeds under all conditions.
 *
 * @param plans of the methods, in the order of the table
 * @param judge the metric whose differences between ProxNet and the others are shown
 */
record MultiviewComparison(List<MultiviewPlan> plans, String judge) {
  private static final String SECONDS = "train_seconds";

  /**
   * What is varied, such as the noise.
   *
   * @param facts its name and value, which the names of its metrics end with; none if there is one
   *     condition only
   * @param problem reads the samples of a seed, but those to test on as long as choices are made
   */
  record Condition(Map<String, ?> facts, Reader problem) {
    /** The name of {@code metric} under this condition. */
    String metric(String metric) {
      StringBuilder name = new StringBuilder(metric);
      facts.forEach((fact, value) -> name.append(' ').append(fact).append('=').append(value));
      return name.toString();
    }
  }

  /** Reads samples. */
  @FunctionalInterface
  interface Reader {
    MultiviewProblem<?> read(long seed, boolean tested) throws IOException;
  }

  /** Fills the summary; returns whether all was done before a stop was asked for. */
  boolean run(StudyContext context, List<Condition> conditions) throws IOException {
    context.folder().metrics().restart();
    boolean anyWhole = false;
    for (Condition condition : conditions) {
      for (int i = 0; i < context.repeats(); i++) {
        long seed = context.seed() + i;
        MultiviewProblem<?> problem = condition.problem.read(seed, true);
        for (MultiviewPlan plan : plans) {
          TrainingOutcome outcome = plan.train(context, problem, seed, condition.facts);
          if (outcome == null) {
            return false;
          }
          record(context.summary(), condition, plan, problem.measures(), outcome);
          tellInexact(context, condition, plan, seed, outcome);
          anyWhole |= outcome.diverged() == null;
        }
      }
      compare(context.summary(), condition);
    }
    if (!anyWhole) {
      context.summary().fail(TrainingOutcome.NONE_WHOLE);
    }
    return true;
  }

  private static void record(
      Summary summary,
      Condition condition,
      MultiviewPlan plan,
      List<String> measures,
      TrainingOutcome outcome) {
    boolean whole = outcome.diverged() == null;
    Map<String, Double> results = new LinkedHashMap<>();
    if (whole) {
      results.putAll(outcome.results());
      results.putAll(outcome.history().get(outcome.bestEpoch() - 1).metrics());
    } else {
      measures.forEach(name -> results.put(name, Double.NaN));
      results.put(MultiviewTask.LOSS, Double.NaN);
    }
    results.put("best_epoch", whole ? outcome.bestEpoch() : Double.NaN);
    double solveError = solveError(outcome.history());
    if (solveError != 0) {
      results.put("solve_error", solveError);
    }
    results.put(SECONDS, whole ? outcome.seconds() : Double.NaN);
    results.forEach(
        (name, value) -> {
          if (Double.isFinite(value)) {
            summary.add(plan.method().key(), condition.metric(name), value);
          } else {
            summary.diverged(plan.method().key(), condition.metric(name));
          }
        });
  }

  /** Says whose proximal solves did not come as near as they should. */
  private static void tellInexact(
      StudyContext context,
      Condition condition,
      MultiviewPlan plan,
      long seed,
      TrainingOutcome outcome) {
    double error = solveError(outcome.history());
    if (!(error <= plan.method().tolerance())) {
      context
          .out()
          .printf(
              Locale.ROOT,
              "%s, seed %d: the least exact proximal solve has a relative error of %.1e where %.1e is"
                  + " the aim; a larger lambda, fewer components or larger batches are solved better%n",
              condition.metric(plan.method().key()),
              seed,
              error,
              plan.method().tolerance());
    }
  }

  private static double solveError(List<EpochRecord> history) {
    return history.stream().mapToDouble(EpochRecord::solveError).reduce(0, Math::max);
  }

  private void compare(Summary summary, Condition condition) {
    List<String> keys = plans.stream().map(plan -> plan.method().key()).toList();
    String own = MultiviewForm.PROX_NET.key;
    if (keys.contains(own)) {
      keys.stream()
          .filter(key -> !key.equals(own))
          .forEach(key -> summary.compare(own, key, condition.metric(judge)));
    }
  }

  /** Minus the lowest validation loss of each method, its mean over the conditions. */
  Map<String, Double> validate(StudyContext context, List<Condition> conditions)
      throws IOException {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (Condition condition : conditions) {
      MultiviewProblem<?> problem = condition.problem.read(context.seed(), false);
      for (MultiviewPlan plan : plans) {
        TrainingOutcome outcome = plan.train(context, problem, context.seed(), condition.facts);
        if (outcome == null) {
          return Map.of();
        }
        double loss = outcome.diverged() == null ? outcome.best(MultiviewTask.LOSS) : Double.NaN;
        scores.merge(plan.method().key(), -loss / conditions.size(), Double::sum);
      }
    }
    return scores;
  }
}
