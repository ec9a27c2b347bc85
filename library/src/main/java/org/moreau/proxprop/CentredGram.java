package org.moreau.proxprop;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Gram matrices of A = [X, 1] or X from X minus the mean of its rows, assembled in float64. */
final class CentredGram {
  private CentredGram() {}

  /** A A' for X [groups, rows, q]. */
  static Tensor ofRows(Tensor x, boolean bias) {
    Tensor mean = x.mean(new long[] {1}, true, new ScalarTypeOptional());
    Tensor centred = x.sub(mean);
    Tensor cross = inDouble(centred.bmm(mean.transpose(1, 2)));
    Tensor square = inDouble(mean).square().sum(new long[] {2}, true, new ScalarTypeOptional());
    return inDouble(centred.bmm(centred.transpose(1, 2)))
        .add_(cross)
        .add_(cross.transpose(1, 2))
        .add_(square)
        .add_(new Scalar(bias ? 1.0 : 0.0));
  }

  /** A'A and A'g for X [rows, q] and g [rows, outputs], with 1'g [1, 1, outputs] in float64. */
  static NormalMatrix ofColumns(Tensor x, Tensor g, boolean bias, Tensor ones) {
    double n = x.size(0);
    Tensor mean = x.mean(new long[] {0}, true, new ScalarTypeOptional());
    Tensor centred = x.sub(mean);
    Tensor mu = inDouble(mean).t();
    Tensor sums = centred.sum(new long[] {0}, true, new ScalarTypeOptional(ScalarType.Double)).t();
    Tensor cross = sums.mm(mu.t());
    Tensor gram =
        inDouble(centred.t().mm(centred))
            .add_(cross)
            .add_(cross.t())
            .add_(mu.mm(mu.t()), new Scalar(n))
            .unsqueeze(0);
    Tensor right = inDouble(centred.t().mm(g)).unsqueeze(0).add_(mu.mul(ones));
    if (!bias) {
      return new NormalMatrix(gram, right);
    }
    Tensor columnSums = sums.add(mu, new Scalar(n)).t();
    return new NormalMatrix(
        Bordered.of(gram, columnSums, n), torch.cat(new TensorVector(right, ones), 1));
  }

  private static Tensor inDouble(Tensor x) {
    return x.to(ScalarType.Double);
  }
}
