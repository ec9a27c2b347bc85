package org.moreau.proxprop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
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
import org.moreau.model.ModelState;
import org.moreau.optim.Adam;
import org.moreau.optim.Optimizer;
import org.moreau.optim.Sgd;

/** The direction goes wherever a gradient goes. */
class OptimiserTest {
  private static final double RATE = 0.5;

  private TensorScope scope;
  private Single network;
  private Tensor x;
  private Tensor g;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(12, "optimisers");
    network = Single.dense(30, 4, true);
    network.with("exact", 1);
    x = torch.randn(10, 30).to(ScalarType.Double);
    g = torch.randn(10, 4).to(ScalarType.Double);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private Tensor weight() {
    return network.layer.linearParameters().get("weight");
  }

  /** The direction of the weight, from the matrix written down. */
  private Tensor direction(Tensor input, Tensor cotangent) {
    return new ExplicitMatrix(network.layer, input)
        .exact(cotangent, 1)
        .narrow(0, 0, 120)
        .view(4, 30);
  }

  private static void close(Tensor expected, Tensor actual, double tolerance) {
    double error = actual.sub(expected).norm().item_double();
    assertTrue(error <= tolerance * expected.norm().item_double(), "error " + error);
  }

  private static Optimizer optimizer(String name, Map<String, Tensor> parameters) {
    return switch (name) {
      case "sgd" -> new Sgd(parameters, new Sgd.Settings(RATE, 0, false, 0));
      case "nesterov" -> new Sgd(parameters, new Sgd.Settings(RATE, 0.9, true, 0));
      case "weight decay" -> new Sgd(parameters, new Sgd.Settings(RATE, 0, false, 0.1));
      default -> new Adam(parameters, Adam.Settings.of(RATE));
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "nesterov", "weight decay", "adam"})
  void optimisersTakeTheDirectionForTheGradient(String name) {
    Tensor start = weight().detach().clone();
    Tensor d = direction(x, g);
    try (Optimizer optimizer = optimizer(name, ModelState.of(network).parameters())) {
      optimizer.zeroGradients();
      network.gradients(x, g);
      optimizer.step();
    }

    Tensor expected =
        switch (name) {
          case "nesterov" -> d.mul(new Scalar(1.9)); // d, and 0.9 of a velocity that is d
          case "weight decay" -> d.add(start, new Scalar(0.1));
          case "adam" -> d.sign();
          default -> d;
        };
    Tensor step = start.sub(weight().detach()).div(new Scalar(RATE));
    close(expected, step, name.equals("adam") ? 1e-4 : 1e-10);
  }

  /** Machines that average their gradients average directions, which is another step. */
  @Test
  void dataParallelTrainingAveragesDirections() {
    Tensor here = network.gradients(x.narrow(0, 0, 5), g.narrow(0, 0, 5)).get("weight");
    Tensor there = network.gradients(x.narrow(0, 5, 5), g.narrow(0, 5, 5)).get("weight");

    Tensor mean = here.add(there).mul(new Scalar(0.5));

    Tensor expected =
        direction(x.narrow(0, 0, 5), g.narrow(0, 0, 5))
            .add(direction(x.narrow(0, 5, 5), g.narrow(0, 5, 5)))
            .mul(new Scalar(0.5));
    close(expected, mean, 1e-10);
    // The losses' mean over ten examples has half of each cotangent.
    Tensor together = direction(x, g.mul(new Scalar(0.5)));
    double difference = mean.sub(together).norm().div(together.norm()).item_double();
    assertTrue(difference > 0.01, "difference " + difference);
  }
}
