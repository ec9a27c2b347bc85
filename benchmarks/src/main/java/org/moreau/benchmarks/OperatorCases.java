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
import org.moreau.layer.Activation;
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

/**
 * Every operator: vectors of 1,024 entries or matrices of 32 by 32, fewer where it is costly. The
 * cases make no tensor before they are asked to: their names alone are needed to check an option.
 */
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
        OperatorCase.of(L1Norm.class, L1Norm::new, MANY, N),
        OperatorCase.of(L2Norm.class, L2Norm::new, MANY, N),
        OperatorCase.smooth(SquaredL2Norm.class, SquaredL2Norm::new, MANY, N),
        OperatorCase.of(ElasticNet.class, () -> new ElasticNet(0.5), MANY, N),
        OperatorCase.of(GroupNorm.class, () -> GroupNorm.rows(SIDE, SIDE), MANY, SIDE, SIDE),
        OperatorCase.of(L1InfinityNorm.class, L1InfinityNorm::new, MANY, SIDE, SIDE),
        OperatorCase.of(InfinityNorm.class, InfinityNorm::new, MANY, N),
        OperatorCase.of(L0Norm.class, L0Norm::new, MANY, N),
        OperatorCase.smooth(Huber.class, () -> new Huber(0.7), MANY, N),
        OperatorCase.of(LogBarrier.class, LogBarrier::new, MANY, N)
            .startingAt(x -> torch.softplus(x)),
        OperatorCase.of(NegativeEntropy.class, NegativeEntropy::new, MANY, N)
            .startingAt(x -> torch.softplus(x)),
        OperatorCase.of(HingeLoss.class, () -> new HingeLoss(numbers(N).sign()), MANY, N),
        OperatorCase.smooth(LogisticLoss.class, () -> new LogisticLoss(numbers(N).sign()), MANY, N),
        OperatorCase.of(NuclearNorm.class, NuclearNorm::new, SOME, SIDE, SIDE),
        OperatorCase.of(SpectralNorm.class, SpectralNorm::new, SOME, SIDE, SIDE),
        OperatorCase.of(LogDet.class, LogDet::new, SOME, SIDE, SIDE),
        OperatorCase.of(Scad.class, () -> new Scad(0.7, 3.7), MANY, N),
        OperatorCase.of(Mcp.class, () -> new Mcp(0.7, 3), MANY, N),
        OperatorCase.of(TotalVariation1d.class, TotalVariation1d::new, SOME, N),
        OperatorCase.of(TotalVariation2d.class, TotalVariation2d::new, FEW, SIDE, SIDE),
        OperatorCase.smooth(
            GraphLaplacian.class,
            () -> new GraphLaplacian(N, path(N), torch.ones(N - 1L)),
            MANY,
            N),
        OperatorCase.smooth(Quadratic.class, () -> new Quadratic(positive(N), numbers(N)), MANY, N),
        OperatorCase.smooth(LinearFunction.class, () -> new LinearFunction(numbers(N)), MANY, N),
        OperatorCase.of(
            SmoothFunction.class, () -> SmoothFunction.convex(OperatorCases::softNorm), MANY, N));
  }

  private static List<OperatorCase> sets() {
    return List.of(
        OperatorCase.of(Box.class, () -> new Box(-0.3, Double.POSITIVE_INFINITY), MANY, N),
        OperatorCase.of(NonNegative.class, NonNegative::new, MANY, N),
        OperatorCase.of(Hyperplane.class, () -> new Hyperplane(numbers(N), 0.5), MANY, N),
        OperatorCase.of(HalfSpace.class, () -> new HalfSpace(numbers(N), 0.5), MANY, N),
        OperatorCase.of(AffineSet.class, () -> new AffineSet(numbers(16, N), numbers(16)), MANY, N),
        OperatorCase.of(Simplex.class, () -> new Simplex(1.5), MANY, N),
        OperatorCase.of(CappedSimplex.class, () -> new CappedSimplex(0.8, 1.2), MANY, N),
        OperatorCase.of(L1Ball.class, () -> new L1Ball(1.5), MANY, N),
        OperatorCase.of(L2Ball.class, () -> new L2Ball(1.5), MANY, N),
        OperatorCase.of(InfinityBall.class, () -> new InfinityBall(0.5), MANY, N),
        OperatorCase.of(NuclearBall.class, () -> new NuclearBall(1.5), SOME, SIDE, SIDE),
        OperatorCase.of(SecondOrderCone.class, SecondOrderCone::new, MANY, N),
        OperatorCase.of(PsdCone.class, PsdCone::new, SOME, SIDE, SIDE),
        OperatorCase.of(IsotonicCone.class, IsotonicCone::new, SOME, N),
        OperatorCase.of(Permutahedron.class, () -> new Permutahedron(numbers(N)), SOME, N),
        OperatorCase.of(SparseSet.class, () -> new SparseSet(100), MANY, N),
        OperatorCase.of(Sphere.class, () -> new Sphere(1.5), MANY, N),
        OperatorCase.of(Stiefel.class, Stiefel::new, SOME, SIDE, SIDE));
  }

  private static List<OperatorCase> calculus() {
    return List.of(
        OperatorCase.of(Scaled.class, () -> new Scaled(new L1Norm(), 0.7), MANY, N),
        OperatorCase.of(Translated.class, () -> new Translated(new L1Norm(), numbers(N)), MANY, N),
        OperatorCase.of(Tilted.class, () -> new Tilted(new L2Norm(), numbers(N)), MANY, N),
        OperatorCase.of(Dilated.class, () -> new Dilated(new L1Norm(), -0.7), MANY, N),
        OperatorCase.of(
            Precomposed.class,
            () -> new Precomposed(new L1Norm(), OrthogonalMap.of(rotation(N))),
            MANY,
            N),
        OperatorCase.of(
            SeparableSum.class,
            () ->
                new SeparableSum(
                    List.of(
                        new SeparableSum.Block(N / 2, new L1Norm()),
                        new SeparableSum.Block(N / 2, new L2Norm()))),
            MANY,
            N),
        OperatorCase.of(
            PlusSquaredNorm.class, () -> new PlusSquaredNorm(new L1Norm(), 0.5), MANY, N),
        OperatorCase.of(Conjugate.class, () -> new Conjugate(new L1Norm()), MANY, N),
        OperatorCase.of(MoreauEnvelope.class, () -> new MoreauEnvelope(new L1Norm(), 0.5), MANY, N),
        OperatorCase.of(Distance.class, () -> new Distance(new SecondOrderCone()), MANY, N),
        OperatorCase.of(
            SquaredDistance.class, () -> new SquaredDistance(new NonNegative()), MANY, N),
        OperatorCase.of(Sum.class, () -> new Sum(new L1Norm(), new L2Norm()), SOME, SMALL));
  }

  private static List<OperatorCase> dropoutAndLayers() {
    return List.of(
        OperatorCase.smooth(
            FixedDropout.class, () -> new FixedDropout(numbers(N).square()), MANY, N),
        OperatorCase.of(
            AdditiveNoise.class, () -> new AdditiveNoise(numbers(16, SMALL)), SOME, SMALL),
        OperatorCase.of(DropoutData.class, () -> new DropoutData(numbers(16, SMALL)), SOME, SMALL),
        OperatorCase.of(DropoutPoint.class, () -> new DropoutPoint(numbers(SMALL)), SOME, SMALL),
        OperatorCase.of(Activation.class, Activations::sigmoid, MANY, N),
        OperatorCase.of(Softmax.class, Softmax::new, MANY, N),
        OperatorCase.of(BatchNormalisation.class, BatchNormalisation::new, MANY, N),
        OperatorCase.of(
            AbsoluteInvariance.class,
            () -> new AbsoluteInvariance(numbers(4, SMALL), 1e-6, 5_000),
            SOME,
            SMALL),
        OperatorCase.smooth(
            QuadraticInvariance.class, () -> new QuadraticInvariance(numbers(16, N)), MANY, N));
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
