package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.Box;
import org.moreau.operator.InfinityBall;
import org.moreau.operator.L1Ball;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Ball;
import org.moreau.operator.LogBarrier;
import org.moreau.operator.LogisticLoss;
import org.moreau.operator.Members;
import org.moreau.operator.NegativeEntropy;
import org.moreau.operator.ParameterGradient;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;
import org.moreau.operator.SmoothFunction;
import org.moreau.operator.SquaredL2Norm;

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

  private static void hasConjugate(ProximalOperator g, double y, double expected) {
    String what = g + " at " + y;
    for (ScalarType type : List.of(ScalarType.Double, ScalarType.Float)) {
      Tensor at = TensorData.of(new double[] {y}, 1).to(type);
      double value = new Conjugate(g).value(at).item_double();
      double accuracy = type == ScalarType.Double ? 1e-8 : 1e-4;
      assertEquals(expected, value, accuracy * (0.1 + Math.abs(expected)), what + ", " + type);
    }
  }

  @Test
  void theValueIsThatOfTheClosedForm() {
    for (double y : new double[] {-20, -1, 0, 1, 12, 40}) {
      hasConjugate(new NegativeEntropy(), y, Math.exp(y - 1));
    }
    for (double y : new double[] {1e-8, 1e-6, 0.3, 1, 1e4}) {
      hasConjugate(new LogBarrier(), -y, -1 - Math.log(y));
      hasConjugate(new LogBarrier(), y, Double.POSITIVE_INFINITY);
      for (double weight : new double[] {1e-8, 1e-4, 1, 1e6}) {
        hasConjugate(new Scaled(new SquaredL2Norm(), weight), y, y * y / 2 / weight);
      }
      ProximalOperator wide = new Box(-1e6, 1e6);
      hasConjugate(wide, y, 1e6 * y);
      hasConjugate(new InfinityBall(1e-6), y, 1e-6 * y);
    }
    hasConjugate(new LogBarrier(), 0, Double.POSITIVE_INFINITY);
    ProximalOperator logistic = new LogisticLoss(TensorData.of(new double[] {1}, 1));
    for (double y : new double[] {0.01, 0.3, 0.5, 0.9}) {
      hasConjugate(logistic, -y, y * Math.log(y) + (1 - y) * Math.log(1 - y));
    }
    hasConjugate(logistic, -1, 0); // not attained
    hasConjugate(logistic, 0, 0);
    hasConjugate(logistic, -1.01, Double.POSITIVE_INFINITY);
    hasConjugate(logistic, 0.01, Double.POSITIVE_INFINITY);
    hasConjugate(new Translated(new L1Norm(), TensorData.of(new double[] {5}, 1)), 0.4, 2);
    ProximalOperator softplus = SmoothFunction.convex(v -> Members.sum(torch.softplus(v)));
    hasConjugate(softplus, 0.3, 0.3 * Math.log(0.3) + 0.7 * Math.log(0.7));
    hasConjugate(softplus, 2, Double.POSITIVE_INFINITY);
  }

  @Test
  void theValueIsDifferentiableInTheParametersOfTheFunction() {
    Tensor y = points();
    List<Function<Tensor, ProximalOperator>> moving =
        List.of(
            L1Ball::new,
            L2Ball::new,
            InfinityBall::new,
            w -> new Scaled(new SquaredL2Norm(), w),
            s -> new Translated(new L2Ball(0.3), s),
            w -> new PlusSquaredNorm(new L1Norm(), w, torch.zeros(1)));
    for (Function<Tensor, ProximalOperator> of : moving) {
      ParameterGradient.matchesDifferences(
          new double[] {0.7}, new long[] {}, p -> new Conjugate(of.apply(p)).value(y).sum());
    }
  }

  @Test
  void rejectsAFunctionThatIsNotConvex() {
    ProximalOperator g = SmoothFunction.nonConvex(x -> Members.sum(x.sin()));

    assertThrows(IllegalArgumentException.class, () -> new Conjugate(g));
  }
}
