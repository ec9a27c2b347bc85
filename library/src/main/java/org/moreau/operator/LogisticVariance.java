package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** p (1 − p) = 1 / (2 + exp(s) + exp(−s)) for p = 1 / (1 + exp(−s)), and its derivatives in s. */
final class LogisticVariance {
  private LogisticVariance() {}

  /** p (1 − p). */
  static Tensor of(Tensor s) {
    return s.sigmoid().mul(s.neg().sigmoid());
  }

  /** Its first derivative p (1 − p) (1 − 2p). */
  static Tensor slope(Tensor s) {
    return of(s).mul(s.mul(new Scalar(-0.5)).tanh());
  }

  /** Its second derivative p (1 − p) (1 − 6 p (1 − p)). */
  static Tensor curvature(Tensor s) {
    Tensor a = of(s);
    return a.sub(a.square().mul(new Scalar(6)));
  }
}
