package org.moreau.kernel;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;
import org.moreau.engine.CustomGradient;
import org.moreau.engine.TensorScope;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;
import org.moreau.solver.Outcome;
import org.moreau.solver.Solution;

/**
 * L(f) = Σ_i |⟨z_i, f⟩| on embedded functions f, for r embedded representers z_i: the total
 * variation, where they are differences or derivatives.
 *
 * <p>prox: f = x − step Z u for the u in [−1, 1]^r that minimises |f|², by accelerated projected
 * gradients. The entries of u that are inside are then solved for exactly. The duality gap bounds
 * the distance from the exact f, relative to |x|.
 *
 * <p>Shapes: representers [r, l], f [batch, l] → [batch, l]. Cost: O(batch r²) for each iteration,
 * O(batch r³) after every hundred. Computed in float64.
 *
 * <p>Derivative: the signs of the ⟨z_i, f⟩ held fixed, zeros staying zero.
 *
 * <p>Source: ProxNet, section 3; Beck and Teboulle, Fast Gradient-Based Algorithms for Constrained
 * Total Variation Image Denoising (2009), section 4.
 */
public final class AbsoluteInvariance implements ProximalOperator {
  private static final String ADVICE =
      "allow more iterations, a larger tolerance or a smaller step";
  private static final int BETWEEN_CHECKS = 100;
  private static final double INSIDE = 1 - 1e-9;
  private static final double ROUNDING = 0x1p-45; // of an inner product, relative to its factors

  private final Tensor representers; // [r, l]
  private final Tensor gram; // [r, r]
  private final double curvature;
  private final double tolerance;
  private final int iterations;

  /** A functional whose proximal map is exact to 1e-6 |x| within 20,000 iterations. */
  public AbsoluteInvariance(Tensor representers) {
    this(representers, 1e-6, 20_000);
  }

  /**
   * The functional of {@code representers} [r, l], as {@link Nystroem#embed(Representers)} gives.
   *
   * @param tolerance of the proximal map, relative to |x|; 1e-12 is within reach
   */
  public AbsoluteInvariance(Tensor representers, double tolerance, int iterations) {
    this.tolerance = Check.positive("tolerance", tolerance);
    this.iterations = Check.positive("iterations", iterations);
    try (NoGradGuard guard = new NoGradGuard()) {
      this.representers = TensorScope.own(Points.exact("representers", representers).detach());
      this.gram = TensorScope.own(this.representers.mm(this.representers.t()));
      Spectrum spectrum = Spectrum.of(gram, 0);
      this.curvature = spectrum.rank() == 0 ? 0 : spectrum.values().get(0).item_double();
    }
  }

  @Override
  public Tensor value(Tensor f) {
    return checked(f).mm(representers.t()).abs().sum(1).to(f.scalar_type());
  }

  /**
   * {@inheritDoc}
   *
   * @throws ArithmeticException if the tolerance is not reached; {@link #solve} returns what was
   */
  @Override
  public Tensor prox(Tensor f, Tensor step) {
    return solve(f, step).orThrow("the proximal map of the absolute invariance");
  }

  /** The proximal map as far as it was found; its derivative is right where it has converged. */
  public Solution solve(Tensor f, Tensor step) {
    Tensor x = checked(f);
    Members.step(f, step);
    Tensor t = step.to(x.device(), ScalarType.Double).expand(x.size(0)).unsqueeze(1);
    Tensor dual;
    Outcome outcome;
    try (NoGradGuard guard = new NoGradGuard();
        TensorScope scope = new TensorScope()) {
      Dual found = minimise(x.detach(), t.detach());
      dual = scope.keep(found.u);
      outcome = found.outcome;
    }
    Tensor value;
    try (NoGradGuard guard = new NoGradGuard()) {
      value = x.detach().sub(dual.mm(representers).mul(t.detach()));
    }
    value = CustomGradient.attach(value, List.of(x, t), cotangent -> gradients(dual, cotangent));
    return new Solution(value.to(f.scalar_type()), outcome.advising(ADVICE));
  }

  private record Dual(Tensor u, Outcome outcome) {}

