package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;
import org.moreau.data.DataSets;
import org.moreau.data.LabelledViews;
import org.moreau.data.View;
import org.moreau.data.ViewsDataset;
import org.moreau.data.ViewsSet;
import org.moreau.data.ViewsSplit;
import org.moreau.evaluation.Sample;
import org.moreau.representation.Agreement;

class FeatureViewsTest {
  private static final DataFolders NOWHERE = new DataFolders(List.of());

  /** Noise in three views, in four classes that take turns; the test part may not be opened. */
  private record Noise(boolean testIsClosed) implements ViewsSet {
    @Override
    public String name() {
      return "noise";
    }

    @Override
    public String title() {
      return "Noise";
    }

    @Override
    public List<String> viewNames() {
      return List.of("a", "b", "c");
    }

    @Override
    public DataSet source() {
      return DataSets.named("mnist");
    }

    @Override
    public ViewsSplit development(DataFolders folders, long seed) {
      return new ViewsSplit(samples(40, seed), samples(12, seed + 1));
    }

    @Override
    public ViewsDataset test(DataFolders folders, long seed) {
      if (testIsClosed) {
        throw new IllegalStateException("the test part must stay closed");
      }
      return samples(8, seed + 2);
    }

    private static ViewsDataset samples(int size, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] labels = new int[size];
      for (int i = 0; i < size; i++) {
        labels[i] = i % 4;
      }
      return new ViewsDataset(
          List.of(
              view("a", 3, size, random), view("b", 2, size, random), view("c", 4, size, random)),
          labels,
          4);
    }

    private static View view(String name, int features, int size, SplittableRandom random) {
      float[] values = new float[features * size];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(3, 9);
      }
      return new View(name, values, features);
    }
  }

  private static FeatureViews features(boolean closed, int classes, int perClass, String... views) {
    return new FeatureViews(new Noise(closed), List.of(views), classes, perClass, 0);
  }

  @Test
  void choosesViewsClassesAndSamples() throws IOException {
    ViewsData data = features(false, 3, 5, "c", "a").read(NOWHERE, 1, true);
    assertEquals(List.of(4, 3), FeatureViews.widths(data));
    assertEquals(15, data.train().size());
    assertEquals(9, data.validation().size());
    assertEquals(6, assertNotNullTest(data).size());
    assertEquals(3, data.train().classes());
    assertEquals(
        "Noise, views c and a, the first 3 classes, 5 training samples of each class",
        data.label());
  }

  private static LabelledViews assertNotNullTest(ViewsData data) {
    LabelledViews test = data.test();
    assertNotNull(test);
    return test;
  }

  @Test
  void standardisesByTheTrainingPartAlone() throws IOException {
    ViewsData data = features(false, 0, 0, "a", "b", "c").read(NOWHERE, 1, true);
    assertEquals(0, new Sample(column(data.train())).mean(), 1e-6);
    assertTrue(Math.abs(new Sample(column(data.validation())).mean()) > 1e-3);
  }

  private static List<Double> column(LabelledViews samples) {
    View view = ((ViewsDataset) samples).views().get(0);
    return IntStream.range(0, samples.size())
        .mapToObj(i -> (double) view.values()[i * view.features()])
        .toList();
  }

  /** The second view stays clean; the standardised first one gets the variance 1 + 4. */
  @Test
  void addsNoiseToTheFirstViewOfAllParts() throws IOException {
    List<String> views = List.of("a", "b");
    ViewsData clean = new FeatureViews(new Noise(false), views, 0, 0, 0).read(NOWHERE, 1, true);
    ViewsData noisy = new FeatureViews(new Noise(false), views, 0, 0, 2).read(NOWHERE, 1, true);
    assertEquals(5, variance(column(noisy.train())), 2.5);
    assertNotEquals(column(clean.validation()), column(noisy.validation()));
    assertNotEquals(column(assertNotNullTest(clean)), column(assertNotNullTest(noisy)));
    assertArrayEquals(
        ((ViewsDataset) clean.train()).views().get(1).values(),
        ((ViewsDataset) noisy.train()).views().get(1).values());
    assertTrue(noisy.label().endsWith("generated noise of deviation 2.0 in the first view"));
  }

  private static double variance(List<Double> values) {
    double deviation = new Sample(values).standardDeviation();
    return deviation * deviation;
  }

  @Test
  void leavesTheTestPartClosedWhereChoicesAreMade() throws IOException {
    assertNull(features(true, 0, 0, "a", "b").read(NOWHERE, 1, false).test());
  }

  @Test
  void namesWhatCannotBeChosen() {
    assertRefused("views must be at least 2 of a, b, c, got a", 0, 0, "a");
    assertRefused("view must be one of a, b, c, got d", 0, 0, "a", "d");
    assertRefused("classes must be from 2 to 4, or 0 for all, got 5", 5, 0, "a", "b");
    assertRefused("class 0 must have at least 11 samples, got 10", 0, 11, "a", "b");
  }

  private static void assertRefused(String message, int classes, int perClass, String... views) {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> features(true, classes, perClass, views).read(NOWHERE, 1, false));
    assertEquals(message, e.getMessage());
  }

  @Test
  void methodsHaveTheKeysOfTheirForms() {
    for (MultiviewForm form : MultiviewForm.values()) {
      assertEquals(
          form.key,
          form.method(new Agreement(2, 3), new MultiviewForm.Constants(1, 1, 1, 1, 0.1, 0.5))
              .key());
    }
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> MultiviewForm.all(List.of("vanilla", "dcaa")));
    assertTrue(String.valueOf(e.getMessage()).startsWith("unknown method dcaa"), e.getMessage());
  }
}
