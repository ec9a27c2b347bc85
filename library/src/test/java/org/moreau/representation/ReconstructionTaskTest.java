package org.moreau.representation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.moreau.data.View;
import org.moreau.data.ViewsDataset;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.StopSignal;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.engine.Threads;
import org.moreau.layer.StepSize;
import org.moreau.model.ModelState;
import org.moreau.multiview.CanonicalCorrelation;
import org.moreau.multiview.TestMode;
import org.moreau.optim.Adam;
import org.moreau.training.EpochRecord;
import org.moreau.training.Trainer;

class ReconstructionTaskTest {
  private static final Device CPU = new Device("cpu");
  private static final int BATCH = 40;
  private static final Agreement ALL = new Agreement(2, CanonicalCorrelation.ALL);

  private final ViewsDataset train = pairs(200, "train");
  private final ViewsDataset validation = pairs(60, "validation");
  @TempDir private Path folder;

  @BeforeAll
  static void useOneThread() {
    new Threads(1, 1).apply();
  }

  /** Three numbers that both views show, of 8 and 6 features, beside two of their own. */
  private static ViewsDataset pairs(int samples, String part) {
    SplittableRandom random = Seeds.random(1, part);
    float[] first = new float[samples * 8];
    float[] second = new float[samples * 6];
    for (int i = 0; i < samples; i++) {
      double[] both = random.doubles(3, -1, 1).toArray();
      show(first, i * 8, 8, both, random);
      show(second, i * 6, 6, both, random);
    }
    return new ViewsDataset(
        List.of(new View("first", first, 8), new View("second", second, 6)), new int[samples], 1);
  }

  private static void show(
      float[] into, int from, int features, double[] both, SplittableRandom random) {
    double[] own = random.doubles(2, -1, 1).toArray();
    for (int f = 0; f < features; f++) {
      into[from + f] =
          (float) (both[f % 3] * (f < 3 ? 1.5 : -1) + own[f % 2] + random.nextDouble(-0.2, 0.2));
    }
  }

  static Stream<MultiviewMethod> methods() {
    return Stream.of(
        new Vanilla(),
        new Dcca(ALL),
        new Dccae(ALL, 1),
        new Rrm(ALL, 1, 0),
        new Rrm(ALL, 1, 0.5),
        new ProxNet(ALL, new StepSize.Fixed(1)),
        new ProxNet(ALL, new StepSize.Fixed(1), 1));
  }

  private static ViewsAutoencoder network(MultiviewMethod method) {
    Seeds.torch(1, "parameters");
    return new ViewsAutoencoder(List.of(8, 6), List.of(16), 4, method);
  }

  private ReconstructionTask task(ViewsAutoencoder network) {
    return new ReconstructionTask(
        network, train, validation, new ReconstructionTask.Settings(BATCH, 5, CPU));
  }

  private MultiviewTraining.Result run(
      MultiviewMethod method, ViewsAutoencoder network, String name, int epochs, StopSignal stop)
      throws IOException {
    return new MultiviewTraining(
            network,
            method,
            task(network),
            new MultiviewTraining.Settings(
                new Trainer.Settings(epochs, epochs, 5, 0),
                parameters -> new Adam(parameters, Adam.Settings.of(1e-2)),
                epoch -> 1e-2))
        .run(folder.resolve(name), method.key(), stop, (stage, record, replayed) -> {});
  }

