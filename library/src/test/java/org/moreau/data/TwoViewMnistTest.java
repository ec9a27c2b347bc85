package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class TwoViewMnistTest {
  private static final int PIXELS = 784;

  private static ImageDataset digits(byte[] pixels, int... labels) {
    try (TensorScope scope = new TensorScope()) {
      return new ImageDataset(TensorData.of(pixels, labels.length, 1, 28, 28), labels, 10);
    }
  }

  private static ViewsDataset generate(ImageDataset digits, long seed) {
    return TwoViewMnist.generate(digits, Seeds.random(seed, "two views"));
  }

  @Test
  void theNoisyViewIsAnotherDigitOfTheClassWithNoiseAndClipped() {
    // Digit i is of the even grey 20 i.
    int count = 12;
    byte[] pixels = new byte[count * PIXELS];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      Arrays.fill(pixels, i * PIXELS, (i + 1) * PIXELS, (byte) (20 * i));
      labels[i] = i % 2;
    }
    ViewsDataset set = generate(digits(pixels, labels), 3);
    float[] noisy = set.view("noisy").values();

    boolean[] seen = new boolean[count];
    for (int i = 0; i < count; i++) {
      float[] own = Arrays.copyOfRange(noisy, i * PIXELS, (i + 1) * PIXELS);
      float low = 1;
      double sum = 0;
      for (float value : own) {
        assertTrue(value >= 0 && value <= 1, "value " + value);
        low = Math.min(low, value);
        sum += value;
      }
      // The least of 784 uniform numbers is below 0.02 but once in 7 million digits.
      int other = (int) Math.floor(low * 255 / 20 + 1e-4);
      assertEquals(20 * other / 255.0, low, 0.02);
      assertTrue(other != i && other % 2 == i % 2, i + " has " + other);
      seen[other] = true;
      double grey = 20 * other / 255.0;
      // E min(1, g + u) = g (1 - g) + (1 - g)^2 / 2 + g.
      assertEquals((1 + 2 * grey - grey * grey) / 2, sum / PIXELS, 0.05);
    }
    int used = 0;
    for (boolean one : seen) {
      used += one ? 1 : 0;
    }
    assertTrue(used > 4, "digits used " + used);
  }

  @Test
  void theRotatedViewIsTheDigitTurnedByAtMost45Degrees() {
    // A bright pixel on a ring tells the angle.
    int count = 200;
    byte[] pixels = new byte[count * PIXELS];
    for (int i = 0; i < count; i++) {
      for (int r = 12; r < 16; r++) {
        for (int c = 20; c < 24; c++) {
          pixels[i * PIXELS + r * 28 + c] = (byte) 255;
        }
      }
    }
    ViewsDataset set = generate(digits(pixels, new int[count]), 4);
    float[] rotated = set.view("rotated").values();

    double least = 9;
    double most = -9;
    for (int i = 0; i < count; i++) {
      double x = 0;
      double y = 0;
      double mass = 0;
      for (int p = 0; p < PIXELS; p++) {
        double value = rotated[i * PIXELS + p];
        mass += value;
        int row = p / 28;
        x += value * (p % 28 - 13.5);
        y += value * (row - 13.5);
      }
      double angle = Math.atan2(y, x);
      least = Math.min(least, angle);
      most = Math.max(most, angle);
      assertEquals(16, mass, 0.5, "the spot keeps its mass");
      assertEquals(8, Math.hypot(x, y) / mass, 0.1, "and its distance from the middle");
    }
    double bound = Math.PI / 4 + 0.02;
    assertTrue(least > -bound && most < bound, least + " to " + most);
    assertTrue(least < -0.7 && most > 0.7, least + " to " + most);
  }

  @Test
  void theSameSeedDrawsTheSame() {
    byte[] pixels = new byte[6 * PIXELS];
    Seeds.random(1, "pixels").nextBytes(pixels);
    ImageDataset digits = digits(pixels, 0, 1, 0, 1, 0, 1);

    for (String view : List.of("rotated", "noisy")) {
      float[] values = generate(digits, 1).view(view).values();
      assertArrayEquals(values, generate(digits, 1).view(view).values());
      assertFalse(Arrays.equals(values, generate(digits, 2).view(view).values()));
    }
  }

  @Test
  void refusesAClassOfOneDigit() {
    ImageDataset digits = digits(new byte[3 * PIXELS], 0, 1, 0);

    assertEquals(
        "each class must have at least 2 digits, but digit 1 is alone",
        assertThrows(IllegalArgumentException.class, () -> generate(digits, 1)).getMessage());
  }

  @Test
  void isMadeOfThePartsOfMnist(@TempDir Path folder) throws IOException {
    MnistFiles.write(folder.resolve("mnist"), 120, 30);
    DataFolders folders = new DataFolders(List.of(folder));
    TwoViewMnist set = new TwoViewMnist(40);
    ViewsSplit split = set.development(folders, 1);

    assertEquals(List.of(40, 20), List.of(split.train().size(), split.validation().size()));
    assertEquals(30, set.test(folders, 1).size());
    assertTrue(set.title().contains("generated from MNIST"));
  }

  @Test
  void realDigitsKeepTheirLabels() throws IOException {
    DataFolders standard = DataFolders.standard(null);
    assumeTrue(
        standard.folderOf(new Mnist()).isPresent(),
        "needs mnist in MOREAU_DATA: it is not bundled");

    ViewsDataset test = new TwoViewMnist().test(standard, 1);

    assertEquals(10_000, test.size());
    assertEquals(List.of(7, 2, 1), List.of(test.label(0), test.label(1), test.label(2)));
    double ink = 0;
    for (float value : test.view("rotated").values()) {
      ink += value;
    }
    assertEquals(0.1325, ink / test.size() / PIXELS, 0.002, "mean grey of MNIST's test digits");
  }
}
