package org.moreau.recurrent;

import static org.moreau.recurrent.Entries.addProduct;
import static org.moreau.recurrent.Entries.addSquares;
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
 * <p>Each solve goes on until its bound |ρ| / (2 |s|) of the error keeps the tolerance in every
 * example: 2 n + 1 products for n iterations.
 */
final class ArraySolve {
  private static final int SPARE_ITERATIONS = 10;

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
  private final float[] size; // |s|² of each example
  private final float[] squares; // of the residual
  private final float[] lastSquares;
  private final float[] otherSquares;
  private final float[] quotient;
  private double error;
  private int mostTaken;

  /**
   * A solve for {@code weight} [blocks · hidden, input].
   *
   * @param like a tensor of the type and device of what it allocates
   */
  ArraySolve(Tensor weight, int blocks, int batch, double tolerance, Tensor like) {
    int rows = (int) weight.size(0);
    int input = (int) weight.size(1);
    this.tolerance = tolerance;
    mostIterations = Math.min(Integer.MAX_VALUE - 1, 2 * input + SPARE_ITERATIONS);
    this.batch = batch;
    n = rows / blocks * batch;
    m = input * batch;
    this.weight = new FloatMemory(weight).matrix(0, rows, input);
    weightT = new FloatMemory(weight.t().contiguous()).matrix(0, input, rows);
    FloatMemory blocked = new FloatMemory(like.new_empty(rows, batch));
    products = blocked.matrix(0, rows, batch);
    product = blocked.matrices(blocks, rows / blocks, batch);
    FloatMemory images = new FloatMemory(like.new_empty(rows, batch));
    allWeighted = images.matrix(0, rows, batch);
    weighted = images.matrices(blocks, rows / blocks, batch);
    searched = new FloatMemory(like.new_empty(input, batch)).matrix(0, input, batch);
    p = new float[m];
    gp = new float[n];
    weightP = new float[blocks][n];
    scratch = new float[n];
    residual = new float[m];
    image = new float[m];
    everywhere = new float[Math.max(n, m)];
    size = new float[batch];
    squares = new float[batch];
    lastSquares = new float[batch];
    otherSquares = new float[batch];
    quotient = new float[batch];
  }

  /** Begins a pass over a sequence. */
  void begin() {
    error = 0;
    mostTaken = 0;
  }

  /** The largest bound of the relative error of a solve of this pass; NaN if one is. */
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
    double bound;
    int taken = 0;
    do {
      if (taken == 0) {
        System.arraycopy(residual, 0, p, 0, m);
      } else {
        spreadQuotient(squares, lastSquares, m);
        sumWithProduct(p, residual, everywhere, p, m);
      }
      searched.put(p);
      allWeighted.product(weight, searched, 0);
      for (int block = 0; block < a.length; block++) {
        weighted[block].get(weightP[block]);
      }
      multiply(gp, a[0], weightP[0], n);
      for (int block = 1; block < a.length; block++) {
        addProduct(gp, a[block], weightP[block], n);
      }
      fillSquares(otherSquares, p, m);
      addSquares(otherSquares, gp, batch, n);
      spreadQuotient(squares, otherSquares, Math.max(n, m));
      combine(taken, s, c, u, weightU);
      // residual −= alpha (p + Gᵀ G p)
      applyTransposed(a, gp, image);
      subtractStep(residual, everywhere, p, image, m);
      System.arraycopy(squares, 0, lastSquares, 0, batch);
      fillSquares(squares, residual, m);
      bound = bound();
      taken++;
      // A NaN ends the solve too: the states, and so the loss, are not finite.
    } while (bound > tolerance && taken < mostIterations);
    mostTaken = Math.max(mostTaken, taken);
    if (!(bound <= error)) {
      error = bound;
    }
  }

  /** The largest |ρ| / |s| of an example, halved; NaN if one is. */
  private double bound() {
    double largest = 0;
    for (int b = 0; b < batch; b++) {
      double ratio = Math.sqrt(squares[b]) / (Math.sqrt(size[b]) + InputSideSolve.NEGLIGIBLE);
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
    searched.product(weightT, products(a, v), 0);
    searched.get(out);
  }

  private void fillSquares(float[] sums, float[] values, int count) {
    Arrays.fill(sums, 0);
    addSquares(sums, values, batch, count);
  }

  /** Numerator / denominator of each example, at all its entries; 0 for 0 / 0. */
  private void spreadQuotient(float[] numerator, float[] denominator, int count) {
    for (int b = 0; b < batch; b++) {
      quotient[b] = numerator[b] == 0 ? 0 : numerator[b] / denominator[b];
    }
    spread(everywhere, quotient, batch, count);
  }
}
