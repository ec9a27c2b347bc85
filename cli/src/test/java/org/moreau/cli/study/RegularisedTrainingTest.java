package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.cli.study.RegularisedTraining.Form;
import org.moreau.data.ImageBatch;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.model.Mlp;
import org.moreau.model.ModelState;
import org.moreau.optim.Optimizer;
import org.moreau.optim.Sgd;
import org.moreau.pathprox.Couplings;
import org.moreau.pathprox.PathNorm;
import org.moreau.pathprox.PathProx;

class RegularisedTrainingTest {
  private static final double RATE = 0.1;
  private static final double LAMBDA = 0.03;

  private static Mlp network() {
    Seeds.torch(5, "network");
    Mlp network = Mlp.factorised(List.of(3, 7, 5, 6, 4));
    network.to(ScalarType.Double, false);
    return network;
  }

  private static ImageBatch batch() {
    double[] pixels = new SplittableRandom(2).doubles(24, -1, 1).toArray();
    Tensor labels = TensorData.of(new long[] {0, 1, 2, 3, 0, 1, 2, 3}, 8);
    return new ImageBatch(TensorData.of(pixels, 8, 1, 1, 3), labels);
  }

  private static double[] all(Mlp network) {
    try (TensorScope scope = new TensorScope()) {
      return ModelState.of(network).parameters().values().stream()
          .flatMapToDouble(p -> Arrays.stream(TensorData.doubles(p)))
          .toArray();
    }
  }

  /** All parameters after a step without gradients. */
  private static double[] afterOneStep(Form form) {
    Mlp network = network();
    RegularisedTraining training = new RegularisedTraining(form, LAMBDA, new RateSchedule(RATE, 1));
    try (Optimizer optimizer =
        training
            .prepare(network, ModelState.of(network).parameters(), RegularisedTrainingTest::batch)
            .optimizer()) {
      optimizer.step();
    }
    return all(network);
  }

  private static double[] afterOneStep(PathProx.Settings settings) {
    Mlp network = network();
    try (TensorScope scope = new TensorScope()) {
      Couplings couplings = Couplings.find(network, network::logits, batch().images());
      Sgd sgd = new Sgd(ModelState.of(network).parameters(), Sgd.Settings.of(RATE));
      try (Optimizer optimizer = new PathProx(sgd, couplings, settings)) {
        optimizer.step();
      }
    }
    return all(network);
  }

  @Test
  void theVariantsOfPathProxAreThoseOfTheLibrary() {
    double[] whole = afterOneStep(Form.PATHPROX);
    double[] unbalanced = afterOneStep(Form.PATHPROX_UNBALANCED);
    double[] transfer = afterOneStep(Form.PATHPROX_TRANSFER);

    assertArrayEquals(afterOneStep(PathProx.Settings.of(LAMBDA)), whole);
    assertArrayEquals(afterOneStep(new PathProx.Settings(LAMBDA, false, false, false)), unbalanced);
    assertArrayEquals(afterOneStep(new PathProx.Settings(LAMBDA, true, false, true)), transfer);
    assertFalse(Arrays.equals(whole, unbalanced));
    assertFalse(Arrays.equals(whole, transfer));
  }

  @Test
  void eachFormHasItsOwnTermOfTheLoss() {
    for (Form form : Form.values()) {
      Mlp network = network();
      PathNorm norm;
      try (TensorScope scope = new TensorScope()) {
        norm = new PathNorm(Couplings.find(network, network::logits, batch().images()));
      }
      double expected =
          switch (form) {
            case WEIGHT_DECAY -> LAMBDA * norm.halfSquares();
            case PATH_NORM_SGD -> LAMBDA * norm.value();
            case WEIGHT_NORMALISATION -> 2 * LAMBDA * norm.halfSquares();
            case LASSO, GROUP_LASSO, PATHPROX, PATHPROX_TRANSFER, PATHPROX_UNBALANCED -> 0;
          };
      assertTrue(norm.value() < 0.99 * norm.halfSquares(), "they could be told apart");

      ImageMethod.Prepared prepared = prepared(form, network);
      Supplier<Tensor> term = prepared.penalty();
      try (Optimizer optimizer = prepared.optimizer();
          TensorScope scope = new TensorScope()) {
        double penalty = term == null ? 0 : term.get().item_double();
        assertEquals(expected, penalty, 1e-12, form.key);
        assertTrue(prepared.report().contains("fc1 -> fc2"), prepared.report());
      }
    }
  }

  /** With g = |w| and v = w at the start it is λ/2 (|g|² + |v|²) = λ |w|², without biases. */
  @Test
  void weightNormalisationDecaysLengthsAndDirections() {
    Mlp network = network();
    double squares = 0;
    for (Map.Entry<String, Tensor> parameter : ModelState.of(network).parameters().entrySet()) {
      if (parameter.getKey().endsWith(".weight")) {
        squares += Arrays.stream(TensorData.doubles(parameter.getValue())).map(w -> w * w).sum();
      }
    }

    ImageMethod.Prepared prepared = normalised(network);
    try (Optimizer optimizer = prepared.optimizer();
        TensorScope scope = new TensorScope()) {
      Tensor penalty = Objects.requireNonNull(prepared.penalty()).get();
      assertEquals(LAMBDA * squares, penalty.item_double(), 1e-12);
    }
  }

  /**
   * What decays is the length: the direction of each row stays where there is no other gradient.
   */
  @Test
  void itsPenaltyAloneShortensTheRows() {
    Mlp network = network();
    double[] before = row(network);
    ImageMethod.Prepared prepared = normalised(network);
    try (Optimizer optimizer = prepared.optimizer();
        TensorScope scope = new TensorScope()) {
      Objects.requireNonNull(prepared.penalty()).get().backward();
      optimizer.step();
    }

    double[] expected = Arrays.stream(before).map(w -> (1 - RATE * LAMBDA) * w).toArray();
    assertArrayEquals(expected, row(network), 1e-15);
  }

  private static ImageMethod.Prepared normalised(Mlp network) {
    return prepared(Form.WEIGHT_NORMALISATION, network);
  }

  private static ImageMethod.Prepared prepared(Form form, Mlp network) {
    return new RegularisedTraining(form, LAMBDA, new RateSchedule(RATE, 1))
        .prepare(network, ModelState.of(network).parameters(), RegularisedTrainingTest::batch);
  }

  private static double[] row(Mlp network) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      Map<String, Tensor> parameters = ModelState.of(network).parameters();
      return TensorData.doubles(NamedTensors.get(parameters, "fc2.weight").select(0, 1));
    }
  }
}
