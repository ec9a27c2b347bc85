package org.moreau.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleTest {
  @Test
  void meanAndDeviationAreTheTextbooks() {
    Sample sample = Sample.of(2, 4, 4, 4, 5, 5, 7, 9);

    assertEquals(5, sample.mean(), 1e-15);
    assertEquals(Math.sqrt(32 / 7.0), sample.standardDeviation(), 1e-15);
  }

  @Test
  void deviationOfOneValueIsZero() {
    assertEquals(0, Sample.of(97.3).standardDeviation());
    assertEquals(97.3, Sample.of(97.3).mean());
  }

  @Test
  void meanOfEqualValuesIsExact() {
    assertEquals(0.1, Sample.of(0.1, 0.1, 0.1, 0.1, 0.1, 0.1).mean());
    assertEquals(0, Sample.of(0.1, 0.1, 0.1).standardDeviation());
  }

  @Test
  void rejectsEmptySamplesAndNaN() {
    assertEquals(
        "a sample must have at least 1 value, got 0",
        assertThrows(IllegalArgumentException.class, Sample::of).getMessage());
    assertEquals(
        "value 1 of a sample must be finite, got NaN",
        assertThrows(IllegalArgumentException.class, () -> Sample.of(1, Double.NaN)).getMessage());
  }

  /** Table values of the 97.5 % point. */
  @ParameterizedTest
  @CsvSource({
    "1, 12.7062",
    "2, 4.3027",
    "3, 3.1824",
    "4, 2.7764",
    "9, 2.2622",
    "29, 2.0452",
    "30, 2.0423",
    "120, 1.9799",
    "100000, 1.9600"
  })
  void quantilesAreTheTables(int degrees, double expected) {
    assertEquals(expected, StudentT.quantile(0.975, degrees), 6e-5);
    assertEquals(-expected, StudentT.quantile(0.025, degrees), 6e-5);
  }

  @ParameterizedTest
  @CsvSource({"1, 0.75, 1.0000", "2, 0.95, 2.9200", "5, 0.995, 4.0321", "7, 0.5, 0"})
  void otherQuantilesAreTheTables(int degrees, double probability, double expected) {
    assertEquals(expected, StudentT.quantile(probability, degrees), 6e-5);
  }

  @Test
  void rejectsProbabilitiesOutsideTheOpenInterval() {
    assertEquals(
        "probability must be in (0, 1), got 1.0",
        assertThrows(IllegalArgumentException.class, () -> StudentT.quantile(1, 3)).getMessage());
  }

  @Test
  void pairedIntervalIsTheTextbooks() {
    PairedDifference difference =
        PairedDifference.of(Sample.of(12, 14, 11, 15, 13), Sample.of(10, 13, 11, 12, 11));

    // Differences 2 1 0 3 2: mean 1.6, deviation sqrt(1.3), t(4) = 2.77645.
    double margin = 2.776445 * Math.sqrt(1.3 / 5);
    assertEquals(1.6, difference.mean(), 1e-12);
    assertEquals(1.6 - margin, difference.low(), 1e-5);
    assertEquals(1.6 + margin, difference.high(), 1e-5);
    assertEquals(5, difference.n());
  }

  @Test
  void rejectsUnpairedAndSinglePairs() {
    assertEquals(
        "paired samples must have the same size, got 2 and 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> PairedDifference.of(Sample.of(1, 2), Sample.of(1)))
            .getMessage());
    assertEquals(
        "a confidence interval needs at least 2 pairs, got 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> PairedDifference.of(Sample.of(1), Sample.of(2)))
            .getMessage());
  }
}
