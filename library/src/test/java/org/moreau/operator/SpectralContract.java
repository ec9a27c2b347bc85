package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

/**
 * What every function of singular values or eigenvalues must do: derivatives where values are
 * equal, nearly equal or zero, for tall, wide and square matrices.
 */
abstract class SpectralContract extends ProximalOperatorContract {
  private static final long[][] SHAPES = {{5, 3}, {3, 5}, {4, 4}};

  /** Whether members must be square and symmetric. */
  boolean isSymmetric() {
    return false;
  }

  /** Singular values or eigenvalues at which the proximal map with step 0.6 is differentiable. */
  double[][] spectra() {
    return new double[][] {{2, 2, 2}, {2, 2, 0}, {1.5, 0, 0}, {2, 2 + 1e-9, 1}, {0.1, 0.1, 0}};
  }

  /** The images of singular values in no order, or null if {@link #obviousProx} is another. */
  DoubleUnaryOperator images(double[] values, double step) {
    return null;
  }

  @Override
  protected Tensor points() {
    return isSymmetric() ? torch.randn(3, 4, 4).to(ScalarType.Double) : matrices(3, 4, 3);
  }

  static Tensor matrices(long batch, long m, long n) {
    return torch.randn(batch, m, n).to(ScalarType.Double);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    if (isSymmetric()) {
      Jacobi jacobi = new Jacobi(x, 4);
      double[] values = jacobi.values();
      DoubleUnaryOperator images = images(values, step);
      return jacobi.with(Arrays.stream(values).map(images).toArray());
    }
    // X = [4, 3]: Y = X V diag(image / s) Vᵀ with the eigenvectors V of XᵀX.
    double[] gram = new double[9];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 4; k++) {
          gram[3 * i + j] += x[3 * k + i] * x[3 * k + j];
        }
      }
    }
    Jacobi jacobi = new Jacobi(gram, 3);
    double[] values = Arrays.stream(jacobi.values()).map(Math::sqrt).toArray();
    DoubleUnaryOperator images = images(values, step);
    double[] ratios = Arrays.stream(values).map(s -> images.applyAsDouble(s) / s).toArray();
    return Jacobi.product(x, jacobi.with(ratios), 3);
  }

  @Test
  final void theDerivativeIsExactAtEqualAndZeroValues() {
    for (long[] shape : SHAPES) {
      if (isSymmetric() && shape[0] != shape[1]) {
        continue;
      }
      for (double[] spectrum : spectra()) {
        Tensor x = matrix(shape, spectrum);
        Tensor cotangent = matrices(1, shape[0], shape[1]);
        Tensor direction = matrices(1, shape[0], shape[1]);
        double actual = derivative(x, cotangent, direction);
        double h = 1e-5;
        double difference = at(x, cotangent, direction, h) - at(x, cotangent, direction, -h);
        String name = Arrays.toString(shape) + " " + Arrays.toString(spectrum);
        assertEquals(difference / (2 * h), actual, 1e-6 * (1 + Math.abs(actual)), name);
      }
    }
  }

  @Test
  final void theDerivativeIsFiniteAndRightInFloat32() {
    for (long[] shape : SHAPES) {
      if (isSymmetric() && shape[0] != shape[1]) {
        continue;
      }
      for (double[] spectrum : spectra()) {
        Tensor x = matrix(shape, spectrum);
        Tensor cotangent = matrices(1, shape[0], shape[1]);
        Tensor exact = gradient(x, cotangent);
        Tensor single = gradient(x.to(ScalarType.Float), cotangent.to(ScalarType.Float));
        assertTrue(single.isfinite().all().item_bool(), Arrays.toString(spectrum));
        assertArrayEquals(TensorData.doubles(exact), TensorData.doubles(single), 2e-3);
      }
    }
  }

  @Test
  final void theDerivativeIsFiniteAtZeroMatricesAndAtRepeatedRows() {
    for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
      for (Tensor x :
          new Tensor[] {
            torch.zeros(2, 4, 4),
            torch.ones(2, 4, 4),
            torch.eye(4).unsqueeze(0),
            torch.eye(4).unsqueeze(0).neg()
          }) {
        Tensor gradient = gradient(x.to(type), torch.randn_like(x).to(type));
        assertTrue(gradient.isfinite().all().item_bool(), gradient.toString());
      }
    }
  }

  @Test
  final void theValueHasAFiniteGradientWhereItIsFinite() {
    Tensor x = operator().prox(matrix(SHAPES[2], spectra()[0]), 0.6);
    x.set_requires_grad(true);
    Tensor value = operator().value(x);
    assertTrue(value.isfinite().all().item_bool());
    if (value.requires_grad()) {
      value.sum().backward();
      assertTrue(x.grad().isfinite().all().item_bool());
    }
  }

  private double derivative(Tensor x, Tensor cotangent, Tensor direction) {
    return gradient(x, cotangent).mul(direction).sum().item_double();
  }

  private Tensor gradient(Tensor x, Tensor cotangent) {
    Tensor leaf = x.detach().clone();
    leaf.set_requires_grad(true);
    operator().prox(leaf, 0.6).mul(cotangent).sum().backward();
    return leaf.grad();
  }

  private double at(Tensor x, Tensor cotangent, Tensor direction, double by) {
    Tensor moved = x.add(direction.mul(new Scalar(by)));
    return operator().prox(moved, 0.6).mul(cotangent).sum().item_double();
  }

  /** A random matrix [1, m, n] with the given singular values or eigenvalues, the rest zero. */
  private Tensor matrix(long[] shape, double[] spectrum) {
    Tensor left = torch.linalg_qr(matrices(1, shape[0], shape[0])).get0();
    Tensor right = isSymmetric() ? left : torch.linalg_qr(matrices(1, shape[1], shape[1])).get0();
    Tensor core = torch.zeros(shape, new TensorOptions(ScalarType.Double));
    int kept = (int) Math.min(spectrum.length, Math.min(shape[0], shape[1]));
    core.diagonal(0, 0, 1)
        .narrow(0, 0, kept)
        .copy_(TensorData.of(Arrays.copyOf(spectrum, kept), kept));
    return left.matmul(core).matmul(right.mT());
  }
}
