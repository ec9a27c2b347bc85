package org.moreau.solver;

import org.moreau.engine.Check;

/**
 * Solves A x = b on plain arrays, A symmetric and positive definite and given as its product, with
 * a preconditioner. For problems so small that tensor operations are mostly their own cost;
 * elsewhere {@link ConjugateGradient}.
 *
 * <p>The outcome's error is |b − A x| / |b| as carried along, which drifts by rounding only. It
 * stops where A shows a direction without positive curvature. Source: Nocedal and Wright, Numerical
 * Optimization, algorithm 5.3.
 */
public record ArrayConjugateGradient(double tolerance, int mostIterations) {
  private static final String ADVICE =
      "the matrix may not be positive definite, or is too ill-conditioned for so few iterations";

  public ArrayConjugateGradient {
    Check.positive("tolerance", tolerance);
    Check.positive("mostIterations", mostIterations);
  }

  /** A linear map, v → result. */
  @FunctionalInterface
  public interface Product {
    void apply(double[] v, double[] result);
  }

  /** An approximate x and how it was reached; the iterations are products. */
  public record Solved(double[] x, Outcome outcome) {}

  /** x with A x = b. */
  public Solved solve(Product a, Product preconditioner, double[] b) {
    double[] x = new double[b.length];
    double[] residual = b.clone();
    double[] z = new double[b.length];
    double[] image = new double[b.length];
    double size = Vectors.norm(b);
    double norm = size;
    preconditioner.apply(residual, z);
    double[] direction = z.clone();
    double product = Vectors.dot(residual, z);
    int k = 0;
    while (k < mostIterations && norm > tolerance * size) {
      a.apply(direction, image);
      k++;
      double curvature = Vectors.dot(direction, image);
      if (!(curvature > 0)) {
        break;
      }
      double length = product / curvature;
      Vectors.add(x, length, direction);
      Vectors.add(residual, -length, image);
      norm = Vectors.norm(residual);
      preconditioner.apply(residual, z);
      double next = Vectors.dot(residual, z);
      Vectors.addScaled(direction, z, next / product);
      product = next;
    }
    double error = size == 0 ? 0 : norm / size;
    return new Solved(x, new Outcome(error, tolerance, k, ADVICE));
  }
}
