package org.moreau.recurrent;

import static org.moreau.recurrent.Entries.add;
import static org.moreau.recurrent.Entries.addProduct;
import static org.moreau.recurrent.Entries.multiply;
import static org.moreau.recurrent.Entries.spread;
import static org.moreau.recurrent.Entries.subtractProduct;
import static org.moreau.recurrent.Entries.subtractStep;
import static org.moreau.recurrent.Entries.sumWithProduct;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.FloatMemory;

/**
 * What {@link InputSideSolve} does, in float32 on the CPU. Entry j of example b stands at j · batch
 * + b in every array.
 *
 * <p>A solve goes on until its error keeps the tolerance in every example. It is bounded by |ρ| /
 * (2 |s|) at the first solves of a pass and at every {@code interval}-th: 2 n + 1 products for n
 * iterations. Between, the last residual is not computed but estimated from how the one before
 * fell, which saves its product. Where a bound shows that an estimate promised too much, the pass
 * is {@link #misled}.
 */
final class ArraySolve {
  private static final int SPARE_ITERATIONS = 10;
  private static final int FIRST_SOLVES = 2; // the state before the first is often zero
  private static final double SAFETY = 2; // of an estimate
  // A right-hand side below it need not be solved accurately: residuals below 1e-19 are none, as
  // their squares have lost their digits.
  private static final double NEGLIGIBLE = 1e-13;

  private final FloatMemory.Matrix weight; // [blocks * hidden, input]
  private final FloatMemory.Matrix weightT; // [input, blocks * hidden]
  private final double tolerance;
  private final int mostIterations;
  private final int batch;
  private final int n; // of a state
  private final int m; // of an input

  private final FloatMemory.Matrix products; // a_k * v, [blocks * hidden, batch]
  private final FloatMemory.Matrix[] product;
  private final FloatMemory.Matrix searched; // p, then what the weights make of products
  private final FloatMemory.Matrix[] weighted; // W p, a block each
  private final FloatMemory.Matrix allWeighted;
  private final float[] p; // the search direction, with its images
  private final float[] gp; // G p and
  private final float[][] weightP; // W_k p
  private final float[] scratch;
  private final float[] residual;
  private final float[] image;
  private final float[] everywhere; // a number of each example, at all its entries
  private final float[] halves; // of which squares are summed
  private final float[] lowerHalf;
  private final float[] size; // |s|² of each example
  private final float[] searchedSquares; // |p|²
  private final float[] squares; // of the residual
  private final float[] lastSquares;
  private final float[] otherSquares;
  private final float[] quotient;
  private double error;
  private int mostTaken;
  private int interval = 1;
  private int solves;
  private boolean nothingSolved;
  private boolean misled;
  private double rate; // how much the first iteration lowered squares at the last bounded solve

  /**
   * A solve for {@code weight} [blocks · hidden, input].
   *
   * @param space for what the products need
   */
  ArraySolve(Tensor weight, int blocks, int batch, double tolerance, Workspace space) {
    int rows = (int) weight.size(0);
    int input = (int) weight.size(1);
    this.tolerance = tolerance;
    mostIterations = 2 * input + SPARE_ITERATIONS;
    this.batch = batch;
    n = rows / blocks * batch;
    m = input * batch;
    this.weight = new FloatMemory(weight).matrix(0, rows, input);
    weightT = new FloatMemory(weight.t().contiguous()).matrix(0, input, rows);
    products = space.matrix(rows, batch);
    product = products.divided(blocks);
    allWeighted = space.matrix(rows, batch);
    weighted = allWeighted.divided(blocks);
    searched = space.matrix(input, batch);
    p = space.array();
    gp = space.array();
    weightP = space.arrays(blocks);
    scratch = space.array();
    residual = space.array();
    image = space.array();
    everywhere = space.array();
    halves = space.array();
    lowerHalf = space.array();
    size = new float[batch];
    searchedSquares = new float[batch];
    squares = new float[batch];
    lastSquares = new float[batch];
    otherSquares = new float[batch];
    quotient = new float[batch];
  }

  /** Begins a pass over a sequence, in which every {@code interval}-th solve is bounded. */
  void begin(int interval) {
    this.interval = interval;
    error = 0;
    mostTaken = 0;
    solves = 0;
    nothingSolved = true;
    misled = false;
    rate = Double.POSITIVE_INFINITY; // no estimate yet
  }

  /** Whether an estimate of this pass promised more than the residual kept. */
  boolean misled() {
    return misled;
  }

  /** The largest relative error of a solve of this pass, bounded or estimated; NaN if one is. */
  double error() {
    return error;
  }

  /** The most iterations that a solve of this pass took. */
  int iterations() {
    return mostTaken;
  }

  /** Natively, a_k * v for all blocks, until the next solve. */
  FloatMemory.Matrix products(float[][] a, float[] v) {
    for (int block = 0; block < a.length; block++) {
      multiply(scratch, a[block], v, n);
      product[block].put(scratch);
    }
    return products;
  }

