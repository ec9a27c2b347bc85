package org.moreau.layer;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** x W' + b for x [..., in], W [out, in] and, where there is one, b [out]. */
public record DenseMap() implements LinearMap {
  @Override
  public Tensor forward(Tensor x, List<Tensor> parameters) {
    return parameters.size() == 1
        ? torch.linear(x, parameters.get(0))
        : torch.linear(x, parameters.get(0), new TensorOptional(parameters.get(1)));
  }

  /** For W and b; the second is not used where the layer has no bias. */
  @Override
  public List<Tensor> adjoint(Tensor x, Tensor u) {
    Tensor rows = rows(u);
    return List.of(rows.t().mm(rows(x)), rows.sum(0));
  }

  /** x [..., n] as [rows, n]. */
  public static Tensor rows(Tensor x) {
    return x.reshape(-1, x.size(x.dim() - 1));
  }
}
