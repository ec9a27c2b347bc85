package org.moreau.recurrent;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.FloatMemory;

/**
 * A pass in float32 on the CPU: products by OpenBLAS, everything else in loops over arrays. Entry j
 * of example b stands at j · batch + b, natively [hidden, batch]: the weights stand on the left of
 * all products, and a gate is an array from 0 on.
 *
 * <p>x_t and h_{t−1} stand below each other, and so do z and the products q that stay apart: one
 * product with one weight makes all of a step's gates, and one with its transpose leads back.
 *
 * <p>With W the rows of the input weight that the intermediate state depends on, times √r, and G =
 * Σ_k diag(a_k) W_k: c = (I + G Gᵀ)⁻¹ s, u = Gᵀ c. Given the cotangent c̄, a = (I + G Gᵀ)⁻¹ c̄ and
 * v = Gᵀ a come from the same solve, s̄ = a, and
 *
 * <p>ā_k = −(a * (W_k u) + c * (W_k v)), W̄_k = −((a_k * a)ᵀ u + (a_k * c)ᵀ v).
 */
final class ArrayPass extends RecurrentPass {
  private final Given given;
  private final ArrayCell.Kind kind;
  private final Tensor like;
  private final int steps;
  private final int batch;
  private final int input;
  private final int hidden;
  private final int gates; // of z
  private final int apart; // gates of q
  private final int blocks; // gates that the intermediate state depends on
  private final int sharedRows; // rows of z that hold the product with h' too
  private final int rows; // of z and q
  private final int columns; // of x and h
  private final int n;
  private final double rootR;
  private final Tensor joined; // the weights, [rows, columns], scaled as the cell asks for

  private final Tensor inputs; // x_t and h_{t-1}, [steps + 1, columns, batch]
  private final FloatMemory.Matrix[] xh;
  private final Tensor cells;
  private final FloatMemory.Matrix[] c; // of a cell with a state beside h; else h
  private final FloatMemory.Matrix[] u; // [input, batch]
  private final FloatMemory.Matrix[] weightU; // [blocks * hidden, batch]
  private final FloatMemory zMemory;
  private final ArrayCell cell;
  private final ArraySolve solve;

  private final float[] before;
  private final float[] after;
  private final float[] s;
  private final float[][] a;
  private final float[][] blockwise; // W_k u
  private final float[] inputwise; // u

  ArrayPass(Given given, ArrayCell.Kind kind) {
    super(given.precision());
    this.given = given;
    this.kind = kind;
    like = given.x();
    steps = given.steps();
    batch = given.batch();
    input = given.input();
    hidden = given.hidden();
    gates = kind.gates();
    apart = kind.apart();
    blocks = kind.stateGates();
    sharedRows = (gates - apart) * hidden;
    rows = (gates + apart) * hidden;
    columns = input + hidden;
    n = hidden * batch;
    rootR = Math.sqrt(given.r());
    joined = join(given.parameters().weightIh(), given.parameters().weightHh());

    inputs = like.new_empty(steps + 1, columns, batch);
    inputs.narrow(0, 0, steps).narrow(1, 0, input).copy_(like.transpose(1, 2));
    xh = new FloatMemory(inputs).matrices(steps + 1, columns, batch);
    boolean carriesCell = given.initial().size() > 1;
    cells =
        carriesCell ? like.new_empty(steps + 1, hidden, batch) : inputs.narrow(1, input, hidden);
    c = carriesCell ? new FloatMemory(cells).matrices(steps + 1, hidden, batch) : hiddens();
    u = memory(steps, input, batch).matrices(steps, input, batch);
    int inSolve = blocks * hidden;
    weightU = memory(steps, inSolve, batch).matrices(steps, inSolve, batch);
    zMemory = memory(1, rows, batch);
    cell = kind.cell(new ArrayCell.Sizes(steps, batch, hidden), zMemory);
    Tensor ofSolve =
        joined.narrow(0, 0, inSolve).narrow(1, 0, input).mul(new Scalar(rootR)).contiguous();
    solve = new ArraySolve(ofSolve, blocks, batch, given.precision().tolerance(), like);

    before = new float[n];
    after = new float[n];
    s = new float[n];
    a = new float[blocks][n];
    blockwise = new float[blocks][n];
    inputwise = new float[input * batch];
  }

  /** h_0, ..., h_T. */
  private FloatMemory.Matrix[] hiddens() {
    FloatMemory.Matrix[] all = new FloatMemory.Matrix[steps + 1];
    for (int t = 0; t <= steps; t++) {
      all[t] = xh[t].rows(input, hidden);
    }
    return all;
  }

