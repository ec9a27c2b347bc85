package org.moreau.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.ImageBatch;
import org.moreau.data.ImageDataset;
import org.moreau.data.ImageSplit;
import org.moreau.data.RandomCropFlip;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.StopSignal;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.engine.Threads;
import org.moreau.model.ConvNet;
import org.moreau.model.ModelState;
import org.moreau.optim.Sgd;

class ImageTaskTest {
  private static final Device CPU = new Device("cpu");
  private static final int EPOCHS = 3;
  private static final int STEPS = 4; // 3 batches of 6 images, and one of 4

  private final ImageSplit data = new ImageSplit(noise(22), noise(9), false);
  private final ConvNet model;
  @TempDir private Path folder;

  ImageTaskTest() {
    model = net();
  }

  @BeforeAll
  static void useOneThread() {
    new Threads(1, 1).apply();
  }

  private static ConvNet net() {
    Seeds.torch(1, "model");
    return new ConvNet(new ConvNet.Sizes(2, 4, List.of(3), 3, 1, 3));
  }

  private static ImageDataset noise(int size) {
    byte[] bytes = new byte[size * 32];
    new SplittableRandom(size).nextBytes(bytes);
    int[] labels = IntStream.range(0, size).map(i -> i * i % 3).toArray();
    try (TensorScope scope = new TensorScope()) {
      return new ImageDataset(TensorData.of(bytes, size, 2, 4, 4), labels, 3);
    }
  }

  private ImageTask task(ConvNet of, int batchSize, boolean fullBatchLoss) {
    return new ImageTask(of, data, new ImageTask.Settings(batchSize, 5, CPU, fullBatchLoss));
  }

