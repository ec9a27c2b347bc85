package org.moreau.recurrent;

import static org.bytedeco.pytorch.global.torch.addcmul_out;
import static org.bytedeco.pytorch.global.torch.addmm;
import static org.bytedeco.pytorch.global.torch.addmm_out;
import static org.bytedeco.pytorch.global.torch.mm_out;
import static org.bytedeco.pytorch.global.torch.mul_out;
import static org.bytedeco.pytorch.global.torch.sub_out;
import static org.bytedeco.pytorch.global.torch.tanh_out;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.moreau.solver.Outcome;

/*
 * One pass of a ProxLSTM over a sequence, and its derivative, both written out on libtorch's
 * operations with results in preallocated memory.
 *
 * The candidate's pre-activation is doubled, so that one sigmoid serves all gates: g = 2 σ(2 z) − 1.
 * Below, z_g means this doubled value, q = σ (1 − σ), and G the Jacobian times √r. With the rows
 * W_i, W_f, 2 W_g of the input weight times √r stacked in W,
 *   s = f * c' + i * g,      G = Σ_k diag(a_k) W_k,   a_i = q_i * g,  a_f = q_f * c',  a_g = 2 q_g * i,
 *   c = (I + G Gᵀ)⁻¹ s,      u = Gᵀ c.
 * Given the cotangent c̄: a = (I + G Gᵀ)⁻¹ c̄ and v = Gᵀ a come from the same solve, s̄ = a, and
 *   ā_k = −(a * (W_k u) + c * (W_k v)),   W̄_k = −((a_k * a)ᵀ u + (a_k * c)ᵀ v).
 * Since dq/dz = q (1 − 2σ), all three gates share z̄_k = a_k * (s̄ + ā_k * (1 − 2σ_k)), plus
 * 2 q_i q_g ā_g for i and 2 q_i q_g ā_i for g.
 *
 * The bound of the error needs the products a_k * c and a_k * a, which W̄ needs anyway.
 */
final class ProxLstmSequence {
  private static final String ADVICE =
      "the input Jacobian is large for this delta^2/lambda: lower it, or allow more iterations or"
          + " float64";
  private static final int PROX_GATES = 3; // i, f, g; the output gate does not enter s

  private final boolean outputsProximal;
  private final long steps;
  private final long batch;
  private final long input;
  private final long hidden;
  private final double rootR;

  private final Tensor x; // [steps, batch, input]
  private final Tensor h0;
  private final Tensor c0;
  private final Tensor weightIh; // [4 hidden, input], rows of g doubled
  private final Tensor weightHh; // [4 hidden, hidden], rows of g doubled
  private final Tensor scaled; // W of the solve, [3 hidden, input]
  private final Precision precision;
  private final InputSideSolve solve;

  private final Tensor result; // [steps + 1, batch, hidden]: h_1, ..., h_T, c_T
  private final Tensor[] h; // steps + 1
  private final Tensor[] sigma; // [batch, 4 hidden]
  private final Tensor states;
  private final Tensor[] s;
  private final Tensor[] sBlock; // [batch, 1, hidden]
  private final Tensor cells;
  private final Tensor[] c;
  private final Tensor[] cBlock;
  private final Tensor[] squashed; // tanh of c or s, whichever h shows
  private final Tensor[] coefficient; // a, [batch, 3 hidden]
  private final Tensor coefficientBlocks; // the same as [steps, batch, 3, hidden]
  private final Tensor[] coefficientBlock;
  private final Tensor timesCell; // a_k * c, [steps, batch, 3, hidden]
  private final Tensor u; // [steps * batch, input]
  private final Tensor[] uStep;
  private final Tensor[] weightU; // [batch, 3 hidden]
  private Outcome outcome;
  private final List<TensorVector> owners = new ArrayList<>(); // of what the slices point to
  private final Scalar two = new Scalar(2.0);
  private final Scalar minusTwo = new Scalar(-2.0);
  private final Scalar one = new Scalar(1.0);
  private final Scalar minusOne = new Scalar(-1.0);

