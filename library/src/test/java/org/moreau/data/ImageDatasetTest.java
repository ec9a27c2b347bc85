package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
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
}
