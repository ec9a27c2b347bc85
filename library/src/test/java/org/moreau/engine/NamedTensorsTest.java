package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamedTensorsTest {
  private final TensorScope scope = new TensorScope();

  @AfterEach
  void closeScope() {
    scope.close();
  }

  private static Map<String, Tensor> pair() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("weight", TensorData.of(new float[] {1, 2, 3, 4}, 2, 2));
    tensors.put("bias", TensorData.of(new float[] {5, 6}, 2));
    return tensors;
  }

  private static void assertDiffers(String message, Map<String, Tensor> actual) {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> NamedTensors.requireAlike("the file", pair(), actual));
    assertEquals(message, error.getMessage());
  }

  @Test
  void namesTheFirstDifference() {
    Map<String, Tensor> actual = pair();
    actual.put("more", TensorData.of(new float[1], 1));
    assertDiffers("the tensor more of the file was not expected", actual);

    actual.put("bias", TensorData.of(new double[2], 2));
    assertDiffers("the tensor bias of the file must have the type Float, got Double", actual);

    actual.put("weight", TensorData.of(new float[6], 2, 3));
    assertDiffers("the tensor weight of the file must have the shape [2, 2], got [2, 3]", actual);

    actual.remove("weight");
    assertDiffers("the file has no tensor weight", actual);
    assertDoesNotThrow(() -> NamedTensors.requireAlike("the file", pair(), pair()));
  }

  @Test
  void copyIsIndependentAndOutlivesScopes() {
    Map<String, Tensor> original = pair();
    Map<String, Tensor> copy;
    try (TensorScope inner = new TensorScope()) {
      copy = NamedTensors.copy(original);
    }

    NamedTensors.get(original, "bias").zero_();

    assertArrayEquals(new float[] {5, 6}, TensorData.floats(NamedTensors.get(copy, "bias")));
    NamedTensors.close(copy);
    assertTrue(NamedTensors.get(copy, "bias").isNull());
  }

  @Test
  void copiesIntoTensorsThatNeedGradients() {
    Map<String, Tensor> target = pair();
    NamedTensors.get(target, "bias").zero_();
    NamedTensors.get(target, "bias").set_requires_grad(true);

    NamedTensors.copyInto(target, pair());

    assertArrayEquals(new float[] {5, 6}, TensorData.floats(NamedTensors.get(target, "bias")));
    assertTrue(NamedTensors.get(target, "bias").requires_grad());
  }
}
