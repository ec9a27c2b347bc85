package org.moreau.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class WeightNormalisationTest extends OptimizerContract {
  private static final double RATE = 0.1;
  private static final double LAMBDA = 0.3;

  @Override
  Optimizer optimizer(Map<String, Tensor> parameters) {
    return new WeightNormalisation(
        parameters,
        Set.of("weight"),
        trained -> new Sgd(trained, new Sgd.Settings(RATE, 0.9, false, 0)));
  }

  private static WeightNormalisation plain(Map<String, Tensor> parameters) {
    return new WeightNormalisation(
        parameters, Set.of("weight"), trained -> new Sgd(trained, Sgd.Settings.of(RATE)));
  }

  /** The same steps by autograd through w = g v/|v|, with the penalty λ/2 (|g|² + |v|²). */
  @Test
  void stepsAreThoseOfAutogradThroughTheDefinition() {
    Map<String, Tensor> parameters = parameters(ScalarType.Double);
    double[] expected;
    double[] expectedBias = numbers("bias");
    try (TensorScope scope = new TensorScope()) {
      Map<String, Tensor> split = new LinkedHashMap<>();
      Tensor start = TensorData.of(numbers("weight"), 2, 3);
      split.put("v", TensorScope.own(start.clone().set_requires_grad(true)));
      Tensor norms = start.square().sum(1).sqrt().view(2, 1);
      split.put("g", TensorScope.own(norms.set_requires_grad(true)));
      Tensor v = NamedTensors.get(split, "v");
      Tensor g = NamedTensors.get(split, "g");
      try (Sgd sgd = new Sgd(split, Sgd.Settings.of(RATE))) {
        for (int t = 0; t < 8; t++) {
          sgd.zeroGradients();
          Tensor w = v.mul(g.div(v.square().sum(1).sqrt().view(2, 1)));
          Tensor loss = w.mul(TensorData.of(numbers("weight", t), 2, 3)).sum();
          loss.add(squares(g).add(squares(v)).mul(new Scalar(LAMBDA / 2))).backward();
          sgd.step();
          double[] gradient = numbers("bias", t);
          for (int i = 0; i < gradient.length; i++) {
            expectedBias[i] -= RATE * gradient[i];
          }
        }
      }
      try (NoGradGuard guard = new NoGradGuard()) {
        expected = TensorData.doubles(v.mul(g.div(v.square().sum(1).sqrt().view(2, 1))));
      }
    }

    try (WeightNormalisation optimizer = plain(parameters)) {
      for (int t = 0; t < 8; t++) {
        try (TensorScope scope = new TensorScope()) {
          optimizer.zeroGradients();
          setGradient(parameters, "weight", t);
          setGradient(parameters, "bias", t);
          Tensor g = NamedTensors.get(optimizer.lengths(), "weight");
          Tensor v = NamedTensors.get(optimizer.directions(), "weight");
          squares(g).add(squares(v)).mul(new Scalar(LAMBDA / 2)).backward();
          optimizer.step();
        }
      }
    }

    assertArrayEquals(expected, TensorData.doubles(NamedTensors.get(parameters, "weight")), 1e-14);
    assertArrayEquals(
        expectedBias, TensorData.doubles(NamedTensors.get(parameters, "bias")), 1e-15);
  }

  private static Tensor squares(Tensor x) {
    return x.square().sum();
  }

  @Test
  void startsAtTheSameFunction() {
    Map<String, Tensor> parameters = parameters(ScalarType.Double);
    try (WeightNormalisation optimizer = plain(parameters)) {
      optimizer.setLearningRate(0);
      try (TensorScope scope = new TensorScope()) {
        setGradient(parameters, "weight", 0);
        optimizer.step();
      }
    }

    assertArrayEquals(
        numbers("weight"), TensorData.doubles(NamedTensors.get(parameters, "weight")), 1e-15);
  }

  @Test
  void rejectsWhatHasNoDirections() {
    Map<String, Tensor> parameters = parameters(ScalarType.Double);
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      NamedTensors.get(parameters, "weight").narrow(0, 1, 1).zero_();
    }
    var zero = assertThrows(IllegalArgumentException.class, () -> plain(parameters));
    assertEquals("the rows of weight must have a length > 0, got 0.0", zero.getMessage());

    Map<String, Tensor> vector = Map.of("weight", TensorData.of(numbers("weight"), 6));
    var flat = assertThrows(IllegalArgumentException.class, () -> plain(vector));
    assertEquals("weight must have at least 2 dimensions to have rows, got 1", flat.getMessage());

    var unknown = assertThrows(IllegalArgumentException.class, () -> plain(Map.of()));
    assertEquals("there is no tensor weight", unknown.getMessage());
  }
}
