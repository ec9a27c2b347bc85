package org.moreau.recurrent;

import static org.moreau.recurrent.Entries.addProduct;
import static org.moreau.recurrent.Entries.addSquares;
import static org.moreau.recurrent.Entries.multiply;
import static org.moreau.recurrent.Entries.spread;
import static org.moreau.recurrent.Entries.subtract;
import static org.moreau.recurrent.Entries.subtractProduct;
import static org.moreau.recurrent.Entries.subtractStep;
import static org.moreau.recurrent.Entries.sumWithProduct;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.FloatMemory;

/**
 * What {@link InputSideSolve} does, in float32 on the CPU. Entry j of example b stands at j · batch
 * + b in every array.
 */
final class ArraySolve {
  private final FloatMemory.Matrix weight; // [blocks * hidden, input]
  private final FloatMemory.Matrix weightT; // [input, blocks * hidden]
  private final IterationChoice choice;
  private final int batch;
  private final int n; // of a state
  private final int m; // of an input

  private final FloatMemory.Matrix products; // a_k * v, [blocks * hidden, batch]
  private final FloatMemory.Matrix[] product;
  private final FloatMemory.Matrix searched; // p, then what the weights make of products
  private final FloatMemory.Matrix[] weighted; // W p, a block each
  private final FloatMemory.Matrix allWeighted;
  private final List<Direction> directions = new ArrayList<>();
  private final float[] scratch;
  private final float[] residual;
  private final float[] image;
  private final float[] perExample; // a number of each example, and
  private final float[] everywhere; // the same at all its entries
  private final double[] squares; // of the residual
  private final double[] lastSquares;
  private final double[] otherSquares;
  private double error;

  /**
   * A solve for {@code weight} [blocks · hidden, input].
   *
   * @param like a tensor of the type and device of what it allocates
   */
  ArraySolve(Tensor weight, int blocks, int batch, IterationChoice choice, Tensor like) {
    int rows = (int) weight.size(0);
    int input = (int) weight.size(1);
    this.choice = choice;
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
    scratch = new float[n];
    residual = new float[m];
    image = new float[m];
    perExample = new float[batch];
    everywhere = new float[Math.max(n, m)];
    squares = new double[batch];
    lastSquares = new double[batch];
    otherSquares = new double[batch];
  }

  /** Begins a pass over a sequence, in which every {@code interval}-th solve chooses. */
  void begin(int interval) {
    choice.begin(interval);
    error = 0;
  }

  /** The largest relative error of a solve of this pass, as {@link #check} bounds it. */
  double error() {
    return error;
  }

  int iterations() {
    return choice.mostTaken();
  }

  /** What the last {@link #check} left: a_k * c, [blocks · hidden, batch]. */
  FloatMemory.Matrix products() {
    return products;
  }

  /** Writes c, u = Gᵀ c and W_k u for the right-hand side s. */
  void solve(float[][] a, float[] s, float[] c, float[] u, float[][] weightU) {
    boolean choose = choice.begins();
    int taken;
    applyTransposed(a, s, residual);
    fillSquares(squares, residual, m);
    for (int k = 0; ; k++) {
      Direction d = direction(k, a.length);
      if (k == 0) {
        System.arraycopy(residual, 0, d.p, 0, m);
      } else {
        spreadQuotient(squares, lastSquares, m);
        sumWithProduct(d.p, residual, everywhere, directions.get(k - 1).p, m);
      }
      searched.put(d.p);
      allWeighted.product(weight, searched, 0);
      for (int block = 0; block < a.length; block++) {
        weighted[block].get(d.weightP[block]);
      }
      multiply(d.gp, a[0], d.weightP[0], n);
      for (int block = 1; block < a.length; block++) {
        addProduct(d.gp, a[block], d.weightP[block], n);
      }
      fillSquares(otherSquares, d.p, m);
      addSquares(otherSquares, d.gp, batch, n);
      spreadQuotient(squares, otherSquares, Math.max(n, m));
      System.arraycopy(perExample, 0, d.alpha, 0, batch);
      taken = k + 1;
      if (choice.isEnough(choose, taken)) {
        break;
      }
      applyTransposed(a, d.gp, image);
      subtractStep(residual, everywhere, d.p, image, m);
      System.arraycopy(squares, 0, lastSquares, 0, batch);
      fillSquares(squares, residual, m);
      if (choose && choice.isAccurate(taken, bound(squares, s))) {
        break;
      }
    }
    choice.took(taken);
    combine(taken, s, c, u, weightU);
  }

  /** Bounds the error of a solve, as {@link InputSideSolve#error} does, from what it wrote. */
  void check(float[][] a, float[] s, float[] c, float[] u) {
    applyTransposed(a, c, image);
    subtract(image, image, u, m);
    fillSquares(otherSquares, image, m);
    double bound = bound(otherSquares, s);
    if (!(bound <= error)) {
      error = bound;
    }
  }

  /** The largest |ρ| / |s| of an example, halved; NaN if one is. */
  private double bound(double[] residualSquares, float[] s) {
    double[] size = new double[batch];
    addSquares(size, s, batch, n);
    double largest = 0;
    for (int b = 0; b < batch; b++) {
      double ratio =
          Math.sqrt(residualSquares[b]) / (Math.sqrt(size[b]) + InputSideSolve.NEGLIGIBLE);
      if (!(ratio <= largest)) {
        largest = ratio;
      }
    }
    return largest / 2;
  }

  private void combine(int taken, float[] s, float[] c, float[] u, float[][] weightU) {
    for (int k = 0; k < taken; k++) {
      Direction d = directions.get(k);
      spread(everywhere, d.alpha, batch, Math.max(n, m));
      subtractProduct(c, k == 0 ? s : c, everywhere, d.gp, n);
      if (k == 0) {
        multiply(u, everywhere, d.p, m);
      } else {
        addProduct(u, everywhere, d.p, m);
      }
      for (int block = 0; block < weightU.length; block++) {
        if (k == 0) {
          multiply(weightU[block], everywhere, d.weightP[block], n);
        } else {
          addProduct(weightU[block], everywhere, d.weightP[block], n);
        }
      }
    }
  }

  /** out = Gᵀ v. */
  private void applyTransposed(float[][] a, float[] v, float[] out) {
    for (int block = 0; block < a.length; block++) {
      multiply(scratch, a[block], v, n);
      product[block].put(scratch);
    }
    searched.product(weightT, products, 0);
    searched.get(out);
  }

  private void fillSquares(double[] sums, float[] values, int count) {
    Arrays.fill(sums, 0);
    addSquares(sums, values, batch, count);
  }

  /** Numerator / denominator of each example, at all its entries; 0 for 0 / 0. */
  private void spreadQuotient(double[] numerator, double[] denominator, int count) {
    for (int b = 0; b < batch; b++) {
      perExample[b] = numerator[b] == 0 ? 0 : (float) (numerator[b] / denominator[b]);
    }
    spread(everywhere, perExample, batch, count);
  }

  private Direction direction(int k, int blocks) {
    if (k == directions.size()) {
      directions.add(new Direction(blocks));
    }
    return directions.get(k);
  }

  /** A search direction p with its images W_k p and G p. */
  private final class Direction {
    final float[] p = new float[m];
    final float[] gp = new float[n];
    final float[][] weightP;
    final float[] alpha = new float[batch];

    Direction(int blocks) {
      weightP = new float[blocks][n];
    }
  }
}
