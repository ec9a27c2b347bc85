package org.moreau.solver;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * Finds x = T(x) for every member of a batch, T an averaged map such as one step of
 * Douglas–Rachford, by Anderson's acceleration: the combination of the last {@code memory} steps
 * with the smallest residual. A member for which it makes the residual grow goes back to its best
 * point and takes plain steps, which never do, the more of them the more often that happened. Steps
 * are no longer than some residuals, which doubles until one overshoots: where the map bends, an
 * extrapolation may land so far away that the way back takes for ever, with a small residual all
 * along. On an affine map this is, but for the first steps, GMRES.
 *
 * <p>The outcome's error is |T(x) − x|, and the rounding of x, relative to the given size. Runs
 * without a graph.
 *
 * <p>Source: Walker and Ni, Anderson acceleration for fixed-point iterations (2011).
 */
public record FixedPoint(double tolerance, int mostIterations, int memory) {
  private static final double LONGEST_DELAY = 32;
  private static final double NOISE = 1e3;
  private static final double RIDGE = 64;
  private static final int SETTLED = 3;
  private static final double SHORTEST_REACH = 2;
  private static final double LONGEST_REACH = 0x1p40;
  private static final double GROWTH = 2;

  public FixedPoint {
    Check.positive("tolerance", tolerance);
    Check.positive("mostIterations", mostIterations);
    Check.positive("memory", memory);
  }