  ProxLstmSequence(
      Tensor x,
      Tensor h0,
      Tensor c0,
      Tensor weightIh,
      Tensor weightHh,
      double r,
      boolean outputsProximal,
      Precision precision) {
    this.x = x;
    this.h0 = h0;
    this.c0 = c0;
    this.outputsProximal = outputsProximal;
    steps = x.size(0);
    batch = x.size(1);
    input = x.size(2);
    hidden = h0.size(1);
    rootR = Math.sqrt(r);
    this.weightIh = doubledCandidate(weightIh.clone());
    this.weightHh = doubledCandidate(weightHh.clone());
    scaled = this.weightIh.narrow(0, 0, PROX_GATES * hidden).mul(new Scalar(rootR));
    Tensor scaledT = scaled.t().contiguous();
    this.precision = precision;
    solve = new InputSideSolve(scaled, scaledT, batch, PROX_GATES, precision.tolerance());
    outcome = Outcome.none(precision.tolerance());

    result = x.new_empty(steps + 1, batch, hidden);
    h = slices(result);
    sigma = slices(x.new_empty(steps, batch, 4 * hidden));
    states = x.new_empty(steps, batch, hidden);
    s = slices(states);
    sBlock = slices(states.unsqueeze(2));
    cells = x.new_empty(steps, batch, hidden);
    c = slices(cells);
    cBlock = slices(cells.unsqueeze(2));
    squashed = slices(x.new_empty(steps, batch, hidden));
    Tensor coefficients = x.new_empty(steps, batch, PROX_GATES * hidden);
    coefficient = slices(coefficients);
    coefficientBlocks = coefficients.view(steps, batch, PROX_GATES, hidden);
    coefficientBlock = slices(coefficientBlocks);
    timesCell = x.new_empty(steps, batch, PROX_GATES, hidden);
    u = x.new_empty(steps * batch, input);
    uStep = slices(u.view(steps, batch, input));
    weightU = slices(x.new_empty(steps, batch, PROX_GATES * hidden));
  }

  /** Runs over the sequence; [steps + 1, batch, hidden] with h_1, ..., h_T and, last, c_T. */
  Tensor forward(Tensor bias) {
    Tensor doubledBias = doubledCandidate(bias.clone());
    Tensor projected = addmm(doubledBias, x.view(steps * batch, input), weightIh.t());
    Tensor[] projection = slices(projected.view(steps, batch, 4 * hidden));
    Tensor weightHhT = weightHh.t().contiguous();
    solveAccurately(() -> forward(projection, weightHhT), timesCell, u, states);
    h[(int) steps].copy_(c[(int) steps - 1]);
    return result;
  }

  private void forward(Tensor[] projection, Tensor weightHhT) {
    Tensor q = x.new_empty(batch, 4 * hidden);
    Tensor[] qGate = columns(q);
    Tensor candidate = x.new_empty(batch, hidden);
    Tensor zero = x.new_zeros(batch, hidden);
    for (int t = 0; t < steps; t++) {
      Tensor previousH = t == 0 ? h0 : h[t - 1];
      Tensor previousC = t == 0 ? c0 : c[t - 1];
      addmm_out(sigma[t], projection[t], previousH, weightHhT);
      sigma[t].sigmoid_();
      Tensor[] gate = columns(sigma[t]);
      addcmul_out(q, sigma[t], sigma[t], sigma[t], minusOne);
      candidate(candidate, gate[2]);
      mul_out(s[t], gate[1], previousC);
      s[t].addcmul_(gate[0], candidate);
      Tensor[] a = columns(coefficient[t]);
      mul_out(a[0], qGate[0], candidate);
      mul_out(a[1], qGate[1], previousC);
      addcmul_out(a[2], zero, qGate[2], gate[0], two);
      solve.solve(coefficients(t, a), s[t], sBlock[t], c[t], uStep[t], weightU[t]);
      tanh_out(squashed[t], outputsProximal ? c[t] : s[t]);
      mul_out(h[t], gate[3], squashed[t]);
    }
    mul_out(timesCell, coefficientBlocks, cells.unsqueeze(2));
  }

