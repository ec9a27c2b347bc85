package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class NativeErrorsTest {
  @Test
  void shapeErrorIsReducedToItsSentence() {
    try (TensorScope scope = new TensorScope()) {
      Tensor a = TensorData.of(new float[12], 3, 4);
      Tensor b = TensorData.of(new float[30], 5, 6);

      var error = assertThrows(RuntimeException.class, () -> a.mm(b));
      String message = String.valueOf(error.getMessage());

      assertTrue(message.lines().count() > 5, message);
      assertEquals(
          "mat1 and mat2 shapes cannot be multiplied (3x4 and 5x6)",
          NativeErrors.firstSentence(message));
    }
  }

  @Test
  void lineBreaksOfAPlainMessageAreFolded() {
    assertEquals("one two", NativeErrors.firstSentence(" one\n   two\n"));
  }
}
