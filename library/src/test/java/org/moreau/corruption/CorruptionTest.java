package org.moreau.corruption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.moreau.data.ImageDataset;
import org.moreau.data.MnistC;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** What all corruptions have in common. */
class CorruptionTest {
  private static final Set<String> WITHOUT_CHANCE =
      Set.of("scale", "brightness", "stripe", "canny_edges");

  // The mean of |change| per pixel in grey values of 255, about half and double of what is seen.
  private static final Map<String, double[]> CHANGE =
      Map.ofEntries(
          Map.entry("shot_noise", new double[] {5, 25}),
          Map.entry("impulse_noise", new double[] {15, 30}),
          Map.entry("glass_blur", new double[] {10, 40}),
          Map.entry("motion_blur", new double[] {12, 50}),
          Map.entry("shear", new double[] {10, 60}),
          Map.entry("scale", new double[] {10, 60}),
          Map.entry("rotate", new double[] {10, 60}),
          Map.entry("brightness", new double[] {80, 128}),
          Map.entry("translate", new double[] {15, 80}),
          Map.entry("stripe", new double[] {80, 128}),
          Map.entry("fog", new double[] {40, 150}),
          Map.entry("spatter", new double[] {3, 25}),
          Map.entry("dotted_line", new double[] {2, 12}),
          Map.entry("zigzag", new double[] {5, 25}),
          Map.entry("canny_edges", new double[] {15, 80}));

  static List<Corruption> all() {
    return Corruptions.all();
  }

  /** Zeros and sevens in turn, of pen strokes with soft edges, each somewhere else. */
  static Tensor digits(int count) {
    byte[] bytes = new byte[count * 784];
    for (int i = 0; i < count; i++) {
      double shift = i % 5 - 2;
      for (int p = 0; p < 784; p++) {
        int row = p / 28;
        double x = p % 28 - 13.5 - shift;
        double y = row - 13.5;
        double seven =
            y < 0
                ? Math.hypot(Math.max(0, Math.abs(x) - 5), y + 8)
                : Math.hypot(x - 1, Math.max(0, y - 9));
        double distance = i % 2 == 0 ? Math.abs(Math.hypot(x / 0.75, y) - 8) : seven;
        bytes[i * 784 + p] = (byte) Math.round(255 * Math.max(0, Math.min(1, 2.4 - distance)));
      }
    }
    return TensorData.of(bytes, count, 1, 28, 28);
  }

  private static double meanChange(Tensor a, Tensor b) {
    return a.to(ScalarType.Float).sub(b.to(ScalarType.Float)).abs().mean().item_double();
  }

  @ParameterizedTest
  @MethodSource("all")
  void keepsShapeAndTypeAndLeavesTheInputAsItIs(Corruption corruption) {
    try (TensorScope scope = new TensorScope()) {
      Tensor images = digits(6);

      Tensor corrupted = corruption.apply(images, 3, 0);

      assertArrayEquals(new long[] {6, 1, 28, 28}, corrupted.shape());
      assertEquals(ScalarType.Byte, corrupted.scalar_type().intern());
      assertTrue(images.equal(digits(6)));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void changesDigitsByASaneAmount(Corruption corruption) {
    try (TensorScope scope = new TensorScope()) {
      Tensor images = digits(200);
      double change = meanChange(images, corruption.apply(images, 3, 0));

      double[] range = CHANGE.get(corruption.name());
      assertTrue(change > range[0] && change < range[1], corruption.name() + ": " + change);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void isFixedByItsSeedAndThePlaceOfAnImage(Corruption corruption) {
    try (TensorScope scope = new TensorScope()) {
      Tensor images = digits(10);
      Tensor whole = corruption.apply(images, 3, 0);

      Tensor first = corruption.apply(images.narrow(0, 0, 4), 3, 0);
      Tensor rest = corruption.apply(images.narrow(0, 4, 6), 3, 4);
      Tensor other = corruption.apply(images, 4, 0);

      assertTrue(whole.narrow(0, 0, 4).equal(first));
      assertTrue(whole.narrow(0, 4, 6).equal(rest));
      assertEquals(WITHOUT_CHANCE.contains(corruption.name()), whole.equal(other));
      // Images 0 and 10 of these are the same, and meet other random numbers.
      Tensor again = corruption.apply(images.narrow(0, 0, 1), 3, 10);
      if (Set.of("shot_noise", "impulse_noise", "glass_blur", "motion_blur", "fog", "spatter")
          .contains(corruption.name())) {
        assertFalse(whole.narrow(0, 0, 1).equal(again));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void labelsStayTheSame(Corruption corruption) {
    ImageDataset digits;
    try (TensorScope scope = new TensorScope()) {
      digits = new ImageDataset(digits(4), new int[] {0, 7, 0, 7}, 10);
    }

    ImageDataset corrupted = corruption.apply(digits, 3);

    try (TensorScope scope = new TensorScope()) {
      assertTrue(corruption.apply(digits(4), 3, 0).equal(corrupted.images()));
    }
    assertEquals(10, corrupted.classes());
    int[] labels = new int[4];
    Arrays.setAll(labels, corrupted::label);
    assertArrayEquals(new int[] {0, 7, 0, 7}, labels);
  }

  @ParameterizedTest
  @MethodSource("all")
  void blackAndWhiteImagesAndNoneAtAllAreNoTrouble(Corruption corruption) {
    try (TensorScope scope = new TensorScope()) {
      for (int value : new int[] {0, 255}) {
        byte[] bytes = new byte[784];
        Arrays.fill(bytes, (byte) value);
        Tensor plain = TensorData.of(bytes, 1, 1, 28, 28);
        for (double pixel : TensorData.doubles(corruption.apply(plain, 3, 0))) {
          assertTrue(pixel >= 0 && pixel <= 255);
        }
      }
      Tensor none = TensorData.of(new byte[0], 0, 1, 28, 28);
      assertArrayEquals(new long[] {0, 1, 28, 28}, corruption.apply(none, 3, 0).shape());
    }
  }

  @Test
  void refusesOtherShapesAndTypes() {
    Corruption fog = Corruptions.named("fog");
    try (TensorScope scope = new TensorScope()) {
      Tensor colours = TensorData.of(new byte[3072], 1, 3, 32, 32);
      Tensor floats = torch.zeros(1, 1, 28, 28);

      assertEquals(
          "images must have the shape [any, 1, 28, 28], got [1, 3, 32, 32]",
          assertThrows(IllegalArgumentException.class, () -> fog.apply(colours, 1, 0))
              .getMessage());
      assertEquals(
          "images must have the type Byte, got Float",
          assertThrows(IllegalArgumentException.class, () -> fog.apply(floats, 1, 0)).getMessage());
    }
  }

  @Test
  void areThoseOfMnistCAndFoundByName() {
    assertEquals(MnistC.CORRUPTIONS, Corruptions.all().stream().map(Corruption::name).toList());
    for (String name : MnistC.CORRUPTIONS) {
      assertEquals(name, Corruptions.named(name).name());
    }
    assertEquals(
        "corruption must be one of shot_noise, impulse_noise, glass_blur, motion_blur, shear, scale,"
            + " rotate, brightness, translate, stripe, fog, spatter, dotted_line, zigzag,"
            + " canny_edges, got snow",
        assertThrows(IllegalArgumentException.class, () -> Corruptions.named("snow")).getMessage());
  }
}
