package org.moreau.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * Nyström's embedding, the two maps on it and the kernels that they make. A polynomial kernel has
 * functions of finite dimension: with enough landmarks the embedding is exact, and all formulas
 * must agree.
 */
class InvarianceTest {
  private static final Kernel KERNEL = new Polynomial(2, 1); // 6 dimensions for points in the plane

  private TensorScope scope;
  private Tensor x;
  private Nystroem nystroem;
  private Representers representers;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(5, "invariance");
    x = random(7, 2);
    nystroem = Nystroem.of(KERNEL, random(9, 2));
    representers = Representers.gradientFlatness(random(2, 2));
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor random(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  private static void assertClose(Tensor expected, Tensor actual, double relative) {
    assertArrayEquals(expected.shape(), actual.shape());
    double size = 1 + expected.abs().max().item_double();
    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(actual), relative * size);
  }

  @Test
  void theEmbeddingKeepsInnerProductsAtTheLandmarks() {
    Tensor w = random(20, 2);
    Kernel gaussian = new Gaussian(0.7);

    Tensor embedded = Nystroem.of(gaussian, w).embed(w);

    assertClose(gaussian.matrix(w, w), embedded.mm(embedded.t()), 1e-9);
  }

  @Test
  void landmarksThatRepeatDoNotBreakIt() {
    Tensor w = random(20, 2);
    Kernel gaussian = new Gaussian(0.7);

    Tensor once = Nystroem.of(gaussian, w).embed(x);
    Tensor twice = Nystroem.of(gaussian, torch.cat(new TensorVector(w, w), 0)).embed(x);

    assertClose(once.mm(once.t()), twice.mm(twice.t()), 1e-8);
    assertEquals(6, nystroem.rank());
  }

  @Test
  void aFiniteKernelIsEmbeddedExactlyWithItsRepresenters() {
    Tensor phi = nystroem.embed(x);
    Tensor z = nystroem.embed(representers);

    assertClose(KERNEL.matrix(x, x), phi.mm(phi.t()), 1e-10);
    assertClose(representers.at(KERNEL, x), z.mm(phi.t()), 1e-10);
    assertClose(representers.gram(KERNEL), z.mm(z.t()), 1e-10);
  }

  @Test
  void warpingHasTheExponentMinusOneHalfAndItsKernelTheFormula() {
    Tensor phi = nystroem.embed(x);
    Tensor z = nystroem.embed(representers);
    Tensor plus = torch.eye(9, z.options()).add(z.t().mm(z));

    Tensor warped = new QuadraticInvariance(z).warp(phi, 1);

    assertClose(
        torch.linalg_solve(plus, phi.t()), new QuadraticInvariance(z).warp(warped, 1).t(), 1e-10);
    Tensor atX = representers.at(KERNEL, x);
    Tensor k = representers.gram(KERNEL);
    Tensor middle = torch.linalg_solve(torch.eye(4, k.options()).add(k), atX);
    Tensor formula = KERNEL.matrix(x, x).sub(atX.t().mm(middle));
    assertClose(formula, warped.mm(warped.t()), 1e-10);
    assertClose(formula, WarpedKernel.warping(KERNEL, representers).matrix(x, x), 1e-10);
  }

  @Test
  void theProximalMapHasTheExponentMinusOneAndAKernelToo() {
    Tensor phi = nystroem.embed(x);
    Tensor z = nystroem.embed(representers);
    Tensor plus = torch.eye(9, z.options()).add(z.t().mm(z));

    Tensor prox = new QuadraticInvariance(z).prox(phi, 1.0);

    assertClose(torch.linalg_solve(plus, phi.t()), prox.t(), 1e-10);
    assertClose(prox.mm(prox.t()), WarpedKernel.proximal(KERNEL, representers).matrix(x, x), 1e-10);
  }

  @Test
  void anotherLambdaIsAWeight() {
    double lambda = 0.2;
    Tensor phi = nystroem.embed(x);

    Tensor prox = new QuadraticInvariance(nystroem.embed(representers)).prox(phi, 1 / lambda);

    assertClose(
        prox.mm(prox.t()),
        WarpedKernel.proximal(KERNEL, representers.weighted(1 / lambda)).matrix(x, x),
        1e-10);
  }

