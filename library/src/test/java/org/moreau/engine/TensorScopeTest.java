package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TensorScopeTest {
  private static final double[] VALUES = {1, 2, 3};

  @Test
  void useAfterCloseIsAnExceptionNotACrash() {
    Tensor tensor;
    try (TensorScope scope = new TensorScope()) {
      tensor = TensorData.of(VALUES, 3);
    }

    assertTrue(tensor.isNull());
    assertThrows(NullPointerException.class, tensor::sum);
  }

  @Test
  void keptTensorOutlivesItsScope() {
    Tensor kept;
    try (TensorScope scope = new TensorScope()) {
      kept = scope.keep(TensorData.of(VALUES, 3).mul(new Scalar(2)));
    }

    assertArrayEquals(new double[] {2, 4, 6}, TensorData.doubles(kept));
    kept.close();
    assertTrue(kept.isNull());
  }

  @Test
  void enclosingScopeFreesWhatTheInnerOneKept() {
    Tensor kept;
    try (TensorScope outer = new TensorScope()) {
      try (TensorScope inner = new TensorScope()) {
        kept = inner.keep(TensorData.of(VALUES, 3));
      }
      assertEquals(6, kept.sum().item_double());
    }

    assertTrue(kept.isNull());
  }

  @Test
  void keepingATwiceKeptTensorThroughThreeScopes() {
    Tensor kept;
    try (TensorScope outer = new TensorScope()) {
      try (TensorScope middle = new TensorScope()) {
        try (TensorScope inner = new TensorScope()) {
          kept = inner.keep(TensorData.of(VALUES, 3));
        }
        kept = middle.keep(kept);
      }
      kept = outer.keep(kept);
    }

    assertArrayEquals(VALUES, TensorData.doubles(kept));
    kept.close();
  }

  @Test
  void keepCutsATensorFromItsGraph() {
    try (TensorScope scope = new TensorScope()) {
      Tensor x = TensorData.of(VALUES, 3);
      x.set_requires_grad(true);

      Tensor kept = scope.keep(x.mul(x));

      assertFalse(kept.requires_grad());
      assertArrayEquals(new double[] {1, 4, 9}, TensorData.doubles(kept));
    }
  }

  @Test
  void keepingSomebodyElsesTensorLeavesItToItsOwner() {
    Tensor foreign = TensorScope.own(TensorData.of(VALUES, 3));
    try (TensorScope outer = new TensorScope()) {
      try (TensorScope inner = new TensorScope()) {
        inner.keep(foreign);
      }
    }

    assertArrayEquals(VALUES, TensorData.doubles(foreign));
    foreign.close();
  }

  @Test
  void keptGradientSurvivesTheRemovalOfGradients() {
    try (TensorScope outer = new TensorScope()) {
      Tensor x = TensorData.of(VALUES, 3);
      x.set_requires_grad(true);
      Tensor kept;
      try (TensorScope inner = new TensorScope()) {
        x.mul(x).sum().backward();
        kept = inner.keep(x.grad());
      }

      x.mutable_grad().reset();

      assertArrayEquals(new double[] {2, 4, 6}, TensorData.doubles(kept));
    }
  }

  @Test
  void ownedTensorOutlivesEveryScope() {
    Tensor owned;
    try (TensorScope outer = new TensorScope()) {
      try (TensorScope inner = new TensorScope()) {
        owned = TensorScope.own(TensorData.of(VALUES, 3));
      }
    }

    assertArrayEquals(VALUES, TensorData.doubles(owned));
    owned.close();
    assertTrue(owned.isNull());
  }

  @Test
  void knowsWhetherAScopeIsOpen() {
    assertFalse(TensorScope.isOpen());
    try (TensorScope scope = new TensorScope()) {
      assertTrue(TensorScope.isOpen());
    }
    assertFalse(TensorScope.isOpen());
  }
}
