package org.moreau.multiview;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Canonical correlation as its definition reads, differentiated by autograd. */
final class PlainCca {
  private PlainCca() {}

  /** The sum of the top k correlations. */
  static Tensor correlation(Tensor x, Tensor y, double k, double ridge) {
    Tensor a = x.sub(x.mean(0));
    Tensor b = y.sub(y.mean(0));
    double share = 1.0 / (x.size(0) - 1);
    Tensor t =
        inverseRoot(a, share, ridge)
            .mm(a.t().mm(b).mul(new Scalar(share)))
            .mm(inverseRoot(b, share, ridge));
    return torch.linalg_svdvals(t).narrow(0, 0, (long) k).sum();
  }

  private static Tensor inverseRoot(Tensor a, double share, double ridge) {
    Tensor covariance =
        a.t()
            .mm(a)
            .mul(new Scalar(share))
            .add(torch.eye(a.size(1)).to(a.scalar_type()).mul(new Scalar(ridge)));
    var spectrum = torch.linalg_eigh(covariance);
    return spectrum.get1().mul(spectrum.get0().rsqrt()).mm(spectrum.get1().t());
  }
}
