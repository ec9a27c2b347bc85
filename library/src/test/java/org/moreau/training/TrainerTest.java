package org.moreau.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.SafeTensors;
import org.moreau.engine.StopSignal;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.model.ModelState;
import org.moreau.optim.Adam;
import org.moreau.optim.Optimizer;
import org.moreau.optim.Sgd;

class TrainerTest {
  private static final Trainer.Listener SILENT = new Trainer.Listener() {};
  @TempDir private Path folder;

  /** One parameter w [2] and one buffer. */
  private static final class Weights extends Module {
    Weights(String parameter) {
      super("Weights");
      try (TensorScope scope = new TensorScope()) {
        register_parameter(parameter, TensorData.of(new float[] {1, 2}, 2));
        register_buffer("mean", TensorData.of(new float[1], 1));
      }
    }
  }

  private final Weights model = new Weights("w");
  private final ModelState state = ModelState.of(model);
  private final Tensor w = state.parameters().values().iterator().next();
  private final Optimizer sgd = new Sgd(state.parameters(), Sgd.Settings.of(1));

  /** Two steps per epoch, each of which lowers w by 1; the validation scores are given. */
  private class Scripted implements Task {
    final double[] scores;
    int evaluations;

    Scripted(double... scores) {
      this.scores = scores;
    }

    @Override
    public int steps(int epoch) {
      return 2;
    }

    @Override
    public double accumulate(int epoch, int step) {
      assertTrue(model.is_training());
      w.sum().backward();
      return epoch + step;
    }

    @Override
    public Map<String, Double> evaluate() {
      assertFalse(model.is_training());
      assertFalse(GradMode.is_enabled());
      return Map.of("score", scores[evaluations++]);
    }

    @Override
    public boolean isBetter(Map<String, Double> candidate, Map<String, Double> best) {
      return candidate.get("score") > best.get("score");
    }
  }

  private Trainer.Result train(Task task, int epochs, int patience) throws IOException {
    return new Trainer(model, sgd, task, new Trainer.Settings(epochs, patience, 1, 1000))
        .run(folder.resolve("run"), "print", StopSignal.manual(), SILENT);
  }

  private static void assertStartsWith(String start, Throwable error) {
    assertTrue(String.valueOf(error.getMessage()).startsWith(start), error.getMessage());
  }

  @Test
  void bestEpochIsLoadedAtTheEnd() throws IOException {
    Trainer.Result result = train(new Scripted(1, 3, 2), 3, 3);

    assertEquals(2, result.bestEpoch());
    assertArrayEquals(new float[] {-3, -2}, TensorData.floats(w));
    assertArrayEquals(new float[] {-5, -4}, last(result));
    assertFalse(result.stopped());
    assertFalse(model.is_training());
  }

  @Test
  void theLastEpochComesBackFromAFinishedRunToo() throws IOException {
    train(new Scripted(1, 3, 2), 3, 3);
    Trainer.Result again = train(new Scripted(), 3, 3);

    assertArrayEquals(new float[] {-3, -2}, TensorData.floats(w));
    assertArrayEquals(new float[] {-5, -4}, last(again));
  }

  private static float[] last(Trainer.Result result) {
    return TensorData.floats(NamedTensors.get(result.last(), "w"));
  }

  @Test
  void tieKeepsTheEarlierEpoch() throws IOException {
    assertEquals(1, train(new Scripted(2, 2, 2), 3, 3).bestEpoch());
  }

  @Test
  void stopsAfterPatienceWithoutABetterEpoch() throws IOException {
    Trainer.Result result = train(new Scripted(1, 2, 0, 1, 9), 5, 2);

    assertEquals(4, result.history().size());
    assertEquals(2, result.bestEpoch());
  }

  @Test
  void trainLossIsTheMeanOverSteps() throws IOException {
    Trainer.Result result = train(new Scripted(1, 2), 2, 2);

    assertEquals(1.5, result.history().get(0).trainLoss());
    assertEquals(2.5, result.history().get(1).trainLoss());
  }

  @Test
  void everyStepIsHeard() throws IOException {
    List<String> heard = new ArrayList<>();
    new Trainer(model, sgd, new Scripted(1, 2), new Trainer.Settings(2, 2, 1, 1000))
        .run(
            folder.resolve("run"),
            "print",
            StopSignal.manual(),
            new Trainer.Listener() {
              @Override
              public void step(int epoch, int step, int steps, double loss) {
                heard.add(epoch + " " + step + " " + steps + " " + loss);
              }
            });

    assertEquals(List.of("1 0 2 1.0", "1 1 2 2.0", "2 0 2 2.0", "2 1 2 3.0"), heard);
  }

