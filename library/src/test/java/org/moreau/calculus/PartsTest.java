package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.moreau.engine.TensorData;
import org.moreau.operator.L1Norm;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.Scad;

class PartsTest {
  private static final ProximalOperator NOT_CONVEX = new Scad(1, 3.7);

  private static String refusal(Executable make) {
    return assertThrows(IllegalArgumentException.class, make).getMessage();
  }

  @Test
  void aFunctionThatDoesNotFitIsNamedByItsKind() {
    assertEquals(
        "g must be convex for Moreau's identity, got Scad",
        refusal(() -> new Conjugate(NOT_CONVEX)));
    assertEquals(
        "f must be convex for splitting to converge, got Scad",
        refusal(() -> new Sum(NOT_CONVEX, new L1Norm())));
    assertEquals(
        "g must be convex for splitting to converge, got Scad",
        refusal(() -> new Sum(new L1Norm(), NOT_CONVEX)));
    assertEquals(
        "set must be the indicator of a set, got L1Norm",
        refusal(() -> new Distance(new L1Norm())));
  }

  @Test
  void numbersThatMustBePositiveAreCheckedWhereTheyAreGiven() {
    Tensor wrong = TensorData.of(new double[] {1, 0}, 2);

    for (String message :
        List.of(
            refusal(() -> new Scaled(new L1Norm(), wrong)).replace("weight", "it"),
            refusal(() -> new MoreauEnvelope(new L1Norm(), wrong)).replace("smoothing", "it"),
            refusal(() -> new PlusSquaredNorm(new L1Norm(), wrong, wrong))
                .replace("weight", "it"))) {
      assertEquals("it must be > 0 and finite, got 0.0", message);
    }
  }
}
