package org.moreau.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** How accurate the solves of a ProxLSTM are, and whether its outcome says so. */
class ProxLstmAccuracyTest {
  private static final double[] DELTAS = {0.3, 1, 3};
  private static final String[] PARAMETERS = {
    "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"
  };

  @Test
  void cotangentsThatVanishAlongALongSequenceStayFiniteAndAccurate() {
    // Only the last of 200 steps has a loss; the first ones see cotangents whose squares underflow.
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(9, "layer");
      ProxLstm exact = new ProxLstm(16, 24, 0.5, 1);
      exact.to(ScalarType.Double, false);
      Seeds.torch(9, "layer");
      ProxLstm quick = new ProxLstm(16, 24, 0.5, 1);
      Tensor x = torch.randn(200, 4, 16);
      exact.forward(x.to(ScalarType.Double)).lastHidden().sum().backward();
      quick.forward(x).lastHidden().sum().backward();

      for (String name : new String[] {"weight_ih_l0", "weight_hh_l0", "bias_ih_l0"}) {
        Tensor expected = parameter(exact, name).grad();
        Tensor error = parameter(quick, name).grad().to(ScalarType.Double).sub(expected);
        double relative = error.norm().item_double() / expected.norm().item_double();
        assertTrue(relative < 1e-5, name + ": " + relative);
      }
      assertTrue(quick.outcome().converged(), quick.outcome().message());
    }
  }

  @Test
  void gradientsScaleWithTheCotangentFromTheTinyToTheHuge() {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(5, "layer");
      ProxLstm layer = new ProxLstm(6, 8, 1, 2);
      Tensor x = torch.randn(5, 3, 6).set_requires_grad(true);
      layer.forward(x).hidden().sum().backward();
      float[] reference = TensorData.floats(x.grad());

      for (double scale : new double[] {1e-30, 1e-12, 1e12, 1e30}) {
        x.mutable_grad().zero_();
        layer.forward(x).hidden().sum().mul(new Scalar(scale)).backward();
        float[] scaled = TensorData.floats(x.grad());
        for (int i = 0; i < scaled.length; i++) {
          assertEquals(reference[i], scaled[i] / scale, 1e-5, "scale " + scale);
        }
      }
    }
  }

  @Test
  void aSolveThatDoesNotReachItsToleranceSaysSo() {
    try (TensorScope scope = new TensorScope()) {
      ProxLstm layer =
          new ProxLstm(40, 40, 1e4, 1, ProxLstm.Shown.PROXIMAL, new Precision(1e-9, 1));
      set(layer, "weight_ih_l0", parameter(layer, "weight_ih_l0").mul(new Scalar(10)));
      layer.forward(torch.randn(3, 2, 40));

      assertFalse(layer.outcome().converged());
      assertTrue(layer.outcome().message().contains("lower it"), layer.outcome().message());
    }
  }

  @Test
  void fewCheckedStepsKeepTheAccuracyOfTheFirst() {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(11, "layer");
      ProxLstm exact = new ProxLstm(32, 64, Math.sqrt(0.1), 1);
      exact.to(ScalarType.Double, false);
      Seeds.torch(11, "layer");
      ProxLstm quick = new ProxLstm(32, 64, Math.sqrt(0.1), 1);
      Tensor x = torch.randn(40, 5, 32);
      double[] expected = TensorData.doubles(exact.forward(x.to(ScalarType.Double)).hidden());
      double[] actual = TensorData.doubles(quick.forward(x).hidden());

      assertArrayEquals(expected, actual, 1e-5);
      assertTrue(quick.outcome().iterations() <= 3, quick.outcome().message());
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "5", "8", "14"})
  void aLossOnAnEarlyStepHasAccurateGradients(int shownStep) {
    // Backward begins with cotangents of zero, whose solves are trivial.
    for (double delta : DELTAS) {
      assertAccurate(
          delta, torch.randn(16, 4, 32), output -> output.hidden().select(0, shownStep).sum());
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "100", "1000"})
  void saturatedFirstStepsLeaveTheOthersAccurate(double scale) {
    // Their Jacobian is next to nothing, so their solves are easy.
    for (double delta : DELTAS) {
      Tensor x = torch.randn(30, 4, 32);
      x.narrow(0, 0, 3).mul_(new Scalar(scale));
      assertAccurate(delta, x, output -> output.hidden().sum());
      assertAccurate(delta, x, output -> output.lastHidden().sum());
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "7"})
  void shortSequencesAreAccurate(int steps) {
    for (double delta : DELTAS) {
      assertAccurate(delta, torch.randn(steps, 4, 32), output -> output.lastCell().sum());
    }
  }

  @Test
  void examplesOfDifferentLengthAreAccurate() {
    // A loss on the last valid step of each: for most steps, some rows have nothing to solve.
    for (double delta : DELTAS) {
      Tensor x = torch.randn(20, 4, 32);
      assertAccurate(
          delta,
          x,
          output -> {
            Tensor sum = output.hidden().select(0, 3).select(0, 0).sum();
            for (int example = 1; example < 4; example++) {
              sum = sum.add(output.hidden().select(0, 3 + 5 * example).select(0, example).sum());
            }
            return sum;
          });
    }
  }

  @Test
  void theOutcomesErrorBoundsTheError() {
    for (double delta : DELTAS) {
      for (double tolerance : new double[] {0.3, 0.1, 1e-2, 1e-4}) {
        try (TensorScope scope = new TensorScope()) {
          Precision rough = new Precision(tolerance, 1);
          ProxLstm layer = new ProxLstm(9, 7, delta, 1, ProxLstm.Shown.PROXIMAL, rough);
          layer.to(ScalarType.Double, false);
          ProxLstm exact = new ProxLstm(9, 7, delta, 1);
          ProxLstm plain = new ProxLstm(9, 7, 0, 1);
          for (ProxLstm other : List.of(exact, plain)) {
            other.to(ScalarType.Double, false);
            for (String name : PARAMETERS) {
              set(other, name, parameter(layer, name));
            }
          }
          Tensor x = torch.randn(1, 1, 9).to(ScalarType.Double).mul(new Scalar(3));
          double error =
              layer.forward(x).lastCell().sub(exact.forward(x).lastCell()).norm().item_double()
                  / plain.forward(x).lastCell().norm().item_double();
          assertTrue(error <= layer.outcome().error() + 1e-12, () -> error + " at " + delta);
          assertTrue(layer.outcome().converged(), layer.outcome().message());
        }
      }
    }
  }

  /** Gradients in float32, solved as by default, are those in float64; and the outcome says so. */
  private static void assertAccurate(
      double delta, Tensor x, Function<SequenceLayer.Output, Tensor> loss) {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(17, "layer");
      ProxLstm exact = new ProxLstm(32, 64, delta, 1);
      exact.to(ScalarType.Double, false);
      Seeds.torch(17, "layer");
      ProxLstm quick = new ProxLstm(32, 64, delta, 1);
      loss.apply(exact.forward(x.to(ScalarType.Double))).backward();
      loss.apply(quick.forward(x)).backward();
      for (String name : PARAMETERS) {
        Tensor expected = parameter(exact, name).grad();
        Tensor error = parameter(quick, name).grad().to(ScalarType.Double).sub(expected);
        double size = expected.norm().item_double(); // 0 for weight_hh of a single step
        assertEquals(0, error.norm().item_double(), 3e-5 * size, () -> name + ", delta " + delta);
      }
      assertTrue(quick.outcome().converged(), quick.outcome().message());
    }
  }

  private static Tensor parameter(org.bytedeco.pytorch.Module module, String name) {
    return module.named_parameters().get(name);
  }

  private static void set(org.bytedeco.pytorch.Module module, String name, Tensor values) {
    try (NoGradGuard guard = new NoGradGuard()) {
      parameter(module, name).copy_(values);
    }
  }
}
