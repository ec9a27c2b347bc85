package org.moreau.proxprop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;

/** Digits: of float32, of inputs of less than full rank, at extreme steps and scales. */
class AccuracyTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(8, "accuracy");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor inDouble(Tensor x) {
    return x.to(ScalarType.Double);
  }

  private static double error(Tensor expected, Tensor actual) {
    Tensor difference = inDouble(actual).sub(inDouble(expected));
    return difference.norm().div(inDouble(expected).norm()).item_double();
  }

  private static Tensor direction(Single network, Tensor x, Tensor g) {
    return ExplicitMatrix.flat(network.gradients(x, g));
  }

  /** [weight, bias] by the singular values of [x, 1] in float64, rounding left out. */
  private static Tensor reference(Tensor x, Tensor g, double beta) {
    Tensor a = torch.cat(new TensorVector(inDouble(x), inDouble(x).new_ones(x.size(0), 1)), 1);
    T_TensorTensorTensor_T parts = torch.linalg_svd(a, false, new StringViewOptional());
    Tensor s = parts.get1();
    Tensor factor = s.div(s.square().add(new Scalar(beta)));
    factor = factor.masked_fill(s.le(new Scalar(s.max().item_double() * 1e-13)), new Scalar(0.0));
    Tensor theta = parts.get2().t().mm(factor.unsqueeze(1).mul(parts.get0().t().mm(inDouble(g))));
    long in = x.size(1);
    return torch.cat(
        new TensorVector(theta.narrow(0, 0, in).t().flatten(), theta.select(0, in)), 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 10, 50, 100, 300, 1000, 6000, 1e5, 1e8})
  void exactStepsInFloat32KeepTheirDigitsWithoutFullRank(double tau) {
    Tensor features = torch.randn(200, 5);
    Tensor columns = torch.cat(new TensorVector(features, features), 1);
    Tensor examples = torch.randn(10, 100);
    Tensor rows = torch.cat(new TensorVector(examples, examples), 0);
    for (Tensor x : List.of(columns, rows)) {
      Single network = Single.dense(x.size(1), 8, true);
      network.to(ScalarType.Float, false);
      network.with("exact", tau);
      Tensor g = torch.randn(x.size(0), 8);

      double error = error(reference(x, g, 1 / tau), direction(network, x, g));

      assertTrue(error <= 1e-3, "tau " + tau + ": " + error);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 10, 100, 1000, 1e5})
  void exactStepsOfConvolutionsInFloat32KeepTheirDigitsWithoutFullRank(double tau) {
    Single network =
        Single.convolution(
            new Single.Convolution(
                2, 3, 1, List.of(3L, 3L), List.of(1L, 1L), List.of(0L, 0L), List.of(1L, 1L), true));
    Tensor channel = torch.rand(8, 1, 12, 12);
    Tensor x = torch.cat(new TensorVector(channel, channel), 1);
    Tensor g = torch.randn(8, 3, 10, 10);
    network.with("exact", tau);
    Tensor expected = direction(network, inDouble(x), inDouble(g));
    network.to(ScalarType.Float, false);

    double error = error(expected, direction(network, x, g));

    assertTrue(error <= 1e-3, "tau " + tau + ": " + error);
  }

  /** The direction at a step so large that its matrix has a rank in rounding only. */
  @ParameterizedTest
  @ValueSource(doubles = {1e6, 1e8, 1e10, 1e12, 1e14, 1e16, 1e20, 1e100, 1e300})
  void exactStepsHaveNoLargestStep(double tau) {
    for (ScalarType type : List.of(ScalarType.Double, ScalarType.Float)) {
      for (long in : new long[] {6, 30}) {
        Single network = Single.dense(in, 20, true);
        network.to(type, false);
        network.with("exact", tau);
        Tensor examples = torch.randn(4, in).to(type);
        Tensor x = torch.cat(new TensorVector(examples, examples, examples), 0);
        Tensor g = torch.randn(12, 20).to(type);

        double error = error(reference(x, g, 1 / tau), direction(network, x, g));

        assertTrue(error <= 1e-3, type + " " + in + " inputs, tau " + tau + ": " + error);
      }
    }
    Single convolution =
        Single.convolution(
            new Single.Convolution(
                2, 4, 2, List.of(3L), List.of(1L), List.of(0L), List.of(1L), true));
    convolution.with("exact", tau);
    Tensor x = inDouble(torch.randn(1, 2, 9)).expand(3, -1, -1);
    Tensor g = torch.randn_like(convolution.forward(x)).detach();
    double size = direction(convolution, x, g).norm().item_double();
    assertTrue(size > 0 && size < 1e3, "tau " + tau + ": " + size);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1e2, 1e4, 1e6, 1e8, 1e10})
  void moreStepsThanTheRankLeaveConjugateGradientsWhereTheyAre(double tau) {
    Tensor features = torch.randn(200, 5);
    Tensor x = torch.cat(new TensorVector(features, features), 1);
    Tensor g = torch.randn(200, 8);
    Single network = Single.dense(10, 8, true);
    network.to(ScalarType.Float, false);
    network.with("cg:30", tau);

    double error = error(reference(x, g, 1 / tau), direction(network, x, g));

    assertTrue(error <= 1e-4, "tau " + tau + ": " + error);
  }

  @Test
  void inputsOfAnyScaleHaveTheirDirection() {
    for (double scale : new double[] {1e-25, 1e-10, 1e5, 1e10, 1e18, 1e20}) {
      for (String mode : List.of("exact", "cg:3")) {
        for (long in : new long[] {5, 30}) {
          Single network = Single.dense(in, 20, false);
          network.with(mode, 1);
          Tensor x = torch.randn(12, in).mul(new Scalar(scale));
          Tensor g = torch.randn(12, 20);
          Tensor expected = direction(network, inDouble(x), inDouble(g));
          network.to(ScalarType.Float, false);

          double error = error(expected, direction(network, x, g));

          assertTrue(error <= 1e-3, mode + " " + in + " inputs of " + scale + ": " + error);
        }
      }
    }
  }

  /** The sizes of the paper's first layer, and images as smooth as photographs. */
  @Test
  void atThePapersSizesFloat32HasFourDigitsAndADifferenceOfParametersHasNone() {
    Tensor x =
        torch
            .upsample_bilinear2d(torch.rand(500, 3, 4, 4), new long[] {32, 32}, true)
            .view(500, 3072);
    Tensor g = torch.randn(500, 40).mul(new Scalar(1e-4 / 500)); // as after two more layers
    Single network = Single.dense(3072, 40, true);
    ImplicitSteps steps = network.with("exact", 0.05);
    Tensor expected = direction(network, inDouble(x), inDouble(g));
    network.to(ScalarType.Float, false);

    Tensor direction = direction(network, x, g);

    assertEquals(Form.ROWS, steps.layers().get("only").orElseThrow().form());
    double error = error(expected, direction);
    assertTrue(error <= 1e-4, "error " + error);
    Tensor weight = network.layer.linearParameters().get("weight").detach();
    Tensor step = direction.narrow(0, 0, weight.numel()).view(weight.shape());
    double difference = error(step, weight.sub(weight.sub(step)));
    assertTrue(difference > 0.1, "the published way: " + difference);
  }
}
