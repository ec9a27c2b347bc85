package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class RandomCropFlipTest {
  private static final int SIDE = 5;
  private static final int PIXELS = SIDE * SIDE;

  /** {@code count} images of two colours with the pixels 1, ..., 50. */
  private static Tensor images(int count) {
    byte[] bytes = new byte[count * 2 * PIXELS];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (1 + i % (2 * PIXELS));
    }
    return TensorData.of(bytes, count, 2, SIDE, SIDE);
  }

  /** The image that moving and mirroring makes, written out another way: pad, cut, mirror. */
  private static byte[] moved(int down, int right, boolean mirrored) {
    int frame = 2;
    int side = SIDE + 2 * frame;
    byte[] result = new byte[2 * PIXELS];
    for (int c = 0; c < 2; c++) {
      byte[][] padded = new byte[side][side];
      for (int p = 0; p < PIXELS; p++) {
        padded[frame + p / SIDE][frame + p % SIDE] = (byte) (1 + c * PIXELS + p);
      }
      for (int p = 0; p < PIXELS; p++) {
        int column = mirrored ? SIDE - 1 - p % SIDE : p % SIDE;
        result[c * PIXELS + p] = padded[frame + down + p / SIDE][frame + right + column];
      }
    }
    return result;
  }

  @Test
  void everyCropAndBothSidesComeUpAndNothingElse() {
    Set<String> possible = new HashSet<>();
    for (int down = -1; down <= 1; down++) {
      for (int right = -1; right <= 1; right++) {
        possible.add(Arrays.toString(moved(down, right, false)));
        possible.add(Arrays.toString(moved(down, right, true)));
      }
    }
    assertEquals(18, possible.size());
    try (TensorScope scope = new TensorScope()) {
      byte[] all =
          TensorData.bytes(new RandomCropFlip(1).apply(images(300), new SplittableRandom(2)));
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < 300; i++) {
        seen.add(Arrays.toString(Arrays.copyOfRange(all, i * 2 * PIXELS, (i + 1) * 2 * PIXELS)));
      }
      assertEquals(possible, seen);
    }
  }

  @Test
  void withoutPaddingHalfOfTheImagesStay() {
    try (TensorScope scope = new TensorScope()) {
      byte[] same = moved(0, 0, false);
      byte[] all =
          TensorData.bytes(new RandomCropFlip(0).apply(images(400), new SplittableRandom(5)));
      int stayed = 0;
      for (int i = 0; i < 400; i++) {
        byte[] one = Arrays.copyOfRange(all, i * 2 * PIXELS, (i + 1) * 2 * PIXELS);
        stayed += Arrays.equals(one, same) ? 1 : 0;
      }
      assertTrue(stayed > 160 && stayed < 240, "images that stayed: " + stayed);
    }
  }

  @Test
  void theSeedFixesAllAndTheImagesGivenStay() {
    try (TensorScope scope = new TensorScope()) {
      Tensor images = images(8);
      byte[] before = TensorData.bytes(images);
      RandomCropFlip change = new RandomCropFlip(2);
      byte[] first = TensorData.bytes(change.apply(images, new SplittableRandom(1)));

      assertArrayEquals(first, TensorData.bytes(change.apply(images, new SplittableRandom(1))));
      assertFalse(
          Arrays.equals(first, TensorData.bytes(change.apply(images, new SplittableRandom(3)))));
      assertArrayEquals(before, TensorData.bytes(images));
    }
  }

  @Test
  void aFrameWiderThanTheImageLeavesBlackOnly() {
    try (TensorScope scope = new TensorScope()) {
      byte[] all =
          TensorData.bytes(new RandomCropFlip(1_000_000).apply(images(4), new SplittableRandom(1)));

      assertArrayEquals(new byte[all.length], all);
    }
  }

  @Test
  void wrongInputIsNamed() {
    assertEquals(
        "padding must be at least 0, got -1",
        assertThrows(IllegalArgumentException.class, () -> new RandomCropFlip(-1)).getMessage());
    try (TensorScope scope = new TensorScope()) {
      Tensor floats = TensorData.of(new float[4], 1, 1, 2, 2);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> new RandomCropFlip(1).apply(floats, new SplittableRandom(1)));
      assertEquals("images must have the type Byte, got Float", e.getMessage());
    }
  }
}
