package org.moreau.operator;

import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.calculus.Conjugate;
import org.moreau.calculus.Dilated;
import org.moreau.calculus.Distance;
import org.moreau.calculus.MoreauEnvelope;
import org.moreau.calculus.OrthogonalMap;
import org.moreau.calculus.PlusSquaredNorm;
import org.moreau.calculus.Precomposed;
import org.moreau.calculus.Scaled;
import org.moreau.calculus.SeparableSum;
import org.moreau.calculus.SquaredDistance;
import org.moreau.calculus.Sum;
import org.moreau.calculus.Tilted;
import org.moreau.calculus.Translated;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.kernel.AbsoluteInvariance;
import org.moreau.kernel.QuadraticInvariance;
import org.moreau.layer.Activations;
import org.moreau.layer.BatchNormalisation;
import org.moreau.layer.Softmax;

/** Every operator there is, for the tests of what all have in common. */
final class EveryOperator {
  private EveryOperator() {}

  /** What the members of x look like, for an operator made for {@code rows} and {@code columns}. */
  enum Shape {
    MATRIX,
    SQUARE,
    FLAT;

    long[] of(long batch, int rows, int columns) {
      return switch (this) {
        case MATRIX -> new long[] {batch, rows, columns};
        case SQUARE -> new long[] {batch, columns, columns};
        case FLAT -> new long[] {batch, (long) rows * columns};
      };
    }
  }

  /** Makes an operator for members of rows · columns entries. */
  interface Maker {
    ProximalOperator of(int rows, int columns);
  }

