package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class HalfSpaceTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new HalfSpace(HyperplaneTest.normal(), -0.3);
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return HyperplaneTest.moved(x, Math.max(HyperplaneTest.product(x) + 0.3, 0));
  }

  @Test
  void theGradientsInItsParametersMatchDifferences() {
    Tensor x = points();
    Tensor direction = points();
    Tensor b = TensorData.of(new double[] {-1, -2, 3}, 3);
    ParameterGradient.matchesDifferences(
        HyperplaneTest.NORMAL,
        new long[] {6},
        a -> new HalfSpace(a, b).prox(x, 1.0).mul(direction).sum());
    ParameterGradient.matchesDifferences(
        new double[] {-1, -2, 3},
        new long[] {3},
        offset -> new HalfSpace(HyperplaneTest.normal(), offset).prox(x, 1.0).mul(direction).sum());
  }

  @Test
  void aPointInsideStays() {
    Tensor x = HyperplaneTest.normal().neg().unsqueeze(0);
    assertArrayEquals(TensorData.doubles(x), TensorData.doubles(operator().prox(x, 1.0)));
  }

  @Test
  void rejectsAZeroNormal() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new HalfSpace(torch.zeros_like(HyperplaneTest.normal()), 1));
  }
}
