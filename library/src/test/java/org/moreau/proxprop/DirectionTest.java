package org.moreau.proxprop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
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

/** Directions against the matrix of the layer written down, at random shapes, in float64. */
class DirectionTest {
  private TensorScope scope;
  private final Random random = new Random(11);

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(11, "directions");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor normal(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  private long upTo(int most) {
    return 1L + random.nextInt(most);
  }

  private Single randomConvolution(int dimensions) {
    long groups = upTo(2);
    List<Long> kernel = new ArrayList<>();
    List<Long> stride = new ArrayList<>();
    List<Long> padding = new ArrayList<>();
    List<Long> dilation = new ArrayList<>();
    for (int i = 0; i < dimensions; i++) {
      kernel.add(upTo(4));
      stride.add(upTo(4));
      padding.add((long) random.nextInt(3));
      dilation.add(upTo(3));
    }
    return Single.convolution(
        new Single.Convolution(
            groups * upTo(2),
            groups * upTo(2),
            groups,
            kernel,
            stride,
            padding,
            dilation,
            random.nextBoolean()));
  }

  private Tensor randomInput(Single network, int dimensions) {
    long[] shape = new long[dimensions + 2];
    shape[0] = upTo(3);
    org.moreau.layer.ConvolutionMap map = (org.moreau.layer.ConvolutionMap) network.layer.map();
    shape[1] = network.layer.linearParameters().get("weight").size(1) * map.groups();
    for (int i = 0; i < dimensions; i++) {
      shape[i + 2] = map.dilation().get(i) * (map.kernel().get(i) - 1) + upTo(4);
    }
    return normal(shape);
  }

  private static void close(Tensor expected, Tensor actual, double tolerance, Object what) {
    close(expected, actual, tolerance, 0, what);
  }

  private static void close(
      Tensor expected, Tensor actual, double tolerance, double rounding, Object what) {
    double error = actual.sub(expected).norm().item_double();
    double size = expected.norm().item_double();
    assertTrue(error <= tolerance * size + rounding, what + ": " + error + " of " + size);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void convolutionsSolveTheNormalEquations(int dimensions) {
    Set<Form> forms = EnumSet.noneOf(Form.class);
    for (int i = 0; i < 40; i++) {
      Single network = randomConvolution(dimensions);
      Tensor x = randomInput(network, dimensions);
      Tensor g = torch.randn_like(network.forward(x)).detach();
      double tau = Math.exp(4 * random.nextDouble() - 2);
      ExplicitMatrix a = new ExplicitMatrix(network.layer, x);
      for (String mode : List.of("exact", "cg:1", "cg:3")) {
        ImplicitSteps steps = network.with(mode, tau);

        Tensor direction = ExplicitMatrix.flat(network.gradients(x, g));

        StepReport report = steps.layers().get("only").orElseThrow();
        forms.add(report.form());
        Tensor expected =
            mode.equals("exact")
                ? a.exact(g, 1 / tau)
                : a.conjugateGradients(g, 1 / tau, Integer.parseInt(mode.substring(3)));
        double rounding = 1e-14 * x.norm().item_double() * g.norm().item_double();
        close(expected, direction, 1e-9, rounding, network.layer.map() + " " + mode + report);
      }
    }
    assertEquals(EnumSet.allOf(Form.class), forms);
  }

  @Test
  void denseLayersSolveTheNormalEquationsInEveryForm() {
    Set<Form> forms = EnumSet.noneOf(Form.class);
    for (int i = 0; i < 60; i++) {
      Single network = Single.dense(upTo(12), upTo(8), random.nextBoolean());
      Tensor x = normal(upTo(12), network.layer.linearParameters().get("weight").size(1));
      if (i % 3 == 0) {
        x = x.unsqueeze(0).expand(2, -1, -1).mul(normal(2, 1, 1));
      }
      Tensor g = torch.randn_like(network.forward(x)).detach();
      double tau = Math.exp(4 * random.nextDouble() - 2);
      ImplicitSteps steps = network.with("exact", tau);

      Tensor direction = ExplicitMatrix.flat(network.gradients(x, g));

      forms.add(steps.layers().get("only").orElseThrow().form());
      Tensor expected = new ExplicitMatrix(network.layer, x).exact(g, 1 / tau);
      close(expected, direction, 1e-9, network.layer.map());
    }
    assertEquals(EnumSet.of(Form.ROWS, Form.COLUMNS), forms);
  }

  /** Every output of a dense layer has its own recurrence: as if it were alone. */
  @Test
  void conjugateGradientsOfADenseLayerRunPerOutput() {
    Set<Form> forms = EnumSet.noneOf(Form.class);
    for (int i = 0; i < 60; i++) {
      long in = upTo(20);
      long out = upTo(i % 2 == 0 ? 30 : 2);
      Single network = Single.dense(in, out, random.nextBoolean());
      Single one = Single.dense(in, 1, network.layer.linearParameters().size() == 2);
      Tensor x = normal(upTo(20), in);
      Tensor g = normal(x.size(0), out);
      double tau = Math.exp(4 * random.nextDouble() - 2);
      int n = (int) upTo(5);
      ImplicitSteps steps = network.with("cg:" + n, tau);

      Map<String, Tensor> gradients = network.gradients(x, g);

      forms.add(steps.layers().get("only").orElseThrow().form());
      ExplicitMatrix a = new ExplicitMatrix(one.layer, x);
      for (long j = 0; j < out; j++) {
        Tensor expected = a.conjugateGradients(g.select(1, j), 1 / tau, n);
        Tensor weight = gradients.get("weight").select(0, j);
        Tensor actual =
            gradients.containsKey("bias")
                ? torch.cat(new TensorVector(weight, gradients.get("bias").narrow(0, j, 1)), 0)
                : weight;
        close(expected, actual, 1e-8, in + " " + out + " " + n);
      }
    }
    assertEquals(EnumSet.allOf(Form.class), forms);
  }

  @Test
  void allUsesOfALayerGetOneSolve() {
    for (Single network : List.of(Single.dense(9, 4, true), Single.dense(2, 3, true), conv())) {
      for (String mode : List.of("exact", "cg:2")) {
        boolean dense = network.layer.map() instanceof org.moreau.layer.DenseMap;
        Tensor x = dense ? normal(3, weight(network).size(1)) : normal(2, 2, 4, 5);
        Tensor y = dense ? normal(4, weight(network).size(1)) : normal(3, 2, 4, 5);
        network.with(mode, 0.7);
        Tensor both = torch.cat(new TensorVector(x, y), 0);
        Tensor g = torch.randn_like(network.forward(both)).detach();
        Map<String, Tensor> expected = network.gradients(both, g);
        network.clear();

        Tensor first = network.forward(x).mul(g.narrow(0, 0, x.size(0))).sum();
        Tensor second = network.forward(y).mul(g.narrow(0, x.size(0), y.size(0))).sum();
        first.add(second).backward();

        network.gradients().forEach((name, d) -> close(expected.get(name), d, 1e-10, name));
      }
    }
  }

  private static Tensor weight(Single network) {
    return network.layer.linearParameters().get("weight");
  }

  private static Single conv() {
    return Single.convolution(
        new Single.Convolution(
            2, 3, 1, List.of(2L, 3L), List.of(1L, 1L), List.of(0L, 1L), List.of(1L, 1L), true));
  }

  /** What a backward pass does not reach has no part in the direction. */
  @Test
  void aUseThatIsNotPassedDoesNotCount() {
    for (Single network : List.of(Single.dense(9, 4, true), Single.dense(2, 3, true), conv())) {
      network.with("exact", 0.7);
      boolean dense = network.layer.map() instanceof org.moreau.layer.DenseMap;
      Tensor x = dense ? normal(3, weight(network).size(1)) : normal(2, 2, 4, 5);
      Tensor g = torch.randn_like(network.forward(x)).detach();
      Map<String, Tensor> expected = network.gradients(x, g);
      network.clear();
      Tensor used = network.forward(x);
      network.forward(x.mul(new Scalar(3.0)));

      used.backward(g, null, false, null);

      network.gradients().forEach((name, d) -> close(expected.get(name), d, 1e-12, name));
    }
  }

  @Test
  void backwardPassesAddTheirDirections() {
    for (Single network : List.of(Single.dense(9, 4, true), Single.dense(2, 3, true), conv())) {
      network.with("exact", 0.7);
      boolean dense = network.layer.map() instanceof org.moreau.layer.DenseMap;
      Tensor x = dense ? normal(3, weight(network).size(1)) : normal(2, 2, 4, 5);
      Tensor y = dense ? normal(4, weight(network).size(1)) : normal(3, 2, 4, 5);
      Tensor g = torch.randn_like(network.forward(x)).detach();
      Tensor h = torch.randn_like(network.forward(y)).detach();
      Tensor sum =
          ExplicitMatrix.flat(network.gradients(x, g))
              .add(ExplicitMatrix.flat(network.gradients(y, h)));
      network.clear();

      Tensor first = network.forward(x);
      Tensor second = network.forward(y);
      first.backward(g, null, false, null);
      second.backward(h, null, false, null);

      Tensor added = ExplicitMatrix.flat(network.gradients());
      close(sum, added, 1e-12, "sum");
      Tensor both =
          ExplicitMatrix.flat(
              network.gradients(
                  torch.cat(new TensorVector(x, y), 0), torch.cat(new TensorVector(g, h), 0)));
      assertTrue(both.sub(added).norm().item_double() > 0.01 * both.norm().item_double());
    }
  }

  @Test
  void frozenParametersGetNothingAndTheOthersTheirOwnSolve() {
    for (Single network : List.of(Single.dense(9, 4, true), Single.dense(2, 3, true), conv())) {
      boolean dense = network.layer.map() instanceof org.moreau.layer.DenseMap;
      for (String frozen : List.of("weight", "bias")) {
        for (String mode : List.of("exact", "cg:2", "cg-published:2")) {
          network.layer.linearParameters().get(frozen).set_requires_grad(false);
          network.with(mode, 0.7);
          Tensor x = dense ? normal(3, weight(network).size(1)) : normal(2, 2, 4, 5);
          Tensor g = torch.randn_like(network.forward(x)).detach();

          Map<String, Tensor> gradients = network.gradients(x, g);

          assertEquals(Set.of(frozen.equals("weight") ? "bias" : "weight"), gradients.keySet());
          ExplicitMatrix a = new ExplicitMatrix(network.layer, x);
          Tensor direction = ExplicitMatrix.flat(gradients);
          if (mode.equals("exact")) {
            close(a.exact(g, 1 / 0.7), direction, 1e-10, frozen);
          } else if (mode.equals("cg:2") && !dense) {
            close(a.conjugateGradients(g, 1 / 0.7, 2), direction, 1e-10, frozen);
          } else if (mode.equals("cg:2") && frozen.equals("weight")) {
            // A column of ones alone: the first step is the solution.
            close(a.exact(g, 1 / 0.7), direction, 1e-10, frozen);
          }
          network.layer.linearParameters().get(frozen).set_requires_grad(true);
        }
      }
      network.clear();
      network.layer.linearParameters().values().forEach(p -> p.set_requires_grad(false));
      Tensor x = dense ? normal(3, weight(network).size(1)) : normal(2, 2, 4, 5);
      x.set_requires_grad(true);
      network.forward(x).sum().backward();
      assertTrue(x.grad().defined() && network.gradients().isEmpty());
    }
  }

  @Test
  void theInputsGradientIsTheChainRules() {
    for (Single network : List.of(Single.dense(9, 4, true), Single.dense(2, 3, false), conv())) {
      boolean dense = network.layer.map() instanceof org.moreau.layer.DenseMap;
      Tensor x = dense ? normal(3, weight(network).size(1)) : normal(2, 2, 4, 5);
      x.set_requires_grad(true);
      Tensor g = torch.randn_like(network.forward(x)).detach();
      network.layer.rule(null);
      network.gradients(x, g);
      Tensor expected = x.grad().clone();
      x.mutable_grad().reset();
      network.with("exact", 2);

      network.gradients(x, g);

      close(expected, x.grad(), 1e-14, network.layer.map());
    }
  }

  private static Tensor lastFirst(Tensor x) {
    return x.movedim(1, -1).contiguous().movedim(-1, 1);
  }

  /** Whatever the order of the dimensions in memory: channels last is usual for images. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theLayoutInMemoryDoesNotMatter(int dimensions) {
    for (int i = 0; i < 6; i++) {
      Single network = randomConvolution(dimensions);
      Tensor x = randomInput(network, dimensions);
      Tensor g = torch.randn_like(network.forward(x)).detach();
      for (String mode : List.of("exact", "cg:1", "cg:3", "cg-published:2")) {
        network.with(mode, 0.7);
        Tensor expected = ExplicitMatrix.flat(network.gradients(x, g));
        for (Tensor input : List.of(x, lastFirst(x))) {
          for (Tensor cotangent : List.of(g, lastFirst(g))) {
            Tensor direction = ExplicitMatrix.flat(network.gradients(input, cotangent));
            close(expected, direction, 1e-10, 1e-13, network.layer.map() + " " + mode);
          }
        }
      }
    }
    Single dense = Single.dense(9, 4, true);
    dense.with("exact", 0.7);
    Tensor x = normal(9, 6).t();
    Tensor g = normal(4, 6).t();
    Tensor expected = ExplicitMatrix.flat(dense.gradients(x.contiguous(), g.contiguous()));
    close(expected, ExplicitMatrix.flat(dense.gradients(x, g)), 1e-12, "dense");
  }

  @Test
  void anEmptyBatchGivesAZeroStep() {
    for (Single network : List.of(Single.dense(9, 4, true), Single.dense(2, 3, true), conv())) {
      boolean dense = network.layer.map() instanceof org.moreau.layer.DenseMap;
      for (String mode : List.of("exact", "cg:3", "cg-published:3")) {
        network.with(mode, 1);
        Tensor x = dense ? normal(0, weight(network).size(1)) : normal(0, 2, 4, 5);
        Tensor g = torch.zeros_like(network.forward(x)).detach();

        Map<String, Tensor> gradients = network.gradients(x, g);

        assertEquals(Set.of("weight", "bias"), gradients.keySet());
        gradients.values().forEach(d -> assertEquals(0, d.abs().max().item_double()));
      }
    }
  }

  /** Also without a batch dimension, which libtorch's convolutions accept. */
  @Test
  void aSingleImageIsABatchOfOne() {
    Single network = conv();
    network.with("exact", 1);
    Tensor x = normal(1, 2, 4, 5);
    Tensor g = torch.randn_like(network.forward(x)).detach();
    Map<String, Tensor> expected = network.gradients(x, g);

    Map<String, Tensor> single = network.gradients(x.squeeze(0), g.squeeze(0));

    single.forEach((name, d) -> close(expected.get(name), d, 1e-14, name));
  }

  @Test
  void aZeroCotangentGivesAZeroStep() {
    for (Single network : List.of(Single.dense(9, 4, true), Single.dense(2, 3, true), conv())) {
      boolean dense = network.layer.map() instanceof org.moreau.layer.DenseMap;
      for (String mode : List.of("exact", "cg:3", "cg-published:3")) {
        network.with(mode, 1);
        Tensor x = dense ? normal(3, weight(network).size(1)) : normal(2, 2, 4, 5);
        Tensor g = torch.zeros_like(network.forward(x)).detach();

        network.gradients(x, g).values().forEach(d -> assertEquals(0, d.abs().max().item_double()));
      }
    }
  }

  @Test
  void conjugateGradientsKnowNoScale() {
    for (ScalarType type : List.of(ScalarType.Float, ScalarType.Double)) {
      for (Single network : List.of(Single.dense(9, 40, true), Single.dense(2, 3, true), conv())) {
        boolean dense = network.layer.map() instanceof org.moreau.layer.DenseMap;
        network.to(type, false);
        Tensor x = (dense ? normal(3, weight(network).size(1)) : normal(2, 2, 4, 5)).to(type);
        Tensor g = torch.randn_like(network.forward(x)).detach();
        network.with("cg:3", 1);
        Tensor one = ExplicitMatrix.flat(network.gradients(x, g)).to(ScalarType.Double);
        for (double scale : new double[] {1e-30, 1e-12, 1e12, 1e30}) {
          Tensor scaled =
              ExplicitMatrix.flat(network.gradients(x, g.mul(new Scalar(scale))))
                  .to(ScalarType.Double)
                  .div(new Scalar(scale));

          close(one, scaled, type == ScalarType.Float ? 1e-5 : 1e-12, scale);
        }
      }
    }
  }

  /** Float32 with many outputs, where the steps are taken among the eigenvectors. */
  @Test
  void amongEigenvectorsTheStepsAreTheSame() {
    for (int i = 0; i < 40; i++) {
      long rows = upTo(12);
      Single network = Single.dense(rows + upTo(20), 64 + upTo(200), random.nextBoolean());
      Tensor x = normal(rows, weight(network).size(1));
      x.select(0, rows - 1).copy_(x.select(0, 0)); // a rank less, from two rows on
      Tensor g = torch.randn_like(network.forward(x)).detach();
      g.select(1, 0).zero_();
      double tau = Math.exp(4 * random.nextDouble() - 2);
      int steps = (int) upTo(4) + 1;
      ImplicitSteps implicit = network.with("cg:" + steps, tau);
      Tensor expected = ExplicitMatrix.flat(network.gradients(x, g));
      network.to(ScalarType.Float, false);
      Tensor gram = x.mm(x.t()).to(ScalarType.Float);
      assertTrue(SpectralRowRecurrence.pays(gram, g.size(1), steps));

      Tensor direction =
          ExplicitMatrix.flat(network.gradients(x.to(ScalarType.Float), g.to(ScalarType.Float)));

      assertEquals(Form.ROWS, implicit.layers().get("only").orElseThrow().form());
      close(expected, direction.to(ScalarType.Double), 1e-4, rows + " rows, " + steps + " steps");
    }
  }

  @Test
  void anInputThatIsNotFiniteGivesNoFiniteStep() {
    Single network = Single.dense(20, 200, true);
    network.to(ScalarType.Float, false);
    network.with("cg:5", 1);
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Tensor x = normal(4, 20).to(ScalarType.Float);
      x.select(0, 1).fill_(new Scalar(value));
      Tensor g = torch.randn_like(network.forward(x)).detach();

      Tensor direction = ExplicitMatrix.flat(network.gradients(x, g));

      assertTrue(direction.isnan().any().item_bool());
    }
  }

  /** Two equal examples, and beta far below what float32 can add to the Gram matrix. */
  @Test
  void aRankDeficientBatchHasItsDirection() {
    for (Single network : List.of(Single.dense(9, 4, true), Single.dense(2, 3, true), conv())) {
      boolean dense = network.layer.map() instanceof org.moreau.layer.DenseMap;
      Tensor x = dense ? normal(3, weight(network).size(1)) : normal(3, 2, 4, 5);
      x.select(0, 1).copy_(x.select(0, 0));
      x = x.mul(new Scalar(1000.0));
      Tensor g = torch.randn_like(network.forward(x)).detach();
      Tensor expected = new ExplicitMatrix(network.layer, x).exact(g, 1e-4);
      network.to(ScalarType.Float, false);
      network.with("exact", 1e4);

      Tensor direction =
          ExplicitMatrix.flat(network.gradients(x.to(ScalarType.Float), g.to(ScalarType.Float)));

      close(expected, direction.to(ScalarType.Double), 1e-3, network.layer.map());
      network.to(ScalarType.Double, false);
    }
  }

  @Test
  void anOtherTypeIsNamed() {
    Single network = Single.dense(3, 2, true);
    network.to(ScalarType.Half, false);
    network.with("exact", 1);
    Tensor x = normal(2, 3).to(ScalarType.Half);

    assertEquals(
        "layer only: implicit steps need an input of the type Float or Double, got Half",
        assertThrows(IllegalArgumentException.class, () -> network.forward(x)).getMessage());
  }
}
