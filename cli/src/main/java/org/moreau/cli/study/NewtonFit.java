package org.moreau.cli.study;

import java.util.function.Function;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** Fits the few weights of a model whose loss is a smooth function, to rounding. */
final class NewtonFit {
  private static final int ITERATIONS = 100;
  private static final double TOLERANCE = 1e-12;

  private NewtonFit() {}

  /**
   * The minimum of {@code loss}, a function of weights [n] in float64, that Newton's method reaches
   * from 0; directions of negative curvature are followed downwards.
   *
   * @throws IllegalStateException if the slope does not vanish
   */
  static double[] minimise(int n, Function<Tensor, Tensor> loss) {
    double[] weights = new double[n];
    double slope = Double.NaN;
    for (int i = 0; i < ITERATIONS; i++) {
      try (TensorScope scope = new TensorScope()) {
        Tensor w = TensorData.of(weights, n);
        w.set_requires_grad(true);
        Tensor value = loss.apply(w);
        Tensor gradient = gradient(value, w);
        slope = gradient.abs().max().item_double();
        if (slope <= TOLERANCE) {
          return weights;
        }
        Tensor hessian = torch.zeros(new long[] {n, n}, w.detach().options());
        for (int row = 0; row < n; row++) {
          hessian.select(0, row).copy_(gradient(gradient.select(0, row), w).detach());
        }
        var pair = torch.linalg_eigh(hessian);
        Tensor curvatures = pair.get0().abs().clamp_min(new Scalar(1e-8));
        Tensor along = pair.get1().t().mv(gradient.detach()).div(curvatures);
        Tensor direction = pair.get1().mv(along).neg();
        double before = value.item_double();
        double share = 1;
        Tensor next = w.detach().add(direction);
        // Rounding may hide the last falls.
        while (loss.apply(next).item_double() > before + 1e-14 * Math.abs(before)) {
          share /= 2;
          next = w.detach().add(direction.mul(new Scalar(share)));
        }
        weights = TensorData.doubles(next);
      }
    }
    if (slope <= 1e3 * TOLERANCE) {
      return weights;
    }
    throw new IllegalStateException("the fit did not converge: slope " + slope);
  }

  private static Tensor gradient(Tensor value, Tensor w) {
    return torch
        .grad(
            new TensorVector(value),
            new TensorVector(w),
            new TensorVector(),
            new BoolOptional(true),
            true,
            false)
        .get(0);
  }
}
