package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.NativeLibraries;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class SequenceDatasetTest {
  private static SequenceDataset random(int size, int features, int classes) {
    SplittableRandom random = new SplittableRandom(7);
    List<LabelledSequence> sequences = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      float[][] frames = new float[1 + random.nextInt(9)][features];
      for (float[] frame : frames) {
        for (int f = 0; f < features; f++) {
          frame[f] = (float) (100 * f + (f + 1) * random.nextDouble());
        }
      }
      sequences.add(new LabelledSequence(frames, i % classes));
    }
    return new SequenceDataset(sequences, features, classes);
  }

  @Test
  void subsetFollowsTheGivenOrder() {
    SequenceDataset all = random(6, 2, 3);

    SequenceDataset two = all.subset(new int[] {4, 1});

    assertEquals(List.of(all.sequences().get(4), all.sequences().get(1)), two.sequences());
    assertEquals(3, two.classes());
  }

  @Test
  void rejectsAFrameOfAnotherWidth() {
    LabelledSequence wrong = new LabelledSequence(new float[][] {{1, 2}, {1}}, 0);

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new SequenceDataset(List.of(wrong), 2, 1));

    assertEquals("frames of sequence 0 must have 2 values, got 1", e.getMessage());
  }

  @Test
  void rejectsALabelBeyondTheClasses() {
    LabelledSequence wrong = new LabelledSequence(new float[][] {{1}}, 2);

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new SequenceDataset(List.of(wrong), 1, 2));

    assertEquals("label of sequence 0 must be < 2, got 2", e.getMessage());
  }

  @Test
  void rejectsASequenceWithoutFrames() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new LabelledSequence(new float[0][], 0));

    assertEquals("a sequence must have at least 1 frame, got 0", e.getMessage());
  }

  @Test
  void rejectsAClassTooSmallToSplit() {
    SequenceDataset all = random(6, 2, 3);

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> DevelopmentSplit.stratified(all, 2, new SplittableRandom(1)));

    assertEquals("class 0 must have more than 2 sequences, got 2", e.getMessage());
  }

  @Test
  void normalisedFeaturesHaveMeanZeroAndDeviationOne() {
    SequenceDataset all = random(40, 3, 2);

    Normalisation again = Normalisation.of(Normalisation.of(all).apply(all));

    assertArrayEquals(new float[] {0, 0, 0}, again.mean(), 1e-5f);
    assertArrayEquals(new float[] {1, 1, 1}, again.deviation(), 1e-5f);
  }

  @Test
  void normalisationIsTheTextbooks() {
    SequenceDataset all =
        new SequenceDataset(
            List.of(
                new LabelledSequence(new float[][] {{1}, {2}}, 0),
                new LabelledSequence(new float[][] {{6}}, 0)),
            1,
            1);

    Normalisation normalisation = Normalisation.of(all);

    assertEquals(3, normalisation.mean()[0]);
    assertEquals((float) Math.sqrt(14 / 3.0), normalisation.deviation()[0]);
  }

  @Test
  void aConstantFeatureBecomesZero() {
    SequenceDataset all =
        new SequenceDataset(
            List.of(new LabelledSequence(new float[][] {{0.1f}, {0.1f}, {0.1f}}, 0)), 1, 1);

    Normalisation normalisation = Normalisation.of(all);

    assertEquals(1, normalisation.deviation()[0]);
    assertEquals(0, normalisation.apply(all).sequences().get(0).frames()[2][0]);
  }

  @Test
  void normalisationRejectsOtherFeatureCountsAndNaN() {
    Normalisation normalisation = new Normalisation(new float[] {0}, new float[] {1});

    assertEquals(
        "the data must have 1 features, got 2",
        assertThrows(IllegalArgumentException.class, () -> normalisation.apply(random(2, 2, 1)))
            .getMessage());
    assertEquals(
        "deviation of feature 0 must be > 0 and finite, got NaN",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Normalisation(new float[] {0}, new float[] {Float.NaN}))
            .getMessage());
  }

  @Test
  void aBatchIsPaddedWithZeros() {
    SequenceDataset all =
        new SequenceDataset(
            List.of(
                new LabelledSequence(new float[][] {{1, 2}, {3, 4}, {5, 6}}, 0),
                new LabelledSequence(new float[][] {{9, 9}}, 1),
                new LabelledSequence(new float[][] {{7, 8}}, 1)),
            2,
            2);
    NativeLibraries.load();
    try (TensorScope scope = new TensorScope()) {
      SequenceBatch batch =
          SequenceBatch.of(all, new int[] {2, 0}, new Device("cpu"), ScalarType.Double);

      assertArrayEquals(new long[] {2, 2, 3}, batch.inputs().shape());
      assertEquals(ScalarType.Double, batch.inputs().scalar_type().intern());
      assertArrayEquals(
          new double[] {7, 0, 0, 8, 0, 0, 1, 3, 5, 2, 4, 6}, TensorData.doubles(batch.inputs()));
      assertArrayEquals(new long[] {1, 3}, TensorData.longs(batch.lengths()));
      assertArrayEquals(new long[] {1, 0}, TensorData.longs(batch.labels()));
    }
  }

  @Test
  void rejectsAnEmptyBatch() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                SequenceBatch.of(random(2, 1, 1), new int[0], new Device("cpu"), ScalarType.Float));

    assertEquals("a batch must have at least 1 sequence, got 0", e.getMessage());
  }
}
