package org.moreau.calculus;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.operator.Members;

/**
 * A linear map L of every member with L Lᵀ = gram · I: a rotation, a permutation, an orthogonal
 * wavelet transform, a selection or an average of entries.
 *
 * @param forward x [batch, ...] → L x [batch, ...], possibly of another shape
 * @param adjoint the other way, Lᵀ
 * @param gram the number in L Lᵀ = gram · I
 */
public record OrthogonalMap(
    UnaryOperator<Tensor> forward, UnaryOperator<Tensor> adjoint, double gram) {
  private static final double SLACK = 1e-5;

  public OrthogonalMap {
    Check.positive("gram", gram);
  }

  /**
   * The map of members [batch, n] to [batch, m] by a constant matrix [m, n], m ≤ n.
   *
   * @throws IllegalArgumentException if its rows are not orthogonal and of the same length
   */
  public static OrthogonalMap of(Tensor matrix) {
    Check.shape("matrix", matrix, -1, -1);
    try (TensorScope scope = new TensorScope()) {
      Tensor rows = matrix.detach().to(torch.ScalarType.Double);
      Tensor product = rows.mm(rows.t());
      double gram = product.trace().item_double() / Math.max(1, rows.size(0));
      Tensor ideal = torch.eye(rows.size(0), product.options()).mul(product.diagonal().mean());
      double error = product.sub(ideal).abs().max().item_double();
      if (!(error <= SLACK * gram)) {
        throw new IllegalArgumentException(
            "matrix must have orthogonal rows of one length, got a product of rows that is off by "
                + error
                + " for the shape "
                + Arrays.toString(matrix.shape()));
      }
      Tensor own = TensorScope.own(matrix.detach());
      return new OrthogonalMap(
          x -> Check.shape("x", x, -1, own.size(1)).mm(Members.like(own, x).t()),
          y -> y.mm(Members.like(own, y)),
          gram);
    }
  }
}
