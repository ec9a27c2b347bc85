package org.moreau.solver;

import org.moreau.engine.Check;

/**
 * Minimises a function by Newton steps within a region that grows and shrinks with the quality of
 * its quadratic model. Steps come from conjugate gradients, which stop at the region's edge and
 * where curvature is not positive; so a point is left only downwards, and of several minima it
 * reaches the one that lies downhill from the start. Where many products are to be expected, the
 * function's own {@link TwiceDifferentiable.Point#newtonStep} is taken if it stays in the region.
 *
 * <p>The outcome's error is |∇f| / size. Cost of an iteration: an evaluation and as many products
 * as its conjugate gradients take.
 *
 * <p>Source: Steihaug (1983); Nocedal and Wright, Numerical Optimization, algorithms 4.1 and 7.2.
 */
public record TrustRegion(double tolerance, int mostIterations) {
  private static final double LOOSEST_INNER = 0.1;
  private static final double WORTH_ITS_OWN = 8; // products that the function's own way costs first
  private static final double ENOUGH = 0.3;
  private static final double POOR = 0.25;
  private static final double GOOD = 0.75;
  private static final double ACCEPTED = 1e-4;
  private static final double ROUNDING = 0x1p-46;
  private static final double SMALLEST_REGION = 1e-14;
  private static final String ADVICE =
      "allow more iterations or a larger tolerance; an ill-conditioned problem needs a larger ridge"
          + " or lambda";

  public TrustRegion {
    Check.positive("tolerance", tolerance);
    Check.positive("mostIterations", mostIterations);
  }

  /**
   * What was found.
   *
   * @param point the function at {@code x}
   * @param evaluations of the function
   * @param products with its Hessian
   */
  public record Found(
      double[] x,
      TwiceDifferentiable.Point point,
      Outcome outcome,
      int evaluations,
      int products) {}

  /**
   * The minimum downhill from {@code start}.
   *
   * @param at the function there; it may be discarded
   * @param size what |∇f| is compared with
   * @param radius of the first region
   * @throws ArithmeticException if the function or its gradient is not finite at the start
   */
  public Found minimise(
      TwiceDifferentiable function,
      double[] start,
      TwiceDifferentiable.Point at,
      double size,
      double radius) {
    double[] x = start.clone();
    TwiceDifferentiable.Point point = at;
    double norm = Vectors.norm(point.gradient());
    if (!Double.isFinite(point.value()) || !Double.isFinite(norm)) {
      throw new ArithmeticException("the function or its gradient is not finite at the start");
    }
    double region = radius;
    double perDecade = 0; // products that a decade of accuracy took last; 0 at the region's edge
    int evaluations = 1;
    int products = 0;
    int k = 0;
    for (; k < mostIterations && !(norm <= tolerance * size); k++) {
      // As accurate as Newton's convergence can use, but no more than the last step needs.
      double inner = Math.max(norm / size, ENOUGH * tolerance * size / norm);
      double accuracy = Math.min(LOOSEST_INNER, inner);
      double decades = -Math.log10(accuracy);
      Step step =
          perDecade * decades < WORTH_ITS_OWN
              ? conjugateGradients(point, accuracy, region)
              : step(point, accuracy, region);
      products += step.products;
      perDecade = step.atEdge ? 0 : step.products / decades;
      double length = Vectors.norm(step.s);
      double[] next = x.clone();
      Vectors.add(next, 1, step.s);
      TwiceDifferentiable.Point trial = function.at(next);
      evaluations++;
      // Near the minimum both differences are rounding: then they count as equal.
      double noise = ROUNDING * Math.max(1, Math.abs(point.value()));
      double ratio = (point.value() - trial.value() + noise) / (step.decrease + noise);
      if (!(ratio >= POOR)) {
        region = POOR * length;
      } else if (ratio > GOOD && step.atEdge) {
        region *= 2;
      }
      if (ratio > ACCEPTED) {
        x = next;
        point.discard();
        point = trial;
        norm = Vectors.norm(point.gradient());
        continue;
      }
      trial.discard();
      if (!(region > SMALLEST_REGION * Vectors.norm(x))) {
        break;
      }
    }
    double error = size == 0 && norm == 0 ? 0 : norm / size;
    return new Found(x, point, new Outcome(error, tolerance, k, ADVICE), evaluations, products);
  }

  /**
   * A step within the region.
   *
   * @param decrease of the model, >= 0
   */
  private record Step(double[] s, double decrease, boolean atEdge, int products) {}

  private static Step step(TwiceDifferentiable.Point point, double accuracy, double region) {
    TwiceDifferentiable.NewtonStep own = point.newtonStep(accuracy);
    if (own == null) {
      return conjugateGradients(point, accuracy, region);
    }
    if (own.decrease() > 0 && Vectors.norm(own.s()) <= region) {
      return new Step(own.s(), own.decrease(), false, own.products());
    }
    Step step = conjugateGradients(point, accuracy, region);
    return new Step(step.s, step.decrease, step.atEdge, own.products() + step.products);
  }

  private static Step conjugateGradients(
      TwiceDifferentiable.Point point, double accuracy, double region) {
    double[] gradient = point.gradient();
    int n = gradient.length;
    double[] s = new double[n];
    double[] residual = new double[n];
    Vectors.add(residual, -1, gradient);
    double[] direction = residual.clone();
    double[] image = new double[n];
    double square = Vectors.dot(residual, residual);
    double goal = accuracy * accuracy * square;
    double decrease = 0;
    int most = 10 + 2 * n;
    int products = 0;
    // |s|², ⟨s, d⟩ and |d|² by recurrence; in exact arithmetic residuals are orthogonal to s's
    // part.
    double ss = 0;
    double sd = 0;
    double dd = square;
    while (products < most && square > goal) {
      point.product(direction, image);
      products++;
      double curvature = Vectors.dot(direction, image);
      double length = square / curvature;
      double toEdge = toEdge(ss, sd, dd, region);
      if (!(curvature > 0) || length >= toEdge) {
        Vectors.add(s, toEdge, direction);
        decrease += toEdge * square - toEdge * toEdge / 2 * curvature;
        return new Step(s, decrease, true, products);
      }
      Vectors.add(s, length, direction);
      Vectors.add(residual, -length, image);
      decrease += length * square / 2;
      double next = Vectors.dot(residual, residual);
      double ratio = next / square;
      Vectors.addScaled(direction, residual, ratio);
      ss += length * (2 * sd + length * dd);
      sd = ratio * (sd + length * dd);
      dd = next + ratio * ratio * dd;
      square = next;
    }
    return new Step(s, decrease, false, products);
  }

  /** The t > 0 with |s + t d| = region, from |s|², ⟨s, d⟩ and |d|². */
  private static double toEdge(double ss, double sd, double dd, double region) {
    double room = Math.max(0, region * region - ss);
    double root = Math.sqrt(sd * sd + dd * room);
    return sd > 0 ? room / (sd + root) : (root - sd) / dd;
  }
}
