package org.moreau.benchmarks;

import java.util.List;
import java.util.SplittableRandom;
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
import org.moreau.kernel.AbsoluteInvariance;
import org.moreau.kernel.QuadraticInvariance;
import org.moreau.layer.Activations;
import org.moreau.layer.BatchNormalisation;
import org.moreau.layer.Softmax;
import org.moreau.operator.AdditiveNoise;
import org.moreau.operator.AffineSet;
import org.moreau.operator.Box;
import org.moreau.operator.CappedSimplex;
import org.moreau.operator.DropoutData;
import org.moreau.operator.DropoutPoint;
import org.moreau.operator.ElasticNet;
import org.moreau.operator.FixedDropout;
import org.moreau.operator.GraphLaplacian;
import org.moreau.operator.GroupNorm;
import org.moreau.operator.HalfSpace;
import org.moreau.operator.HingeLoss;
import org.moreau.operator.Huber;
import org.moreau.operator.Hyperplane;
import org.moreau.operator.InfinityBall;
import org.moreau.operator.InfinityNorm;
import org.moreau.operator.IsotonicCone;
import org.moreau.operator.L0Norm;
import org.moreau.operator.L1Ball;
import org.moreau.operator.L1InfinityNorm;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Ball;
import org.moreau.operator.L2Norm;
import org.moreau.operator.LinearFunction;
import org.moreau.operator.LogBarrier;
import org.moreau.operator.LogDet;
import org.moreau.operator.LogisticLoss;
import org.moreau.operator.Mcp;
import org.moreau.operator.NegativeEntropy;
import org.moreau.operator.NonNegative;
import org.moreau.operator.NuclearBall;
import org.moreau.operator.NuclearNorm;
import org.moreau.operator.Permutahedron;
import org.moreau.operator.PsdCone;
import org.moreau.operator.Quadratic;
import org.moreau.operator.Scad;
import org.moreau.operator.SecondOrderCone;
import org.moreau.operator.Simplex;
import org.moreau.operator.SmoothFunction;
import org.moreau.operator.SparseSet;
import org.moreau.operator.SpectralNorm;
import org.moreau.operator.Sphere;
import org.moreau.operator.SquaredL2Norm;
import org.moreau.operator.Stiefel;
import org.moreau.operator.TotalVariation1d;
import org.moreau.operator.TotalVariation2d;

/** Every operator: vectors of 1,024 entries or matrices of 32 by 32, fewer where it is costly. */
final class OperatorCases {
  private static final int N = 1024;
  private static final int SIDE = 32;
  private static final long MANY = 256;
  private static final long SOME = 32;
  private static final long FEW = 8;
  private static final int SMALL = 64; // entries, for what needs data or iterates

  private OperatorCases() {}

  static List<OperatorCase> all() {
    return Stream.of(functions(), sets(), calculus(), dropoutAndLayers())
        .flatMap(List::stream)
        .toList();
  }

  private static List<OperatorCase> functions() {
    return List.of(
        OperatorCase.of(L1Norm::new, MANY, N),
        OperatorCase.of(L2Norm::new, MANY, N),
        OperatorCase.smooth(SquaredL2Norm::new, MANY, N),
        OperatorCase.of(() -> new ElasticNet(0.5), MANY, N),
        OperatorCase.of(() -> GroupNorm.rows(SIDE, SIDE), MANY, SIDE, SIDE),
        OperatorCase.of(L1InfinityNorm::new, MANY, SIDE, SIDE),
        OperatorCase.of(InfinityNorm::new, MANY, N),
        OperatorCase.of(L0Norm::new, MANY, N),
        OperatorCase.smooth(() -> new Huber(0.7), MANY, N),
        OperatorCase.of(LogBarrier::new, MANY, N).startingAt(x -> torch.softplus(x)),
        OperatorCase.of(NegativeEntropy::new, MANY, N).startingAt(x -> torch.softplus(x)),
        OperatorCase.of(() -> new HingeLoss(numbers(N).sign()), MANY, N),
        OperatorCase.smooth(() -> new LogisticLoss(numbers(N).sign()), MANY, N),
        OperatorCase.of(NuclearNorm::new, SOME, SIDE, SIDE),
        OperatorCase.of(SpectralNorm::new, SOME, SIDE, SIDE),
        OperatorCase.of(LogDet::new, SOME, SIDE, SIDE),
        OperatorCase.of(() -> new Scad(0.7, 3.7), MANY, N),
        OperatorCase.of(() -> new Mcp(0.7, 3), MANY, N),
        OperatorCase.of(TotalVariation1d::new, SOME, N),
        OperatorCase.of(TotalVariation2d::new, FEW, SIDE, SIDE),
        OperatorCase.smooth(() -> new GraphLaplacian(N, path(N), torch.ones(N - 1L)), MANY, N),
        OperatorCase.smooth(() -> new Quadratic(positive(N), numbers(N)), MANY, N),
        OperatorCase.smooth(() -> new LinearFunction(numbers(N)), MANY, N),
        OperatorCase.of(() -> SmoothFunction.convex(OperatorCases::softNorm), MANY, N));
  }

