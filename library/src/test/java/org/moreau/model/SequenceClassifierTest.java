package org.moreau.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.data.LabelledSequence;
import org.moreau.data.SequenceBatch;
import org.moreau.data.SequenceDataset;
import org.moreau.engine.ChildJvm;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.recurrent.Lstm;
import org.moreau.recurrent.ProxLstm;

class SequenceClassifierTest {
  private static final double TOLERANCE = 1e-10;
  private static final int[] LENGTHS = {3, 1, 30, 2, 11};
  private static final SequenceClassifier.Sizes SIZES = new SequenceClassifier.Sizes(3, 5, 3, 6, 4);

  private final TensorScope scope = new TensorScope();
  private final SequenceDataset dataset = noise();

  /** The layers that a classifier may be built around. */
  private enum Layer {
    PLAIN,
    PROXIMAL,
    INTERMEDIATE;

    SequenceClassifier model() {
      Seeds.torch(2, "model");
      SequenceClassifier model =
          this == PLAIN
              ? new SequenceClassifier(SIZES, new Lstm(5, 6))
              : new SequenceClassifier(
                  SIZES, new ProxLstm(5, 6, 2, 1, ProxLstm.Shown.valueOf(name()), null));
      model.to(ScalarType.Double, false);
      return model;
    }
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  @ParameterizedTest
  @EnumSource(Layer.class)
  void aModelMadeInAScopeOutlivesIt(Layer layer) {
    SequenceClassifier model;
    try (TensorScope inner = new TensorScope()) {
      model = layer.model();
    }
    SequenceBatch batch =
        SequenceBatch.of(dataset, new int[] {0, 1}, new Device("cpu"), ScalarType.Double);
    model.logits(batch.inputs(), batch.lengths()).sum().backward();
    assertEquals(8, ModelState.of(model).parameters().size());
  }

  private static SequenceDataset noise() {
    SplittableRandom random = Seeds.random(4, "noise");
    List<LabelledSequence> sequences = new ArrayList<>();
    for (int length : LENGTHS) {
      float[][] frames = new float[length][3];
      for (float[] frame : frames) {
        for (int f = 0; f < 3; f++) {
          frame[f] = (float) random.nextDouble(-2, 2);
        }
      }
      sequences.add(new LabelledSequence(frames, 0));
    }
    return new SequenceDataset(sequences, 3, 4);
  }

  private SequenceBatch batch(int... indices) {
    SequenceBatch batch = SequenceBatch.of(dataset, indices, new Device("cpu"), ScalarType.Double);
    batch.inputs().set_requires_grad(true);
    return batch;
  }

  /** A weight for each logit, so that every one of them counts for itself. */
  private static Tensor weights() {
    SplittableRandom random = Seeds.random(6, "weights");
    double[] values = random.doubles(LENGTHS.length * 4L, -1, 1).toArray();
    return TensorData.of(values, LENGTHS.length, 4);
  }

  private static Map<String, double[]> gradients(SequenceClassifier model) {
    Map<String, double[]> gradients = new LinkedHashMap<>();
    ModelState.of(model)
        .parameters()
        .forEach((name, tensor) -> gradients.put(name, TensorData.doubles(tensor.grad())));
    return gradients;
  }

  private static void assertClose(Map<String, double[]> expected, Map<String, double[]> actual) {
    assertEquals(8, expected.size());
    expected.forEach(
        (name, values) -> assertArrayEquals(values, actual.get(name), TOLERANCE, name));
  }

  @ParameterizedTest
  @EnumSource(Layer.class)
  void aBatchGivesTheLogitsAndGradientsOfItsSequencesAlone(Layer layer) {
    SequenceClassifier model = layer.model();
    Tensor weights = weights();
    SequenceBatch all = batch(IntStream.range(0, LENGTHS.length).toArray());
    Tensor logits = model.logits(all.inputs(), all.lengths());
    logits.mul(weights).sum().backward();
    Map<String, double[]> together = gradients(model);

    model.zero_grad(true);
    for (int i = 0; i < LENGTHS.length; i++) {
      SequenceBatch one = batch(i);
      Tensor alone = model.logits(one.inputs(), one.lengths());
      alone.mul(weights.narrow(0, i, 1)).sum().backward();

      assertArrayEquals(
          TensorData.doubles(alone), TensorData.doubles(logits.select(0, i)), TOLERANCE);
      assertArrayEquals(
          TensorData.doubles(one.inputs().grad().select(0, 0)),
          TensorData.doubles(
              all.inputs().grad().select(0, i).narrow(1, 0, LENGTHS[i]).contiguous()),
          TOLERANCE);
    }
    assertClose(gradients(model), together);
  }

