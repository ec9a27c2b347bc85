package org.moreau.proxprop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ModelState;

/** The paper's propositions, each on a net of three dense layers in float64. */
class TheoryTest {
  private static final double TAU_THETA = 0.3;

  private TensorScope scope;
  private Net net;
  private Tensor x;
  private Tensor y;

  private static final class Net extends Network {
    final LinearImpl fc1 = register_module("fc1", new LinearImpl(6, 8));
    final LinearImpl fc2 = register_module("fc2", new LinearImpl(8, 5));
    final LinearImpl fc3 = register_module("fc3", new LinearImpl(5, 3));

    Net() {
      super("Net");
      to(ScalarType.Double, false);
    }

    Tensor forward(Tensor x) {
      return fc3.forward(fc2.forward(fc1.forward(x).sigmoid()).sigmoid());
    }
  }

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(4, "theory");
    net = new Net();
    x = torch.randn(7, 6).to(ScalarType.Double);
    y = torch.randint(3, new long[] {7});
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private Map<String, Tensor> gradients() {
    Map<String, Tensor> parameters = ModelState.of(net).parameters();
    parameters.values().forEach(parameter -> parameter.mutable_grad().reset());
    torch.cross_entropy(net.forward(x), y).backward();
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> gradients.put(name, parameter.grad().clone()));
    return gradients;
  }

  private Map<String, Tensor> implicit(String mode) {
    new ProxProp(StepMode.parse(mode), TAU_THETA).on(net);
    Map<String, Tensor> directions = gradients();
    new ProxProp(new StepMode.Gradient(), TAU_THETA).on(net);
    return directions;
  }

  private static void close(Tensor expected, Tensor actual, double tolerance) {
    double error = actual.sub(expected).norm().item_double();
    assertTrue(error <= tolerance * (1e-300 + expected.norm().item_double()), "" + error);
  }

  /**
   * Proposition 1. Algorithm 1 with explicit steps on the penalties: z3 := z3 - τ ∇loss; from the
   * top, a -= ∇ of ½|θ(a) - z|² at the updated z, z := z - σ'(z)(σ(z) - a), θ -= ∇ of the penalty.
   * All its parameter steps are τ times the gradients. With implicit steps on the penalties of all
   * layers but the last, (A'A + I/τ_θ)⁻¹ times them, they are τ times ProxProp's directions.
   */
  @Test
  void algorithmOneIsBackpropagationOrProxProp() {
    Map<String, Tensor> expected = implicit("gradient");
    Map<String, Tensor> directions = implicit("exact");
    double tau = 0.7;
    try (NoGradGuard guard = new NoGradGuard()) {
      List<LinearImpl> layers = List.of(net.fc1, net.fc2, net.fc3);
      Tensor[] a = new Tensor[3];
      Tensor[] z = new Tensor[3];
      Tensor input = x;
      for (int l = 0; l < 3; l++) {
        a[l] = input;
        z[l] = layers.get(l).forward(input);
        input = z[l].sigmoid();
      }
      Tensor target =
          z[2].sub(z[2].softmax(1).sub(torch.one_hot(y, 3)).div(new Scalar(7.0)), new Scalar(tau));
      for (int l = 2; l >= 0; l--) {
        Tensor residual =
            layers.get(l).forward(a[l]).sub(target); // gradient of ½|θ(a) - z|² in θ(a)
        Tensor weightStep = residual.t().mm(a[l]);
        Tensor biasStep = residual.sum(0);
        String name = "fc" + (l + 1);
        close(expected.get(name + ".weight").mul(new Scalar(tau)), weightStep, 1e-12);
        close(expected.get(name + ".bias").mul(new Scalar(tau)), biasStep, 1e-12);
        Tensor gradient = torch.cat(new TensorVector(weightStep.t(), biasStep.unsqueeze(0)), 0);
        Tensor step = l == 2 ? gradient : torch.linalg_solve(metric(a[l]), gradient, true);
        close(theta(directions, name).mul(new Scalar(tau)), step, 1e-12);
        if (l > 0) {
          Tensor updatedA = a[l].sub(residual.mm(layers.get(l).weight()));
          Tensor s = z[l - 1].sigmoid();
          Tensor slope = s.mul(s.neg().add(new Scalar(1.0)));
          target = z[l - 1].sub(slope.mul(s.sub(updatedA)));
        }
      }
    }
  }

  /** Proposition 2: the step of a layer is M⁻¹ times its gradient, M = A'A + I/τ_θ. */
  @Test
  void theDirectionIsTheGradientInAnotherMetric() {
    Map<String, Tensor> gradients = gradients();
    Map<String, Tensor> directions = implicit("exact");
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("fc1", x);
    inputs.put("fc2", net.fc1.forward(x).sigmoid().detach());
    inputs.forEach(
        (name, input) -> {
          Tensor product = metric(input).mm(theta(directions, name));
          close(theta(gradients, name), product, 1e-12);
        });
    close(gradients.get("fc3.weight"), directions.get("fc3.weight"), 1e-14);
    close(gradients.get("fc3.bias"), directions.get("fc3.bias"), 1e-14);
  }

  /** A'A + I/τ_θ. */
  private static Tensor metric(Tensor input) {
    Tensor a = torch.cat(new TensorVector(input, torch.ones(7, 1).to(ScalarType.Double)), 1);
    return a.t().mm(a).add(torch.eye(a.size(1)), new Scalar(1 / TAU_THETA));
  }

  private static Tensor theta(Map<String, Tensor> of, String layer) {
    Tensor bias = of.get(layer + ".bias").unsqueeze(0);
    return torch.cat(new TensorVector(of.get(layer + ".weight").t(), bias), 0);
  }

  /**
   * Proposition 3: at a stationary point, here the one where every class is as likely as its label
   * says, implicit steps stand still; away from it, neither the gradient nor the step is zero.
   */
  @Test
  void fixedPointsAreTheStationaryPoints() {
    Tensor mixed = torch.full(new long[] {7, 3}, new Scalar(1.0 / 3)).to(ScalarType.Double);
    try (NoGradGuard guard = new NoGradGuard()) {
      net.fc3.bias().zero_();
    }
    for (double distance : new double[] {0, 1e-3}) {
      try (NoGradGuard guard = new NoGradGuard()) {
        net.fc3.weight().normal_(0, distance, null);
      }
      for (String mode : List.of("gradient", "exact", "cg:2")) {
        new ProxProp(StepMode.parse(mode), TAU_THETA).on(net);
        Map<String, Tensor> parameters = ModelState.of(net).parameters();
        parameters.values().forEach(parameter -> parameter.mutable_grad().reset());
        torch.cross_entropy(net.forward(x), mixed).backward();
        for (String name : List.of("fc1.weight", "fc2.weight", "fc2.bias")) {
          double size = parameters.get(name).grad().abs().max().item_double();
          assertEquals(distance > 0, size > 1e-15, mode + " " + name + " " + size);
        }
      }
    }
  }

  /**
   * Propositions 4 and 5: every number of conjugate gradient steps gives a direction of descent.
   */
  @Test
  void everyDirectionDescends() {
    Map<String, Tensor> gradients = gradients();
    for (String mode : List.of("cg:1", "cg:2", "cg:3", "cg:5", "cg:20", "exact")) {
      ImplicitSteps steps = new ProxProp(StepMode.parse(mode), TAU_THETA).monitoredOn(net);
      Map<String, Tensor> directions = gradients();

      double slope = 0;
      for (String name : gradients.keySet()) {
        slope += gradients.get(name).mul(directions.get(name)).sum().item_double();
      }
      assertTrue(slope > 0, mode);
      for (String layer : List.of("fc1", "fc2")) {
        Tensor g = theta(gradients, layer);
        Tensor d = theta(directions, layer);
        double cosine = g.mul(d).sum().div(g.norm().mul(d.norm())).item_double();
        assertTrue(cosine > 0, mode);
        assertEquals(cosine, steps.layers().get(layer).orElseThrow().cosine(), 1e-12, mode + layer);
      }
      new ProxProp(new StepMode.Gradient(), TAU_THETA).on(net);
    }
  }
}
