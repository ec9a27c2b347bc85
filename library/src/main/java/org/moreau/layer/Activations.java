package org.moreau.layer;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.operator.Box;
import org.moreau.operator.NonNegative;
import org.moreau.operator.ProximalOperator;

/**
 * The usual elementwise activations as proximal maps: at step 1, or at any step for the two that
 * are projections. Source: ProxNet, section 2.
 */
public final class Activations {
  private static final int DILOGARITHM_TERMS = 48; // 2⁻⁴⁸ / 48² is below rounding

  private Activations() {}

  /** 1 / (1 + e⁻ᵘ): R(y) = Σ y log y + (1 − y) log(1 − y) − y²/2 on [0, 1]. */
  public static Activation sigmoid() {
    return new Activation(
        Tensor::sigmoid,
        u -> u.sigmoid().mul(u.neg().sigmoid()),
        y -> potential(y, 0, 1, v -> entropy(v).add(entropy(oneMinus(v))).sub(half(v.square()))));
  }

  /** tanh u: R(y) = ½ Σ (1 + y) log(1 + y) + (1 − y) log(1 − y) − y² on [−1, 1]. */
  public static Activation tanh() {
    return new Activation(
        Tensor::tanh,
        u -> oneMinus(u.tanh().square()),
        y ->
            potential(
                y,
                -1,
                1,
                v -> half(entropy(onePlus(v)).add(entropy(oneMinus(v))).sub(v.square()))));
  }

  /** log(1 + eᵘ): R(y) = Σ Li₂(e⁻ʸ), the dilogarithm, for y ≥ 0. */
  public static Activation softplus() {
    return new Activation(
        u -> u.clamp_min(new Scalar(0)).add(u.abs().neg().exp().log1p()),
        Tensor::sigmoid,
        y -> potential(y, 0, Double.POSITIVE_INFINITY, Activations::dilogarithmOfExp));
  }

  /** u for u ≥ 0, else eᵘ − 1: R(y) = Σ (1 + y) log(1 + y) − y − y²/2 over y in [−1, 0]. */
  public static Activation elu() {
    return new Activation(
        u -> torch.where(u.gt(new Scalar(0)), u, negativePart(u).expm1()),
        u -> negativePart(u).exp(),
        y ->
            potential(
                y,
                -1,
                Double.POSITIVE_INFINITY,
                v -> {
                  Tensor negative = negativePart(v);
                  return entropy(onePlus(negative)).sub(negative).sub(half(negative.square()));
                }));
  }

  /** arctan u: R(y) = −Σ log cos y + y²/2 on (−π/2, π/2). */
  public static Activation arctan() {
    return new Activation(
        Tensor::atan,
        u -> onePlus(u.square()).reciprocal(),
        y ->
            potential(
                y,
                -Math.PI / 2,
                Math.PI / 2,
                // The number next to π/2 may have a negative cosine.
                v -> v.cos().abs().log().neg().sub(half(v.square()))));
  }

  /** u / (1 + |u|): R(y) = −Σ |y| + log(1 − |y|) + y²/2 on (−1, 1). */
  public static Activation softsign() {
    return new Activation(
        u -> u.div(onePlus(u.abs())),
        u -> onePlus(u.abs()).square().reciprocal(),
        y ->
            potential(
                y, -1, 1, v -> v.abs().neg().sub(v.abs().neg().log1p()).sub(half(v.square()))));
  }

  /** max(u, 0): the projection onto [0, ∞), for every step. */
  public static ProximalOperator relu() {
    return new NonNegative();
  }

  /** u clamped to [−1, 1]: a projection, for every step. */
  public static ProximalOperator hardTanh() {
    return new Box(-1, 1);
  }

  /** {@code formula} of y in [low, high], +inf outside; in float64, as its terms cancel at 0. */
  private static Tensor potential(
      Tensor y, double low, double high, UnaryOperator<Tensor> formula) {
    Tensor inside = y.clamp_min(new Scalar(low)).clamp_max(new Scalar(high));
    Tensor value = formula.apply(inside.to(ScalarType.Double)).to(y.scalar_type());
    return value.masked_fill(inside.ne(y), new Scalar(Double.POSITIVE_INFINITY));
  }

  /** Li₂(e⁻ʸ) for y ≥ 0, by its series on [0, 1/2] and Euler's reflection beyond. */
  private static Tensor dilogarithmOfExp(Tensor y) {
    Tensor z = y.neg().exp();
    Tensor rest = y.neg().expm1().neg(); // 1 − z
    Tensor isSmall = z.le(new Scalar(0.5));
    Tensor argument = torch.where(isSmall, z, rest);
    Tensor series = torch.zeros_like(y);
    for (int k = DILOGARITHM_TERMS; k >= 1; k--) {
      series = series.add(new Scalar(1.0 / ((double) k * k))).mul(argument);
    }
    Tensor reflected = torch.xlogy(y, rest).sub(series).add(new Scalar(Math.PI * Math.PI / 6));
    return torch.where(isSmall, series, reflected);
  }

  /** v log v, 0 at 0. */
  private static Tensor entropy(Tensor v) {
    return torch.xlogy(v, v);
  }

  private static Tensor onePlus(Tensor v) {
    return v.add(new Scalar(1.0));
  }

  private static Tensor oneMinus(Tensor v) {
    return torch.rsub(v, new Scalar(1.0));
  }

  private static Tensor half(Tensor v) {
    return v.mul(new Scalar(0.5));
  }

  private static Tensor negativePart(Tensor v) {
    return v.clamp_max(new Scalar(0.0));
  }
}
