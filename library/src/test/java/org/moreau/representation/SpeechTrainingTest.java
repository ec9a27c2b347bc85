package org.moreau.representation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.moreau.data.SpeechDataset;
import org.moreau.data.TwoViewSequence;
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
import org.moreau.training.Trainer;

class SpeechTrainingTest {
  private static final Device CPU = new Device("cpu");
  private static final int BATCH = 8;
  private static final int EPOCHS = 15;
  private static final double RATE = 2e-2;
  private static final Agreement ALL = new Agreement(2, CanonicalCorrelation.ALL);

  private final SpeechDataset train = NoisySpeech.of(70, "train");
  private final SpeechDataset validation = NoisySpeech.of(11, "validation");
  @TempDir private Path folder;

  @BeforeAll
  static void useOneThread() {
    new Threads(1, 1).apply();
  }

  static Stream<MultiviewMethod> methods() {
    StepSize step = new StepSize.Scheduled(0.5, 1);
    return Stream.of(
        new Vanilla(),
        new Dcca(ALL),
        new Dccae(ALL, 1),
        new Rrm(ALL, 0.1, 0),
        new Rrm(ALL, 0.1, 1),
        new ProxNet(ALL, step),
        new ProxNet(ALL, step, 0.1));
  }

  private static SpeechRecogniser network(MultiviewMethod method, Prediction prediction) {
    Seeds.torch(1, "parameters");
    SpeechRecogniser.Sizes sizes =
        new SpeechRecogniser.Sizes(
            NoisySpeech.FEATURES, 16, 4, 16, NoisySpeech.CLASSES, NoisySpeech.BLANK);
    return SpeechRecogniser.of(sizes, method, prediction);
  }

  private SpeechTask task(SpeechRecogniser network, int batchSize) {
    return new SpeechTask(network, train, validation, new SpeechTask.Settings(batchSize, 5, CPU));
  }

  private MultiviewTraining.Result run(
      MultiviewMethod method, SpeechRecogniser network, String name, int epochs, StopSignal stop)
      throws IOException {
    double seconds = epochs == EPOCHS ? 600 : 0; // 0: after every step
    return new MultiviewTraining(
            network,
            method,
            task(network, BATCH),
            new MultiviewTraining.Settings(
                new Trainer.Settings(epochs, epochs, 5, seconds),
                parameters -> new Adam(parameters, Adam.Settings.of(RATE)),
                epoch -> RATE))
        .run(folder.resolve(name), method.key(), stop, (stage, record, replayed) -> {});
  }

  private static Map<String, double[]> values(SpeechRecogniser network) {
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
  void everyMethodLearnsToLabel(MultiviewMethod method) throws IOException {
    SpeechRecogniser network = network(method, Prediction.LOGIT_AVERAGE);
    run(method, network, "learns", EPOCHS, StopSignal.manual());
    SpeechDataset test = NoisySpeech.of(40, "test");
    double per = SpeechScores.of(network, test, BATCH, CPU, TestMode.DROPPED).per();
    assertTrue(per < 30, method.key() + " has a phone error rate of " + per + " %");
  }

  @Test
  void theAcousticViewLearnsToLabelAlone() throws IOException {
    MultiviewMethod method = new Vanilla();
    SpeechRecogniser network = network(method, Prediction.FIRST_VIEW);
    run(method, network, "acoustic", EPOCHS, StopSignal.manual());
    SpeechDataset test = NoisySpeech.of(40, "test");
    SpeechScores both = SpeechScores.of(network, test, BATCH, CPU, TestMode.DROPPED);
    assertEquals(both.per(), SpeechScores.alone(network, 0, test, BATCH, CPU).per());
    assertTrue(both.per() < 30, both.per() + " %");
    double second = SpeechScores.alone(network, 1, test, BATCH, CPU).per();
    assertTrue(second < 50, "the second view, which has a loss too, has " + second + " %");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aStoppedRunEndsWithTheSameBits(MultiviewMethod method) throws IOException {
    SpeechRecogniser whole = network(method, Prediction.LOGIT_AVERAGE);
    MultiviewTraining.Result expected = run(method, whole, "whole", 2, StopSignal.manual());
    MultiviewTraining.Result result;
    SpeechRecogniser resumed;
    int starts = 0;
    do {
      resumed = network(method, Prediction.LOGIT_AVERAGE);
      StopSignal stop = StopSignal.manual();
      stop.request(); // after one step
      result = run(method, resumed, "resumed", 2, stop);
      starts++;
    } while (result.stopped() && starts < 100);
    assertTrue(starts > 2, "it was to be stopped many times, got " + starts);
    for (int i = 0; i < expected.stages().size(); i++) {
      assertEquals(expected.stages().get(i).bestEpoch(), result.stages().get(i).bestEpoch());
    }
    Map<String, double[]> bits = values(whole);
    values(resumed).forEach((name, value) -> assertArrayEquals(bits.get(name), value, name));
  }

  @ParameterizedTest
  @EnumSource(Prediction.class)
  void anUntrainedNetworkKnowsNoLabels(Prediction prediction) {
    SpeechRecogniser network = network(new Vanilla(), prediction);
    network.eval();
    double untrained = SpeechScores.of(network, validation, BATCH, CPU, TestMode.DROPPED).per();
    assertTrue(untrained > 50, "an untrained network has " + untrained + " %");
  }

  @Test
  void epochsLeaveOutOthersThanTheLongest() {
    SpeechTask task = task(network(new Vanilla(), Prediction.LOGIT_AVERAGE), BATCH);
    assertEquals(8, task.steps(1));
    assertEquals(1, task(network(new Vanilla(), Prediction.LOGIT_AVERAGE), 100).steps(1));
    long longest = Arrays.stream(train.lengths()).max().orElseThrow();
    boolean isSeen = false;
    try (TensorScope scope = new TensorScope()) {
      for (int epoch = 1; epoch <= 3; epoch++) {
        for (int step = 0; step < task.steps(epoch); step++) {
          CodedBatch batch = task.batch(epoch, step);
          isSeen |= batch.codes().get(0).size(0) > BATCH * (longest - 2);
        }
      }
    }
    assertTrue(isSeen, "no batch has the longest sequences");
    assertFalse(SpeechScores.batches(validation, 4).stream().anyMatch(b -> b.length < 3));
  }

  @Test
  void whatCannotBeIsNamed() {
    SpeechRecogniser network = network(new Vanilla(), Prediction.LOGIT_AVERAGE);
    TwoViewSequence shortest =
        new TwoViewSequence(new float[3][6], new float[3][5], List.of(1, 1, 2), "ann");
    SpeechDataset impossible =
        new SpeechDataset(List.of(shortest), 6, 5, NoisySpeech.CLASSES, NoisySpeech.BLANK);
    SpeechTask.Settings settings = new SpeechTask.Settings(BATCH, 5, CPU);
    assertEquals(
        "sequence 0 of the validation data must have at least 4 frames for its labels, got 3",
        refusal(() -> new SpeechTask(network, train, impossible, settings)));
    assertEquals(
        "batchSize must be at least 1, got 0", refusal(() -> new SpeechTask.Settings(0, 5, CPU)));
    assertEquals(
        "blank must be in [0.0, 3.0], got 4.0",
        refusal(() -> new SpeechRecogniser.Sizes(NoisySpeech.FEATURES, 1, 1, 1, 4, 4)));
  }

  private static String refusal(Runnable code) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, code::run).getMessage());
  }
}
