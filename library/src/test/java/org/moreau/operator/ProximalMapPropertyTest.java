package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.calculus.Conjugate;
import org.moreau.calculus.Dilated;
import org.moreau.calculus.PlusSquaredNorm;
import org.moreau.calculus.SeparableSum;
import org.moreau.calculus.Tilted;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Activation;

/** What holds for the proximal maps of all functions, at any shape, scale and step and type. */
class ProximalMapPropertyTest {
  private static final int TRIES = 50;

  @Provide
  Arbitrary<ScalarType> types() {
    return Arbitraries.of(ScalarType.Float, ScalarType.Double);
  }

  private static double tolerance(ScalarType type) {
    return type == ScalarType.Double ? 1e-8 : 1e-5;
  }

  @Property(tries = TRIES, seed = "1")
  void convexOnesAreFirmlyNonexpansive(
      @ForAll("types") ScalarType type,
      @ForAll @IntRange(min = 1, max = 4) int rows,
      @ForAll @IntRange(min = 2, max = 5) int columns,
      @ForAll @DoubleRange(min = -6, max = 6) double size,
      @ForAll @DoubleRange(min = -6, max = 6) double logStep) {
    Seeds.torch(5, rows + " " + columns + " " + size + " " + logStep);
    double step = Math.pow(10, logStep);
    for (EveryOperator.Case one : EveryOperator.all()) {
      try (TensorScope scope = new TensorScope()) {
        ProximalOperator g = one.operator(rows, columns);
        if (!g.isConvex()) {
          continue;
        }
        Tensor x = points(one, type, rows, columns, size);
        Tensor z = points(one, type, rows, columns, size);
        Tensor p = g.prox(x, step);
        Tensor q = g.prox(z, step);
        double way = norm(p.sub(q));
        double gain = p.sub(q).mul(x.sub(z)).sum().item_double();
        double rounding =
            tolerance(type) * (norm(x) + norm(z) + norm(p) + norm(q)) * (way + norm(x.sub(z)));
        assertTrue(way * way <= gain + rounding, one + ": " + way * way + " > " + gain);
      }
    }
  }

  /** (x − p) / step is a subgradient at p: g(z) ≥ g(p) + ⟨x − p, z − p⟩ / step. */
  @Property(tries = TRIES, seed = "2")
  void convexOnesLieAboveTheirTangents(
      @ForAll("types") ScalarType type,
      @ForAll @IntRange(min = 1, max = 4) int rows,
      @ForAll @IntRange(min = 2, max = 5) int columns,
      @ForAll @DoubleRange(min = -6, max = 6) double size,
      @ForAll @DoubleRange(min = -6, max = 6) double logStep) {
    Seeds.torch(5, rows + " " + columns + " " + size + " " + logStep);
    double step = Math.pow(10, logStep);
    for (EveryOperator.Case one : EveryOperator.all()) {
      try (TensorScope scope = new TensorScope()) {
        ProximalOperator g = one.operator(rows, columns);
        if (!g.isConvex()) {
          continue;
        }
        Tensor x = points(one, type, rows, columns, size).narrow(0, 0, 1);
        Tensor other = points(one, type, rows, columns, size).narrow(0, 0, 1);
        Tensor p = g.prox(x, step);
        Tensor z = g.prox(other, step);
        double here = g.value(p).item_double();
        double there = g.value(z).item_double();
        if (one.shape() == EveryOperator.Shape.SQUARE && Double.isInfinite(here + there)) {
          continue; // an eigenvalue below the rounding of the largest may have any sign
        }
        double rise = x.sub(p).mul(z.sub(p)).sum().item_double() / step;
        double sizes = norm(x) + norm(p) + norm(z) + norm(other);
        double slopes = norm(x.sub(p)) + norm(other.sub(z)) + norm(z.sub(p));
        double rounding =
            tolerance(type) * (Math.abs(here) + Math.abs(there) + sizes * slopes / step)
                + (g instanceof Activation ? 1e-15 : 0) // of terms around 1 that cancel
                + shaken(g, p, norm(x) + norm(p))
                + shaken(g, z, norm(other) + norm(z));
        assertTrue(there >= here + rise - rounding, one + ": " + there + " < " + (here + rise));
      }
    }
  }

