package org.moreau.recurrent;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.FloatMemory;

/**
 * A pass over some examples of a batch, in float32 on the CPU: products by OpenBLAS, everything
 * else in loops over arrays. Entry j of example b stands at j · batch + b, natively [hidden,
 * batch]: the weights stand on the left of all products, and a gate is an array from 0 on.
 *
 * <p>x_t and h_{t−1} stand below each other, and so do z and the products q that stay apart: one
 * product with one weight makes all of a step's gates, and one with its transpose leads back.
 *
 * <p>With W the rows of the input weight that the intermediate state depends on, times √r, and G =
 * Σ_k diag(a_k) W_k: c = (I + G Gᵀ)⁻¹ s, u = Gᵀ c. Given the cotangent c̄, a = (I + G Gᵀ)⁻¹ c̄ and
 * v = Gᵀ a come from the same solve, s̄ = a, and
 *
 * <p>ā_k = −(a * (W_k u) + c * (W_k v)), W̄_k = −((a_k * a)ᵀ u + (a_k * c)ᵀ v).
 *
 * <p>Walks may run on any thread, one at a time; everything else belongs to the thread that made
 * the slice.
 */
final class ArraySlice {
  private final RecurrentPass.Given given;
  private final ArrayWeights weights;
  private final Tensor like;
  private final int steps;
  private final int batch;
  private final int input;
  private final int hidden;
  private final int blocks; // gates that the intermediate state depends on
  private final int gates; // of z and q
  private final int n;
  private final boolean carriesCell;

  private final Tensor joined;
  private final Tensor inputs; // x_t and h_{t-1}, [steps + 1, columns, batch]
  private final FloatMemory.Matrix[] xh;
  private final Tensor hiddenRows; // h_0, ..., h_T as [steps + 1, batch, hidden], once walked
  private final Tensor cells;
  private final FloatMemory.Matrix[] c; // of a cell with a state beside h; else h
  private final FloatMemory.Matrix[] u; // [input, batch]
  private final FloatMemory.Matrix[][] weightU; // of each step and block, [hidden, batch]
  private final FloatMemory zMemory;
  private final ArrayCell cell;
  private final ArraySolve solve;

  private final float[] before;
  private final float[] after;
  private final float[] s;
  private final float[] shown;
  private final float[][] a;
  private final float[][] blockwise; // W_k u
  private final float[] inputwise; // u

  ArraySlice(RecurrentPass.Given given, ArrayCell.Kind kind, ArrayWeights weights) {
    this.given = given;
    this.weights = weights;
    like = given.x();
    steps = given.steps();
    batch = given.batch();
    input = given.input();
    hidden = given.hidden();
    blocks = kind.stateGates();
    gates = kind.gates() + kind.apart();
    n = hidden * batch;
    carriesCell = given.initial().size() > 1;
    joined = weights.joined();

    inputs = like.new_empty(steps + 1, weights.columns, batch);
    inputs.narrow(0, 0, steps).narrow(1, 0, input).copy_(like.transpose(1, 2));
    xh = new FloatMemory(inputs).matrices(steps + 1, weights.columns, batch);
    Tensor h = inputs.narrow(1, input, hidden);
    h.select(0, 0).copy_(given.initial().get(0).t());
    hiddenRows = like.new_empty(steps + 1, batch, hidden);
    cells = carriesCell ? like.new_empty(steps + 1, hidden, batch) : h;
    c = carriesCell ? new FloatMemory(cells).matrices(steps + 1, hidden, batch) : hiddens();
    if (carriesCell) {
      cells.select(0, 0).copy_(given.state().t());
    }
    Workspace space = new Workspace(like, Math.max(n, input * batch));
    u = space.matrices(steps, input, batch);
    weightU = space.matricesByStep(steps, blocks, hidden, batch);
    zMemory = new FloatMemory(like.new_empty(weights.rows, batch));
    cell = kind.cell(new ArrayCell.Sizes(steps, batch, hidden), zMemory, space);
    solve = new ArraySolve(weights.ofSolve(), blocks, batch, given.precision().tolerance(), space);

    before = space.array();
    after = space.array();
    s = space.array();
    shown = space.array();
    a = space.arrays(blocks);
    blockwise = space.arrays(blocks);
    inputwise = space.array();
  }

