package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

  private static FeatureViews.Use use(int classes, int perClass, String... views) {
    return new FeatureViews.Use(List.of(views), classes, perClass);
  }

  @Test
  void choosesViewsClassesAndSamples() throws IOException {
    FeatureViews data = FeatureViews.load(new Noise(false), NOWHERE, use(3, 5, "c", "a"), 1);
    assertEquals(List.of(4, 3), data.features());
    assertEquals(15, data.split().train().size());
    assertEquals(9, data.split().validation().size());
    assertEquals(6, assertNotNullTest(data).size());
    assertEquals(3, data.split().train().classes());
    assertEquals(
        "Noise, views c and a, the first 3 classes, 5 training samples of each class",
        data.label());
  }

  private static ViewsDataset assertNotNullTest(FeatureViews data) {
    ViewsDataset test = data.test();
    assertNotNull(test);
    return test;
  }

  @Test
  void standardisesByTheTrainingPartAlone() throws IOException {
    FeatureViews data = FeatureViews.load(new Noise(false), NOWHERE, use(0, 0), 1);
    List<Double> first = column(data.split().train());
    assertEquals(0, new Sample(first).mean(), 1e-6);
    assertTrue(Math.abs(new Sample(column(data.split().validation())).mean()) > 1e-3);
  }

  private static List<Double> column(ViewsDataset samples) {
    View view = samples.views().get(0);
    return IntStream.range(0, samples.size())
        .mapToObj(i -> (double) view.values()[i * view.features()])
        .toList();
  }

  @Test
  void leavesTheTestPartClosedWhereChoicesAreMade() throws IOException {
    assertNull(FeatureViews.development(new Noise(true), NOWHERE, use(0, 0), 1).test());
  }

  @Test
  void namesWhatCannotBeChosen() {
    assertRefused("views must be at least 2 of a, b, c, got a", use(0, 0, "a"));
    assertRefused("view must be one of a, b, c, got d", use(0, 0, "a", "d"));
    assertRefused("classes must be from 2 to 4, or 0 for all, got 5", use(5, 0));
    assertRefused("class 0 must have at least 11 samples, got 10", use(0, 11));
  }

  private static void assertRefused(String message, FeatureViews.Use use) {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> FeatureViews.development(new Noise(true), NOWHERE, use, 1));
    assertEquals(message, e.getMessage());
  }

  @Test
  void methodsHaveTheKeysOfTheirForms() {
    for (MultiviewForm form : MultiviewForm.values()) {
      assertEquals(
          form.key,
          form.method(new Agreement(2, 3), new MultiviewForm.Constants(1, 1, 1, 0.1, 0.5)).key());
    }
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> MultiviewForm.all(List.of("vanilla", "dcaa")));
    assertTrue(String.valueOf(e.getMessage()).startsWith("unknown method dcaa"), e.getMessage());
  }
}
