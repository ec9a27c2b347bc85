package org.moreau.proxprop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepModeTest {
  @ParameterizedTest
  @ValueSource(strings = {"exact", "cg:1", "cg:10", "cg-published:3", "gradient"})
  void isReadAsItIsPrinted(String text) {
    assertEquals(text, StepMode.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource({"cg:0, the steps of cg", "cg-published:-1, the steps of cg-published"})
  void needsAStep(String text, String name) {
    assertEquals(
        name + " must be at least 1, got " + text.substring(text.indexOf(':') + 1),
        assertThrows(IllegalArgumentException.class, () -> StepMode.parse(text)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cg", "cg:", "cg:x", "cg:1.5", "Exact", "cg-published"})
  void namesWhatItKnows(String text) {
    assertEquals(
        "mode must be exact, cg:N, cg-published:N or gradient, with a whole number N >= 1, got "
            + text,
        assertThrows(IllegalArgumentException.class, () -> StepMode.parse(text)).getMessage());
  }
}
