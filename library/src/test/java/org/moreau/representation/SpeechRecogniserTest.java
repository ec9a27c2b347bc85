package org.moreau.representation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.moreau.data.SpeechBatch;
import org.moreau.data.SpeechDataset;
import org.moreau.data.TwoViewSequence;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.engine.Threads;
import org.moreau.layer.StepSize;
import org.moreau.model.ModelState;
import org.moreau.multiview.CanonicalCorrelation;
import org.moreau.multiview.CorrelationProx;
import org.moreau.multiview.TestMode;

/** What a network for speech computes, for a batch of sequences of different lengths. */
class SpeechRecogniserTest {
  private static final Device CPU = new Device("cpu");
  private static final Agreement ALL = new Agreement(2, CanonicalCorrelation.ALL);
  private static final SpeechRecogniser.Sizes SIZES =
      new SpeechRecogniser.Sizes(
          NoisySpeech.FEATURES, 7, 3, 6, NoisySpeech.CLASSES, NoisySpeech.BLANK);
  private static final int SEQUENCES = 5;

  private final SpeechDataset dataset = NoisySpeech.of(SEQUENCES, "network");
  private TensorScope scope;

  @BeforeAll
  static void useOneThread() {
    new Threads(1, 1).apply();
  }

  @BeforeEach
  void open() {
    scope = new TensorScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** In double precision, so that equal results differ by rounding of 1e-15 only. */
  private static SpeechRecogniser network(MultiviewMethod method, Prediction prediction) {
    Seeds.torch(1, "parameters");
    SpeechRecogniser network = SpeechRecogniser.of(SIZES, method, prediction);
    network.to(CPU, ScalarType.Double, false);
    return network;
  }

  private SpeechBatch batch(int... indices) {
    return SpeechBatch.of(dataset, indices, CPU, ScalarType.Double);
  }

  private SpeechBatch all() {
    return batch(IntStream.range(0, SEQUENCES).toArray());
  }

  private static void assertClose(Tensor expected, Tensor actual) {
    assertArrayEquals(expected.shape(), actual.shape());
    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(actual), 1e-12);
  }

  @Test
  void theSequencesAreOfDifferentLengths() {
    assertTrue(Arrays.stream(dataset.lengths()).distinct().count() >= 3);
  }

  @Test
  void rowsAreTheFramesByTimeThenBySequence() {
    SpeechBatch batch = all();
    FrameRows rows = FrameRows.of(batch);
    List<float[]> expected = new ArrayList<>();
    for (int t = 0; t < batch.first().size(0); t++) {
      for (TwoViewSequence sequence : dataset.sequences()) {
        if (t < sequence.length()) {
          expected.add(sequence.first()[t]);
        }
      }
    }
    Tensor frames = rows.of(batch.first());
    assertEquals(Arrays.stream(dataset.lengths()).sum(), frames.size(0));
    for (int r = 0; r < expected.size(); r++) {
      assertArrayEquals(expected.get(r), TensorData.floats(frames.select(0, r)), "row " + r);
    }
    assertClose(batch.first(), rows.padded(frames));
  }

  @Test
  void aFramesCodeIsThatOfItsSequenceAlone() {
    SpeechRecogniser network = network(new Vanilla(), Prediction.LOGIT_AVERAGE);
    FrameRows rows = FrameRows.of(all());
    List<Tensor> codes = network.codes(all());
    for (int view = 0; view < 2; view++) {
      Tensor padded = rows.padded(codes.get(view));
      for (int i = 0; i < SEQUENCES; i++) {
        Tensor alone = network.codes(batch(i)).get(view);
        assertClose(alone, padded.select(1, i).narrow(0, 0, alone.size(0)));
      }
    }
  }

  @Test
  void theLayerJoinsTheFramesWithoutTheirPadding() {
    ProxNet method = new ProxNet(ALL, new StepSize.Fixed(0.1));
    SpeechRecogniser network = network(method, Prediction.LOGIT_AVERAGE);
    network.trainOnly(method.stages().get(0).trained());
    List<Tensor> alone = new ArrayList<>();
    List<Tensor> codes = network.codes(all());
    for (int view = 0; view < 2; view++) { // frame by frame, of each sequence alone
      TensorVector rows = new TensorVector();
      for (int t = 0; t < all().first().size(0); t++) {
        for (int i = 0; i < SEQUENCES; i++) {
          if (t < dataset.sequences().get(i).length()) {
            rows.push_back(network.codes(batch(i)).get(view).narrow(0, t, 1));
          }
        }
      }
      alone.add(torch.cat(rows, 0));
      assertClose(alone.get(view), codes.get(view));
    }
    List<Tensor> expected = new CorrelationProx(CanonicalCorrelation.all()).of(alone, 10).views();
    List<Tensor> joined = network.joined(codes);
    for (int view = 0; view < 2; view++) {
      double distance = expected.get(view).sub(joined.get(view)).abs().max().item_double();
      assertTrue(distance < 1e-9, "view " + view + " differs by " + distance);
    }
  }