  @Override
  Tensor forward() {
    Tensor h = inputs.narrow(1, input, hidden);
    h.select(0, 0).copy_(given.initial().get(0).t());
    cells.select(0, 0).copy_(given.state().t());
    walk(this::states);
    int count = given.cells().count(steps);
    Tensor result = like.new_empty(steps + count, batch, hidden);
    result.narrow(0, 0, steps).copy_(h.narrow(0, 1, steps).transpose(1, 2));
    if (count > 0) {
      Tensor last = cells.narrow(0, steps + 1 - count, count);
      result.narrow(0, steps, count).copy_(last.transpose(1, 2));
    }
    return result;
  }

  /** Walks; where estimates misled the solves, again, and every solve is bounded. */
  private void walk(Runnable along) {
    solve.begin(given.precision().checkInterval());
    along.run();
    if (solve.misled()) {
      solve.begin(1);
      along.run();
    }
    note(ended(solve.error(), solve.iterations()));
  }

  private void states() {
    FloatMemory.Matrix weight = matrix(joined);
    FloatMemory.Matrix z = zMemory.matrix(0, rows, batch);
    FloatMemory.Matrix[] h = hiddens();
    float[] bias = biases();
    float[] shown = new float[n];
    boolean carriesCell = given.initial().size() > 1;
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
        weightU[t].rows(k * hidden, hidden).put(blockwise[k]);
      }
      cell.show(t, given.showsProximal() ? after : s, shown);
      h[t + 1].put(shown);
      if (carriesCell) {
        c[t + 1].put(after);
      }
      System.arraycopy(after, 0, before, 0, n);
    }
  }

  @Override
  Gradients gradients(Tensor cotangent) {
    Adjoint adjoint = new Adjoint(cotangent.transpose(1, 2).contiguous());
    walk(adjoint::run);
    return adjoint.gradients();
  }

  /** The way back, with what it sums up. */
  private final class Adjoint {
    private final int count = given.cells().count(steps);
    private final FloatMemory.Matrix[] outBar;
    private final Tensor inputBars = like.new_empty(steps, columns, batch);
    private final FloatMemory.Matrix[] xhBar =
        new FloatMemory(inputBars).matrices(steps, columns, batch);
    private final Tensor joinedBar = like.new_empty(rows, columns);
    private final Tensor solveBar = like.new_empty((long) blocks * hidden, input); // of √r W
    private final float[][] zSum = new float[gates + apart][n];
    private final float[] hBar = new float[n];
    private final float[] stateBar = new float[n];
    private final float[] scratch = new float[n];

    Adjoint(Tensor cotangents) {
      outBar = new FloatMemory(cotangents).matrices(steps + count, hidden, batch);
    }

    void run() {
      joinedBar.zero_();
      solveBar.zero_();
      for (float[] sum : zSum) {
        Arrays.fill(sum, 0);
      }
      Arrays.fill(stateBar, 0);
      FloatMemory.Matrix z = memory(1, rows, batch).matrix(0, rows, batch);
      FloatMemory.Matrix weightT = matrix(joined.t().contiguous());
      FloatMemory.Matrix weightBar = matrix(joinedBar);
      FloatMemory.Matrix ofSolve = matrix(solveBar);
      FloatMemory.Matrix v = memory(1, input, batch).matrix(0, input, batch);
      float[] shownBar = new float[n];
      float[] adjoint = new float[n];
      float[][] zBar = new float[gates + apart][n];
      float[][] aBar = new float[blocks][n];
      float[][] weightV = new float[blocks][n];

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
        ofSolve.addProductTransposed(solve.products(a, adjoint), u[t]);
        ofSolve.addProductTransposed(solve.products(a, after), v);
        for (int k = 0; k < blocks; k++) {
          weightU[t].rows(k * hidden, hidden).get(scratch);
          sensitivityBar(aBar[k], adjoint, scratch, after, weightV[k], n);
        }
        if (!given.showsProximal()) {
          Entries.add(adjoint, shownBar, n);
        }
        cell.backward(before, a, adjoint, aBar, zBar, stateBar);
        for (int k = 0; k < zBar.length; k++) {
          z.rows(k * hidden, hidden).put(zBar[k]);
          Entries.add(zSum[k], zBar[k], n);
        }
        xhBar[t].product(weightT, z);
        weightBar.addProductTransposed(z, xh[t]);
      }
    }

    /** The cotangents of h and of the state behind step {@code t}. */
    private void addCotangents(int t) {
      outBar[t].get(hBar);
      if (t + 1 < steps) {
        xhBar[t + 1].rows(input, hidden).get(scratch);
        Entries.add(hBar, scratch, n);
      }
      int cellAt = t - (steps - count);
      if (cellAt >= 0) {
        outBar[steps + cellAt].get(scratch);
        Entries.add(stateBar, scratch, n);
      }
    }

    Gradients gradients() {
      long shared = sharedRows;
      long last = (long) apart * hidden;
      Tensor weightIh = joinedBar.narrow(1, 0, input);
      Tensor weightHh = joinedBar.narrow(1, input, hidden);
      Tensor weightIhBar = weightIh.narrow(0, 0, shared + last).contiguous();
      weightIhBar.narrow(0, 0, (long) blocks * hidden).sub_(solveBar.mul_(new Scalar(rootR)));
      Tensor weightHhBar = weightHh.narrow(0, 0, shared + last).contiguous();
      Tensor sums = sums();
      Tensor biasIhBar = sums.narrow(0, 0, shared + last).clone();
      Tensor biasHhBar = sums.narrow(0, 0, shared + last).clone();
      if (last > 0) {
        weightHhBar.narrow(0, shared, last).copy_(weightHh.narrow(0, shared + last, last));
        biasHhBar.narrow(0, shared, last).copy_(sums.narrow(0, shared + last, last));
      }
      Tensor first = inputBars.select(0, 0).narrow(0, input, hidden);
      Tensor state = like.new_empty(hidden, batch);
      matrix(state).put(stateBar);
      List<Tensor> initial =
          given.initial().size() > 1
              ? List.of(first.t().contiguous(), state.t().contiguous())
              : List.of(first.add(state).t().contiguous());
      return new Gradients(
          inputBars.narrow(1, 0, input).transpose(1, 2).contiguous(),
          initial,
          new GateParameters(
              scaled(weightIhBar), scaled(weightHhBar), scaled(biasIhBar), scaled(biasHhBar)));
    }

    /** The cotangents of z and q, summed over steps and examples, [rows]. */
    private Tensor sums() {
      FloatMemory all = memory(gates + apart, hidden, batch);
      FloatMemory.Matrix[] gate = all.matrices(gates + apart, hidden, batch);
      for (int k = 0; k < gate.length; k++) {
        gate[k].put(zSum[k]);
      }
      return all.tensor().sum(2).flatten();
    }
  }

  private static void sensitivityBar(
      float[] out, float[] adjoint, float[] weightU, float[] c, float[] weightV, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = -(adjoint[i] * weightU[i] + c[i] * weightV[i]);
    }
  }

  /** Both weights side by side; the rows of gates that stay apart once for x and once for h. */
  private Tensor join(Tensor weightIh, Tensor weightHh) {
    Tensor result = like.new_zeros(rows, columns);
    Tensor ofInput = scaled(weightIh.clone());
    Tensor ofHidden = scaled(weightHh.clone());
    long last = (long) apart * hidden;
    result.narrow(0, 0, sharedRows + last).narrow(1, 0, input).copy_(ofInput);
    Tensor right = result.narrow(1, input, hidden);
    right.narrow(0, 0, sharedRows).copy_(ofHidden.narrow(0, 0, sharedRows));
    right.narrow(0, sharedRows + last, last).copy_(ofHidden.narrow(0, sharedRows, last));
    return result;
  }

  /** The biases of z and q, for every example. */
  private float[] biases() {
    Tensor ofInput = scaled(given.parameters().biasIh().clone());
    Tensor ofHidden = scaled(given.parameters().biasHh().clone());
    long last = (long) apart * hidden;
    Tensor all = like.new_zeros(rows);
    all.narrow(0, 0, sharedRows + last).copy_(ofInput);
    all.narrow(0, 0, sharedRows).add_(ofHidden.narrow(0, 0, sharedRows));
    all.narrow(0, sharedRows + last, last).copy_(ofHidden.narrow(0, sharedRows, last));
    float[] values = new float[rows * batch];
    matrix(all.unsqueeze(1).expand(rows, batch).contiguous()).get(values);
    return values;
  }

  /** Multiplies the rows of each gate, in place, as the cell asks for. */
  private Tensor scaled(Tensor parameter) {
    for (int k = 0; k < gates; k++) {
      if (kind.scale(k) != 1) {
        parameter.narrow(0, (long) k * hidden, hidden).mul_(new Scalar(kind.scale(k)));
      }
    }
    return parameter;
  }

  private FloatMemory memory(int count, int height, int width) {
    return new FloatMemory(like.new_empty(count, height, width));
  }

  private static FloatMemory.Matrix matrix(Tensor whole) {
    return new FloatMemory(whole).matrix(0, (int) whole.size(0), (int) whole.size(1));
  }
}
