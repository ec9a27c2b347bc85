package org.moreau.proxprop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.GoldenData;
import org.moreau.engine.TensorScope;

/** Independent numbers for one dense layer and one convolution, in float64. */
class GoldenStepsTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Single network(String kind, GoldenData golden) {
    Single network =
        kind.equals("linear")
            ? Single.dense(7, 5, true)
            : Single.convolution(
                new Single.Convolution(
                    3,
                    4,
                    1,
                    List.of(3L, 3L),
                    List.of(1L, 1L),
                    List.of(1L, 1L),
                    List.of(1L, 1L),
                    true));
    network.set("weight", golden.tensor("W"));
    network.set("bias", golden.tensor("b"));
    return network;
  }

  @ParameterizedTest
  @CsvSource({
    "exact, exact",
    "cg:1, cgok_1",
    "cg:2, cgok_2",
    "cg:3, cgok_3",
    "cg:5, cgok_5",
    "cg:10, cgok_10",
    "cg-published:1, ref_cg1",
    "cg-published:2, ref_cg2",
    "cg-published:3, ref_cg3",
    "cg-published:5, ref_cg5",
    "cg-published:10, ref_cg10",
    "gradient, ref_gradient"
  })
  void directionsAreTheReferences(String mode, String reference) {
    for (String kind : List.of("linear", "conv")) {
      GoldenData golden = new GoldenData("proxprop/" + kind + "_tau1");
      Single network = network(kind, golden);
      network.with(mode, golden.number("tau"));
      Tensor x = golden.tensor("x").requires_grad_(true);

      Map<String, Tensor> gradients = network.gradients(x, golden.tensor("grad_out"));

      close(kind + " weight", golden.tensor(reference + "_dW"), gradients.get("weight"));
      close(kind + " bias", golden.tensor(reference + "_db"), gradients.get("bias"));
      close(kind + " input", golden.tensor("ref_gradient_dx"), x.grad());
    }
  }

  private static void close(String what, Tensor expected, Tensor actual) {
    double error = actual.sub(expected).abs().max().item_double();
    double size = expected.abs().max().item_double();
    assertTrue(error <= 1e-10 * size, what + ": " + error + " of " + size);
  }
}