  /**
   * The fixed point near {@code start}.
   *
   * @param size [batch], what the residual is compared with; not the norm of x itself, which grows
   *     without bound where there is no fixed point
   */
  public Solution solve(UnaryOperator<Tensor> map, Tensor start, Tensor size) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      History history = new History(Rows.flat(start), memory);
      Tensor x = start.detach().clone();
      Tensor best = x.clone(); // the point with the smallest residual, and its image
      Tensor bestImage = x.clone();
      Tensor least = x.new_full(new long[] {x.size(0)}, new Scalar(Double.POSITIVE_INFINITY));
      Tensor error = least.clone();
      Tensor idle = torch.zeros_like(least); // steps since the residual fell by a tenth
      Tensor delay = torch.ones_like(least); // plain steps after the next failure
      Tensor plain = torch.zeros_like(least); // plain steps still to take
      Tensor isPlain = least.gt(new Scalar(0)); // x is the image of the best point
      Tensor last = torch.zeros_like(x); // the last step
      Tensor shortest = torch.full_like(least, new Scalar(SHORTEST_REACH));
      Tensor reach = shortest.clone(); // the longest step, in residuals
      double goal = Rows.goal(tolerance, x);
      int k = 0;
      for (; k < mostIterations; k++) {
        try (TensorScope turn = new TensorScope()) {
          Tensor image = map.apply(x);
          Tensor residual = image.sub(x);
          Tensor norm = Rows.norm(residual);
          // A plain step is never worse but by rounding, though a map may move by the same amount
          // for a while: it always counts as progress.
          Tensor isBetter = norm.le(least).logical_or(isPlain);
          Tensor falls = norm.lt(least.mul(new Scalar(0.9)));
          idle.add_(new Scalar(1.0)).masked_fill_(falls, new Scalar(0.0));
          best.copy_(torch.where(Rows.over(isBetter, x), x, best));
          bestImage.copy_(torch.where(Rows.over(isBetter, x), image, bestImage));
          least.copy_(torch.where(isBetter, norm, least));
          // Where there is no fixed point x grows until rounding hides that: it counts too.
          Tensor rounding = Rows.norm(best).mul(new Scalar(Rows.epsilon(x)));
          error.copy_(Rows.quotient(least.add(rounding), size));
          // Within the tolerance, rounding shows itself by the residual not falling any more.
          Tensor isSettled =
              error.le(new Scalar(tolerance)).logical_and(idle.ge(new Scalar(SETTLED)));
          if (error.le(new Scalar(goal)).logical_or(isSettled).all().item_bool()) {
            break;
          }
          Tensor fails = isBetter.logical_not();
          plain.copy_(
              torch.where(fails, delay, plain.sub(new Scalar(1.0)).clamp_min(new Scalar(0.0))));
          delay.copy_(
              torch.where(
                  fails,
                  delay.mul(new Scalar(2.0)).clamp_max(new Scalar(LONGEST_DELAY)),
                  torch.where(falls, torch.ones_like(delay), delay)));
          Tensor overshoots = Rows.dot(last, residual).lt(new Scalar(0.0)).logical_or(fails);
          Tensor farther = reach.mul(new Scalar(GROWTH)).clamp_max(new Scalar(LONGEST_REACH));
          reach.copy_(torch.where(overshoots, shortest, farther));
          Tensor mixed = history.mix(Rows.flat(x), Rows.flat(residual), fails).view_as(x).sub(x);
          Tensor longest = norm.mul(reach);
          Tensor length = Rows.norm(mixed);
          Tensor part = longest.div(length).masked_fill(length.le(longest), new Scalar(1.0));
          mixed = x.add(mixed.mul(Rows.over(part, x)));
          Tensor mixes = plain.eq(new Scalar(0.0));
          Tensor next = torch.where(Rows.over(mixes, x), mixed, image);
          last.copy_(next.sub(x));
          x.copy_(torch.where(Rows.over(fails, x), bestImage, next));
          isPlain.copy_(fails.logical_or(mixes.logical_not()));
        }
      }
      return new Solution(
          scope.keep(best), new Outcome(Rows.largest(error), tolerance, Math.max(k, 1)));
    }
  }

  /** The last differences of points and residuals, [batch, memory, entries]. */
  private static final class History {
    private final Tensor points;
    private final Tensor residuals;
    private final Tensor lastPoint;
    private final Tensor lastResidual;
    private final Tensor isFresh; // [batch], 1 where there is no last point
    private final int memory;
    private final Tensor ridge;
    private final double smallestPivot;
    private int next;

    History(Tensor flat, int memory) {
      this.memory = (int) Math.min(memory, Math.max(1, flat.size(1)));
      points = flat.new_zeros(flat.size(0), this.memory, flat.size(1));
      residuals = torch.zeros_like(points);
      lastPoint = torch.zeros_like(flat);
      lastResidual = torch.zeros_like(flat);
      smallestPivot = RIDGE * Rows.epsilon(flat);
      ridge = torch.eye(this.memory, flat.options()).mul(new Scalar(smallestPivot));
      isFresh = flat.new_ones(flat.size(0)).to(torch.ScalarType.Bool);
    }

    /** The accelerated next point; forgets the past of members that {@code restart}. */
    Tensor mix(Tensor x, Tensor residual, Tensor restart) {
      Tensor keep = isFresh.logical_or(restart).logical_not().to(x.scalar_type()).unsqueeze(1);
      points.select(1, next).copy_(x.sub(lastPoint).mul(keep));
      residuals.select(1, next).copy_(residual.sub(lastResidual).mul(keep));
      next = (next + 1) % memory;
      Tensor remember = restart.logical_not().to(x.scalar_type()).view(-1, 1, 1);
      points.mul_(remember);
      residuals.mul_(remember);
      lastPoint.copy_(x);
      lastResidual.copy_(residual);
      isFresh.copy_(restart);

      // Least squares over unit columns; differences that are mere rounding are left out, and the
      // small ridge carries the columns of zeros that this leaves.
      Tensor norms = rowNorms(residuals);
      Tensor noise = rowNorms(residual.unsqueeze(1)).mul(new Scalar(NOISE * Rows.epsilon(x)));
      Tensor scale = torch.where(norms.gt(noise), norms.reciprocal(), torch.zeros_like(norms));
      Tensor unit = residuals.mul(scale);
      Tensor gram = unit.bmm(unit.transpose(1, 2)).add(ridge);
      Tensor weights = solve(torch.cat(new TensorVector(gram, unit.bmm(residual.unsqueeze(2))), 2));
      Tensor correction = points.add(residuals).mul(weights.mul(scale)).sum(1);
      return x.add(residual).sub(correction);
    }

    /*
     * Gauss-Jordan elimination on [A b], A positive definite with a diagonal of ones: for matrices
     * this small, many times faster than LAPACK, whose threads have to be woken for each.
     */
    private Tensor solve(Tensor system) {
      for (int j = 0; j < memory; j++) {
        Tensor pivot = system.select(1, j).select(1, j).clamp_min(new Scalar(smallestPivot));
        Tensor row = system.select(1, j).div(pivot.unsqueeze(1));
        Tensor column = system.select(2, j).clone();
        column.select(1, j).sub_(new Scalar(1.0));
        system = system.sub(column.unsqueeze(2).mul(row.unsqueeze(1)));
      }
      return system.narrow(2, memory, 1);
    }

    private static Tensor rowNorms(Tensor rows) {
      return torch.linalg_vector_norm(rows, new Scalar(2.0), new long[] {2}, true, null);
    }
  }
}
