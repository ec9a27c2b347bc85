package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class ImageDatasetTest {
  private static final Device CPU = new Device("cpu");

  /** Four images of 2 channels, 1 row and 3 columns: the bytes 0 to 23, times 11 modulo 256. */
  private static ImageDataset four() {
    byte[] bytes = new byte[24];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (11 * i);
    }
    try (TensorScope scope = new TensorScope()) {
      return new ImageDataset(TensorData.of(bytes, 4, 2, 1, 3), new int[] {2, 0, 1, 2}, 3);
    }
  }

  private static String refusal(Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }

  @Test
  void aBatchHasTheImagesAskedForInThatOrderBetweenZeroAndOne() {
    ImageDataset images = four();
    try (TensorScope scope = new TensorScope()) {
      ImageBatch batch = images.batch(new int[] {3, 1, 3}, CPU);

      assertArrayEquals(new long[] {3, 2, 1, 3}, batch.images().shape());
      float[] values = TensorData.floats(batch.images());
      assertEquals((11 * 18) / 255f, values[0]);
      assertEquals((11 * 23) / 255f, values[5]);
      assertEquals((11 * 6) / 255f, values[6]);
      assertArrayEquals(new long[] {2, 0, 2}, TensorData.longs(batch.labels()));
    }
  }

  @Test
  void outlivesTheScopeThatItWasMadeIn() {
    ImageDataset part = four().range(1, 3);
    System.gc();

    assertEquals(2, part.size());
    assertEquals(1, part.label(1));
    assertEquals(
        "2 1 3 3",
        part.channels() + " " + part.height() + " " + part.width() + " " + part.classes());
    try (TensorScope scope = new TensorScope()) {
      Tensor images = part.batch(new int[] {1}, CPU).images();
      assertEquals((11 * 12) / 255f, TensorData.floats(images)[0]);
    }
  }

  /** 60 images of one pixel, whose value is their place, of the classes 0, 1, 2, 0, ... */
  private static ImageDataset numbered() {
    byte[] bytes = new byte[60];
    int[] labels = new int[60];
    for (int i = 0; i < 60; i++) {
      bytes[i] = (byte) i;
      labels[i] = i % 3;
    }
    try (TensorScope scope = new TensorScope()) {
      return new ImageDataset(TensorData.of(bytes, 60, 1, 1, 1), labels, 3);
    }
  }

  /** The places in {@link #numbered} of images taken from it. */
  private static int[] places(ImageDataset images) {
    try (TensorScope scope = new TensorScope()) {
      int[] all = IntStream.range(0, images.size()).toArray();
      float[] values = TensorData.floats(images.batch(all, CPU).images());
      return Arrays.stream(all).map(i -> Math.round(255 * values[i])).toArray();
    }
  }

  @Test
  void drawsSoManyImagesOfEachClassInTheirOrder() {
    ImageDataset drawn = numbered().perClass(7, Seeds.random(1, "drawn"));
    int[] places = places(drawn);

    assertEquals(21, drawn.size());
    assertEquals(21, Arrays.stream(places).distinct().count());
    assertArrayEquals(Arrays.stream(places).sorted().toArray(), places);
    for (int label = 0; label < 3; label++) {
      int wanted = label;
      assertEquals(7, Arrays.stream(places).filter(place -> place % 3 == wanted).count());
    }
    IntStream.range(0, 21).forEach(i -> assertEquals(places[i] % 3, drawn.label(i)));
    assertArrayEquals(places, places(numbered().perClass(7, Seeds.random(1, "drawn"))));
    assertFalse(Arrays.equals(places, places(numbered().perClass(7, Seeds.random(2, "drawn")))));
    assertEquals(60, numbered().perClass(20, Seeds.random(1, "drawn")).size());
  }

  @Test
  void drawsEveryImageOfAClassEquallyOften() {
    ImageDataset images = numbered();
    int[] counts = new int[60];
    for (int seed = 0; seed < 400; seed++) {
      for (int place : places(images.perClass(5, Seeds.random(seed, "often")))) {
        counts[place]++;
      }
    }

    // 400 draws with the probability 1/4: mean 100, deviation 8.7.
    Arrays.stream(counts).forEach(count -> assertEquals(100, count, 35));
  }

  @Test
  void refusesToDrawMoreThanAClassHas() {
    assertEquals(
        "class 0 must have at least 2 images, got 1",
        refusal(() -> four().perClass(2, Seeds.random(1, "drawn"))));
    assertEquals(
        "count must be at least 1, got 0",
        refusal(() -> four().perClass(0, Seeds.random(1, "drawn"))));
  }

  @Test
  void refusesWhatDoesNotFit() {
    ImageDataset images = four();
    try (TensorScope scope = new TensorScope()) {
      Tensor bytes = TensorData.of(new byte[6], 1, 2, 1, 3);
      Tensor floats = TensorData.of(new float[6], 1, 2, 1, 3);

      assertEquals(
          "label of image 0 must be from 0 to 1, got 2",
          refusal(() -> new ImageDataset(bytes, new int[] {2}, 2)));
      assertEquals(
          "images must have the shape [2, any, any, any], got [1, 2, 1, 3]",
          refusal(() -> new ImageDataset(bytes, new int[] {0, 1}, 2)));
      assertEquals(
          "images must have the type Byte, got Float",
          refusal(() -> new ImageDataset(floats, new int[] {0}, 2)));
    }
    assertEquals(
        "a batch must have at least 1 image, got 0", refusal(() -> images.batch(new int[0], CPU)));
    assertEquals(
        "a range of images must lie in 0 to 4 and not be empty, got 2 to 5",
        refusal(() -> images.range(2, 5)));
    assertEquals(
        "a range of images must lie in 0 to 4 and not be empty, got 2 to 2",
        refusal(() -> images.range(2, 2)));
  }

  @Test
  void scaledImagesHaveMeanZeroAndDeviationOneInEachColour() {
    byte[] bytes = new byte[6 * 2 * 4 * 4];
    new java.util.Random(5).nextBytes(bytes);
    ImageDataset plain =
        new ImageDataset(TensorData.of(bytes, 6, 2, 4, 4), new int[] {0, 1, 0, 1, 0, 1}, 2);
    ImageDataset scaled = plain.scaledBy(PixelScaling.of(plain)).range(0, 6);

    Tensor images = scaled.batch(new int[] {0, 1, 2, 3, 4, 5}, new Device("cpu")).images();

    for (int c = 0; c < 2; c++) {
      Tensor colour = images.select(1, c);
      assertEquals(0, colour.mean().item_double(), 1e-6);
      assertEquals(1, colour.square().mean().item_double(), 1e-5);
    }
  }
}
