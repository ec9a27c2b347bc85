package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.InfinityBall;
import org.moreau.operator.L1Ball;
import org.moreau.operator.L1Norm;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;
import org.moreau.operator.SmoothFunction;

class ConjugateTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new Conjugate(new L1Norm());
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.max(-1, Math.min(1, x[i]));
    }
    return y;
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Test
  void theConjugateOfASetIsItsSupportFunction() {
    Tensor x = points();

    assertArrayEquals(
        TensorData.doubles(times(x.abs().amax(new long[] {1}, false), 1.5)),
        TensorData.doubles(new Conjugate(new L1Ball(1.5)).value(x)),
        1e-9);
  }

  @Test
  void theValueIsInfiniteOutsideOfTheDualBall() {
    Tensor x = TensorData.of(new double[] {0.9, -0.9, 1.1, 0}, 2, 2);

    assertArrayEquals(
        new double[] {0, Double.POSITIVE_INFINITY}, TensorData.doubles(operator().value(x)));
  }

  @Test
  void inFloat32SmallResultsOfLargePointsKeepTheirDigits() {
    Tensor x = times(points(), 1e3).to(ScalarType.Float);
    for (double step : new double[] {1e-4, 1, 1e4}) {
      double[] expected = TensorData.doubles(new InfinityBall(1e-6).prox(x, step));
      Tensor y = new Conjugate(new Scaled(new L1Norm(), 1e-6)).prox(x, step);
      assertArrayEquals(expected, TensorData.doubles(y), 1e-11, "step " + step);
    }
  }

  @Test
  void theConjugateOfHalfASquareIsItself() {
    ProximalOperator half = SmoothFunction.convex(v -> times(Members.sum(v.square()), 0.5));
    Tensor x = points();

    assertArrayEquals(
        TensorData.doubles(half.value(x)), TensorData.doubles(new Conjugate(half).value(x)), 1e-9);
    assertArrayEquals(
        TensorData.doubles(half.prox(x, 0.4)),
        TensorData.doubles(new Conjugate(half).prox(x, 0.4)),
        1e-12);
  }

  @Test
  void theConjugateOfTheConjugateIsTheFunction() {
    Tensor x = points();
    ProximalOperator twice = new Conjugate(operator());

    assertArrayEquals(
        TensorData.doubles(new L1Norm().value(x)), TensorData.doubles(twice.value(x)), 1e-9);
    assertArrayEquals(
        TensorData.doubles(new L1Norm().prox(x, 0.4)),
        TensorData.doubles(twice.prox(x, 0.4)),
        1e-12);
  }

  @Test
  void theGradientOfTheValueIsTheMaximiser() {
    Tensor x = points().set_requires_grad(true);

    new Conjugate(new L1Ball(1.5)).value(x).sum().backward();

    double[] y = TensorData.doubles(x);
    double[] gradient = TensorData.doubles(x.grad());
    for (int member = 0; member < 3; member++) {
      int largest = 6 * member;
      for (int i = 6 * member; i < 6 * member + 6; i++) {
        largest = Math.abs(y[i]) > Math.abs(y[largest]) ? i : largest;
      }
      for (int i = 6 * member; i < 6 * member + 6; i++) {
        assertEquals(i == largest ? 1.5 * Math.signum(y[i]) : 0, gradient[i], 1e-12);
      }
    }
  }

  @Test
  void rejectsAFunctionThatIsNotConvex() {
    ProximalOperator g = SmoothFunction.nonConvex(x -> Members.sum(x.sin()));

    assertThrows(IllegalArgumentException.class, () -> new Conjugate(g));
  }
}
