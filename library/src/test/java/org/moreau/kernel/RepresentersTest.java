package org.moreau.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** Every representer gives what it says of the function f = k(y, ·) at its points. */
class RepresentersTest {
  private static final Kernel KERNEL = new Gaussian(0.9);

  private TensorScope scope;
  private Tensor points;
  private Tensor y;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(4, "representers");
    points = random(5, 2);
    y = random(1, 2);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor random(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  private double[] f(Tensor at) {
    return TensorData.doubles(KERNEL.matrix(at, y));
  }

  private double[] values(Representers z) {
    return TensorData.doubles(z.at(KERNEL, y));
  }

  @Test
  void gradientFlatnessHasAllPartialDerivatives() {
    double h = 1e-5;
    double[] expected = new double[10];
    for (int axis = 0; axis < 2; axis++) {
      Tensor shift = TensorData.of(new double[] {axis == 0 ? h : 0, axis == 1 ? h : 0}, 1, 2);
      double[] up = f(points.add(shift));
      double[] down = f(points.sub(shift));
      for (int i = 0; i < 5; i++) {
        expected[5 * axis + i] = (up[i] - down[i]) / (2 * h);
      }
    }

    assertArrayEquals(expected, values(Representers.gradientFlatness(points)), 1e-9);
  }

  @Test
  void derivativesFollowTheTangentOfATransformation() {
    // A rotation: its tangent at (a, b) is (-b, a).
    Tensor turn = TensorData.of(new double[] {0, 1, -1, 0}, 2, 2);
    double h = 1e-5;
    double[] up = f(rotated(h));
    double[] down = f(rotated(-h));
    double[] expected = new double[5];
    for (int i = 0; i < 5; i++) {
      expected[i] = (up[i] - down[i]) / (2 * h);
    }

    assertArrayEquals(expected, values(Representers.derivatives(points, points.mm(turn))), 1e-9);
  }

  private Tensor rotated(double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    return points.mm(TensorData.of(new double[] {c, s, -s, c}, 2, 2));
  }

  @Test
  void differencesAreWhatATransformationChanges() {
    double[] before = f(points);
    double[] after = f(rotated(0.4));
    double[] expected = new double[5];
    for (int i = 0; i < 5; i++) {
      expected[i] = after[i] - before[i];
    }

    assertArrayEquals(expected, values(Representers.differences(points, rotated(0.4))), 1e-14);
  }

  @Test
  void theSquaresOverAGraphAreItsLaplacian() {
    double[] w = new double[25];
    w[1] = w[5] = 2;
    w[8] = w[16] = 0.5;
    w[24] = 7; // a loop counts for nothing
    double[] f = f(points);
    double expected = 2 * Math.pow(f[0] - f[1], 2) + 0.5 * Math.pow(f[1] - f[3], 2);

    Representers z = Representers.graphLaplacian(points, TensorData.of(w, 5, 5));

    assertEquals(2, z.size());
    assertEquals(expected, z.at(KERNEL, y).square().sum().item_double(), 1e-14);
  }

  @Test
  void localAveragingIsTheDistanceFromTheMean() {
    Tensor mean = torch.full(new long[] {5, 5}, new Scalar(0.2), points.options());
    double[] f = f(points);
    double average = (f[0] + f[1] + f[2] + f[3] + f[4]) / 5;

    double[] actual = values(Representers.localAveraging(points, mean));

    for (int i = 0; i < 5; i++) {
      assertEquals(f[i] - average, actual[i], 1e-14);
    }
  }

  @Test
  void innerProductsOfRepresentersAreTheirValuesOfEachOther() {
    Tensor turn = TensorData.of(new double[] {0, 1, -1, 0}, 2, 2);
    Representers both =
        new Representers(
            random(4, 5), points, random(4, 5), points.add(random(5, 2)), points.mm(turn));
    double h = 1e-5;

    Tensor atPoints = both.at(KERNEL, points);
    Tensor shift = both.directions().mul(new Scalar(h));
    Tensor along =
        both.at(KERNEL, both.places().add(shift))
            .sub(both.at(KERNEL, both.places().sub(shift)))
            .div(new Scalar(2 * h));
    Tensor expected = both.ofValues().mm(atPoints.t()).add(both.ofDerivatives().mm(along.t()));

    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(both.gram(KERNEL)), 1e-8);
  }

  @Test
  void aWeightMultipliesTheSquares() {
    Representers z = Representers.gradientFlatness(points);

    double plain = z.at(KERNEL, y).square().sum().item_double();
    double weighted = z.weighted(3).at(KERNEL, y).square().sum().item_double();

    assertEquals(3 * plain, weighted, 1e-13);
  }

  @Test
  void rejectsBadArgumentsByName() {
    assertEquals(
        "weights must be symmetric and not negative",
        assertThrows(
                IllegalArgumentException.class,
                () -> Representers.graphLaplacian(points, random(5, 5).abs()))
            .getMessage());
    assertEquals(
        "weights must not be negative and have the row sums 1, got a sum that is off by 1.0",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    Representers.localAveraging(
                        points, torch.zeros(new long[] {5, 5}, points.options())))
            .getMessage());
    assertEquals(
        "directions must have the shape [5, 2], got [4, 2]",
        assertThrows(
                IllegalArgumentException.class,
                () -> Representers.derivatives(points, random(4, 2)))
            .getMessage());
    assertEquals(
        "weight must be > 0 and finite, got 0.0",
        assertThrows(
                IllegalArgumentException.class,
                () -> Representers.gradientFlatness(points).weighted(0))
            .getMessage());
  }
}
