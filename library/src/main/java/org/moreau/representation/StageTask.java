package org.moreau.representation;

import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.multiview.CorrelationLayer;
import org.moreau.multiview.SolveReport;
import org.moreau.multiview.TestMode;
import org.moreau.optim.Optimizer;
import org.moreau.training.Task;

/** A stage of a method on a task, for the trainer. */
final class StageTask implements Task {
  private final MultiviewNetwork network;
  private final MultiviewTask task;
  private final Stage stage;
  private final Optimizer optimizer;
  private final IntToDoubleFunction rate;
  private double solveError;

  StageTask(
      MultiviewNetwork network,
      MultiviewTask task,
      Stage stage,
      Optimizer optimizer,
      IntToDoubleFunction rate) {
    this.network = network;
    this.task = task;
    this.stage = stage;
    this.optimizer = optimizer;
    this.rate = rate;
  }

  @Override
  public int steps(int epoch) {
    return task.steps(epoch);
  }

  @Override
  public double accumulate(int epoch, int step) {
    network.trainOnly(stage.trained());
    network.epoch(epoch - 1);
    optimizer.setLearningRate(rate.applyAsDouble(epoch));
    CodedBatch batch = task.batch(epoch, step);
    boolean isFrozen = !stage.trained().contains(Part.ENCODERS);
    Tensor loss = stage.loss().of(isFrozen ? new FrozenCodes(batch) : batch, epoch);
    loss.backward();
    solveError = residual(network.join());
    return loss.item_double();
  }

  private static double residual(@Nullable CorrelationLayer join) {
    SolveReport report = join == null ? null : join.report();
    return report == null ? 0 : Math.max(report.forward().error(), report.backward().error());
  }

  @Override
  public double solveError() {
    return solveError;
  }

  @Override
  public Map<String, Double> evaluate() {
    network.testMode(TestMode.DROPPED);
    return byTask() ? task.evaluate() : Map.of(MultiviewTraining.OBJECTIVE, objective());
  }

  /** Whether epochs are compared by the task's loss, not by the stage's own. */
  private boolean byTask() {
    return stage.predicts() || task.judgesCodes();
  }

  private double objective() {
    double[] sum = new double[2];
    task.validation(
        batch -> {
          sum[0] += stage.loss().of(batch, 1).item_double();
          sum[1]++;
        });
    return sum[0] / sum[1];
  }

  @Override
  public boolean isBetter(Map<String, Double> candidate, Map<String, Double> best) {
    return loss(candidate) < loss(best);
  }

  private double loss(Map<String, Double> metrics) {
    String name = byTask() ? MultiviewTask.LOSS : MultiviewTraining.OBJECTIVE;
    double loss = metrics.getOrDefault(name, Double.NaN);
    return Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
  }
}
