package org.moreau.proxprop;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;

/** Forward and backward passes in any order, failed ones, and changes between them. */
class PassTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(6, "passes");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor normal(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  private static void backward(Tensor z, Tensor g) {
    z.backward(g, new BoolOptional(), false, null);
  }

  private static void close(Tensor expected, Tensor actual) {
    double error = actual.sub(expected).norm().item_double();
    assertTrue(error <= 1e-10 * expected.norm().item_double(), "error " + error);
  }

  private static Tensor exact(Single network, Tensor x, Tensor g) {
    return new ExplicitMatrix(network.layer, x).exact(g, 1);
  }

  private static Single square(long size) {
    Single network = Single.dense(size, size, true);
    network.with("exact", 1);
    return network;
  }

  private static Single convolution() {
    Single network =
        Single.convolution(
            new Single.Convolution(
                2, 2, 1, List.of(3L, 3L), List.of(1L, 1L), List.of(1L, 1L), List.of(1L, 1L), true));
    network.with("exact", 1);
    return network;
  }

  /** As libtorch's own layers, whose saved input is compared by its version. */
  @Test
  void anInputChangedInPlaceIsAnError() {
    for (Single network : List.of(square(3), square(30), convolution())) {
      boolean dense = !(network.layer instanceof Conv2dImpl);
      long in = network.layer.linearParameters().get("weight").size(1);
      Tensor x = dense ? normal(10, in) : normal(3, 2, 5, 5);
      Tensor z = network.forward(x);
      x.add_(z.detach());

      String message =
          assertThrows(RuntimeException.class, () -> backward(z, torch.ones_like(z))).getMessage();

      assertTrue(
          message.contains("changed by an in-place operation") || message.contains("inplace"));
      assertTrue(network.gradients().isEmpty());
    }
  }

  /** One of several uses is enough. */
  @Test
  void anInputOfASharedLayerChangedInPlaceIsAnError() {
    Single network = square(30);
    Tensor x = normal(10, 30);
    Tensor y = normal(10, 30);
    Tensor z = network.forward(x).add(network.forward(y));
    x.zero_();

    String message =
        assertThrows(RuntimeException.class, () -> backward(z, torch.ones_like(z))).getMessage();

    assertTrue(message.contains("inplace") || message.contains("in-place"), message);
  }

  /** The gradient of the first input would cost a product as large as a forward pass. */
  @Test
  void onlyAnInputThatNeedsAGradientGetsOne() {
    for (Single network : List.of(square(3), square(30), convolution())) {
      boolean dense = !(network.layer instanceof Conv2dImpl);
      long in = network.layer.linearParameters().get("weight").size(1);
      for (boolean needed : new boolean[] {false, true}) {
        Tensor x = (dense ? normal(10, in) : normal(3, 2, 5, 5)).requires_grad_(needed);
        Tensor z = network.forward(x);
        try (NoGradGuard guard = new NoGradGuard()) {
          network.layer.linearParameters().get("weight").add_(new Scalar(1.0));
        }
        // What has no need of the weight does not notice; what has refuses.
        if (needed) {
          assertThrows(RuntimeException.class, () -> backward(z, torch.ones_like(z)));
        } else {
          backward(z, torch.ones_like(z));
        }
      }
    }
  }

  private static final class FailsOnce extends VoidTensorHook {
    private boolean hasFailed;

    @Override
    public void call(TensorBase gradient) {
      if (!hasFailed) {
        hasFailed = true;
        throw new IllegalStateException("on purpose");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 30})
  void aFailedBackwardLeavesNothing(long in) {
    Single network = square(in);
    Tensor x = normal(10, in);
    Tensor g = normal(10, in);
    Tensor h = network.forward(x).tanh();
    h.register_hook(new FailsOnce());
    Tensor z = network.forward(h);
    assertThrows(RuntimeException.class, () -> z.backward(g, new BoolOptional(true), false, null));
    network.clear();

    backward(network.forward(x), g);
    close(exact(network, x, g), ExplicitMatrix.flat(network.gradients()));

    // The graph that failed, once more: now it passes.
    network.clear();
    z.backward(g, new BoolOptional(true), false, null);
    Tensor again = ExplicitMatrix.flat(network.gradients());
    network.clear();
    Tensor fresh = network.forward(x).tanh();
    backward(network.forward(fresh), g);
    close(ExplicitMatrix.flat(network.gradients()), again);
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 30})
  void aLateBackwardLeavesLaterForwardsTogether(long in) {
    Single network = square(in);
    Tensor[] x = new Tensor[4];
    Tensor[] g = new Tensor[4];
    for (int i = 0; i < 4; i++) {
      x[i] = normal(10, in);
      g[i] = normal(10, in);
    }
    Tensor first = network.forward(x[0]);
    Tensor second = network.forward(x[1]);
    backward(first, g[0]);
    Tensor third = network.forward(x[2]);
    backward(second, g[1]);
    network.clear();
    Tensor fourth = network.forward(x[3]);

    third.mul(g[2]).sum().add(fourth.mul(g[3]).sum()).backward();

    Tensor inputs = torch.cat(new TensorVector(x[2], x[3]), 0);
    Tensor cotangents = torch.cat(new TensorVector(g[2], g[3]), 0);
    close(exact(network, inputs, cotangents), ExplicitMatrix.flat(network.gradients()));
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 30})
  void aGraphMayBePassedTwice(long in) {
    Single network = square(in);
    Tensor x = normal(10, in);
    Tensor g = normal(10, in);
    Tensor z = network.forward(x);
    z.backward(g, new BoolOptional(true), false, null);

    backward(z, g);

    close(exact(network, x, g).mul(new Scalar(2.0)), ExplicitMatrix.flat(network.gradients()));
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 30})
  void aScopeThatWasClosedBeforeBackwardIsAnError(long in) {
    Single network = square(in);
    Tensor x = normal(10, in);
    Tensor z;
    try (TensorScope inner = new TensorScope()) {
      z = TensorScope.own(network.forward(x));
    }

    assertThrows(RuntimeException.class, () -> backward(z, torch.ones_like(z)));

    assertTrue(network.gradients().isEmpty());
  }

  @Test
  void anotherTypeNeedsNoNewScope() {
    Single network = square(3);
    network.to(ScalarType.Float, false);
    Tensor x = normal(10, 3);
    Tensor g = normal(10, 3);
    network.forward(x.to(ScalarType.Float));

    network.to(ScalarType.Double, false);
    backward(network.forward(x), g);

    close(exact(network, x, g), ExplicitMatrix.flat(network.gradients()));
  }
}