  /** What rounding of a point, beside others of some size, may do to the value. */
  private static double shaken(ProximalOperator g, Tensor p, double size) {
    Tensor noise = torch.randn_like(p).mul(new Scalar(4 * Members.epsilon(p) * size));
    double change = Math.abs(g.value(p.add(noise)).sub(g.value(p)).item_double());
    return Double.isFinite(change) ? change : 0;
  }

  /** g(c x) = c^p g(x) makes prox of c x with the step c^(2−p) step c times that of x. */
  @Property(tries = TRIES, seed = "3")
  void homogeneousOnesScale(
      @ForAll("types") ScalarType type,
      @ForAll @IntRange(min = 1, max = 4) int rows,
      @ForAll @IntRange(min = 2, max = 5) int columns,
      @ForAll @DoubleRange(min = -3, max = 3) double size,
      @ForAll @DoubleRange(min = -3, max = 3) double logStep,
      @ForAll @DoubleRange(min = -3, max = 3) double logFactor) {
    Seeds.torch(5, rows + " " + columns + " " + size + " " + logStep);
    double step = Math.pow(10, logStep);
    double factor = Math.pow(10, logFactor);
    for (EveryOperator.Case one : EveryOperator.all()) {
      if (one.degree().isEmpty()) {
        continue;
      }
      try (TensorScope scope = new TensorScope()) {
        ProximalOperator g = one.operator(rows, columns);
        int degree = one.degree().getAsInt();
        Tensor x = points(one, type, rows, columns, size);
        Tensor y = g.prox(x, step).mul(new Scalar(factor));
        Tensor scaled = g.prox(x.mul(new Scalar(factor)), step * Math.pow(factor, 2 - degree));
        double error = norm(scaled.sub(y));
        double largest = factor * norm(x) + norm(y);
        assertTrue(error <= tolerance(type) * largest, one + ": " + error + " of " + largest);
        if (!g.isIndicator()) {
          Tensor value = g.value(y).sub(g.value(g.prox(x, step)).mul(power(factor, degree)));
          double sum = g.value(y).abs().sum().item_double();
          assertTrue(
              norm(value) <= tolerance(type) * (sum + largest * largest), one + ": its value");
        }
      }
    }
  }

  private static Scalar power(double factor, int degree) {
    return new Scalar(Math.pow(factor, degree));
  }

  /** x = prox of g at x + step · (prox of g* at x/step with the step 1/step). */
  @Property(tries = TRIES, seed = "4")
  void aFunctionAndItsConjugateAddUp(
      @ForAll("types") ScalarType type,
      @ForAll @IntRange(min = 1, max = 4) int rows,
      @ForAll @IntRange(min = 2, max = 5) int columns,
      @ForAll @DoubleRange(min = -6, max = 6) double size,
      @ForAll @DoubleRange(min = -6, max = 6) double logStep) {
    Seeds.torch(5, rows + " " + columns + " " + size + " " + logStep);
    double step = Math.pow(10, logStep);
    for (Pair pair : pairs(rows, columns)) {
      try (TensorScope scope = new TensorScope()) {
        Tensor x = normal(pair.shape, type, rows, columns).mul(new Scalar(Math.pow(10, size)));
        if (pair.shape == EveryOperator.Shape.SQUARE) {
          x = x.add(x.mT());
        }
        Tensor y = pair.g.prox(x, step);
        Tensor u = x.div(new Scalar(step));
        Tensor rest = pair.conjugate.prox(u, 1 / step).mul(new Scalar(step));
        double error = norm(y.add(rest).sub(x));
        double largest = norm(x) + norm(y) + norm(rest);
        assertTrue(error <= tolerance(type) * largest, pair.g + ": " + error + " of " + largest);
        Tensor dual = new Conjugate(pair.g).prox(u, 1 / step).mul(new Scalar(step));
        assertTrue(norm(dual.sub(rest)) <= tolerance(type) * largest, pair.g + ": its Conjugate");
      }
    }
  }

  private record Pair(ProximalOperator g, ProximalOperator conjugate, EveryOperator.Shape shape) {}

