package org.moreau.proxprop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.layer.ConvolutionMap;

/** A = [patches, 1] of a convolution: a row for every example and position. */
final class ConvolutionDesign implements DesignMatrix {
  private static final double MOST_LOST_ROWS = 0.002;

  // Long sums are float64: errors of 0.5 % of what is lost, and less where it is lost to many.
  private static final double MOST_LOST_BY_COLUMN = 0.005;
  private static final double MOST_LOST_COLUMNS = 0.4;

  private final ConvolutionMap map;
  private final Trained trained;
  private final List<Use> uses;
  private final long[] weightShape;
  private final long patch;
  private final long outputs;

  ConvolutionDesign(ConvolutionMap map, long[] weightShape, List<Use> uses, Trained trained) {
    this.map = map;
    this.trained = trained;
    this.uses = uses.stream().map(use -> batched(map, use)).toList();
    this.weightShape = weightShape;
    long size = 1;
    for (int i = 1; i < weightShape.length; i++) {
      size *= weightShape[i];
    }
    this.patch = size;
    this.outputs = weightShape[0] / map.groups();
  }

  private static Use batched(ConvolutionMap map, Use use) {
    return use.input().dim() == map.dimensions() + 1
        ? new Use(use.input().unsqueeze(0), use.cotangent().unsqueeze(0))
        : use;
  }

  @Override
  public long groups() {
    return map.groups();
  }

  @Override
  public long rows() {
    return uses.stream().mapToLong(use -> positions(use) * use.cotangent().size(0)).sum();
  }

  private static long positions(Use use) {
    Tensor g = use.cotangent();
    long positions = 1;
    for (int i = 2; i < g.dim(); i++) {
      positions *= g.size(i);
    }
    return positions;
  }

  @Override
  public long columns() {
    return (trained.weight() ? patch : 0) + (trained.bias() ? 1 : 0);
  }

  @Override
  public long outputs() {
    return outputs;
  }

  @Override
  public Tensor cotangent() {
    TensorVector rows = new TensorVector();
    for (Use use : uses) {
      long batch = use.cotangent().size(0);
      rows.push_back(
          use.cotangent()
              .reshape(batch, groups(), outputs, positions(use))
              .permute(1, 0, 3, 2)
              .reshape(groups(), batch * positions(use), outputs));
    }
    return torch.cat(rows, 1);
  }

  @Override
  public Tensor rightSide() {
    Tensor sum = gradient(uses.get(0).input(), uses.get(0).cotangent());
    for (Use use : uses.subList(1, uses.size())) {
      sum.add_(gradient(use.input(), use.cotangent()));
    }
    return sum;
  }

  @Override
  public Tensor rightSideBound(Tensor b) {
    double square = 0;
    for (Use use : uses) {
      double norm =
          torch
              .linalg_vector_norm(
                  use.cotangent().flatten(),
                  new Scalar(2.0),
                  new long[] {0},
                  false,
                  new ScalarTypeOptional(ScalarType.Double))
              .item_double();
      square += norm * norm;
    }
    double bound = Math.sqrt(square) * Math.sqrt(trace());
    return torch.full_like(b.to(ScalarType.Double).flatten().narrow(0, 0, 1), new Scalar(bound));
  }

  private Tensor gradient(Tensor x, Tensor u) {
    List<Tensor> gradients = map.adjoint(x, u);
    TensorVector parts = new TensorVector();
    if (trained.weight()) {
      parts.push_back(gradients.get(0).reshape(groups(), outputs, patch).transpose(1, 2));
    }
    if (trained.bias()) {
      parts.push_back(gradients.get(1).reshape(groups(), 1, outputs));
    }
    return torch.cat(parts, 1);
  }

  @Override
  public Tensor adjoint(Tensor y) {
    Tensor sum = y.new_zeros(groups(), columns(), outputs);
    long from = 0;
    for (Use use : uses) {
      long batch = use.cotangent().size(0);
      long count = batch * positions(use);
      Tensor u =
          y.narrow(1, from, count)
              .reshape(groups(), batch, positions(use), outputs)
              .permute(1, 0, 3, 2)
              .reshape(use.cotangent().shape());
      sum.add_(gradient(use.input(), u));
      from += count;
    }
    return sum;
  }

