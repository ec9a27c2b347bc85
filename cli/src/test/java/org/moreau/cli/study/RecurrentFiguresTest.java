package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RecurrentFiguresTest {
  @Test
  void whereTheLossIsASumOfTwoTheAxisSaysSo() {
    assertEquals(
        "mean loss (adv-lstm: clean + perturbed)",
        RecurrentFigures.lossTitle("adv-lstm", Set.of("lstm", "adv-lstm")));
    assertEquals("mean loss", RecurrentFigures.lossTitle("adv-lstm", Set.of("lstm", "prox-lstm")));
  }
}
