package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final int[] LENGTHS = new SplittableRandom(1).ints(101, 1, 30).toArray();

  private static String text(List<int[]> batches) {
    return batches.stream().map(Arrays::toString).toList().toString();
  }

  @Test
  void everySequenceIsInOneBatch() {
    for (List<int[]> batches :
        List.of(
            Batches.ofSimilarLength(LENGTHS, 8, new SplittableRandom(2)),
            Batches.byLength(LENGTHS, 8),
            Batches.random(101, 8, new SplittableRandom(2)),
            Batches.inOrder(101, 8))) {
      int[] all = batches.stream().flatMapToInt(Arrays::stream).sorted().toArray();

      assertEquals(13, batches.size());
      assertArrayEquals(IntStream.range(0, 101).toArray(), all);
    }
  }

  @Test
  void randomBatchesAreWholeButTheLastAndDependOnTheGenerator() {
    List<int[]> batches = Batches.random(101, 8, new SplittableRandom(2));

    assertTrue(batches.stream().limit(12).allMatch(batch -> batch.length == 8));
    assertEquals(5, batches.get(12).length);
    assertEquals(text(batches), text(Batches.random(101, 8, new SplittableRandom(2))));
    assertNotEquals(text(batches), text(Batches.random(101, 8, new SplittableRandom(3))));
  }

  @Test
  void lengthsInABatchAreNeighboursInOrder() {
    List<int[]> batches = Batches.ofSimilarLength(LENGTHS, 8, new SplittableRandom(2));
    int[] ranges =
        batches.stream()
            .mapToInt(
                batch -> {
                  int[] lengths = Arrays.stream(batch).map(i -> LENGTHS[i]).sorted().toArray();
                  return lengths[lengths.length - 1] - lengths[0];
                })
            .toArray();

    // The ranges of pieces of a sorted list cannot add up to more than the whole range.
    assertTrue(Arrays.stream(ranges).sum() <= 28, Arrays.toString(ranges));
  }

  @Test
  void theOrderIsRandomAndGivenByTheSeed() {
    String first = text(Batches.ofSimilarLength(LENGTHS, 8, new SplittableRandom(2)));

    assertEquals(first, text(Batches.ofSimilarLength(LENGTHS, 8, new SplittableRandom(2))));
    assertNotEquals(first, text(Batches.ofSimilarLength(LENGTHS, 8, new SplittableRandom(3))));
  }

  @Test
  void sequencesOfEqualLengthMeetInOtherBatches() {
    int[] equal = new int[16];
    Arrays.fill(equal, 5);
    Set<String> partners = new HashSet<>();
    for (int seed = 0; seed < 5; seed++) {
      for (int[] batch : Batches.ofSimilarLength(equal, 4, new SplittableRandom(seed))) {
        if (Arrays.stream(batch).anyMatch(i -> i == 0)) {
          partners.add(Arrays.toString(Arrays.stream(batch).sorted().toArray()));
        }
      }
    }

    assertTrue(partners.size() > 1, partners.toString());
  }

  @Test
  void shortBatchesDoNotAlwaysComeFirst() {
    Set<Integer> firstLengths = new HashSet<>();
    for (int seed = 0; seed < 10; seed++) {
      firstLengths.add(
          LENGTHS[Batches.ofSimilarLength(LENGTHS, 8, new SplittableRandom(seed)).get(0)[0]]);
    }

    assertTrue(firstLengths.size() > 3, firstLengths.toString());
  }

  @Test
  void byLengthIsSortedAndStable() {
    List<int[]> batches = Batches.byLength(new int[] {3, 1, 3, 2, 1}, 2);

    assertEquals("[[1, 4], [3, 0], [2]]", text(batches));
  }

  @Test
  void acceptsNoSequences() {
    assertEquals(List.of(), Batches.byLength(new int[0], 4));
  }

  @Test
  void rejectsABatchSizeOfZero() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Batches.byLength(LENGTHS, 0));

    assertEquals("batchSize must be at least 1, got 0", e.getMessage());
  }
}
