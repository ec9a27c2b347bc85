package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class CustomGradientTest {
  private final SplittableRandom random = Seeds.random(20, "custom gradient");

  /** x³, with its derivative by hand. */
  private static Tensor cube(Tensor x) {
    Tensor detached = x.detach();
    return CustomGradient.attach(
        detached.pow(new Scalar(3)),
        List.of(x),
        cotangent -> List.of(cotangent.mul(detached).mul(detached).mul(new Scalar(3))));
  }

  /** The product of matrices a [n, k] and b [k, m], with its derivative by hand. */
  private static Tensor product(Tensor a, Tensor b) {
    Tensor left = a.detach();
    Tensor right = b.detach();
    return CustomGradient.attach(
        left.mm(right),
        List.of(a, b),
        cotangent -> List.of(cotangent.mm(right.t()), left.t().mm(cotangent)));
  }

  private Tensor leaf(long... shape) {
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    Tensor tensor = TensorData.of(random.doubles(count, -1, 1).toArray(), shape);
    tensor.set_requires_grad(true);
    return tensor;
  }

  private static void assertGradientMatchesDifferences(Tensor x, Function<Tensor, Tensor> loss) {
    if (x.grad().defined()) {
      x.mutable_grad().reset();
    }
    loss.apply(x).backward();
    double[] gradient = TensorData.doubles(x.grad());
    double[] values = TensorData.doubles(x);
    for (int i = 0; i < values.length; i++) {
      double step = 1e-5;
      double[] up = values.clone();
      double[] down = values.clone();
      up[i] += step;
      down[i] -= step;
      double difference =
          loss.apply(TensorData.of(up, x.shape())).item_double()
              - loss.apply(TensorData.of(down, x.shape())).item_double();
      assertEquals(difference / (2 * step), gradient[i], 1e-8);
    }
  }

  @Test
  void gradientOfOneInputMatchesDifferences() {
    try (TensorScope scope = new TensorScope()) {
      assertGradientMatchesDifferences(leaf(2, 3), x -> cube(x).exp().sum());
    }
  }

  @Test
  void gradientsOfSeveralInputsMatchDifferences() {
    try (TensorScope scope = new TensorScope()) {
      Tensor a = leaf(2, 3);
      Tensor b = leaf(3, 4);

      assertGradientMatchesDifferences(a, x -> product(x, b).tanh().sum());
      assertGradientMatchesDifferences(b, x -> product(a, x).tanh().sum());
    }
  }

  /** One input has the value's shape, another has not. */
  @Test
  void gradientsOfAValueLikeOneOfItsInputsMatchDifferences() {
    try (TensorScope scope = new TensorScope()) {
      Tensor a = leaf(2, 3);
      Tensor b = leaf(3, 3);
      Tensor c = leaf(2, 3);
      Tensor d = c.detach();

      assertGradientMatchesDifferences(a, x -> product(x, b).tanh().sum());
      assertGradientMatchesDifferences(b, x -> product(a, x).tanh().sum());
      assertGradientMatchesDifferences(c, x -> product(cube(x).add(x), b).tanh().sum());
      assertGradientMatchesDifferences(a, x -> product(x.mul(d), b).tanh().sum());
    }
  }

  /** The value may be changed in place, and so may the input behind it. */
  @Test
  void valueIsNoViewOfItsInput() {
    try (TensorScope scope = new TensorScope()) {
      assertGradientMatchesDifferences(
          leaf(2, 3),
          x -> {
            Tensor input = x.mul(new Scalar(2));
            Tensor cubed = cube(input.clone()).add_(new Scalar(1.5)).relu_();
            return cubed.mul(input.tanh_()).sum();
          });
    }
  }

  /** The derivative by hand comes beside it, also where an input has the value's shape. */
  @Test
  void aGraphThatTheValueHasStays() {
    try (TensorScope scope = new TensorScope()) {
      Tensor w = leaf(2, 3);
      Tensor x = leaf(2, 3);

      CustomGradient.attach(
              w.mul(new Scalar(5)), List.of(x), cotangent -> List.of(cotangent.mul(new Scalar(7))))
          .sum()
          .backward();

      assertEquals(5, w.grad().max().item_double());
      assertEquals(7, x.grad().min().item_double());
    }
  }

  @Test
  void aRetainedValueOutlivesItsScope() {
    Tensor kept;
    try (TensorScope scope = new TensorScope()) {
      kept = TensorScope.retain(cube(leaf(3, 4)));
    }
    for (int i = 0; i < 50; i++) { // what is freed too early is written over
      try (TensorScope scope = new TensorScope()) {
        cube(leaf(3, 4)).sum().backward();
      }
    }
    assertEquals(12, kept.numel());
    assertArrayEquals(new long[] {3, 4}, kept.shape());
    kept.close();
  }

  @Test
  void gradientOfTheValueItselfIsItsCotangent() {
    try (TensorScope scope = new TensorScope()) {
      Tensor y = cube(leaf(2));
      y.retain_grad();

      y.mul(new Scalar(7)).sum().backward();

      assertArrayEquals(new double[] {7, 7}, TensorData.doubles(y.grad()));
    }
  }

  @Test
  void inputWithoutGradientStaysWithout() {
    try (TensorScope scope = new TensorScope()) {
      Tensor a = leaf(2, 3);
      Tensor b = TensorData.of(new double[12], 3, 4);

      product(a, b).sum().backward();

      assertTrue(a.grad().defined());
      assertFalse(b.grad().defined());
    }
  }

  @Test
  void missingGradientCountsAsZero() {
    try (TensorScope scope = new TensorScope()) {
      Tensor x = leaf(2);
      Tensor y =
          CustomGradient.attach(
              x.detach().clone(), List.of(x), cotangent -> Arrays.asList((Tensor) null));

      y.sum().backward();

      assertArrayEquals(new double[2], TensorData.doubles(x.grad()));
    }
  }

  @Test
  void layerUsedTwiceInAGraph() {
    try (TensorScope scope = new TensorScope()) {
      assertGradientMatchesDifferences(leaf(3), x -> cube(cube(x).add(x)).sum());
    }
  }

  @Test
  void cotangentsOfSeveralUsesAreAddedBeforeTheOneCall() {
    try (TensorScope scope = new TensorScope()) {
      AtomicInteger calls = new AtomicInteger();
      Tensor x = leaf(2);
      Tensor y =
          CustomGradient.attach(
              x.detach().clone(),
              List.of(x),
              cotangent -> {
                calls.incrementAndGet();
                return List.of(cotangent);
              });

      y.mul(new Scalar(2)).sum().add(y.mul(new Scalar(5)).sum()).backward();

      assertArrayEquals(new double[] {7, 7}, TensorData.doubles(x.grad()));
      assertEquals(1, calls.get());
    }
  }

  @Test
  void secondPassOverAKeptGraphIsComputedAnew() {
    try (TensorScope scope = new TensorScope()) {
      Tensor x = leaf(2);
      Tensor loss = cube(x).sum();
      loss.backward(
          torch.ones_like(loss.detach()),
          new BoolOptional(true),
          false,
          new TensorArrayRefOptional());
      double[] once = TensorData.doubles(x.grad());

      loss.backward();

      double[] twice = TensorData.doubles(x.grad());
      assertEquals(2 * once[0], twice[0], 1e-15);
    }
  }

  @Test
  void hooksSurviveTheGarbageCollector() {
    try (TensorScope scope = new TensorScope()) {
      assertGradientMatchesDifferences(
          leaf(3),
          x -> {
            Tensor loss = cube(x).sum();
            System.gc();
            return loss;
          });
    }
  }

  @Test
  void exceptionInBackwardArrivesWithItsMessage() {
    try (TensorScope scope = new TensorScope()) {
      Tensor x = leaf(2);
      Tensor loss =
          CustomGradient.attach(
                  x.detach().clone(),
                  List.of(x),
                  cotangent -> {
                    throw new IllegalArgumentException("the solve did not converge");
                  })
              .sum();

      var error = assertThrows(RuntimeException.class, loss::backward);

      assertTrue(String.valueOf(error.getMessage()).contains("the solve did not converge"));
    }
  }

  @Test
  void wrongNumberOfGradientsIsAnError() {
    try (TensorScope scope = new TensorScope()) {
      Tensor x = leaf(2);
      Tensor loss =
          CustomGradient.attach(x.detach().clone(), List.of(x), cotangent -> List.of()).sum();

      var error = assertThrows(RuntimeException.class, loss::backward);

      assertTrue(String.valueOf(error.getMessage()).contains("each of the 1 inputs, got 0"));
    }
  }

  @Test
  void needsAnOpenScope() {
    Tensor x = leaf(2);

    var error = assertThrows(IllegalStateException.class, () -> cube(x));

    assertTrue(String.valueOf(error.getMessage()).startsWith("a TensorScope must be open"));
  }

  @Test
  void secondDerivativeIsAnErrorNotAWrongNumber() {
    try (TensorScope scope = new TensorScope()) {
      Tensor x = leaf(2);
      Tensor loss = cube(x).sum();

      var error =
          assertThrows(
              RuntimeException.class,
              () ->
                  torch.grad(
                      new TensorVector(loss),
                      new TensorVector(x),
                      new TensorVector(),
                      new BoolOptional(true),
                      true,
                      false));

      assertTrue(String.valueOf(error.getMessage()).contains("no second derivative"));
      assertEquals(2, x.detach().numel());
    }
  }

  @Test
  void backwardAfterTheScopeOfForwardFails() {
    for (boolean isAlone : new boolean[] {true, false}) {
      Tensor x = leaf(2, 2);
      Tensor loss;
      try (TensorScope forward = new TensorScope()) {
        loss = TensorScope.own((isAlone ? cube(x) : product(x, leaf(2, 2))).sum());
      }
      try (TensorScope other = new TensorScope()) {
        var error = assertThrows(RuntimeException.class, loss::backward);
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains("NullPointerException"), message);
      }
    }
  }

  @Test
  void withoutGradientsTheValueIsPlain() {
    Tensor x = leaf(2);
    try (NoGradGuard guard = new NoGradGuard()) {
      assertFalse(cube(x).requires_grad());
    }
    assertFalse(cube(x.detach()).requires_grad());
  }

  @Test
  void gradientKeptFromOutsideTheBackwardStaysValid() {
    Tensor constant = TensorScope.own(TensorData.of(new double[] {3, 4}, 2));
    for (int round = 0; round < 2; round++) {
      try (TensorScope scope = new TensorScope()) {
        Tensor x = leaf(2);
        CustomGradient.attach(x.detach().clone(), List.of(x), cotangent -> List.of(constant))
            .sum()
            .backward();

        assertArrayEquals(new double[] {3, 4}, TensorData.doubles(x.grad()));
      }
    }
    constant.close();
  }
}
