package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.L1Ball;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Norm;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;

class DistanceTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new Distance(new L1Ball(1.5));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return new SlowL1Ball(1.5).prox(d -> d, x, step);
  }

  @Test
  void thePointsOfTheSetStay() {
    Tensor x = new L1Ball(1).prox(points(), 1.0);

    assertArrayEquals(TensorData.doubles(x), TensorData.doubles(operator().prox(x, 1.0)), 0.0);
    assertArrayEquals(new double[3], TensorData.doubles(operator().value(x)));
  }

  @Test
  void theDistanceToAPointIsTheNorm() {
    Tensor x = points();
    ProximalOperator g = new Distance(new L1Ball(1e-13));

    assertArrayEquals(
        TensorData.doubles(new L2Norm().prox(x, 0.8)), TensorData.doubles(g.prox(x, 0.8)), 1e-12);
  }

  @Test
  void rejectsWhatIsNoSet() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Distance(new L1Norm())).getMessage();

    assertTrue(message.startsWith("set must be the indicator of a set"), message);
  }
}
