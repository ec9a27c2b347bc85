package org.moreau.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.layer.ProximalLayer;
import org.moreau.layer.StepSize;
import org.moreau.operator.L1Norm;
import org.moreau.optim.Sgd;
import org.moreau.pathprox.Coupling;
import org.moreau.pathprox.Couplings;
import org.moreau.pathprox.PathProx;
import org.moreau.proxprop.ImplicitSteps;
import org.moreau.proxprop.ProxProp;
import org.moreau.proxprop.StepMode;
import org.moreau.recurrent.ProxLstm;

/** All four methods on one network, in float64. */
class RecurrentMlpTest {
  private static final SequenceClassifier.Sizes SIZES = new SequenceClassifier.Sizes(2, 3, 3, 4, 3);
  private static final int UNITS = 5;
  private static final double STEP = 0.05;
  private static final double TAU_THETA = 0.4;
  private static final double RATE = 0.3;
  private static final double LAMBDA = 0.2;
  private static final Scalar ONE = new Scalar(1.0);

  private final TensorScope scope = new TensorScope();
  private final Tensor frames;
  private final Tensor lengths = TensorData.of(new long[] {7, 4, 7, 6}, 4);
  private final Tensor labels = TensorData.of(new long[] {0, 2, 1, 2}, 4);

  RecurrentMlpTest() {
    Seeds.torch(3, "frames");
    frames = torch.randn(4, 2, 7).to(ScalarType.Double);
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  private static RecurrentMlp model(@Nullable ProximalLayer proximal) {
    Seeds.torch(1, "model");
    RecurrentMlp model = new RecurrentMlp(SIZES, UNITS, new ProxLstm(3, 4, 1, 1), proximal);
    model.to(ScalarType.Double, false);
    return model;
  }

  private static ProximalLayer threshold() {
    return new ProximalLayer(new L1Norm(), new StepSize.Fixed(STEP));
  }

  private Tensor loss(RecurrentMlp model) {
    return torch.cross_entropy(model.logits(frames, lengths), labels);
  }

  @Test
  void theProximalLayerIsBetweenTheLastStateAndTheHead() {
    RecurrentMlp model = model(threshold());
    Tensor states = model.lastHidden(model.encode(frames), lengths);
    Tensor shrunk = states.sign().mul(states.abs().sub(new Scalar(STEP)).relu());

    assertEquals(0, distance(model.head().logits(shrunk), model.logits(frames, lengths)));
    assertTrue(distance(model(null).logits(frames, lengths), model.logits(frames, lengths)) > 1e-4);
  }

  @Test
  void implicitStepsAreTakenByTheConvolutionAndTheFirstLayerOfTheHead() {
    ImplicitSteps steps = new ProxProp(new StepMode.Exact(), TAU_THETA).on(model(threshold()));

    assertEquals(Set.of("conv", "head.fc1"), steps.layers().keySet());
    assertEquals(
        Map.of("lstm", "not known to be linear", "head.fc2", "the last layer with parameters"),
        steps.gradientLayers());
  }

  /** Through the recurrent layer and the proximal one, which are not homogeneous. */
  @Test
  void onlyTheUnitsOfTheHeadAreCoupled() {
    RecurrentMlp model = model(threshold());
    Tensor all = torch.full_like(lengths, new Scalar(7L));
    Couplings couplings = Couplings.find(model, x -> model.logits(x, all), frames);

    assertEquals(List.of(new Coupling("head.fc1", "head.fc2")), couplings.all());
    assertEquals(Set.of("conv"), couplings.rest().keySet());
  }

  /**
   * The step that the methods make together: fc1 - rate (A'A + I/tau_theta)^-1 A'g, A being made of
   * the features behind the proximal layer and g of the data's loss alone; then the proximal map of
   * the path norm; everything with the derivatives through ProxLSTM.
   */
  @Test
  void oneStepIsTheImplicitStepOnTheLossAndThenTheProximalMapOfTheRegulariser() {
    RecurrentMlp model = model(threshold());
    loss(model).backward();
    Map<String, Tensor> own = ModelState.of(model).parameters();
    Tensor w = NamedTensors.get(own, "head.fc1.weight").detach().clone();
    Tensor v = NamedTensors.get(own, "head.fc2.weight").detach().clone();
    Tensor lstm = NamedTensors.get(own, "lstm.weight_ih_l0").detach().clone();
    Tensor states = model.lastHidden(model.encode(frames), lengths).detach();
    Tensor a = states.sign().mul(states.abs().sub(new Scalar(STEP)).relu());
    Tensor ones = torch.ones_like(a.narrow(1, 0, 1));
    Tensor design = torch.cat(new TensorVector(a, ones), 1);
    Tensor gradient =
        torch.cat(
            new TensorVector(
                NamedTensors.get(own, "head.fc1.weight").grad(),
                NamedTensors.get(own, "head.fc1.bias").grad().unsqueeze(1)),
            1);
    Tensor ridge = torch.eye(5, a.options()).mul(new Scalar(1 / TAU_THETA));
    Tensor direction = torch.linalg_solve(design.t().mm(design).add(ridge), gradient.t(), true).t();
    Tensor half = w.sub(direction.narrow(1, 0, 4).mul(new Scalar(RATE)));
    Tensor vHalf = v.sub(NamedTensors.get(own, "head.fc2.weight").grad().mul(new Scalar(RATE)));
    Tensor lstmHalf =
        lstm.sub(NamedTensors.get(own, "lstm.weight_ih_l0").grad().mul(new Scalar(RATE)));

    new ProxProp(new StepMode.Exact(), TAU_THETA).on(model);
    Couplings couplings = Couplings.find(model.head(), model.head()::logits, a);
    try (PathProx optimizer =
        new PathProx(
            new Sgd(own, Sgd.Settings.of(RATE)), couplings, PathProx.Settings.of(LAMBDA))) {
      optimizer.zeroGradients();
      try (TensorScope step = new TensorScope()) {
        loss(model).backward();
        optimizer.step();
      }
    }

    assertEquals(
        0, distance(half.div(norms(half, 1)), NamedTensors.get(own, "head.fc1.weight")), 1e-9);
    Tensor factor = torch.rsub(norms(vHalf, 0).reciprocal().mul(new Scalar(RATE * LAMBDA)), ONE);
    assertEquals(
        0, distance(vHalf.mul(factor.relu()), NamedTensors.get(own, "head.fc2.weight")), 1e-9);
    assertEquals(0, distance(lstmHalf, NamedTensors.get(own, "lstm.weight_ih_l0")), 1e-9);
  }

  private static Tensor norms(Tensor matrix, long over) {
    return matrix.square().sum(over).sqrt().unsqueeze(over);
  }

  /** A step leaves nothing behind that the next one, in another scope, would meet. */
  @Test
  void everyStepHasAScopeOfItsOwn() {
    List<Double> losses = new ArrayList<>();
    RecurrentMlp model = model(threshold());
    new ProxProp(new StepMode.Exact(), TAU_THETA).on(model);
    Couplings couplings =
        Couplings.find(model.head(), model.head()::logits, torch.randn(4, 4).to(ScalarType.Double));
    try (PathProx optimizer =
        new PathProx(
            new Sgd(ModelState.of(model).parameters(), Sgd.Settings.of(RATE)),
            couplings,
            PathProx.Settings.of(0.001))) {
      for (int k = 0; k < 20; k++) {
        try (TensorScope step = new TensorScope()) {
          optimizer.zeroGradients();
          Tensor loss = loss(model);
          loss.backward();
          optimizer.step();
          losses.add(loss.item_double());
        }
      }
    }
    assertTrue(losses.get(19) < losses.get(0), losses.toString());
    assertNotEquals(losses.get(19), losses.get(18));
  }

  @Test
  void aLayerOfOtherSizesIsRefused() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new RecurrentMlp(SIZES, UNITS, new ProxLstm(3, 5, 1, 1), null));
    assertEquals(
        "the layer must have 3 inputs and 4 hidden units, got 3 and 5", thrown.getMessage());
  }

  private static double distance(Tensor a, Tensor b) {
    return a.sub(b).abs().max().item_double();
  }
}