  private static List<Pair> pairs(int rows, int columns) {
    EveryOperator.Shape matrix = EveryOperator.Shape.MATRIX;
    Tensor labels = EveryOperator.numbers(rows, columns).sign();
    Tensor zero = torch.zeros_like(labels);
    ProximalOperator hinges =
        new Tilted(new Box(labels.neg().minimum(zero), labels.neg().maximum(zero)), labels);
    List<SeparableSum.Block> balls = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      balls.add(new SeparableSum.Block(columns, new L2Ball(1)));
    }
    return List.of(
        new Pair(new L1Norm(), new InfinityBall(1), matrix),
        new Pair(new L2Norm(), new L2Ball(1), matrix),
        new Pair(new InfinityNorm(), new L1Ball(1), matrix),
        new Pair(new SpectralNorm(), new NuclearBall(1), matrix),
        new Pair(GroupNorm.rows(rows, columns), new SeparableSum(balls), matrix),
        new Pair(new SquaredL2Norm(), new SquaredL2Norm(), matrix),
        new Pair(new Huber(0.7), new PlusSquaredNorm(new InfinityBall(0.7), 1), matrix),
        new Pair(new HingeLoss(labels), hinges, matrix),
        new Pair(new LogBarrier(), new Dilated(new LogBarrier(), -1), matrix),
        new Pair(new NonNegative(), new Dilated(new NonNegative(), -1), matrix),
        new Pair(new SecondOrderCone(), new Dilated(new SecondOrderCone(), -1), matrix),
        new Pair(new PsdCone(), new Dilated(new PsdCone(), -1), EveryOperator.Shape.SQUARE));
  }

  /** Projections onto sets of any size, of points of any size around any other. */
  @Property(tries = TRIES, seed = "5")
  void aSetOfAnySizeHoldsItsProjection(
      @ForAll("types") ScalarType type,
      @ForAll @IntRange(min = 1, max = 4) int rows,
      @ForAll @IntRange(min = 2, max = 5) int columns,
      @ForAll @DoubleRange(min = -6, max = 6) double size,
      @ForAll @DoubleRange(min = -6, max = 6) double shift,
      @ForAll @DoubleRange(min = -6, max = 6) double logRadius) {
    Seeds.torch(5, rows + " " + columns + " " + size + " " + shift + " " + logRadius);
    double radius = Math.pow(10, logRadius);
    for (DoubleFunction<ProximalOperator> sized : setsOfASize(rows * columns)) {
      try (TensorScope scope = new TensorScope()) {
        ProximalOperator set = sized.apply(radius);
        Tensor x = normal(EveryOperator.Shape.MATRIX, type, rows, columns);
        x = x.mul(new Scalar(Math.pow(10, size))).add(new Scalar(Math.pow(10, shift)));
        Tensor y = set.prox(x, 1.0);
        double value = set.value(y).sum().item_double();
        assertTrue(value == 0, set + " of size " + radius + ": " + value);
        if (set instanceof NuclearBall) {
          continue; // its singular values are as exact as the largest of them
        }
        Tensor exact = set.prox(x.to(ScalarType.Double), 1.0);
        double error = norm(y.to(ScalarType.Double).sub(exact));
        assertTrue(error <= 1e-6 * norm(exact), set + " of size " + radius + ": " + error);
      }
    }
  }

  private static List<DoubleFunction<ProximalOperator>> setsOfASize(int entries) {
    return List.of(
        Simplex::new,
        L1Ball::new,
        L2Ball::new,
        InfinityBall::new,
        NuclearBall::new,
        Sphere::new,
        radius -> new Box(-radius, 2 * radius),
        radius -> new CappedSimplex(radius, 0.3 * entries * radius),
        radius -> new CappedSimplex(radius * entries, radius));
  }

  private static Tensor points(
      EveryOperator.Case one, ScalarType type, int rows, int columns, double size) {
    return normal(one.shape(), type, rows, columns).mul(new Scalar(Math.pow(10, size)));
  }

  private static Tensor normal(EveryOperator.Shape shape, ScalarType type, int rows, int columns) {
    return torch.randn(shape.of(3, rows, columns)).to(type);
  }

  private static double norm(Tensor x) {
    return Members.norm(x.reshape(1, -1)).item_double();
  }
}