  /** h_0, ..., h_T. */
  private FloatMemory.Matrix[] hiddens() {
    FloatMemory.Matrix[] all = new FloatMemory.Matrix[steps + 1];
    for (int t = 0; t <= steps; t++) {
      all[t] = xh[t].rows(input, hidden);
    }
    return all;
  }

  /** The largest relative error of a solve of the last walk. */
  double error() {
    return solve.error();
  }

  /** The most iterations of a solve of the last walk. */
  int iterations() {
    return solve.iterations();
  }

  /** The walk along the sequence. */
  void walk() {
    bounded(this::states);
  }

  /** Walks; where estimates misled the solves, again, and every solve is bounded. */
  private void bounded(Runnable along) {
    solve.begin(given.precision().checkInterval());
    along.run();
    if (solve.misled()) {
      solve.begin(1);
      along.run();
    }
  }

  /** What {@link RecurrentPass#forward} returns, once walked. */
  Tensor result() {
    int count = given.cells().count(steps);
    Tensor result = like.new_empty(steps + count, batch, hidden);
    hiddenRows.copy_(inputs.narrow(1, input, hidden).transpose(1, 2));
    result.narrow(0, 0, steps).copy_(hiddenRows.narrow(0, 1, steps));
    if (count > 0) {
      Tensor last = cells.narrow(0, steps + 1 - count, count);
      result.narrow(0, steps, count).copy_(last.transpose(1, 2));
    }
    return result;
  }

  private void states() {
    FloatMemory.Matrix weight = FloatMemory.of(joined);
    FloatMemory.Matrix z = zMemory.matrix(0, weights.rows, batch);
    FloatMemory.Matrix[] h = hiddens();
    float[] bias = weights.biases(batch);
    c[0].get(before);
    for (int t = 0; t < steps; t++) {
      z.put(bias);
      z.addProduct(weight, xh[t]);
      cell.read(t);
      cell.intermediate(before, s);
      cell.sensitivities(before, a);
      solve.solve(a, s, after, inputwise, blockwise);
      u[t].put(inputwise);
      for (int k = 0; k < blocks; k++) {
        weightU[t][k].put(blockwise[k]);
      }
      cell.show(t, given.showsProximal() ? after : s, shown);
      h[t + 1].put(shown);
      if (carriesCell) {
        c[t + 1].put(after);
      }
      System.arraycopy(after, 0, before, 0, n);
    }
  }

  /** The way back for the cotangent of {@link #result}, divided by {@code size}. */
  Adjoint adjoint(Tensor cotangent, float size) {
    return new Adjoint(cotangent.transpose(1, 2).contiguous(), size);
  }

  /** The way back, with what it sums up. */
  final class Adjoint {
    private final int count = given.cells().count(steps);
    private final float size;
    private final FloatMemory.Matrix[] outBar;
    private final Tensor inputBars = like.new_empty(steps, weights.columns, batch);
    private final FloatMemory.Matrix[] xhBar =
        new FloatMemory(inputBars).matrices(steps, weights.columns, batch);
    private final FloatMemory.Matrix weightT = FloatMemory.of(joined.t().contiguous());
    // Rows of examples: as right factors they need not be transposed.
    private final FloatMemory.Matrix[] x =
        new FloatMemory(like.contiguous()).matrices(steps, batch, input);
    private final FloatMemory.Matrix[] h =
        new FloatMemory(hiddenRows).matrices(steps, batch, hidden);
    private final Workspace space = new Workspace(like, Math.max(n, input * batch));
    private final FloatMemory.Matrix inputBar = space.matrix(weights.gateRows, input);
    private final FloatMemory.Matrix hiddenBar = space.matrix(weights.gateRows, hidden);
    private final FloatMemory.Matrix solveBar = space.matrix(weights.solveRows, input); // of √r W
    private final FloatMemory.Matrix z = space.matrix(weights.rows, batch);
    private final FloatMemory.Matrix v = space.matrix(input, batch);
    private final float[][] zSum = space.arrays(gates);
    private final float[] hBar = space.array();
    private final float[] stateBar = space.array();
    private final float[] scratch = space.array();
    private final float[][] weightV = space.arrays(blocks);
    private final float[][] aBar = space.arrays(blocks);
    private final float[][] zBar = space.arrays(gates);
    private final float[] adjoint = space.array();
    private final float[] shownBar = space.array();