  /**
   * Runs a pass whose solves leave a * c in {@code product}, u and s there. If one of them took too
   * few iterations, the pass runs again and every solve chooses its own number.
   */
  private void solveAccurately(Runnable pass, Tensor product, Tensor u, Tensor s) {
    int interval = precision.checkInterval();
    Outcome passed = run(pass, interval, product, u, s);
    if (interval > 1 && passed.error() > passed.tolerance()) {
      passed = run(pass, 1, product, u, s);
    }
    outcome = outcome.or(passed);
  }

  private Outcome run(Runnable pass, int interval, Tensor product, Tensor u, Tensor s) {
    solve.begin(interval);
    pass.run();
    long rows = steps * batch;
    double error = solve.error(product.view(rows, PROX_GATES * hidden), u, s.view(rows, hidden));
    return new Outcome(error, precision.tolerance(), solve.iterations(), ADVICE);
  }

  /** What {@link #backward} returns. */
  record Gradients(Tensor x, Tensor h0, Tensor c0, Tensor weightIh, Tensor weightHh, Tensor bias) {
    private Gradients times(Tensor scale) {
      for (Tensor gradient : new Tensor[] {x, h0, c0, weightIh, weightHh, bias}) {
        gradient.mul_(scale);
      }
      return this;
    }
  }

  /** The gradients for the cotangent of {@link #forward}'s result. */
  Gradients backward(Tensor cotangent) {
    // All is linear in the cotangent. At size 1, what vanishes on the way back is negligible.
    Tensor largest = cotangent.abs().max();
    Tensor scale = largest.add(largest.eq(new Scalar(0.0))); // 1 where all are zero
    Tensor[] outBar = slices(cotangent.div(scale));
    Tensor zBars = x.new_empty(steps, batch, 4 * hidden);
    Tensor timesAdjoint = x.new_empty(steps, batch, PROX_GATES, hidden);
    Tensor v = x.new_empty(steps * batch, input);
    Tensor cBars = x.new_empty(steps + 1, batch, hidden); // of c0, c_1, ..., c_T
    Tensor[] cBar = slices(cBars);
    Tensor hBar = x.new_empty(batch, hidden);
    solveAccurately(
        () -> backward(outBar, slices(zBars), slices(timesAdjoint), v, cBar, hBar),
        timesAdjoint,
        v,
        cBars.narrow(0, 1, steps));
    return gradients(zBars, timesAdjoint, v, hBar, cBar[0]).times(scale);
  }

  private void backward(
      Tensor[] outBar, Tensor[] zBar, Tensor[] timesAdjoint, Tensor v, Tensor[] cBar, Tensor hBar) {
    Tensor[] vStep = slices(v.view(steps, batch, input));
    Tensor adjoint = x.new_empty(batch, hidden);
    Tensor adjointBlock = adjoint.unsqueeze(1);
    Tensor weightV = x.new_empty(batch, PROX_GATES * hidden);
    Tensor weightVBlocks = weightV.view(batch, PROX_GATES, hidden);
    Tensor aBar = x.new_empty(batch, PROX_GATES * hidden);
    Tensor aBarBlocks = aBar.view(batch, PROX_GATES, hidden);
    Tensor[] aBarGate = columns(aBar);
    Tensor inner = x.new_empty(batch, PROX_GATES * hidden);
    Tensor innerBlocks = inner.view(batch, PROX_GATES, hidden);
    Tensor q = x.new_empty(batch, 4 * hidden);
    Tensor[] qGate = columns(q);
    Tensor cross = x.new_empty(batch, hidden);
    Tensor scratch = x.new_empty(batch, hidden);
    Tensor sBar = x.new_empty(batch, hidden);
    Tensor sBarBlock = sBar.unsqueeze(1);
    hBar.copy_(outBar[(int) steps - 1]);
    cBar[(int) steps].copy_(outBar[(int) steps]);

    for (int t = (int) steps - 1; t >= 0; t--) {
      Tensor[] gate = columns(sigma[t]);
      Tensor[] a = columns(coefficient[t]);
      addcmul_out(q, sigma[t], sigma[t], sigma[t], minusOne);
      Tensor[] zGate = columns(zBar[t]);

      // h = o * tanh(shown): scratch becomes the cotangent of what is shown.
      mul_out(scratch, hBar, squashed[t]);
      mul_out(zGate[3], scratch, qGate[3]);
      scratch.mul_(squashed[t]);
      sub_out(scratch, hBar, scratch);
      scratch.mul_(gate[3]);
      if (outputsProximal) {
        cBar[t + 1].add_(scratch);
      }

      InputSideSolve.Coefficients coefficients = coefficients(t, a);
      Tensor rightHandSide = cBar[t + 1];
      solve.solve(
          coefficients, rightHandSide, rightHandSide.unsqueeze(1), adjoint, vStep[t], weightV);
      mul_out(timesAdjoint[t], coefficientBlock[t], adjointBlock);
      mul_out(aBarBlocks, adjointBlock, weightUBlocks(t));
      aBarBlocks.addcmul_(cBlock[t], weightVBlocks);
      aBar.neg_();

      sBar.copy_(adjoint);
      if (!outputsProximal) {
        sBar.add_(scratch);
      }
      addcmul_out(inner, aBar, aBar, proxGates(t), minusTwo);
      innerBlocks.add_(sBarBlock);
      mul_out(proxGates(zBar[t]), coefficient[t], inner);
      mul_out(cross, qGate[0], qGate[2]);
      zGate[0].addcmul_(cross, aBarGate[2], two);
      zGate[2].addcmul_(cross, aBarGate[0], two);

      mul_out(cBar[t], sBar, gate[1]);
      cBar[t].addcmul_(aBarGate[1], qGate[1]);
      if (t == 0) {
        mm_out(hBar, zBar[t], weightHh);
      } else {
        addmm_out(hBar, outBar[t - 1], zBar[t], weightHh);
      }
    }
  }

