package org.moreau.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;
import org.moreau.solver.Outcome;
import org.moreau.solver.Solution;

/**
 * The anisotropic total variation of members [height, width]: g(x) = Σ |x_{i+1,j} − x_{i,j}| + Σ
 * |x_{i,j+1} − x_{i,j}|.
 *
 * <p>prox: on the host in float64, by {@link GridTotalVariation} to the tolerance. The solution is
 * constant on connected regions: the average of x there, plus step / size times the sum of the
 * signs of the jumps out of the region; so it is exact once the regions are right. Cost: O(n) for
 * an iteration, tens to hundreds of them.
 *
 * <p>Derivative: of these formulas at the regions that were found, in x and in the step.
 *
 * <p>Source: Barbero and Sra, Modular Proximal Algorithms for Multidimensional Total-Variation
 * Regularization (2018).
 *
 * @param tolerance the error |y − y*| of a member, relative to x less its average, at most
 * @param mostIterations after which a member counts as not converged
 */
public record TotalVariation2d(double tolerance, int mostIterations) implements ProximalOperator {
  private static final String ADVICE = "allow more iterations or a larger tolerance";
  private static final double TOLERANCE = 1e-9;
  private static final int MOST_ITERATIONS = 5000;

  /** Checks both numbers. */
  public TotalVariation2d {
    Check.positive("tolerance", tolerance);
    Check.positive("mostIterations", mostIterations);
  }

  /** To a relative error of 1e-9 in at most 5000 iterations. */
  public TotalVariation2d() {
    this(TOLERANCE, MOST_ITERATIONS);
  }

  @Override
  public Tensor value(Tensor x) {
    Members.checked(x);
    requireImages(x);
    return jumps(x, 1).add(jumps(x, 2));
  }

  private static Tensor jumps(Tensor x, long dimension) {
    long n = x.size(dimension);
    Tensor first = x.narrow(dimension, 0, Math.max(n - 1, 0));
    return Members.sum(x.narrow(dimension, Math.min(1, n), Math.max(n - 1, 0)).sub(first).abs());
  }

  /**
   * {@inheritDoc}
   *
   * @throws ArithmeticException if a member has not converged; {@link #solve} returns it
   */
  @Override
  public Tensor prox(Tensor x, Tensor step) {
    return solve(x, step).orThrow("total variation");
  }

  /** The proximal map, converged or not, with a proven bound of its error. */
  public Solution solve(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    requireImages(x);
    int height = Math.toIntExact(x.size(1));
    int width = Math.toIntExact(x.size(2));
    int size = height * width;
    double[] values = TensorData.doubles(x);
    double[] steps = TensorData.doubles(t.expand_as(x));
    double[] slope = new double[values.length]; // of y in the step
    long[] region = new long[values.length];
    GridTotalVariation grid = new GridTotalVariation(height, width);
    Outcome outcome = Outcome.none(tolerance);
    long regions = 0;
    for (int at = 0; at < values.length; at += size) {
      double[] image = Arrays.copyOfRange(values, at, at + size);
      outcome = outcome.or(grid.solve(image, steps[at], tolerance, mostIterations));
      for (int i = 0; i < size; i++) {
        region[at + i] = regions + grid.region(i);
        slope[at + i] = grid.slope(i);
      }
      regions += grid.regions();
    }
    Tensor slopes = Members.like(TensorData.of(slope, x.shape()), x);
    return new Solution(BlockMeans.of(x, region).add(slopes.mul(t)), outcome.advising(ADVICE));
  }

  private static void requireImages(Tensor x) {
    if (x.dim() != 3) {
      throw new IllegalArgumentException(
          "x must have the shape [batch, height, width], got " + Arrays.toString(x.shape()));
    }
  }
}