  @ParameterizedTest
  @EnumSource(Prediction.class)
  void lossAndGradientAreTheMeansOfThoseOfTheSequencesAlone(Prediction prediction) {
    SpeechRecogniser network = network(new Dccae(ALL, 1), prediction);
    Tensor loss = network.loss(network.codes(all()), all());
    loss.backward();
    List<double[]> gradients = gradients(network);
    network.zero_grad(true);
    double sum = 0;
    for (int i = 0; i < SEQUENCES; i++) {
      Tensor own = network.loss(network.codes(batch(i)), batch(i));
      own.div(new Scalar((double) SEQUENCES)).backward();
      sum += own.item_double();
    }
    assertEquals(sum / SEQUENCES, loss.item_double(), 1e-12);
    List<double[]> expected = gradients(network);
    assertTrue(expected.stream().anyMatch(g -> Arrays.stream(g).anyMatch(v -> Math.abs(v) > 1e-3)));
    for (int p = 0; p < expected.size(); p++) {
      assertArrayEquals(expected.get(p), gradients.get(p), 1e-12);
    }
  }

  /** Those of encoders and heads. */
  private static List<double[]> gradients(SpeechRecogniser network) {
    Map<String, Tensor> parameters = network.parameters(EnumSet.of(Part.ENCODERS, Part.HEADS));
    List<double[]> gradients =
        parameters.values().stream().map(p -> TensorData.doubles(p.grad())).toList();
    NamedTensors.close(parameters);
    return gradients;
  }

  @Test
  void theLossIsThatOfAllPathsOverTheFrames() {
    SpeechRecogniser network = network(new Vanilla(), Prediction.LOGIT_AVERAGE);
    double sum = 0;
    for (int i = 0; i < SEQUENCES; i++) {
      List<Tensor> codes = network.codes(batch(i));
      Tensor scores = network.scores(codes, batch(i)).select(1, 0);
      List<Integer> labels = dataset.sequences().get(i).labels();
      sum += negativeLogLikelihood(scores.log_softmax(1), labels) / labels.size();
    }
    double loss = network.loss(network.codes(all()), all()).item_double();
    assertEquals(sum / SEQUENCES, loss, 1e-10);
    network.to(CPU, ScalarType.Float, false);
    SpeechBatch floats =
        SpeechBatch.of(dataset, IntStream.range(0, SEQUENCES).toArray(), CPU, ScalarType.Float);
    Tensor single = network.loss(network.codes(floats), floats);
    assertEquals(sum / SEQUENCES, single.item_double(), 1e-5);
    single.backward();
    gradients(network).forEach(g -> assertTrue(Arrays.stream(g).allMatch(Double::isFinite)));
  }

  /** Graves et al. (2006), section 4.1: sums over prefixes of labels with blanks between them. */
  private static double negativeLogLikelihood(Tensor logProbabilities, List<Integer> labels) {
    List<Integer> path = new ArrayList<>(List.of(NoisySpeech.BLANK));
    labels.forEach(label -> path.addAll(List.of(label, NoisySpeech.BLANK)));
    int time = (int) logProbabilities.size(0);
    double[] y = TensorData.doubles(logProbabilities.exp());
    double[] alpha = new double[path.size()];
    for (int t = 0; t < time; t++) {
      double[] next = new double[path.size()];
      for (int s = 0; s < next.length; s++) {
        double ways = t == 0 ? (s < 2 ? 1 : 0) : alpha[s] + (s > 0 ? alpha[s - 1] : 0);
        boolean skips =
            s > 1 && path.get(s) != NoisySpeech.BLANK && !path.get(s).equals(path.get(s - 2));
        ways += t > 0 && skips ? alpha[s - 2] : 0;
        next[s] = ways * y[t * NoisySpeech.CLASSES + path.get(s)];
      }
      alpha = next;
    }
    return -Math.log(alpha[alpha.length - 1] + alpha[alpha.length - 2]);
  }

  @Test
  void reconstructionIsComparedWithTheFramesOnly() {
    SpeechRecogniser network = network(new Dccae(ALL, 1), Prediction.LOGIT_AVERAGE);
    double together = network.reconstructionLoss(network.codes(all()), all()).item_double();
    double sum = 0;
    for (int i = 0; i < SEQUENCES; i++) {
      double own = network.reconstructionLoss(network.codes(batch(i)), batch(i)).item_double();
      sum += own * dataset.sequences().get(i).length();
    }
    assertEquals(sum / Arrays.stream(dataset.lengths()).sum(), together, 1e-12);
  }