  private Gradients gradients(
      Tensor zBars, Tensor timesAdjoint, Tensor v, Tensor hBar, Tensor cBar) {
    long rows = steps * batch;
    Tensor z = zBars.view(rows, 4 * hidden);
    Tensor zT = z.t();
    Tensor xBar = z.mm(weightIh).view(steps, batch, input);
    Tensor weightIhBar = zT.mm(x.view(rows, input));
    Tensor prox = weightIhBar.narrow(0, 0, PROX_GATES * hidden);
    Scalar minusRoot = new Scalar(-rootR);
    prox.addmm_(timesAdjoint.view(rows, PROX_GATES * hidden).t(), u, one, minusRoot);
    prox.addmm_(timesCell.view(rows, PROX_GATES * hidden).t(), v, one, minusRoot);
    Tensor weightHhBar = z.narrow(0, 0, batch).t().mm(h0);
    if (steps > 1) {
      Tensor before = result.narrow(0, 0, steps - 1).view(rows - batch, hidden);
      weightHhBar.addmm_(z.narrow(0, batch, rows - batch).t(), before, one, one);
    }
    Tensor biasBar = z.sum(0);
    return new Gradients(
        xBar,
        hBar,
        cBar,
        doubledCandidate(weightIhBar),
        doubledCandidate(weightHhBar),
        doubledCandidate(biasBar));
  }

  Outcome outcome() {
    return outcome;
  }

  private InputSideSolve.Coefficients coefficients(int t, Tensor[] each) {
    return new InputSideSolve.Coefficients(coefficientBlock[t], each);
  }

  private Tensor weightUBlocks(int t) {
    return weightU[t].view(batch, PROX_GATES, hidden);
  }

  private Tensor proxGates(int t) {
    return proxGates(sigma[t]);
  }

  private Tensor proxGates(Tensor fourGates) {
    return fourGates.narrow(1, 0, PROX_GATES * hidden);
  }

  private void candidate(Tensor out, Tensor sigmaG) {
    mul_out(out, sigmaG, two);
    out.sub_(one);
  }

  /** Doubles the rows of the candidate gate g in place. */
  private Tensor doubledCandidate(Tensor parameter) {
    parameter.narrow(0, 2 * hidden, hidden).mul_(two);
    return parameter;
  }

  private Tensor[] columns(Tensor gates) {
    Tensor[] each = new Tensor[(int) (gates.size(1) / hidden)];
    for (int k = 0; k < each.length; k++) {
      each[k] = gates.narrow(1, k * hidden, hidden);
    }
    return each;
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
