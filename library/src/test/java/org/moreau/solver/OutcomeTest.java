package org.moreau.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OutcomeTest {
  @Test
  void theWorseOfTwoKeepsItsErrorAndAdvice() {
    Outcome good = new Outcome(1e-9, 1e-6, 12);
    Outcome bad = new Outcome(1e-3, 1e-6, 4, "do this");

    Outcome both = good.or(bad);

    assertEquals(new Outcome(1e-3, 1e-6, 12, "do this"), both);
    assertEquals(both, bad.or(good));
    assertEquals(bad, Outcome.none(1e-6).or(bad));
    assertTrue(both.message().endsWith("; do this"), both.message());
  }

  @Test
  void nanNeverConverges() {
    Outcome nan = new Outcome(Double.NaN, 1e-6, 1);

    assertFalse(nan.converged());
    assertFalse(nan.or(new Outcome(0, 1e-6, 1)).converged());
    assertFalse(new Outcome(0, 1e-6, 1).or(nan).converged());
  }
}
