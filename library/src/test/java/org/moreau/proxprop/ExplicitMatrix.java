package org.moreau.proxprop;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.layer.LinearLayer;

/** The matrix A of a layer, one parameter at a time, and what is to be done with it, obviously. */
final class ExplicitMatrix {
  private final Tensor a; // [entries of z, parameters]
  private final List<Tensor> parameters;

  ExplicitMatrix(LinearLayer layer, Tensor x) {
    parameters = List.copyOf(layer.linearParameters().values());
    List<Tensor> columns = new ArrayList<>();
    try (NoGradGuard guard = new NoGradGuard()) {
      for (int i = 0; i < parameters.size(); i++) {
        if (!parameters.get(i).requires_grad()) {
          continue;
        }
        for (long j = 0; j < parameters.get(i).numel(); j++) {
          List<Tensor> unit = new ArrayList<>();
          parameters.forEach(parameter -> unit.add(torch.zeros_like(parameter)));
          unit.get(i).view(-1).select(0, j).fill_(new Scalar(1.0));
          columns.add(layer.map().forward(x, unit).flatten());
        }
      }
    }
    a = torch.stack(new TensorVector(columns.toArray(new Tensor[0])), 1);
  }

  /** A'g. */
  Tensor gradient(Tensor g) {
    return a.t().mv(g.flatten());
  }

  /** (A'A + beta I) d. */
  Tensor regularised(Tensor d, double beta) {
    return a.t().mv(a.mv(d)).add(d, new Scalar(beta));
  }

  /** (A'A + beta I)^-1 A'g. */
  Tensor exact(Tensor g, double beta) {
    Tensor identity = torch.eye(a.size(1), a.options());
    Tensor matrix = a.t().mm(a).add(identity, new Scalar(beta));
    return torch.linalg_solve(matrix, gradient(g).unsqueeze(1), true).squeeze(1);
  }

  /** The gradients of the trained parameters, one beneath the other. */
  static Tensor flat(java.util.Map<String, Tensor> gradients) {
    TensorVector parts = new TensorVector();
    gradients.values().forEach(gradient -> parts.push_back(gradient.flatten()));
    return torch.cat(parts, 0);
  }

  /** n steps of textbook conjugate gradients, one recurrence for all parameters. */
  Tensor conjugateGradients(Tensor g, double beta, int n) {
    Tensor r = gradient(g);
    Tensor p = r.clone();
    Tensor d = torch.zeros_like(r);
    double rho = r.dot(r).item_double();
    for (int k = 0; k < n && rho > 0; k++) {
      Tensor q = regularised(p, beta);
      double alpha = rho / p.dot(q).item_double();
      d = d.add(p, new Scalar(alpha));
      r = r.sub(q, new Scalar(alpha));
      double next = r.dot(r).item_double();
      p = r.add(p, new Scalar(next / rho));
      rho = next;
    }
    return d;
  }
}
