package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class SimplexTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new Simplex(1.5);
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return byBisection(x, 1e9, 1.5);
  }

  /** Lowers a level until what sticks out of it, up to the cap, has the given sum. */
  static double[] byBisection(double[] x, double cap, double sum) {
    double low = -100;
    double high = 100;
    double[] y = x;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      y = Arrays.stream(x).map(v -> Math.min(Math.max(v - middle, 0), cap)).toArray();
      if (Arrays.stream(y).sum() > sum) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return y;
  }

  @Test
  void ofPositivePointsOutsideTheL1BallItIsThatBall() {
    Tensor x = points().abs().add(new Scalar(0.3));
    assertArrayEquals(
        TensorData.doubles(new L1Ball(1.5).prox(x, 1.0)),
        TensorData.doubles(operator().prox(x, 1.0)),
        1e-12);
  }

  @Test
  void theL1BallIsTheSimplexOfTheSizesWithTheirSigns() {
    Tensor x = points().mul(new Scalar(3));
    Tensor signed = operator().prox(x.abs(), 1.0).mul(x.sign());
    assertArrayEquals(
        TensorData.doubles(new L1Ball(1.5).prox(x, 1.0)), TensorData.doubles(signed), 1e-12);
  }

  @Test
  void aConstantAddedToAllEntriesChangesNothing() {
    Tensor x = points().mul(new Scalar(64)).round().div(new Scalar(64)).to(ScalarType.Float);
    assertArrayEquals(
        TensorData.doubles(operator().prox(x, 1.0)),
        TensorData.doubles(operator().prox(x.add(new Scalar(16384)), 1.0)));
  }

  @Test
  void worksAtAllScales() {
    for (double scale : new double[] {1e-6, 1e6}) {
      for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
        Tensor x = points();
        Tensor scaled = x.mul(new Scalar(scale)).to(type);
        Simplex simplex = new Simplex(1.5 * scale);
        Tensor y = simplex.prox(scaled, 1.0);
        assertArrayEquals(new double[3], TensorData.doubles(simplex.value(y)));
        assertArrayEquals(
            TensorData.doubles(operator().prox(x, 1.0)),
            TensorData.doubles(y.to(ScalarType.Double).div(new Scalar(scale))),
            1e-5);
      }
    }
  }

  @Test
  void theGradientInTheRadiusMatchesDifferences() {
    Tensor x = points();
    Tensor direction = points();
    ParameterGradient.matchesDifferences(
        new double[] {0.5, 1, 5},
        new long[] {3},
        radius -> new Simplex(radius).prox(x, 1.0).mul(direction).sum());
  }

  @Test
  void rejectsARadiusThatIsNotPositive() {
    assertThrows(IllegalArgumentException.class, () -> new Simplex(-1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Simplex(TensorData.of(new double[] {1, Double.NaN}, 2)));
  }
}
