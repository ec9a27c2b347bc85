package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void derivedSeedsNeverChange() {
    assertEquals(-2152535657050944081L, Seeds.derive(0));
    assertEquals(8225045479940169831L, Seeds.derive(7, "step", 3, 5));
    assertEquals(6840053796288943962L, Seeds.derive(-1, "shuffle", 12));
  }

  @Test
  void purposesHaveSeedsOfTheirOwn() {
    Set<Long> seeds = new HashSet<>();
    for (int epoch = 0; epoch < 100; epoch++) {
      for (int step = 0; step < 100; step++) {
        seeds.add(Seeds.derive(1, "step", epoch, step));
      }
    }

    assertEquals(10_000, seeds.size());
    assertNotEquals(Seeds.derive(1, "ab", "c"), Seeds.derive(1, "a", "bc"));
    assertNotEquals(Seeds.derive(1, "a"), Seeds.derive(2, "a"));
  }

  @Test
  void permutationHoldsEveryIndexOnce() {
    for (int n : new int[] {0, 1, 2, 17, 1000}) {
      int[] order = Seeds.permutation(n, Seeds.random(3, "order", n));

      Arrays.sort(order);
      assertArrayEquals(IntStream.range(0, n).toArray(), order);
    }
  }

  @Test
  void everyPermutationIsAboutAsFrequent() {
    var random = Seeds.random(5, "permutations");
    int[] counts = new int[27];
    for (int i = 0; i < 6000; i++) {
      int[] order = Seeds.permutation(3, random);
      counts[9 * order[0] + 3 * order[1] + order[2]]++;
    }

    int[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
    assertEquals(6, seen.length);
    assertFalse(Arrays.stream(seen).anyMatch(c -> c < 850 || c > 1150), Arrays.toString(seen));
  }

  @Test
  void torchIsSeededByPurpose() {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(1, "step", 1);
      double[] first = TensorData.doubles(torch.rand(3));
      Seeds.torch(1, "step", 2);
      double[] second = TensorData.doubles(torch.rand(3));
      Seeds.torch(1, "step", 1);

      assertArrayEquals(first, TensorData.doubles(torch.rand(3)));
      assertFalse(Arrays.equals(first, second));
    }
  }
}