  private static Map<String, double[]> values(ViewsAutoencoder network) {
    Map<String, double[]> values = new LinkedHashMap<>();
    try (TensorScope scope = new TensorScope()) {
      Map<String, Tensor> all = ModelState.of(network).all();
      all.forEach((name, tensor) -> values.put(name, TensorData.doubles(tensor)));
      NamedTensors.close(all);
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodIsOneStageThatFindsPartners(MultiviewMethod method) throws IOException {
    ViewsAutoencoder network = network(method);
    List<MultiviewTraining.Ended> stages =
        run(method, network, "learns", 12, StopSignal.manual()).stages();
    assertEquals(1, stages.size(), "heads on frozen codes are nobody's use");
    List<EpochRecord> history = stages.get(0).history();
    double best = history.get(stages.get(0).bestEpoch() - 1).metrics().get(MultiviewTask.LOSS);
    for (EpochRecord record : history) {
      Map<String, Double> metrics = record.metrics();
      assertTrue(metrics.get(MultiviewTask.LOSS) >= best, record.toString());
      assertEquals(
          1 - metrics.get(ReconstructionTask.PARTNER_RANK) / 100,
          metrics.get(MultiviewTask.LOSS),
          1e-12);
    }
    assertTrue(best < 0.8, method.key() + ": " + best + "; chance is 0.92");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void whatAMethodLearnsMovesAndNothingElse(MultiviewMethod method) throws IOException {
    ViewsAutoencoder network = network(method);
    Map<String, double[]> start = values(network);
    run(method, network, "moves", 1, StopSignal.manual());
    boolean decodes = !method.key().equals("dcca");
    values(network)
        .forEach(
            (name, value) ->
                assertEquals(
                    decodes || name.startsWith("encoders."),
                    !Arrays.equals(start.get(name), value),
                    name));
  }

  @Test
  void aStoppedRunEndsWithTheSameBits() throws IOException {
    MultiviewMethod method = new Dcca(ALL);
    ViewsAutoencoder whole = network(method);
    run(method, whole, "whole", 2, StopSignal.manual());
    ViewsAutoencoder resumed;
    MultiviewTraining.Result result;
    int starts = 0;
    do {
      resumed = network(method);
      StopSignal stop = StopSignal.manual();
      stop.request(); // after one step
      result = run(method, resumed, "resumed", 2, stop);
      starts++;
    } while (result.stopped() && starts < 100);
    assertTrue(starts > 2, "it was to be stopped many times, got " + starts);
    Map<String, double[]> bits = values(whole);
    values(resumed).forEach((name, value) -> assertArrayEquals(bits.get(name), value, name));
  }

  @Test
  void decodersStandForHeads() {
    ViewsAutoencoder network = network(new Vanilla());
    Set<String> decoders = names(network, EnumSet.of(Part.DECODERS));
    assertEquals(decoders, names(network, EnumSet.of(Part.HEADS)));
    assertTrue(decoders.stream().allMatch(name -> name.startsWith("decoders.")), "" + decoders);
    assertEquals(2 * 2 * 2, decoders.size());
  }

  private static Set<String> names(ViewsAutoencoder network, Set<Part> parts) {
    Map<String, Tensor> parameters = network.parameters(parts);
    NamedTensors.close(parameters);
    return parameters.keySet();
  }

  @Test
  void theLossIsTheMeanSquaredErrorOfBothViews() {
    ViewsAutoencoder network = network(new Vanilla());
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      CodedBatch batch = task(network).batch(1, 0);
      List<Tensor> decoded = network.decoded(batch.codes());
      double expected = 0;
      int[] indices = new EpochBatches(train.size(), BATCH, 5).of(1).get(0);
      List<Tensor> views = train.batch(indices, CPU, ScalarType.Float).views();
      for (int v = 0; v < 2; v++) {
        double[] errors = TensorData.doubles(decoded.get(v).sub(views.get(v)).square());
        expected += Arrays.stream(errors).average().orElseThrow();
      }
      assertEquals(expected, batch.taskLoss(batch.codes()).item_double(), 1e-5);
      assertEquals(expected, batch.reconstructionLoss(batch.codes()).item_double(), 1e-5);
    }
  }

  @Test
  void theLayerActsOnValidationDataInModeBatchOnly() {
    ViewsAutoencoder network = network(new ProxNet(ALL, new StepSize.Fixed(0.1)));
    network.eval();
    try (TensorScope scope = new TensorScope()) {
      double[] plain = codes(network, TestMode.DROPPED);
      assertFalse(Arrays.equals(plain, codes(network, TestMode.BATCH)));
      assertArrayEquals(plain, codes(network, TestMode.DROPPED));
    }
  }

  private double[] codes(ViewsAutoencoder network, TestMode mode) {
    Tensor codes = network.joinedCodes(validation, 25, CPU, mode).get(0);
    assertArrayEquals(new long[] {60, 4}, codes.shape());
    return TensorData.doubles(codes);
  }

  @Test
  void codesThatCollapsedAreNamed() {
    try (TensorScope scope = new TensorScope()) {
      Tensor same = TensorData.of(new double[] {3, 3, 3}, 3, 1);
      Tensor other = TensorData.of(new double[] {1, 2, 3}, 3, 1);
      String message =
          assertThrows(
                  ArithmeticException.class,
                  () -> ReconstructionTask.projection(List.of(other, same)))
              .getMessage();
      assertTrue(message.startsWith("the codes of view 2 have collapsed"), message);
      assertThrows(
          ArithmeticException.class,
          () -> ReconstructionTask.projection(List.of(other.div(same.sub(same)), other)));
    }
  }
}
