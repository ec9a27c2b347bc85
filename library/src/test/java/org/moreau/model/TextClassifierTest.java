package org.moreau.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.SequenceBatch;
import org.moreau.data.TokenDataset;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.recurrent.Bidirectional;
import org.moreau.recurrent.Lstm;
import org.moreau.recurrent.ProxLstm;
import org.moreau.recurrent.Stacked;
import org.moreau.text.Vocabulary;

class TextClassifierTest {
  private static final TextClassifier.Sizes SIZES = new TextClassifier.Sizes(5, 3, 4, 6, 2);
  private static final double[] SHARES = {0, 0.5, 0.25, 0.125, 0.125};
  private static final Device CPU = new Device("cpu");

  private final TensorScope scope = new TensorScope();

  TextClassifierTest() {
    Seeds.torch(3, "model");
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  private static TextClassifier plain() {
    return new TextClassifier(SIZES, SHARES, new Lstm(3, 4));
  }

  private static TokenDataset texts(int[]... texts) {
    return new TokenDataset(List.of(texts), new int[texts.length], 5, 2);
  }

  private static double[] logits(TextClassifier model, TokenDataset texts, int... indices) {
    SequenceBatch batch = texts.batch(indices, CPU);
    return TensorData.doubles(model.logits(batch.inputs(), batch.lengths()));
  }

  @Test
  void overTheTrainingWordsEveryEntryHasMean0AndVariance1() {
    double[] table = TensorData.doubles(plain().embeddings());

    for (int entry = 0; entry < 3; entry++) {
      double mean = 0;
      double square = 0;
      for (int word = 0; word < 5; word++) {
        mean += SHARES[word] * table[3 * word + entry];
        square += SHARES[word] * table[3 * word + entry] * table[3 * word + entry];
      }
      assertEquals(0, mean, 1e-5);
      assertEquals(1, square, 1e-4);
    }
  }

  @Test
  void theGradientPassesTheNormalisation() {
    TextClassifier model = plain();
    Tensor weight =
        Objects.requireNonNull(ModelState.of(model).parameters().get("embedding.weight"));
    SequenceBatch batch = texts(new int[] {2, 2}).batch(new int[] {0}, CPU);

    model.logits(batch.inputs(), batch.lengths()).select(1, 0).sum().backward();

    double[] gradient = TensorData.doubles(weight.grad());
    for (int entry = 0; entry < 3; entry++) {
      assertTrue(
          Math.abs(gradient[3 + entry]) > 1e-9, "word 1 is not in the text, but in the mean");
    }
  }

  @Test
  void paddingReachesNoResult() {
    for (TextClassifier model :
        List.of(
            plain(),
            new TextClassifier(SIZES, SHARES, new ProxLstm(3, 4, 0.5, 1)),
            new TextClassifier(
                SIZES, SHARES, new Bidirectional(new Lstm(3, 2), new ProxLstm(3, 2, 1, 1))))) {
      TokenDataset texts = texts(new int[] {2, 3}, new int[] {4, 1, 1, 2, 3, 3});

      double[] alone = logits(model, texts, 0);
      double[] padded = logits(model, texts, 0, 1);

      assertArrayEquals(alone, new double[] {padded[0], padded[1]}, 1e-6);
    }
  }

  @Test
  void theTopLayerIsClassified() {
    Stacked stacked = new Stacked(List.of(new Lstm(3, 5), new Lstm(5, 4)));
    TextClassifier model = new TextClassifier(SIZES, SHARES, stacked);
    SequenceBatch batch = texts(new int[] {2, 3, 1}, new int[] {4}).batch(new int[] {0, 1}, CPU);

    model.logits(batch.inputs(), batch.lengths()).square().sum().backward();

    ModelState.of(model)
        .parameters()
        .forEach(
            (name, parameter) ->
                assertTrue(
                    parameter.grad().defined() && parameter.grad().abs().max().item_double() > 0,
                    name));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertEquals(
        "the layer must have 3 inputs and 4 hidden units, got 3 and 5",
        message(() -> new TextClassifier(SIZES, SHARES, new Lstm(3, 5))));
    assertEquals(
        "frequencies must be of 5 words, got 1",
        message(() -> new TextClassifier(SIZES, new double[1], new Lstm(3, 4))));
    assertEquals(
        "frequencies must sum to 1, got 0.0",
        message(() -> new TextClassifier(SIZES, new double[5], new Lstm(3, 4))));
    assertEquals(
        "frequency of word 1 must be >= 0 and finite, got NaN",
        message(
            () ->
                new TextClassifier(SIZES, new double[] {1, Double.NaN, 0, 0, 0}, new Lstm(3, 4))));
  }

  private static String message(org.junit.jupiter.api.function.Executable wrong) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }

  @Test
  void aFileBringsItBackBitForBit(@TempDir Path folder) throws IOException {
    TextClassifier model = new TextClassifier(SIZES, SHARES, new ProxLstm(3, 4, 0.5, 1));
    Vocabulary vocabulary = new Vocabulary(List.of("good", "it's", "über"));
    Path path = folder.resolve("model.safetensors");
    new TextClassifierFile(model, vocabulary, 7, List.of("bad", "good"), "imdb", "seed 1")
        .write(path);

    TextClassifierFile read = TextClassifierFile.read(path);

    TokenDataset texts = texts(new int[] {2, 4, 1});
    assertArrayEquals(logits(model, texts, 0), logits(read.model(), texts, 0));
    assertEquals(vocabulary.words(), read.vocabulary().words());
    assertEquals(7, read.lastWords());
    assertEquals("seed 1", read.training());
    assertTrue(
        String.valueOf(
                assertThrows(MalformedFileException.class, () -> ClassifierFile.read(path))
                    .getMessage())
            .startsWith(path + " is not a classifier file: its header has no "));
  }
}