  @ParameterizedTest
  @CsvSource({"2, 0, 1", "3, 1, 1", "4, 1, 2", "8, 3, 4"})
  void anEvenKernelSeesOneFrameFurtherAheadThanBack(int kernel, int back, int ahead) {
    Seeds.torch(9, "kernel");
    SequenceClassifier model =
        new SequenceClassifier(new SequenceClassifier.Sizes(3, 20, kernel, 6, 4), new Lstm(20, 6));
    Tensor frames = torch.randn(1, 3, 13);
    frames.set_requires_grad(true);

    model.encode(frames).select(0, 6).sum().backward();

    double[] seen = TensorData.doubles(frames.grad().abs().sum(new long[] {0, 1}));
    for (int t = 0; t < 13; t++) {
      assertEquals(t >= 6 - back && t <= 6 + ahead, seen[t] > 0, "frame " + t);
    }
  }

  /** The convolution of the last valid frame sees one frame more, which is zero in a batch. */
  @ParameterizedTest
  @EnumSource(Layer.class)
  void whatStandsInPaddedFramesChangesNothing(Layer layer) {
    SequenceClassifier model = layer.model();
    SequenceBatch clean = batch(IntStream.range(0, LENGTHS.length).toArray());
    Tensor expected = model.logits(clean.inputs(), clean.lengths());
    expected.mul(weights()).sum().backward();
    Map<String, double[]> gradients = gradients(model);

    model.zero_grad(true);
    Tensor filled = clean.inputs().detach().clone();
    for (int i = 0; i < LENGTHS.length; i++) {
      int reach = Math.min(LENGTHS[i] + 1, 30);
      filled.select(0, i).narrow(1, reach, 30 - reach).copy_(torch.rand(3, 30 - reach));
    }
    filled.set_requires_grad(true);
    Tensor actual = model.logits(filled, clean.lengths());
    actual.mul(weights()).sum().backward();

    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(actual), TOLERANCE);
    assertClose(gradients, gradients(model));
    for (int i = 0; i < LENGTHS.length; i++) {
      int reach = Math.min(LENGTHS[i] + 1, 30);
      Tensor padded = filled.grad().select(0, i).narrow(1, reach, 30 - reach).contiguous();
      assertArrayEquals(new double[3 * (30 - reach)], TensorData.doubles(padded));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 8})
  void convolvesAsThePaddingSameOfPyTorch(int kernel) {
    Seeds.torch(3, "kernel");
    var sizes = new SequenceClassifier.Sizes(3, 5, kernel, 6, 4);
    SequenceClassifier model = new SequenceClassifier(sizes, new Lstm(5, 6));
    Map<String, Tensor> parameters = ModelState.of(model).parameters();
    Tensor frames = torch.randn(2, 3, 9);

    Tensor expected =
        torch
            .conv1d(
                frames,
                Objects.requireNonNull(parameters.get("conv.weight")),
                new TensorOptional(Objects.requireNonNull(parameters.get("conv.bias"))),
                new long[] {1},
                "same",
                new long[] {1},
                1)
            .relu();

    assertArrayEquals(
        TensorData.floats(expected.permute(2, 0, 1).contiguous()),
        TensorData.floats(model.encode(frames)));
  }

  @Test
  void anEvenKernelGivesNoWarning(@TempDir Path folder) throws Exception {
    try (ChildJvm child = ChildJvm.start(folder, EvenKernelProgram.class)) {
      assertEquals(0, child.await(), child.output());
      assertEquals("[9, 2, 5]", child.output().strip());
    }
  }

  @Test
  void rejectsALayerOfOtherSizes() {
    var inputs =
        assertThrows(
            IllegalArgumentException.class, () -> new SequenceClassifier(SIZES, new Lstm(4, 6)));
    var hidden =
        assertThrows(
            IllegalArgumentException.class, () -> new SequenceClassifier(SIZES, new Lstm(5, 7)));

    assertEquals(
        "the layer must have 5 inputs and 6 hidden units, got 4 and 6", inputs.getMessage());
    assertEquals(
        "the layer must have 5 inputs and 6 hidden units, got 5 and 7", hidden.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"features", "filters", "kernel", "hidden", "classes"})
  void rejectsASizeOfZeroByItsName(String name) {
    List<String> names = List.of("features", "filters", "kernel", "hidden", "classes");
    int[] sizes = names.stream().mapToInt(n -> n.equals(name) ? 0 : 2).toArray();

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SequenceClassifier.Sizes(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]));

    assertEquals(name + " must be at least 1, got 0", error.getMessage());
  }

  @Test
  void rejectsFramesAndLengthsOfAnotherShape() {
    SequenceClassifier model = Layer.PLAIN.model();
    SequenceBatch batch = batch(0, 1);

    var features =
        assertThrows(
            IllegalArgumentException.class,
            () -> model.logits(batch.inputs().narrow(1, 0, 2), batch.lengths()));
    var lengths =
        assertThrows(
            IllegalArgumentException.class,
            () -> model.logits(batch.inputs(), batch.lengths().narrow(0, 0, 1)));

    assertEquals("frames must have the shape [any, 3, any], got [2, 2, 3]", features.getMessage());
    assertEquals("lengths must have the shape [2], got [1]", lengths.getMessage());
  }
}
