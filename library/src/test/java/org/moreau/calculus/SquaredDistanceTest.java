package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.L1Ball;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;

class SquaredDistanceTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new SquaredDistance(new L1Ball(1.5));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return new SlowL1Ball(1.5).prox(d -> d * d / 2, x, step);
  }

  @Test
  void isTheEnvelopeOfTheSet() {
    Tensor x = points();
    MoreauEnvelope envelope = new MoreauEnvelope(new L1Ball(1.5), 1);

    assertArrayEquals(
        TensorData.doubles(envelope.value(x)), TensorData.doubles(operator().value(x)), 1e-12);
    assertArrayEquals(
        TensorData.doubles(envelope.prox(x, 0.4)),
        TensorData.doubles(operator().prox(x, 0.4)),
        1e-12);
  }

  @Test
  void theGradientOfTheValueIsTheWayToTheSet() {
    Tensor x = points().set_requires_grad(true);

    operator().value(x).sum().backward();

    Tensor way = x.detach().sub(new L1Ball(1.5).prox(x.detach(), 1.0));
    assertArrayEquals(TensorData.doubles(way), TensorData.doubles(x.grad()), 1e-12);
  }
}