  /**
   * An operator.
   *
   * @param degree p where g(c x) = c^p g(x) for all c > 0
   */
  record Case(String name, Shape shape, OptionalInt degree, Maker maker) {
    ProximalOperator operator(int rows, int columns) {
      return maker.of(rows, columns);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Case plain(Maker maker) {
    return make(Shape.MATRIX, OptionalInt.empty(), maker);
  }

  private static Case flat(OptionalInt degree, IntFunction<ProximalOperator> maker) {
    return make(Shape.FLAT, degree, (r, c) -> maker.apply(r * c));
  }

  private static Case homogeneous(int degree, Maker maker) {
    return make(Shape.MATRIX, OptionalInt.of(degree), maker);
  }

  private static Case make(Shape shape, OptionalInt degree, Maker maker) {
    return new Case(maker.of(2, 3).getClass().getSimpleName(), shape, degree, maker);
  }

  static List<Case> all() {
    return Stream.of(functions(), sets(), dropout(), calculus(), layersAndKernels())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Case> functions() {
    return List.of(
        homogeneous(1, (r, c) -> new L1Norm()),
        homogeneous(1, (r, c) -> new L2Norm()),
        homogeneous(2, (r, c) -> new SquaredL2Norm()),
        plain((r, c) -> new ElasticNet(0.5)),
        homogeneous(1, GroupNorm::rows),
        homogeneous(1, (r, c) -> new L1InfinityNorm()),
        homogeneous(1, (r, c) -> new InfinityNorm()),
        homogeneous(0, (r, c) -> new L0Norm()),
        plain((r, c) -> new Huber(0.7)),
        plain((r, c) -> new LogBarrier()),
        plain((r, c) -> new NegativeEntropy()),
        plain((r, c) -> new HingeLoss(labels(r, c))),
        plain((r, c) -> new LogisticLoss(labels(r, c))),
        homogeneous(1, (r, c) -> new NuclearNorm()),
        homogeneous(1, (r, c) -> new SpectralNorm()),
        make(Shape.SQUARE, OptionalInt.empty(), (r, c) -> new LogDet()),
        plain((r, c) -> new Scad(0.7, 3.7)),
        plain((r, c) -> new Mcp(0.7, 3)),
        homogeneous(1, (r, c) -> new TotalVariation1d()),
        homogeneous(1, (r, c) -> new TotalVariation2d()),
        homogeneous(2, (r, c) -> new GraphLaplacian(r, path(r), torch.ones(r - 1L))),
        flat(OptionalInt.empty(), n -> new Quadratic(positive(n), numbers(n))),
        homogeneous(1, (r, c) -> new LinearFunction(numbers(r, c))),
        plain((r, c) -> SmoothFunction.convex(EveryOperator::softNorm)));
  }

  private static List<Case> sets() {
    return List.of(
        plain((r, c) -> new Box(-0.3, Double.POSITIVE_INFINITY)),
        homogeneous(1, (r, c) -> new NonNegative()),
        plain((r, c) -> new Hyperplane(numbers(r, c), 0.5)),
        plain((r, c) -> new HalfSpace(numbers(r, c), 0.5)),
        flat(OptionalInt.empty(), n -> new AffineSet(numbers(2, n), numbers(2))),
        plain((r, c) -> new Simplex(1.5)),
        plain((r, c) -> new CappedSimplex(0.8, 1.2)),
        plain((r, c) -> new L1Ball(1.5)),
        plain((r, c) -> new L2Ball(1.5)),
        plain((r, c) -> new InfinityBall(1.5)),
        plain((r, c) -> new NuclearBall(1.5)),
        homogeneous(1, (r, c) -> new SecondOrderCone()),
        make(Shape.SQUARE, OptionalInt.of(1), (r, c) -> new PsdCone()),
        homogeneous(1, (r, c) -> new IsotonicCone()),
        flat(OptionalInt.empty(), n -> new Permutahedron(numbers(n))),
        homogeneous(1, (r, c) -> new SparseSet(2)),
        plain((r, c) -> new Sphere(1.5)),
        plain((r, c) -> new Stiefel()));
  }

  private static List<Case> dropout() {
    return List.of(
        homogeneous(2, (r, c) -> new FixedDropout(numbers(r, c).square())),
        flat(OptionalInt.empty(), n -> new AdditiveNoise(numbers(3, n))),
        flat(OptionalInt.empty(), n -> new DropoutData(numbers(3, n))),
        flat(OptionalInt.empty(), n -> new DropoutPoint(numbers(n))));
  }

  private static List<Case> calculus() {
    return List.of(
        homogeneous(1, (r, c) -> new Scaled(new L1Norm(), 0.7)),
        plain((r, c) -> new Translated(new L1Norm(), numbers(r, c))),
        homogeneous(1, (r, c) -> new Tilted(new L2Norm(), numbers(r, c))),
        homogeneous(1, (r, c) -> new Dilated(new L1Norm(), -0.7)),
        flat(OptionalInt.of(1), n -> new Precomposed(new L1Norm(), OrthogonalMap.of(rotation(n)))),
        homogeneous(
            1,
            (r, c) ->
                new SeparableSum(
                    List.of(
                        new SeparableSum.Block(1, new L1Norm()),
                        new SeparableSum.Block(r * c - 1, new L2Norm())))),
        plain((r, c) -> new PlusSquaredNorm(new L1Norm(), 0.5)),
        plain((r, c) -> new Conjugate(new L1Norm())),
        plain((r, c) -> new MoreauEnvelope(new L1Norm(), 0.5)),
        homogeneous(1, (r, c) -> new Distance(new SecondOrderCone())),
        homogeneous(2, (r, c) -> new SquaredDistance(new NonNegative())),
        homogeneous(1, (r, c) -> new Sum(new L1Norm(), new L2Norm())));
  }

  private static List<Case> layersAndKernels() {
    return List.of(
        plain((r, c) -> Activations.sigmoid()),
        plain((r, c) -> Activations.tanh()),
        plain((r, c) -> Activations.softplus()),
        plain((r, c) -> Activations.elu()),
        plain((r, c) -> Activations.arctan()),
        plain((r, c) -> new Softmax()),
        plain((r, c) -> new BatchNormalisation()),
        flat(OptionalInt.of(1), n -> new AbsoluteInvariance(numbers(2, n), 1e-10, 20_000)),
        flat(OptionalInt.of(2), n -> new QuadraticInvariance(numbers(2, n))));
  }

  /** Σ √(1 + x_i²). */
  private static Tensor softNorm(Tensor x) {
    return Members.sum(x.square().add(new Scalar(1)).sqrt());
  }

  /** The same numbers, between −1 and 1, for the same shape. */
  static Tensor numbers(long... shape) {
    int n = 1;
    for (long size : shape) {
      n *= (int) size;
    }
    return TensorData.of(new SplittableRandom(n).doubles(n, -1, 1).toArray(), shape);
  }

  private static Tensor labels(int rows, int columns) {
    return numbers(rows, columns).sign();
  }

  private static Tensor path(int nodes) {
    Tensor from = torch.arange(new Scalar(nodes - 1L)).to(ScalarType.Long);
    return torch.stack(new TensorVector(from, from.add(new Scalar(1L))), 1);
  }

  private static Tensor positive(int n) {
    Tensor a = numbers(n, n);
    return a.mm(a.t());
  }

  private static Tensor rotation(int n) {
    try (TensorScope scope = new TensorScope()) { // its result lives no longer than the pair
      return scope.keep(torch.linalg_qr(numbers(n, n)).get0());
    }
  }
}
