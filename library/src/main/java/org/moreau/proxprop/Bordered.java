package org.moreau.proxprop;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The Gram matrix of [P, 1] from that of P. */
final class Bordered {
  private Bordered() {}

  /**
   * [P'P, s; s', n] per group.
   *
   * @param gram P'P [groups, q, q]
   * @param sums s = P'1 [groups, q]
   * @param rows n, the number of rows
   */
  static Tensor of(Tensor gram, Tensor sums, double rows) {
    long q = gram.size(1);
    Tensor bordered = gram.new_empty(gram.size(0), q + 1, q + 1);
    bordered.narrow(1, 0, q).narrow(2, 0, q).copy_(gram);
    bordered.select(1, q).narrow(1, 0, q).copy_(sums);
    bordered.select(2, q).narrow(1, 0, q).copy_(sums);
    bordered.select(1, q).select(1, q).fill_(new Scalar(rows));
    return bordered;
  }
}