  private Dual minimise(Tensor x, Tensor t) {
    Tensor target = x.mm(representers.t()); // ⟨z_i, x⟩, [batch, r]
    Tensor u = torch.zeros_like(target);
    Outcome outcome = Outcome.none(tolerance);
    if (target.numel() == 0 || curvature == 0) {
      return new Dual(u, outcome);
    }
    Tensor size = Members.norm(x).clamp_min(new Scalar(Double.MIN_NORMAL));
    Tensor ahead = u;
    double momentum = 1;
    for (int i = 0; i < iterations; i += BETWEEN_CHECKS) {
      try (TensorScope scope = new TensorScope()) {
        for (int j = 0; j < BETWEEN_CHECKS; j++) {
          Tensor next = clip(ahead.add(values(ahead, target, t).div(t.mul(new Scalar(curvature)))));
          double larger = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
          ahead = next.add(next.sub(u).mul(new Scalar((momentum - 1) / larger)));
          momentum = larger;
          u = next;
        }
        Tensor solved = solved(u, target, t);
        Tensor gap = gap(u, target, t);
        Tensor solvedGap = gapOfZeros(solved, target, t, size);
        Tensor better = solvedGap.lt(gap);
        Tensor least = torch.where(better, solvedGap, gap);
        double error =
            least.mul(t.squeeze(1)).mul(new Scalar(2)).sqrt().div(size).max().item_double();
        outcome = new Outcome(error, tolerance, i + BETWEEN_CHECKS);
        if (!(error > tolerance)) {
          return new Dual(scope.keep(torch.where(better.unsqueeze(1), solved, u)), outcome);
        }
        u = scope.keep(u);
        // A fresh start of the momentum: it helps once the signs are settled.
        ahead = u;
        momentum = 1;
      }
    }
    return new Dual(u, outcome);
  }

  /** ⟨z_i, f⟩ at f = x − t Z u. */
  private Tensor values(Tensor u, Tensor target, Tensor t) {
    return target.sub(u.mm(gram).mul(t));
  }

  /** Σ |⟨z_i, f⟩| − u_i ⟨z_i, f⟩ ≥ 0, at least |f − prox|² / (2 t); [batch]. */
  private Tensor gap(Tensor u, Tensor target, Tensor t) {
    Tensor values = values(u, target, t);
    return values.abs().sub(u.mul(values)).sum(1);
  }

  /**
   * The same for the point next to x − t Z u at which all ⟨z_i, f⟩ that should vanish do: a sum of
   * roundings instead of zeros would count with its square root. Adds the squared way there.
   */
  private Tensor gapOfZeros(Tensor u, Tensor target, Tensor t, Tensor size) {
    Tensor values = values(u, target, t);
    Tensor zeros = torch.maximum(inside(u), u.mul(values).le(new Scalar(0)).to(ScalarType.Double));
    Tensor y = inverse(zeros, values.mul(zeros));
    Tensor after = values.sub(y.mm(gram));
    Tensor rounding = size.mul(new Scalar(ROUNDING * Math.sqrt(curvature))).unsqueeze(1);
    Tensor isZero = after.abs().le(rounding).to(ScalarType.Double).mul(zeros);
    Tensor rest = after.abs().sub(u.mul(after)).mul(torch.rsub(isZero, new Scalar(1))).sum(1);
    Tensor way = y.mm(representers).square().sum(1);
    return rest.add(way.div(t.squeeze(1)).mul(new Scalar(0.5)));
  }

  /** u with the entries inside moved so that their ⟨z_i, f⟩ vanish. */
  private Tensor solved(Tensor u, Tensor target, Tensor t) {
    Tensor inside = inside(u);
    Tensor missing = values(u, target, t).div(t).mul(inside);
    return clip(u.add(inverse(inside, missing)));
  }

  private static Tensor clip(Tensor u) {
    return u.clamp(new ScalarOptional(new Scalar(-1)), new ScalarOptional(new Scalar(1)));
  }

  private static Tensor inside(Tensor u) {
    return u.abs().lt(new Scalar(INSIDE)).to(ScalarType.Double);
  }

  /** The least y with (Z'Z y)_i = right_i inside and y_i = 0 elsewhere, for every member. */
  private Tensor inverse(Tensor inside, Tensor right) {
    Tensor part = gram.mul(inside.unsqueeze(1)).mul(inside.unsqueeze(2));
    T_TensorTensor_T pair = torch.linalg_eigh(part);
    Tensor values = pair.get0();
    Tensor kept = values.gt(new Scalar(Spectrum.CUT * curvature));
    Tensor inverted = torch.where(kept, values.reciprocal(), torch.zeros_like(values));
    Tensor along = pair.get1().mT().matmul(right.unsqueeze(2)).mul(inverted.unsqueeze(2));
    return pair.get1().matmul(along).squeeze(2);
  }

  /** f = P (x − t Z signs), P the projection onto ⟨z_i, f⟩ = 0 for all i inside. */
  private List<Tensor> gradients(Tensor u, Tensor cotangent) {
    Tensor inside = inside(u);
    Tensor across = inverse(inside, cotangent.mm(representers.t()).mul(inside));
    Tensor projected = cotangent.sub(across.mm(representers));
    Tensor signs = u.mul(torch.rsub(inside, new Scalar(1)));
    Tensor byStep = projected.mul(signs.mm(representers)).sum(new long[] {1}, true, null).neg();
    return List.of(projected, byStep);
  }

  private Tensor checked(Tensor f) {
    Check.shape("x", f, -1, representers.size(1));
    return Members.checked(f).to(ScalarType.Double);
  }
}
