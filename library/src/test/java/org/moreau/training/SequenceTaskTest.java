package org.moreau.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.moreau.data.LabelledSequence;
import org.moreau.data.SequenceBatch;
import org.moreau.data.SequenceDataset;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.model.ModelState;
import org.moreau.model.SequenceClassifier;
import org.moreau.model.SequenceScores;
import org.moreau.recurrent.AdversarialLoss;
import org.moreau.recurrent.ProxLstm;

class SequenceTaskTest {
  private static final Device CPU = new Device("cpu");
  private static final AdversarialLoss ADVERSARIAL = new AdversarialLoss(0.7, 0.5);

  private final TensorScope scope = new TensorScope();
  private final SequenceClassifier model;
  private final SequenceDataset train = noise(10);
  private final SequenceDataset validation = noise(6);

  SequenceTaskTest() {
    Seeds.torch(1, "model");
    model =
        new SequenceClassifier(
            new SequenceClassifier.Sizes(2, 3, 3, 4, 3), new ProxLstm(3, 4, 1, 1));
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  private static SequenceDataset noise(int size) {
    SplittableRandom random = Seeds.random(8, "noise", size);
    List<LabelledSequence> sequences = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      float[][] frames = new float[1 + random.nextInt(9)][2];
      for (float[] frame : frames) {
        frame[0] = (float) random.nextDouble(-2, 2);
        frame[1] = (float) random.nextDouble(-2, 2);
      }
      sequences.add(new LabelledSequence(frames, i % 3));
    }
    return new SequenceDataset(sequences, 2, 3);
  }

  private SequenceTask task(int batchSize, AdversarialLoss adversarial) {
    return new SequenceTask(model, train, validation, batchSize, 5, CPU, adversarial);
  }

  private Map<String, double[]> gradients() {
    Map<String, double[]> gradients = new LinkedHashMap<>();
    ModelState.of(model)
        .parameters()
        .forEach((name, tensor) -> gradients.put(name, TensorData.doubles(tensor.grad())));
    model.zero_grad(true);
    return gradients;
  }

  private static void assertClose(Map<String, double[]> expected, Map<String, double[]> actual) {
    assertEquals(8, expected.size());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), 2e-6, name));
  }

  @Test
  void theErrorOfTheSolvesIsThatOfTheLayer() {
    SequenceTask task = task(5, null);

    task.accumulate(1, 0);

    assertTrue(task.solveError() > 0 && task.solveError() <= 1e-5, "" + task.solveError());
  }

  private SequenceBatch whole() {
    return SequenceBatch.of(
        train, IntStream.range(0, train.size()).toArray(), CPU, ScalarType.Float);
  }

  @Test
  void aStepLeavesTheGradientsOfTheMeanCrossEntropy() {
    double loss = task(100, null).accumulate(1, 0);
    Map<String, double[]> actual = gradients();

    SequenceBatch batch = whole();
    Tensor direct =
        torch.cross_entropy(model.logits(batch.inputs(), batch.lengths()), batch.labels());
    direct.backward();

    assertEquals(direct.item_double(), loss, 1e-6);
    assertClose(gradients(), actual);
  }

  @Test
  void anAdversarialStepLeavesTheGradientsOfTheAdversarialLoss() {
    double loss = task(100, ADVERSARIAL).accumulate(1, 0);
    Map<String, double[]> actual = gradients();
    double plain = task(100, null).accumulate(1, 0);
    gradients();

    SequenceBatch batch = whole();
    double direct =
        ADVERSARIAL.accumulate(
            model.encode(batch.inputs()),
            z ->
                torch.cross_entropy(
                    model.classify(model.lastHidden(z, batch.lengths())), batch.labels()));

    assertEquals(direct, loss, 1e-6);
    assertTrue(loss > 1.5 * plain, "the perturbed loss must be above the plain");
    assertClose(gradients(), actual);
  }

  @Test
  void anEpochsBatchesDependOnTheEpochAlone() {
    SequenceTask task = task(3, null);
    assertEquals(4, task.steps(1));
    double first = task.accumulate(1, 2);

    assertNotEquals(first, task.accumulate(2, 2));
    assertEquals(first, task.accumulate(1, 2));
    assertEquals(first, task(3, null).accumulate(1, 2));
  }

  @Test
  void theMetricsAreThoseOfTheValidationPart() {
    SequenceScores scores = SequenceScores.of(model, validation, CPU);

    Map<String, Double> metrics = task(3, null).evaluate();

    assertEquals(
        Map.of(SequenceTask.ACCURACY, scores.accuracy(), SequenceTask.LOSS, scores.crossEntropy()),
        metrics);
  }

  @Test
  void anEpochIsBetterByAStrictlyLowerValidationLoss() {
    SequenceTask task = task(3, null);

    assertTrue(task.isBetter(metrics(50, 0.4), metrics(90, 0.5)));
    assertFalse(task.isBetter(metrics(90, 0.5), metrics(50, 0.5)));
    assertFalse(task.isBetter(metrics(90, 0.6), metrics(50, 0.5)));
    assertFalse(task.isBetter(metrics(90, Double.NaN), metrics(50, 0.5)));
  }

  private static Map<String, Double> metrics(double accuracy, double loss) {
    return Map.of(SequenceTask.ACCURACY, accuracy, SequenceTask.LOSS, loss);
  }

  @Test
  void rejectsAnEmptyBatch() {
    var error = assertThrows(IllegalArgumentException.class, () -> task(0, null));

    assertEquals("batchSize must be at least 1, got 0", error.getMessage());
  }
}