    private Adjoint(Tensor cotangents, float size) {
      this.size = size;
      outBar = new FloatMemory(cotangents).matrices(steps + count, hidden, batch);
    }

    /** The walk back. */
    void walk() {
      bounded(this::cotangents);
    }

    private void cotangents() {
      inputBar.clear();
      hiddenBar.clear();
      solveBar.clear();
      for (float[] sum : zSum) {
        Arrays.fill(sum, 0);
      }
      Arrays.fill(stateBar, 0);

      for (int t = steps - 1; t >= 0; t--) {
        addCotangents(t);
        c[t].get(before);
        c[t + 1].get(after);
        cell.recall(t);
        cell.sensitivities(before, a);
        cell.showBackward(hBar, shownBar, zBar);
        if (given.showsProximal()) {
          Entries.add(stateBar, shownBar, n);
        }
        solve.solve(a, stateBar, adjoint, inputwise, weightV);
        v.put(inputwise);
        solveBar.addProductTransposed(solve.products(a, adjoint), u[t]);
        solveBar.addProductTransposed(solve.products(a, after), v);
        for (int k = 0; k < blocks; k++) {
          weightU[t][k].get(scratch);
          sensitivityBar(aBar[k], adjoint, scratch, after, weightV[k], n);
        }
        if (!given.showsProximal()) {
          Entries.add(adjoint, shownBar, n);
        }
        cell.backward(before, a, adjoint, aBar, zBar, stateBar);
        for (int k = 0; k < gates; k++) {
          z.rows(k * hidden, hidden).put(zBar[k]);
          Entries.add(zSum[k], zBar[k], n);
        }
        xhBar[t].product(weightT, z);
        addWeightBars(t);
      }
    }

    private void addWeightBars(int t) {
      int shared = weights.sharedRows;
      int apart = weights.gateRows - shared;
      inputBar.addProduct(z.rows(0, weights.gateRows), x[t]);
      hiddenBar.rows(0, shared).addProduct(z.rows(0, shared), h[t]);
      hiddenBar.rows(shared, apart).addProduct(z.rows(weights.gateRows, apart), h[t]);
    }

    /** The cotangents of h and of the state behind step {@code t}. */
    private void addCotangents(int t) {
      outBar[t].get(scratch);
      Entries.divide(hBar, scratch, size, n);
      if (t + 1 < steps) {
        xhBar[t + 1].rows(input, hidden).get(scratch);
        Entries.add(hBar, scratch, n);
      }
      int cellAt = t - (steps - count);
      if (cellAt >= 0) {
        outBar[steps + cellAt].get(scratch);
        Entries.addQuotient(stateBar, scratch, size, n);
      }
      // Vanishing cotangents end as denormal numbers, which products take several times as long
      // for.
      Entries.settle(hBar, n);
      Entries.settle(stateBar, n);
    }

    /** That of x, [steps, batch, input]. */
    Tensor ofInput() {
      return inputBars.narrow(1, 0, input).transpose(1, 2);
    }

    /** Those of the initial states, [batch, hidden]. */
    List<Tensor> ofInitial() {
      Tensor first = inputBars.select(0, 0).narrow(0, input, hidden);
      Tensor state = like.new_empty(hidden, batch);
      FloatMemory.of(state).put(stateBar);
      return carriesCell ? List.of(first.t(), state.t()) : List.of(first.add(state).t());
    }

    /** What belongs to the parameters. */
    ArrayWeights.Sums sums() {
      float[] bias = new float[weights.rows];
      for (int row = 0; row < bias.length; row++) {
        double sum = 0;
        int from = row % hidden * batch;
        for (int b = 0; b < batch; b++) {
          sum += zSum[row / hidden][from + b];
        }
        bias[row] = (float) sum;
      }
      return new ArrayWeights.Sums(inputBar.values(), hiddenBar.values(), solveBar.values(), bias);
    }
  }

  private static void sensitivityBar(
      float[] out, float[] adjoint, float[] weightU, float[] c, float[] weightV, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = -(adjoint[i] * weightU[i] + c[i] * weightV[i]);
    }
  }
}
