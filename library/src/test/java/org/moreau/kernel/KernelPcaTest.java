package org.moreau.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class KernelPcaTest {
  private TensorScope scope;
  private Tensor x;
  private Tensor other;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(6, "kernel pca");
    Tensor stretch = TensorData.of(new double[] {3, 1, 0.2}, 3);
    x = torch.randn(40, 3).to(ScalarType.Double).mul(stretch).add(new Scalar(5));
    other = torch.randn(4, 3).to(ScalarType.Double).add(new Scalar(5));
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void withInnerProductsOfPointsItIsOrdinaryPca() {
    KernelPca pca = KernelPca.of(x.mm(x.t()), 2);

    Tensor centred = x.sub(x.mean(0));
    Tensor covariance = centred.t().mm(centred).div(new Scalar(40));
    double[] variances = TensorData.doubles(torch.linalg_eigvalsh(covariance).flip(0));
    assertArrayEquals(
        new double[] {variances[0], variances[1]}, TensorData.doubles(pca.variances()), 1e-10);
    Tensor axes = torch.linalg_eigh(covariance).get1().flip(1).narrow(1, 0, 2);
    Tensor expected = other.sub(x.mean(0)).mm(axes);
    Tensor actual = pca.project(other.mm(x.t()));
    assertArrayEquals(TensorData.doubles(expected.abs()), TensorData.doubles(actual.abs()), 1e-9);
  }

  @Test
  void theCoordinatesAreCentredUncorrelatedAndHaveTheVariances() {
    Tensor gram = new Gaussian(2).matrix(x, x);
    KernelPca pca = KernelPca.of(gram, 3);

    Tensor scores = pca.project(gram);

    assertArrayEquals(new double[3], TensorData.doubles(scores.mean(0)), 1e-12);
    assertArrayEquals(
        TensorData.doubles(pca.variances().diag()),
        TensorData.doubles(scores.t().mm(scores).div(new Scalar(40))),
        1e-12);
    double[] variances = TensorData.doubles(pca.variances());
    assertTrue(variances[0] >= variances[1] && variances[1] >= variances[2]);
  }

  @Test
  void aPointAmongTheFirstIsProjectedToItsCoordinates() {
    Kernel kernel = new Gaussian(2);
    Tensor gram = kernel.matrix(x, x);
    KernelPca pca = KernelPca.of(gram, 2);

    Tensor again = pca.project(kernel.matrix(x.narrow(0, 7, 2), x));

    assertArrayEquals(
        TensorData.doubles(pca.project(gram).narrow(0, 7, 2)), TensorData.doubles(again), 1e-12);
  }

  @Test
  void theLargestCoordinateIsPositive() {
    Tensor scores = KernelPca.of(x.mm(x.t()), 2).project(x.mm(x.t()));
    for (int component = 0; component < 2; component++) {
      Tensor one = scores.select(1, component);
      assertEquals(one.abs().max().item_double(), one.max().item_double(), 1e-9);
    }
  }

  @Test
  void rejectsMoreComponentsThanThereAre() {
    assertEquals(
        "components must be at most the rank 3 of the centred inner products, got 4",
        assertThrows(IllegalArgumentException.class, () -> KernelPca.of(x.mm(x.t()), 4))
            .getMessage());
    assertEquals(
        "cross must have the shape [any, 40], got [4, 3]",
        assertThrows(
                IllegalArgumentException.class, () -> KernelPca.of(x.mm(x.t()), 2).project(other))
            .getMessage());
  }
}
