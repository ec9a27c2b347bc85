package org.moreau.solver;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Tells minima from the other points at which descent ends: maxima and saddles, which it leaves;
 * slopes that only look flat because the point has run far away; and plains.
 *
 * <p>A conjugate-gradient solve with the Hessian meets a direction of negative curvature if there
 * is one, and shows about how small the curvature gets otherwise. Values on both sides show a kink
 * that no derivative does.
 */
final class Minimum {
  private static final double ACCURACY = 1e-3; // of the solve
  private static final double WIDEST_LOOK = 1e3; // how far to look for lower values
  private static final int MOST_DOUBLINGS = 200;
  private static final double IRRATIONAL = (Math.sqrt(5) - 1) / 2;

  private final UnaryOperator<Tensor> function;
  private final Tensor start;
  private final double tolerance;

  Minimum(UnaryOperator<Tensor> function, Tensor start, double tolerance) {
    this.function = function;
    this.start = start;
    this.tolerance = tolerance;
  }

  /**
   * Moves the {@code members} of {@code points} that are at no minimum to lower values, and says
   * which moved. The error of those is then infinite, and that of a member with neither a minimum
   * nor lower values large.
   *
   * @param size what the gradient is compared with, as {@link NewtonCg#minimise} has it
   */
  Tensor leave(Tensor points, Tensor error, Tensor members, BinaryOperator<Tensor> size) {
    NewtonCg.Tangent at = NewtonCg.Tangent.of(function, points);
    Tensor unit = anyDirection(points);
    Tensor right = unit.mul(Rows.over(members.to(points.scalar_type()), points));
    Tensor wanted = torch.full_like(error, new Scalar(ACCURACY));
    ConjugateGradient.Steps steps =
        ConjugateGradient.steps(at::product, right, wanted, NewtonCg.mostInner(points));
    Tensor bent = steps.isBent();
    Tensor way = torch.where(Rows.over(bent, points), normalised(steps.direction()), unit);

    Tensor reach = Rows.norm(points).maximum(Rows.norm(points.sub(start)));
    Tensor isZero = reach.eq(new Scalar(0));
    Walk walk = new Walk(points, way, at.value(), reach.masked_fill(isZero, new Scalar(1)));
    Tensor fell = walk.begin(members, bent);
    Tensor moved = fell.logical_and(walk.goOn(fell).logical_not());
    walk.move(moved);

    // How far another Newton step may go: at most |gradient| / curvature.
    Tensor curvature = Rows.dot(right, steps.x()).div(Rows.dot(steps.x(), steps.x()));
    Tensor rounding = size.apply(points, at.gradient()).mul(new Scalar(Rows.epsilon(points)));
    Tensor step =
        Rows.norm(at.gradient())
            .maximum(rounding)
            .div(curvature)
            .div(reach.masked_fill(isZero, new Scalar(Double.POSITIVE_INFINITY)));
    Tensor isLost = members.logical_and(step.le(new Scalar(Math.sqrt(tolerance))).logical_not());
    error.copy_(torch.where(isLost, step.maximum(error), error));
    error.masked_fill_(bent.logical_or(fell), new Scalar(Double.POSITIVE_INFINITY));
    return moved;
  }

  /** The same unit vector for every member, with a part along any direction there may be. */
  private static Tensor anyDirection(Tensor points) {
    Tensor rows = Rows.flat(points);
    Tensor numbers =
        torch
            .arange(new Scalar(rows.size(1)), points.options())
            .add(new Scalar(1.0))
            .mul(new Scalar(IRRATIONAL))
            .frac();
    return normalised(numbers.expand(rows.shape()).reshape(points.shape()));
  }

  private static Tensor normalised(Tensor x) {
    Tensor norm = Rows.norm(x);
    return x.div(Rows.over(norm.masked_fill(norm.eq(new Scalar(0)), new Scalar(1)), x));
  }

  /** A walk from every member's point along a line, to either side. */
  private final class Walk {
    private final Tensor points;
    private final Tensor way;
    private final Tensor length; // [batch], with a sign
    private final Tensor lowest; // the value there

    Walk(Tensor points, Tensor way, Tensor values, Tensor reach) {
      this.points = points;
      this.way = way;
      length = reach.mul(new Scalar(Math.sqrt(Rows.epsilon(points))));
      lowest = values.sub(values.abs().mul(new Scalar(4 * Rows.epsilon(points))));
    }

    /**
     * Finds the first lower value of {@code members}, and says which have one. Those that are not
     * bent need one look only.
     */
    Tensor begin(Tensor members, Tensor bent) {
      Tensor open = members.clone();
      Tensor fell = torch.zeros_like(open);
      double most = WIDEST_LOOK / Math.sqrt(Rows.epsilon(points));
      for (double factor = 1; factor <= most && open.any().item_bool(); factor *= 2) {
        Tensor up = value(length);
        Tensor down = value(length.neg());
        // Comparisons with NaN are false: it counts as outside of the domain.
        Tensor falls = up.lt(lowest).logical_or(down.lt(lowest)).logical_and(open);
        Tensor isDown = falls.logical_and(down.lt(lowest)).logical_and(down.ge(up).logical_not());
        length.copy_(torch.where(isDown, length.neg(), length));
        lowest.copy_(torch.where(falls, torch.where(isDown, down, up), lowest));
        fell.logical_or_(falls);
        open.logical_and_(falls.logical_not()).logical_and_(bent);
        length.copy_(torch.where(open, length.mul(new Scalar(2.0)), length));
      }
      return fell;
    }

    /** Doubles the way of {@code members} while values fall, and says for which they never rise. */
    Tensor goOn(Tensor members) {
      Tensor falling = members.clone();
      for (int i = 0; i < MOST_DOUBLINGS && falling.any().item_bool(); i++) {
        Tensor twice = length.mul(new Scalar(2.0));
        Tensor value = value(twice);
        falling.logical_and_(value.lt(lowest));
        length.copy_(torch.where(falling, twice, length));
        lowest.copy_(torch.where(falling, value, lowest));
      }
      return falling;
    }

    void move(Tensor members) {
      Tensor by = torch.where(members, length, torch.zeros_like(length));
      points.addcmul_(way, Rows.over(by, points));
    }

    private Tensor value(Tensor at) {
      return function.apply(points.addcmul(way, Rows.over(at, points)));
    }
  }
}