  @Test
  void headsSeeTheFeaturesWhereEncodersAreFrozen() {
    assertEquals(
        List.of(false, true, true, false, false),
        List.of(
                new Vanilla(),
                new Dcca(ALL),
                new Dccae(ALL, 1),
                new Rrm(ALL, 1, 0),
                new ProxNet(ALL, new StepSize.Fixed(1)))
            .stream()
            .map(
                method -> {
                  SpeechRecogniser network = network(method, Prediction.LOGIT_AVERAGE);
                  return !Arrays.equals(
                      scoresOfZeroCodes(network, 0), scoresOfZeroCodes(network, 1));
                })
            .toList());
  }

  private double[] scoresOfZeroCodes(SpeechRecogniser network, int sequence) {
    Tensor zeros =
        torch.zeros(dataset.sequences().get(sequence).length(), SIZES.code()).to(ScalarType.Double);
    Tensor scores = network.scores(List.of(zeros, zeros), batch(sequence));
    return TensorData.doubles(scores.narrow(0, 0, 5));
  }

  @Test
  void encodersOfAllMethodsStartAlike() {
    SpeechRecogniser vanilla = network(new Vanilla(), Prediction.LOGIT_AVERAGE);
    SpeechRecogniser dccae = network(new Dccae(ALL, 1), Prediction.FIRST_VIEW);
    assertClose(vanilla.codes(all()).get(1), dccae.codes(all()).get(1));
  }

  @Test
  void gatesStartOrthogonalAndRemembering() {
    SpeechRecogniser network = network(new Vanilla(), Prediction.LOGIT_AVERAGE);
    Map<String, Tensor> all = network.parameters(EnumSet.of(Part.ENCODERS));
    int hidden = SIZES.hidden();
    for (String layer : List.of("l0", "l1")) {
      Tensor weight = Objects.requireNonNull(all.get("encoders.1.lstm.weight_hh_" + layer));
      for (int gate = 0; gate < 4; gate++) {
        Tensor block = weight.narrow(0, (long) gate * hidden, hidden);
        Tensor product = block.matmul(block.t()).sub(torch.eye(hidden).to(ScalarType.Double));
        assertTrue(product.abs().max().item_double() < 1e-6, "gate " + gate);
      }
      double[] bias =
          TensorData.doubles(Objects.requireNonNull(all.get("encoders.1.lstm.bias_ih_" + layer)));
      for (int i = 0; i < bias.length; i++) {
        assertEquals(i / hidden == 1 ? 1 : 0, bias[i], "bias " + i);
      }
    }
    NamedTensors.close(all);
  }

  @Test
  void theFirstViewPredictsAlone() {
    SpeechRecogniser network = network(new Vanilla(), Prediction.FIRST_VIEW);
    network.eval();
    Tensor both = network.scores(network.codes(all()), all());
    assertClose(network.scoresAlone(0, all()), both);
    SpeechRecogniser averaged = network(new Vanilla(), Prediction.LOGIT_AVERAGE);
    averaged.eval();
    assertClose(
        averaged.scoresAlone(0, all()).add(averaged.scoresAlone(1, all())).div(new Scalar(2.0)),
        averaged.scores(averaged.codes(all()), all()));
  }

  @Test
  void testModesDifferAndLeaveTheLayerDropped() {
    SpeechRecogniser network =
        network(new ProxNet(ALL, new StepSize.Fixed(10)), Prediction.LOGIT_AVERAGE);
    network.to(CPU, ScalarType.Float, false);
    network.eval();
    SpeechScores dropped = SpeechScores.of(network, dataset, 2, CPU, TestMode.DROPPED);
    assertFalse(dropped.equals(SpeechScores.of(network, dataset, 2, CPU, TestMode.BATCH)));
    SpeechScores whole = SpeechScores.of(network, dataset, SEQUENCES, CPU, TestMode.DROPPED);
    assertEquals(dropped.per(), whole.per());
    assertEquals(dropped.loss(), whole.loss(), 1e-5);
    assertFalse(Objects.requireNonNull(network.join()).is_training());
  }

  @Test
  void scoresThatAreNotFiniteAreNamed() {
    SpeechRecogniser network = network(new Vanilla(), Prediction.LOGIT_AVERAGE);
    network.to(CPU, ScalarType.Float, false);
    Map<String, Tensor> all = ModelState.of(network).all();
    all.values().forEach(tensor -> tensor.detach().fill_(new Scalar(Double.NaN)));
    NamedTensors.close(all);
    Exception e =
        assertThrows(
            ArithmeticException.class,
            () -> SpeechScores.of(network, dataset, 2, CPU, TestMode.DROPPED));
    assertEquals(
        "the scores of the network are not finite; it has diverged",
        String.valueOf(e.getMessage()));
  }

  @Test
  void decodersThatAreNotThereAreNamed() {
    SpeechRecogniser network = network(new Vanilla(), Prediction.LOGIT_AVERAGE);
    Exception e =
        assertThrows(
            IllegalStateException.class,
            () -> network.reconstructionLoss(network.codes(all()), all()));
    assertTrue(String.valueOf(e.getMessage()).contains("dccae"));
  }
}