  @Test
  void metricThatIsNoNumberComesBackFromTheCheckpoint() throws IOException {
    train(new Scripted(0.1, Double.NaN, Double.NEGATIVE_INFINITY), 3, 3);

    Trainer.Result again = train(new Scripted(), 3, 3);

    assertEquals(0.1, again.history().get(0).metrics().get("score"));
    assertEquals(Double.NaN, again.history().get(1).metrics().get("score"));
    assertEquals(Double.NEGATIVE_INFINITY, again.history().get(2).metrics().get("score"));
  }

  @Test
  void nonFiniteParameterIsNamedFirst() {
    Task task =
        new Scripted(1) {
          @Override
          public double accumulate(int epoch, int step) {
            w.detach().mul_(new Scalar(Double.POSITIVE_INFINITY));
            return Double.NaN;
          }
        };

    var error = assertThrows(ArithmeticException.class, () -> train(task, 1, 1));

    assertEquals(
        "the loss of epoch 1, step 1 is NaN; the first non-finite tensor is the parameter w;"
            + " lower the learning rate (now 1.0)",
        error.getMessage());
  }

  @Test
  void nonFiniteBufferIsNamed() {
    Task task =
        new Scripted(1) {
          @Override
          public double accumulate(int epoch, int step) {
            state.buffers().get("mean").fill_(new Scalar(Double.NaN));
            return Double.NaN;
          }
        };

    var error = assertThrows(ArithmeticException.class, () -> train(task, 1, 1));

    assertTrue(String.valueOf(error.getMessage()).contains("is the buffer mean;"));
  }

  @Test
  void nonFiniteGradientIsNamed() {
    Task task =
        new Scripted(1) {
          @Override
          public double accumulate(int epoch, int step) {
            super.accumulate(epoch, step);
            if (step == 1) {
              Tensor loss = w.mul(new Scalar(Double.POSITIVE_INFINITY)).sum();
              loss.backward();
              return loss.item_double();
            }
            return 1;
          }
        };

    var error = assertThrows(ArithmeticException.class, () -> train(task, 1, 1));

    assertTrue(
        String.valueOf(error.getMessage()).contains("epoch 1, step 2 is NaN"), error.getMessage());
    assertTrue(String.valueOf(error.getMessage()).contains("is the gradient of w; lower"));
  }

  @Test
  void overflowOfTheLossAloneIsSaid() {
    Task task =
        new Scripted(1) {
          @Override
          public double accumulate(int epoch, int step) {
            super.accumulate(epoch, step);
            return Double.POSITIVE_INFINITY;
          }
        };

    var error = assertThrows(ArithmeticException.class, () -> train(task, 1, 1));

    assertEquals(
        "the loss of epoch 1, step 1 is Infinity; parameters, buffers and gradients are all"
            + " finite, so the loss itself overflowed; look at the inputs",
        error.getMessage());
  }

  @Test
  void modelIsCheckedAtTheEndOfAnEpoch() {
    sgd.setLearningRate(1e38);
    Task task =
        new Scripted(1) {
          @Override
          public double accumulate(int epoch, int step) {
            w.mul(new Scalar(100)).sum().backward();
            return 1;
          }
        };

    var error = assertThrows(ArithmeticException.class, () -> train(task, 1, 1));

    assertEquals(
        "after epoch 1 the parameter w is not finite; lower the learning rate (now 1.0E38)",
        error.getMessage());
  }

  @Test
  void theWorstSolveOfAnEpochIsKeptAndNothingIsWorseThanNaN() throws IOException {
    double[] errors = {1e-6, 3e-6, 2e-6, 1e-7, Double.NaN, 1e-6};
    int[] steps = {0};
    Task solving =
        new Scripted(1, 2, 3) {
          @Override
          public double solveError() {
            return errors[steps[0]++];
          }
        };

    List<EpochRecord> history = train(solving, 3, 3).history();
    List<EpochRecord> read = train(new Scripted(), 3, 3).history();

    for (List<EpochRecord> records : List.of(history, read)) {
      assertEquals(
          List.of(3e-6, 2e-6, Double.NaN), records.stream().map(EpochRecord::solveError).toList());
    }
  }