  @Test
  void theWarpedInnerProductIsThatOfThePenalisedNorm() {
    // Evaluation at x must be an inner product with the warped function: k°(x, ·) represents f(x)
    // in the norm |f|² + Σ ⟨z_i, f⟩².
    Kernel warped = WarpedKernel.warping(KERNEL, representers);
    Tensor a = random(7, 1);
    Tensor values = warped.matrix(x, x).mm(a);
    Tensor b = torch.linalg_lstsq(KERNEL.matrix(x, x), values).get0();
    // f = Σ a_i k°(x_i, ·) = Σ b_i k(x_i, ·), as both span all quadratic polynomials.
    Tensor squares = b.t().mm(KERNEL.matrix(x, x)).mm(b);
    Tensor penalty = representers.at(KERNEL, x).mm(b).square().sum();

    double expected = a.t().mm(values).item_double();

    assertEquals(expected, squares.add(penalty).item_double(), 1e-9 * expected);
  }

  /** Equation 5's premise: ⟨f, k_x⟩ = ⟨h, prox(k_x)⟩ for h = (λ I + ∂R) f / λ. */
  @Test
  void aFunctionAppliedBeforeIsAnotherOneAfterTheProximalMap() {
    double lambda = 0.4;
    Tensor phi = nystroem.embed(x);
    Tensor z = nystroem.embed(representers);
    Tensor f = nystroem.embed(random(1, 2)).sub(nystroem.embed(random(1, 2)));
    f.set_requires_grad(true);
    QuadraticInvariance penalty = new QuadraticInvariance(z);
    penalty.value(f).sum().backward(); // the gradient is ∂R f
    Tensor h = f.detach().mul(new Scalar(lambda)).add(f.grad()).div(new Scalar(lambda));

    Tensor prox = penalty.prox(phi, 1 / lambda);

    assertClose(f.detach().mm(phi.t()), h.mm(prox.t()), 1e-10);
  }

  @Test
  void theMapsAreDifferentiableInThePoints() {
    Tensor point = random(1, 2);
    point.set_requires_grad(true);
    Tensor z = nystroem.embed(representers);
    Tensor direction = random(1, 9);

    new QuadraticInvariance(z).prox(nystroem.embed(point), 0.7).mul(direction).sum().backward();

    double h = 1e-6;
    double[] gradient = TensorData.doubles(point.grad());
    for (int axis = 0; axis < 2; axis++) {
      Tensor shift = TensorData.of(new double[] {axis == 0 ? h : 0, axis == 1 ? h : 0}, 1, 2);
      double up = at(point.detach().add(shift), z, direction);
      double down = at(point.detach().sub(shift), z, direction);
      assertEquals((up - down) / (2 * h), gradient[axis], 1e-6);
    }
  }

  private double at(Tensor point, Tensor z, Tensor direction) {
    return new QuadraticInvariance(z)
        .prox(nystroem.embed(point), 0.7)
        .mul(direction)
        .sum()
        .item_double();
  }

  @Test
  void manyRepresentersAtAPointMakeTheProximalKernelFlatThere() {
    Tensor point = random(1, 2);
    Representers heavy = Representers.gradientFlatness(point).weighted(1e10);
    Kernel kernel = WarpedKernel.proximal(new Gaussian(1), heavy);

    Tensor slopes = kernel.derivative(point, TensorData.of(new double[] {1, 0}, 1, 2), x);

    assertEquals(0, slopes.abs().max().item_double(), 1e-8);
  }

  @Test
  void rejectsBadLandmarksByName() {
    assertEquals(
        "landmarks must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> Nystroem.of(KERNEL, x.narrow(0, 0, 0)))
            .getMessage());
    Tensor broken = TensorData.of(new double[] {1, Double.NaN}, 1, 2);
    assertEquals(
        "landmarks must not hold NaN; look at what computed it",
        assertThrows(IllegalArgumentException.class, () -> Nystroem.of(KERNEL, broken))
            .getMessage());
    assertEquals(
        "cut must be in [0.0, 1.0], got -1.0",
        assertThrows(IllegalArgumentException.class, () -> Nystroem.of(KERNEL, x, -1))
            .getMessage());
  }
}