  /** Writes c, u = Gᵀ c and W_k u for the right-hand side s. */
  void solve(float[][] a, float[] s, float[] c, float[] u, float[][] weightU) {
    fillSquares(size, s, n);
    applyTransposed(a, s, residual);
    fillSquares(squares, residual, m);
    boolean bounded = nothingSolved || solves < FIRST_SOLVES || solves % interval == 0;
    solves++;
    double bound;
    int taken = 0;
    do {
      if (taken == 0) {
        System.arraycopy(residual, 0, p, 0, m);
        System.arraycopy(squares, 0, searchedSquares, 0, batch);
      } else {
        spreadQuotient(squares, lastSquares, m);
        sumWithProduct(p, residual, everywhere, p, m);
        // The residual is orthogonal to the direction before.
        multiply(quotient, quotient, quotient, batch);
        sumWithProduct(searchedSquares, squares, quotient, searchedSquares, batch);
      }
      searched.put(p);
      allWeighted.product(weight, searched);
      for (int block = 0; block < a.length; block++) {
        weighted[block].get(weightP[block]);
      }
      multiply(gp, a[0], weightP[0], n);
      for (int block = 1; block < a.length; block++) {
        addProduct(gp, a[block], weightP[block], n);
      }
      System.arraycopy(searchedSquares, 0, otherSquares, 0, batch);
      addSquares(otherSquares, gp, n);
      spreadQuotient(squares, otherSquares, Math.max(n, m));
      combine(taken, s, c, u, weightU);
      taken++;
      double estimate = estimate(taken);
      if (!bounded && estimate <= tolerance) {
        bound = estimate;
        break;
      }
      // residual −= alpha (p + Gᵀ G p)
      applyTransposed(a, gp, image);
      subtractStep(residual, everywhere, p, image, m);
      System.arraycopy(squares, 0, lastSquares, 0, batch);
      fillSquares(squares, residual, m);
      bound = bound();
      if (taken == 1) {
        rate = rate();
      }
      misled |= estimate <= tolerance && bound > tolerance;
      // A NaN ends the solve too: the states, and so the loss, are not finite.
    } while (bound > tolerance && taken < mostIterations);
    nothingSolved &= bound == 0;
    mostTaken = Math.max(mostTaken, taken);
    if (!(bound <= error)) {
      error = bound;
    }
  }

  /** What {@link #bound} will be after {@code taken} iterations if the residual falls as before. */
  private double estimate(int taken) {
    double largest = 0;
    for (int b = 0; b < batch; b++) {
      double fall = taken == 1 ? rate : squares[b] == 0 ? 0 : squares[b] / lastSquares[b];
      double ratio = Math.sqrt(squares[b] * fall) / (Math.sqrt(size[b]) + NEGLIGIBLE);
      if (!(ratio <= largest)) {
        largest = ratio;
      }
    }
    return SAFETY * largest / 2;
  }

  /** The largest |ρ|² of an example after its first iteration, of what it was before. */
  private double rate() {
    double largest = 0;
    for (int b = 0; b < batch; b++) {
      largest = Math.max(largest, squares[b] == 0 ? 0 : squares[b] / lastSquares[b]);
    }
    return largest;
  }

  /** The largest |ρ| / |s| of an example, halved; NaN if one is. */
  private double bound() {
    double largest = 0;
    for (int b = 0; b < batch; b++) {
      double ratio = Math.sqrt(squares[b]) / (Math.sqrt(size[b]) + NEGLIGIBLE);
      if (!(ratio <= largest)) {
        largest = ratio;
      }
    }
    return largest / 2;
  }

  /** Adds the step along p, of a length that stands everywhere, to what is solved for. */
  private void combine(int taken, float[] s, float[] c, float[] u, float[][] weightU) {
    if (taken == 0) {
      subtractProduct(c, s, everywhere, gp, n);
      multiply(u, everywhere, p, m);
      for (int block = 0; block < weightU.length; block++) {
        multiply(weightU[block], everywhere, weightP[block], n);
      }
    } else {
      subtractProduct(c, c, everywhere, gp, n);
      addProduct(u, everywhere, p, m);
      for (int block = 0; block < weightU.length; block++) {
        addProduct(weightU[block], everywhere, weightP[block], n);
      }
    }
  }

  /** out = Gᵀ v. */
  private void applyTransposed(float[][] a, float[] v, float[] out) {
    searched.product(weightT, products(a, v));
    searched.get(out);
  }

  private void fillSquares(float[] sums, float[] values, int count) {
    Arrays.fill(sums, 0);
    addSquares(sums, values, count);
  }

  /** sums[b] += Σ_j values[j, b]², by adding the lower half of the rows to the upper one. */
  private void addSquares(float[] sums, float[] values, int count) {
    multiply(halves, values, values, count);
    int rows = count / batch;
    while (rows > 1) {
      int lower = rows / 2;
      rows -= lower;
      // To its own array, as loops that do not begin at 0 are not vector instructions.
      System.arraycopy(halves, rows * batch, lowerHalf, 0, lower * batch);
      add(halves, lowerHalf, lower * batch);
    }
    add(sums, halves, batch);
  }

  /**
   * Numerator / denominator of each example, at all its entries; 0 where the numerator is next to
   * nothing: squares that small have lost their digits, and the denominator may be 0.
   */
  private void spreadQuotient(float[] numerator, float[] denominator, int count) {
    for (int b = 0; b < batch; b++) {
      quotient[b] = numerator[b] < Float.MIN_NORMAL ? 0 : numerator[b] / denominator[b];
    }
    spread(everywhere, quotient, batch, count);
  }
}
