package org.moreau.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;

/** The contract for one of the activations, and each of them against libtorch's. */
class ActivationTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return Activations.sigmoid();
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return Arrays.stream(x).map(entry -> byBisection("sigmoid", entry, step)).toArray();
  }

  private static final Map<String, Activation> ALL =
      Map.of(
          "sigmoid", Activations.sigmoid(),
          "tanh", Activations.tanh(),
          "softplus", Activations.softplus(),
          "elu", Activations.elu(),
          "arctan", Activations.arctan(),
          "softsign", Activations.softsign());

  private static Tensor libtorch(String name, Tensor u) {
    return switch (name) {
      case "sigmoid" -> u.sigmoid();
      case "tanh" -> u.tanh();
      case "softplus" -> torch.softplus(u);
      case "elu" -> torch.elu(u);
      case "arctan" -> u.atan();
      default -> u.div(u.abs().add(new Scalar(1)));
    };
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return y.clamp_min(new Scalar(0)).clamp_max(new Scalar(1));
  }

  @Test
  void atStepOneItIsTheActivation() {
    Tensor u = times(points(), 3);
    ALL.forEach(
        (name, s) ->
            assertArrayEquals(
                TensorData.doubles(libtorch(name, u)),
                TensorData.doubles(s.prox(u, 1.0)),
                1e-15,
                name));
  }

  @Test
  void reluAndHardTanhAreLibtorchsAtEveryStep() {
    Tensor x = times(points(), 3);
    for (double step : new double[] {0.1, 1, 10}) {
      assertTrue(torch.equal(x.relu(), Activations.relu().prox(x, step)));
      assertTrue(torch.equal(torch.hardtanh(x), Activations.hardTanh().prox(x, step)));
    }
  }

  @Test
  void atStepOneItsGradientIsTheActivations() {
    ALL.forEach(
        (name, s) -> {
          Tensor x = times(points(), 3).set_requires_grad(true);
          Tensor u = x.detach().clone().set_requires_grad(true);
          s.prox(x, 1.0).sum().backward();
          libtorch(name, u).sum().backward();
          assertArrayEquals(
              TensorData.doubles(u.grad()), TensorData.doubles(x.grad()), 1e-14, name);
        });
  }

  @Test
  void thePotentialSolvesItsEquation() {
    // s⁻¹(y) − y is the potential's derivative: at y = s(u) it is u − s(u).
    ALL.forEach(
        (name, s) -> {
          Tensor u = times(points(), 1.5);
          Tensor y = libtorch(name, u).detach().set_requires_grad(true);
          s.value(y).sum().backward();
          assertArrayEquals(
              TensorData.doubles(u.sub(y.detach())), TensorData.doubles(y.grad()), 1e-9, name);
        });
  }

  @Test
  void thePotentialKeepsItsDigitsNearZeroInFloat32() {
    ALL.forEach(
        (name, s) -> {
          for (double scale : new double[] {1e-3, 1e-2, 1}) {
            Tensor y = libtorch(name, times(points(), scale)).to(ScalarType.Float);
            double[] value = TensorData.doubles(s.value(y.view(-1)));
            double[] exact = TensorData.doubles(s.value(y.to(ScalarType.Double).view(-1)));
            for (int i = 0; i < value.length; i++) {
              assertEquals(exact[i], value[i], 1e-7 * Math.abs(exact[i]), name + " near " + scale);
            }
          }
        });
  }

  @Test
  void everyStepMinimises() {
    ALL.forEach(
        (name, s) -> {
          for (double step : new double[] {0.01, 0.5, 1, 3, 100}) {
            Tensor x = times(points(), 2);
            Tensor y = s.prox(x, step);
            for (int trial = 0; trial < 40; trial++) {
              double size = Math.pow(10, -trial % 5);
              Tensor other = y.add(times(torch.randn_like(y), size));
              double best = objective(s, x, y, step);
              double value = objective(s, x, other, step);
              assertTrue(best <= value + 1e-9 * (1 + Math.abs(best)), name + " at " + step);
            }
          }
        });
  }

  private static double objective(Activation s, Tensor x, Tensor y, double step) {
    return s.value(y).sum().item_double() + y.sub(x).square().sum().item_double() / (2 * step);
  }

  @Test
  void gradientsMatchDifferencesForAll() {
    ALL.forEach(
        (name, s) -> {
          for (double step : new double[] {0.05, 1, 7}) {
            double h = 1e-6;
            Tensor x = times(points(), 2).set_requires_grad(true);
            Tensor t = TensorData.of(new double[] {step}).set_requires_grad(true);
            s.prox(x, t).sum().backward();
            Tensor up = s.prox(x.detach().add(new Scalar(h)), step);
            Tensor down = s.prox(x.detach().sub(new Scalar(h)), step);
            assertArrayEquals(
                TensorData.doubles(up.sub(down)),
                TensorData.doubles(times(x.grad(), 2 * h)),
                1e-11,
                name);
            double inStep =
                (s.prox(x.detach(), step + h).sum().item_double()
                        - s.prox(x.detach(), step - h).sum().item_double())
                    / (2 * h);
            assertEquals(inStep, t.grad().item_double(), 1e-6 * (1 + Math.abs(inStep)), name);
          }
        });
  }

  @Test
  void everyScaleAndStepAgreesWithBisectionInBothTypes() {
    ALL.forEach(
        (name, s) -> {
          for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
            for (double scale : new double[] {1e-6, 1e-3, 1, 1e6}) {
              for (double step : new double[] {1e-6, 1e-2, 1, 1e2, 1e4, 1e6}) {
                Tensor x = times(points(), scale).to(type);
                double rounded = type == ScalarType.Float ? (float) step : step;
                compare(name, x, s.prox(x, step), rounded, type == ScalarType.Float ? 1e-7 : 1e-8);
              }
            }
          }
        });
  }

  private static void compare(String name, Tensor x, Tensor y, double step, double tolerance) {
    double[] points = TensorData.doubles(x);
    double[] actual = TensorData.doubles(y);
    for (int i = 0; i < points.length; i++) {
      double expected = byBisection(name, points[i], step);
      double allowed = tolerance * Math.abs(expected) + Float.MIN_NORMAL;
      assertEquals(expected, actual[i], allowed, name + " of " + points[i] + ", step " + step);
    }
  }

  /** s(u) for the u with step (u − s(u)) + s(u) = x. */
  private static double byBisection(String name, double x, double step) {
    double low = -1e14;
    double high = 1e14;
    for (int i = 0; i < 200; i++) {
      double u = (low + high) / 2;
      double s = scalar(name, u);
      if (step * (u - s) + s > x) {
        high = u;
      } else {
        low = u;
      }
    }
    return scalar(name, low);
  }

  private static double scalar(String name, double u) {
    return switch (name) {
      case "sigmoid" -> 1 / (1 + Math.exp(-u));
      case "tanh" -> Math.tanh(u);
      case "softplus" -> Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
      case "elu" -> u > 0 ? u : Math.expm1(u);
      case "arctan" -> Math.atan(u);
      default -> u / (1 + Math.abs(u));
    };
  }

  @Test
  void aStepAtWhichRoundingHidesTheSolutionIsAnError() {
    Tensor x = times(points(), 1e-6);
    for (String name : new String[] {"tanh", "arctan", "softsign", "elu"}) {
      String message =
          assertThrows(ArithmeticException.class, () -> ALL.get(name).prox(x, 1e12), name)
              .getMessage();
      assertEquals(
          "step must be smaller for this activation, got up to 1.0E12, where rounding hides the"
              + " solution",
          message);
    }
    compare("sigmoid", x, Activations.sigmoid().prox(x, 1e12), 1e12, 1e-8);
  }
}
