package org.moreau.recurrent;

import static org.bytedeco.pytorch.global.torch.add_out;
import static org.bytedeco.pytorch.global.torch.addcmul_out;
import static org.bytedeco.pytorch.global.torch.addmm_out;
import static org.bytedeco.pytorch.global.torch.div_out;
import static org.bytedeco.pytorch.global.torch.linalg_vector_norm;
import static org.bytedeco.pytorch.global.torch.linalg_vector_norm_out;
import static org.bytedeco.pytorch.global.torch.mm_out;
import static org.bytedeco.pytorch.global.torch.mul_out;
import static org.bytedeco.pytorch.global.torch.sub_out;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.TensorScope;

/**
 * Solves (I + G Gᵀ) c = s for G = Σ_k diag(a_k) W_k, an own G in every row of the batch, by
 * conjugate gradients on the input's side: u = (I + Gᵀ G)⁻¹ Gᵀ s, c = s − G u. Then Gᵀ c = u comes
 * for free.
 *
 * <p>G is never formed: an iteration is two products with the stacked W [blocks·hidden, input]. A
 * pass over a sequence chooses how many at its first solves and at every {@code interval}-th; the
 * solves between take as many. {@link #error} then bounds what came out, at the price of one
 * product. Buffers are allocated once a pass.
 */
final class InputSideSolve {
  private static final int SPARE_ITERATIONS = 10;
  private static final int FIRST_SOLVES = 2; // the cell state before the first is often zero
  // The solves between two choices are a little harder than those that chose.
  private static final double MARGIN = 0.1;
  private static final long[] ROWS = {1};

  private final Tensor weight; // [blocks * hidden, input]
  private final Tensor weightT; // [input, blocks * hidden]
  private final int blocks;
  private final long batch;
  private final long input;
  private final long hidden;
  private final double tolerance;
  private final int mostIterations;

  private final List<Direction> directions = new ArrayList<>();
  private final List<Tensor> owned = new ArrayList<>(); // theirs
  private final Tensor product; // [batch, blocks * hidden]
  private final Tensor productBlocks; // the same as [batch, blocks, hidden]
  private final Tensor residual; // [batch, input]
  private final Tensor image; // [batch, input]
  private final Tensor beta; // [batch, 1]
  private final Tensor directionNorm; // [batch, 1]
  private Tensor residualNorm; // [batch, 1]
  private Tensor lastNorm; // [batch, 1], of the residual before
  private final Scalar two = new Scalar(2.0);
  private final Scalar minusOne = new Scalar(-1.0);
  private final Scalar tiny; // a norm below it may be noise: the squares in it underflow
  private final Scalar negligible; // a right-hand side below it need not be solved accurately

  private int interval = 1;
  private int iterations = 1; // of a solve that does not choose
  private int mostTaken;
  private int solves;
  private boolean nothingSolved;

  InputSideSolve(Tensor weight, Tensor weightT, long batch, int blocks, double tolerance) {
    this.weight = weight;
    this.weightT = weightT;
    this.blocks = blocks;
    this.batch = batch;
    this.tolerance = tolerance;
    input = weight.size(1);
    hidden = weight.size(0) / blocks;
    mostIterations = (int) Math.min(Integer.MAX_VALUE, 2 * input + SPARE_ITERATIONS);
    product = weight.new_empty(batch, blocks * hidden);
    productBlocks = product.view(batch, blocks, hidden);
    residual = weight.new_empty(batch, input);
    image = weight.new_empty(batch, input);
    beta = weight.new_empty(batch, 1);
    directionNorm = weight.new_empty(batch, 1);
    residualNorm = weight.new_empty(batch, 1);
    lastNorm = weight.new_empty(batch, 1);
    boolean isDouble = weight.element_size() == 8;
    tiny = new Scalar(isDouble ? 1e-160 : 1e-21);
    negligible = new Scalar(isDouble ? 1e-100 : 1e-15);
  }

  /** Begins a pass over a sequence, in which every {@code interval}-th solve chooses. */
  void begin(int interval) {
    this.interval = interval;
    iterations = 1;
    mostTaken = 0;
    solves = 0;
    nothingSolved = true;
  }

  /** The most iterations that a solve of this pass took. */
  int iterations() {
    return mostTaken;
  }

  /** A step of the sequence's coefficients a, in the views that the products need. */
  record Coefficients(Tensor blocked, Tensor[] each) {}

