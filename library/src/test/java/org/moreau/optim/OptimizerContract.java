package org.moreau.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** What every optimiser keeps to. */
abstract class OptimizerContract {
  private static final int SIZE = 6;

  abstract Optimizer optimizer(Map<String, Tensor> parameters);

  static double[] numbers(Object... purpose) {
    return Seeds.random(11, purpose).doubles(SIZE, -1, 1).toArray();
  }

  static Map<String, Tensor> parameters(ScalarType type) {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    try (TensorScope scope = new TensorScope()) {
      for (String name : new String[] {"weight", "bias"}) {
        Tensor tensor = TensorData.of(numbers(name), 2, 3).to(type);
        tensor.set_requires_grad(true);
        parameters.put(name, TensorScope.own(tensor));
      }
    }
    return parameters;
  }

  /** Sets the gradient of one parameter to seeded numbers. */
  static void setGradient(Map<String, Tensor> parameters, String name, int step) {
    Tensor parameter = NamedTensors.get(parameters, name);
    Tensor factor = TensorData.of(numbers(name, step), 2, 3).to(parameter.scalar_type());
    parameter.mul(factor).sum().backward();
  }

  private static void steps(Optimizer optimizer, Map<String, Tensor> parameters, int from, int to) {
    for (int step = from; step < to; step++) {
      try (TensorScope scope = new TensorScope()) {
        optimizer.zeroGradients();
        setGradient(parameters, "weight", step);
        setGradient(parameters, "bias", step);
        optimizer.step();
      }
    }
  }

  @Test
  void continuesBitForBitFromItsState() {
    Map<String, Tensor> whole = parameters(ScalarType.Float);
    try (Optimizer optimizer = optimizer(whole)) {
      steps(optimizer, whole, 0, 9);
    }

    Map<String, Tensor> first = parameters(ScalarType.Float);
    Map<String, Tensor> second = parameters(ScalarType.Float);
    try (Optimizer before = optimizer(first);
        Optimizer after = optimizer(second)) {
      steps(before, first, 0, 4);
      NamedTensors.copyInto(second, first);
      after.load(NamedTensors.copy(before.state()));
      steps(after, second, 4, 9);
    }

    whole.forEach(
        (name, tensor) ->
            assertArrayEquals(
                TensorData.floats(tensor), TensorData.floats(NamedTensors.get(second, name))));
  }

  @Test
  void parameterWithoutGradientStays() {
    Map<String, Tensor> parameters = parameters(ScalarType.Double);
    try (Optimizer optimizer = optimizer(parameters)) {
      steps(optimizer, parameters, 0, 3);
      double[] weight = TensorData.doubles(NamedTensors.get(parameters, "weight"));
      double[] bias = TensorData.doubles(NamedTensors.get(parameters, "bias"));

      try (TensorScope scope = new TensorScope()) {
        optimizer.zeroGradients();
        setGradient(parameters, "weight", 9);
        optimizer.step();
      }

      assertFalse(NamedTensors.get(parameters, "bias").grad().defined());
      assertArrayEquals(bias, TensorData.doubles(NamedTensors.get(parameters, "bias")));
      assertTrue(weight[0] != TensorData.doubles(NamedTensors.get(parameters, "weight"))[0]);
    }
  }

  @Test
  void stateOutlivesTheScopeItWasMadeIn() {
    Map<String, Tensor> parameters = parameters(ScalarType.Float);
    Optimizer optimizer;
    try (TensorScope scope = new TensorScope()) {
      optimizer = optimizer(parameters);
      setGradient(parameters, "weight", 0);
      optimizer.step();
    }

    assertTrue(optimizer.state().values().stream().noneMatch(t -> t.isNull()));
    steps(optimizer, parameters, 1, 3);
    Map<String, Tensor> state = optimizer.state();
    optimizer.close();
    assertTrue(state.values().stream().allMatch(t -> t.isNull()));
    assertFalse(NamedTensors.get(parameters, "weight").isNull());
  }

  @Test
  void leavesGradientModeAsItWas() {
    Map<String, Tensor> parameters = parameters(ScalarType.Float);
    try (Optimizer optimizer = optimizer(parameters)) {
      steps(optimizer, parameters, 0, 1);

      assertTrue(GradMode.is_enabled());
      assertTrue(NamedTensors.get(parameters, "weight").is_leaf());
      assertTrue(NamedTensors.get(parameters, "weight").requires_grad());
    }
  }

  @Test
  void rejectsStateOfAnotherModelByName() {
    Map<String, Tensor> parameters = parameters(ScalarType.Float);
    try (Optimizer optimizer = optimizer(parameters)) {
      String name = optimizer.state().keySet().iterator().next();
      Map<String, Tensor> state = new LinkedHashMap<>(optimizer.state());

      state.put(name, TensorData.of(new float[4], 4));
      var shape = assertThrows(IllegalArgumentException.class, () -> optimizer.load(state));
      assertTrue(String.valueOf(shape.getMessage()).contains(name + " of the state"));
      assertTrue(String.valueOf(shape.getMessage()).contains("shape [2, 3], got [4]"));

      state.remove(name);
      var missing = assertThrows(IllegalArgumentException.class, () -> optimizer.load(state));
      assertTrue(String.valueOf(missing.getMessage()).endsWith("has no tensor " + name));
    }
  }

  @Test
  void rejectsLearningRateThatIsNoNumber() {
    try (Optimizer optimizer = optimizer(parameters(ScalarType.Float))) {
      var error =
          assertThrows(IllegalArgumentException.class, () -> optimizer.setLearningRate(Double.NaN));

      assertEquals("learningRate must be >= 0 and finite, got NaN", error.getMessage());
      optimizer.setLearningRate(0.5);
      assertEquals(0.5, optimizer.learningRate());
    }
  }
}
