package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class ViewsDatasetTest {

  /** Sample i has 10i, 10i + 1 in view a, -i in view b, and the label i mod classes. */
  private static ViewsDataset samples(int count, int classes) {
    float[] a = new float[2 * count];
    float[] b = new float[count];
    for (int i = 0; i < count; i++) {
      a[2 * i] = 10 * i;
      a[2 * i + 1] = 10 * i + 1;
      b[i] = -i;
    }
    int[] labels = IntStream.range(0, count).map(i -> i % classes).toArray();
    return new ViewsDataset(List.of(new View("a", a, 2), new View("b", b, 1)), labels, classes);
  }

  private static int[] samplesOf(ViewsDataset set) {
    float[] b = set.view("b").values();
    return IntStream.range(0, b.length).map(i -> (int) -b[i]).toArray();
  }

  private static String refusal(Runnable code) {
    return assertThrows(IllegalArgumentException.class, code::run).getMessage();
  }

  @Test
  void aBatchHasTheRowsOfAllViews() {
    ViewsDataset set = samples(6, 3);
    try (TensorScope scope = new TensorScope()) {
      ViewsBatch batch = set.batch(new int[] {4, 1}, new Device("cpu"), ScalarType.Double);

      assertEquals(2, batch.views().size());
      assertArrayEquals(new long[] {2, 2}, batch.views().get(0).shape());
      assertArrayEquals(
          new double[] {40, 41, 10, 11}, TensorData.doubles(batch.views().get(0)), 0.0);
      assertArrayEquals(new double[] {-4, -1}, TensorData.doubles(batch.views().get(1)), 0.0);
      assertArrayEquals(new long[] {1, 1}, TensorData.longs(batch.labels()));
      assertEquals(ScalarType.Double, batch.views().get(0).scalar_type().intern());
    }
    assertEquals(
        "a batch must have at least 1 sample, got 0",
        refusal(() -> set.batch(new int[0], new Device("cpu"), ScalarType.Float)));
  }

  @Test
  void keepsViewsAndClassesThatAreAskedFor() {
    ViewsDataset set = samples(7, 3);
    ViewsDataset chosen = set.ofClasses(2, 0);

    assertEquals(List.of("b", "a"), set.ofViews("b", "a").viewNames());
    assertArrayEquals(new int[] {0, 2, 3, 5, 6}, samplesOf(chosen));
    assertArrayEquals(new int[] {1, 0, 1, 0, 1}, chosen.labels());
    assertEquals(2, chosen.classes());
    assertEquals("view must be one of a, b, got c", refusal(() -> set.ofViews("c")));
    assertEquals(
        "classes must be different and from 0 to 2, got 1 1", refusal(() -> set.ofClasses(1, 1)));
    assertEquals(
        "classes must be different and from 0 to 2, got 3", refusal(() -> set.ofClasses(3)));
  }

  @Test
  void drawsAsManyOfEachClassAndNoneTwice() {
    ViewsDataset set = samples(20, 4);
    ViewsDataset drawn = set.perClass(3, Seeds.random(5, "draw"));
    ViewsDataset again = set.perClass(3, Seeds.random(5, "draw"));
    ViewsDataset others = set.perClass(3, Seeds.random(6, "draw"));

    for (int label = 0; label < 4; label++) {
      int wanted = label;
      assertEquals(3, Arrays.stream(drawn.labels()).filter(l -> l == wanted).count());
    }
    assertEquals(12, Arrays.stream(samplesOf(drawn)).distinct().count());
    assertArrayEquals(samplesOf(drawn), samplesOf(again));
    assertTrue(!Arrays.equals(samplesOf(drawn), samplesOf(others)));
    assertEquals(
        "class 0 must have at least 6 samples, got 5",
        refusal(() -> set.perClass(6, Seeds.random(5, "draw"))));
  }

  @Test
  void aStratifiedSplitTakesTheShareOfEachClass() {
    ViewsDataset set = samples(40, 4);
    ViewsSplit split = ViewsSplit.stratified(set, 0.2, Seeds.random(1, "split"));

    for (int label = 0; label < 4; label++) {
      int wanted = label;
      assertEquals(2, Arrays.stream(split.validation().labels()).filter(l -> l == wanted).count());
    }
    int[] all =
        IntStream.concat(
                Arrays.stream(samplesOf(split.train())),
                Arrays.stream(samplesOf(split.validation())))
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.range(0, 40).toArray(), all);
    ViewsSplit other = ViewsSplit.stratified(set, 0.2, Seeds.random(2, "split"));
    assertTrue(!Arrays.equals(samplesOf(split.train()), samplesOf(other.train())));
    assertEquals(
        "share must be > 0 and < 1, got NaN",
        refusal(() -> ViewsSplit.stratified(set, Double.NaN, Seeds.random(1, "split"))));
    assertEquals(
        "class 0 must have enough samples to give 0.2 of them away and keep some, got 2",
        refusal(() -> ViewsSplit.stratified(samples(4, 2), 0.2, Seeds.random(1, "split"))));
  }

  @Test
  void aNormalisationIsFittedOnTheTrainingPartAlone() {
    ViewsDataset train =
        new ViewsDataset(
            List.of(
                new View("a", new float[] {1, 7, 2, 7, 6, 7}, 2),
                new View("b", new float[] {0, 0, 3}, 1)),
            new int[] {0, 1, 0},
            2);
    ViewsDataset other =
        new ViewsDataset(
            List.of(new View("a", new float[] {5, 9}, 2), new View("b", new float[] {4}, 1)),
            new int[] {1},
            2);
    ViewsNormalisation normalisation = ViewsNormalisation.of(train);

    float[] a = normalisation.apply(train).view("a").values();
    double deviation = Math.sqrt((4 + 1 + 9) / 3.0);
    assertArrayEquals(
        new float[] {
          (float) (-2 / deviation), 0, (float) (-1 / deviation), 0, (float) (3 / deviation), 0
        },
        a,
        1e-6f);
    ViewsDataset applied = normalisation.apply(other);
    assertArrayEquals(new float[] {(float) (2 / deviation), 2}, applied.view("a").values(), 1e-6f);
    assertArrayEquals(new float[] {(float) (3 / Math.sqrt(2))}, applied.view("b").values(), 1e-6f);
    assertEquals(
        "the data must have the views [a, b], got [b, a]",
        refusal(() -> normalisation.apply(other.ofViews("b", "a"))));
  }

  @Test
  void namesWhatDoesNotFit() {
    View a = new View("a", new float[] {1, 2}, 1);

    assertEquals(
        "view a must have a row for each of the 1 labels, got 2",
        refusal(() -> new ViewsDataset(List.of(a), new int[1], 1)));
    assertEquals(
        "label of sample 1 must be from 0 to 1, got 2",
        refusal(() -> new ViewsDataset(List.of(a), new int[] {0, 2}, 2)));
    assertEquals(
        "views must have different names, got [a, a]",
        refusal(() -> new ViewsDataset(List.of(a, a), new int[2], 1)));
    assertEquals(
        "view a must have finite values, but sample 1 feature 0 is NaN",
        refusal(() -> new View("a", new float[] {1, 2, Float.NaN, 3}, 2)));
    assertEquals(
        "view a must have whole rows of 2 values, got 3 values",
        refusal(() -> new View("a", new float[3], 2)));
  }
}