  @Test
  void checkpointOfAnotherRunSaysWhatDiffers() throws IOException {
    Path file = folder.resolve("run");
    Trainer trainer = new Trainer(model, sgd, new Scripted(1), new Trainer.Settings(1, 1, 1, 1000));
    trainer.run(file, "study a, seed 1", StopSignal.manual(), SILENT);

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer.run(file, "study a, seed 2", StopSignal.manual(), SILENT));

    assertEquals(
        file
            + " is the checkpoint of another run: its fingerprint has \"study a, seed 1\" where"
            + " this run's has \"study a, seed 2\"; choose another folder or delete it",
        error.getMessage());
  }

  @Test
  void checkpointOfAnotherModelNamesTheTensorAndChangesNothing() throws IOException {
    train(new Scripted(1), 1, 1);
    Weights other = new Weights("v");
    ModelState before = ModelState.of(other);
    Optimizer optimizer = new Sgd(before.parameters(), Sgd.Settings.of(1));
    Path file = folder.resolve("run");

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new Trainer(other, optimizer, new Scripted(), new Trainer.Settings(1, 1, 1, 1))
                    .run(file, "print", StopSignal.manual(), SILENT));

    assertEquals("the model of " + file + " has no tensor v", error.getMessage());
    assertArrayEquals(
        new float[] {1, 2}, TensorData.floats(before.parameters().values().iterator().next()));
  }

  @Test
  void checkpointOfAnotherOptimizerNamesTheTensor() throws IOException {
    train(new Scripted(1), 1, 1);
    Optimizer adam = new Adam(state.parameters(), Adam.Settings.of(1));
    Path file = folder.resolve("run");

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new Trainer(model, adam, new Scripted(), new Trainer.Settings(1, 1, 1, 1))
                    .run(file, "print", StopSignal.manual(), SILENT));

    assertEquals("the optimiser of " + file + " has no tensor w.exp_avg", error.getMessage());
  }

  @Test
  void fileThatIsNoCheckpointIsNamed() throws IOException {
    Path file = folder.resolve("run");
    new SafeTensors(state.parameters(), Map.of("format", "pt")).write(file);
    var plain = assertThrows(IOException.class, () -> train(new Scripted(), 1, 1));
    assertEquals(file + " is not a checkpoint of a training run", plain.getMessage());

    for (String json : List.of("{", "{}", "[]", "{\"version\":1}", "{\"version\":2}")) {
      new SafeTensors(state.parameters(), Map.of("moreau.training", json)).write(file);
      var damaged = assertThrows(IOException.class, () -> train(new Scripted(), 1, 1));
      assertStartsWith(file + " ", damaged);
    }
  }

  @Test
  void truncatedCheckpointIsNamed() throws IOException {
    train(new Scripted(1), 1, 1);
    Path file = folder.resolve("run");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

    var error = assertThrows(IOException.class, () -> train(new Scripted(), 1, 1));

    assertStartsWith(file + " is not a whole safetensors file: ", error);
  }

  @Test
  void missingFolderIsFoundBeforeTheFirstStep() {
    Path file = folder.resolve("missing").resolve("run");
    Trainer trainer = new Trainer(model, sgd, new Scripted(1), new Trainer.Settings(1, 1, 1, 1000));

    var error =
        assertThrows(
            IOException.class, () -> trainer.run(file, "print", StopSignal.manual(), SILENT));

    assertStartsWith(file + " could not be written", error);
    assertArrayEquals(new float[] {1, 2}, TensorData.floats(w));
  }

  @Test
  void rejectsSettingsOutOfRange() {
    assertEquals(
        "epochs must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> new Trainer.Settings(0, 1, 1, 1))
            .getMessage());
    assertEquals(
        "patience must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> new Trainer.Settings(1, 0, 1, 1))
            .getMessage());
    assertEquals(
        "checkpointSeconds must be >= 0 and finite, got NaN",
        assertThrows(
                IllegalArgumentException.class, () -> new Trainer.Settings(1, 1, 1, Double.NaN))
            .getMessage());
  }

  @Test
  void epochWithoutStepsIsAnError() {
    Task task =
        new Scripted(1) {
          @Override
          public int steps(int epoch) {
            return 0;
          }
        };

    var error = assertThrows(IllegalStateException.class, () -> train(task, 1, 1));

    assertEquals("epoch 1 of the task has no steps", error.getMessage());
  }
}
