package org.moreau.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.model.ModelState;
import org.moreau.optim.Adam;
import org.moreau.optim.Optimizer;
import org.moreau.optim.Sgd;

/**
 * Classification of seeded noise by a {@link SmallNet}: buffers, dropout, shuffling, and a best
 * epoch that is not the last.
 */
public class SmallCase implements TrainingCase {
  static final int BATCH = 10;
  static final int STEPS = 4;
  private static final int FEATURES = 8;
  private static final int CLASSES = 3;
  private static final int VALIDATION = 20;

  private final SmallNet model;
  private final Optimizer optimizer;
  private final float[] features;
  private final long[] labels;

  /** With Adam. */
  public SmallCase() {
    this(true);
  }

  SmallCase(boolean adam) {
    model = new SmallNet(FEATURES, 16, CLASSES);
    Map<String, Tensor> parameters = ModelState.of(model).parameters();
    optimizer =
        adam
            ? new Adam(parameters, Adam.Settings.of(1e-2).withWeightDecay(1e-3))
            : new Sgd(parameters, new Sgd.Settings(1e-2, 0.9, true, 1e-3));
    SplittableRandom random = Seeds.random(5, "data");
    int examples = STEPS * BATCH + VALIDATION;
    features = new float[examples * FEATURES];
    labels = new long[examples];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextDouble(-1, 1);
    }
    for (int i = 0; i < examples; i++) {
      labels[i] = random.nextInt(CLASSES);
    }
  }

  @Override
  public Module model() {
    return model;
  }

  @Override
  public Optimizer optimizer() {
    return optimizer;
  }

  @Override
  public Task task() {
    return new Classification();
  }

  private Tensor loss(int[] indices) {
    float[] x = new float[indices.length * FEATURES];
    long[] y = new long[indices.length];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(features, indices[i] * FEATURES, x, i * FEATURES, FEATURES);
      y[i] = labels[indices[i]];
    }
    Tensor logits = model.forward(TensorData.of(x, indices.length, FEATURES));
    return torch.cross_entropy(logits, TensorData.of(y, indices.length));
  }

  private final class Classification implements Task {
    private double solveError;

    @Override
    public int steps(int epoch) {
      return STEPS;
    }

    @Override
    public double accumulate(int epoch, int step) {
      int[] order = Seeds.permutation(STEPS * BATCH, Seeds.random(5, "shuffle", epoch));
      int[] batch = new int[BATCH];
      System.arraycopy(order, step * BATCH, batch, 0, BATCH);
      Tensor loss = loss(batch);
      loss.backward();
      solveError = 1.0 / (epoch + step);
      return loss.item_double();
    }

    @Override
    public double solveError() {
      return solveError;
    }

    @Override
    public Map<String, Double> evaluate() {
      int[] indices = new int[VALIDATION];
      for (int i = 0; i < VALIDATION; i++) {
        indices[i] = STEPS * BATCH + i;
      }
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("validation_loss", loss(indices).item_double());
      metrics.put("noise", torch.rand(1).item_double());
      return metrics;
    }

    @Override
    public boolean isBetter(Map<String, Double> candidate, Map<String, Double> best) {
      return candidate.get("noise") < best.get("noise");
    }
  }
}
