package org.moreau.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.GoldenData;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.model.SequenceClassifier;

class AdversarialLossTest {
  private static final String[] PARAMETERS = {
    "conv.weight",
    "conv.bias",
    "lstm.weight_ih_l0",
    "lstm.weight_hh_l0",
    "lstm.bias_ih_l0",
    "lstm.bias_hh_l0",
    "fc.weight",
    "fc.bias"
  };

  @Test
  void lossPerturbationAndAllGradientsMatchTheGoldenData() {
    try (TensorScope scope = new TensorScope()) {
      GoldenData golden = new GoldenData("advlstm/advlstm");
      SequenceClassifier model =
          new SequenceClassifier(new SequenceClassifier.Sizes(3, 5, 3, 6, 4), new Lstm(5, 6));
      model.to(ScalarType.Double, false);
      var parameters = model.named_parameters();
      try (NoGradGuard guard = new NoGradGuard()) {
        for (String name : PARAMETERS) {
          parameters.get(name).copy_(golden.tensor(name));
        }
      }
      AdversarialLoss adversarial = new AdversarialLoss(golden.number("eps"), golden.number("lam"));
      Tensor labels = golden.tensor("y").to(ScalarType.Long);
      Tensor lengths = torch.zeros_like(labels).add_(new Scalar(6L));
      Tensor z = model.encode(golden.tensor("x"));

      assertClose("z", golden.tensor("X"), z);
      assertClose("e", golden.tensor("r"), adversarial.perturbation(golden.tensor("gX")));
      double loss =
          adversarial.accumulate(
              z,
              input ->
                  torch.cross_entropy(model.classify(model.lastHidden(input, lengths)), labels));

      assertEquals(golden.number("loss_total"), loss, 1e-12);
      for (String name : PARAMETERS) {
        assertClose(name, golden.tensor("grad." + name), parameters.get(name).grad());
        Tensor stepped = parameters.get(name).sub(parameters.get(name).grad().mul(new Scalar(0.1)));
        assertClose(name, golden.tensor("sgd." + name), stepped);
      }
    }
  }

  @Test
  void theLengthOfThePerturbationIsEpsilonForTinyGradientsAndZeroForNone() {
    try (TensorScope scope = new TensorScope()) {
      Tensor g = torch.ones(3, 3, 2);
      g.select(1, 1).mul_(new Scalar(1e-30));
      g.select(1, 2).zero_();
      Tensor e = new AdversarialLoss(0.5, 1).perturbation(g);
      float[] norms = TensorData.floats(e.square().sum(new long[] {0, 2}, false, null).sqrt());
      assertArrayEquals(new float[] {0.5f, 0.5f, 0}, norms, 1e-6f);
    }
  }

  @Test
  void rejectsBadSettingsByName() {
    assertEquals(
        "epsilon must be >= 0 and finite, got NaN",
        assertThrows(IllegalArgumentException.class, () -> new AdversarialLoss(Double.NaN, 1))
            .getMessage());
    assertEquals(
        "weight must be >= 0 and finite, got -1.0",
        assertThrows(IllegalArgumentException.class, () -> new AdversarialLoss(1, -1))
            .getMessage());
  }

  private static void assertClose(String name, Tensor expected, Tensor actual) {
    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(actual), 1e-12, name);
  }
}
