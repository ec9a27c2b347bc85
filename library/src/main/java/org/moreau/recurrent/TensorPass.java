package org.moreau.recurrent;

import static org.bytedeco.pytorch.global.torch.addmm;
import static org.bytedeco.pytorch.global.torch.addmm_out;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.mm_out;
import static org.bytedeco.pytorch.global.torch.mul_out;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.moreau.engine.TensorScope;
import org.moreau.solver.Outcome;

/**
 * A pass in libtorch's operations, for every device, floating type and cell. The formulas are those
 * of {@link ArraySlice}; it keeps z and q of every step and computes the gates again on the way
 * back.
 */
final class TensorPass extends RecurrentPass {
  private final Given given;
  private final GatedCell cell;
  private final int steps;
  private final int batch;
  private final int input;
  private final int hidden;
  private final int blocks; // gates that the intermediate state depends on
  private final double rootR;
  private final InputSideSolve solve;

  private final Tensor hiddens; // [steps, batch, hidden]
  private final Tensor[] h; // steps + 1
  private final Tensor[] c; // steps + 1
  private final Tensor[] z;
  private final Tensor[] q;
  private final Tensor states;
  private final Tensor[] s;
  private final Tensor cells;
  private final Tensor coefficients; // a, [steps, batch, blocks, hidden]
  private final Tensor[] coefficient;
  private final Tensor timesCell; // a_k * c, [steps, batch, blocks, hidden]
  private final Tensor u; // [steps * batch, input]
  private final Tensor[] uStep;
  private final Tensor[] weightU; // [batch, blocks * hidden]
  private final List<TensorVector> owners = new ArrayList<>(); // of what the slices point to

  TensorPass(Given given, GatedCell cell) {
    super(given.precision());
    this.given = given;
    this.cell = cell;
    steps = given.steps();
    batch = given.batch();
    input = given.input();
    hidden = given.hidden();
    blocks = cell.stateGates();
    rootR = Math.sqrt(given.r());
    GateParameters parameters = given.parameters();
    Tensor scaled =
        parameters.weightIh().narrow(0, 0, (long) blocks * hidden).mul(new Scalar(rootR));
    solve =
        new InputSideSolve(
            scaled, scaled.t().contiguous(), batch, blocks, given.precision().tolerance());

    Tensor x = given.x();
    long gates = (long) cell.gates() * hidden;
    hiddens = x.new_empty(steps, batch, hidden);
    h = behind(given.initial().get(0), slices(hiddens));
    Tensor fromInput =
        addmm(parameters.biasIh(), x.view((long) steps * batch, input), parameters.weightIh().t());
    z = slices(fromInput.view(steps, batch, gates));
    q = slices(x.new_empty(steps, batch, gates));
    states = x.new_empty(steps, batch, hidden);
    s = slices(states);
    cells = x.new_empty(steps, batch, hidden);
    c = behind(given.state(), slices(cells));
    coefficients = x.new_empty(steps, batch, blocks, hidden);
    coefficient = slices(coefficients);
    timesCell = x.new_empty(steps, batch, blocks, hidden);
    u = x.new_empty((long) steps * batch, input);
    uStep = slices(u.view(steps, batch, input));
    weightU = slices(x.new_empty(steps, batch, (long) blocks * hidden));
  }

  @Override
  Tensor forward() {
    walk(this::states);
    int count = given.cells().count(steps);
    // A copy: the way back reads h, and what is returned may be changed in place.
    return cat(new TensorVector(hiddens, cells.narrow(0, steps - count, count)), 0);
  }

  /**
   * Walks; where a solve took too few iterations, again, and every solve chooses its own number.
   */
  private void walk(DoubleSupplier along) {
    int interval = given.precision().checkInterval();
    Outcome walked = walk(interval, along);
    if (interval > 1 && walked.error() > walked.tolerance()) {
      walked = walk(1, along);
    }
    note(walked);
  }

  private Outcome walk(int interval, DoubleSupplier along) {
    solve.begin(interval);
    try {
      double error = along.getAsDouble();
      return ended(error, solve.iterations());
    } finally {
      solve.end();
    }
  }

  private double states() {
    Tensor weightHhT = given.parameters().weightHh().t().contiguous();
    for (int t = 0; t < steps; t++) {
      try (TensorScope scope = new TensorScope()) {
        addmm_out(q[t], given.parameters().biasHh(), h[t], weightHhT);
        GatedCell.Step step = cell.step(z[t], q[t], c[t]);
        s[t].copy_(step.intermediate());
        coefficient[t].copy_(step.sensitivities().view(batch, blocks, hidden));
        solve(t, s[t], c[t + 1], uStep[t], weightU[t]);
        h[t + 1].copy_(step.hidden(shown(t)));
      }
    }
    mul_out(timesCell, coefficients, cells.unsqueeze(2));
    return error(timesCell, u, states);
  }

  private Tensor shown(int t) {
    return given.showsProximal() ? c[t + 1] : s[t];
  }

  private void solve(int t, Tensor right, Tensor solution, Tensor image, Tensor weightImage) {
    Tensor flat = coefficient[t].view(batch, (long) blocks * hidden);
    Tensor[] each = new Tensor[blocks];
    for (int k = 0; k < blocks; k++) {
      each[k] = flat.narrow(1, (long) k * hidden, hidden);
    }
    solve.solve(
        new InputSideSolve.Coefficients(coefficient[t], each),
        right,
        right.unsqueeze(1),
        solution,
        image,
        weightImage);
  }

  private double error(Tensor product, Tensor image, Tensor right) {
    long rows = (long) steps * batch;
    return solve.error(product.view(rows, (long) blocks * hidden), image, right.view(rows, hidden));
  }

