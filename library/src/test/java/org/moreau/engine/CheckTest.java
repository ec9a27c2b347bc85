package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CheckTest {
  private static void assertRejects(String message, Executable check) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, check).getMessage());
  }

  @Test
  void positiveRejectsZeroNanAndInfinity() {
    assertRejects("rate must be > 0 and finite, got 0.0", () -> Check.positive("rate", 0.0));
    assertRejects("rate must be > 0 and finite, got -1.0", () -> Check.positive("rate", -1.0));
    assertRejects("rate must be > 0 and finite, got NaN", () -> Check.positive("rate", Double.NaN));
    assertRejects(
        "rate must be > 0 and finite, got Infinity",
        () -> Check.positive("rate", Double.POSITIVE_INFINITY));
    assertEquals(Double.MIN_VALUE, Check.positive("rate", Double.MIN_VALUE));
  }

  @Test
  void positiveCountRejectsZero() {
    assertRejects("epochs must be at least 1, got 0", () -> Check.positive("epochs", 0));
    assertEquals(1, Check.positive("epochs", 1));
  }

  @Test
  void nonNegativeRejectsNegativeAndNan() {
    assertRejects(
        "decay must be >= 0 and finite, got -0.1", () -> Check.nonNegative("decay", -0.1));
    assertRejects(
        "decay must be >= 0 and finite, got NaN", () -> Check.nonNegative("decay", Double.NaN));
    assertEquals(0.0, Check.nonNegative("decay", 0.0));
  }

  @Test
  void rangeRejectsWhatIsOutside() {
    assertRejects("p must be in [0.0, 1.0], got 1.5", () -> Check.inRange("p", 1.5, 0, 1));
    assertRejects("p must be in [0.0, 1.0], got NaN", () -> Check.inRange("p", Double.NaN, 0, 1));
    assertEquals(1.0, Check.inRange("p", 1.0, 0, 1));
  }

  @Test
  void shapeTakesAnySizeForMinusOne() {
    try (TensorScope scope = new TensorScope()) {
      Tensor x = TensorData.of(new float[6], 2, 3);

      assertSame(x, Check.shape("x", x, -1, 3));
      assertRejects("x must have the shape [any, 4], got [2, 3]", () -> Check.shape("x", x, -1, 4));
      assertRejects("x must have the shape [2], got [2, 3]", () -> Check.shape("x", x, 2));
    }
  }
}
