package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.moreau.calculus.Distance;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** The derivatives that the operators document for their kinks. */
class KinkTest {
  private final TensorScope scope = new TensorScope();

  @AfterEach
  void close() {
    scope.close();
  }

  private static Arguments at(
      ProximalOperator operator, double step, double[] x, double[] cotangent, double[] gradient) {
    return arguments(operator.getClass().getSimpleName(), operator, step, x, cotangent, gradient);
  }

  private static double[] of(double... values) {
    return values;
  }

  static Stream<Arguments> vectors() {
    return Stream.of(
        at(new L1Norm(), 0.5, of(0.5, -0.5, 2), of(1, 1, 1), of(0, 0, 1)),
        at(new ElasticNet(1), 0.5, of(0.5, -0.5, 1.5), of(3, 3, 3), of(0, 0, 2)),
        at(new L2Norm(), 5, of(3, 4), of(1, 2), of(0, 0)),
        at(new GroupNorm(0, 0, 1), 5, of(3, 4, 10), of(1, 2, 3), of(0, 0, 3)),
        at(new InfinityNorm(), 2, of(1, -1), of(1, 2), of(0, 0)),
        at(new L1InfinityNorm(), 2, of(1, -1), of(1, 2), of(0, 0)),
        at(new L0Norm(), 0.5, of(1, 2), of(1, 1), of(0, 1)),
        at(new Huber(1), 1, of(2, -2, 3), of(1, 1, 1), of(0.5, 0.5, 1)),
        at(new HingeLoss(Members.constant(1)), 0.5, of(1, 0.5, 0.75), of(1, 1, 1), of(1, 1, 0)),
        at(new Mcp(1, 3), 1, of(1, 3, 4), of(1, 1, 1), of(0, 1.5, 1)),
        at(new Scad(1, 3), 1, of(2, 3, 4), of(1, 1, 1), of(1, 2, 1)),
        at(new Box(0, 1), 1, of(0, 1, 2), of(1, 1, 1), of(1, 1, 0)),
        at(new NonNegative(), 1, of(0, 1), of(1, 1), of(0, 1)),
        at(new HalfSpace(TensorData.of(of(1, 1), 2), 2), 1, of(1, 1), of(1, 0), of(1, 0)),
        at(new L1Ball(2), 1, of(1, -1), of(1, 2), of(1, 2)),
        at(new L2Ball(5), 1, of(3, 4), of(1, 2), of(1, 2)),
        at(new InfinityBall(1), 1, of(1, -1), of(1, 2), of(1, 2)),
        at(new Simplex(1), 1, of(0.75, 0.25, 0), of(1, 0, 7), of(0.5, -0.5, 0)),
        at(new CappedSimplex(2, 1), 1, of(0.75, 0.25, 0), of(1, 0, 7), of(0.5, -0.5, 0)),
        at(new SecondOrderCone(), 1, of(5, 3, 4), of(1, 2, 3), of(1, 2, 3)),
        at(new SecondOrderCone(), 1, of(-5, 3, 4), of(1, 2, 3), of(0, 0, 0)),
        at(new IsotonicCone(), 1, of(1, 1, 2), of(1, 2, 3), of(1, 2, 3)),
        at(new Sphere(2), 1, of(0, 0), of(1, 2), of(0, 0)),
        at(new Distance(new NonNegative()), 1, of(-1, 0.5), of(1, 2), of(0, 2)));
  }

  static Stream<Arguments> matrices() {
    return Stream.of(
        at(new NuclearNorm(), 1, of(3, 0, 0, 1), of(0, 0, 0, 1), of(0, 0, 0, 0)),
        at(new SpectralNorm(), 2, of(3, 0, 0, 1), of(0, 0, 0, 1), of(0, 0, 0, 1)),
        at(new NuclearBall(4), 1, of(3, 0, 0, 1), of(1, 2, 3, 4), of(1, 2, 3, 4)),
        at(new PsdCone(), 1, of(1, 0, 0, 0), of(0, 0, 0, 1), of(0, 0, 0, 0)),
        at(new Stiefel(), 1, of(0, 0, 0, 0), of(1, 2, 3, 4), of(0, 0, 0, 0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void vectorsHaveTheDocumentedDerivative(
      String name,
      ProximalOperator operator,
      double step,
      double[] x,
      double[] cotangent,
      double[] gradient) {
    check(operator, step, x, cotangent, gradient, 1, x.length);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("matrices")
  void matricesHaveTheDocumentedDerivative(
      String name,
      ProximalOperator operator,
      double step,
      double[] x,
      double[] cotangent,
      double[] gradient) {
    check(operator, step, x, cotangent, gradient, 1, 2, 2);
  }

  private static void check(
      ProximalOperator operator,
      double step,
      double[] x,
      double[] cotangent,
      double[] gradient,
      long... shape) {
    Tensor point = TensorData.of(x, shape).set_requires_grad(true);
    Tensor product = operator.prox(point, step).mul(TensorData.of(cotangent, shape)).sum();
    if (product.requires_grad()) {
      product.backward();
    }
    double[] actual =
        point.grad().defined() ? TensorData.doubles(point.grad()) : new double[x.length];
    assertArrayEquals(gradient, actual, 1e-12);
  }
}
