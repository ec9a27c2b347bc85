package org.moreau.recurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;

class EntriesTest {
  @Test
  void settledNumbersAreNeverDenormal() {
    SplittableRandom random = Seeds.random(3, "settle");
    float[] given = new float[4_000];
    for (int i = 0; i < given.length; i++) {
      given[i] = (float) Math.scalb(random.nextDouble(-1, 1), random.nextInt(-149, 10));
    }
    float[] settled = given.clone();
    Entries.settle(settled, given.length);
    for (int i = 0; i < given.length; i++) {
      double most = Math.max(0x1p-100, 0x1p-23 * Math.abs(given[i]));
      assertEquals(given[i], settled[i], most);
      assertEquals(0, settled[i] % 0x1p-101f, 0, "no smaller number is left, so none is denormal");
      if (Math.abs(given[i]) < 0x1p-78) {
        assertEquals(0x1p-100 * Math.rint(given[i] * 0x1p100), settled[i], 0, "of " + given[i]);
      }
    }
  }

  @Test
  void whatIsNotFiniteStays() {
    float[] values = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    float[] settled = values.clone();
    Entries.settle(settled, values.length);
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i], settled[i], 0);
    }
  }
}
