package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatMemoryTest {
  @ParameterizedTest
  // The last two are cut into tiles where the processor has AVX-512.
  @CsvSource({"3, 4, 5", "1, 1, 1", "70, 80, 90", "333, 130, 70", "20, 700, 260"})
  void productsAreThoseOfTensors(int rows, int inner, int columns) {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(1, "products");
      Tensor a = torch.randn(rows, inner);
      Tensor b = torch.randn(inner, columns);
      Tensor bT = torch.randn(columns, inner);
      Tensor result = torch.full(new long[] {rows, columns}, new Scalar(Double.NaN));
      FloatMemory.Matrix left = FloatMemory.of(a);
      FloatMemory.Matrix into = FloatMemory.of(result);
      into.product(left, FloatMemory.of(b));
      close(a.mm(b), result);
      into.addProduct(left, FloatMemory.of(b));
      close(a.mm(b).add(a.mm(b)), result);
      into.product(left, FloatMemory.of(b));
      into.addProductTransposed(left, FloatMemory.of(bT));
      close(a.mm(b).add(a.mm(bT.t())), result);
    }
  }

  @Test
  void partsShareTheTensorsMemory() {
    try (TensorScope scope = new TensorScope()) {
      Tensor tensor = torch.zeros(2, 3, 2);
      FloatMemory.Matrix[] each = new FloatMemory(tensor).matrices(2, 3, 2);
      each[1].rows(1, 2).put(new float[] {1, 2, 3, 4});
      assertArrayEquals(
          new float[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}, TensorData.floats(tensor));
      float[] back = new float[4];
      each[1].rows(1, 2).get(back);
      assertArrayEquals(new float[] {1, 2, 3, 4}, back);
    }
  }

  @Test
  void matricesOfASpaceShareNothing() {
    try (TensorScope scope = new TensorScope()) {
      FloatSpace space = new FloatSpace(torch.zeros(1));
      List<FloatMemory.Matrix> all = new ArrayList<>();
      all.add(space.matrix(3, 5));
      all.addAll(List.of(space.matrices(4, 7, 11)));
      all.add(space.matrix(600, 700)); // more than a piece
      all.add(space.matrix(2, 2));
      for (int i = 0; i < all.size(); i++) {
        float[] values = all.get(i).values();
        Arrays.fill(values, i);
        all.get(i).put(values);
      }
      for (int i = 0; i < all.size(); i++) {
        for (float value : all.get(i).values()) {
          assertEquals(i, value);
        }
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (TensorScope scope = new TensorScope()) {
      FloatMemory memory = new FloatMemory(torch.zeros(2, 3));
      FloatMemory.Matrix matrix = memory.matrix(0, 2, 3);
      assertMessage("2 x 4 from 0 must lie within 6 entries", () -> memory.matrix(0, 2, 4));
      assertMessage("rows must be within 0 and 2, got 1 and 2 more", () -> matrix.rows(1, 2));
      assertMessage("the factors do not fit 2 x 3", () -> matrix.product(matrix, matrix));
      assertMessage(
          "tensor must be contiguous, of the type Float and on the CPU, got Double",
          () -> new FloatMemory(torch.zeros(2).to(ScalarType.Double)));
      assertMessage("tensor must be contiguous", () -> new FloatMemory(torch.zeros(2, 3).t()));
    }
  }

  private static void close(Tensor expected, Tensor actual) {
    float largest = expected.abs().max().item_float();
    assertArrayEquals(
        TensorData.floats(expected), TensorData.floats(actual), 1e-6f * (1 + largest));
  }

  private static void assertMessage(String part, Executable code) {
    String message = assertThrows(IllegalArgumentException.class, code).getMessage();
    assertTrue(message.contains(part), message);
  }
}
