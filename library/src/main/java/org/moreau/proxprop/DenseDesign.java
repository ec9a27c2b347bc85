package org.moreau.proxprop;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.layer.DenseMap;

/** A = [x, 1] of a dense layer; one group, rows of all uses beneath each other. */
final class DenseDesign implements DesignMatrix {
  // Measured for rows and columns that are there twice: errors of 10 to 30 % of what is lost.
  private static final double MOST_LOST_ROWS = 0.002;
  private static final double MOST_LOST_COLUMNS = 0.001;

  private final Tensor x;
  private final Tensor g;
  private final Trained trained;

  DenseDesign(List<Use> uses, Trained trained) {
    this.x = stacked(uses.stream().map(Use::input).toList());
    this.g = stacked(uses.stream().map(Use::cotangent).toList());
    this.trained = trained;
  }

  private static Tensor stacked(List<Tensor> tensors) {
    if (tensors.size() == 1) {
      return DenseMap.rows(tensors.get(0));
    }
    TensorVector rows = new TensorVector();
    tensors.forEach(tensor -> rows.push_back(DenseMap.rows(tensor)));
    return torch.cat(rows, 0);
  }

  @Override
  public long groups() {
    return 1;
  }

  @Override
  public long rows() {
    return x.size(0);
  }

  @Override
  public long columns() {
    return (trained.weight() ? x.size(1) : 0) + (trained.bias() ? 1 : 0);
  }

  @Override
  public long outputs() {
    return g.size(1);
  }

  @Override
  public Tensor cotangent() {
    return g.unsqueeze(0);
  }

  @Override
  public Tensor rightSide() {
    return adjoint(cotangent());
  }

  @Override
  public Tensor rightSideBound(Tensor b) {
    ScalarTypeOptional type = new ScalarTypeOptional(ScalarType.Double);
    return torch
        .linalg_vector_norm(g.unsqueeze(0), new Scalar(2.0), new long[] {1}, true, type)
        .mul(new Scalar(Math.sqrt(trace())));
  }

  @Override
  public Tensor adjoint(Tensor y) {
    Tensor rows = y.squeeze(0);
    List<Tensor> parts = new ArrayList<>();
    if (trained.weight()) {
      parts.add(x.t().mm(rows));
    }
    if (trained.bias()) {
      parts.add(rows.sum(0).unsqueeze(0));
    }
    return beneath(parts).unsqueeze(0);
  }

  @Override
  public Tensor normal(Tensor theta) {
    Tensor p = theta.squeeze(0);
    Tensor z = trained.weight() ? x.mm(p.narrow(0, 0, x.size(1))) : x.new_zeros(rows(), outputs());
    if (trained.bias()) {
      z = z.add(p.narrow(0, p.size(0) - 1, 1));
    }
    return adjoint(z.unsqueeze(0));
  }

  @Override
  public Tensor rowGram() {
    if (!trained.weight()) {
      return x.new_ones(1, rows(), rows());
    }
    Tensor gram = x.mm(x.t());
    return (trained.bias() ? gram.add_(new Scalar(1.0)) : gram).unsqueeze(0);
  }

  @Override
  public Tensor preciseRowGram() {
    return trained.weight()
        ? CentredGram.ofRows(x.unsqueeze(0), trained.bias())
        : x.new_ones(1, rows(), rows()).to(ScalarType.Double);
  }

  @Override
  public NormalMatrix normalMatrix() {
    Tensor ones =
        g.sum(new long[] {0}, true, new ScalarTypeOptional(ScalarType.Double)).unsqueeze(0);
    return trained.weight()
        ? CentredGram.ofColumns(x, g, trained.bias(), ones)
        : new NormalMatrix(ones.new_full(new long[] {1, 1, 1}, new Scalar((double) rows())), ones);
  }

  @Override
  public double trace() {
    double ones = trained.bias() ? rows() : 0;
    double norm = trained.weight() ? x.norm().item_double() : 0; // needs no memory, as squares do
    return norm * norm + ones;
  }

  @Override
  public double centredTrace() {
    if (!trained.weight()) {
      return 0;
    }
    Tensor mean = x.mean(new long[] {0}, false, new ScalarTypeOptional());
    return x.sub(mean).square().sum().item_double();
  }

  @Override
  public double mostLost(Form form) {
    return form == Form.ROWS ? MOST_LOST_ROWS : MOST_LOST_COLUMNS;
  }

  @Override
  public Tensor matrix() {
    List<Tensor> columns = new ArrayList<>();
    if (trained.weight()) {
      columns.add(x);
    }
    if (trained.bias()) {
      columns.add(x.new_ones(rows(), 1));
    }
    return torch.cat(new TensorVector(columns.toArray(new Tensor[0])), 1).unsqueeze(0);
  }

  @Override
  public double columnGramOperations() {
    return (double) rows() * columns() * columns();
  }

  @Override
  public List<Tensor> parameters(Tensor theta) {
    Tensor p = theta.squeeze(0);
    List<Tensor> parameters = new ArrayList<>();
    if (trained.weight()) {
      parameters.add(p.narrow(0, 0, x.size(1)).t().contiguous());
    }
    if (trained.bias()) {
      parameters.add(p.select(0, p.size(0) - 1).clone());
    }
    return parameters;
  }

  @Override
  public boolean byColumn() {
    return true;
  }

  private static Tensor beneath(List<Tensor> parts) {
    return parts.size() == 1
        ? parts.get(0)
        : torch.cat(new TensorVector(parts.toArray(new Tensor[0])), 0);
  }
}
