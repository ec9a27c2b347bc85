package org.moreau.kernel;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * L(f) = ½ Σ_i ⟨z_i, f⟩² on embedded functions f, for r embedded representers z_i.
 *
 * <p>prox: (I + step Z Z')⁻¹ f; {@link #warp} has the exponent −½ instead.
 *
 * <p>Shapes: representers [r, l], f [batch, l] → [batch, l]. Cost: O(l² (l + r)) once, then O(batch
 * l²). Computed in float64.
 *
 * <p>Derivative: (I + step Z Z')⁻¹ everywhere; there is no kink.
 *
 * <p>Source: ProxNet, section 3, with step = 1/λ.
 */
public final class QuadraticInvariance implements ProximalOperator {
  private final Tensor values;
  private final Tensor vectors;

  /** The penalty of {@code representers} [r, l], as {@link Nystroem#embed(Representers)} gives. */
  public QuadraticInvariance(Tensor representers) {
    Tensor z = Points.exact("representers", representers.detach());
    try (NoGradGuard guard = new NoGradGuard()) {
      Spectrum spectrum = Spectrum.of(z.t().mm(z), 0);
      values = TensorScope.own(spectrum.values());
      vectors = TensorScope.own(spectrum.vectors());
    }
  }

  @Override
  public Tensor value(Tensor f) {
    Tensor squares = checked(f).mm(vectors).square().mul(values);
    return squares.sum(1).mul(new Scalar(0.5)).to(f.scalar_type());
  }

  @Override
  public Tensor prox(Tensor f, Tensor step) {
    Tensor exact = checked(f);
    Members.step(f, step);
    Tensor scaled = Members.step(exact, step).mul(values);
    return without(exact, scaled.div(scaled.add(new Scalar(1)))).to(f.scalar_type());
  }

  /** Kernel warping: (I + step Z Z')^(−1/2) f; the paper has step = 1. */
  public Tensor warp(Tensor f, double step) {
    Tensor scaled = values.mul(new Scalar(Check.positive("step", step)));
    Tensor lost = torch.rsub(scaled.add(new Scalar(1)).rsqrt(), new Scalar(1));
    return without(checked(f), lost).to(f.scalar_type());
  }

  /** f less the parts {@code lost} [k] or [batch, k] of its components along the vectors. */
  private Tensor without(Tensor f, Tensor lost) {
    return f.sub(f.mm(vectors).mul(lost).mm(vectors.t()));
  }

  private Tensor checked(Tensor f) {
    Check.shape("x", f, -1, vectors.size(0));
    return Members.checked(f).to(ScalarType.Double);
  }
}
