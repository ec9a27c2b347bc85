package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class WrightOmegaTest {
  @Test
  void solvesItsEquationFromVeryNegativeToVeryLarge() {
    try (TensorScope scope = new TensorScope()) {
      double[] c = new double[4001];
      for (int i = 0; i < c.length; i++) {
        double u = (i - 2000) / 100.0;
        c[i] = Math.sinh(u);
      }
      double[] w = TensorData.doubles(WrightOmega.of(TensorData.of(c, c.length)));
      for (int i = 0; i < c.length; i++) {
        if (c[i] > -700) {
          assertEquals(c[i], w[i] + Math.log(w[i]), 1e-14 * (1 + Math.abs(c[i])), "c " + c[i]);
        } else {
          assertEquals(Math.exp(c[i]), w[i], 1e-300, "c " + c[i]);
        }
      }
    }
  }

  @Test
  void knownValues() {
    try (TensorScope scope = new TensorScope()) {
      Tensor c = TensorData.of(new double[] {0, 1, 1 + Math.E}, 3);
      double[] w = TensorData.doubles(WrightOmega.of(c));

      assertEquals(0.5671432904097838, w[0], 1e-15);
      assertEquals(1, w[1], 1e-15);
      assertEquals(Math.E, w[2], 1e-15);
      assertEquals(1, WrightOmega.of(c.to(ScalarType.Float)).select(0, 1).item_double(), 1e-7);
    }
  }
}
