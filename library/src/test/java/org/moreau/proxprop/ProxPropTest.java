package org.moreau.proxprop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.LinearMap;
import org.moreau.layer.LinearMapLayer;
import org.moreau.layer.Network;

class ProxPropTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(5, "proxprop");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static final class Part extends Network {
    final LinearImpl fc = register_module("fc", new LinearImpl(4, 4));

    Part() {
      super("Part");
    }
  }

  private static final class Net extends Network {
    final LinearImpl first = register_module("first", new LinearImpl(3, 4));
    final Part part = register_module("part", new Part());
    final BatchNorm1dImpl norm =
        register_module("norm", new BatchNorm1dImpl(new BatchNormOptions(4)));
    final LinearImpl last = register_module("last", new LinearImpl(4, 2));

    Net() {
      super("Net");
    }

    Tensor forward(Tensor x) {
      return last.forward(norm.forward(part.fc.forward(first.forward(x).relu()).relu()));
    }
  }

  @Test
  void saysWhatEveryLayerDoes() {
    Net net = new Net();

    ImplicitSteps steps = new ProxProp(new StepMode.Exact(), 1).on(net);

    assertEquals(Set.of("first", "part.fc"), steps.layers().keySet());
    assertEquals(
        Map.of("norm", "not known to be linear", "last", "the last layer with parameters"),
        steps.gradientLayers());
    net.forward(torch.randn(2, 3)).sum().backward();
    assertEquals(
        """
        first: exact, rows (2 x 4)
        part.fc: exact, rows (2 x 5)
        norm: gradient, not known to be linear
        last: gradient, the last layer with parameters
        """,
        steps.toString());
  }

  @Test
  void theLastLayerTakesImplicitStepsWhereItIsAskedTo() {
    Net net = new Net();

    ImplicitSteps steps =
        new ProxProp(new StepMode.Exact(), 1, ProxProp.LastLayer.IMPLICIT).on(net);

    assertEquals(Set.of("first", "part.fc", "last"), steps.layers().keySet());
  }

  @Test
  void theGradientModeIsLibtorchs() {
    Net net = new Net();
    new ProxProp(new StepMode.Exact(), 1).on(net);

    ImplicitSteps steps = new ProxProp(new StepMode.Gradient(), 1).on(net);

    assertTrue(steps.layers().isEmpty());
    net.forward(torch.randn(2, 3)).sum().backward();
    assertTrue(net.first.weight().grad().defined());
  }

  /** A network is the same network to everything else, with or without implicit steps. */
  @Test
  void valuesDoNotChange() {
    Net net = new Net();
    net.eval();
    Tensor x = torch.randn(2, 3);
    Tensor before = net.forward(x);

    new ProxProp(new StepMode.Exact(), 1).on(net);

    assertTrue(torch.equal(before, net.forward(x)));
    try (NoGradGuard guard = new NoGradGuard()) {
      assertTrue(torch.equal(before, net.forward(x)));
      assertFalse(net.forward(x).requires_grad());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void theStepIsPositive(double tau) {
    assertEquals(
        "tauTheta must be > 0 and finite, got " + tau,
        assertThrows(IllegalArgumentException.class, () -> new ProxProp(new StepMode.Exact(), tau))
            .getMessage());
  }

  @Test
  void theModeIsNotNull() {
    assertEquals(
        "mode must not be null",
        assertThrows(NullPointerException.class, () -> new ProxProp(null, 1)).getMessage());
  }

  @Test
  void aNetworkWithoutLinearLayersIsRefused() {
    Network none = new Network("None") {};
    none.register_module("norm", new BatchNorm1dImpl(new BatchNormOptions(4)));
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> new ProxProp(new StepMode.Exact(), 1).on(none))
            .getMessage()
            .startsWith("the network must have a layer that is linear in its parameters"));
  }

  @Test
  void withoutAScopeTheHooksWouldBeLost() {
    Net net = TensorScope.retain(new Net());
    new ProxProp(new StepMode.Exact(), 1).on(net);
    Tensor x = TensorScope.own(torch.randn(2, 3));
    scope.close();

    assertEquals(
        "a TensorScope must be open around forward and backward; it keeps the gradient's hooks",
        assertThrows(IllegalStateException.class, () -> net.first.forward(x)).getMessage());
    scope = new TensorScope();
  }

  /** A circulant matrix: z = θ * x, cyclic. */
  private record Cyclic(double power) implements LinearMap {
    @Override
    public Tensor forward(Tensor x, List<Tensor> parameters) {
      Tensor theta = parameters.get(0);
      Tensor scaled = power == 1 ? theta : theta.abs().pow(new Scalar(power));
      Tensor z = torch.zeros_like(x);
      for (long i = 0; i < theta.numel(); i++) {
        z = z.add(x.roll(new long[] {i}, new long[] {1}).mul(scaled.select(0, i)));
      }
      return z;
    }

    @Override
    public List<Tensor> adjoint(Tensor x, Tensor u) {
      Tensor result = x.new_empty(x.size(1));
      for (long i = 0; i < x.size(1); i++) {
        result.select(0, i).copy_(x.roll(new long[] {i}, new long[] {1}).mul(u).sum());
      }
      return List.of(result);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exact", "cg:1", "cg:3"})
  void aMapOfOnesOwnTakesImplicitSteps(String mode) {
    LinearMapLayer layer =
        new LinearMapLayer(new Cyclic(1), Map.of("theta", torch.randn(6).to(ScalarType.Double)));
    Single network = Single.of(layer);
    Tensor x = torch.randn(4, 6).to(ScalarType.Double);
    Tensor g = torch.randn(4, 6).to(ScalarType.Double);
    ExplicitMatrix a = new ExplicitMatrix(network.layer, x);
    network.with(mode, 0.4);

    Tensor direction = network.gradients(x, g).get("theta");

    Tensor expected =
        mode.equals("exact")
            ? a.exact(g, 2.5)
            : a.conjugateGradients(g, 2.5, Integer.parseInt(mode.substring(3)));
    double error = direction.sub(expected).norm().item_double();
    assertTrue(error <= 1e-10 * expected.norm().item_double(), mode + " " + error);
  }

  @Test
  void aMapThatIsNotLinearIsNamed() {
    LinearMapLayer layer =
        new LinearMapLayer(new Cyclic(2), Map.of("theta", torch.randn(6).to(ScalarType.Double)));
    Single network = Single.of(layer);
    network.with("exact", 1);
    Tensor x = torch.randn(4, 6).to(ScalarType.Double);

    String message =
        assertThrows(RuntimeException.class, () -> network.gradients(x, torch.ones_like(x)))
            .getMessage();

    assertTrue(message.contains("layer only must be linear in its parameters"), message);
  }
}