  @Override
  Gradients backward(Tensor cotangent) {
    // All is linear in the cotangent. At size 1, what vanishes on the way back is negligible.
    Tensor largest = cotangent.abs().max();
    Tensor size = largest.add(largest.eq(new Scalar(0.0))); // 1 for zeros
    Adjoint adjoint = new Adjoint(cotangent.div(size));
    walk(adjoint::walk);
    Gradients gradients = adjoint.gradients();
    gradients.x().mul_(size);
    gradients.initial().forEach(gradient -> gradient.mul_(size));
    gradients.parameters().list().forEach(gradient -> gradient.mul_(size));
    return gradients;
  }

  /** The way back, with what it sums up. */
  private final class Adjoint {
    private final Tensor[] outBar;
    private final Tensor x = given.x();
    private final Tensor zBars = x.new_empty(steps, batch, (long) cell.gates() * hidden);
    private final Tensor[] zBar = slices(zBars);
    private final Tensor qBars = x.new_empty(steps, batch, (long) cell.gates() * hidden);
    private final Tensor[] qBar = slices(qBars);
    private final Tensor adjoints = x.new_empty(steps, batch, hidden); // a
    private final Tensor[] adjoint = slices(adjoints);
    private final Tensor timesAdjoint = x.new_empty(steps, batch, blocks, hidden);
    private final Tensor v = x.new_empty((long) steps * batch, input);
    private final Tensor[] vStep = slices(v.view(steps, batch, input));
    private final Tensor stateBars = x.new_empty(steps + 1, batch, hidden); // of c0, c_1, ..., c_T
    private final Tensor[] stateBar = slices(stateBars);
    private final Tensor hBar = x.new_empty(batch, hidden);

    Adjoint(Tensor cotangent) {
      outBar = slices(cotangent);
    }

    double walk() {
      int count = given.cells().count(steps);
      Tensor weightV = x.new_empty(batch, (long) blocks * hidden);
      hBar.copy_(outBar[steps - 1]);
      stateBar[steps].zero_();
      for (int t = steps - 1; t >= 0; t--) {
        try (TensorScope scope = new TensorScope()) {
          int cellAt = t - (steps - count);
          if (cellAt >= 0) {
            stateBar[t + 1].add_(outBar[steps + cellAt]);
          }
          GatedCell.Step step = cell.step(z[t], q[t], c[t]);
          Tensor shown = shown(t);
          Tensor shownBar = step.stateCotangent(hBar, shown);
          if (given.showsProximal()) {
            stateBar[t + 1].add_(shownBar);
          }
          solve(t, stateBar[t + 1], adjoint[t], vStep[t], weightV);
          Tensor a = adjoint[t].unsqueeze(1);
          Tensor aBar =
              a.mul(weightU[t].view(batch, blocks, hidden))
                  .addcmul_(c[t + 1].unsqueeze(1), weightV.view(batch, blocks, hidden))
                  .neg_()
                  .view(batch, (long) blocks * hidden);
          Tensor sBar = given.showsProximal() ? adjoint[t] : adjoint[t].add(shownBar);
          GatedCell.Cotangents bars = step.backward(sBar, aBar, hBar, shown);
          zBar[t].copy_(bars.z());
          qBar[t].copy_(bars.q());
          stateBar[t].copy_(bars.before());
          if (t == 0) {
            mm_out(hBar, qBar[t], given.parameters().weightHh());
          } else {
            addmm_out(hBar, outBar[t - 1], qBar[t], given.parameters().weightHh());
          }
        }
      }
      mul_out(timesAdjoint, coefficients, adjoints.unsqueeze(2));
      return error(timesAdjoint, v, stateBars.narrow(0, 1, steps));
    }

    Gradients gradients() {
      long rows = (long) steps * batch;
      long gates = (long) cell.gates() * hidden;
      long inSolve = (long) blocks * hidden;
      Tensor ofInput = zBars.view(rows, gates);
      Tensor ofHidden = qBars.view(rows, gates);
      Tensor weightIhBar = ofInput.t().mm(x.view(rows, input));
      Tensor prox = weightIhBar.narrow(0, 0, inSolve);
      Scalar one = new Scalar(1.0);
      Scalar minusRoot = new Scalar(-rootR);
      prox.addmm_(timesAdjoint.view(rows, inSolve).t(), u, one, minusRoot);
      prox.addmm_(timesCell.view(rows, inSolve).t(), v, one, minusRoot);
      Tensor weightHhBar = ofHidden.narrow(0, 0, batch).t().mm(given.initial().get(0));
      if (steps > 1) {
        Tensor before = hiddens.narrow(0, 0, steps - 1).view(rows - batch, hidden);
        weightHhBar.addmm_(ofHidden.narrow(0, batch, rows - batch).t(), before, one, one);
      }
      return new Gradients(
          ofInput.mm(given.parameters().weightIh()).view(steps, batch, input),
          cell.carriesCell() ? List.of(hBar, stateBar[0].clone()) : List.of(hBar.add(stateBar[0])),
          new GateParameters(weightIhBar, weightHhBar, ofInput.sum(0), ofHidden.sum(0)));
    }
  }

  private static Tensor[] behind(Tensor first, Tensor[] others) {
    Tensor[] all = new Tensor[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  private Tensor[] slices(Tensor stacked) {
    TensorVector vector = stacked.unbind(0);
    owners.add(vector);
    Tensor[] each = new Tensor[(int) vector.size()];
    for (int i = 0; i < each.length; i++) {
      each[i] = vector.get(i);
    }
    return each;
  }
}
