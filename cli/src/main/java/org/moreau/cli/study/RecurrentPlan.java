package org.moreau.cli.study;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the methods of a comparison are trained with, and from which other each starts.
 *
 * @param methods the keys of those that are asked for
 * @param rateDecay by which the learning rate is multiplied after each step
 * @param chained whether the proximal methods start from the adversarial one instead of the plain
 */
record RecurrentPlan(
    List<String> methods,
    RecurrentCell cell,
    Network network,
    RecurrentSchedule schedule,
    double rateDecay,
    boolean chained) {

  /**
   * A classifier's sizes.
   *
   * @param inputs of the recurrent layer
   * @param hidden units of it
   * @param description all that fixes the sizes, for fingerprints
   */
  record Network(int inputs, int hidden, String description) {}

  /** The method whose result {@code method} starts from; null for the plain one. */
  @Nullable RecurrentMethod start(RecurrentMethod method) {
    if (method.isPlain()) {
      return null;
    }
    return chained && method.isProximal() ? cell.adversarial() : cell.plain();
  }

  /** The methods asked for and those that they start from, which come before them. */
  Set<RecurrentMethod> trained() {
    Set<RecurrentMethod> trained = EnumSet.noneOf(RecurrentMethod.class);
    for (String key : methods) {
      for (@Nullable RecurrentMethod m = cell.named(key); m != null; m = start(m)) {
        trained.add(m);
      }
    }
    return trained;
  }

  /** The most epochs of {@code method}. */
  int epochs(RecurrentMethod method) {
    return method.isPlain() ? schedule.epochs() : schedule.extraEpochs();
  }

  /** The learning rate of {@code method}'s first step. */
  double rate(RecurrentMethod method) {
    return method.isPlain() || schedule.extraLearningRate() == 0
        ? schedule.learningRate()
        : schedule.extraLearningRate();
  }

  /** Settings that have no effect, and what they need. */
  Map<String, String> idle() {
    Map<String, String> idle = new LinkedHashMap<>();
    if (methods.equals(List.of(cell.plain().key()))) {
      List.of("extra-epochs", "extra-learning-rate")
          .forEach(key -> idle.put(key, "methods besides " + cell.plain().key()));
    }
    if (!trained().contains(cell.adversarial())) {
      idle.put("epsilon", "methods=" + cell.adversarial().key());
    }
    if (trained().stream().noneMatch(RecurrentMethod::isProximal)) {
      List.of("delta", "delta-epochs", "lambda")
          .forEach(key -> idle.put(key, "methods=" + cell.proximal().key()));
    }
    return idle;
  }
}
