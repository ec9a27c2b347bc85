package org.moreau.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class PhoneErrorRateTest {
  private static List<Integer> labels(String letters) {
    return letters.chars().boxed().toList();
  }

  /** The fewest changes, by trying all ways. */
  private static int distance(List<Integer> a, List<Integer> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.size() + b.size();
    }
    List<Integer> restA = a.subList(1, a.size());
    List<Integer> restB = b.subList(1, b.size());
    int replaced = distance(restA, restB) + (a.get(0).equals(b.get(0)) ? 0 : 1);
    return Math.min(replaced, 1 + Math.min(distance(restA, b), distance(a, restB)));
  }

  @Test
  void countsEachKindOfChange() {
    assertEquals(new Alignment(0, 0, 0), Alignment.of(labels("abc"), labels("abc")));
    assertEquals(new Alignment(1, 0, 0), Alignment.of(labels("abc"), labels("axc")));
    assertEquals(new Alignment(0, 1, 0), Alignment.of(labels("abc"), labels("ac")));
    assertEquals(new Alignment(0, 0, 1), Alignment.of(labels("abc"), labels("abxc")));
    assertEquals(new Alignment(0, 3, 0), Alignment.of(labels("abc"), labels("")));
    assertEquals(new Alignment(0, 0, 2), Alignment.of(labels(""), labels("xy")));
    // kitten, sitting: two replaced, one put in.
    assertEquals(new Alignment(2, 0, 1), Alignment.of(labels("kitten"), labels("sitting")));
  }

  @Test
  void neverNeedsMoreChangesThanTheBestOfAllWays() {
    SplittableRandom random = Seeds.random(1, "alignments");
    for (int trial = 0; trial < 300; trial++) {
      List<Integer> a = new ArrayList<>();
      List<Integer> b = new ArrayList<>();
      random.ints(random.nextInt(7), 0, 3).forEach(a::add);
      random.ints(random.nextInt(7), 0, 3).forEach(b::add);
      Alignment alignment = Alignment.of(a, b);

      assertEquals(distance(a, b), alignment.changes(), a + " " + b);
      assertEquals(b.size() - a.size(), alignment.insertions() - alignment.deletions());
    }
  }

  @Test
  void isTheChangesOfAllStringsByTheirLabels() {
    PhoneErrorRate rate = new PhoneErrorRate();
    rate.add(labels("abcd"), labels("abxd"));
    rate.add(labels("ab"), labels("a"));
    rate.add(labels(""), labels("ccc"));

    assertEquals(new Alignment(1, 1, 3), rate.changes());
    assertEquals(6, rate.labels());
    assertEquals(5 / 6.0, rate.rate(), 1e-15);
    assertEquals(
        "a phone error rate needs at least 1 label to be heard, got 0",
        assertThrows(IllegalStateException.class, () -> new PhoneErrorRate().rate()).getMessage());
  }

  @Test
  void repetitionsCountOnceUnlessABlankPartsThem() {
    assertEquals(
        List.of(1, 1, 2, 0), GreedyDecoding.collapse(new int[] {3, 1, 1, 3, 1, 2, 2, 0, 3, 3}, 3));
    assertEquals(List.of(), GreedyDecoding.collapse(new int[] {3, 3}, 3));
    assertEquals(List.of(), GreedyDecoding.collapse(new int[0], 3));
  }

  @Test
  void decodesTheLikeliestClassOfEachFrameUpToTheLength() {
    int[][] best = {{0, 2}, {0, 2}, {2, 1}, {0, 0}, {1, 0}};
    float[] scores = new float[5 * 2 * 3];
    for (int t = 0; t < 5; t++) {
      for (int i = 0; i < 2; i++) {
        scores[(t * 2 + i) * 3 + best[t][i]] = 1;
      }
    }
    try (TensorScope scope = new TensorScope()) {
      var tensor = TensorData.of(scores, 5, 2, 3);
      assertEquals(
          List.of(List.of(0, 0, 1), List.of(1)),
          GreedyDecoding.decode(tensor, new long[] {5, 3}, 2));
      scores[9] = Float.NaN;
      assertEquals(
          "scores must be numbers, but sequence 1 frame 1 has NaN",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> GreedyDecoding.decode(TensorData.of(scores, 5, 2, 3), new long[] {5, 3}, 2))
              .getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> GreedyDecoding.decode(tensor, new long[] {5, 6}, 2));
      assertThrows(
          IllegalArgumentException.class,
          () -> GreedyDecoding.decode(tensor, new long[] {5, 5}, 3));
    }
  }
}
