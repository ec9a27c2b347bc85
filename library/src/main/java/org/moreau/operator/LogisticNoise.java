package org.moreau.operator;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;
import org.moreau.engine.CustomGradient;
import org.moreau.engine.TensorScope;

/**
 * R(z) = Σ_j z_j² mean_i a_i variances_ij, a_i = p_i (1 − p_i) the logistic variance at ⟨data_i,
 * z⟩, and its proximal map: the minimum of F(z) = ½|z − x|² + step R(z) reached from z = x.
 */
final class LogisticNoise {
  private static final int ITERATIONS = 200;
  private static final int HALVINGS = 50;
  private static final double TOLERANCE = 1e-13; // of the slope, relative to x
  private static final double ACCEPTED = 1e-9; // where rounding allows no more

  private final Tensor data; // [rows, d]
  private final Tensor variances; // [rows, d]
  private final Tensor products; // data_ij data_ik / rows, [rows, d d]
  private final Tensor mixed; // data_ij variances_ik / rows, [rows, d d]

  LogisticNoise(Tensor data, Tensor variances) {
    Check.shape("data", data, -1, -1);
    if (data.numel() == 0 || !data.detach().isfinite().all().item_bool()) {
      throw new IllegalArgumentException(
          "data must be at least one row of finite numbers, got the shape "
              + Arrays.toString(data.shape()));
    }
    if (data.requires_grad()) {
      throw new IllegalArgumentException("data must be a constant: there is no derivative in it");
    }
    this.data = TensorScope.own(data.to(ScalarType.Double));
    this.variances = TensorScope.own(variances.to(ScalarType.Double));
    this.products = TensorScope.own(outer(this.data, this.data));
    this.mixed = TensorScope.own(outer(this.data, this.variances));
  }

  private static Tensor outer(Tensor a, Tensor b) {
    return a.unsqueeze(2).mul(b.unsqueeze(1)).flatten(1, 2).div(new Scalar(a.size(0)));
  }

  Tensor value(Tensor z) {
    Check.shape("x", z, -1, data.size(1));
    return penalty(Members.checked(z).to(ScalarType.Double)).to(z.scalar_type());
  }

  private Tensor penalty(Tensor z) {
    Tensor a = LogisticVariance.of(z.mm(data.t()));
    return a.mul(z.square().mm(variances.t())).mean(1);
  }

  Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Check.shape("x", x, -1, data.size(1));
    Tensor exact = x.to(ScalarType.Double);
    Tensor t = step.to(x.device(), ScalarType.Double).expand(x.size(0));
    Tensor result;
    try (NoGradGuard guard = new NoGradGuard();
        TensorScope scope = new TensorScope()) {
      result = scope.keep(x.size(0) == 0 ? exact.clone() : minimise(exact.detach(), t.detach()));
    }
    Tensor z = result.clone();
    result =
        CustomGradient.attach(
            result, List.of(exact, t), cotangent -> gradients(z, t.detach(), cotangent));
    return result.to(x.scalar_type());
  }

  private Tensor minimise(Tensor x, Tensor t) {
    Tensor z = x.clone();
    Tensor size = torch.maximum(Members.norm(x), x.new_full(new long[0], new Scalar(1e-300)));
    double last = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ITERATIONS; i++) {
      try (TensorScope scope = new TensorScope()) {
        Tensor slope = z.sub(x).add(slope(z).mul(t.unsqueeze(1)));
        Tensor error = Members.norm(slope).div(size);
        Tensor active = error.gt(new Scalar(TOLERANCE));
        double worst = error.max().item_double();
        if (worst <= TOLERANCE || (worst <= ACCEPTED && worst > 0.5 * last)) {
          return scope.keep(z);
        }
        last = worst;
        Tensor direction = direction(hessian(z, t), slope).mul(active.unsqueeze(1));
        z = scope.keep(descend(z, direction, x, t));
      }
    }
    throw new ArithmeticException(
        "the proximal map was not found: relative slope "
            + last
            + " after "
            + ITERATIONS
            + " iterations; scale the data or lower the step");
  }

  /** The Newton direction, in which negative curvatures count as positive. */
  private static Tensor direction(Tensor hessian, Tensor slope) {
    T_TensorTensor_T pair = torch.linalg_eigh(hessian);
    Tensor curvatures = pair.get0().abs().clamp_min(new Scalar(1e-3));
    Tensor along = pair.get1().mT().matmul(slope.unsqueeze(2)).squeeze(2);
    return pair.get1().matmul(along.div(curvatures).unsqueeze(2)).squeeze(2).neg();
  }

  /** z + s direction with s = 1 halved for every member until F does not rise; else z. */
  private Tensor descend(Tensor z, Tensor direction, Tensor x, Tensor t) {
    Tensor current = objective(z, x, t);
    // Near the minimum F cannot tell points apart, and the Newton step is to be trusted.
    Tensor bound = current.add(current.abs().mul(new Scalar(1e-14)));
    Tensor s = torch.ones_like(current);
    for (int i = 0; i < HALVINGS; i++) {
      Tensor next = z.add(direction.mul(s.unsqueeze(1)));
      Tensor fails = objective(next, x, t).le(bound).logical_not();
      if (!fails.any().item_bool()) {
        return next;
      }
      s = torch.where(fails, s.mul(new Scalar(i == HALVINGS - 2 ? 0 : 0.5)), s);
    }
    return z;
  }

  private Tensor objective(Tensor z, Tensor x, Tensor t) {
    return z.sub(x).square().sum(1).mul(new Scalar(0.5)).add(t.mul(penalty(z)));
  }

  /** The gradient of R, [batch, d]. */
  private Tensor slope(Tensor z) {
    Scalar share = new Scalar(1.0 / data.size(0));
    Tensor s = z.mm(data.t());
    Tensor q = z.square().mm(variances.t());
    Tensor byProbability = LogisticVariance.slope(s).mul(q).mm(data);
    Tensor bySquares = LogisticVariance.of(s).mm(variances).mul(z).mul(new Scalar(2));
    return byProbability.add(bySquares).mul(share);
  }

  /** I + step times the Hessian of R, [batch, d, d]. */
  private Tensor hessian(Tensor z, Tensor t) {
    long d = data.size(1);
    Tensor s = z.mm(data.t());
    Tensor q = z.square().mm(variances.t());
    Tensor bent = LogisticVariance.curvature(s).mul(q).mm(products).view(-1, d, d);
    Tensor crossed =
        LogisticVariance.slope(s).mm(mixed).view(-1, d, d).mul(z.unsqueeze(1)).mul(new Scalar(2));
    Tensor diagonal =
        LogisticVariance.of(s).mm(variances).mul(new Scalar(2.0 / data.size(0))).diag_embed();
    return bent.add(crossed)
        .add(crossed.mT())
        .add(diagonal)
        .mul(t.view(-1, 1, 1))
        .add(torch.eye(d, z.options()));
  }

  private List<Tensor> gradients(Tensor z, Tensor t, Tensor cotangent) {
    Tensor v = torch.linalg_solve(hessian(z, t), cotangent.unsqueeze(2)).squeeze(2);
    return List.of(v, v.mul(slope(z)).sum(1).neg());
  }
}