  private static List<OperatorCase> sets() {
    return List.of(
        OperatorCase.of(() -> new Box(-0.3, Double.POSITIVE_INFINITY), MANY, N),
        OperatorCase.of(NonNegative::new, MANY, N),
        OperatorCase.of(() -> new Hyperplane(numbers(N), 0.5), MANY, N),
        OperatorCase.of(() -> new HalfSpace(numbers(N), 0.5), MANY, N),
        OperatorCase.of(() -> new AffineSet(numbers(16, N), numbers(16)), MANY, N),
        OperatorCase.of(() -> new Simplex(1.5), MANY, N),
        OperatorCase.of(() -> new CappedSimplex(0.8, 1.2), MANY, N),
        OperatorCase.of(() -> new L1Ball(1.5), MANY, N),
        OperatorCase.of(() -> new L2Ball(1.5), MANY, N),
        OperatorCase.of(() -> new InfinityBall(0.5), MANY, N),
        OperatorCase.of(() -> new NuclearBall(1.5), SOME, SIDE, SIDE),
        OperatorCase.of(SecondOrderCone::new, MANY, N),
        OperatorCase.of(PsdCone::new, SOME, SIDE, SIDE),
        OperatorCase.of(IsotonicCone::new, SOME, N),
        OperatorCase.of(() -> new Permutahedron(numbers(N)), SOME, N),
        OperatorCase.of(() -> new SparseSet(100), MANY, N),
        OperatorCase.of(() -> new Sphere(1.5), MANY, N),
        OperatorCase.of(Stiefel::new, SOME, SIDE, SIDE));
  }

  private static List<OperatorCase> calculus() {
    return List.of(
        OperatorCase.of(() -> new Scaled(new L1Norm(), 0.7), MANY, N),
        OperatorCase.of(() -> new Translated(new L1Norm(), numbers(N)), MANY, N),
        OperatorCase.of(() -> new Tilted(new L2Norm(), numbers(N)), MANY, N),
        OperatorCase.of(() -> new Dilated(new L1Norm(), -0.7), MANY, N),
        OperatorCase.of(
            () -> new Precomposed(new L1Norm(), OrthogonalMap.of(rotation(N))), MANY, N),
        OperatorCase.of(
            () ->
                new SeparableSum(
                    List.of(
                        new SeparableSum.Block(N / 2, new L1Norm()),
                        new SeparableSum.Block(N / 2, new L2Norm()))),
            MANY,
            N),
        OperatorCase.of(() -> new PlusSquaredNorm(new L1Norm(), 0.5), MANY, N),
        OperatorCase.of(() -> new Conjugate(new L1Norm()), MANY, N),
        OperatorCase.of(() -> new MoreauEnvelope(new L1Norm(), 0.5), MANY, N),
        OperatorCase.of(() -> new Distance(new SecondOrderCone()), MANY, N),
        OperatorCase.of(() -> new SquaredDistance(new NonNegative()), MANY, N),
        OperatorCase.of(() -> new Sum(new L1Norm(), new L2Norm()), SOME, SMALL));
  }

  private static List<OperatorCase> dropoutAndLayers() {
    return List.of(
        OperatorCase.smooth(() -> new FixedDropout(numbers(N).square()), MANY, N),
        OperatorCase.of(() -> new AdditiveNoise(numbers(16, SMALL)), SOME, SMALL),
        OperatorCase.of(() -> new DropoutData(numbers(16, SMALL)), SOME, SMALL),
        OperatorCase.of(() -> new DropoutPoint(numbers(SMALL)), SOME, SMALL),
        OperatorCase.of(Activations::sigmoid, MANY, N),
        OperatorCase.of(Softmax::new, MANY, N),
        OperatorCase.of(BatchNormalisation::new, MANY, N),
        OperatorCase.of(() -> new AbsoluteInvariance(numbers(4, SMALL), 1e-6, 5_000), SOME, SMALL),
        OperatorCase.smooth(() -> new QuadraticInvariance(numbers(16, N)), MANY, N));
  }

  /** Σ √(1 + x_i²). */
  private static Tensor softNorm(Tensor x) {
    return x.square().add(new Scalar(1)).sqrt().sum(1);
  }

  /** Numbers between −1 and 1. */
  private static Tensor numbers(long... shape) {
    long n = 1;
    for (long size : shape) {
      n *= size;
    }
    return TensorData.of(new SplittableRandom(n).doubles(n, -1, 1).toArray(), shape);
  }

  private static Tensor path(int nodes) {
    Tensor from = torch.arange(new Scalar(nodes - 1L)).to(ScalarType.Long);
    return torch.stack(new TensorVector(from, from.add(new Scalar(1L))), 1);
  }

  private static Tensor positive(int n) {
    Tensor a = numbers(n, n);
    return a.mm(a.t()).div(new Scalar(n));
  }

  private static Tensor rotation(int n) {
    return torch.linalg_qr(numbers(n, n)).get0();
  }
}
