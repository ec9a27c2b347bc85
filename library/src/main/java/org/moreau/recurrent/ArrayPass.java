package org.moreau.recurrent;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.FloatMemory;

/**
 * A pass in float32 on the CPU: products by OpenBLAS, everything else in loops over arrays. Entry j
 * of example b stands at j · batch + b, natively [hidden, batch]: the weights stand on the left of
 * all products, and a gate is an array from 0 on.
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
  private final int steps;
  private final int batch;
  private final int input;
  private final int hidden;
  private final int gates;
  private final int blocks; // gates that the intermediate state depends on
  private final int gateRows; // of all gates
  private final int blockRows; // of the gates that the intermediate state depends on
  private final int sharedRows; // of gates whose products with x and with h' are added
  private final int apartRows; // of the others
  private final int n;
  private final double rootR;
  private final Tensor weightIh; // rows scaled as the cell asks for
  private final Tensor weightHh;

  private final FloatMemory.Matrix[] x; // [input, batch]
  private final FloatMemory.Matrix[] h; // [hidden, batch], steps + 1
  private final FloatMemory.Matrix[] c; // of a cell with a state beside h; else h
  private final FloatMemory.Matrix[] u; // [input, batch]
  private final FloatMemory.Matrix[] weightU; // [blockRows, batch]
  private final Tensor hiddens;
  private final Tensor cells;
  private final FloatMemory zMemory;
  private final FloatMemory qMemory;
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
    steps = given.steps();
    batch = given.batch();
    input = given.input();
    hidden = given.hidden();
    gates = kind.gates();
    blocks = kind.stateGates();
    gateRows = gates * hidden;
    blockRows = blocks * hidden;
    apartRows = kind.apart() * hidden;
    sharedRows = gateRows - apartRows;
    n = hidden * batch;
    rootR = Math.sqrt(given.r());
    weightIh = scaled(given.parameters().weightIh().clone());
    weightHh = scaled(given.parameters().weightHh().clone());

    Tensor like = given.x();
    x = matrices(like.transpose(1, 2).contiguous(), steps, input);
    hiddens = like.new_empty(steps + 1, hidden, batch);
    h = matrices(hiddens, steps + 1, hidden);
    boolean carriesCell = given.initial().size() > 1;
    cells = carriesCell ? like.new_empty(steps + 1, hidden, batch) : hiddens;
    c = carriesCell ? matrices(cells, steps + 1, hidden) : h;
    u = matrices(like.new_empty(steps, input, batch), steps, input);
    weightU = matrices(like.new_empty(steps, blockRows, batch), steps, blockRows);
    zMemory = new FloatMemory(like.new_empty(gateRows, batch));
    qMemory = new FloatMemory(like.new_empty(Math.max(1, apartRows), batch));
    cell = kind.cell(new ArrayCell.Sizes(steps, batch, input, hidden), zMemory, qMemory);
    Tensor ofSolve = weightIh.narrow(0, 0, blockRows).mul(new Scalar(rootR));
    IterationChoice choice = new IterationChoice(given.precision().tolerance(), input);
    solve = new ArraySolve(ofSolve, blocks, batch, choice, like);

    before = new float[n];
    after = new float[n];
    s = new float[n];
    a = new float[blocks][n];
    blockwise = new float[blocks][n];
    inputwise = new float[input * batch];
  }

  @Override
  int iterations() {
    return solve.iterations();
  }

  @Override
  Tensor forward() {
    walk(this::forward);
    int count = given.cells().count(steps);
    Tensor shown = hiddens.narrow(0, 1, steps);
    if (count == 0) {
      return shown.transpose(1, 2).contiguous();
    }
    Tensor result = given.x().new_empty(steps + count, batch, hidden);
    result.narrow(0, 0, steps).copy_(shown.transpose(1, 2));
    Tensor carried = cells.narrow(0, steps + 1 - count, count);
    result.narrow(0, steps, count).copy_(carried.transpose(1, 2));
    return result;
  }

  private double forward(int interval) {
    solve.begin(interval);
    hiddens.select(0, 0).copy_(given.initial().get(0).t());
    cells.select(0, 0).copy_(given.state().t());
    FloatMemory.Matrix z = zMemory.matrix(0, gateRows, batch);
    FloatMemory.Matrix zShared = z.rows(0, sharedRows);
    FloatMemory.Matrix q = qMemory.matrix(0, apartRows, batch);
    FloatMemory.Matrix wx = matrix(weightIh, 0, gateRows);
    FloatMemory.Matrix wh = matrix(weightHh, 0, sharedRows);
    FloatMemory.Matrix whApart = matrix(weightHh, sharedRows, apartRows);
    Tensor summed = scaled(given.parameters().biasIh().clone());
    Tensor biasHh = scaled(given.parameters().biasHh().clone());
    summed.narrow(0, 0, sharedRows).add_(biasHh.narrow(0, 0, sharedRows));
    float[] bias = repeated(summed);
    float[] biasApart = repeated(biasHh.narrow(0, sharedRows, apartRows));
    float[] shownH = new float[n];
    c[0].get(before);
    for (int t = 0; t < steps; t++) {
      z.put(bias);
      z.product(wx, x[t], 1);
      zShared.product(wh, h[t], 1);
      if (apartRows > 0) {
        q.put(biasApart);
        q.product(whApart, h[t], 1);
      }
      cell.read(t);
      cell.intermediate(before, s);
      cell.sensitivities(before, a);
      solve.solve(a, s, after, inputwise, blockwise);
      solve.check(a, s, after, inputwise);
      u[t].put(inputwise);
      for (int k = 0; k < blocks; k++) {
        weightU[t].rows(k * hidden, hidden).put(blockwise[k]);
      }
      cell.show(t, given.showsProximal() ? after : s, shownH);
      h[t + 1].put(shownH);
      if (c != h) {
        c[t + 1].put(after);
      }
      System.arraycopy(after, 0, before, 0, n);
    }
    return solve.error();
  }

  @Override
  Gradients gradients(Tensor cotangent) {
    int count = given.cells().count(steps);
    Tensor cotangents = cotangent.transpose(1, 2).contiguous();
    Adjoint adjoint = new Adjoint(cotangents, count);
    walk(adjoint::walk);
    return adjoint.gradients();
  }

  /** The way back, with what it sums up. */
  private final class Adjoint {
    private final Tensor given0;
    private final int cellCount;
    private final Tensor like = given.x();
    private final Tensor xBars = like.new_empty(steps, input, batch);
    private final FloatMemory.Matrix[] xBar = matrices(xBars, steps, input);
    private final FloatMemory.Matrix[] xRows =
        new FloatMemory(given.x()).matrices(steps, batch, input);
    private final Tensor weightIhBar = like.new_empty(gateRows, input);
    private final Tensor weightHhBar = like.new_empty(gateRows, hidden);
    private final Tensor solveBar = like.new_empty(blockRows, input); // of √r W
    private final Tensor hBarStart = like.new_empty(hidden, batch);
    private final float[][] zSum = new float[gates][n];
    private final float[][] qSum = new float[kind.apart()][n];
    private final float[] stateBar = new float[n];

    Adjoint(Tensor cotangents, int cellCount) {
      given0 = cotangents;
      this.cellCount = cellCount;
    }

    double walk(int interval) {
      solve.begin(interval);
      for (Tensor sum : List.of(weightIhBar, weightHhBar, solveBar, hBarStart)) {
        sum.zero_();
      }
      for (float[] sum : zSum) {
        java.util.Arrays.fill(sum, 0);
      }
      for (float[] sum : qSum) {
        java.util.Arrays.fill(sum, 0);
      }
      java.util.Arrays.fill(stateBar, 0);
      // Products are added to the cotangents of h, which a second walk needs again.
      Tensor own = given0.clone();
      FloatMemory.Matrix[] outBar = matrices(own, steps + cellCount, hidden);
      FloatMemory.Matrix first = matrix(hBarStart, 0, hidden);
      FloatMemory zBars = new FloatMemory(like.new_empty(gateRows + apartRows, batch));
      FloatMemory.Matrix zAll = zBars.matrix(0, gateRows, batch);
      FloatMemory.Matrix zShared = zAll.rows(0, sharedRows);
      FloatMemory.Matrix qAll = zBars.matrix(gates * n, apartRows, batch);
      FloatMemory.Matrix wxT = transposed(weightIh);
      FloatMemory.Matrix whT = transposed(weightHh.narrow(0, 0, sharedRows));
      FloatMemory.Matrix whApartT =
          apartRows == 0 ? whT : transposed(weightHh.narrow(0, sharedRows, apartRows));
      FloatMemory.Matrix wxBar = matrix(weightIhBar, 0, gateRows);
      FloatMemory.Matrix whBar = matrix(weightHhBar, 0, sharedRows);
      FloatMemory.Matrix whApartBar = matrix(weightHhBar, sharedRows, apartRows);
      FloatMemory.Matrix solved = matrix(solveBar, 0, blockRows);
      FloatMemory.Matrix v = new FloatMemory(like.new_empty(input, batch)).matrix(0, input, batch);
      FloatMemory.Matrix timesCell =
          new FloatMemory(like.new_empty(blockRows, batch)).matrix(0, blockRows, batch);
      float[] hBar = new float[n];
      float[] shownBar = new float[n];
      float[] adjoint = new float[n];
      float[] beforeBar = new float[n];
      float[][] zBar = new float[gates][n];
      float[][] qBar = new float[kind.apart()][n];
      float[][] aBar = new float[blocks][n];
      float[][] weightV = new float[blocks][n];
      float[] scratch = new float[n];

      for (int t = steps - 1; t >= 0; t--) {
        outBar[t].get(hBar);
        int cellAt = t - (steps - cellCount);
        if (cellAt >= 0) {
          outBar[steps + cellAt].get(scratch);
          Entries.add(stateBar, scratch, n);
        }
        c[t].get(before);
        c[t + 1].get(after);
        cell.recall(t);
        cell.sensitivities(before, a);
        cell.showBackward(t, hBar, shownBar, zBar);
        if (given.showsProximal()) {
          Entries.add(stateBar, shownBar, n);
        }
        solve.solve(a, stateBar, adjoint, inputwise, weightV);
        solve.check(a, stateBar, adjoint, inputwise);
        v.put(inputwise);
        solved.addProductTransposed(solve.products(), u[t]);
        for (int k = 0; k < blocks; k++) {
          Entries.multiply(scratch, a[k], after, n);
          timesCell.rows(k * hidden, hidden).put(scratch);
          weightU[t].rows(k * hidden, hidden).get(scratch);
          sensitivityBar(aBar[k], adjoint, scratch, after, weightV[k], n);
        }
        solved.addProductTransposed(timesCell, v);
        if (!given.showsProximal()) {
          Entries.add(adjoint, shownBar, n);
        }
        cell.backward(before, a, adjoint, aBar, zBar, qBar, beforeBar);
        for (int k = 0; k < gates; k++) {
          zAll.rows(k * hidden, hidden).put(zBar[k]);
          Entries.add(zSum[k], zBar[k], n);
        }
        FloatMemory.Matrix hBefore = t == 0 ? first : outBar[t - 1];
        hBefore.product(whT, zShared, 1);
        whBar.addProductTransposed(zShared, h[t]);
        for (int k = 0; k < kind.apart(); k++) {
          qAll.rows(k * hidden, hidden).put(qBar[k]);
          Entries.add(qSum[k], qBar[k], n);
        }
        if (apartRows > 0) {
          hBefore.product(whApartT, qAll, 1);
          whApartBar.addProductTransposed(qAll, h[t]);
        }
        xBar[t].product(wxT, zAll, 0);
        wxBar.product(zAll, xRows[t], 1);
        System.arraycopy(beforeBar, 0, stateBar, 0, n);
      }
      return solve.error();
    }

    Gradients gradients() {
      weightIhBar.narrow(0, 0, blockRows).sub_(solveBar.mul_(new Scalar(rootR)));
      Tensor zBias = sums(zSum);
      Tensor qBias = zBias.clone();
      if (apartRows > 0) {
        qBias.narrow(0, sharedRows, apartRows).copy_(sums(qSum));
      }
      Tensor state = like.new_empty(hidden, batch);
      matrix(state, 0, hidden).put(stateBar);
      List<Tensor> initial =
          c == h
              ? List.of(hBarStart.add(state).t().contiguous())
              : List.of(hBarStart.t().contiguous(), state.t().contiguous());
      return new Gradients(
          xBars.transpose(1, 2).contiguous(),
          initial,
          new GateParameters(
              scaled(weightIhBar), scaled(weightHhBar), scaled(zBias), scaled(qBias)));
    }

    /** The sums over the batch, [blocks · hidden]. */
    private Tensor sums(float[][] perEntry) {
      Tensor all = like.new_empty(perEntry.length, hidden, batch);
      FloatMemory.Matrix[] gate = matrices(all, perEntry.length, hidden);
      for (int k = 0; k < perEntry.length; k++) {
        gate[k].put(perEntry[k]);
      }
      return all.sum(2).flatten();
    }
  }

  private static void sensitivityBar(
      float[] out, float[] adjoint, float[] weightU, float[] c, float[] weightV, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = -(adjoint[i] * weightU[i] + c[i] * weightV[i]);
    }
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

  /** A bias, for every example. */
  private float[] repeated(Tensor bias) {
    long rows = bias.size(0);
    float[] values = new float[(int) rows * batch];
    if (rows > 0) {
      Tensor wide = bias.unsqueeze(1).expand(rows, batch).contiguous();
      new FloatMemory(wide).matrix(0, (int) rows, batch).get(values);
    }
    return values;
  }

  private FloatMemory.Matrix[] matrices(Tensor stacked, int count, int rows) {
    return new FloatMemory(stacked).matrices(count, rows, batch);
  }

  /** Rows {@code from} to {@code from + count}. */
  private static FloatMemory.Matrix matrix(Tensor rowwise, int from, int count) {
    int columns = (int) rowwise.size(1);
    return new FloatMemory(rowwise).matrix(from * columns, count, columns);
  }

  private static FloatMemory.Matrix transposed(Tensor weight) {
    return new FloatMemory(weight.t().contiguous())
        .matrix(0, (int) weight.size(1), (int) weight.size(0));
  }
}
