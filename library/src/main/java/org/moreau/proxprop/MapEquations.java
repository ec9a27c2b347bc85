package org.moreau.proxprop;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.layer.LinearMap;

/** The normal equations of any linear map, by its forward and adjoint alone. */
final class MapEquations implements NormalEquations {
  private final String layer;
  private final LinearMap map;
  private final List<long[]> shapes;
  private final List<Boolean> trained;
  private final List<Use> uses;

  /** {@code shapes} and {@code trained} are those of all parameters of the map. */
  MapEquations(
      String layer, LinearMap map, List<long[]> shapes, List<Boolean> trained, List<Use> uses) {
    this.layer = layer;
    this.map = map;
    this.shapes = shapes;
    this.trained = trained;
    this.uses = uses;
  }

  @Override
  public Tensor rightSide() {
    Tensor sum = gradient(uses.get(0).input(), uses.get(0).cotangent());
    for (Use use : uses.subList(1, uses.size())) {
      sum = sum.add(gradient(use.input(), use.cotangent()));
    }
    return sum;
  }

  @Override
  public Tensor rightSideBound(Tensor b) {
    return b.to(ScalarType.Double).norm();
  }

  private Tensor gradient(Tensor x, Tensor u) {
    List<Tensor> gradients = LinearityCheck.adjoint(layer, map, shapes, x, u);
    TensorVector parts = new TensorVector();
    for (int i = 0; i < shapes.size(); i++) {
      if (trained.get(i)) {
        parts.push_back(gradients.get(i).flatten());
      }
    }
    return torch.cat(parts, 0).view(1, -1, 1);
  }

  @Override
  public Tensor normal(Tensor theta) {
    List<Tensor> values = parameters(theta);
    List<Tensor> all = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < shapes.size(); i++) {
      all.add(trained.get(i) ? values.get(next++) : theta.new_zeros(shapes.get(i)));
    }
    Tensor sum = torch.zeros_like(theta);
    for (Use use : uses) {
      sum.add_(gradient(use.input(), map.forward(use.input(), all)));
    }
    return sum;
  }

  @Override
  public List<Tensor> parameters(Tensor theta) {
    Tensor flat = theta.flatten();
    List<Tensor> parameters = new ArrayList<>();
    long from = 0;
    for (int i = 0; i < shapes.size(); i++) {
      if (trained.get(i)) {
        long size = 1;
        for (long length : shapes.get(i)) {
          size *= length;
        }
        parameters.add(flat.narrow(0, from, size).view(shapes.get(i)).clone());
        from += size;
      }
    }
    return parameters;
  }

  @Override
  public boolean byColumn() {
    return false;
  }
}
