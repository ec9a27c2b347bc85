package org.moreau.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.model.ModelState;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Norm;
import org.moreau.optim.Sgd;

class ProximalLayerTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(6, "layer");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void aFixedLayerIsTheProximalMap() {
    ProximalLayer layer = new ProximalLayer(new L1Norm(), new StepSize.Fixed(0.4));
    for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
      Tensor x = torch.randn(5, 3, 2).to(type);

      assertTrue(torch.equal(new L1Norm().prox(x, 0.4), layer.forward(x)));
    }
    assertTrue(ModelState.of(layer).all().isEmpty());
  }

  @Test
  void aScheduledStepFollowsTheEpoch() {
    ProximalLayer layer = new ProximalLayer(new L1Norm(), new StepSize.Scheduled(2, 0.5));

    assertEquals(1 / 2.0, layer.step().item_double());
    layer.epoch(4);
    assertEquals(1 / (2 * (1 + 0.5 * 4)), layer.step().item_double());
    assertEquals(
        "epoch must be >= 0, got -1",
        assertThrows(IllegalArgumentException.class, () -> layer.epoch(-1)).getMessage());
  }

  @Test
  void aSavedScheduledLayerKeepsItsStep() {
    ProximalLayer layer = new ProximalLayer(new L1Norm(), new StepSize.Scheduled(2, 0.5));
    layer.epoch(4);
    ProximalLayer other = new ProximalLayer(new L1Norm(), new StepSize.Scheduled(2, 0.5));

    ModelState.of(other).load("the copy", ModelState.of(layer).copy());

    assertEquals(1 / 6.0, other.step().item_double());
  }

  @Test
  void theEpochDoesNotMatterToTheOthers() {
    ProximalLayer fixed = new ProximalLayer(new L1Norm(), new StepSize.Fixed(0.4));
    ProximalLayer trainable = new ProximalLayer(new L1Norm(), new StepSize.Trainable(0.4));

    fixed.epoch(7);
    trainable.epoch(7);

    assertEquals(0.4, fixed.step().item_double());
    assertEquals(0.4, trainable.step().item_double(), 1e-7);
  }

  @Test
  void theGradientOfLogStepMatchesDifferences() {
    ProximalLayer layer = new ProximalLayer(new L2Norm(), new StepSize.Trainable(0.4));
    Tensor x = torch.randn(5, 3).to(ScalarType.Double);
    Tensor direction = torch.randn_like(x);
    Tensor parameter = ModelState.of(layer).parameters().get("log_step");

    layer.forward(x).mul(direction).sum().backward();

    double h = 1e-6;
    double logStep = parameter.item_double();
    double up = new L2Norm().prox(x, Math.exp(logStep + h)).mul(direction).sum().item_double();
    double down = new L2Norm().prox(x, Math.exp(logStep - h)).mul(direction).sum().item_double();
    assertEquals((up - down) / (2 * h), parameter.grad().item_double(), 1e-5);
  }

  @Test
  void aLearntStepThatOverflowsOrVanishesIsAnErrorNotAWrongGradient() {
    for (double logStep : new double[] {100, -200, Double.NaN}) {
      ProximalLayer layer = new ProximalLayer(new L2Norm(), new StepSize.Trainable(0.4));
      ModelState.of(layer).parameters().get("log_step").detach().fill_(new Scalar(logStep));

      String message =
          assertThrows(IllegalArgumentException.class, () -> layer.forward(torch.randn(5, 3)))
              .getMessage();

      String step = Double.toString((float) Math.exp(logStep));
      assertEquals("step must be > 0 and finite, got " + step, message);
    }
  }

  /** A layer after a linear one, registered under a name. */
  private static final class Net extends Module {
    final LinearImpl linear;
    final ProximalLayer sparse;

    Net() {
      super("Net");
      linear = register_module("linear", new LinearImpl(4, 6));
      sparse =
          register_module("sparse", new ProximalLayer(new L1Norm(), new StepSize.Trainable(0.1)));
    }

    Tensor forward(Tensor x) {
      return sparse.forward(linear.forward(x));
    }
  }

  @Test
  void itsStepIsAParameterOfTheNetwork() {
    Net net = new Net();

    assertEquals(
        Set.of("linear.weight", "linear.bias", "sparse.log_step"),
        ModelState.of(net).parameters().keySet());
  }

  @Test
  void trainingMovesTheStepAndKeepsItPositive() {
    Net net = new Net();
    Tensor x = torch.randn(32, 4);
    try (Sgd sgd = new Sgd(ModelState.of(net).parameters(), Sgd.Settings.of(0.5))) {
      for (int k = 0; k < 60; k++) {
        try (TensorScope turn = new TensorScope()) {
          sgd.zeroGradients();
          net.forward(x).abs().sum(1).mean().backward(); // best with all outputs 0: a large step
          sgd.step();
        }
      }
    }
    assertTrue(net.sparse.step().item_double() > 0.2, "step " + net.sparse.step().item_double());
    assertEquals(0, net.forward(x).abs().sum().item_double(), 1e-6);
  }

  @Test
  void overColumnsEveryFeatureIsAMember() {
    ProximalLayer layer = ProximalLayer.overColumns(new L2Norm(), new StepSize.Fixed(0.4));
    Tensor x = torch.randn(5, 3);

    assertTrue(torch.equal(new L2Norm().prox(x.t(), 0.4).t(), layer.forward(x)));
    String message =
        assertThrows(IllegalArgumentException.class, () -> layer.forward(torch.randn(5)))
            .getMessage();
    assertTrue(message.startsWith("x must have the shape [batch, features, ...]"), message);
  }

  @Test
  void gradientsSurviveTheGarbageCollector() {
    ProximalLayer layer = new ProximalLayer(Activations.sigmoid(), new StepSize.Trainable(0.4));
    Tensor x = torch.randn(5, 3).set_requires_grad(true);
    Tensor y = layer.forward(x);

    System.gc();
    y.sum().backward();

    assertTrue(x.grad().gt(new Scalar(0)).all().item_bool());
  }

  @Test
  void rejectsStepsByName() {
    Map<String, Runnable> wrong =
        Map.of(
            "step must be > 0", () -> new StepSize.Fixed(0),
            "alpha0 must be > 0", () -> new StepSize.Scheduled(-1, 0),
            "k must be >= 0", () -> new StepSize.Scheduled(1, -1),
            "initial must be > 0", () -> new StepSize.Trainable(Double.NaN));

    wrong.forEach(
        (start, code) -> {
          String message = assertThrows(IllegalArgumentException.class, code::run).getMessage();
          assertTrue(message.startsWith(start), message);
        });
    assertArrayEquals(
        new long[0], new ProximalLayer(new L1Norm(), new StepSize.Fixed(1)).step().shape());
  }
}
