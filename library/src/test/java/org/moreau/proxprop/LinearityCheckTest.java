package org.moreau.proxprop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.LinearMap;
import org.moreau.layer.LinearMapLayer;

/** Maps of a user's own, z = x ∘ θ per example and faulty relatives of it. */
class LinearityCheckTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(9, "maps");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private record Own(
      BiFunction<Tensor, Tensor, Tensor> value, BiFunction<Tensor, Tensor, List<Tensor>> transpose)
      implements LinearMap {
    @Override
    public Tensor forward(Tensor x, List<Tensor> parameters) {
      return value.apply(x, parameters.get(0));
    }

    @Override
    public List<Tensor> adjoint(Tensor x, Tensor u) {
      return transpose.apply(x, u);
    }
  }

  private static List<Tensor> transpose(Tensor x, Tensor u) {
    return List.of(x.mul(u).sum(0));
  }

  private static Tensor step(LinearMap map, Tensor x, String mode) {
    Tensor theta = torch.randn(x.size(1)).to(x.scalar_type()).mul(new Scalar(0.1));
    Single network = Single.of(new LinearMapLayer(map, Map.of("theta", theta)));
    network.to(x.scalar_type(), false);
    network.with(mode, 1);
    return network.gradients(x, torch.randn_like(x)).get("theta");
  }

  private static String refusal(LinearMap map, Tensor x, String mode) {
    return assertThrows(RuntimeException.class, () -> step(map, x, mode)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({"4, 7", "100, 100", "500, 1000", "1, 1", "2000, 3"})
  void anAdjointOfAnotherMapIsNamedAtEverySize(long examples, long size) {
    Map<String, BiFunction<Tensor, Tensor, List<Tensor>>> wrong =
        Map.of(
            "forgets x", (x, u) -> List.of(u.sum(0)),
            "zero", (x, u) -> List.of(u.sum(0).zero_()),
            "times -3", (x, u) -> List.of(x.mul(u).sum(0).mul(new Scalar(-3.0))),
            "nearly", (x, u) -> List.of(x.mul(u).sum(0).mul(new Scalar(1.1))));
    for (ScalarType type : List.of(ScalarType.Float, ScalarType.Double)) {
      for (double scale : new double[] {1e-12, 1, 1e12}) {
        Tensor x = torch.randn(examples, size).to(type).mul(new Scalar(scale));
        wrong.forEach(
            (name, adjoint) -> {
              String message = refusal(new Own(Tensor::mul, adjoint), x, "cg:3");
              assertTrue(
                  message.contains("layer only: the adjoint must belong to the map"),
                  name + " " + message);
            });
        step(new Own(Tensor::mul, LinearityCheckTest::transpose), x, "cg:3");
      }
    }
  }

  @Test
  void mapsThatAreNotLinearAreNamed() {
    Map<String, BiFunction<Tensor, Tensor, Tensor>> wrong =
        Map.of(
            "affine", (x, theta) -> x.mul(theta).add(new Scalar(1e-3)),
            "|θ|", (x, theta) -> x.mul(theta.abs()),
            "max θ", (x, theta) -> x.mul(theta.max()),
            "exp θ", (x, theta) -> x.mul(theta.exp()),
            "tanh", (x, theta) -> x.mul(theta).tanh(),
            "θ/|θ|", (x, theta) -> x.mul(theta.div(theta.norm().add(new Scalar(1e-9)))));
    for (String mode : List.of("exact", "cg:2")) {
      for (ScalarType type : List.of(ScalarType.Float, ScalarType.Double)) {
        Tensor x = torch.randn(8, 20).to(type);
        wrong.forEach(
            (name, value) -> {
              String message = refusal(new Own(value, LinearityCheckTest::transpose), x, mode);
              assertTrue(
                  message.contains("layer only must be linear in its parameters"),
                  name + " " + message);
              assertTrue(!name.equals("affine") || message.contains("but A(0) is up to"), message);
            });
      }
    }
  }

  /** A batch of zeros, or of no numbers, says nothing about the map: the next one does. */
  @Test
  void aBatchThatTellsNothingIsNotTakenForAnAnswer() {
    Own exponential = new Own((x, theta) -> x.mul(theta.exp()), LinearityCheckTest::transpose);
    for (double first : new double[] {0, Double.NaN}) {
      Single network = Single.of(new LinearMapLayer(exponential, Map.of("theta", torch.randn(6))));
      network.with("cg:2", 1);
      Tensor x = torch.full(new long[] {4, 6}, new Scalar(first)).to(ScalarType.Double);
      network.gradients(x, torch.ones_like(x));

      String message =
          assertThrows(
                  RuntimeException.class, () -> network.gradients(torch.ones_like(x), x.mul(x)))
              .getMessage();

      assertTrue(message.contains("must be linear in its parameters"), message);
    }
  }

  @Test
  void anAdjointOfOtherShapesIsNamed() {
    Tensor x = torch.randn(4, 6).to(ScalarType.Double);
    String rule =
        "layer only: the adjoint must give a tensor for each parameter, of the shapes [[6]], got ";
    Map<String, BiFunction<Tensor, Tensor, List<Tensor>>> wrong =
        Map.of(
            "[]", (input, u) -> List.of(),
            "[[4, 6]]", (input, u) -> List.of(input.mul(u)),
            "[[6], [4, 6]]", (input, u) -> List.of(input.mul(u).sum(0), u));
    wrong.forEach(
        (got, adjoint) -> {
          String message = refusal(new Own(Tensor::mul, adjoint), x, "exact");
          assertTrue(message.contains(rule + got), message);
        });
  }

  @Test
  void anEmptyBatchOfOnesOwnMapGivesAZeroStep() {
    Own own = new Own(Tensor::mul, LinearityCheckTest::transpose);
    for (String mode : List.of("exact", "cg:2")) {
      Tensor direction = step(own, torch.zeros(0, 6), mode);
      assertEquals(0, direction.abs().max().item_double());
    }
  }
}
