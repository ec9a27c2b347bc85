package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.data.SpeakerNoise.Mixing;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class SpeechDatasetTest {

  /** Frame t of sequence s has 100 s + t in the first view, -t and s in the second. */
  private static TwoViewSequence sequence(int s, int length, String speaker, Integer... labels) {
    float[][] first = new float[length][];
    float[][] second = new float[length][];
    for (int t = 0; t < length; t++) {
      first[t] = new float[] {100 * s + t};
      second[t] = new float[] {-t, s};
    }
    return new TwoViewSequence(first, second, List.of(labels), speaker);
  }

  private static SpeechDataset dataset() {
    return new SpeechDataset(
        List.of(sequence(0, 3, "ann", 1, 1), sequence(1, 2, "bob", 0), sequence(2, 5, "ann")),
        1,
        2,
        3,
        2);
  }

  private static String refusal(Runnable code) {
    return assertThrows(IllegalArgumentException.class, code::run).getMessage();
  }

  @Test
  void framesAreLeftOutInBothViews() {
    List<TwoViewSequence> thin = dataset().everyFrame(2).sequences();
    assertEquals(List.of(2, 1, 3), thin.stream().map(TwoViewSequence::length).toList());
    assertArrayEquals(new float[][] {{200}, {202}, {204}}, thin.get(2).first());
    assertArrayEquals(new float[][] {{0, 2}, {-2, 2}, {-4, 2}}, thin.get(2).second());
    assertEquals(List.of(1, 1), thin.get(0).labels());
    assertEquals("stride must be at least 1, got 0", refusal(() -> dataset().everyFrame(0)));
  }

  @Test
  void aBatchIsPaddedWithZeros() {
    try (TensorScope scope = new TensorScope()) {
      SpeechBatch batch =
          SpeechBatch.of(dataset(), new int[] {1, 0}, new Device("cpu"), ScalarType.Double);

      assertArrayEquals(new long[] {3, 2, 1}, batch.first().shape());
      assertArrayEquals(
          new double[] {100, 0, 101, 1, 0, 2}, TensorData.doubles(batch.first()), 0.0);
      assertArrayEquals(new long[] {3, 2, 2}, batch.second().shape());
      assertArrayEquals(
          new double[] {0, 1, 0, 0, -1, 1, -1, 0, 0, 0, -2, 0},
          TensorData.doubles(batch.second()),
          0.0);
      assertArrayEquals(new long[] {2, 3}, TensorData.longs(batch.lengths()));
      assertArrayEquals(new long[] {0, 0, 1, 1}, TensorData.longs(batch.labels()));
      assertArrayEquals(new long[] {1, 2}, TensorData.longs(batch.labelLengths()));
    }
  }

  @Test
  void noiseIsAnotherSpeakerInTheFirstView() {
    SpeechDataset clean = dataset();
    SpeechDataset blended =
        clean.mixed(new SpeakerNoise(0.2, Mixing.BLENDED), Seeds.random(1, "noise"));
    SpeechDataset added =
        clean.mixed(new SpeakerNoise(0.5, Mixing.ADDED), Seeds.random(1, "noise"));

    // The only other speaker of the first and the third sequence says the second, of 2 frames.
    for (int s : new int[] {0, 2}) {
      TwoViewSequence own = clean.sequences().get(s);
      for (int t = 0; t < own.length(); t++) {
        float x = 100 * s + t;
        float noise = 100 + t % 2;
        assertEquals(0.8f * x + 0.2f * noise, blended.sequences().get(s).first()[t][0], 1e-4f);
        assertEquals(x + 0.5f * noise, added.sequences().get(s).first()[t][0], 1e-4f);
      }
      assertSame(own.second(), blended.sequences().get(s).second());
      assertEquals(own.labels(), blended.sequences().get(s).labels());
    }
    assertSame(clean, clean.mixed(SpeakerNoise.NONE, Seeds.random(1, "noise")));
    assertEquals(
        "there must be at least 2 speakers to be mixed, got 1: bob",
        refusal(
            () ->
                clean
                    .subset(new int[] {1})
                    .mixed(new SpeakerNoise(1, Mixing.BLENDED), Seeds.random(1, "noise"))));
    assertEquals(
        "level must be in [0.0, 1.0], got NaN",
        refusal(() -> new SpeakerNoise(Double.NaN, Mixing.ADDED)));
  }

  @Test
  void bothViewsAreNormalisedByTheTrainingFrames() {
    SpeechDataset all = dataset();
    SpeechDataset train = all.subset(new int[] {0, 1});
    SpeechDataset normalised = train.normalisedLike(train);
    List<Float> values = new ArrayList<>();
    for (TwoViewSequence sequence : normalised.sequences()) {
      for (float[] frame : sequence.first()) {
        values.add(frame[0]);
      }
    }
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    double square = values.stream().mapToDouble(v -> v * v).average().orElseThrow();
    assertEquals(0, mean, 1e-6);
    assertEquals(1, square, 1e-5);
    // Frames 0 1 2 100 101: mean 40.8.
    double deviation = Math.sqrt((0 + 1 + 4 + 10000 + 10201) / 5.0 - 40.8 * 40.8);
    assertEquals(
        (204 - 40.8) / deviation, all.normalisedLike(train).sequences().get(2).first()[4][0], 1e-4);
  }

  @Test
  void namesWhatDoesNotFit() {
    assertEquals(
        "labels of sequence 0 must be from 0 to 2 and not the blank 2, got 2",
        refusal(() -> new SpeechDataset(List.of(sequence(0, 3, "ann", 2)), 1, 2, 3, 2)));
    assertEquals(
        "frame 0 of the second view of sequence 0 must be 3 finite numbers",
        refusal(() -> new SpeechDataset(List.of(sequence(0, 3, "ann")), 1, 3, 3, 2)));
    assertEquals(
        "both views must have the same frames, and at least 1, got 1 and 2",
        refusal(() -> new TwoViewSequence(new float[1][1], new float[2][1], List.of(), "ann")));
  }
}