  private double loss(ImageDataset images) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      ImageBatch all = images.batch(IntStream.range(0, images.size()).toArray(), CPU);
      return torch.cross_entropy(model.logits(all.images()), all.labels()).item_double();
    }
  }

  @Test
  void aStepLeavesTheGradientOfTheMeanCrossEntropy() {
    try (TensorScope scope = new TensorScope()) {
      double loss = task(model, 100, false).accumulate(1, 0);
      Tensor weight = NamedTensors.get(ModelState.of(model).parameters(), "conv1.weight");
      double[] actual = TensorData.doubles(weight.grad());
      model.zero_grad(true);

      ImageBatch all = data.train().batch(IntStream.range(0, 22).toArray(), CPU);
      Tensor direct = torch.cross_entropy(model.logits(all.images()), all.labels());
      direct.backward();

      assertEquals(direct.item_double(), loss, 1e-6);
      assertArrayEquals(TensorData.doubles(weight.grad()), actual, 1e-6);
    }
  }

  @Test
  void anEpochsLossesAddUpToThatOfAllImagesOnceEach() {
    ImageTask task = task(model, 6, true);
    try (TensorScope scope = new TensorScope()) {
      double sum = 0;
      for (int step = 0; step < task.steps(1); step++) {
        sum += task.accumulate(1, step) * (step < 3 ? 6 : 4);
      }

      assertEquals(STEPS, task.steps(1));
      assertEquals(loss(data.train()), sum / 22, 1e-6);
    }
  }

  @Test
  void batchesDependOnTheSeedAndTheEpochAlone() {
    ImageTask task = task(model, 6, false);
    try (TensorScope scope = new TensorScope()) {
      double first = task.accumulate(1, 1);

      assertNotEquals(first, task.accumulate(2, 1));
      assertEquals(first, task.accumulate(1, 1));
      assertEquals(first, task(model, 6, false).accumulate(1, 1));
      ImageTask other = new ImageTask(model, data, new ImageTask.Settings(6, 6, CPU, false));
      assertNotEquals(first, other.accumulate(1, 1));
    }
  }

  @Test
  void theMetricsAreThoseOfTheValidationPartAndOnDemandOfAllTrainingImages() {
    Map<String, Double> some = task(model, 6, false).evaluate();
    Map<String, Double> all = task(model, 6, true).evaluate();

    assertEquals(List.of(ImageTask.ACCURACY, ImageTask.LOSS), List.copyOf(some.keySet()));
    assertEquals(loss(data.validation()), some.getOrDefault(ImageTask.LOSS, 0.0), 1e-6);
    assertEquals(loss(data.train()), all.getOrDefault(ImageTask.FULL_BATCH_LOSS, 0.0), 1e-6);
    try (TensorScope scope = new TensorScope()) {
      ImageBatch images = data.validation().batch(IntStream.range(0, 9).toArray(), CPU);
      double[] logits = TensorData.doubles(model.logits(images.images()));
      int right = 0;
      for (int i = 0; i < 9; i++) {
        double own = logits[3 * i + data.validation().label(i)];
        right += Arrays.stream(logits, 3 * i, 3 * i + 3).allMatch(v -> v <= own) ? 1 : 0;
      }
      assertEquals(100.0 * right / 9, some.getOrDefault(ImageTask.ACCURACY, 0.0), 1e-12);
    }
  }

  @Test
  void anEpochIsBetterByAStrictlyLowerValidationLossThanNaNToo() {
    ImageTask task = task(model, 6, false);

    assertTrue(task.isBetter(metrics(50, 0.4), metrics(90, 0.5)));
    assertFalse(task.isBetter(metrics(90, 0.5), metrics(50, 0.5)));
    assertFalse(task.isBetter(metrics(90, Double.NaN), metrics(50, 0.5)));
    assertTrue(task.isBetter(metrics(50, 0.5), metrics(50, Double.NaN)));
  }

  private static Map<String, Double> metrics(double accuracy, double loss) {
    return Map.of(ImageTask.ACCURACY, accuracy, ImageTask.LOSS, loss);
  }

  private String trained(Path file, int stopAfter) throws Exception {
    ConvNet net = net();
    StopSignal stop = StopSignal.manual();
    int[] steps = {0};
    try (Sgd sgd = new Sgd(ModelState.of(net).parameters(), new Sgd.Settings(0.05, 0.9, true, 0))) {
      Trainer trainer =
          new Trainer(net, sgd, task(net, 6, true), new Trainer.Settings(EPOCHS, EPOCHS, 9, 1000));
      Trainer.Result result =
          trainer.run(
              file,
              "print",
              stop,
              new Trainer.Listener() {
                @Override
                public void step(int epoch, int step, int count, double loss) {
                  if (++steps[0] == stopAfter) {
                    stop.request();
                  }
                }
              });
      return result.stopped()
          ? "stopped"
          : Fingerprints.of(net) + Fingerprints.of(result.history()) + result.bestEpoch();
    }
  }

  @Test
  void stoppedAfterAnyStepItEndsTheSame() throws Exception {
    String expected = trained(folder.resolve("whole"), -1);

    for (int stopAfter = 1; stopAfter < EPOCHS * STEPS; stopAfter++) {
      Path file = folder.resolve("stopped-" + stopAfter);
      assertEquals("stopped", trained(file, stopAfter));
      assertEquals(expected, trained(file, -1), "stopped after " + stopAfter);
    }
  }

  @Test
  void rejectsAnEmptyBatch() {
    assertEquals(
        "batchSize must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> task(model, 0, false)).getMessage());
  }

  @Test
  void changedImagesAreLearntFromButNotJudgedOn() {
    // Every image in one batch: without changes each epoch has the same loss.
    ImageTask plain = new ImageTask(model, data, new ImageTask.Settings(22, 5, CPU, true));
    ImageTask changed =
        new ImageTask(model, data, new ImageTask.Settings(22, 5, CPU, true, new RandomCropFlip(1)));
    try (TensorScope scope = new TensorScope()) {
      double loss = plain.accumulate(1, 0);
      assertEquals(loss, plain.accumulate(2, 0), 1e-6);
      double first = changed.accumulate(1, 0);
      assertTrue(Math.abs(first - loss) > 1e-4, first + " is " + loss);
      assertTrue(Math.abs(changed.accumulate(2, 0) - first) > 1e-4);
      assertEquals(first, changed.accumulate(1, 0), 1e-6);
      assertEquals(plain.evaluate(), changed.evaluate());
    }
  }
}
