package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** Members of unusual shapes are mapped one by one, or refused by name; never mixed. */
class EveryShapeTest {
  static Stream<EveryOperator.Case> operators() {
    return EveryOperator.all().stream();
  }

  @ParameterizedTest
  @MethodSource("operators")
  void membersThatAreNumbersDoNotMeet(EveryOperator.Case one) {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(1, one.name());
      membersDoNotMeet(small(one), torch.randn(3).to(ScalarType.Double));
    }
  }

  /** For members of one entry if there is one for them. */
  private static ProximalOperator small(EveryOperator.Case one) {
    try {
      return one.operator(1, 1);
    } catch (IllegalArgumentException e) {
      return one.operator(2, 3);
    }
  }

  @ParameterizedTest
  @MethodSource("operators")
  void membersWithoutEntriesAreMappedOrRefusedByName(EveryOperator.Case one) {
    for (long[] shape : new long[][] {{2, 0}, {2, 0, 0}, {2, 0, 3}, {2, 3, 0}}) {
      try (TensorScope scope = new TensorScope()) {
        membersDoNotMeet(one.operator(2, 3), torch.zeros(shape).to(ScalarType.Double));
      }
    }
  }

  private static void membersDoNotMeet(ProximalOperator g, Tensor x) {
    String at = g + " of " + Arrays.toString(x.shape());
    Tensor y;
    try {
      y = g.prox(x, 0.7);
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().contains(" must "), at + ": " + e.getMessage());
      requireNamedOrMembers(g, x, at);
      return;
    }
    requireNamedOrMembers(g, x, at);
    assertArrayEquals(x.shape(), y.shape(), at);
    for (int i = 0; i < x.size(0); i++) {
      Tensor alone = g.prox(x.narrow(0, i, 1), 0.7);
      double[] together = TensorData.doubles(y.narrow(0, i, 1));
      assertArrayEquals(TensorData.doubles(alone), together, 1e-12, at);
    }
  }

  private static void requireNamedOrMembers(ProximalOperator g, Tensor x, String at) {
    try {
      assertEquals(1, g.value(x).dim(), at);
      assertEquals(x.size(0), g.value(x).size(0), at);
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().contains(" must "), at + ": " + e.getMessage());
    }
  }
}
