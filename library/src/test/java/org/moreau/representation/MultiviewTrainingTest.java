package org.moreau.representation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.moreau.data.ViewsBatch;
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
import org.moreau.multiview.CorrelationProx;
import org.moreau.multiview.TestMode;
import org.moreau.optim.Adam;
import org.moreau.training.Trainer;

class MultiviewTrainingTest {
  private static final Device CPU = new Device("cpu");
  private static final int BATCH = 20;
  private static final int EPOCHS = 3;
  private static final Agreement ALL = new Agreement(2, CanonicalCorrelation.ALL);

  private final ViewsDataset train = NoisyViews.of(70, "train");
  private final ViewsDataset validation = NoisyViews.of(33, "validation");
  @TempDir private Path folder;

  @BeforeAll
  static void useOneThread() {
    new Threads(1, 1).apply();
  }

  static Stream<MultiviewMethod> methods() {
    StepSize step = new StepSize.Scheduled(0.1, 0.5);
    return Stream.of(
        new Vanilla(),
        new Dcca(ALL),
        new Dccae(ALL, 1),
        new Rrm(ALL, 1, 0),
        new Rrm(ALL, 1, 0.5),
        new ProxNet(ALL, step),
        new ProxNet(ALL, step, 1));
  }

  private static ViewsClassifier network(MultiviewMethod method, Prediction prediction) {
    Seeds.torch(1, "parameters");
    ViewsClassifier.Sizes sizes =
        new ViewsClassifier.Sizes(4, List.of(16, 16, 16), NoisyViews.CLASSES);
    return ViewsClassifier.ofVectors(
        NoisyViews.FEATURES, List.of(12, 12), sizes, method, prediction);
  }

  private ViewsTask task(ViewsClassifier network) {
    return new ViewsTask(network, train, validation, new ViewsTask.Settings(BATCH, 5, CPU, null));
  }

  private MultiviewTraining.Result run(
      MultiviewMethod method, ViewsClassifier network, String name, int epochs, StopSignal stop)
      throws IOException {
    return new MultiviewTraining(
            network,
            method,
            task(network),
            new MultiviewTraining.Settings(
                new Trainer.Settings(epochs, epochs, 5, 0),
                parameters -> new Adam(parameters, Adam.Settings.of(1e-2)),
                epoch -> epoch < 3 ? 1e-2 : 1e-3))
        .run(folder.resolve(name), method.key(), stop, (stage, record, replayed) -> {});
  }

  private static Map<String, float[]> values(ViewsClassifier network) {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (TensorScope scope = new TensorScope()) {
      Map<String, Tensor> all = ModelState.of(network).all();
      all.forEach((name, tensor) -> values.put(name, floats(tensor)));
      NamedTensors.close(all);
    }
    return values;
  }