  /**
   * Writes c [batch, hidden], u = Gᵀ c [batch, input] and W u [batch, blocks * hidden] for the
   * right-hand side s [batch, hidden], given as itself and as [batch, 1, hidden].
   */
  void solve(Coefficients a, Tensor s, Tensor sBlock, Tensor c, Tensor u, Tensor weightU) {
    boolean choose = nothingSolved || solves < FIRST_SOLVES || solves % interval == 0;
    solves++;
    int taken;
    applyTransposed(a, sBlock);
    mm_out(residual, product, weight);
    norm(residualNorm, residual);
    for (int k = 0; ; k++) {
      Direction d = direction(k);
      if (k == 0) {
        d.p.copy_(residual);
      } else {
        squaredQuotient(beta, residualNorm, lastNorm);
        addcmul_out(d.p, residual, beta, directions.get(k - 1).p);
      }
      mm_out(d.weightP, d.p, weightT);
      mul_out(d.gp, a.each[0], d.weightPBlocks[0]);
      for (int b = 1; b < blocks; b++) {
        d.gp.addcmul_(a.each[b], d.weightPBlocks[b]);
      }
      norm(directionNorm, d.pAndGp);
      squaredQuotient(d.alpha, residualNorm, directionNorm);
      taken = k + 1;
      if (!choose && taken == iterations) {
        break;
      }
      // residual -= alpha (p + Gᵀ G p)
      applyTransposed(a, d.gpBlock);
      addmm_out(image, d.p, product, weight);
      residual.addcmul_(d.alpha, image, minusOne);
      Tensor swap = lastNorm;
      lastNorm = residualNorm;
      residualNorm = swap;
      norm(residualNorm, residual);
      if (choose && isAccurate(taken, s)) {
        iterations = Math.max(iterations, taken);
        break;
      }
    }
    mostTaken = Math.max(mostTaken, taken);
    combine(taken, s, c, u, weightU);
  }

  /**
   * A bound of the relative error |c − c*| / |s| of every solve, and the largest one of a pass: c −
   * c* = G (I + Gᵀ G)⁻¹ ρ for ρ = Gᵀ c − u, and no singular value x of G makes x / (1 + x²) larger
   * than 1/2.
   *
   * @param product a * [c, ..., c] of all solves, [n, blocks * hidden]
   * @param u [n, input]
   * @param s [n, hidden]
   */
  double error(Tensor product, Tensor u, Tensor s) {
    Tensor rho = product.mm(weight);
    sub_out(rho, rho, u);
    Tensor size = linalg_vector_norm(s, two, ROWS, false, null).add_(negligible);
    return linalg_vector_norm(rho, two, ROWS, false, null).div_(size).max().item_double() / 2;
  }

  private void combine(int taken, Tensor s, Tensor c, Tensor u, Tensor weightU) {
    Direction first = directions.get(0);
    addcmul_out(c, s, first.alpha, first.gp, minusOne);
    mul_out(u, first.p, first.alpha);
    mul_out(weightU, first.weightP, first.alpha);
    for (int k = 1; k < taken; k++) {
      Direction d = directions.get(k);
      c.addcmul_(d.alpha, d.gp, minusOne);
      u.addcmul_(d.alpha, d.p);
      weightU.addcmul_(d.alpha, d.weightP);
    }
  }

  /** product = a * [v, ..., v], so that Gᵀ v = product W. */
  private void applyTransposed(Coefficients a, Tensor vBlock) {
    mul_out(productBlocks, a.blocked, vBlock);
  }

  private void norm(Tensor out, Tensor rows) {
    linalg_vector_norm_out(out, rows, two, ROWS, true, null);
  }

  /**
   * out = (numerator / denominator)², and 0 for 0 / 0: a right-hand side of zero is solved by 0.
   */
  private void squaredQuotient(Tensor out, Tensor numerator, Tensor denominator) {
    add_out(out, denominator, tiny);
    div_out(out, numerator, out);
    out.square_();
  }

  private boolean isAccurate(int taken, Tensor s) {
    double bound =
        residualNorm
                .div(linalg_vector_norm(s, two, ROWS, true, null).add_(negligible))
                .max()
                .item_double()
            / 2;
    nothingSolved &= bound == 0;
    // A NaN ends the solve too: the states, and so the loss, are not finite.
    return !(bound > MARGIN * tolerance) || taken == mostIterations;
  }

  private Direction direction(int k) {
    if (k == directions.size()) {
      directions.add(new Direction());
    }
    return directions.get(k);
  }

  /** Frees the directions; their number is not known before, so no scope can. */
  void end() {
    owned.forEach(Tensor::close);
    owned.clear();
    directions.clear();
  }

  private Tensor own(Tensor tensor) {
    Tensor result = TensorScope.own(tensor);
    owned.add(result);
    return result;
  }

  /** A search direction p with its images W p and G p; p and G p lie side by side. */
  private final class Direction {
    final Tensor pAndGp = own(weight.new_empty(batch, input + hidden));
    final Tensor p = own(pAndGp.narrow(1, 0, input));
    final Tensor gp = own(pAndGp.narrow(1, input, hidden));
    final Tensor gpBlock = own(gp.unsqueeze(1));
    final Tensor weightP = own(weight.new_empty(batch, blocks * hidden));
    final Tensor[] weightPBlocks = new Tensor[blocks];
    final Tensor alpha = own(weight.new_empty(batch, 1));

    Direction() {
      for (int b = 0; b < blocks; b++) {
        weightPBlocks[b] = own(weightP.narrow(1, b * hidden, hidden));
      }
    }
  }
}