  @Override
  public Tensor normal(Tensor theta) {
    Tensor weight =
        trained.weight() ? weight(theta) : theta.new_zeros(new long[] {1}).expand(weightShape);
    List<Tensor> parameters = trained.bias() ? List.of(weight, bias(theta)) : List.of(weight);
    Tensor sum = torch.zeros_like(theta);
    for (Use use : uses) {
      sum.add_(gradient(use.input(), map.forward(use.input(), parameters)));
    }
    return sum;
  }

  private Tensor weight(Tensor theta) {
    return theta.narrow(1, 0, patch).transpose(1, 2).reshape(weightShape);
  }

  private Tensor bias(Tensor theta) {
    return theta.select(1, columns() - 1).reshape(weightShape[0]);
  }

  @Override
  public List<Tensor> parameters(Tensor theta) {
    List<Tensor> parameters = new ArrayList<>();
    if (trained.weight()) {
      parameters.add(weight(theta).clone());
    }
    if (trained.bias()) {
      parameters.add(bias(theta).clone());
    }
    return parameters;
  }

  @Override
  public Tensor rowGram() {
    if (!trained.weight()) {
      return uses.get(0).input().new_ones(groups(), rows(), rows());
    }
    Tensor patches = patches();
    Tensor gram = patches.bmm(patches.transpose(1, 2));
    return trained.bias() ? gram.add_(new Scalar(1.0)) : gram;
  }

  @Override
  public Tensor preciseRowGram() {
    return trained.weight()
        ? CentredGram.ofRows(patches(), trained.bias())
        : rowGram().to(ScalarType.Double);
  }

  private Tensor patches() {
    TensorVector rows = new TensorVector();
    uses.forEach(use -> rows.push_back(Patches.of(map, use.input())));
    return torch.cat(rows, 1);
  }

  @Override
  public NormalMatrix normalMatrix() {
    Tensor ones = cotangentSums();
    if (!trained.weight()) {
      return new NormalMatrix(
          ones.new_full(new long[] {groups(), 1, 1}, new Scalar((double) rows())), ones);
    }
    PatchSystem system = new PatchSystem(map, channelMean(), outputs);
    uses.forEach(use -> system.add(use.input(), use.cotangent()));
    return system.system(trained.bias(), (double) rows(), ones);
  }

  /** 1'g [groups, 1, outputs]. */
  private Tensor cotangentSums() {
    @Nullable Tensor sum = null;
    for (Use use : uses) {
      Tensor one = use.cotangent().flatten(2, -1).sum(2).to(ScalarType.Double).sum(0);
      sum = sum == null ? one : sum.add(one);
    }
    return Objects.requireNonNull(sum).view(groups(), 1, outputs);
  }

  private Tensor channelMean() {
    return uses.get(0)
        .input()
        .flatten(2, -1)
        .mean(new long[] {0, 2}, false, new ScalarTypeOptional());
  }

  /** No value of the image is in more patches than the kernel has positions. */
  @Override
  public double trace() {
    double trace = trained.bias() ? rows() : 0;
    if (trained.weight()) {
      for (Use use : uses) {
        trace += positions() * map.padded(use.input()).square().sum().item_double();
      }
    }
    return trace;
  }

  @Override
  public double centredTrace() {
    if (!trained.weight()) {
      return 0;
    }
    double trace = 0;
    Tensor mean = channelMean();
    long[] perChannel = new long[map.dimensions() + 2];
    Arrays.fill(perChannel, 1);
    perChannel[1] = mean.size(0);
    for (Use use : uses) {
      Tensor centred = map.padded(use.input()).sub(mean.view(perChannel));
      trace += positions() * centred.square().sum().item_double();
    }
    return trace;
  }

  private double positions() {
    return map.kernel().stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
  }

  @Override
  public double mostLost(Form form) {
    return form == Form.ROWS
        ? MOST_LOST_ROWS
        : Math.min(MOST_LOST_BY_COLUMN * columns(), MOST_LOST_COLUMNS);
  }

  @Override
  public Tensor matrix() {
    Tensor ones = uses.get(0).input().new_ones(groups(), rows(), 1);
    if (!trained.weight()) {
      return ones;
    }
    return trained.bias() ? torch.cat(new TensorVector(patches(), ones), 2) : patches();
  }

  @Override
  public double columnGramOperations() {
    return uses.stream().mapToDouble(use -> PatchSystem.operations(map, use.input())).sum();
  }

  @Override
  public boolean byColumn() {
    return false;
  }
}
