package org.moreau.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class CooccurrenceTest {

  /** Sentences of random words, the first letters the most frequent. */
  private static List<String> sentences(int count) {
    SplittableRandom random = Seeds.random(1, "sentences");
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder sentence = new StringBuilder();
      for (int w = random.nextInt(12); w >= 0; w--) {
        double x = random.nextDouble();
        sentence.append((char) ('a' + (int) (15 * x * x))).append(w % 3 == 0 ? ", " : " ");
      }
      sentences.add(sentence.toString());
    }
    return sentences;
  }

  private static double[][] dense(SparseMatrix matrix) {
    double[][] dense = new double[matrix.rows()][matrix.columns()];
    for (int row = 0; row < matrix.rows(); row++) {
      for (int i = matrix.starts()[row]; i < matrix.starts()[row + 1]; i++) {
        dense[row][matrix.places()[i]] = matrix.values()[i];
      }
    }
    return dense;
  }

  @Test
  void wordsAreLettersInLowerCase() {
    assertEquals(
        List.of("ein", "t-shirt", "größe", "don't", "it's", "x", "y"),
        Tokens.of("Ein T-Shirt, Größe 42! don't it&apos;s &quot;x&quot;-- 'y'"));
    assertEquals(List.of(), Tokens.of("12 , . &amp;"));
  }

  @Test
  void countsAreWhatTheDefinitionSays() {
    List<String> sentences = sentences(200);
    int window = 3;
    int least = 50;
    Cooccurrence counted = Cooccurrence.of(sentences, window, least);

    Map<String, Integer> frequencies = new HashMap<>();
    sentences.forEach(s -> Tokens.of(s).forEach(w -> frequencies.merge(w, 1, Integer::sum)));
    List<String> words = counted.words();
    for (int i = 1; i < words.size(); i++) {
      assertTrue(frequencies.get(words.get(i)) <= frequencies.get(words.get(i - 1)));
    }
    assertEquals(frequencies.values().stream().filter(n -> n >= least).count(), words.size());
    assertTrue(words.size() < frequencies.size(), "some are rare");
    double[][] expected = new double[words.size()][words.size()];
    for (String sentence : sentences) {
      List<String> kept = Tokens.of(sentence).stream().filter(words::contains).toList();
      for (int a = 0; a < kept.size(); a++) {
        for (int b = 0; b < kept.size(); b++) {
          if (a != b && Math.abs(a - b) <= window) {
            expected[words.indexOf(kept.get(a))][words.indexOf(kept.get(b))] +=
                1.0 / Math.abs(a - b);
          }
        }
      }
    }
    double[][] counts = dense(counted.counts());
    for (int i = 0; i < words.size(); i++) {
      assertArrayEquals(expected[i], counts[i], 1e-9);
    }
  }

  @Test
  void positiveInformationIsWhatTheDefinitionSays() {
    Cooccurrence counted = Cooccurrence.of(sentences(200), 3, 20);
    double[][] c = dense(counted.counts());
    for (double smoothing : new double[] {1, 0.75}) {
      double[][] information = dense(counted.positiveInformation(smoothing));
      double[] sums = Arrays.stream(c).mapToDouble(r -> Arrays.stream(r).sum()).toArray();
      double total = Arrays.stream(sums).map(s -> Math.pow(s, smoothing)).sum();
      int positive = 0;
      for (int i = 0; i < c.length; i++) {
        for (int j = 0; j < c.length; j++) {
          double expected =
              c[i][j] == 0
                  ? 0
                  : Math.max(
                      0, Math.log(c[i][j] / (sums[i] * Math.pow(sums[j], smoothing) / total)));
          assertEquals(expected, information[i][j], 1e-12);
          positive += expected > 0 ? 1 : 0;
        }
      }
      assertTrue(positive > 20 && positive < c.length * c.length, "positive " + positive);
    }
  }

  @Test
  void countsOfManyPairsSurviveGrowth() {
    SparseCounts counts = new SparseCounts();
    for (int round = 0; round < 2; round++) {
      for (int row = 0; row < 400; row++) {
        for (int column = 0; column < 400; column++) {
          counts.add(row, column, row + 0.001 * column);
        }
      }
    }
    SparseMatrix matrix = counts.matrix(401, 400);

    assertEquals(160_000, counts.size());
    assertEquals(401, matrix.rows());
    assertEquals(160_000, matrix.starts()[401]);
    for (int i = 0; i < 160_000; i++) {
      assertEquals(i % 400, matrix.places()[i]);
      int row = i / 400;
      assertEquals(2 * (row + 0.001 * (i % 400)), matrix.values()[i]);
    }
  }

  @Test
  void theTruncatedSvdIsThatOfTheDenseMatrix() {
    SplittableRandom random = Seeds.random(2, "svd");
    int rows = 60;
    int columns = 90;
    SparseCounts counts = new SparseCounts();
    for (int i = 0; i < 900; i++) {
      double scale = Math.exp(-random.nextInt(rows) / 6.0);
      counts.add(random.nextInt(rows), random.nextInt(columns), scale);
    }
    SparseMatrix matrix = counts.matrix(rows, columns);
    int rank = 12;
    TruncatedSvd svd = TruncatedSvd.of(matrix, rank, 1);
    try (TensorScope scope = new TensorScope()) {
      double[] flat = Arrays.stream(dense(matrix)).flatMapToDouble(Arrays::stream).toArray();
      var full = torch.linalg_svd(TensorData.of(flat, rows, columns));
      double[] values = TensorData.doubles(full.get1());
      double[] left = TensorData.doubles(full.get0());
      for (int k = 0; k < rank; k++) {
        assertEquals(values[k], svd.values()[k], 1e-4 * values[0]);
        double dot = 0;
        double largest = 0;
        for (int i = 0; i < rows; i++) {
          double value = svd.left()[i * rank + k];
          dot += left[i * rows + k] * value;
          largest = Math.abs(value) > Math.abs(largest) ? value : largest;
        }
        assertTrue(largest > 0, "the sign is fixed");
        if (k < 4) {
          assertEquals(1, Math.abs(dot), 1e-3);
        }
      }
    }
    assertArrayEquals(svd.left(), TruncatedSvd.of(matrix, rank, 1).left(), "the same seed");
    assertThrows(IllegalArgumentException.class, () -> TruncatedSvd.of(matrix, 61, 1));
  }

  @Test
  void vectorsOfAllRanksHaveTheInnerProductsOfTheRoot() {
    // With A = U S V', the vectors U sqrt(S) have (v_i . v_j) = (A A')^(1/2), whose square is A A'.
    Cooccurrence counted = Cooccurrence.of(sentences(200), 3, 20);
    int n = counted.words().size();
    WordVectors vectors = counted.vectors(1, n, 1);
    double[][] a = dense(counted.positiveInformation(1));
    double[][] root = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        float[] x = vectors.find(counted.words().get(i));
        float[] y = vectors.find(counted.words().get(j));
        for (int k = 0; k < n; k++) {
          root[i][j] += (double) x[k] * y[k];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double square = 0;
        double expected = 0;
        for (int k = 0; k < n; k++) {
          square += root[i][k] * root[k][j];
          expected += a[i][k] * a[j][k];
        }
        assertEquals(expected, square, 1e-4);
      }
    }
  }

  @Test
  void namesWhatCannotBeCounted() {
    assertEquals(
        "sentences must have words near each other that stand there at least 3 times",
        assertThrows(
                IllegalArgumentException.class,
                () -> Cooccurrence.of(List.of("a b c", "a", "a"), 2, 3))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> Cooccurrence.of(List.of("a b"), 2, 1).positiveInformation(Double.NaN));
  }
}
