package org.moreau.cli.study;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.moreau.training.Task;

/** A task with the learning rate, the penalty and the measures of a method. */
record MethodTask(Task task, ImageMethod.Prepared method) implements Task {
  @Override
  public int steps(int epoch) {
    return task.steps(epoch);
  }

  /** Returns the loss without the penalty. */
  @Override
  public double accumulate(int epoch, int step) {
    method.optimizer().setLearningRate(method.learningRate().applyAsDouble(epoch));
    double loss = task.accumulate(epoch, step);
    if (method.penalty() != null) {
      Tensor penalty = method.penalty().get();
      penalty.backward();
    }
    return loss;
  }

  @Override
  public double solveError() {
    return task.solveError();
  }

  @Override
  public Map<String, Double> evaluate() {
    Map<String, Double> metrics = new LinkedHashMap<>(task.evaluate());
    metrics.putAll(method.measures().get());
    return metrics;
  }

  @Override
  public boolean isBetter(Map<String, Double> candidate, Map<String, Double> best) {
    return task.isBetter(candidate, best);
  }
}
