package org.moreau.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;

class BatchNormalisationTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new BatchNormalisation();
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  /** Mean 0 and variance 1, entry by entry. */
  @Override
  protected double[] obviousProx(double[] x, double step) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    return Arrays.stream(x).map(v -> (v - mean) / Math.sqrt(variance)).toArray();
  }

  @Test
  void overColumnsItIsLibtorchsTrainingMode() {
    Tensor x = torch.randn(8, 3, 4).to(ScalarType.Double);
    ProximalLayer layer =
        ProximalLayer.overColumns(new BatchNormalisation(), new StepSize.Fixed(1));
    var none = new org.bytedeco.pytorch.TensorOptional();

    Tensor expected = torch.batch_norm(x, none, none, none, none, true, 0.1, 0.0, false);

    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(layer.forward(x)), 1e-14);
  }

  @Test
  void aConstantMemberGoesToZero() {
    for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
      Tensor x = torch.full(new long[] {2, 7}, new Scalar(0.1)).to(type).set_requires_grad(true);

      Tensor y = operator().prox(x, 1.0);
      y.mul(torch.randn_like(y)).sum().backward();

      assertArrayEquals(new double[14], TensorData.doubles(y), 0.0);
      assertArrayEquals(new double[14], TensorData.doubles(x.grad()), 0.0);
    }
  }

  @Test
  void aSingleEntryIsAnError() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> operator().prox(torch.randn(3, 1), 1.0))
            .getMessage();

    assertEquals("x must have at least 2 entries per member to be normalised, got 1", message);
  }
}
