package org.moreau.benchmarks;

import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.TensorScope;
import org.moreau.recurrent.SequenceLayer;

/**
 * A recurrent net as one writes it first: a loop over the steps that autograd differentiates. With
 * r = 0 a plain one; else one that forms G = ∂s/∂x [batch, hidden, input] and solves (I + r G Gᵀ) c
 * = s by a Cholesky factorisation. In float64 it is what errors are measured against.
 */
abstract class PlainCell extends Module implements SequenceLayer {
  private final long inputSize;
  private final long hiddenSize;
  private final int states;
  private final double r;
  private final Tensor weightIh;
  private final Tensor weightHh;
  private final Tensor biasIh;
  private final Tensor biasHh;

  private PlainCell(String name, int gates, int states, long input, long hidden, double r) {
    super(name);
    inputSize = input;
    hiddenSize = hidden;
    this.states = states;
    this.r = r;
    weightIh = parameter("weight_ih_l0", gates * hidden, input);
    weightHh = parameter("weight_hh_l0", gates * hidden, hidden);
    biasIh = parameter("bias_ih_l0", gates * hidden);
    biasHh = parameter("bias_hh_l0", gates * hidden);
  }

  static PlainCell lstm(long input, long hidden, double r) {
    return new PlainLstm(input, hidden, r);
  }

  static PlainCell gru(long input, long hidden, double r) {
    return new PlainGru(input, hidden, r);
  }

  private Tensor parameter(String name, long... shape) {
    double bound = 1 / Math.sqrt((double) hiddenSize);
    Tensor values = torch.rand(shape).mul_(new Scalar(2 * bound)).sub_(new Scalar(bound));
    register_parameter(name, values);
    return TensorScope.own(values);
  }

  @Override
  public long inputSize() {
    return inputSize;
  }

  @Override
  public long hiddenSize() {
    return hiddenSize;
  }

  @Override
  public List<Long> stateSizes() {
    return Collections.nCopies(states, hiddenSize);
  }

  @Override
  public Output forward(Tensor x, List<Tensor> initial, @Nullable Tensor lengths) {
    if (lengths != null) {
      throw new IllegalArgumentException("a plain cell takes no lengths");
    }
    TensorVector inputs = x.unbind(0);
    TensorVector outputs = new TensorVector();
    Tensor weightIhT = weightIh.t();
    Tensor weightHhT = weightHh.t();
    List<Tensor> state = initial;
    for (long t = 0; t < inputs.size(); t++) {
      Tensor z = torch.addmm(biasIh, inputs.get(t), weightIhT);
      Tensor q = torch.addmm(biasHh, state.get(0), weightHhT);
      state = step(z, q, state);
      outputs.push_back(state.get(0));
    }
    return new Output(torch.stack(outputs, 0), state);
  }

  /** The states behind a step. */
  abstract List<Tensor> step(Tensor z, Tensor q, List<Tensor> before);

  /** What s becomes, with the derivatives of s in the first gates of z. */
  final Tensor prox(Tensor s, Tensor... sensitivities) {
    if (r == 0) {
      return s;
    }
    Tensor jacobian = term(sensitivities[0], 0);
    for (int k = 1; k < sensitivities.length; k++) {
      jacobian = jacobian.add(term(sensitivities[k], k));
    }
    Tensor matrix =
        torch
            .eye(hiddenSize, s.options())
            .add(jacobian.bmm(jacobian.transpose(1, 2)).mul(new Scalar(r)));
    Tensor factor = torch.linalg_cholesky(matrix);
    return torch.cholesky_solve(s.unsqueeze(2), factor, false).squeeze(2);
  }

  /** diag(a) W_k for every row of the batch. */
  private Tensor term(Tensor a, int k) {
    return a.unsqueeze(2).mul(weightIh.narrow(0, k * hiddenSize, hiddenSize).unsqueeze(0));
  }

  final Tensor gate(Tensor z, int k) {
    return z.narrow(1, k * hiddenSize, hiddenSize);
  }

  static Tensor oneMinus(Tensor a) {
    return torch.rsub(a, new Scalar(1.0));
  }

  private static final class PlainLstm extends PlainCell {
    PlainLstm(long input, long hidden, double r) {
      super("PlainLstm", 4, 2, input, hidden, r);
    }

    @Override
    List<Tensor> step(Tensor z, Tensor q, List<Tensor> before) {
      Tensor sum = z.add(q);
      Tensor i = gate(sum, 0).sigmoid();
      Tensor f = gate(sum, 1).sigmoid();
      Tensor g = gate(sum, 2).tanh();
      Tensor o = gate(sum, 3).sigmoid();
      Tensor previous = before.get(1);
      Tensor c =
          prox(
              f.mul(previous).add(i.mul(g)),
              i.mul(oneMinus(i)).mul(g),
              f.mul(oneMinus(f)).mul(previous),
              i.mul(oneMinus(g.square())));
      return List.of(o.mul(c.tanh()), c);
    }
  }

  private static final class PlainGru extends PlainCell {
    PlainGru(long input, long hidden, double r) {
      super("PlainGru", 3, 1, input, hidden, r);
    }

    @Override
    List<Tensor> step(Tensor z, Tensor q, List<Tensor> before) {
      Tensor reset = gate(z, 0).add(gate(q, 0)).sigmoid();
      Tensor update = gate(z, 1).add(gate(q, 1)).sigmoid();
      Tensor product = gate(q, 2);
      Tensor candidate = gate(z, 2).add(reset.mul(product)).tanh();
      Tensor previous = before.get(0);
      Tensor slope = oneMinus(update).mul(oneMinus(candidate.square()));
      return List.of(
          prox(
              oneMinus(update).mul(candidate).add(update.mul(previous)),
              slope.mul(product).mul(reset).mul(oneMinus(reset)),
              update.mul(oneMinus(update)).mul(previous.sub(candidate)),
              slope));
    }
  }
}
