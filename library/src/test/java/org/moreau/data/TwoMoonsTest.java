package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoMoonsTest {
  @TempDir private Path folder;

  @Test
  void withoutNoiseThePointsLieOnTheMoons() {
    LabelledPoints moons = TwoMoons.generate(200, 0, 1);

    for (int i = 0; i < 200; i++) {
      double[] p = moons.points()[i];
      boolean upper = moons.labels()[i] == 1;
      double x = upper ? p[0] : 1 - p[0];
      double y = upper ? p[1] : 0.5 - p[1];
      assertEquals(1, Math.hypot(x, y), 1e-12);
      assertTrue(y >= -1e-12);
    }
    assertEquals(100, Arrays.stream(moons.labels()).sum());
  }

  @Test
  void theNoiseHasItsStandardDeviationInBothCoordinates() {
    LabelledPoints clean = TwoMoons.generate(20_000, 0, 1);
    LabelledPoints noisy = TwoMoons.generate(20_000, 0.1, 1);
    for (int axis = 0; axis < 2; axis++) {
      double sum = 0;
      for (int i = 0; i < clean.size(); i++) {
        sum += Math.pow(noisy.points()[i][axis] - clean.points()[i][axis], 2);
      }
      assertEquals(0.1, Math.sqrt(sum / clean.size()), 0.002);
    }
  }

  @Test
  void theSeedFixesThePoints() {
    double[] one = TwoMoons.generate(10, 0.1, 1).flat();

    assertArrayEquals(one, TwoMoons.generate(10, 0.1, 1).flat());
    assertTrue(!Arrays.equals(one, TwoMoons.generate(10, 0.1, 2).flat()));
  }

  @Test
  void rejectsAnOddCount() {
    assertEquals(
        "count must be even and at least 2, got 5",
        assertThrows(IllegalArgumentException.class, () -> TwoMoons.generate(5, 0.1, 1))
            .getMessage());
  }

  @Test
  void aMissingOrBrokenFileIsOneSentence() throws IOException {
    DataFolders folders = new DataFolders(List.of(folder));
    String missing =
        assertThrows(IOException.class, () -> TwoMoons.published(folders)).getMessage();
    Files.createDirectories(folder.resolve("two_moons"));
    Path file = Files.writeString(folder.resolve("two_moons/2moons.mat"), "nothing");
    String broken = assertThrows(IOException.class, () -> TwoMoons.published(folders)).getMessage();
    String fetched =
        assertThrows(IOException.class, () -> DataSets.named("two-moons").fetch(folder))
            .getMessage();

    assertTrue(missing.startsWith("data set two-moons is not here: 2moons.mat"), missing);
    assertTrue(broken.startsWith(file + " is not the published file: "), broken);
    assertTrue(fetched.contains("put 2moons.mat from the folder dropout of https://"), fetched);
  }

  @Test
  void readsThePublishedPoints() throws IOException {
    DataFolders folders = DataFolders.standard(null);
    assumeTrue(
        folders
            .find(DataSets.named("two-moons"), DataSets.named("two-moons").files().get(0))
            .isPresent(),
        "needs two_moons/2moons.mat in MOREAU_DATA: the published points have no licence");

    LabelledPoints moons = TwoMoons.published(folders);

    assertEquals(200, moons.size());
    assertEquals(104, Arrays.stream(moons.labels()).sum());
    assertEquals(
        -1.38235483, Arrays.stream(moons.points()).mapToDouble(p -> p[0]).min().orElse(0), 1e-8);
    assertEquals(
        0.25031955, Arrays.stream(moons.points()).mapToDouble(p -> p[1]).average().orElse(0), 1e-8);
  }
}
