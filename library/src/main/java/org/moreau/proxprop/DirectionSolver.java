package org.moreau.proxprop;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.solver.ConjugateGradient;

/** Computes (A'A + βI)⁻¹A'g, exactly or by conjugate gradients, in the cheapest form. */
final class DirectionSolver {
  private static final int MOST_ITERATIONS = 10_000;
  private static final double LOST = Double.parseDouble(System.getProperty("lost", "0.02"));

  private final StepMode mode;
  private final double beta;

  DirectionSolver(StepMode mode, double beta) {
    this.mode = mode;
    this.beta = beta;
  }

  Form.Choice choice(DesignMatrix a) {
    return Form.Choice.of(mode, a);
  }

  /**
   * Whether the direction of {@code a}, which is in float32, must be computed in float64: the share
   * of rounding in the smallest eigenvalue, β or more, is at most trace(A'A) / (2^24 β).
   */
  boolean needsDouble(DesignMatrix a) {
    return mode instanceof StepMode.Exact && !(a.trace() * 0x1p-24 <= LOST * beta);
  }

  /** θ [groups, columns, outputs]. */
  Tensor direction(DesignMatrix a, Form form) {
    return switch (form) {
      case ROWS -> a.adjoint(multipliers(a));
      case COLUMNS -> byColumnGram(a);
      case MATRIX_FREE -> recurrence(a::normal, a.rightSide(), a.byColumn());
    };
  }

  private Tensor byColumnGram(DesignMatrix a) {
    NormalMatrix matrix = a.normalMatrix();
    Tensor direction =
        mode instanceof StepMode.Exact
            ? Ridge.solve(matrix.gram(), beta, matrix.rightSide())
            : recurrence(matrix.gram()::bmm, matrix.rightSide(), a.byColumn());
    return direction.to(type(a.cotangent()));
  }

  /** y [groups, rows, outputs] with A'y the direction. */
  Tensor multipliers(DesignMatrix a) {
    Tensor g = a.cotangent();
    if (mode instanceof StepMode.ConjugateGradients cg) {
      return RowRecurrence.multipliers(
              a.rowGram().to(type(g)).squeeze(0), beta, g.squeeze(0), cg.steps())
          .unsqueeze(0);
    }
    return Ridge.solve(a.rowGram(), beta, g);
  }

  /** The same without a matrix. */
  Tensor direction(NormalEquations equations, String layer) {
    Tensor b = equations.rightSide();
    if (!(mode instanceof StepMode.Exact)) {
      return recurrence(equations::normal, b, equations.byColumn());
    }
    double tolerance = type(b).value == ScalarType.Double.value ? 1e-12 : 1e-5;
    UnaryOperator<Tensor> product =
        p -> equations.normal(p).add_(p, new org.bytedeco.pytorch.Scalar(beta));
    return new ConjugateGradient(tolerance, MOST_ITERATIONS)
        .solve(product, b)
        .orThrow("the exact step of layer " + layer);
  }

  private Tensor recurrence(UnaryOperator<Tensor> normal, Tensor b, boolean byColumn) {
    long[] over = byColumn ? new long[] {1} : new long[] {0, 1, 2};
    return mode instanceof StepMode.PublishedConjugateGradients published
        ? ColumnRecurrence.published(normal, beta, b, published.steps(), over)
        : ColumnRecurrence.direction(
            normal, beta, b, ((StepMode.ConjugateGradients) mode).steps(), over);
  }

  private static ScalarType type(Tensor x) {
    return x.scalar_type();
  }
}
