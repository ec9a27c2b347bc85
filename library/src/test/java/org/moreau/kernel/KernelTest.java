package org.moreau.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class KernelTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(3, "kernel");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor random(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  static Stream<Kernel> kernels() {
    Tensor points = TensorData.of(new double[] {0.1, -0.3, 0.8, 0.5, 1, -1, 0.4, 0.9, -0.6}, 3, 3);
    Representers flat = Representers.gradientFlatness(points).weighted(0.7);
    return Stream.of(
        new Gaussian(0.8),
        new Polynomial(1, 0),
        new Polynomial(2, 0),
        new Polynomial(3, 0.5),
        WarpedKernel.warping(new Gaussian(0.8), flat),
        WarpedKernel.proximal(new Gaussian(0.8), flat),
        WarpedKernel.proximal(new Polynomial(3, 0.5), flat));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void derivativesMatchDifferences(Kernel kernel) {
    Tensor x = random(4, 3);
    Tensor y = random(5, 3);
    Tensor u = random(4, 3);
    Tensor v = random(5, 3);
    double h = 1e-4;

    Tensor first =
        kernel
            .matrix(moved(x, u, h), y)
            .sub(kernel.matrix(moved(x, u, -h), y))
            .div(new Scalar(2 * h));
    Tensor second =
        kernel
            .derivative(x, u, moved(y, v, h))
            .sub(kernel.derivative(x, u, moved(y, v, -h)))
            .div(new Scalar(2 * h));

    assertClose(first, kernel.derivative(x, u, y), 1e-5);
    assertClose(second, kernel.mixedDerivative(x, u, y, v), 1e-5);
  }

  private static Tensor moved(Tensor x, Tensor along, double by) {
    return x.add(along.mul(new Scalar(by)));
  }

  private static void assertClose(Tensor expected, Tensor actual, double relative) {
    double size = 1 + expected.abs().max().item_double();
    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(actual), relative * size);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void isSymmetricAndPositiveSemidefiniteWithItsDiagonal(Kernel kernel) {
    Tensor x = random(30, 3);

    Tensor matrix = kernel.matrix(x, x);

    assertClose(matrix, matrix.t(), 1e-12);
    assertClose(matrix.diagonal(), kernel.diagonal(x), 1e-12);
    double least = torch.linalg_eigvalsh(matrix).min().item_double();
    assertTrue(least >= -1e-11 * matrix.abs().max().item_double(), "eigenvalue " + least);
    assertEquals(
        ScalarType.Float,
        kernel.matrix(x.to(ScalarType.Float), x.to(ScalarType.Float)).scalar_type().intern());
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void distancesAreThoseOfTheFunctions(Kernel kernel) {
    Tensor x = random(3, 3);
    double[] k = TensorData.doubles(kernel.matrix(x, x));

    double[] distance = TensorData.doubles(kernel.squaredDistance(x, x));

    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        assertEquals(k[4 * i] + k[4 * j] - 2 * k[3 * i + j], distance[3 * i + j], 1e-10);
        assertTrue(distance[3 * i + j] >= 0);
      }
    }
  }

  @Test
  void theGaussianIsItsFormulaFarFromTheOrigin() {
    double[] a = {1e6, 1};
    double[] b = {1e6 + 0.3, 0.5};

    double k =
        new Gaussian(0.5).matrix(TensorData.of(a, 1, 2), TensorData.of(b, 1, 2)).item_double();

    assertEquals(Math.exp(-(0.09 + 0.25) / 0.5), k, 1e-9);
  }

  @Test
  void thePolynomialIsItsFormula() {
    Tensor x = TensorData.of(new double[] {1, 2}, 1, 2);
    Tensor y = TensorData.of(new double[] {3, -1}, 1, 2);

    assertEquals(Math.pow(1 + 0.5, 3), new Polynomial(3, 0.5).matrix(x, y).item_double(), 1e-14);
  }

  @Test
  void theMatrixIsDifferentiableInThePoints() {
    Tensor x = random(4, 3);
    Tensor u = random(4, 3);
    x.set_requires_grad(true);
    Kernel kernel =
        WarpedKernel.proximal(new Gaussian(0.8), Representers.gradientFlatness(x.detach()));

    kernel.matrix(x, x.detach()).sum().backward();

    double expected = kernel.derivative(x.detach(), u, x.detach()).sum().item_double();
    assertEquals(expected, x.grad().mul(u).sum().item_double(), 1e-10);
  }

  @Test
  void rejectsBadArgumentsByName() {
    assertEquals(
        "bandwidth must be > 0 and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> new Gaussian(0)).getMessage());
    assertEquals(
        "degree must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> new Polynomial(0, 1)).getMessage());
    assertEquals(
        "offset must be >= 0 and finite, got -1.0",
        assertThrows(IllegalArgumentException.class, () -> new Polynomial(1, -1)).getMessage());
    assertEquals(
        "y must have the shape [any, 3], got [2, 4]",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Gaussian(1).matrix(random(2, 3), random(2, 4)))
            .getMessage());
  }
}
