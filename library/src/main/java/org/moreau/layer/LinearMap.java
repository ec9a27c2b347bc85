package org.moreau.layer;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * z = A(x) θ: for every input x linear in the parameters θ, which may be several tensors. Examples
 * are the leading dimension of x and of z.
 */
public interface LinearMap {
  /** A(x) θ, as code that is differentiable in x. */
  Tensor forward(Tensor x, List<Tensor> parameters);

  /** A(x)'u for u of the shape of A(x) θ: a tensor for each parameter, of its shape. */
  List<Tensor> adjoint(Tensor x, Tensor u);
}
