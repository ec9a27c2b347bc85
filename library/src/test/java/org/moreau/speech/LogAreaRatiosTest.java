package org.moreau.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;

class LogAreaRatiosTest {
  private static final int ORDER = 16;

  private static double[] x(int count) {
    SplittableRandom random = Seeds.random(3, "signal");
    double[] x = new double[count];
    for (int i = 2; i < count; i++) {
      x[i] = 1.2 * x[i - 1] - 0.6 * x[i - 2] + random.nextDouble() - 0.5;
    }
    return x;
  }

  @Test
  void coefficientsSolveTheNormalEquations() {
    double[] r = LinearPrediction.autocorrelation(x(300), ORDER);
    LinearPrediction prediction = LinearPrediction.of(r);

    for (int i = 1; i <= ORDER; i++) {
      double left = 0;
      for (int j = 1; j <= ORDER; j++) {
        left += prediction.coefficients()[j - 1] * r[Math.abs(i - j)];
      }
      assertEquals(r[i], left, 1e-10 * r[0]);
    }
    double error = r[0];
    for (int i = 1; i <= ORDER; i++) {
      error -= prediction.coefficients()[i - 1] * r[i];
    }
    assertEquals(error, prediction.error(), 1e-10 * r[0]);
  }

  @Test
  void partialCorrelationsAreTheLastCoefficientsOfEachOrder() {
    double[] x = x(300);
    double[] partial = LinearPrediction.of(LinearPrediction.autocorrelation(x, ORDER)).partial();

    for (int order = 1; order <= ORDER; order++) {
      LinearPrediction own = LinearPrediction.of(LinearPrediction.autocorrelation(x, order));
      assertEquals(own.coefficients()[order - 1], partial[order - 1], 1e-12);
      assertTrue(Math.abs(partial[order - 1]) < 1);
    }
  }

  @Test
  void autocorrelationIsThatOfTheDefinition() {
    assertArrayEquals(
        new double[] {14, 8, 3}, LinearPrediction.autocorrelation(new double[] {1, 2, 3}, 2));
  }

  @Test
  void ratiosAreThoseOfTheAreasOfTheTube() {
    Sound sound = MfccTest.noise(500, "tube");
    Framing framing = Framing.standard(8000);
    float[][] ratios = new LogAreaRatios(framing, ORDER).of(sound);

    assertEquals(framing.count(500), ratios.length);
    for (int t = 0; t < ratios.length; t++) {
      double[] r = LinearPrediction.autocorrelation(framing.frames(sound)[t], ORDER);
      r[0] *= 1 + 1e-6;
      double[] k = LinearPrediction.of(r).partial();
      double area = 1;
      for (int i = 0; i < ORDER; i++) {
        // The wave that the next section sends back: (A' - A) / (A' + A) = -k.
        double next = area * Math.exp(ratios[t][i]);
        assertEquals(-k[i], (next - area) / (next + area), 1e-5);
        area = next;
      }
    }
  }

  @Test
  void silenceAndAToneAreFinite() {
    Framing framing = Framing.standard(8000);
    LogAreaRatios ratios = new LogAreaRatios(framing, ORDER);
    assertArrayEquals(new float[ORDER], ratios.of(new Sound(new float[300], 8000))[0]);
    float[] tone = new float[300];
    for (int i = 0; i < 300; i++) {
      tone[i] = (float) Math.sin(0.2 * i);
    }
    for (float value : ratios.of(new Sound(tone, 8000))[0]) {
      assertTrue(Float.isFinite(value), "value " + value);
    }
  }

  @Test
  void whatIsPredictedWhollyHasNoMoreCoefficients() {
    // x(n) = x(n-1) for ever.
    LinearPrediction constant = LinearPrediction.of(new double[] {1, 1, 1, 1});

    assertArrayEquals(new double[] {1, 0, 0}, constant.coefficients());
    assertEquals(0, constant.error());
  }

  @Test
  void namesWhatDoesNotFit() {
    assertEquals(
        "autocorrelation 1 must be finite, got NaN",
        assertThrows(
                IllegalArgumentException.class,
                () -> LinearPrediction.of(new double[] {1, Double.NaN}))
            .getMessage());
    assertEquals(
        "count must be below the 200 samples of a frame, got 200",
        assertThrows(
                IllegalArgumentException.class,
                () -> new LogAreaRatios(Framing.standard(8000), 200))
            .getMessage());
  }
}
