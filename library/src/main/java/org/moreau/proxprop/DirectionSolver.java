package org.moreau.proxprop;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.solver.ConjugateGradient;

/** Computes (A'A + βI)⁻¹A'g, exactly or by conjugate gradients, in the cheapest form. */
final class DirectionSolver {
  private static final int MOST_ITERATIONS = 10_000;

  private static final double FLOAT_ROUNDING = 0x1p-24;
  private static final double DOUBLE_ROUNDING = 0x1p-53;
  private static final double MOST_LOST_DOUBLE = 1e-4;

  // Squares of squares of the input must have a place in float32.
  private static final double SMALLEST_TRACE = 1e-14;
  private static final double LARGEST_TRACE = 1e14;

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
   * What the direction of {@code a} must be computed in. In exact mode the share of rounding in the
   * smallest eigenvalue, which is β where A has not its full rank, decides.
   *
   * @param single whether {@code a} is in float32
   */
  Precision precision(DesignMatrix a, Form form, boolean single) {
    double trace = a.trace();
    if (!(mode instanceof StepMode.Exact)) {
      boolean representable = trace >= SMALLEST_TRACE && trace <= LARGEST_TRACE;
      return single && !representable ? Precision.DOUBLE : Precision.OF_THE_INPUT;
    }
    if (single) {
      double summed = form == Form.ROWS ? trace : a.centredTrace();
      boolean lost = !(summed * FLOAT_ROUNDING <= a.mostLost(form) * beta);
      return lost ? Precision.DOUBLE : Precision.OF_THE_INPUT;
    }
    boolean lost = trace * DOUBLE_ROUNDING > MOST_LOST_DOUBLE * beta;
    return lost && Double.isFinite(trace) ? Precision.SINGULAR_VALUES : Precision.OF_THE_INPUT;
  }

  /** The exact θ by the singular values of A, those of which that are rounding taken as 0. */
  Tensor bySingularValues(DesignMatrix a) {
    return Ridge.bySingularValues(a.matrix(), beta, a.cotangent());
  }

  /** θ [groups, columns, outputs]. */
  Tensor direction(DesignMatrix a, Form form) {
    return switch (form) {
      case ROWS -> a.adjoint(multipliers(a));
      case COLUMNS -> byColumnGram(a);
      case MATRIX_FREE -> recurrence(a, a::normal, a.rightSide(), type(a.cotangent()));
    };
  }

  private Tensor byColumnGram(DesignMatrix a) {
    NormalMatrix matrix = a.normalMatrix();
    Tensor direction =
        mode instanceof StepMode.Exact
            ? Ridge.solve(matrix.gram(), beta, matrix.rightSide())
            : recurrence(a, matrix.gram()::bmm, matrix.rightSide(), type(a.cotangent()));
    return direction.to(type(a.cotangent()));
  }

  /** y [groups, rows, outputs] with A'y the direction. */
  Tensor multipliers(DesignMatrix a) {
    Tensor g = a.cotangent();
    if (mode instanceof StepMode.ConjugateGradients cg) {
      return RowRecurrence.multipliers(a.rowGram().squeeze(0), beta, g.squeeze(0), cg.steps())
          .unsqueeze(0);
    }
    return Ridge.solve(a.preciseRowGram(), beta, g);
  }

  /** The same without a matrix. */
  Tensor direction(NormalEquations equations, String layer) {
    Tensor b = equations.rightSide();
    if (!(mode instanceof StepMode.Exact)) {
      return recurrence(equations, equations::normal, b, type(b));
    }
    double tolerance = type(b).value == ScalarType.Double.value ? 1e-12 : 1e-5;
    UnaryOperator<Tensor> product = p -> equations.normal(p).add_(p, new Scalar(beta));
    return new ConjugateGradient(tolerance, MOST_ITERATIONS)
        .solve(product, b)
        .orThrow("the exact step of layer " + layer);
  }

  /** {@code type} is that of the numbers that b was computed from. */
  private Tensor recurrence(
      NormalEquations equations, UnaryOperator<Tensor> normal, Tensor b, ScalarType type) {
    long[] over = equations.byColumn() ? new long[] {1} : new long[] {0, 1, 2};
    if (mode instanceof StepMode.PublishedConjugateGradients published) {
      return ColumnRecurrence.published(normal, beta, b, published.steps(), over);
    }
    Tensor rounding =
        equations.rightSideBound(b).mul(new Scalar(Math.sqrt(Columns.squaredEpsilon(type))));
    int steps = ((StepMode.ConjugateGradients) mode).steps();
    return ColumnRecurrence.direction(normal, beta, b, rounding, steps, over);
  }

  private static ScalarType type(Tensor x) {
    return x.scalar_type();
  }
}
