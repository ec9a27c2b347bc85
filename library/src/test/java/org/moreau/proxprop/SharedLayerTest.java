package org.moreau.proxprop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.LinearLayer;
import org.moreau.layer.Network;

/** Layers with several names, and layers that the network does not call by their new objects. */
class SharedLayerTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(10, "shared");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static final class Empty extends Network {
    Empty() {
      super("Empty");
    }
  }

  private static Tensor normal(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  @Test
  void aLayerThatIsAlsoTheLastKeepsItsGradientUnderAllNames() {
    Network network = new Empty();
    LinearImpl first = network.register_module("first", new LinearImpl(5, 5));
    LinearImpl middle = network.register_module("middle", new LinearImpl(5, 5));
    LinearImpl last = network.register_module("last", first);

    ImplicitSteps steps = new ProxProp(new StepMode.Exact(), 1).on(network);

    assertEquals(Set.of("middle"), steps.layers().keySet());
    assertEquals(
        Map.of(
            "first", "the last layer with parameters, which is last",
            "last", "the last layer with parameters"),
        steps.gradientLayers());
    last.forward(middle.forward(first.forward(torch.randn(4, 5))).tanh()).sum().backward();
    assertTrue(first.weight().grad().defined());
  }

  /** As a network does that registers libtorch's object twice, here or in two of its parts. */
  @Test
  void aLayerOfSeveralNamesAndObjectsTakesOneStep() {
    for (boolean nested : new boolean[] {false, true}) {
      Network network = new Empty();
      LinearImpl layer = new LinearImpl(5, 5);
      LinearImpl a = network.register_module("a", layer);
      Network part = network.register_module("part", new Empty());
      LinearImpl b = (nested ? part : network).register_module("b", layer);
      network.register_module("last", new LinearImpl(5, 2));
      network.to(ScalarType.Double, false);
      ImplicitSteps steps = new ProxProp(new StepMode.Exact(), 1).on(network);
      Tensor x = normal(4, 5);
      Tensor y = normal(4, 5);
      Tensor g = normal(4, 5);
      Tensor h = normal(4, 5);

      a.forward(x).mul(g).sum().add(b.forward(y).mul(h).sum()).backward();

      Tensor expected =
          new ExplicitMatrix((LinearLayer) a, torch.cat(new TensorVector(x, y), 0))
              .exact(torch.cat(new TensorVector(g, h), 0), 1);
      Tensor actual =
          torch.cat(new TensorVector(layer.weight().grad().flatten(), layer.bias().grad()), 0);
      double error = actual.sub(expected).norm().item_double();
      assertTrue(error <= 1e-10 * expected.norm().item_double(), "error " + error);
      assertEquals(8, steps.layers().get("a").orElseThrow().rows());
      assertEquals(steps.layers().get("a"), steps.layers().get(nested ? "part.b" : "b"));
    }
  }

  @Test
  void aLayerThatSharesItsWeightAloneKeepsItsGradient() {
    Network network = new Empty();
    LinearImpl a = network.register_module("a", new LinearImpl(5, 5));
    LinearImpl b = network.register_module("b", new LinearImpl(5, 5));
    network.register_module("last", new LinearImpl(5, 2));
    b.weight(a.weight());

    ImplicitSteps steps = new ProxProp(new StepMode.Exact(), 1).on(network);

    assertEquals("shares some of its parameters with b", steps.gradientLayers().get("a"));
    assertEquals("shares some of its parameters with a", steps.gradientLayers().get("b"));
  }

  @Test
  void theReportTellsALayerThatGotAGradientAndNoStep() {
    Network network = new Empty();
    LinearImpl ignored = new LinearImpl(30, 5);
    network.register_module("a", ignored);
    LinearImpl used = network.register_module("b", new LinearImpl(5, 5));
    LinearImpl last = network.register_module("last", new LinearImpl(5, 2));
    ImplicitSteps steps = new ProxProp(new StepMode.Exact(), 1).on(network);
    assertTrue(steps.toString().startsWith("a: exact, no step yet\nb: exact, no step yet\n"));

    last.forward(used.forward(ignored.forward(torch.randn(4, 30)))).sum().backward();

    assertEquals(
        """
        a: exact, no step, but a gradient: the network must call what register_module returned
        b: exact, rows (4 x 6)
        last: gradient, the last layer with parameters
        """,
        steps.toString());
  }

  @Test
  void parametersOfTheNetworkItselfHaveAName() {
    Network network = new Empty();
    network.register_parameter("scale", torch.ones(3));
    network.register_module("a", new LinearImpl(5, 5));
    network.register_module("last", new LinearImpl(5, 2));

    ImplicitSteps steps = new ProxProp(new StepMode.Exact(), 1).on(network);

    assertTrue(
        steps.toString().contains("\nthe network itself: gradient, not known to be linear\n"),
        steps.toString());
  }
}