  private static float[] floats(Tensor tensor) {
    double[] doubles = TensorData.doubles(tensor);
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodLearnsWhatEitherViewShows(MultiviewMethod method) throws IOException {
    ViewsClassifier network = network(method, Prediction.LOGIT_AVERAGE);
    run(method, network, "learns", 25, StopSignal.manual());
    ViewsDataset test = NoisyViews.of(60, "test");
    double error = ViewsScores.of(network, test, BATCH, CPU, TestMode.DROPPED).error();
    assertTrue(error < 33, method.key() + " has an error of " + error + " %, chance is 67 %");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aStoppedRunEndsWithTheSameBits(MultiviewMethod method) throws IOException {
    ViewsClassifier whole = network(method, Prediction.LOGIT_AVERAGE);
    MultiviewTraining.Result expected = run(method, whole, "whole", EPOCHS, StopSignal.manual());
    MultiviewTraining.Result result;
    ViewsClassifier resumed;
    int starts = 0;
    do {
      resumed = network(method, Prediction.LOGIT_AVERAGE);
      StopSignal stop = StopSignal.manual();
      stop.request(); // after one step
      result = run(method, resumed, "resumed", EPOCHS, stop);
      starts++;
    } while (result.stopped() && starts < 100);
    assertTrue(starts > EPOCHS, "it was to be stopped many times, got " + starts);
    assertEquals(expected.stages().size(), result.stages().size());
    for (int i = 0; i < expected.stages().size(); i++) {
      assertEquals(expected.stages().get(i).bestEpoch(), result.stages().get(i).bestEpoch());
    }
    Map<String, float[]> bits = values(whole);
    values(resumed).forEach((name, value) -> assertArrayEquals(bits.get(name), value, name));
  }

  @Test
  void dccaLearnsHeadsOnTheCodesThatItsFirstStageLeft() throws IOException {
    Dcca method = new Dcca(ALL);
    ViewsClassifier network = network(method, Prediction.LOGIT_AVERAGE);
    List<Map<String, float[]>> states = new ArrayList<>(List.of(values(network)));
    List<MultiviewMethod> stages =
        method.stages().stream().<MultiviewMethod>map(OneStage::new).toList();
    for (MultiviewMethod stage : stages) {
      run(stage, network, "stages", EPOCHS, StopSignal.manual());
      states.add(values(network));
    }
    states
        .get(0)
        .forEach(
            (name, start) -> {
              boolean isEncoder = name.startsWith("encoders.");
              assertEquals(isEncoder, !Arrays.equals(start, states.get(1).get(name)), name);
              boolean changed = !Arrays.equals(states.get(1).get(name), states.get(2).get(name));
              assertEquals(!isEncoder, changed, name);
            });
  }

  /** A stage as a method of its own. */
  private record OneStage(Stage stage) implements MultiviewMethod {
    @Override
    public String key() {
      return "stage";
    }

    @Override
    public List<Stage> stages() {
      return List.of(stage);
    }
  }

  @Test
  void inTrainingProxNetJoinsByTheProximalMapOfItsEpoch() {
    ProxNet method = new ProxNet(ALL, new StepSize.Scheduled(0.1, 0.5));
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      ViewsClassifier network = network(method, Prediction.LOGIT_AVERAGE);
      int[] indices = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
      ViewsBatch batch = train.batch(indices, CPU, ScalarType.Float);
      network.trainOnly(method.stages().get(0).trained());
      network.epoch(4);
      List<Tensor> codes = network.codes(batch.views());
      List<Tensor> joined = network.joined(codes);
      List<Tensor> expected =
          new CorrelationProx(CanonicalCorrelation.all()).of(codes, 0.1 * (1 + 0.5 * 4)).views();
      for (int v = 0; v < 2; v++) {
        double distance = expected.get(v).sub(joined.get(v)).abs().max().item_double();
        double moved = codes.get(v).sub(joined.get(v)).abs().max().item_double();
        assertTrue(distance < 1e-5 && moved > 1e-2, distance + " and moved by " + moved);
      }
      network.eval();
      assertEquals(codes.get(0), network.joined(codes).get(0));
    }
  }

  @Test
  void testModesDifferAndLeaveTheLayerDropped() {
    ProxNet method = new ProxNet(ALL, new StepSize.Fixed(10));
    ViewsClassifier network = network(method, Prediction.LOGIT_AVERAGE);
    network.eval();
    double dropped = entropy(network, TestMode.DROPPED);
    assertFalse(dropped == entropy(network, TestMode.BATCH));
    assertEquals(dropped, entropy(network, TestMode.DROPPED));
    assertFalse(Objects.requireNonNull(network.join()).is_training());
  }

  private double entropy(ViewsClassifier network, TestMode mode) {
    return ViewsScores.of(network, validation, BATCH, CPU, mode).crossEntropy();
  }

  @Test
  void theFirstViewPredictsAlone() {
    ViewsClassifier network = network(new Vanilla(), Prediction.FIRST_VIEW);
    network.eval();
    ViewsScores both = ViewsScores.of(network, validation, BATCH, CPU, TestMode.DROPPED);
    assertEquals(both, ViewsScores.alone(network, 0, validation, BATCH, CPU));
    assertFalse(both.equals(ViewsScores.alone(network, 1, validation, BATCH, CPU)));
  }

  @Test
  void smallerLastBatchesAreLeftOut() {
    assertEquals(3, task(network(new Vanilla(), Prediction.LOGIT_AVERAGE)).steps(1));
    assertEquals(
        List.of(16, 17), ViewsScores.even(33, BATCH).stream().map(each -> each.length).toList());
  }

  @Test
  void whatCannotBeIsNamed() {
    Exception one =
        assertThrows(IllegalArgumentException.class, () -> new ViewsTask.Settings(1, 5, CPU, null));
    assertTrue(String.valueOf(one.getMessage()).startsWith("batchSize must be at least 2"));
    ViewsClassifier network = network(new Vanilla(), Prediction.LOGIT_AVERAGE);
    Exception none = assertThrows(IllegalStateException.class, () -> network.decoded(List.of()));
    assertTrue(String.valueOf(none.getMessage()).contains("dccae"));
  }
}
